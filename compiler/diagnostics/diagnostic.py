"""Diagnostics: users' mistakes as values. Stages return them; only `Stop` carries them across a stage boundary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

Severity = Literal["error", "warning", "note"]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text file. Lines and columns are 1-based; `end_column` is the column after the last character."""

    file: str
    line: int
    column: int
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Why the scenario accepts a warning or note, and where it says so."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fact about the input, with both numbers in `message` and what to type in `hint`.

    `code` is AQ and three digits: 0xx parse, 1xx shape, 2xx meaning, 3xx solver, 4xx simulation, 5xx emission,
    6xx verification.
    `span` is None only where no line of the scenario is to blame (a full disk, a refused connection).
    """

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    severity: Severity = "error"
    related: tuple[tuple[Span, str], ...] = field(default=())
    accepted: Acceptance | None = None
    """Never of an error"""


class Stop(Exception):
    """Raised between stages, never inside one: the stage before found errors, here are all of them."""

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, str] | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources or {})
        super().__init__("; ".join(f"{d.code} {d.message}" for d in self.diagnostics))

    def __reduce__(self) -> tuple[object, ...]:
        """As processes hand it to one another."""
        return Stop, (self.diagnostics, self.sources), self.__dict__


def stop_on_errors(
    stage: tuple[Value | None, Iterable[Diagnostic]], sources: Mapping[str, str] | None = None
) -> tuple[Value, tuple[Diagnostic, ...]]:
    """What a stage returned: its value, and its warnings and notes.

    Args:    sources  texts of the files that spans name, to be quoted under the carets
    Errors:  Stop with everything that was told when one of it is an error; ValueError when there is neither a value nor
             an error (our bug)
    """
    value, told = stage[0], tuple(stage[1])
    if any(d.severity == "error" for d in told):
        raise Stop(told, sources)
    if value is None:
        raise ValueError("a stage told of no error and returned nothing")
    return value, told

"""Scenario to Plan, or an explanation; and the exchange format in and out. The parts lie in solving/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.diagnostics import Diagnostic
from compiler.solving import answer, read_instance, write_answer

if TYPE_CHECKING:
    from compiler.nouns import Plan, Scenario
    from compiler.solving import Draft

MAX_BYTES = 256 << 20
"""Of an instance: a hundred times the largest of the benchmarks"""


def solve(scenario: Scenario, draft: Draft | None = None) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of a scenario, checked; or None and why there is none: place, days, demand and capacity, batches,
    verified mends. With `draft`, the scenario as it was typed, mends are changes of what was typed.

    Notes may come beside a plan (batches that a mode other than "place all" left out).
    """
    from compiler.solving import blame, book, write_plan

    booking = book(scenario)
    found = answer(booking.instance)
    diagnostics = blame(scenario, booking, found, draft)
    if found.verdict != "plan":
        return None, diagnostics
    return write_plan(scenario, booking, found.placed), diagnostics


def solve_json(source: str | Path) -> tuple[dict[str, Any], int]:
    """Solve an instance of the exchange format, given as a path or as JSON text.

    Returns the answer as the format prints it, with `diagnostics`, and the exit code: 0 for a plan, 1 for
    everything else.
    """
    text = source if isinstance(source, str) and source.lstrip().startswith("{") else None
    file = "instance.json" if text is not None else str(source)
    if text is None:
        try:
            with Path(source).open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
            text = content.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return _refused((Diagnostic("AQ301", f"cannot read {source}: {error}"),))
        if len(content) > MAX_BYTES:
            return _refused((Diagnostic("AQ301", f"{source} is larger than {MAX_BYTES:,} bytes"),))
    instance, diagnostics = read_instance(text, file)
    if instance is None:
        return _refused(diagnostics)
    found = answer(instance)
    out = write_answer(instance, found)
    out["diagnostics"] = [_plain(diagnostic) for diagnostic in diagnostics]
    return out, 0 if found.verdict == "plan" else 1


def _refused(diagnostics: tuple[Diagnostic, ...]) -> tuple[dict[str, Any], int]:
    return {
        "format": "aqc-schedule-answer/1",
        "verdict": "invalid",
        "diagnostics": [_plain(d) for d in diagnostics],
        "batches": {},
    }, 1


def _plain(diagnostic: Diagnostic) -> dict[str, str]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "place": f"{span.file}:{span.line}:{span.column}" if span else "",
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }

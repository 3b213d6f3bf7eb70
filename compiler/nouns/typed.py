"""Where the things of a Scenario were typed: no stage after lowering looks for a place in the YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.diagnostics import Span

NOWHERE = Span("", 0, 0)
"""The place of what no file says, such as a farm that a test builds."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A thing of the Scenario that knows where it and its fields were typed. Two that differ only there are equal."""

    spans: Mapping[tuple[str, ...], Span] = field(default_factory=dict, kw_only=True, repr=False, compare=False)
    """By field, or field and key where the field was a map; () is the thing itself. Only what was typed stands here."""

    def span_of(self, *at: str) -> Span:
        """Where a field, or a key in it, was typed: the thing itself where nobody typed it."""
        while at and at not in self.spans:
            at = at[:-1]
        return self.spans.get(at, NOWHERE)

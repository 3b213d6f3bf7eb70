"""Outcomes as text or JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

from compiler.proof.outcome import Outcome

WIDTH = 110


def as_text(outcomes: Sequence[Outcome]) -> str:
    """A table with one line a check, the law and the first offenders under each failure, and a closing line."""
    if not outcomes:
        return "nothing was checked\n"
    wide = max(len(outcome.title) for outcome in outcomes)
    lines: list[str] = []
    group = ""
    for outcome in outcomes:
        if outcome.group != group:
            group = outcome.group
            lines += ["", group]
        lines.append(f"{outcome.status:<4}  {outcome.title:<{wide}}  {outcome.skipped or outcome.measured}".rstrip())
        if outcome.status == "fail":
            lines += _offenders(outcome)
    failed = sum(outcome.status == "fail" for outcome in outcomes)
    silent = sum(outcome.status == "none" for outcome in outcomes)
    skipped = sum(outcome.status == "skip" for outcome in outcomes)
    passed = len(outcomes) - failed - silent - skipped
    rest = f", {silent} had nothing to check" if silent else ""
    rest += f", {skipped} skipped" if skipped else ""
    lines += ["", f"{passed} passed, {failed} failed{rest}"]
    return "\n".join(lines) + "\n"


def _offenders(outcome: Outcome) -> list[str]:
    lines = textwrap.wrap(f"law: {outcome.law}", WIDTH, initial_indent="      ", subsequent_indent="           ")
    if outcome.meaning:
        lines += textwrap.wrap(f"so: {outcome.meaning}", WIDTH, initial_indent="      ", subsequent_indent="          ")
    lines += [f"      - {example}" for example in outcome.examples]
    if outcome.failing > len(outcome.examples) > 0:
        lines.append(f"      … and {outcome.failing - len(outcome.examples):,} more of {outcome.checked:,}")
    return lines


def as_json(outcomes: Sequence[Outcome]) -> str:
    """A list of objects, one a check."""
    return json.dumps(
        [
            {
                "name": outcome.name,
                "group": outcome.group,
                "status": outcome.status,
                "title": outcome.title,
                "law": outcome.law,
                "checked": outcome.checked,
                "failing": outcome.failing,
                "measured": outcome.measured,
                "examples": list(outcome.examples),
            }
            for outcome in outcomes
        ],
        ensure_ascii=False,
        indent=2,
    )

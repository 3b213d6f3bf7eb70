"""Mixes of batches, as the scenario wishes for them."""

from __future__ import annotations

from compiler.language.lower.moments import moment
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Mix


def read_mixes(root: Values, as_of: int) -> tuple[Mix, ...]:
    """By (day, key): a mix comes after those that it may take fish of."""
    mixes = [_mix(key, values, as_of) for key, values in root["mixes"].items()]
    return tuple(sorted(mixes, key=lambda mix: (mix.day, mix.key)))


def _mix(key: str, values: Values, as_of: int) -> Mix:
    until = moment(values["until"], as_of) if "until" in values else None
    return build(Mix, values, key=key, day=moment(values["day"], as_of), until=until, span=values.span)

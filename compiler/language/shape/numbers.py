"""Numbers as people write them elsewhere, and how this language writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_LONGEST = 18
_AMOUNT = r"-?[0-9][0-9.,_ \u00a0\u202f]{0,30}"
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:[, \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?")
_CONTINENTAL = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|-?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_PLAIN = re.compile(r"-?[0-9]+(?:_[0-9]{3})*(?:\.[0-9]+)?")
_WITH_UNIT = re.compile(rf"({_AMOUNT})([^\W\d_][^\d]{{0,20}}|%|‰)")
_SCALES = {"kg": 1000, "t": 1_000_000}
"""Grams in other units of weight."""


def meant(text: str, rule: dict[str, Any]) -> str:
    """The number that a text was probably meant to be, as one types it; empty when nobody can tell.

    Args: rule  what the schema says of the number: its unit and limits

    >>> meant("400,000", {}), meant("0.02%", {}), meant("0,0015", {}), meant("5 kg", {"x-unit": "g"})
    ('400_000', '0.0002', '0.0015', '5000')
    """
    unit, divisor, factor = str(rule.get("x-unit", "")), 1, 1
    if match := _WITH_UNIT.fullmatch(text.strip()):
        text, word = match[1].strip(), match[2].strip()
        if "%" not in unit and word in "%‰":
            divisor = 100 if word == "%" else 1000
        factor = _SCALES.get(word, 1) if unit == "g" else 1
    number = _read(text.strip(), rule)
    return "" if number is None else spelt(number * factor / divisor)


def _read(text: str, rule: dict[str, Any]) -> Decimal | None:
    if sum(map(str.isdigit, text)) > _LONGEST:
        return None
    if _THOUSANDS.fullmatch(text):
        number = Decimal(re.sub(r"[, \u00a0\u202f]", "", text))
        if number <= rule.get("maximum", number) or not _COMMA.fullmatch(text):
            return number
    if _CONTINENTAL.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return Decimal(text.replace("_", "")) if _PLAIN.fullmatch(text) else None


def spelt(number: Decimal) -> str:
    """A number as the language spells it: with underscores from 10,000 on, without needless zeros."""
    if number == number.to_integral_value():
        return f"{int(number):_}" if abs(number) >= 10_000 else str(int(number))
    return f"{number:f}".rstrip("0")

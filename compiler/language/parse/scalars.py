"""What a plain (unquoted) scalar means: YAML 1.2, minus every spelling that two readers could take for two values."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from compiler.language.parse.nodes import Kind
from compiler.language.parse.texts import shorten

_TRUTH = {
    "yes": "true",
    "y": "true",
    "on": "true",
    "true": "true",
    "no": "false",
    "n": "false",
    "off": "false",
    "false": "false",
}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:_[0-9]{3})+)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:_[0-9]{3})+)\.[0-9]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ ]+)[0-9]{1,2}:[0-9]{2}.*")
_CLOCK = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_BASED = re.compile(r"[-+]?0(?:[oO][0-7_]+|[xX][0-9a-fA-F_]+|[bB][01_]+)")
_NUMERIC = re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:[eE][-+]?[0-9_]*)?")
_UNREAL = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
_LONGEST_NUMBER = 19
"""Digits: those of the largest bigint, and more than a double can tell apart."""
_LONGEST_TEXT = 200
"""Characters: what is longer is looked at sign by sign, as patterns may take the square of its length."""
_SIGNS = frozenset("+-._0123456789")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a plain scalar is refused: the code, the fact and what to type."""

    code: str
    message: str
    hint: str


def read_plain(text: str) -> tuple[Kind, str | int | float | bool | datetime.date | None] | Doubt:
    """Kind and value of an unquoted scalar, or why it is ambiguous."""
    first = text[:1]
    if first.isdigit() or first in "+-.":
        return _number_like(text)
    if first in "~=":
        return _null_like(text) if text == "~" else ("text", text)
    if len(text) <= 5:
        return _word(text)
    return "text", text


def _word(text: str) -> tuple[Kind, str | bool | None] | Doubt:
    if text in ("true", "false"):
        return "bool", text == "true"
    if text == "null":
        return "null", None
    lowered = text.lower()
    if lowered in _TRUTH:
        return Doubt(
            "AQ012",
            f"`{text}` is a truth value to some readers of YAML and a word to others",
            f'type {_TRUTH[lowered]}, or "{text}" in quotes if the word is meant',
        )
    return _null_like(text) if lowered == "null" else ("text", text)


def _null_like(text: str) -> Doubt:
    return Doubt("AQ017", f"`{text}` is another spelling of null", f'type null, or "{text}" in quotes if text is meant')


def _number_like(text: str) -> tuple[Kind, str | int | float | datetime.date] | Doubt:
    if len(text) > _LONGEST_TEXT:
        return _too_long(text) if set(text) <= _SIGNS else ("text", text)
    if _WHOLE.fullmatch(text):
        return _sized(text) or ("int", int(text.replace("_", "")))
    if _DECIMAL.fullmatch(text):
        return _sized(text) or ("float", float(text.replace("_", "")))
    if match := _DATE.fullmatch(text):
        return _date(text, match)
    return _refused(text) or ("text", text)


def _refused(text: str) -> Doubt | None:
    """Why text that begins like a number is neither a number nor plain text; None when nobody could take it for one."""
    shown = shorten(text)
    if _MOMENT.fullmatch(text):
        day = text[:10].rstrip("Tt ")
        return Doubt("AQ014", f"`{shown}` is a moment; the language knows only whole days", f"type {day}")
    if _CLOCK.fullmatch(text):
        message = f"`{shown}` is a time to some readers of YAML and the number {_sexagesimal(text)} to others"
        return Doubt("AQ014", message, f'type hours or minutes as a number, or "{shown}" in quotes if text is meant')
    if _BASED.fullmatch(text) or _NUMERIC.fullmatch(text) or _UNREAL.fullmatch(text):
        return Doubt("AQ013", f"`{shown}` is not a number as this language writes them", _number_hint(text, shown))
    return None


def _sized(text: str) -> Doubt | None:
    digits = sum(character.isdigit() for character in text)
    if digits < _LONGEST_NUMBER or (digits == _LONGEST_NUMBER and "." not in text and abs(int(text)) < 2**63):
        return None
    return _too_long(text)


def _too_long(text: str) -> Doubt:
    digits = sum(character.isdigit() for character in text)
    message = f"a number of {digits} digits; {_LONGEST_NUMBER - 1} are allowed, and whole numbers up to 2^63 - 1"
    return Doubt("AQ031", message, "round it, or quote it if text is meant")


def _date(text: str, match: re.Match[str]) -> tuple[Kind, datetime.date] | Doubt:
    year, month, day = (int(part) for part in match.groups())
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return Doubt("AQ015", f"`{text}` is no day of the calendar", "type an existing day as YYYY-MM-DD")
    if date.isoformat() != text:
        return Doubt("AQ015", f"`{text}` is not written as YYYY-MM-DD", f"type {date.isoformat()}")
    return "date", date


def _sexagesimal(text: str) -> str:
    total = 0
    for part in text.lstrip("+-").split(".")[0].replace("_", "").split(":")[:4]:
        total = total * 60 + int(part[:_LONGEST_NUMBER])
    return f"{total:,}"


def _number_hint(text: str, shown: str) -> str:
    quoted = f'"{shown}" in quotes if text is meant'
    meant = _respelled(text)
    if not meant:
        return f"type a whole number such as 3_300_000 or a decimal such as 0.5, or {quoted}"
    return f"type {meant}, or {quoted}"


def _respelled(text: str) -> str:
    """The number that was probably meant, as the language spells it; empty when nobody can tell."""
    if _BASED.fullmatch(text) or re.fullmatch(r"[-+]?0[0-9_]+", text) or len(text) > 2 * _LONGEST_NUMBER:
        return ""
    try:
        number = float(text.replace("_", ""))
    except ValueError:
        return ""
    if number != number or abs(number) >= 1e15 or (number and abs(number) < 1e-9):
        return ""
    if number == int(number):
        return f"{int(number):_}" if abs(number) >= 10_000 else f"{int(number)}"
    return f"{number:.12f}".rstrip("0")

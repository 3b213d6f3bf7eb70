"""Spoil a text or a value of JSON in a few places, as hands, editors, merges and enemies do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

from compiler import data_folder

PIECES = [
    *"[]{}:#%?<|>'\"-,&*!@`~.\\=;\n\r\t\0\x1b\u202e\ufeff\u2028漢é👩",
    "\r\n",
    "---\n",
    "<<: ",
    "!!x ",
    "null",
    "- ",
    "${HOME}",
    "\\!",
]
SCALARS = [
    *("0", "1", "-1", "0.5", "-0.0", "1e9", "1e400", ".inf", ".nan", "0x1F", "1_000", "9" * 30, "9" * 5000),
    *("2147483648", "9223372036854775807", "9223372036854775808", "0.0000001", "100000", "36500", "1000000000"),
    *("1." + "0" * 99, "true", "no", "null", "~", "''", '""', "[]", "{}", "[[]]", "{a: 1}", "[1, 2]", "[2, 1]"),
    *("[0, 0]", "[a]", "{? : }", "today", "as_of", "as_of - 9999 days", "as_of + 99999999 days", "0001-01-01"),
    *("1969-12-31", "2024-02-30", "2025-01-01", "9999-12-31", "25:61", "{n}", "{n:99}", "{serial}", "{serial:0999}"),
    *("{days}", "{a.b}", "{n!r}", "{", "%s", "X", "x" * 300, "Fry", "Adult", "Scotland", "FI-SEA-01", "/dev/zero"),
    *("FI-SEA-01-Ring-01..99", "../../x", "a.csv", "Jógvan", "\\.", "\\N", "'\\x00'", '"\\u202e"', '"\\0"', "*a"),
    *("&a b", "'; DROP TABLE x; --", "$$", '"a\\tb\\nc"', "<script>", "*"),
]  # fmt: skip
SCALAR = re.compile(r"(?<=[:\[,{-] )[^\s\[\]{},#][^\[\]{},#\n]*")


def spoilt_text(chance: Random, text: str, times: int = 4) -> str:
    """The text with up to that many things done to it; now and then it is left as it is."""
    for _ in range(chance.randint(0, times)):
        text = chance.choice(CHANGES)(chance, text)
    return text


def _splice(chance: Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) * chance.choice([1, 1, 1, 3]) + text[at + chance.choice([0, 0, 1, 4]) :]


def _cut(chance: Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.choice([1, 2, 9, 99]) :]


def _end(chance: Random, text: str) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _scalar(chance: Random, text: str) -> str:
    found = list(SCALAR.finditer(text))
    if not found:
        return text + chance.choice(SCALARS)
    one = chance.choice(found)
    return text[: one.start()] + chance.choice(SCALARS) + text[one.end() :]


def _lines(chance: Random, text: str) -> str:
    """Lines that are twice there, gone, elsewhere or further in."""
    lines = text.split("\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    some = lines[at : at + chance.choice([1, 1, 2, 5])]
    what = chance.randrange(4)
    if what == 0:
        lines[to:to] = some
    elif what == 1:
        del lines[at : at + len(some)]
    elif what == 2:
        lines[at], lines[to] = lines[to], lines[at]
    else:
        lines[at] = lines[at][2:] if lines[at].startswith("  ") and chance.random() < 0.5 else f"  {lines[at]}"
    return "\n".join(lines)


def _key(chance: Random, text: str) -> str:
    """A key of the language where it may or may not stand."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    indent = re.match(r" *", lines[at])
    assert indent
    lines.insert(at, f"{indent[0]}{chance.choice(keys())}: {chance.choice(SCALARS)}")
    return "\n".join(lines)


CHANGES: Sequence[Callable[[Random, str], str]] = (
    _scalar,
    _scalar,
    _scalar,
    _key,
    _key,
    _lines,
    _splice,
    _splice,
    _cut,
    _end,
)


@cache
def keys() -> Sequence[str]:
    """Every key of the language."""

    def named(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from part.get("properties", {})
            for value in part.values():
                yield from named(value)

    schema = json.loads((data_folder("schema") / "scenario.schema.json").read_text("utf-8"))
    return sorted(set(named(schema)))


ODD: Sequence[Any] = (
    None, True, False, 0, 1, -1, 5, 0.5, 1e308, 2**31, 2**63, 10**400, "", "x", "5", "0" * 64, "x" * 300, "a b", "\0",
    "\ud800", "'; --", '"', "\\.", "2025-02-30", "integer", "numeric(99999,0)", "text identity", [], [[]], {}, {"": 0},
    [None], ["x"], {"rows": 0, "sha256": "0" * 64},
)  # fmt: skip


SAYABLE: Sequence[Any] = [one for one in ODD if one not in (1e308, 2**63, 10**400, "\ud800")]
"""Those that YAML can say, too"""


def spoilt_json(chance: Random, value: Any, times: int = 3, odd: Sequence[Any] = ODD) -> Any:
    """The value with up to that many parts replaced, gone, renamed or there twice; changes what it is made of."""
    for _ in range(chance.randint(0, times)):
        value = _spoilt(chance, value, odd)
    return value


def _spoilt(chance: Random, value: Any, odd: Sequence[Any]) -> Any:
    if not isinstance(value, dict | list) or not value or chance.random() < 0.08:
        return deepcopy(chance.choice(odd))
    key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
    what = chance.random()
    if what < 0.7:
        value[key] = _spoilt(chance, value[key], odd)
    elif what < 0.82:
        del value[key]
    elif isinstance(value, list):
        value.insert(key, value[chance.randrange(len(value))])
    else:
        value[str(chance.choice(odd))] = value[key]
    return value


def as_json(chance: Random, value: Any) -> bytes:
    """JSON of a value, here and there spoilt as text, too."""
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5)
    return (spoilt_text(chance, text, 2) if chance.random() < 0.3 else text).encode("utf-8", "surrogatepass")

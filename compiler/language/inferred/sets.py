"""Sets of named things as a scenario says them: a pattern, what they share once, differences by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Entry = dict[str, Any]
_NUMBER = re.compile(r"(.*?)(\d{1,9})(\D*)", re.DOTALL)


def numbered(names: Sequence[str], known: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """The pattern that makes most of the names, counted from 1, and these in order; None where there is none.

    `known` are the texts that a pattern may name, such as that of {station}; what they hold is no number of ours.

    >>> numbered(["F-C01", "F-C02", "Big"], {"station": "F"})
    ('{station}-C{n:02}', ['F-C01', 'F-C02'])
    >>> numbered(["C1", "C2", "C10"], {}), numbered(["C7"], {}), numbered(["F-01-Silo"], {"station": "F-01"})
    (('C{n}', ['C1', 'C2']), None, ('{station}-Silo', ['F-01-Silo']))
    """
    there, best = set(names), [(0, 0, "", "", [""])]
    kinds: set[tuple[str, str, int]] = set()
    for name in names:
        start = _begun(name, known)
        if match := _NUMBER.fullmatch(name[len(start) :]):
            widths = {len(match[2]), *(() if match[2][0] == "0" else (1,))}
            kinds |= {(start + match[1], match[3], width) for width in widths}
    for before, after, width in sorted(kinds):
        made: list[str] = []
        while (name := f"{before}{len(made) + 1:0{width}}{after}") in there and not set("{}") & set(before + after):
            made.append(name)
        best.append((len(made), width, before, after, made))
    size, width, before, after, made = max(best)
    if size:
        return f"{_field(before, known)}{{n{f':{width:02}' if width > 1 else ''}}}{after}", made
    only = names[0] if len(names) == 1 and _begun(names[0], known) and not set("{}") & set(names[0]) else ""
    return (_field(only, known), [only]) if only else None


def _begun(name: str, known: Mapping[str, str]) -> str:
    """The known text with which a name begins, '' for none."""
    fit = (text for text in known.values() if text and name.startswith(text))
    return next((text for text in fit if not name.removeprefix(text)[:1].isalnum()), "")


def _field(before: str, known: Mapping[str, str]) -> str:
    """A name's beginning with the field in place of the known text."""
    begun = _begun(before, known)
    field = next((field for field, text in known.items() if text == begun and begun), "")
    return f"{{{field}}}{before.removeprefix(begun)}" if field else before


def folded(entries: Mapping[str, Entry], known: Mapping[str, str]) -> Entry:
    """Things by name as a set of the language; an empty one where there are none."""
    if not entries:
        return {}
    common = _common(list(entries.values()))
    pattern = numbered(list(entries), known)
    made = pattern[1] if pattern else []
    found: Entry = {"count": len(made), "name": pattern[0]} if pattern else {}
    if common:
        found["each"] = common
    override = {name: _differing(entries[name], common) for name in made if entries[name] != common}
    rest = {name: _differing(entry, common) for name, entry in entries.items() if name not in set(made)}
    return found | ({"override": override} if override else {}) | ({"named": rest} if rest else {})


def _common(entries: Sequence[Entry]) -> Entry:
    """What `each` says: the most frequent entry where all others only add to it or differ, else what all share."""
    usual = Counter(map(repr, entries)).most_common(1)[0][0]
    first = next(entry for entry in entries if repr(entry) == usual)
    if all(_covers(entry, first) for entry in entries):
        return first
    shared = first
    for entry in entries:
        shared = _shared(shared, entry)
    return shared


def _covers(entry: Entry, base: Entry) -> bool:
    """Whether laying differences over the base can give the entry: it has all keys of the base, at any depth."""
    return all(
        key in entry and (not isinstance(value, dict) or (isinstance(entry[key], dict) and _covers(entry[key], value)))
        for key, value in base.items()
    )


def _shared(one: Entry, other: Entry) -> Entry:
    found: Entry = {}
    for key, value in one.items():
        if key in other and value == other[key]:
            found[key] = value
        elif isinstance(value, dict) and isinstance(other.get(key), dict) and (inner := _shared(value, other[key])):
            found[key] = inner
    return found


def _differing(entry: Entry, base: Entry) -> Entry:
    """What has to be laid over the base to give the entry."""
    found: Entry = {}
    for key, value in entry.items():
        if key not in base:
            found[key] = value
        elif isinstance(value, dict) and isinstance(base[key], dict):
            if inner := _differing(value, base[key]):
                found[key] = inner
        elif value != base[key]:
            found[key] = value
    return found

"""Sets of named things: counted by a pattern, named one by one, read from a CSV file, and overridden by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from compiler.diagnostics import Span
from compiler.language.lower.cells import read_csv
from compiler.language.lower.reading import Notes, alike, fill
from compiler.language.lower.values import Values, merge

Named = dict[str, Values]
"""Values of each thing by its name."""


def expand(entries: Values, kind: str, known: Mapping[str, str | int], notes: Notes) -> Named:
    """All things of a set, each with what `each`, its own entry and its override say.

    Args: kind   what the schema calls one of them
          known  values for the name pattern beside {n}
    """
    made: Named = {}
    if entries["count"] and "name" not in entries:
        notes.say(
            "AQ201",
            f"{entries['count']} are counted but no name pattern says how they are called",
            entries.at("count"),
            'add a pattern such as name: "C{n:02}"',
        )
        return made
    own: Values = entries["named"]
    if "csv" in entries:
        own = merge(own, read_csv(entries["csv"], entries.at("csv"), "name", kind, notes))
    if not notes.afford(entries["count"] + len(own), entries.at("csv" if "csv" in entries else "count")):
        return made
    for name in _counted(entries, known, notes):
        made[name] = entries["each"]
    for name, values in own.items():
        if name in made:
            notes.say(
                "AQ202",
                f"{name} is made by the pattern and named again",
                own.at(name),
                f"say what differs under override: {{{name}: …}}",
            )
        made[name] = merge(entries["each"], values)
    override: Values = entries["override"]
    for name, values in override.items():
        if name not in made and beyond(entries, name, override.at(name), notes):
            continue
        if name not in made:
            notes.say("AQ203", f"override of {name}, which is not there", override.at(name), alike(name, made))
            continue
        made[name] = merge(made[name], values)
    return made


def _counted(entries: Values, known: Mapping[str, str | int], notes: Notes) -> list[str]:
    missing: list[str] = []
    names = [fill(entries["name"], {**known, "n": n}, missing.append) for n in range(1, entries["count"] + 1)]
    for field in sorted(set(missing)):
        notes.say("AQ204", f"the name pattern asks for {{{field}}}", entries.at("name"), alike(field, [*known, "n"]))
    if not missing and len(set(names)) < len(names):
        notes.say(
            "AQ205",
            f"the pattern {entries['name']!r} gives {len(names)} things {len(set(names))} different names",
            entries.at("name"),
            "add the number: {n:02}",
        )
    return list(dict.fromkeys(names))


def beyond(entries: Values, name: str, span: Span, notes: Notes) -> bool:
    """True for a name that an included file mentions (at `span`) and that the pattern would make if more were counted.

    So a scenario may count fewer stations than the library that it includes knows by name.
    """
    if "name" not in entries or span.file == notes.main:
        return False
    parts = re.split(r"(\{[^}]*\})", entries["name"])
    shape = "".join(r"\d+" if part.startswith("{") else re.escape(part) for part in parts)
    if not re.fullmatch(shape, name):
        return False
    notes.beyond.append(span)
    return True

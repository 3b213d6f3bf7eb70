"""Lice of the scenario."""

from __future__ import annotations

from compiler.language.lower.reading import complete, schema
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values, merge
from compiler.nouns import Counting, Lice


def read_lice(root: Values, geography: Values) -> Lice | None:
    """The lice of a geography: the species' with its differences; None where the scenario speaks of none."""
    if "lice" not in root:
        return None
    values = merge(root["lice"], geography["lice"]) if "lice" in geography else root["lice"]
    full = complete(values, schema()["properties"]["lice"])
    return build(Lice, full, counting=tuple(build(Counting, one) for one in full["counting"]))

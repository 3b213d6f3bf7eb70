"""Lice of the scenario."""

from __future__ import annotations

from compiler.language.lower.reading import complete, schema
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values, merge
from compiler.nouns import Lice


def read_lice(root: Values, geography: Values) -> Lice | None:
    """The lice of a geography: the species' with its differences; None where the scenario speaks of none."""
    if "lice" not in root:
        return None
    values = merge(root["lice"], geography["lice"]) if "lice" in geography else root["lice"]
    return build(Lice, complete(values, schema()["properties"]["lice"]))

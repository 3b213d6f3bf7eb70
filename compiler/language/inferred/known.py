"""What the packaged library knows that no database says: species with their stages and waters, seas, prices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from compiler import data_folder
from compiler.language.parse import parse_file, plain

Content = Mapping[str, Any]
TARGET = "library/aquamind.yaml"
SPECIES = ("library/atlantic-salmon.yaml", "library/rainbow-trout.yaml")
"""The first is taken for a species that none of them has."""
_OF_GEOGRAPHY = ("code", "currency", "supplier", "egg_price_per_thousand", "sea_temp_monthly_c", "sea_temp_sd_c",
                 "temp_spell_days", "sea_temp_shared", "source", "lice", "climate", "trade", "stages")  # fmt: skip
"""What a file of a geography says beside places."""


@dataclass(frozen=True, slots=True)
class Base:
    """The library of a species, as a scenario includes it."""

    file: str
    content: Content

    @property
    def stages(self) -> Mapping[str, Content]:
        """By name, in the order of life."""
        return dict(sorted(self.content["stages"].items(), key=lambda item: item[1]["order"]))

    def waters(self, leg: str) -> Mapping[str, Content]:
        """What is measured in a leg, by name."""
        return dict(self.content["waters"].get(leg, {}))

    def stage(self, name: str) -> str:
        """The library's name of a stage of the database, '' for one that it does not have."""
        return next((known for known in self.stages if alike(known) == alike(name)), "")


def base_of(species: Sequence[str]) -> Base:
    """The library of the first species that one has, else that of salmon."""
    bases = [Base(file, _content(file)) for file in SPECIES]
    for name in species:
        for base in bases:
            if alike(base.content["species"]["name"]) == alike(name):
                return base
    return bases[0]


def target_content() -> Content:
    """What the library of the target says."""
    return _content(TARGET)


def geography_facts(name: str) -> Content:
    """What the library says of a geography of that name beside its places; nothing where it has none."""
    for file in sorted((data_folder("scenarios") / "library").glob("*.yaml")):
        known = _content(f"library/{file.name}").get("geographies", {}).get(name)
        if known:
            return {key: known[key] for key in _OF_GEOGRAPHY if key in known}
    return {}


def alike(text: str) -> str:
    """A name by its letters and digits alone.

    >>> alike("Egg & Alevin") == alike("egg&alevin")
    True
    """
    return re.sub(r"[\W_]", "", text.casefold())


@cache
def _content(file: str) -> Content:
    document, _ = parse_file(Path(data_folder("scenarios") / file))
    assert document
    return cast(Content, plain(document.root))

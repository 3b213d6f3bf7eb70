"""No key does nothing without a word: each is given another value, and the Scenario differs, or it is told.

Of a sample, the same one each time, the rows are made, too, and must differ; AQC_KEYS=all makes them of every key,
AQC_KEYS=7 of another sample.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from random import Random

import pytest
from breadth import sampled

sys.path.insert(0, str(Path(__file__).parent))

from acting import reaches, verdict
from changing import MANY, Place, farm, others, places

SAMPLE = 6
WORDS_ONLY = {
    ("", "aqc"): "the version of the language",
    ("", "include"): "read by the parser",
    ("", "name"): "names the file of the dump",
    ("", "about"): "for readers",
    ("", "table_groups"): "acts by `tables`, which switches them",
    ("/growth", "tgc_range"): "bounds of a check",
}
"""Keys that reach no row, and why"""
ANYWHERE = {"spread": "tells apart what unlike containers of a hall get"}
"""Keys of stages that need not act in every one, and why"""


@cache
def known() -> dict[str, list[Place]]:
    """The places of each key, those of each stage by themselves."""
    found: dict[str, list[Place]] = {}
    for place in places(farm()):
        if (place.defined, place.key) not in WORDS_ONLY and place.key != "source" and "properties" not in place.part:
            alone = place.defined in MANY and place.path[0] == "stages" and place.key not in ANYWHERE
            name = str(place) if alone else f"{place.defined}/{place.key}"
            if list(others(place)):
                found.setdefault(name, []).append(place)
    return found


ROOMY = {
    "/supply/fill_share": "the stores of the farm hold more than is ordered ahead",
    "geography/solve/freshwater/fallow_days": "no two batches of the farm meet at a station",
}
"""Keys that reach the Scenario, but no row of this farm, and why"""


def drawn() -> list[str]:
    names, asked = sorted(set(known()) - set(ROOMY)), os.environ.get("AQC_KEYS", "0")
    return names if asked == "all" else Random(int(asked)).sample(names, SAMPLE)


LETTERS = sorted({name.rsplit(".", 1)[-1].rsplit("/", 1)[-1][0] for name in known()})


@pytest.mark.parametrize("letter", sampled(LETTERS, LETTERS[::4].__contains__))
def test_every_key_reaches_the_scenario_or_is_told(letter: str) -> None:
    """By the first letter of the keys, so that processes share them."""
    for name, found in known().items():
        if name.rsplit(".", 1)[-1].rsplit("/", 1)[-1][0] == letter:
            assert any(map(reaches, found)), f"{name} does nothing without a word"


@pytest.mark.parametrize("name", drawn())
def test_a_key_acts_or_is_told(name: str) -> None:
    found = [verdict(place) for place in known()[name]]
    assert {"acts", "told"} & set(found) or set(found) == {"refused"}, f"{name} does nothing without a word"


def test_every_key_of_the_schema_can_stand_in_the_farm() -> None:
    assert len(known()) > 500

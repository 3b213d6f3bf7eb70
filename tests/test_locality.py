"""What a change of a scenario reaches: the lives of other batches stay as they are, to the last bit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from farms import DAY

from compiler import data_folder
from compiler.nouns import History
from compiler.pipeline import Lived, live, plan_scenario

AS_OF = date(2025, 1, 10)
LIBRARY = data_folder("scenarios") / "library"
FILES = ("atlantic-salmon", "faroe-islands", "scotland", "aquamind")
Farm = dict[str, Any]
Life = tuple[tuple[object, ...], ...]
Lives = Mapping[str, Mapping[tuple[str, int], Life]]
"""[number of a batch] [container and first day of a stay] what every day of it was"""


def base() -> Farm:
    """Four batches of different ages, each of a group of its own, on a farm that has room."""
    starts = {"old": "2023-01-05", "sea": "2023-09-01", "parr": "2024-06-01", "eggs": "2024-12-01"}
    groups = {
        name: {"geography": "Scotland", "number": f"B-{name}", "starts": [start], "eggs": 60_000, "rings": 2,
               "containers": dict.fromkeys(("Egg&Alevin", "Fry", "Parr", "Smolt", "Post-Smolt"), 2)}
        for name, start in starts.items()
    }  # fmt: skip
    return {
        "aqc": 1, "name": "local", "seed": 5, "as_of": AS_OF.isoformat(),
        "include": [f"{LIBRARY}/{file}.yaml" for file in FILES],
        "batches": groups,
        "geographies": {
            name: {"stations": {"count": 2}, "areas": {"count": 2}} for name in ("Scotland", "Faroe Islands")
        },
    }  # fmt: skip


def lived(farm: Farm, folder: Path) -> Lived:
    path = folder / "local.yaml"
    path.write_text(DAY.sub(r"\1", json.dumps(farm, indent=1)), encoding="utf-8")
    return live(plan_scenario(path))


def lives(of: Lived) -> Lives:
    """All days of all stays, named by what does not depend on the order of anything."""
    names = [container.name for container in of.scenario.containers]
    return {of.scenario.batches[one.plan.batch].number: _stays(one, names) for one in of.histories}


def _stays(one: History, names: list[str]) -> Mapping[tuple[str, int], Life]:
    columns = [getattr(one.days, field.name) for field in fields(one.days)]
    places = [(names[box], int(first)) for box, first in zip(one.plan.container, one.plan.first, strict=True)]
    return {
        place: tuple(zip(*(column[one.cells(stay)].tolist() for column in columns), strict=True))
        for stay, place in enumerate(places)
    }


def added(farm: Farm, chance: Random) -> set[str]:
    start = (AS_OF - timedelta(chance.randint(20, 500))).isoformat()
    group = {"geography": "Faroe Islands", "number": "B-added", "starts": [start], "eggs": 90_000, "rings": 3}
    farm["batches"] = {"added": group, **farm["batches"]}
    return {"B-added"}


def removed(farm: Farm, chance: Random) -> set[str]:
    name = chance.choice(list(farm["batches"]))
    del farm["batches"][name]
    return {f"B-{name}"}


def edited(farm: Farm, chance: Random) -> set[str]:
    name = chance.choice(list(farm["batches"]))
    farm["batches"][name]["eggs"] = chance.randint(1_000, 90_000)
    return {f"B-{name}"}


def reordered(farm: Farm, chance: Random) -> set[str]:
    """Groups, geographies, and all keys of the scenario."""
    for part in (farm, farm["batches"], farm["geographies"], *farm["batches"].values()):
        items = list(part.items())
        chance.shuffle(items)
        part.clear()
        part.update(items)
    return set()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Lives:
    return lives(lived(base(), tmp_path_factory.mktemp("before")))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("change", [added, removed, edited, reordered])
def test_a_change_reaches_no_other_batch(
    change: Callable[[Farm, Random], set[str]], seed: int, before: Lives, tmp_path: Path
) -> None:
    """Where a batch that is gone leaves containers free, others may move into them: they live as before until then."""
    farm = base()
    touched = change(farm, Random(f"{change.__name__} {seed}"))
    after = lives(lived(farm, tmp_path))
    assert before.keys() - touched == after.keys() - touched
    assert len(before.keys() - touched) >= 3
    kept = 0
    for number in before.keys() - touched:
        was, now = before[number], after[number]
        moved = min((first for _, first in was.keys() ^ now.keys()), default=1 << 20)
        assert {place for place in was if place[1] < moved} == {place for place in now if place[1] < moved}
        assert all(now[place] == life for place, life in was.items() if place[1] < moved), number
        kept += was == now
    assert kept >= (3 if change is not removed else 1)
    assert all(after.get(number) != before.get(number) for number in touched)


@pytest.mark.parametrize("days", [1, 45, 400])
def test_days_that_were_lived_stay_when_as_of_is_later(days: int, before: Lives, tmp_path: Path) -> None:
    """A stay that goes on is longer; whatever ended is as it was, and what is new begins after the old as_of."""
    later = AS_OF + timedelta(days)
    after = lives(lived(base() | {"as_of": later.isoformat()}, tmp_path))
    today, longer = (AS_OF - date(1970, 1, 1)).days, 0
    assert after.keys() == before.keys()
    for number, stays in before.items():
        for place, life in stays.items():
            assert after[number][place][: len(life)] == life, (number, place)
            is_open = place[1] + len(life) == today
            longer += len(after[number][place]) > len(life)
            assert is_open or len(after[number][place]) == len(life), (number, place)
        assert all(first >= today for _, first in after[number].keys() - stays.keys())
    assert longer


def test_lives_are_compared_by_value(before: Lives) -> None:
    """Each batch has days, no two of the same values, so that a mistake in comparing would be seen."""
    days = [len(life) for stays in before.values() for life in stays.values()]
    assert min(days) > 0 and np.sum(days) > 2000
    assert len({life for stays in before.values() for life in stays.values()}) == len(days)

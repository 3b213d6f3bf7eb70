"""Large farms, dealt out into parts: a tight one is solved in parts too, pins stay in theirs, and all is checked."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from compiler.solving import limits
from compiler.solving.answer import answer
from compiler.solving.dealing import by_room, in_turn
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site
from compiler.solving.shares import decide_geography


def farm(every: int, window: int = 0, pins: bool = False) -> Instance:
    """360 unlike batches on 48 stations and 88 areas: full when one of 90 starts every 17 days."""
    random = Random(5)
    stages = ("fry", "smolt")
    stations = tuple(Site(f"F{i:03}", "X", dict.fromkeys(stages, Pool(10, 7))) for i in range(48))
    areas = tuple(Site(f"S{i:03}", "X", {"sea": Pool(20, 7)}) for i in range(88))
    legs = Leg("fresh", stages, 0, 0, stations), Leg("sea", ("sea",), 0, 0, areas)
    batches = []
    for i in range(360):
        runs = [Run(stage, 90, random.choice((5, 10, 10, 10)), 2) for stage in stages]
        runs.append(Run("sea", random.randrange(330, 440), random.choice((10, 20, 20, 20))))
        pinned = {"sea": f"S{i % 88:03}"} if pins and i % 40 == 0 else {}
        batches.append(Batch(f"B{i:04}", "X", i * every // 4, window, window, tuple(runs), pinned))
    return Instance("large", batches[-1].start + 30, legs, tuple(batches))


@pytest.mark.parametrize(("every", "window", "pins"), [(21, 0, False), (17, 0, False), (17, 5, False), (18, 0, True)])
def test_a_large_farm_is_solved_in_parts(every: int, window: int, pins: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """No search sees more than a few parts: the whole would take minutes where the farm is tight."""
    instance = farm(every, window, pins)
    monkeypatch.setattr(limits, "WHOLE", 0)
    found = decide_geography(instance, list(instance.batches), instance.node_limit)
    assert found.status == "found"
    answered = answer(instance)
    assert (answered.verdict, len(answered.placed)) == ("plan", 360)
    for batch in instance.batches:
        assert answered.placed[batch.id].sites.get("sea", "") in (batch.pins.get("sea"), *_sea(instance, batch))


def _sea(instance: Instance, batch: Batch) -> tuple[str, ...]:
    """Where a batch without a pin may be; nowhere when it never gets to sea."""
    return ("",) if batch.pins else ("", *(site.id for site in instance.legs[1].sites))


@pytest.mark.parametrize("deal", [in_turn, by_room])
def test_every_batch_and_place_is_dealt_once(deal: object) -> None:
    instance = farm(17)
    shares = deal(instance, list(instance.batches), 4)  # type: ignore[operator]
    assert sorted(batch.id for share in shares for batch in share.batches) == [b.id for b in instance.batches]
    for number, leg in enumerate(instance.legs):
        assert sorted(site.id for share in shares for site in share.legs[number].sites) == [s.id for s in leg.sites]


def test_pins_in_two_shares_are_not_dealt() -> None:
    """A batch pinned to a station of one share and an area of another keeps the farm whole."""
    instance = farm(21)
    torn = replace(instance.batches[0], pins={"fresh": "F000", "sea": "S001"})
    assert by_room(instance, [torn, *instance.batches[1:]], 4) is None
    assert in_turn(instance, [torn, *instance.batches[1:]], 4) is None

"""Batches that take turns: a plan never holds fewer than before, keeps every rule, and is the same each time."""

from __future__ import annotations

import pytest
from planting import oversubscribed

from compiler.solving.answer import paint
from compiler.solving.check import mistakes
from compiler.solving.exchange import Exchange, Kept
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site
from compiler.solving.problem import Problem
from compiler.solving.saturate import Packing
from compiler.solving.settle import layouts_of

KINDS = {"mixed": 1, "mixed windows": 1, "maintenance": 1, "fallow": 1, "maintenance fallow windows": 1}
"""Kinds of farms of 3 stations, and how many more at least come to stand within 3,000 turns."""


def filled(instance: Instance) -> Packing:
    """Batches in the order of their starts, each where there is room."""
    batches = list(instance.batches)
    days = [batch.starts() for batch in batches]
    problem = Problem(layouts_of(instance, "X", batches, days), days, [batch.start for batch in batches])
    packing = Packing(instance, batches, problem, 0)
    packing.fill()
    return packing


def turned(packing: Packing, turns: int) -> tuple[Kept, list[int]]:
    """The plan after some turns, and the numbers of those that stood on the way."""
    counts: list[int] = []

    def never(kept: Kept) -> bool:
        counts.append(len(kept))
        return False

    return Exchange(packing.problem, packing.kept).take_turns(turns, never), counts


@pytest.mark.parametrize(("kind", "more"), KINDS.items())
def test_turns_make_room_and_keep_every_rule(kind: str, more: int) -> None:
    instance = oversubscribed(3, 130, kind, stations=3)
    packing = filled(instance)
    before = len(packing.kept)
    kept, counts = turned(packing, 3_000)
    assert turned(packing, 3_000) == (kept, counts)
    assert counts == sorted(counts) and counts[0] == before and before + more <= len(kept) == counts[-1]
    packing.kept = kept
    batches, decision = packing.result()
    assert not mistakes(instance, paint(instance, batches, decision), everything=False)


def test_one_that_rests_too_near_goes_though_there_are_containers() -> None:
    """The first is in the way of the second by fallow alone, and of nobody once it has gone."""
    place = Site("A", "X", {"adult": Pool(9, 0)})
    batches = tuple(Batch(f"B{day:02}", "X", day, 0, 0, (Run("adult", 30, 3),), {}) for day in (0, 40, 41))
    instance = Instance("rest", 200, (Leg("sea", ("adult",), 20, 5, (place,)),), batches, "saturate")
    packing = filled(instance)
    assert list(packing.kept) == [0]
    assert list(turned(packing, 50)[0]) == [1, 2]

"""As many batches as fit: never more than the bound says, near it, and two small ones instead of a large one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest
from breadth import sampled
from brute import least_slip, tiny
from planting import oversubscribed

from compiler.solving.answer import answer
from compiler.solving.check import mistakes
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site
from compiler.solving.saturate import most

LOADS = {90: 2, 100: 2, 110: 2, 130: 2}
"""Percent of the sea leg that is asked for, to the gap in percent of the bound that may be left."""
FARMS = tuple(product(LOADS, range(2)))
PROVEN = {(90, 2): 61, (110, 0): 68, (110, 4): 68, (130, 2): 77}
"""(load, seed) of farms of which good prices alone say one more: what no plan can pass, as CP-SAT said of all places of
a stage together."""


@pytest.mark.parametrize(("load", "seed"), sampled(FARMS, {(90, 0), (130, 1)}.__contains__))
def test_over_subscribed_farms_come_near_their_bound(load: int, seed: int) -> None:
    instance = oversubscribed(seed, load)
    found = answer(instance)
    assert found.verdict == "plan" and not mistakes(instance, found.placed, everything=False)
    assert 100 * (found.placed_bound - len(found.placed)) <= LOADS[load] * found.placed_bound
    assert found.placed_bound < len(instance.batches)


@pytest.mark.parametrize(("load", "seed"), PROVEN)
def test_a_bound_is_proven_by_trying_batches_both_ways(load: int, seed: int) -> None:
    instance = oversubscribed(seed, load)
    assert most(instance, list(instance.batches)) == PROVEN[load, seed]


def test_of_three_that_meet_two_by_two_one_stands() -> None:
    """Half of each would pay for itself, twice: three halves and three halves are three, and not two."""
    three = (0, 10, 20), (5, 20, 1), (20, 6, 14)
    batches = [
        Batch(f"B{first + start:03}", "X", first + start, 0, 0, (Run("fry", fry, 1), Run("parr", parr, 1)), {})
        for first in (0, 100)
        for start, fry, parr in three
    ]
    leg = Leg("f", ("fry", "parr"), 0, 0, (Site("A", "X", {"fry": Pool(1, 0), "parr": Pool(1, 0)}),))
    found = answer(Instance("three", 500, (leg,), tuple(batches), "saturate"))
    assert (len(found.placed), found.placed_bound) == (2, 2)


@pytest.mark.parametrize("seed", range(3000, 3060))
def test_no_more_fit_than_the_bound_says(seed: int) -> None:
    instance = replace(tiny(seed), mode="saturate")
    batches = list(instance.batches)
    fullest = next(size for size in range(len(batches), -1, -1) if any(_fit(instance, size)))
    bounds = [most(instance, [b for b in batches if b.geo == geo]) for geo in {b.geo for b in batches}]
    assert len(answer(instance).placed) <= fullest <= sum(bounds)


def _fit(instance: Instance, size: int) -> list[bool]:
    sets = combinations(instance.batches, size)
    return [not kept or least_slip(replace(instance, batches=kept, mode="place all")) is not None for kept in sets]


def halls(*batches: tuple[int, int, int]) -> Instance:
    """Two halls of ten containers; batches are (start, days, need)."""
    leg = Leg("f", ("fry",), 0, 0, tuple(Site(name, "X", {"fry": Pool(10, 0)}) for name in "AB"))
    made = tuple(Batch(f"B{i:02}", "X", s, 0, 0, (Run("fry", d, n),), {}) for i, (s, d, n) in enumerate(batches))
    return Instance("halls", 500, (leg,), made, "saturate")


def test_two_small_ones_come_in_for_a_large_one() -> None:
    """The large ones come first, and are taken first."""
    found = answer(halls(*[(0, 100, 10)] * 2, *[(1, 100, 5)] * 4))
    assert sorted(found.placed) == ["B02", "B03", "B04", "B05"]
    assert found.placed_bound == 4


def test_a_hall_holds_one_of_those_that_need_more_than_half_of_it() -> None:
    """Three of them need no more than the twenty containers of both."""
    found = answer(halls(*[(day, 100, 6) for day in range(5)]))
    assert (len(found.placed), found.placed_bound) == (2, 2)

"""Shaken insertion finds plans where prices alone turn in circles; and CP-SAT alone, our oracle, is sound."""

from __future__ import annotations

from random import Random

import pytest
from brute import least_slip, tiny, tiny_zoned
from plain import plain
from planting import planted

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.check import mistakes
from compiler.solving.colour import GaveUp, colour, paintable
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site, merge_down
from compiler.solving.problem import Problem
from compiler.solving.repair import construct
from compiler.solving.settle import layouts_of
from compiler.solving.shaking import shake

DUEL = Instance(
    "duel",
    30,
    (Leg("sea", ("adult",), 0, 0, (Site("S0", "X", {"adult": Pool(1, 0)}),)),),
    tuple(Batch(f"B{i}", "X", 5 + i, 3, 3, (Run("adult", 5, 1),), {}) for i in range(2)),
)
"""Two batches that avoid one another only when both move: each from its best day throws the other out."""


def problem(instance: Instance) -> Problem:
    batches = list(instance.batches)
    days = [batch.starts() for batch in batches]
    return Problem(layouts_of(instance, "X", batches, days), days, [batch.start for batch in batches])


@pytest.mark.parametrize("instance", [DUEL, planted(7, "strict fallow wide windows", 4)[0]], ids=lambda i: i.name)
def test_shaking_leads_out_of_circles(instance: Instance) -> None:
    _, complete = construct(problem(instance), 1_000)
    assert not complete
    repair, complete, _ = shake(problem(instance), 2_000)
    assert complete
    again, _, _ = shake(problem(instance), 2_000)
    assert again.at == repair.at


@pytest.mark.slow
@pytest.mark.parametrize("seed", (3, 7))
def test_strict_fallow_is_solved_without_the_optional_solver(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "installed", lambda: False)
    instance, _ = planted(seed, "strict fallow wide windows", 4)
    found = answer(instance)
    assert found.verdict == "plan" and not mistakes(instance, found.placed)


@pytest.mark.parametrize("seed", range(40))
def test_a_pool_is_said_to_be_paintable_only_when_it_is(seed: int) -> None:
    draw = Random(f"pool/{seed}")
    for _ in range(50):
        size = draw.randint(1, 5)
        down = [
            (draw.randrange(size), day := draw.randrange(20), day + draw.randint(1, 5))
            for _ in range(draw.randint(0, 4))
        ]
        pool = Pool(size, 0, merge_down(down))
        days = [(day := draw.randrange(20), min(20, day + draw.randint(1, 8)), draw.randint(1, 2)) for _ in range(6)]
        try:
            truth = colour(pool, sorted(days), 20) is not None
        except GaveUp:
            continue
        assert paintable(pool, tuple(sorted(days)), 20) == truth


@pytest.mark.parametrize("make", [tiny, tiny_zoned])
@pytest.mark.parametrize("seed", range(12))
def test_the_plain_model_agrees_with_brute_force(make: object, seed: int) -> None:
    """Where no container has maintenance, which it takes as mere demand."""
    pytest.importorskip("ortools")
    instance = make(seed)  # type: ignore[operator]
    if any(pool.down for leg in instance.legs for site in leg.sites for pool in site.pools.values()):
        return
    try:
        truth = least_slip(instance, 20_000)
    except OverflowError:
        return
    found = plain(instance, 20, least=True)
    assert found.verdict == ("impossible" if truth is None else "plan")
    assert truth is None or found.slip == truth == found.bound

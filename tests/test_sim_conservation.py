"""Fish are conserved to the last one, over random small plans and numbers."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

import numpy as np
import pytest
from farm import STAGES, START, farm, plan_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.biology.simulate import CAUSES, simulate
from compiler.nouns.history import History

LIVES = st.fixed_dictionaries(
    {
        "eggs": st.integers(100, 400_000),
        "as_of": st.integers(START + 1, START + 300),
        "slip": st.integers(-5, 5),
        "seed": st.integers(0, 2**40),
        "mortality": st.sampled_from([0.0, 0.0003, 0.01, 0.4]),
        "move_mortality": st.sampled_from([0.0, 0.003, 0.5]),
    }
)


def live(terms: dict[str, float]) -> History:
    """The history of a small life with these terms."""
    stages = tuple(
        replace(s, mortality_per_day=terms["mortality"], move_mortality=terms["move_mortality"]) for s in STAGES
    )
    scenario = farm(stages=stages, eggs=int(terms["eggs"]), as_of=int(terms["as_of"]) + 5)
    scenario = replace(scenario, seed=int(terms["seed"]))
    return simulate(scenario, plan_of(scenario, slip=int(terms["slip"])))


@pytest.mark.parametrize("eggs", [400, 50_000])
@pytest.mark.parametrize("mortality", [0.08, 0.15, 0.3])
def test_nothing_is_recorded_of_no_fish(mortality: float, eggs: int) -> None:
    dying = (replace(STAGES[0], mortality_per_day=mortality), *STAGES[1:])
    scenario = farm(stages=dying, eggs=eggs)
    history = simulate(scenario, plan_of(scenario))
    assert history.days.count.min() > 0 and history.stays.arrived.min() > 0
    assert (history.moves.fish > 0).all() and not (history.plan.open & (history.stays.left == 0)).any()
    assert (np.diff(history.stays.edges) == history.plan.end - history.plan.first).all()
    assert history.stays.arrived[history.plan.stage == 0].sum() == eggs - eggs // 80


def test_deaths_follow_those_that_live_when_few_do() -> None:
    dying = (replace(STAGES[0], mortality_per_day=0.3, days=90), *STAGES[1:])
    scenario = farm(stages=dying, eggs=2_000)
    history = simulate(scenario, plan_of(scenario))
    assert set(history.plan.stage) == {0} and (history.stays.left == 0).all()
    assert (history.plan.end - history.plan.first).max() < 60


@given(LIVES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_fish_appears_or_vanishes(terms: dict[str, float]) -> None:
    history = live(terms)
    plan = history.plan
    received = int(terms["eggs"]) - int(terms["eggs"]) // 80
    assert history.stays.arrived[plan.stage == 0].sum() == received
    gone = history.days.deaths.sum() + history.moves.dead.sum()
    assert received == gone + history.stays.left[plan.open | plan.harvested].sum()
    for stay in range(len(plan.stage)):
        cells = history.cells(stay)
        count, deaths = history.days.count[cells].astype(int), history.days.deaths[cells].astype(int)
        came = np.zeros(len(count), dtype=int)
        for move in np.flatnonzero(plan.move_dest == stay):
            came[plan.move_day[move] - plan.first[stay]] += history.moves.fish[move]
        if plan.stage[stay] == 0:
            came[0] = history.stays.arrived[stay]
        assert (count == np.cumsum(came) - np.concatenate([[0], np.cumsum(deaths)[:-1]])).all()
        assert (deaths >= 0).all()
        assert (deaths <= count).all()
        assert history.stays.arrived[stay] == came.sum()
        assert history.stays.left[stay] == count[-1] - deaths[-1]
        leaving = plan.move_source == stay
        if leaving.any():
            assert history.stays.left[stay] == history.moves.fish[leaving].sum() + history.moves.dead[leaving].sum()


@given(LIVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_moves_follow_the_shares_of_the_plan(terms: dict[str, float]) -> None:
    history = live(terms)
    plan = history.plan
    for move in range(len(plan.move_day)):
        source = plan.move_source[move]
        portion = int(history.moves.fish[move] + history.moves.dead[move])
        assert abs(portion - int(history.stays.left[source]) * plan.move_num[move] / plan.move_den[move]) < 1
        earlier = (plan.move_source == source) & (np.arange(len(plan.move_day)) < move)
        left = history.stays.left[source] - history.moves.fish[earlier].sum() - history.moves.dead[earlier].sum()
        assert history.moves.before[move] == left
        assert history.moves.weight_cg[move] == history.days.weight_cg[history.last_cell[source]]
        assert history.moves.fish[move] > 0 or portion == 0


@given(LIVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_are_legal(terms: dict[str, float]) -> None:
    history = live(terms)
    assert ((history.days.cause >= 0) & (history.days.cause < len(CAUSES))).all()
    assert (history.days.weight_cg > 0).all()
    assert ((history.days.feed >= 0) == (history.days.feed_dg > 0)).all()
    assert (history.days.feed_dg >= 0).all()
    assert history.meals.dg.sum() == history.days.feed_dg.sum()


def test_batches_do_not_touch_one_another() -> None:
    """A second batch on the farm changes no value of the first."""
    alone, both = farm(1), farm(2)
    one, two = simulate(alone, plan_of(alone)), simulate(both, plan_of(both))
    for name in ("days.count", "days.deaths", "days.weight_cg", "days.feed_dg", "meals.dg", "moves.fish"):
        assert (attrgetter(name)(one) == attrgetter(name)(two)).all()
    other = simulate(both, plan_of(both, 1))
    assert (other.days.deaths != one.days.deaths).any()

"""Fish are conserved to the last one, over random small plans and numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
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


@given(LIVES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_fish_appears_or_vanishes(terms: dict[str, float]) -> None:
    history = live(terms)
    plan = history.plan
    received = int(terms["eggs"]) - int(terms["eggs"]) // 80
    assert history.arrived[plan.stage == 0].sum() == received
    gone = history.deaths.sum() + history.moved_dead.sum()
    assert received == gone + history.left[plan.open | plan.harvested].sum()
    for stay in range(len(plan.stage)):
        cells = slice(int(history.day_of[stay]), int(history.day_of[stay + 1]))
        count, deaths = history.count[cells].astype(int), history.deaths[cells].astype(int)
        came = np.zeros(len(count), dtype=int)
        for move in np.flatnonzero(plan.move_dest == stay):
            came[plan.move_day[move] - plan.first[stay]] += history.moved[move]
        if plan.stage[stay] == 0:
            came[0] = history.arrived[stay]
        assert (count == np.cumsum(came) - np.concatenate([[0], np.cumsum(deaths)[:-1]])).all()
        assert (deaths >= 0).all()
        assert (deaths <= count).all()
        assert history.arrived[stay] == came.sum()
        assert history.left[stay] == count[-1] - deaths[-1]
        leaving = plan.move_source == stay
        if leaving.any():
            assert history.left[stay] == history.moved[leaving].sum() + history.moved_dead[leaving].sum()


@given(LIVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_moves_follow_the_shares_of_the_plan(terms: dict[str, float]) -> None:
    history = live(terms)
    plan = history.plan
    for move in range(len(plan.move_day)):
        source = plan.move_source[move]
        portion = int(history.moved[move] + history.moved_dead[move])
        assert abs(portion - int(history.left[source]) * plan.move_num[move] / plan.move_den[move]) < 1
        earlier = (plan.move_source == source) & (np.arange(len(plan.move_day)) < move)
        left = history.left[source] - history.moved[earlier].sum() - history.moved_dead[earlier].sum()
        assert history.moved_before[move] == left
        assert history.moved_weight_cg[move] == history.weight_cg[history.day_of[source + 1] - 1]
        assert history.moved[move] > 0 or portion == 0


@given(LIVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_are_legal(terms: dict[str, float]) -> None:
    history = live(terms)
    assert ((history.cause >= 0) & (history.cause < len(CAUSES))).all()
    assert (history.weight_cg > 0).all()
    assert ((history.feed >= 0) == (history.feed_dg > 0)).all()
    assert (history.feed_dg >= 0).all()
    assert history.meal_dg.sum() == history.feed_dg.sum()


def test_batches_do_not_touch_one_another() -> None:
    """A second batch on the farm changes no value of the first."""
    alone, both = farm(1), farm(2)
    one, two = simulate(alone, plan_of(alone)), simulate(both, plan_of(both))
    for name in ("count", "deaths", "weight_cg", "feed_dg", "meal_dg", "moved"):
        assert (getattr(one, name) == getattr(two, name)).all()
    other = simulate(both, plan_of(both, 1))
    assert (other.deaths != one.deaths).any()

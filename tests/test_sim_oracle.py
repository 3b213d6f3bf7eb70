"""The vectorised simulation equals the scalar one to the last bit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter

import numpy as np
import pytest
from farm import STAGES, START, farm, plan_of
from oracle import live

from compiler.biology.simulate import CAUSES, simulate
from compiler.nouns import Appetite, Mortality, Vaccination

EPOCH = date(1970, 1, 1)


@pytest.mark.parametrize(
    ("seed", "eggs", "days"),
    [(7, 50_000, 400), (8, 3_000, 400), (9, 40, 400), (10, 400_000, 45), (11, 20_000, 70), (12, 30_000, 150)],
)
def test_equals_the_scalar_oracle(seed: int, eggs: int, days: int) -> None:
    """Whole lives and lives cut by `as_of` in the eggs, in the middle of a move, and at sea; many fish and very few."""
    scenario = replace(farm(eggs=eggs, as_of=START + days), seed=seed)
    plan = plan_of(scenario)
    history = simulate(scenario, plan)
    for name, expected in live(scenario, plan).items():
        found = attrgetter(name)(history)
        assert found.tolist() == [int(x) for x in expected], name


def test_fish_are_weighed_on_the_first_and_last_day_of_months_where_the_scenario_says_so() -> None:
    stages = tuple(replace(one, sample_every_days=40 * (one.fcr > 0), sample_month_ends=True) for one in STAGES)
    scenario = farm(stages=stages)
    plan = plan_of(scenario)
    history = simulate(scenario, plan)
    assert history.samples.cell.tolist() == [int(x) for x in live(scenario, plan)["samples.cell"]]
    days = {EPOCH + timedelta(days=int(day)) for day in history.day_of_cell[history.samples.cell]}
    assert sum(day.day == 1 for day in days) > 5
    assert sum((day + timedelta(days=1)).day == 1 for day in days) > 5


def test_numbers_of_the_library_are_read_and_not_known() -> None:
    """The same with other numbers than the library's, in every law that the oracle tells again."""
    sea = replace(farm().geographies[0], temp_spell_days=9, sea_temp_shared=0.25)
    rough = Mortality(5, (1.0, 3.0), (0.0, 0.5), 0.5, 0.3, (0.1, 0.4), 0.4, 9, 0.08, 0.6, 95.0, 0.2)
    hungry = Appetite(5, 0.4, 0.3, 0.2, 0.1, 0.06, 2, 1, 96.0, 0.05)
    shots = (Vaccination("Once", 12, 4, "", 0),)
    stages = tuple(
        replace(one, fast_days=3, ramp_days=12, fcr_rise=0.2, fcr_cold=0.02, quality_sd=0.5, vaccinations=shots)
        for one in STAGES
    )
    sea = replace(sea, stages=stages)
    months = tuple(0.9 + month / 60.0 for month in range(12))
    scenario = replace(
        farm(),
        geographies=(sea,),
        mortality=rough,
        appetite=hungry,
        season_monthly=months,
        least_meal=0.2,
        meal_minutes=20,
        feeder_kg=(0.01, 0.1, 1.0),
    )
    scenario = replace(scenario, netting=replace(scenario.netting, days_off=(5, 7)))
    plan = plan_of(scenario)
    history = simulate(scenario, plan)
    for name, expected in live(scenario, plan).items():
        assert attrgetter(name)(history).tolist() == [int(x) for x in expected], name


def test_eggs_that_live_on_their_yolk() -> None:
    """A stage of TGC 0 grows evenly from the egg's weight to the next stage's first weight."""
    scenario = farm(stages=(replace(STAGES[0], tgc=0.0), *STAGES[1:]), as_of=START + 60)
    plan = plan_of(scenario)
    history = simulate(scenario, plan)
    assert history.days.weight_cg.tolist() == live(scenario, plan)["days.weight_cg"]
    assert history.days.weight_cg[history.stays.edges[1] - 2] == 20


def test_causes_are_those_of_the_oracle() -> None:
    import oracle

    assert CAUSES == oracle.CAUSES


def test_arrays_are_read_only() -> None:
    scenario = farm()
    history = simulate(scenario, plan_of(scenario))
    with pytest.raises(ValueError, match="read-only"):
        history.days.count[0] = 1
    assert history.days.count.dtype == np.int32

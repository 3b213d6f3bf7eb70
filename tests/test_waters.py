"""What is known of a place or of days many at a time is what it is by itself, whatever days are asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from farm import STAGES, WATERS, farm, plan_of, water
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.biology.laws._calendar import SPELL, TIDE_H, rhythms, seasons, tides
from compiler.biology.laws._panel import panel_of
from compiler.biology.laws._places import strayed_all
from compiler.biology.laws._water import strayed
from compiler.biology.laws.water import measured, readings
from compiler.biology.simulate import simulate
from compiler.exact import between_months

MONTHS = tuple(float(month) for month in range(12))
TERMS = {"shared_sd": 1.0, "episode": -9.0, "episodes_per_year": 9.0}
FEW = (
    water("Dissolved Oxygen", sensor_type="OXYGEN", mean=90.0, monthly=MONTHS, **TERMS),
    water("CO2", mean=5.0, **TERMS),
    WATERS[0],
)
FIRST = st.one_of(st.integers(-2 * SPELL, 2 * SPELL), st.sampled_from([-1, 0, SPELL - 1, SPELL, 40 * SPELL - 3]))
DAYS = st.one_of(st.integers(1, 9), st.sampled_from([SPELL, SPELL + 1, 3 * SPELL]))


@settings(max_examples=40, deadline=None)
@given(first=FIRST, days=DAYS)
def test_sensors_of_a_container_stray_as_each_does(first: int, days: int) -> None:
    scenario = farm(stages=tuple(replace(one, waters=FEW) for one in STAGES))
    for at in (0, len(scenario.containers) - 1):
        panel = panel_of(
            replace(STAGES[0], waters=FEW), replace(scenario.containers[at], sensors=("CO2", "Temperature"))
        )
        found = strayed_all(scenario, at, panel, first, days)
        assert found.shape == (days, len(panel.waters))
        for sensor, one in enumerate(panel.waters):
            assert (found[:, sensor] == strayed(scenario, [at], one, first, days)[:, 0]).all()


@given(first=FIRST, days=DAYS)
def test_days_are_what_they_are(first: int, days: int) -> None:
    day = np.arange(first, first + days)
    assert (rhythms(MONTHS, first, days) == between_months(MONTHS, day)).all()
    panel = panel_of(replace(STAGES[0], waters=FEW), replace(farm().containers[0], sensors=("Dissolved Oxygen", "CO2")))
    added = seasons(panel, first, days)
    assert added is not None and (added[:, 0] == between_months(MONTHS, day)).all() and not added[:, 1].any()
    tide = tides((3, 21), first, days)
    turns = (day[:, None] * 24 + [3, 21]) / TIDE_H
    assert tide.shape == (days, 2)
    assert np.allclose(tide, np.sin(2.0 * np.pi * turns), atol=0.06)


@pytest.mark.parametrize("at_most", [None, 1])
def test_a_container_without_sensors_and_a_day_without_hours(at_most: int | None) -> None:
    made = farm(stages=tuple(replace(one, waters=FEW) for one in STAGES))
    bare = replace(made, containers=tuple(replace(box, sensors=()) for box in made.containers))
    idle = replace(made, reading_hours=())
    for scenario, sensors, hours in ((bare, 0, len(made.reading_hours)), (idle, 2, 0)):
        history = simulate(scenario, plan_of(scenario))
        chosen, values = readings(scenario, history, 6, at_most)
        assert chosen == measured(scenario, history, 6)
        assert values.shape == (len(chosen), at_most or values.shape[1], hours)
        assert len(chosen) == sensors or scenario is idle

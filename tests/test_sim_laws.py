"""Each law alone: inputs and outputs with their source, and the shapes that an analyst looks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from farm import SEA_C, STAGES, START, WATERS, farm, feed, plan_of, stage, water

from compiler.biology.laws import feeding, growth, mortality, room, sampling, temperature
from compiler.biology.laws._draws import wave
from compiler.biology.laws.water import measured, readings
from compiler.biology.simulate import simulate
from compiler.exact.arithmetic import cube, cube_root, day_number
from compiler.nouns.history import History
from compiler.nouns.scenario import Scenario

GROWTH = [
    (0.2, 12.0, 90, 1.14, 6.0, "fry from 0.2 to 6 g in 90 days at 12 °C: fit of the stage weights"),
    (6.0, 12.0, 90, 1.94, 60.0, "parr from 6 to 60 g"),
    (60.0, 12.0, 90, 1.6, 180.0, "smolt from 60 to 180 g"),
    (180.0, 9.0, 90, 2.82, 500.0, "post-smolt from 180 to 500 g at 9 °C"),
    (100.0, 10.0, 100, 2.7, 400.5, "(100^(1/3) + 2.7)^3: the law by hand (Iwama & Tautz 1981)"),
    (100.0, -1.0, 100, 2.7, 100.0, "no growth below the freezing point"),
]


@pytest.mark.parametrize(("weight", "temp", "days", "tgc", "expected", "source"), GROWTH)
def test_growth(weight: float, temp: float, days: int, tgc: float, expected: float, source: str) -> None:
    root = cube_root(np.array([weight]))
    for _ in range(days):
        root = root + growth.gain(growth.degree_days(np.array([temp])), tgc)
    assert cube(root)[0] == pytest.approx(expected, rel=0.04), source


def test_mixing_weighs_by_biomass() -> None:
    """3 fish of 8 g and 1 of 64 g weigh 22 g in the mean; where nobody comes the root stays to the last bit."""
    root = growth.mixed_root(np.array([3, 5]), np.array([2.0, 1.7]), np.array([1, 0]), np.array([64.0, 0.0]))
    assert cube(root)[0] == pytest.approx(22.0, rel=1e-14)
    assert root[1] == 1.7


def test_yolk_leads_from_the_egg_to_first_feeding() -> None:
    stages = (stage("Egg&Alevin", 1, tgc=0.0, days=90), stage("Fry", 2, first_weight_g=0.2))
    step = growth.yolk_root_per_day(stages, 0, 0.1)
    assert cube(cube_root(np.array([0.1])) + 90 * step)[0] == pytest.approx(0.2, rel=1e-12)
    assert growth.yolk_root_per_day(stages, 1, 0.1) == 0.0


def test_sea_temperature_follows_the_season_and_neighbours_share_it() -> None:
    geography = farm().geographies[0]
    first, years = int(day_number(2021, 1, 1)), 6 * 365
    here, there = (temperature.sea_temp_c(1, geography, area, first, years) for area in ("A1", "A2"))
    normals = temperature.daily_normal(SEA_C, np.arange(first, first + years))
    assert np.corrcoef(here - normals, there - normals)[0, 1] == pytest.approx(0.64, abs=0.15)
    assert (here - normals).std() == pytest.approx(0.5, rel=0.3)
    assert np.abs(np.diff(here)).max() < 0.4
    assert np.corrcoef(here, normals)[0, 1] > 0.8


def test_degree_days_over_a_sea_phase_stay_near_the_normals() -> None:
    """The harvest is booked by the normals; 300 days of weather move the degree-days by less than 1.5 %."""
    geography = farm().geographies[0]
    for first in range(START, START + 4000, 171):
        real = temperature.sea_temp_c(3, geography, "A1", first, 300).cumsum()[-1]
        normal = temperature.daily_normal(SEA_C, np.arange(first, first + 300)).cumsum()[-1]
        assert real == pytest.approx(normal, rel=0.015)


def test_the_peak_falls_linearly() -> None:
    law = stage("Fry", 2, mortality_peak=3.0, mortality_peak_days=4)
    assert mortality.peak(law, np.array([0, 1, 2, 4, 90])).tolist() == [3.0, 2.5, 2.0, 1.0, 1.0]
    assert mortality.peak(replace(law, mortality_peak_days=0), np.array([0, 1])).tolist() == [1.0, 1.0]


def test_an_episode_rises_and_falls() -> None:
    assert mortality.outline(stage("Fry", 2, episode_days=4)).tolist() == [0.25, 0.75, 0.75, 0.25]
    assert mortality.outline(stage("Fry", 2, episode_days=3)).tolist() == pytest.approx([1 / 3, 1.0, 1 / 3])


def test_episodes_move_deaths_in_time_but_not_their_sum() -> None:
    """With twenty times the episodes, deaths stay what the rate and the expected episodes say."""
    for rate in (0.0, 4.0, 20.0):
        stages = tuple(replace(s, episodes_per_year=rate, quality_sd=0.0, mortality_sd=0.0) for s in STAGES)
        scenario = farm(stages=stages, eggs=2_000_000)
        history = simulate(scenario, plan_of(scenario))
        eggs = slice(0, int(history.stays.edges[2]))
        usual = 1.0 + rate / 365.0 * 4.0 * 3.5714
        expected = 1.0 - (1.0 - 0.0014 * usual) ** (30 + 5)
        assert history.days.deaths[eggs].sum() / history.stays.arrived[:2].sum() == pytest.approx(expected, rel=0.06)


def test_causes_follow_what_happens() -> None:
    """Handling right after a move and never among eggs, disease in outbreaks."""
    scenario = farm(eggs=500_000)
    history = simulate(scenario, plan_of(scenario))
    handling = mortality.CAUSES.index("HANDLING")
    for stay in range(2, 9):
        cells = history.cells(stay)
        assert handling not in history.days.cause[cells][14:].tolist()
    assert handling in history.days.cause.tolist()
    calm = farm(stages=tuple(replace(s, episodes_per_year=0.0) for s in STAGES))
    quiet = simulate(calm, plan_of(calm))
    share = [np.mean(h.days.cause == mortality.CAUSES.index("DISEASE")) for h in (history, quiet)]
    assert share[0] > share[1]


FEEDS = [(0.0, 1), (4.9, 1), (5.0, 0), (59.9, 0), (60.0, 2), (9000.0, 2)]


@pytest.mark.parametrize(("weight", "expected"), FEEDS)
def test_feed_by_weight(weight: float, expected: int) -> None:
    feeds = (feed("Grower", 5.0, 1.9), feed("Starter", 0.5, 2.9), feed("Finisher", 60.0, 1.7))
    assert feeding.choose_feed(feeds, np.array([weight])).tolist() == [expected]


def _life() -> tuple[Scenario, History]:
    scenario = farm(eggs=500_000)
    return scenario, simulate(scenario, plan_of(scenario))


def test_fcr_comes_out_when_sums_are_divided() -> None:
    """Feed / (harvested + dead - stocked biomass) of the sea stage is its FCR of 1.15, within the noise."""
    stages = tuple(replace(s, fcr_sd=0.0) for s in STAGES)
    scenario = farm(stages=stages, eggs=500_000)
    history = simulate(scenario, plan_of(scenario))
    sea = slice(int(history.stays.edges[5]), int(history.stays.edges[9]))
    harvested = (history.stays.left[5:] * (history.days.weight_cg[history.stays.edges[6:] - 1] / 1e5)).sum()
    dead = (history.days.deaths[sea] * (history.days.weight_cg[sea] / 1e5)).sum()
    into = np.isin(history.plan.move_dest, range(5, 9))
    stocked = (history.moves.fish[into] * (history.moves.weight_cg[into] / 1e5)).sum()
    fed = history.days.feed_dg[sea].sum() / 1e4
    assert fed / (harvested + dead - stocked) == pytest.approx(1.15, rel=0.02)


def test_meals_add_up_and_are_uneven() -> None:
    _, history = _life()
    eaten = np.zeros_like(history.days.feed_dg)
    np.add.at(eaten, history.meals.cell, history.meals.dg)
    assert (eaten == history.days.feed_dg).all()
    assert (history.days.feed_dg % 100 == 0).all()
    assert (np.diff(history.meals.cell) >= 0).all()
    assert history.meals.dg.min() > 0
    whole = history.meals.dg[history.meals.cell == history.meals.cell[-1]]
    assert len(set(whole.tolist())) == 3
    assert whole.max() / whole.min() < 1.7


def test_growth_has_no_steps_or_plateaus() -> None:
    """From the last day in a source to the first in a destination, and on all days of a stay, weight rises a little."""
    _, history = _life()
    plan = history.plan
    gain = np.diff(history.days.weight_cg.astype(float)) / history.days.weight_cg[:-1]
    inside = np.diff(history.stay_of_cell) == 0
    grown = history.days.weight_cg[:-1] > 1000
    assert (gain[inside & grown] > 0).all()
    assert (gain[inside & grown] < 0.06).all()
    for move, dest in enumerate(plan.move_dest.tolist()):
        if plan.move_day[move] == plan.first[dest] and (plan.move_dest == dest).sum() == 1:
            first = history.days.weight_cg[history.first_cell[dest]]
            assert 1.0 <= first / history.moves.weight_cg[move] < 1.06 or first < 100


def test_containers_of_a_batch_are_unlike_one_another() -> None:
    _, history = _life()
    for stage_index, stays in ((0, [0, 1]), (1, [2, 3, 4]), (2, [5, 6, 7, 8])):
        middle = [int(history.first_cell[s]) + 20 for s in stays]
        assert len({int(history.days.count[c]) for c in middle}) == len(stays)
        if stage_index:
            assert len({int(history.days.weight_cg[c]) for c in middle}) > 1
            assert len({int(history.days.feed_dg[c]) for c in middle}) == len(stays)


def test_samples_are_near_the_mean_and_spread_with_it() -> None:
    scenario, history = _life()
    weight, length = sampling.observations(scenario, history)
    assert weight.shape == length.shape == (len(history.samples.cell), 30)
    assert weight.min() > 0
    assert length.min() > 0
    mean = history.days.weight_cg[history.samples.cell]
    heavy = mean > 1000
    off = weight[heavy].mean(axis=1) / mean[heavy] - 1.0
    assert np.abs(off).max() < 4.5 * 0.18 / 30**0.5
    assert off.mean() == pytest.approx(0.0, abs=0.005)
    assert (weight[heavy].std(axis=1) / mean[heavy]).mean() == pytest.approx(0.177, abs=0.01)
    condition = 100.0 * weight[heavy] / 100 / (length[heavy] / 100.0) ** 3
    assert condition.mean() == pytest.approx(1.1, abs=0.02)
    assert condition.std() > 0.03


def test_samples_keep_their_cadence() -> None:
    _, history = _life()
    stay = history.stay_of_cell[history.samples.cell]
    day = history.day_of_cell[history.samples.cell]
    assert len(set((day % 4).tolist())) == 1
    assert set(stay.tolist()) == set(range(2, 9))


def test_the_daily_wave() -> None:
    assert wave((3, 9, 15, 21), 9).tolist() == [-1.0, 0.0, 1.0, 0.0]


def _readings(terms: dict[str, object], sea: bool = False) -> np.ndarray:
    waters = (water("Dissolved Oxygen", **terms), WATERS[0])
    scenario = farm(stages=tuple(replace(s, waters=waters) for s in STAGES))
    history = simulate(scenario, plan_of(scenario))
    chosen, values = readings(scenario, history, 6 if sea else 0)
    assert chosen == measured(scenario, history, 6) == (0, 1)
    return values[0]


WATER = [
    ({"mean": 7.2}, [720] * 6, "the mean alone"),
    ({"mean": 7.2, "decimals": 3}, [7200] * 6, "another scale"),
    ({"mean": 90.0, "rhythm": 2.0}, [8900, 8944, 9056, 9194, 9194, 9100], "the wave"),
    ({"mean": 200.0, "high": 115.0}, [11500] * 6, "clipped above"),
    ({"mean": 5.0, "monthly": (12.0,) * 12}, [1700] * 6, "a flat season"),
]


@pytest.mark.parametrize(("terms", "expected", "why"), WATER)
def test_water(terms: dict[str, object], expected: list[int], why: str) -> None:
    found = _readings(terms)[0].tolist()
    if "rhythm" in terms:
        expected = [round(100 * (90.0 + 2.0 * float(x))) for x in wave((6, 8, 10, 14, 16, 18), 9)]
    assert found == expected, why


def test_readings_autocorrelate_and_season() -> None:
    noisy = _readings({"mean": 90.0, "shared_sd": 1.0, "own_sd": 1.0}, sea=True).ravel() / 100.0
    off = noisy - noisy.mean()
    assert (off[1:] * off[:-1]).mean() / off.var() > 0.75
    assert noisy.std() == pytest.approx(2**0.5, rel=0.35)
    assert len(set(noisy.tolist())) > 200


def test_tanks_of_a_hall_share_water() -> None:
    waters = (water("Dissolved Oxygen", mean=90.0, shared_sd=1.5, own_sd=0.3), WATERS[0])
    scenario = farm(stages=tuple(replace(s, waters=waters) for s in STAGES))
    history = simulate(scenario, plan_of(scenario))
    first, second = (readings(scenario, history, stay)[1][0, :30].ravel() for stay in (2, 3))
    assert np.corrcoef(first, second)[0, 1] > 0.7
    assert (first != second).any()


def test_waters_of_a_tank_go_with_its_oxygen() -> None:
    terms = {"mean": 90.0, "shared_sd": 1.0, "own_sd": 1.0}
    waters = (water("Dissolved Oxygen", sensor_type="OXYGEN", **terms), water("CO2", **terms, oxygen=-0.8), WATERS[0])
    made = farm(stages=tuple(replace(s, waters=waters) for s in STAGES))
    boxes = tuple(replace(box, sensors=("Dissolved Oxygen", "CO2")) for box in made.containers)
    made = replace(made, containers=boxes)
    found = readings(made, simulate(made, plan_of(made)), 6)[1].reshape(2, -1)
    assert np.corrcoef(found[0], found[1])[0, 1] < -0.6


def test_fasting_fish_weigh_less_on_the_water() -> None:
    found = []
    for share in (0.0, 0.5):
        waters = (water("Dissolved Oxygen", load=10.0, fed_share=share, decimals=4), WATERS[0])
        made = farm(stages=tuple(replace(s, waters=waters, fast_days=2) for s in STAGES))
        history = simulate(made, plan_of(made))
        found.append(readings(made, history, 2)[1][0].mean(axis=1))
    assert history.days.feed_dg[history.cells(2)][-1] == 0
    assert found[1][-1] == pytest.approx(0.5 * found[0][-1], rel=0.01)
    assert found[1].mean() == pytest.approx(found[0].mean(), rel=0.15)


def test_a_sensor_errs_until_it_is_calibrated() -> None:
    waters = (water("Dissolved Oxygen", mean=7.0, own_sd=1.0, decimals=4), WATERS[0])
    made = farm(stages=tuple(replace(s, waters=waters) for s in STAGES))
    law = replace(made.instruments, calibrated_days=10)
    history = simulate(made, plan_of(made))
    right, off = (
        readings(replace(made, instruments=replace(law, off_sd=sd)), history, 6)[1][0].mean(axis=1) for sd in (0.0, 2.0)
    )
    error = (off - right) / 10_000.0
    steps = np.flatnonzero(np.abs(np.diff(error)) > 0.01)
    assert len(steps) > 2 and set((np.diff(steps) % 10).tolist()) == {0}
    assert 0.5 < error.std() < 4.0


def test_episodes_stand_out() -> None:
    terms = {"mean": 90.0, "own_sd": 0.3, "episode": -12.0}
    calm, episodic = (_readings({**terms, "episodes_per_year": n}, sea=True) for n in (0.0, 12.0))
    assert calm.min() > 8850
    assert episodic.min() < 8500
    assert np.median(episodic) > 8900


@pytest.mark.parametrize(("cut", "stay"), [(120, 6), (32, 2), (61, 5), (20, 1)])
def test_a_value_depends_on_its_address_only(cut: int, stay: int) -> None:
    """Cutting history earlier changes no reading, death, weight or sample of the days before."""
    long, short = (farm(as_of=START + days, eggs=100_000) for days in (150, cut))
    one, two = (simulate(s, plan_of(s)) for s in (long, short))
    days = int(np.diff(two.stays.edges)[stay])
    assert (readings(long, one, stay)[1][:, :days] == readings(short, two, stay)[1]).all()
    for name in ("count", "deaths", "cause", "weight_cg", "temp_cc", "feed_dg"):
        first, second = (getattr(h.days, name)[h.cells(stay)][:days] for h in (one, two))
        assert (first == second).all(), name


RINGS = ((30_500, 500_000), (30_500, 500_000), (19_000, 300_000), (45_600, 700_000))
"""Volume and capacity of four unlike rings."""
SPREADS = [
    ("by capacity", 25.0, (5, 5, 3, 7), "less than their water could hold"),
    ("by capacity", 10.0, (305, 305, 190, 456), "their water holds less than the capacity"),
    ("by volume", 25.0, (305, 305, 190, 456), "whatever they may hold"),
    ("equally", 25.0, (1, 1, 1, 1), "as if they were alike"),
]


@pytest.mark.parametrize(("spread", "density", "parts", "why"), SPREADS)
def test_fish_are_spread_over_unlike_containers(spread: str, density: float, parts: tuple[int, ...], why: str) -> None:
    box = farm().containers[0]
    boxes = [replace(box, volume_m3=volume, max_biomass_kg=capacity) for volume, capacity in RINGS]
    law = stage("Adult", 1, spread=spread, density_kg_m3=density)
    assert room.spread((law,), 0, boxes) == parts, why
    assert room.spread((law,), 0, boxes[:2]) == (1, 1)


def test_fish_that_stay_are_spread_for_their_last_stage() -> None:
    box = farm().containers[0]
    boxes = [replace(box, volume_m3=volume, max_biomass_kg=capacity) for volume, capacity in RINGS]
    stages = (stage("A", 1, pool="sea", density_kg_m3=10.0), stage("B", 2, pool="sea", density_kg_m3=25.0))
    assert room.spread(stages, 0, boxes) == room.spread(stages, 1, boxes) == (5, 5, 3, 7)


def test_eggs_go_by_the_size_of_their_trays() -> None:
    base = farm(eggs=400_000)
    small = replace(base.containers[0], volume_m3=25.0)
    scenario = replace(base, containers=(small, *base.containers[1:]))
    arrived = simulate(scenario, plan_of(scenario)).stays.arrived[:2]
    assert arrived[0] / arrived.sum() == pytest.approx(0.2, rel=0.1)

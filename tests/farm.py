"""A small farm for tests: two containers a stage and a sea area, with laws that are quick to follow by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from compiler.diagnostics.diagnostic import Span
from compiler.nouns import (
    Activities,
    Appetite,
    Area,
    Batch,
    Beginning,
    Budgeting,
    Container,
    ContainerType,
    Examination,
    Feed,
    FeedStore,
    FeedSupply,
    Finance,
    Geography,
    Hall,
    Harvest,
    Instruments,
    Journal,
    Laboratory,
    Mortality,
    Netting,
    OpenWork,
    Scenario,
    Stage,
    StageRun,
    Station,
    Upkeep,
    Water,
    WaterCourse,
)
from compiler.nouns.placing import LegRule, SolveOptions
from compiler.nouns.plan import BatchPlan

CALM = Mortality(14, (0.5, 1.5), (0.2, 1.8), 0.0, 0.5, (0.0, 0.0), 0.5, 1, 0.0, 0.3, 0.0, 0.0)
"""Deaths by chance alone"""
NOWHERE = Span("farm.yaml", 1, 1)
START = 19_000
SEA_C = (7.0, 6.5, 6.3, 6.6, 7.4, 8.6, 9.8, 10.6, 10.6, 9.8, 8.8, 7.8)


def water(parameter: str, **terms: object) -> Water:
    """A measured quantity without any terms but those given."""
    plain = Water(parameter, "", "OTHER", 0.0, (0.0,) * 12, *[0.0] * 10, -1e6, 1e6, 2, False)
    return replace(plain, **terms)  # type: ignore[arg-type]


WATERS = (
    water("Temperature", rhythm=0.2, shared_sd=0.2, own_sd=0.1, follows_temperature=True),
    water("Dissolved Oxygen", sensor_type="OXYGEN", mean=97.0, rhythm=-1.5, temperature=-0.4, load=-7.0,
          shared_sd=1.2, own_sd=0.9,
          episode=-12.0, episodes_per_year=6.0, low=60.0, high=115.0),
)  # fmt: skip


def stage(name: str, order: int, **terms: object) -> Stage:
    """A stage with middling numbers but those given."""
    plain = Stage(
        name=name,
        order=order,
        leg="freshwater",
        days=30,
        tgc=1.9,
        first_weight_g=0.2,
        expected_min_g=0.0,
        expected_max_g=10_000.0,
        temp_c=12.0,
        temp_monthly_c=(12.0,) * 12,
        mortality_per_day=0.0005,
        mortality_peak=2.0,
        mortality_peak_days=10,
        episodes_per_year=12.0,
        episode_factor=5.0,
        episode_days=7,
        causes=(("DISEASE", 300), ("UNKNOWN", 600), ("OTHER", 100)),
        fcr=1.1,
        meal_hours=(360, 720, 1080),
        sample_every_days=4,
        sample_month_ends=False,
        sample_fish=30,
        weight_cv=0.18,
        condition_factor=1.1,
        condition_last=None,
        waters=WATERS,
        move_days=3,
        move_mortality=0.002,
        density_kg_m3=60.0,
        spread="by capacity",
        pool=name,
        growth_sd=0.006,
        mortality_sd=0.1,
        quality_sd=0.02,
        appetite_sd=0.1,
        ration_sd=0.1,
        fast_days=0,
        ramp_days=0,
        fcr_rise=0.0,
        fcr_cold=0.0,
        fcr_sd=0.02,
        condition_sd=0.06,
        fill_sd=0.03,
        sample_from_g=0.0,
        planned_fcr=0.0,
        health_every_days=0,
        health_fish=(0, 0),
        vaccinations=(),
    )
    return replace(plain, **terms)  # type: ignore[arg-type]


STAGES = (
    stage("Egg&Alevin", 1, tgc=0.2, temp_c=7.0, fcr=0.0, meal_hours=(), sample_every_days=0, mortality_per_day=0.0014),
    stage("Fry", 2, tgc=1.4),
    stage("Adult", 3, leg="sea", temp_c=None, temp_monthly_c=SEA_C, tgc=2.8, days=200, fcr=1.15),
)
COUNTS = (2, 3, 4)


def farm(
    batches: int = 1, stages: tuple[Stage, ...] = STAGES, eggs: int = 50_000, as_of: int = START + 400
) -> Scenario:
    """A farm with a hall for each freshwater stage and one area, holding the containers of `COUNTS` for each batch."""
    halls = tuple(Hall(f"H{s.order}", 0, (s.name,), 100.0) for s in stages if s.leg == "freshwater")
    containers = tuple(
        Container(
            name=f"{s.name}-{batch}-{i}",
            type="tank",
            leg=s.leg,
            place=k if s.leg == "freshwater" else 0,
            volume_m3=100.0,
            max_biomass_kg=1e6,
            structural=False,
            parent=-1,
            sensors=("Dissolved Oxygen", "Temperature"),
            entity=f"{s.name}-{batch}-{i}",
        )
        for batch in range(batches)
        for k, s in enumerate(stages)
        for i in range(COUNTS[k])
    )
    runs = tuple(StageRun(k, s.days, COUNTS[k], 0) for k, s in enumerate(stages))
    stores = tuple(FeedStore(f"Silo {h.name}", "SILO", "freshwater", k, 500.0) for k, h in enumerate(halls))
    return Scenario(
        name="farm",
        about="",
        seed=7,
        as_of=as_of,
        species="Atlantic Salmon",
        scientific_name="Salmo salar",
        geographies=(
            Geography("Faroe Islands", "FI", "DKK", SEA_C, 0.5, 16, 0.64, "AquaGen", stages, None, None, None, ()),
        ),
        area_groups=(),
        stations=(Station("S1", 0, 0.0, 0.0),),
        halls=halls,
        areas=(Area("A1", 0, "", 0.0, 0.0, 1e9),),
        container_types=(ContainerType("tank", "TANK", 100.0),),
        containers=containers,
        feed_stores=(*stores, *(FeedStore(f"Barge {i}", "BARGE", "sea", 0, 30_000.0) for i in (1, 2))),
        batches=tuple(
            Batch(
                number=f"FI-{n}",
                geography=0,
                start_day=START,
                early_days=0,
                late_days=0,
                ordered_days=60,
                cancelled="",
                terminated=None,
                eggs=eggs,
                dead_on_arrival=eggs // 80,
                supplier="AquaGen",
                egg_price_per_thousand=None,
                egg_quality=5,
                begins=Beginning(0, 0.1, 1, None, False, 0, 0, 0),
                growth_factor=1.0,
                harvest_weight_g=5000.0,
                runs=runs,
                pins=(),
                group="faroe",
                span=NOWHERE,
                harvest_range_g=(4800.0, 6200.0),
                mixed="no",
            )
            for n in range(batches)
        ),
        maintenance=(),
        mixes=(),
        solve=SolveOptions("place all", (LegRule("sea", 7, 0, 0, -1),), 1000, "sea", 1.0, 365, NOWHERE),
        feeds=(feed("Grower", 5.0, 1.9), feed("Starter", 0.0, 2.9), feed("Finisher", 60.0, 1.7)),
        supply=FeedSupply(0.2, 0.95, 0.04, 0.0, (), 365, 100, 28, 7),
        harvest=Harvest(3, (("A", 1000, 1000),), 0.85, 0.55, 0.0, 0.0, 0.08, 0.0, 0.0, ()),
        mortality=CALM,
        appetite=Appetite(4, 0.5, 0.5, 0.1, 0.25, 0.0, 0, 0, 80.0, 0.0),
        season_monthly=(1.0,) * 12,
        events=(),
        felt=(0.4, 1.6),
        planned_events=(),
        water_course=WaterCourse(
            4, 0.95, 0.31, 10.0, 9, 0.5, (1.0,) * 12, 0.0, 14, (1.0, 0.65, 0.35, 0.12), (0.5, 1.5), (0.5, 1.5)
        ),
        instruments=Instruments(0.0, 1, 0.7, 0.0, 1, 0.0, 0.0, 0.0, 1, 0.0, 120),
        netting=Netting(0.15, 0.05, 0.012, (0.01,), 0.01, ()),
        examination=Examination(0.2, 2, 0, (700, 235, 52, 13), 0.06),
        imperfect=True,
        defects=(),
        feeder_kg=(0.01,),
        least_meal=0.6,
        meal_minutes=0,
        reading_hours=(6, 8, 10, 14, 16, 18),
        users=(),
        target="aquamind",
        digest="",
        tables_off=frozenset(),
        weather_hours=(),
        journal=Journal(0, (2.5, 5.0), (0.002, 0.02)),
        laboratory=Laboratory(5, 2, 14, 1, (4, 9)),
        cures=(),
        activities=Activities(0.0, 0, 90, 30, ()),
        broodstock=None,
        carrying=None,
        variants=None,
        upkeep=Upkeep(2, 0.0, 0.0, 0, 14, 60),
        open_work=OpenWork(0, 0, 0, 0, 0, 0, 0, 0, 7, 21, 5, ("none",), ("none",), ("none",), 0.05),
        finance=Finance(24, 3, 0, 5, 10, 15, 2, 0.0, 2.0, 0.0, Budgeting("", 0.0, 0.0, 1), (), (), ()),
        planned_mortality_pct=0.03,
        table_groups=(),
        groups_off=(),
        tgc_range=(1.0, 3.5),
        target_margin=0.06,
        files=(),
    )


def feed(name: str, from_weight_g: float, price: float) -> Feed:
    """A feed for fish from a weight on."""
    return Feed(name, "BioMar", "SMALL", 1.0, 45.0, 20.0, 20.0, price, "BioMar", from_weight_g)


def plan_of(scenario: Scenario, batch: int = 0, slip: int = 0) -> BatchPlan:
    """A plan in which each stage's containers are emptied on consecutive days into those that overlap them.

    Sources and destinations of a stage change are laid end to end over the same fish, as the solver does.
    """
    stages = scenario.geographies[0].stages
    base = batch * sum(COUNTS)
    start = scenario.batches[batch].start_day + slip
    stays: list[list[int]] = []
    moves: list[tuple[int, int, int, int, int]] = []
    days = start
    for k, law in enumerate(stages):
        n = COUNTS[k]
        offset = sum(COUNTS[:k])
        stays += [[k, base + offset + i, days if k == 0 else -1, 0] for i in range(n)]
        days += law.days
        if k:
            _connect(stays, moves, offset - COUNTS[k - 1], COUNTS[k - 1], offset, n, days - law.days)
    for i in range(COUNTS[-1]):
        stays[sum(COUNTS[:-1]) + i][3] = days - (i % scenario.harvest.days)
    return _cut(scenario, batch, start, stays, moves)


def _connect(
    stays: list[list[int]], moves: list[tuple[int, int, int, int, int]], s0: int, n: int, d0: int, m: int, day: int
) -> None:
    for i in range(n):
        stays[s0 + i][3] = day + i
        for j in range(m):
            overlap = min((i + 1) * m, (j + 1) * n) - max(i * m, j * n)
            if overlap > 0:
                moves.append((s0 + i, d0 + j, day + i, overlap, m))
                if stays[d0 + j][2] < 0:
                    stays[d0 + j][2] = day + i


def _cut(
    scenario: Scenario, batch: int, start: int, stays: list[list[int]], moves: list[tuple[int, int, int, int, int]]
) -> BatchPlan:
    kept = [i for i, s in enumerate(stays) if s[2] < scenario.as_of]
    place = {old: new for new, old in enumerate(kept)}
    rows = np.array([stays[i] for i in kept], dtype=np.int32)
    before = sorted((m for m in moves if m[2] < scenario.as_of), key=lambda m: (m[2], m[0], m[1]))
    moved = np.array(before, dtype=np.int32).reshape(-1, 5)
    end = np.minimum(rows[:, 3], scenario.as_of)
    last = len(COUNTS) - 1
    return BatchPlan(
        batch=batch,
        start=start,
        stage=rows[:, 0],
        container=rows[:, 1],
        first=rows[:, 2],
        end=end,
        leaves=rows[:, 3],
        open=rows[:, 3] >= scenario.as_of,
        harvested=(rows[:, 0] == last) & (rows[:, 3] < scenario.as_of),
        move_source=np.array([place[i] for i in moved[:, 0].tolist()], dtype=np.int32),
        move_dest=np.array([place[i] for i in moved[:, 1].tolist()], dtype=np.int32),
        move_day=moved[:, 2],
        move_num=moved[:, 3],
        move_den=moved[:, 4],
        ordered_container=np.zeros(0, dtype=np.int32),
        ordered_day=np.zeros(0, dtype=np.int32),
        origin_batch=np.zeros(0, dtype=np.int32),
        origin_container=np.zeros(0, dtype=np.int32),
        **{f"due_{name}": np.zeros(0, dtype=np.int32) for name in ("source", "dest", "container", "day", "num", "den")},
    )

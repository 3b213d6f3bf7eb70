"""Scenario projections once more, from the tables alone, by the planning engine's formulas in their own order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from psycopg2.extensions import cursor as Cursor

from compiler.proof.derived_facts import Batch, Found, ask, cap

SHARE = 1e-6
"""Doubles agree within this share of their size."""
WARM = {"egg&alevin", "egg", "alevin", "fry", "parr", "smolt"}
STILL = {"egg", "alevin", "eyed egg"}
COLUMNS = ("day_number", "projection_date", "average_weight", "population", "biomass", "daily_feed", "cumulative_feed",
           "temperature", "current_stage_id")  # fmt: skip
STORED = """
    select day_number, projection_date - date '1970-01-01', average_weight, population, biomass, daily_feed,
           cumulative_feed, temperature, current_stage_id
    from public.scenario_scenarioprojection where projection_run_id = %s order by 1"""
RUNS = """select r.total_projections, r.final_weight_g, r.final_biomass_kg, r.parameters_snapshot::text
          from public.scenario_projection_run r where r.run_id = %s"""


def compare_run(cursor: Cursor, batch: Batch) -> tuple[int, Found]:
    """Recompute the pinned run of a batch. Returns: rows expected or stored, and what differs."""
    stored = ask(cursor, STORED, batch.run)
    expected = list(_project(batch, [(row[2], row[3]) for row in stored]))
    wrong = [
        (f"{batch.number}, projected day {new[0]}", name)
        for old, new in zip(stored, expected, strict=False)
        for name in _differing(old, new)
    ]
    if len(stored) != len(expected):
        wrong.append((f"{batch.number}: {len(stored)} days projected", f"{len(expected)} expected"))
    if expected:
        [(total, weight, mass, snapshot)] = ask(cursor, RUNS, batch.run)
        last = expected[-1]
        same = total == len(expected) and _near(weight, last[2]) and _near(mass, last[4])
        if not same or json.loads(snapshot)["scenario"]["duration_days"] != len(expected):
            wrong.append((f"{batch.number}: run {batch.run}", "its totals"))
    return max(len(stored), len(expected)), wrong


def _project(batch: Batch, drawn: list[tuple[float, float]]) -> Iterator[tuple[Any, ...]]:
    """Each day of the scenario, given the (weight, fish) that are stored.

    Of less than one expected death the application draws lots; we take the draw. What is rounded is reckoned with the
    stored weight where that is right, so that a tie falls to the same side.
    """
    weight, fish, eaten = batch.scenario["weight"], batch.scenario["count"], 0.0
    told = weight
    for day in range(1, batch.scenario["days"] + 1):
        stage = batch.stages[batch.stage_on(day)]
        name = stage["name"].lower()
        temp = 12.0 if name in WARM else batch.temperature(day)
        grown = weight
        if name not in STILL:
            grown = min((weight ** (1 / 3) + batch.coefficient * temp) ** 3, cap(stage["name"]))
        expected = fish * batch.rate / 100
        stored, draw = drawn[day - 1] if day <= len(drawn) else (grown, fish)
        deaths = round(expected) if expected >= 1 else int(draw == fish - 1)
        fish = max(fish - deaths, 0)
        before, told = told, stored if _near(stored, grown) else grown
        fed = round((told - before) * fish / 1000 * stage["fcr"], 3)
        eaten += fed
        weight = grown
        mass = round(told * fish / 1000, 2)
        date = batch.scenario["start"] + day - 1
        yield (day, date, weight, float(fish), mass, fed, round(eaten, 3), temp, stage["id"])


def _differing(stored: tuple[Any, ...], expected: tuple[Any, ...]) -> Iterator[str]:
    for name, old, new in zip(COLUMNS, stored, expected, strict=True):
        if not _near(old, new):
            yield name


def _near(stored: float, expected: float) -> bool:
    return abs(stored - expected) <= SHARE * max(abs(expected), 1e-3)

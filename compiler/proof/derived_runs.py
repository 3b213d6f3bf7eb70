"""Scenario projections once more, from the tables alone, by the planning engine's formulas in their own order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import cursor as Cursor

from compiler.proof.derived_facts import Batch, Found, ask, cap
from compiler.proof.derived_models import Models, read_models

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
RUNS = """
    select r.run_id, s.name || ', run ' || r.run_number, r.total_projections, r.final_weight_g, r.final_biomass_kg,
           r.parameters_snapshot::text, s.start_date - date '1970-01-01', s.duration_days, s.initial_weight,
           s.initial_count, s.scenario_id, r.run_number = max(r.run_number) over (partition by s.scenario_id),
           array[s.tgc_model_id, s.fcr_model_id, s.mortality_model_id]
    from public.scenario s join public.scenario_projection_run r on r.scenario_id = s.scenario_id
    where s.batch_id = %s order by r.run_id"""
CHANGES = """
    select change_day, new_tgc_model_id, new_fcr_model_id, new_mortality_model_id
    from public.scenario_scenariomodelchange where scenario_id = %s order by change_day, change_id"""
KINDS = ("tgc_model", "fcr_model", "mortality_model")


@dataclass(frozen=True, slots=True)
class Run:
    """A run with the scenario that it is of."""

    id: int
    name: str
    total: tuple[int, float, float]
    """Days, last weight, last biomass"""
    snapshot: Mapping[str, Any]
    start: int
    days: int
    weight: float
    count: int
    scenario: int
    newest: bool
    """The scenario has the models of this run still"""
    models: Sequence[int]
    """The scenario's, by KINDS"""


def compare_runs(cursor: Cursor, batch: Batch) -> tuple[int, Found]:
    """Recompute all runs of a batch. Returns: rows expected or stored, and what differs."""
    checked, wrong = 0, []
    for row in ask(cursor, RUNS, batch.id):
        run = Run(row[0], row[1], row[2:5], json.loads(row[5]), *row[6:])
        rows, found = _compare(cursor, run)
        checked += rows
        wrong += found
    return checked, wrong


def _compare(cursor: Cursor, run: Run) -> tuple[int, Found]:
    stored = ask(cursor, STORED, run.id)
    took = [run.snapshot[kind]["id"] for kind in KINDS]
    models = [(1, read_models(cursor, *took))]
    for day, *new in ask(cursor, CHANGES, run.scenario):
        took = [now or was for now, was in zip(new, took, strict=True)]
        models.append((day, read_models(cursor, *took)))
    expected = list(_project(run, models, [(row[2], row[3]) for row in stored]))
    wrong = [
        (f"{run.name}, projected day {new[0]}", name)
        for old, new in zip(stored, expected, strict=False)
        for name in _differing(old, new)
    ]
    if len(stored) != len(expected):
        wrong.append((f"{run.name}: {len(stored)} days projected", f"{len(expected)} expected"))
    if expected:
        wrong += _compare_totals(run, expected[-1])
    return max(len(stored), len(expected)), wrong


def _compare_totals(run: Run, last: tuple[Any, ...]) -> Found:
    """The totals of a run, and that it took what the scenario says."""
    wrong, (total, weight, mass) = [], run.total
    taken = run.snapshot["scenario"]
    if total != run.days or not _near(weight, last[2]) or not _near(mass, last[4]):
        wrong.append((run.name, "its totals"))
    if (taken["duration_days"], taken["initial_weight"], taken["initial_count"]) != (run.days, run.weight, run.count):
        wrong.append((run.name, "its snapshot of the scenario"))
    if run.newest and [run.snapshot[kind]["id"] for kind in KINDS] != list(run.models):
        wrong.append((run.name, "the models of the scenario"))
    return wrong


def _project(
    run: Run, models: Sequence[tuple[int, Models]], drawn: list[tuple[float, float]]
) -> Iterator[tuple[Any, ...]]:
    """Each day of the scenario, given the (weight, fish) that are stored and the models from their first day on.

    Of less than one expected death the application draws lots; we take the draw. What is rounded is reckoned with the
    stored weight where that is right, so that a tie falls to the same side. The first model tells the days' stages.
    """
    weight, fish, eaten = run.weight, run.count, 0.0
    told = weight
    for day in range(1, run.days + 1):
        now = [one for since, one in models if since <= day][-1]
        stage = models[0][1].stage_on(day)
        name = stage["name"].lower()
        temp = 12.0 if name in WARM else now.temperature(day)
        grown = weight
        if name not in STILL:
            grown = min((weight ** (1 / 3) + now.coefficient(stage) * temp) ** 3, cap(stage["name"]))
        expected = fish * now.rate(stage) / 100
        stored, draw = drawn[day - 1] if day <= len(drawn) else (grown, fish)
        deaths = round(expected) if expected >= 1 else int(draw == fish - 1)
        fish = max(fish - deaths, 0)
        before, told = told, stored if _near(stored, grown) else grown
        fed = round((told - before) * fish / 1000 * now.fcr(stage, weight), 3)
        eaten += fed
        weight = grown
        mass = round(told * fish / 1000, 2)
        yield (day, run.start + day - 1, weight, float(fish), mass, fed, round(eaten, 3), temp, stage["id"])


def _differing(stored: tuple[Any, ...], expected: tuple[Any, ...]) -> Iterator[str]:
    for name, old, new in zip(COLUMNS, stored, expected, strict=True):
        if not _near(old, new):
            yield name


def _near(stored: float, expected: float) -> bool:
    return abs(stored - expected) <= SHARE * max(abs(expected), 1e-3)

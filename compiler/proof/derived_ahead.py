"""Live projections and forecast summaries once more, from the stored states and the scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psycopg2.extensions import cursor as Cursor

from compiler.proof.derived_facts import Batch, Found, ask, cap

COLUMNS = ("assignment_id", "projection_date", "day_number", "projected_weight_g", "projected_population",
           "projected_biomass_kg", "temperature_used_c", "tgc_value_used", "temp_profile_id", "temp_profile_name",
           "temp_bias_c", "temp_bias_window_days", "container_id")  # fmt: skip
SLACK = {
    "projected_weight_g": 0.01,
    "projected_biomass_kg": 0.02,
    "temperature_used_c": 0.0051,
    "tgc_value_used": 0.000051,
}
FORECAST = ("current_weight_g", "current_population", "current_biomass_kg", "state_date", "state_day_number",
            "state_confidence", "projected_harvest_date", "projected_harvest_weight_g", "days_to_harvest",
            "harvest_threshold_g", "projected_transfer_date", "projected_transfer_weight_g", "days_to_transfer",
            "transfer_threshold_g", "original_harvest_date", "harvest_variance_days", "has_planned_harvest",
            "has_planned_transfer", "needs_planning_attention", "temp_profile_name", "temp_bias_c",
            "temp_bias_window_days")  # fmt: skip
DATES = {"state_date", "projected_harvest_date", "projected_transfer_date", "original_harvest_date"}
HARVEST_G, TRANSFER_G, SOON_DAYS = 5000.0, 100.0, 30

STATES = """
    select distinct on (s.assignment_id) s.assignment_id, s.date - date '1970-01-01', s.day_number,
           s.avg_weight_g::float8, s.population, s.biomass_kg::float8, s.container_id, s.confidence_scores::text
    from public.batch_actualdailyassignmentstate s
    join public.batch_batchcontainerassignment a on a.id = s.assignment_id
    where s.batch_id = %s and a.is_active order by s.assignment_id, s.date desc"""
STORED = """
    select assignment_id, projection_date - date '1970-01-01', day_number, projected_weight_g::float8,
           projected_population, projected_biomass_kg::float8, temperature_used_c::float8, tgc_value_used::float8,
           temp_profile_id, temp_profile_name, temp_bias_c::float8, temp_bias_window_days, container_id
    from public.batch_liveforwardprojection where batch_id = %s order by 1, 2"""
PLANNED = """
    select activity_type, container_id from public.planning_plannedactivity
    where batch_id = %s and status in ('PENDING', 'IN_PROGRESS')"""
ORIGINAL = """
    select projection_date - date '1970-01-01' from public.scenario_scenarioprojection
    where projection_run_id = %s and average_weight >= %s order by day_number limit 1"""

Row = tuple[Any, ...]


def compare_ahead(cursor: Cursor, batch: Batch, today: int) -> tuple[int, Found]:
    """Recompute the live projections of an active batch as on `today`. Errors: psycopg2.Error."""
    [(name,)] = ask(
        cursor, "select name from public.scenario_temperatureprofile where profile_id = %s", batch.scenario["profile"]
    )
    expected = [row for state in ask(cursor, STATES, batch.id) for row in _look(batch, state, str(name), today)]
    stored = ask(cursor, STORED, batch.id)
    wrong = [
        (f"{batch.number}, assignment {new[0]}, ahead to day {new[1]}", column)
        for old, new in zip(stored, expected, strict=False)
        for column in _differing(COLUMNS, old, new)
    ]
    if len(stored) != len(expected):
        wrong.append((f"{batch.number}: {len(stored)} days ahead", f"{len(expected)} expected"))
    return max(len(stored), len(expected)), wrong


def compare_forecasts(cursor: Cursor, batch: Batch, today: int) -> tuple[int, Found]:
    """Recompute the forecast summaries of an active batch from its states and live projections as stored."""
    items = ", ".join(f"f.{c} - date '1970-01-01'" if c in DATES else _as_number(c) for c in FORECAST)
    query = f"""select f.assignment_id, {items} from public.batch_containerforecastsummary f
                join public.batch_batchcontainerassignment a on a.id = f.assignment_id where a.batch_id = %s"""
    stored = {row[0]: row[1:] for row in ask(cursor, query, batch.id)}
    ahead: dict[int, list[Row]] = {}
    for row in ask(cursor, STORED, batch.id):
        ahead.setdefault(row[0], []).append(row)
    planned, original = ask(cursor, PLANNED, batch.id), ask(cursor, ORIGINAL, batch.run, HARVEST_G)
    states = {row[0]: row for row in ask(cursor, STATES, batch.id) if row[2] < batch.scenario["days"]}
    wrong: Found = []
    for stay in sorted(stored.keys() | states.keys()):
        subject = f"{batch.number}, forecast of assignment {stay}"
        if stay not in stored or stay not in states:
            wrong.append((subject, "no such row" if stay not in stored else "a row too many"))
            continue
        day = original[0][0] if original else None
        expected = _forecast(states[stay], ahead.get(stay, []), planned, day, today)
        wrong += [(subject, name) for name in _differing(FORECAST, stored[stay], expected)]
    return len(stored.keys() | states.keys()), wrong


def _as_number(column: str) -> str:
    numeric = column.endswith(("_g", "_kg", "_c")) or column == "state_confidence"
    return f"f.{column}::float8" if numeric else f"f.{column}"


def _look(batch: Batch, state: Row, profile: str, today: int) -> Iterator[Row]:
    stay, date, number, weight, fish, _, container, _ = state
    tgc = round(batch.scenario["tgc_value"], 4)
    for step in range(1, min(batch.scenario["days"] - number, 1000) + 1):
        day = number + step
        temp = batch.temperature(day)
        stage = batch.stages[batch.stage_on(day)]
        weight = min((weight ** (1 / 3) + batch.coefficient * temp) ** 3, cap(stage["name"]))
        fish = max(0, fish - round(fish * batch.rate))
        if date + step > today:
            mass = round(weight * fish / 1000, 2)
            yield (stay, date + step, day, round(weight, 2), fish, mass, round(temp, 2), tgc,
                   batch.scenario["profile"], profile, 0.0, 0, container)  # fmt: skip


def _forecast(state: Row, ahead: Sequence[Row], planned: Sequence[Row], original: int | None, today: int) -> Row:
    _, date, number, weight, fish, mass, container, scores = state
    confidence: Mapping[str, float] = json.loads(scores)
    harvest, transfer = _crossing(ahead, HARVEST_G, today), _crossing(ahead, TRANSFER_G, today)
    kinds = {kind for kind, box in planned if box is None or box == container}
    variance = None if original is None or harvest[0] is None else harvest[0] - original
    needs = any(
        crossing[2] is not None and crossing[2] <= SOON_DAYS and kind not in kinds
        for kind, crossing in (("HARVEST", harvest), ("TRANSFER", transfer))
    )
    name = ahead[0][9] if ahead else None
    return (weight, fish, mass, date, number, min(confidence.values(), default=0.0), *harvest, HARVEST_G, *transfer,
            TRANSFER_G, original, variance, "HARVEST" in kinds, "TRANSFER" in kinds, needs, name, 0.0, 0)  # fmt: skip


def _crossing(ahead: Sequence[Row], threshold: float, today: int) -> tuple[int | None, float | None, int | None]:
    for row in ahead:
        if row[3] >= threshold:
            return row[1], row[3], row[1] - today
    return None, None, None


def _differing(columns: Sequence[str], stored: Row, expected: Row) -> Iterator[str]:
    if stored == expected:
        return
    for name, old, new in zip(columns, stored, expected, strict=True):
        near = name in SLACK and abs(old - new) <= SLACK[name] + 1e-9
        if old != new and not near and not (name == "temp_profile_name" and new is None):
            yield name

"""Mistakes are ordered of rows that there are, and corrections where a history can show them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Defect, Scenario
from compiler.target import load_fields

SAMPLES, READINGS, LICE = "batch_growthsample", "environmental_environmentalreading", "health_licecount"
TREATMENTS, MEALS = "health_treatment", "inventory_feedingevent"
LATE, UNITS, CELSIUS = "late_corrections", "wrong_units", "°C"
Empty = dict[str, str]
"""[table] why it holds no rows of the kind"""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ238 no rows that could be wrong; AQ239 no history to show a correction; AQ249 a share of nothing (warnings)."""
    empty = _empty(scenario)
    for one in scenario.defects:
        if not one.permille:
            for key in ("tables", "days"):
                if (key,) in one.spans:
                    message = f"{key} of {one.kind} is not used: permille is 0"
                    yield Diagnostic("AQ249", message, one.span_of(key), "permille: 2", "warning")
            continue
        own = empty | (_thermometers(scenario) if one.kind == UNITS else {})
        yield from _held("AQ238", one, {table: own[table] for table in one.tables if table in own})
        if one.kind == LATE:
            yield from _held("AQ239", one, _without_history(scenario, one))


def _held(code: str, one: Defect, idle: Empty) -> Iterator[Diagnostic]:
    """Tables that were named and show none of it; where none was named, only if no table shows any."""
    named = ("tables",) in one.spans
    if named or len(idle) == len(one.tables):
        for table, why in sorted(idle.items()):
            message = f"{one.kind} do not show in {table}: {why}"
            hint = "leave it out, or switch on what fills it"
            yield Diagnostic(code, message, one.span_of("tables" if named else "permille"), hint, "warning")


def _empty(scenario: Scenario) -> Empty:
    stages = [stage for place in scenario.geographies for stage in place.stages]
    treated = scenario.cures or any(stage.vaccinations for stage in stages)
    counted = any(place.lice for place in scenario.geographies)
    there = (
        (SAMPLES, any(stage.sample_every_days for stage in stages), "no growth samples are taken"),
        (MEALS, any(stage.meal_hours for stage in stages), "nobody is fed"),
        (READINGS, scenario.reading_hours and any(stage.waters for stage in stages), "nothing is measured"),
        (LICE, counted, "nobody counts lice"),
        (TREATMENTS, treated or counted, "nothing is treated"),
    )
    never = {table: why for table, is_there, why in there if not is_there}
    return never | dict.fromkeys(scenario.tables_off, "it is switched off")


def _thermometers(scenario: Scenario) -> Empty:
    waters = [water for place in scenario.geographies for stage in place.stages for water in stage.waters]
    measured = any(water.unit == CELSIUS for water in waters)
    return {} if measured else {READINGS: f"nothing is measured in {CELSIUS}"}


def _without_history(scenario: Scenario, one: Defect) -> Empty:
    fields = load_fields(scenario.target)
    kept = {table: fields.get(table, {}).get("history_table", "") for table in one.tables}
    return {
        table: f"its history {history} is switched off" if history else "the target keeps no history of it"
        for table, history in kept.items()
        if not history or history in scenario.tables_off
    }

"""Document -> Scenario: includes are merged already; here defaults, patterns, dates and chance become typed values."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from compiler.diagnostics import Diagnostic, Span
from compiler.language.lower.batches import read_batches
from compiler.language.lower.groups import LAST_DAY, read_wishes
from compiler.language.lower.moments import day_of, moment
from compiler.language.lower.people import (
    read_container_types,
    read_feeds,
    read_harvest,
    read_solve,
    read_supply,
    read_tables_off,
    read_users,
)
from compiler.language.lower.places import read_places
from compiler.language.lower.reading import Notes, Values, complete, schema
from compiler.language.lower.sea import read_climate, read_lice
from compiler.language.lower.stages import read_stages
from compiler.language.lower.trade import read_trade
from compiler.language.lower.windows import read_maintenance
from compiler.language.parse import Document, plain
from compiler.nouns import Geography, Scenario, Stage

_NOWHERE = Span("", 0, 0)


def lower(
    document: Document, *, as_of: int | None = None, seed: int | None = None, today: date | None = None
) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    """The Scenario of a Document that has passed the schema, or None and every mistake of this stage.

    Args: as_of, seed  instead of the scenario's own (as_of in days since 1970-01-01)
          today        what `as_of: today` means; without it such a scenario is a mistake
    """
    root: Values = complete(plain(document.root), schema())
    notes = Notes(document)
    day = _as_of(root, as_of, today, notes)
    if day is not None and not 0 <= day < LAST_DAY:
        notes.say("AQ225", "as_of lies before 1970 or after 2199", ("as_of",), "check the year")
        day = None
    if day is None:
        return None, notes.told()
    scenario = _scenario(root, day, root["seed"] if seed is None else seed, notes)
    if any(note.severity == "error" for note in notes.diagnostics):
        return None, notes.told()
    return replace(scenario, digest=_digest(scenario)), notes.told()


def _as_of(root: Values, given: int | None, today: date | None, notes: Notes) -> int | None:
    if given is not None:
        return given
    if root["as_of"] != "today":
        return moment(root["as_of"], 0)
    if today is None:
        notes.say("AQ241", "as_of is today, but the day is not known here", ("as_of",), "write a date, or say --as-of")
        return None
    return day_of(today)


def _scenario(root: Values, as_of: int, seed: int, notes: Notes) -> Scenario:
    names = tuple(sorted(root["geographies"]))
    stages = tuple(read_stages(root, name, notes) for name in names)
    geographies = tuple(_geography(root, name, own, notes) for name, own in zip(names, stages, strict=True))
    places = read_places(root, names, notes)
    wishes = read_wishes(root, geographies, as_of, notes)
    return Scenario(
        name=root["name"],
        about=root["about"],
        seed=seed,
        as_of=as_of,
        species=root["species"]["name"],
        scientific_name=root["species"]["scientific_name"],
        geographies=geographies,
        area_groups=places.area_groups,
        stations=places.stations,
        halls=places.halls,
        areas=places.areas,
        container_types=read_container_types(root),
        containers=places.containers,
        feed_stores=places.feed_stores,
        batches=read_batches(root, wishes, geographies, places, seed),
        maintenance=read_maintenance(root, names, places, as_of, notes),
        solve=read_solve(root, notes),
        feeds=read_feeds(root),
        supply=read_supply(root),
        harvest=read_harvest(root),
        reading_hours=tuple(sorted(root["record"]["readings"]["hours"])),
        users=read_users(root),
        target=root["target"],
        digest="",
        tables_off=read_tables_off(root, notes),
        weather_hours=tuple(sorted(root["record"]["weather"]["hours"])),
        journal_every_days=root["record"]["journal"]["every_days"],
        overdue_share=float(root["record"]["activities"]["overdue_share"]),
        overdue_days=root["record"]["activities"]["overdue_days"],
        planned_mortality_pct=float(root["projection"]["mortality_percent_per_day"]),
        table_groups=tuple((name, tuple(tables)) for name, tables in sorted(root.get("table_groups", {}).items())),
    )


def _geography(root: Values, name: str, stages: tuple[Stage, ...], notes: Notes) -> Geography:
    values = root["geographies"][name]
    return Geography(
        name=name,
        code=values["code"],
        currency=values["currency"],
        sea_temp_c=tuple(map(float, values["sea_temp_monthly_c"])),
        sea_temp_sd_c=float(values["sea_temp_sd_c"]),
        supplier=values["supplier"],
        stages=stages,
        lice=read_lice(root, values),
        climate=read_climate(values),
        trade=read_trade(name, values, stages, notes),
    )


def _digest(scenario: Scenario) -> str:
    """sha256 of everything that the Scenario says; lines and files of the YAML do not count."""
    bare = replace(
        scenario,
        batches=tuple(replace(batch, span=_NOWHERE) for batch in scenario.batches),
        maintenance=tuple(replace(window, span=_NOWHERE) for window in scenario.maintenance),
        solve=replace(scenario.solve, span=_NOWHERE),
        tables_off=frozenset(),
    )
    text = repr(bare) + repr(sorted(scenario.tables_off))
    return hashlib.sha256(text.encode()).hexdigest()

"""Document -> Scenario: includes are merged already; here defaults, patterns, dates and chance become typed values."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from compiler.diagnostics import Diagnostic, Span
from compiler.language.lower.batches import read_batches
from compiler.language.lower.budget import check_lives, check_places
from compiler.language.lower.carriers import read_carriers
from compiler.language.lower.events import read_kinds, read_planned
from compiler.language.lower.groups import LAST_DAY, read_wishes
from compiler.language.lower.mixes import read_mixes
from compiler.language.lower.moments import day_of, moment
from compiler.language.lower.places import read_places
from compiler.language.lower.pools import pooled
from compiler.language.lower.reading import Notes, backwards, complete, schema
from compiler.language.lower.sea import read_lice
from compiler.language.lower.sections import read_feeds, read_harvest, read_solve, read_tables_off, read_target
from compiler.language.lower.stages import check_cadences, read_stages
from compiler.language.lower.tidy import tidy
from compiler.language.lower.trade import read_trade
from compiler.language.lower.typed import build
from compiler.language.lower.unused import tell_unused
from compiler.language.lower.values import Values, stated
from compiler.language.lower.variants import read_variants
from compiler.language.lower.windows import read_maintenance
from compiler.language.parse import Document
from compiler.nouns import NOWHERE, Geography, Scenario, Stage


def lower(
    document: Document,
    *,
    as_of: int | None = None,
    seed: int | None = None,
    today: date | None = None,
    anchor: int | None = None,
) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    """The Scenario of a Document that has passed the schema, or None and every mistake of this stage.

    Args: as_of, seed  instead of the scenario's own (as_of in days since 1970-01-01)
          today        what `as_of: today` means; without it such a scenario is a mistake
          anchor       the day from which days such as `as_of - 4 days` are counted; as_of by default
    """
    root = complete(stated(document.root), schema())
    notes = Notes(document)
    day = _as_of(root, as_of, today, notes)
    if day is not None and not 0 <= day < LAST_DAY:
        notes.say("AQ225", "as_of lies before 1970 or after 2199", root.at("as_of"), "check the year")
        day = None
    if day is None:
        return None, notes.told()
    notes.diagnostics += backwards(root, schema())
    if not check_places(root, sorted(root["geographies"]), notes):
        return None, notes.told()
    scenario = _scenario(root, day, day if anchor is None else anchor, root["seed"] if seed is None else seed, notes)
    if scenario is None or any(note.severity == "error" for note in notes.diagnostics):
        return None, notes.told()
    return replace(scenario, digest=_digest(scenario), files=tuple(document.sources)), notes.told()


def passed_over(document: Document) -> tuple[Span, ...]:
    """Where included files mention places that this scenario does not count: such words are no mistake there alone."""
    root = complete(stated(document.root), schema())
    notes, names = Notes(document), tuple(sorted(root["geographies"]))
    if check_places(root, names, notes):
        read_places(root, names, notes)
    return tuple(notes.beyond)


def _as_of(root: Values, given: int | None, today: date | None, notes: Notes) -> int | None:
    if given is not None:
        return given
    if root["as_of"] != "today":
        return moment(root["as_of"], 0)
    if today is None:
        notes.say(
            "AQ241", "as_of is today, but the day is not known here", root.at("as_of"), "write a date, or say --as-of"
        )
        return None
    return day_of(today)


def _scenario(root: Values, as_of: int, anchor: int, seed: int, notes: Notes) -> Scenario | None:
    """The Scenario; None when its batches are too many to be made. Errors stand in the notes."""
    names = tuple(sorted(root["geographies"]))
    stages = tuple(read_stages(root, name, notes) for name in names)
    if not check_lives(root, stages, anchor, notes):
        return None
    geographies = tuple(_geography(root, name, own, notes) for name, own in zip(names, stages, strict=True))
    places = read_places(root, names, notes)
    geographies = tuple(pooled(place, number, places, notes) for number, place in enumerate(geographies))
    check_cadences(root, notes)
    tell_unused(root, names, stages, notes)
    groups_off, tables_off = read_tables_off(root, notes)
    made = build(
        Scenario,
        root,
        seed=seed,
        as_of=as_of,
        geographies=geographies,
        area_groups=places.area_groups,
        stations=places.stations,
        halls=places.halls,
        areas=places.areas,
        containers=places.containers,
        feed_stores=places.feed_stores,
        batches=read_batches(root, read_wishes(root, geographies, anchor, notes), geographies, places, seed),
        maintenance=read_maintenance(root, names, places, anchor, notes),
        mixes=read_mixes(root, anchor),
        solve=read_solve(root),
        events=read_kinds(root),
        planned_events=read_planned(root, anchor),
        feeds=read_feeds(root),
        harvest=read_harvest(root),
        variants=read_variants(root),
        target=read_target(root, notes),
        tables_off=tables_off,
        groups_off=groups_off,
        digest="",
        files=(),
    )
    return made if made.imperfect else tidy(made)


def _geography(root: Values, name: str, stages: tuple[Stage, ...], notes: Notes) -> Geography:
    values: Values = root["geographies"][name]
    lice, trade = read_lice(root, values), read_trade(name, values, stages, notes)
    carriers = read_carriers(values, notes)
    return build(Geography, values, name=name, stages=stages, lice=lice, trade=trade, carriers=carriers)


def _digest(scenario: Scenario) -> str:
    """sha256 of everything that the Scenario says; lines and files of the YAML do not count."""
    bare = replace(
        scenario,
        batches=tuple(replace(batch, span=NOWHERE) for batch in scenario.batches),
        maintenance=tuple(replace(window, span=NOWHERE) for window in scenario.maintenance),
        solve=replace(scenario.solve, span=NOWHERE),
        target=scenario.target_name,
        tables_off=frozenset(),
    )
    text = repr(bare) + repr(sorted(scenario.tables_off))
    if scenario.mixes:
        text += repr([replace(mix, span=NOWHERE) for mix in scenario.mixes])
    return hashlib.sha256(text.encode()).hexdigest()

"""What is written must fit the target: its tables, its columns, its fixed rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from compiler.diagnostics import Diagnostic, Span
from compiler.language.lower.reading import alike
from compiler.nouns import Area, Feed, FeedStore, Geography, Hall, Scenario, Station
from compiler.target import Catalog, known_role, load_catalog, role_room

Named = Hall | Station | Area | FeedStore | Feed | Geography
WORKFLOW = len("TRF-") + len("-D0000")
"""What a transfer workflow's number adds to the batch's."""
CARRIER = "infrastructure_transportcarrier"
PROFILE = len("Effective Temperature - ") + len(", ")
"""What the profile of a variant adds to the names of the batch and the case."""

FAR_PERMILLE = 100
"""The weights of grades, by their shares, come back to the mean weight within so much."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ282 unknown target, AQ246 an empty name, AQ283 one too long, AQ285 unknown table, AQ284, 286, 237 grades."""
    try:
        target = load_catalog(scenario.target)
    except FileNotFoundError:
        yield Diagnostic(
            "AQ282", f"there is no target {scenario.target}", scenario.span_of("target"), "target: aquamind"
        )
        return
    yield from _lengths(scenario, target)
    yield from _grades(scenario, target)
    yield from _roles(scenario, target)
    for table in sorted(scenario.tables_off - set(target.tables) - set(load_catalog().tables)):
        span = scenario.span_of("table_groups")
        yield Diagnostic("AQ285", f"the target has no table {table}", span, alike(table, target.tables))


def _lengths(scenario: Scenario, target: Catalog) -> Iterator[Diagnostic]:
    for table, column, extra, name, span in _names(scenario):
        if not name.strip():
            yield Diagnostic("AQ246", f"a name for {table}.{column} is empty", span, "type a name, or remove the entry")
        longest = _room(target, table, column) - extra
        if len(name) > longest:
            message = f"{name} has {len(name)} characters, {table}.{column} leaves room for {longest}"
            yield Diagnostic("AQ283", message, span, "a shorter name or pattern")


def _grades(scenario: Scenario, target: Catalog) -> Iterator[Diagnostic]:
    seed = target.seeds["harvest_productgrade"]
    codes = [str(row[seed.columns.index("code")]) for row in seed.rows]
    for code, _, _ in scenario.harvest.grades:
        if code not in codes:
            span = scenario.harvest.span_of("grades", code)
            yield Diagnostic("AQ284", f"{code} is no product grade of the target", span, alike(code, codes))
    total = sum(share for _, share, _ in scenario.harvest.grades)
    if total != 1000:
        span = scenario.harvest.span_of("grades")
        yield Diagnostic("AQ286", f"the shares of the grades add up to {total} of 1000", span, "shares are per 1000")
        return
    mean = sum(share * weight for _, share, weight in scenario.harvest.grades) / total
    if abs(mean - 1000) > FAR_PERMILLE:
        span = scenario.harvest.span_of("grades")
        between = f"{1000 - FAR_PERMILLE} to {1000 + FAR_PERMILLE}"
        message = f"fish of all grades together weigh {mean:.0f} permille of the mean fish, not {between}"
        yield Diagnostic("AQ237", message, span, "weight_permille is relative to the mean: 1000 for a fish like it")


def _roles(scenario: Scenario, target: Catalog) -> Iterator[Diagnostic]:
    for user in scenario.users:
        written = known_role(user.role, target)
        if written != user.role:
            message = f"{user.role} has {len(user.role)} characters, users_userprofile.role leaves room for "
            message += f"{role_room(target)}: {user.username} is written as {written}"
            yield Diagnostic("AQ283", message, user.span_of("role"), "nothing is to be done", "note")


def _room(target: Catalog, table: str, column: str) -> int:
    """Characters that the column holds; very many where the target lacks it, or does not limit it."""
    columns = target.tables[table].columns if table in target.tables else ()
    return next((one.arguments[0] for one in columns if one.name == column and one.arguments), sys.maxsize)


def _names(scenario: Scenario) -> Iterator[tuple[str, str, int, str, Span]]:
    """(table, column, characters that the target's own text adds, name, where it was typed)"""
    for batch in scenario.batches:
        yield "batch_batchtransferworkflow", "workflow_number", WORKFLOW, batch.number, batch.span_of("number")
    for one in scenario.containers:
        sensor = max((len(name.replace(" ", "")) + 1 for name in one.sensors), default=0)
        yield "infrastructure_sensor" if sensor else "infrastructure_container", "name", sensor, one.name, one.span_of()
    for carrier in (one for geography in scenario.geographies for one in geography.carriers):
        yield CARRIER, "name", 0, carrier.name, carrier.span_of()
        column = "imo_number" if carrier.kind == "VESSEL" else "license_plate"
        yield CARRIER, column, 0, carrier.number, carrier.span_of("number")
        if carrier.contact:
            yield CARRIER, "captain_contact", 0, carrier.contact, carrier.span_of("contact")
    for user in scenario.users:
        yield "auth_user", "username", 0, user.username, user.span_of()
    longest = max((len(batch.number) for batch in scenario.batches), default=0)
    for case in scenario.variants.cases if scenario.variants else ():
        yield "scenario_temperatureprofile", "name", PROFILE + longest, case.name, case.span_of()
    named: tuple[tuple[str, Sequence[Named]], ...] = (
        ("infrastructure_hall", scenario.halls),
        ("infrastructure_freshwaterstation", scenario.stations),
        ("infrastructure_area", scenario.areas),
        ("infrastructure_feedcontainer", scenario.feed_stores),
        ("inventory_feed", scenario.feeds),
        ("infrastructure_geography", scenario.geographies),
    )
    for table, things in named:
        yield from ((table, "name", 0, thing.name, thing.span_of("name")) for thing in things)

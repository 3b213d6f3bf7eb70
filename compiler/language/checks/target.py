"""What is written must fit the target: its tables, its columns, its fixed rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial

from compiler.diagnostics import Diagnostic, Span
from compiler.language.checks._places import batch_line, container_span
from compiler.language.lower.reading import alike, span_at
from compiler.language.parse import Document
from compiler.nouns import Scenario
from compiler.target import Catalog, load_catalog

Place = Callable[[], Span]
WORKFLOW = len("TRF-") + len("-D0000")
"""What a transfer workflow's number adds to the batch's."""


def check(scenario: Scenario, document: Document) -> Iterator[Diagnostic]:
    """AQ282 unknown target, AQ283 a name too long, AQ284 unknown grade, AQ285 unknown table, AQ286 grades."""
    try:
        target = load_catalog(scenario.target)
    except FileNotFoundError:
        yield Diagnostic(
            "AQ282", f"there is no target {scenario.target}", span_at(document, ("target",)), "target: aquamind"
        )
        return
    yield from _lengths(scenario, document, target)
    yield from _grades(scenario, document, target)
    for table in sorted(scenario.tables_off - set(target.tables) - set(load_catalog().tables)):
        span = span_at(document, ("table_groups",))
        yield Diagnostic("AQ285", f"the target has no table {table}", span, alike(table, target.tables))


def _lengths(scenario: Scenario, document: Document, target: Catalog) -> Iterator[Diagnostic]:
    for table, column, extra, name, stated in _names(scenario, document):
        longest = _room(target, table, column) - extra
        if len(name) > longest:
            message = f"{name} has {len(name)} characters, {table}.{column} leaves room for {longest}"
            yield Diagnostic("AQ283", message, stated(), "a shorter name or pattern")


def _grades(scenario: Scenario, document: Document, target: Catalog) -> Iterator[Diagnostic]:
    seed = target.seeds["harvest_productgrade"]
    codes = [str(row[seed.columns.index("code")]) for row in seed.rows]
    for code, _, _ in scenario.harvest.grades:
        if code not in codes:
            span = span_at(document, ("harvest", "grades", code))
            yield Diagnostic("AQ284", f"{code} is no product grade of the target", span, alike(code, codes))
    total = sum(share for _, share, _ in scenario.harvest.grades)
    if total != 1000:
        span = span_at(document, ("harvest", "grades"))
        yield Diagnostic("AQ286", f"the shares of the grades add up to {total} of 1000", span, "shares are per 1000")


def _room(target: Catalog, table: str, column: str) -> int:
    """Characters that the column holds; very many where the target lacks it, or does not limit it."""
    columns = target.tables[table].columns if table in target.tables else ()
    return next((one.arguments[0] for one in columns if one.name == column and one.arguments), sys.maxsize)


def _names(scenario: Scenario, document: Document) -> Iterator[tuple[str, str, int, str, Place]]:
    """(table, column, characters that the target's own text adds, name, how to find where it stands)"""
    places = partial(span_at, document, ("geographies",))
    for batch in scenario.batches:
        yield (
            "batch_batchtransferworkflow",
            "workflow_number",
            WORKFLOW,
            batch.number,
            partial(batch_line, document, batch, "number"),
        )
    for container in scenario.containers:
        span = partial(container_span, scenario, document, container)
        sensor = max((len(name.replace(" ", "")) + 1 for name in container.sensors), default=0)
        yield "infrastructure_sensor" if sensor else "infrastructure_container", "name", sensor, container.name, span
    for hall in scenario.halls:
        yield "infrastructure_hall", "name", 0, hall.name, places
    for station in scenario.stations:
        yield "infrastructure_freshwaterstation", "name", 0, station.name, places
    for area in scenario.areas:
        yield "infrastructure_area", "name", 0, area.name, places
    for store in scenario.feed_stores:
        yield "infrastructure_feedcontainer", "name", 0, store.name, places
    for feed in scenario.feeds:
        yield "inventory_feed", "name", 0, feed.name, partial(span_at, document, ("feeds", feed.name))
    for user in scenario.users:
        yield "auth_user", "username", 0, user.username, partial(span_at, document, ("users", user.username))
    for geography in scenario.geographies:
        yield (
            "infrastructure_geography",
            "name",
            0,
            geography.name,
            partial(span_at, document, ("geographies", geography.name)),
        )

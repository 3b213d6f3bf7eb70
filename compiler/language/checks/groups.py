"""Tables that need one another are switched together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario
from compiler.target import Catalog, load_catalog

MADE_OF: Mapping[str, tuple[str, ...]] = {
    "inventory_containerfeedingsummary": ("inventory_feedingevent", "batch_growthsample"),
    "inventory_batchfeedingsummary": ("inventory_containerfeedingsummary",),
    "finance_intercompanytransaction": ("harvest_harvestevent",),
    "finance_core_valuationrun": (
        "batch_actualdailyassignmentstate",
        "finance_core_budgetentry",
        "finance_core_costimportline",
    ),
    "finance_core_periodlock": ("finance_core_valuationrun",),
}
"""Tables that are computed from others without a key to them."""
FARM = frozenset(
    {
        "auth_group_permissions",
        "auth_user_groups",
        "batch_batch",
        "batch_batchcontainerassignment",
        "batch_batchtransferworkflow",
        "batch_creationaction",
        "batch_creationworkflow",
        "batch_lifecyclestage",
        "batch_transferaction",
        "infrastructure_area",
        "infrastructure_areagroup",
        "infrastructure_container",
        "infrastructure_freshwaterstation",
        "infrastructure_hall",
        "infrastructure_sensor",
        "users_userprofile",
        "users_userprofile_allowed_areas",
        "users_userprofile_allowed_containers",
        "users_userprofile_allowed_stations",
    }
)
"""The farm itself: tables that refer to others and are filled whatever groups there are (tests/test_tables.py)."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ293 a table that is on needs one that is off."""
    try:
        target = load_catalog(scenario.target)
    except FileNotFoundError:
        return
    groups, off_groups = dict(scenario.table_groups), scenario.groups_off
    told: set[tuple[str, str]] = set()
    for table in sorted({table for tables in groups.values() for table in tables} | FARM):
        if table in scenario.tables_off:
            continue
        for needed in sorted(_needs(target, table) & scenario.tables_off):
            off = next(name for name in off_groups if needed in groups[name])
            own = min(
                (name for name in groups if table in groups[name]), key=lambda name: len(groups[name]), default=""
            )
            if (own, off) not in told:
                told.add((own, off))
                message = f"{own or 'the farm itself'} is on, but needs {off}: {table} is made of {needed}"
                hint = f"tables: {{{own}: false}}, or {off}: true" if own else f"tables: {{{off}: true}}"
                yield Diagnostic("AQ293", message, scenario.span_of("groups_off", off), hint)


def _needs(target: Catalog, table: str) -> set[str]:
    """Tables that each row of the table refers to, or is computed from."""
    shape = target.tables.get(table)
    if shape is None:
        return set()
    strict = {column.name for column in shape.columns if column.not_null}
    return {key.target for key in shape.foreign_keys if key.columns[0] in strict} | set(MADE_OF.get(table, ()))

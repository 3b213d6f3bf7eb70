"""What the target's own validation demands of a value: its form, length, digits, range and choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario, Typed
from compiler.target import load_fields

Value = tuple[str, str, str | float, Typed, str]
"""(table, column, value, the thing whose it is, its field)"""
FEED = {
    "brand": "brand",
    "size_category": "size_category",
    "pellet_size_mm": "pellet_mm",
    "protein_percentage": "protein_pct",
    "fat_percentage": "fat_pct",
    "carbohydrate_percentage": "carbohydrate_pct",
}
"""[column of inventory_feed] field of a Feed"""
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ296 a value that the application would refuse."""
    try:
        fields = load_fields(scenario.target)
    except FileNotFoundError:
        return
    told: set[tuple[str, str, str | float]] = set()
    for table, column, value, thing, field in _values(scenario):
        fact = fields.get(table, {}).get("columns", {}).get(column, {})
        wrong = next(_wrongs(fact, value), None)
        if wrong and (table, column, value) not in told:
            told.add((table, column, value))
            message, hint = wrong
            yield Diagnostic("AQ296", f"{value} is refused by {table}.{column}: {message}", thing.span_of(field), hint)


def _wrongs(fact: Mapping[str, Any], value: str | float) -> Iterator[tuple[str, str]]:
    """(what is wrong, what would be right)"""
    if value == "" and fact.get("blank"):
        return
    if isinstance(value, str):
        if fact.get("max_length", len(value)) < len(value):
            yield f"it has {len(value)} characters", f"at most {fact['max_length']} characters"
        choices = [str(choice) for choice in fact.get("choices", ())]
        if choices and value not in choices:
            yield "it is none of its choices", f"one of {', '.join(choices)}"
    elif fact.get("digits") and not _fits(value, *fact["digits"]):
        digits, decimals = fact["digits"]
        yield "it has too many digits", f"less than {10 ** (digits - decimals):,}"
    for rule in fact.get("validators", ()):
        yield from _broken(rule, value)


def _fits(value: float, digits: int, decimals: int) -> bool:
    """Whether a number has room; more decimals than the column keeps are rounded off."""
    return abs(round(Decimal(repr(value)), decimals)) < Decimal(10) ** (digits - decimals)


def _broken(rule: Mapping[str, Any], value: str | float) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if "regex" in rule and not re.search(rule["regex"], value):
            yield (
                f"it does not match {rule['regex']}",
                r"\w is a letter, a digit or _" if r"\w" in rule["regex"] else "",
            )
        if "EmailValidator" in rule and not EMAIL.fullmatch(value):
            yield "it is no e-mail address", "somebody@example.com"
        return
    if "min" in rule and value < float(rule["min"]):
        yield "it is too small", f"at least {rule['min']}"
    if "max" in rule and value > float(rule["max"]):
        yield "it is too large", f"at most {rule['max']}"


def _values(scenario: Scenario) -> Iterator[Value]:
    yield from _people(scenario)
    yield from _things(scenario)
    yield from _sites(scenario)
    yield from _trade(scenario)


def _people(scenario: Scenario) -> Iterator[Value]:
    for user in scenario.users:
        for column in ("username", "first_name", "last_name", "email"):
            yield "auth_user", column, getattr(user, column), user, column
        yield "auth_user", "password", user.password_hash, user, "password_hash"
        for column in ("role", "geography", "subsidiary", "job_title"):
            yield "users_userprofile", column, getattr(user, column), user, column


def _things(scenario: Scenario) -> Iterator[Value]:
    yield "batch_species", "name", scenario.species, scenario, "species"
    for kind in scenario.container_types:
        for column in ("name", "category", "max_volume_m3"):
            yield "infrastructure_containertype", column, getattr(kind, column), kind, column
    for feed in scenario.feeds:
        for column, field in FEED.items():
            yield "inventory_feed", column, getattr(feed, field), feed, field
        yield "inventory_feedpurchase", "supplier", feed.supplier, feed, "supplier"
    for stage in scenario.geographies[0].stages if scenario.geographies else ():
        yield "batch_lifecyclestage", "name", stage.name, stage, "name"
        for water in stage.waters:
            yield "environmental_environmentalparameter", "name", water.parameter, water, "parameter"
            yield "environmental_environmentalparameter", "unit", water.unit, water, "unit"
            yield "infrastructure_sensor", "sensor_type", water.sensor_type, water, "sensor_type"


def _sites(scenario: Scenario) -> Iterator[Value]:
    for group in scenario.area_groups:
        yield "infrastructure_areagroup", "name", group.name, group, "name"
        yield "infrastructure_areagroup", "code", group.code, group, "code"
    for station in scenario.stations:
        yield "infrastructure_freshwaterstation", "latitude", station.latitude, station, "latitude"
        yield "infrastructure_freshwaterstation", "longitude", station.longitude, station, "longitude"
    for area in scenario.areas:
        yield "infrastructure_area", "latitude", area.latitude, area, "latitude"
        yield "infrastructure_area", "longitude", area.longitude, area, "longitude"
        yield "infrastructure_area", "max_biomass", area.max_biomass_kg, area, "max_biomass_kg"
    for container in scenario.containers:
        yield "infrastructure_container", "volume_m3", container.volume_m3, container, "volume_m3"
        yield "infrastructure_container", "max_biomass_kg", container.max_biomass_kg, container, "max_biomass_kg"


def _trade(scenario: Scenario) -> Iterator[Value]:
    for trade in (geography.trade for geography in scenario.geographies if geography.trade):
        for company in trade.companies:
            yield "finance_dimcompany", "display_name", company.name, company, "name"
            yield "finance_dimcompany", "currency", company.currency, company, "currency"
            yield "finance_dimcompany", "nav_company_code", company.nav_code, company, "nav_code"
        for policy in trade.policies:
            yield "finance_intercompanypolicy", "markup_percent", policy.markup_percent, trade, "policies"
            yield "finance_intercompanypolicy", "price_per_kg", policy.price_per_kg, trade, "policies"
    for batch in {batch.supplier: batch for batch in scenario.batches}.values():
        yield "broodstock_eggsupplier", "name", batch.supplier, batch, "supplier"

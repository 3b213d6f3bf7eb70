"""What the target's own validation demands of a value: its form, length, digits, range and choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from compiler.diagnostics import Diagnostic, Span
from compiler.language.checks._places import container_span, said
from compiler.language.lower.reading import span_at
from compiler.language.parse import Document
from compiler.nouns import Scenario
from compiler.target import load_fields

Value = tuple[str, str, str | float, Callable[[], Span]]
"""(table, column, value, how to find where it stands)"""
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def check(scenario: Scenario, document: Document) -> Iterator[Diagnostic]:
    """AQ296 a value that the application would refuse."""
    try:
        fields = load_fields(scenario.target)
    except FileNotFoundError:
        return
    told: set[tuple[str, str, str | float]] = set()
    for table, column, value, stated in _values(scenario, document):
        fact = fields.get(table, {}).get("columns", {}).get(column, {})
        wrong = next(_wrongs(fact, value), None)
        if wrong and (table, column, value) not in told:
            told.add((table, column, value))
            message, hint = wrong
            yield Diagnostic("AQ296", f"{value} is refused by {table}.{column}: {message}", stated(), hint)


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


def _values(scenario: Scenario, document: Document) -> Iterator[Value]:
    yield from _people(scenario, document)
    yield from _things(scenario, document)
    yield from _places(scenario, document)
    yield from _trade(scenario, document)


def _people(scenario: Scenario, document: Document) -> Iterator[Value]:
    for user in scenario.users:
        place = partial(span_at, document, ("users", user.username))
        yield "auth_user", "username", user.username, place
        columns = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
        for column, value in columns.items():
            yield "auth_user", column, value, partial(span_at, document, ("users", user.username, column))
        yield "auth_user", "password", user.password_hash, partial(_leaf, document, user.username, "password_hash")
        profile = {"role": user.role, "geography": user.geography, "subsidiary": user.subsidiary}
        for column, value in (profile | {"job_title": user.job_title}).items():
            yield "users_userprofile", column, value, partial(_leaf, document, user.username, column)


def _leaf(document: Document, username: str, leaf: str) -> Span:
    return span_at(document, ("users", username, leaf))


def _things(scenario: Scenario, document: Document) -> Iterator[Value]:
    at = partial(partial, span_at, document)
    yield "batch_species", "name", scenario.species, at(("species", "name"))
    for kind in scenario.container_types:
        path = ("container_types", kind.name)
        yield "infrastructure_containertype", "name", kind.name, at(path)
        yield "infrastructure_containertype", "category", kind.category, at((*path, "category"))
        yield "infrastructure_containertype", "max_volume_m3", kind.max_volume_m3, at((*path, "max_volume_m3"))
    for feed in scenario.feeds:
        path = ("feeds", feed.name)
        yield "inventory_feed", "brand", feed.brand, at((*path, "brand"))
        yield "inventory_feed", "size_category", feed.size_category, at((*path, "size_category"))
        yield "inventory_feed", "pellet_size_mm", feed.pellet_mm, at((*path, "pellet_mm"))
        for column, value in (
            ("protein", feed.protein_pct),
            ("fat", feed.fat_pct),
            ("carbohydrate", feed.carbohydrate_pct),
        ):
            yield "inventory_feed", f"{column}_percentage", value, at((*path, f"{column}_pct"))
        yield "inventory_feedpurchase", "supplier", feed.supplier, at((*path, "supplier"))
    for stage in scenario.geographies[0].stages if scenario.geographies else ():
        path = ("stages", stage.name)
        yield "batch_lifecyclestage", "name", stage.name, at(path)
        for water in stage.waters:
            spot = ("waters", stage.leg, water.parameter)
            yield "environmental_environmentalparameter", "name", water.parameter, at(spot)
            yield "environmental_environmentalparameter", "unit", _unit(document, spot), at((*spot, "unit"))
            yield "infrastructure_sensor", "sensor_type", water.sensor_type, at((*spot, "sensor_type"))


def _unit(document: Document, spot: tuple[str, ...]) -> str:
    return str(said(document, *spot, "unit") or "")


def _places(scenario: Scenario, document: Document) -> Iterator[Value]:
    for group in scenario.area_groups:
        path = ("geographies", scenario.geographies[group.geography].name, "area_groups", group.name)
        yield "infrastructure_areagroup", "name", group.name, partial(span_at, document, path)
        yield "infrastructure_areagroup", "code", group.code, partial(span_at, document, (*path, "code"))
    for table, things in (
        ("infrastructure_area", scenario.areas),
        ("infrastructure_freshwaterstation", scenario.stations),
    ):
        part = "areas" if table == "infrastructure_area" else "stations"
        for one in things:
            place = partial(span_at, document, ("geographies", scenario.geographies[one.geography].name, part))
            yield table, "latitude", one.latitude, place
            yield table, "longitude", one.longitude, place
    for area in scenario.areas:
        place = partial(span_at, document, ("geographies", scenario.geographies[area.geography].name, "areas"))
        yield "infrastructure_area", "max_biomass", area.max_biomass_kg, place
    for container in scenario.containers:
        place = partial(container_span, scenario, document, container)
        yield "infrastructure_container", "volume_m3", container.volume_m3, place
        yield "infrastructure_container", "max_biomass_kg", container.max_biomass_kg, place


def _trade(scenario: Scenario, document: Document) -> Iterator[Value]:
    for geography in scenario.geographies:
        place = partial(span_at, document, ("geographies", geography.name, "trade"))
        for company in geography.trade.companies if geography.trade else ():
            yield "finance_dimcompany", "display_name", company.name, place
            yield "finance_dimcompany", "currency", company.currency, place
            yield "finance_dimcompany", "nav_company_code", company.nav_code, place
        for policy in geography.trade.policies if geography.trade else ():
            yield "finance_intercompanypolicy", "markup_percent", policy.markup_percent, place
            yield "finance_intercompanypolicy", "price_per_kg", policy.price_per_kg, place
    for batch in {batch.supplier: batch for batch in scenario.batches}.values():
        yield "broodstock_eggsupplier", "name", batch.supplier, partial(_supplier, document, batch.group)


def _supplier(document: Document, group: str) -> Span:
    return span_at(document, ("batches", group, "supplier"))

"""What the target's own validation demands of a value: its form, length, digits, range and choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from compiler.diagnostics import Diagnostic, Span
from compiler.nouns import Scenario, Typed
from compiler.target import load_fields

Value = tuple[str, str, str | float, Span]
"""(table, column, value, where it was typed)"""
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")

USER = {"username": "auth_user.username", "first_name": "auth_user.first_name", "last_name": "auth_user.last_name",
        "email": "auth_user.email", "password_hash": "auth_user.password", "role": "users_userprofile.role",
        "geography": "users_userprofile.geography", "subsidiary": "users_userprofile.subsidiary",
        "job_title": "users_userprofile.job_title"}  # fmt: skip
CONTAINER_TYPE = {column: f"infrastructure_containertype.{column}" for column in ("name", "category", "max_volume_m3")}
CONTAINER = {column: f"infrastructure_container.{column}" for column in ("volume_m3", "max_biomass_kg")}
FEED = {"brand": "inventory_feed.brand", "size_category": "inventory_feed.size_category",
        "pellet_mm": "inventory_feed.pellet_size_mm", "protein_pct": "inventory_feed.protein_percentage",
        "fat_pct": "inventory_feed.fat_percentage", "carbohydrate_pct": "inventory_feed.carbohydrate_percentage",
        "supplier": "inventory_feedpurchase.supplier"}  # fmt: skip
STAGE = {"name": "batch_lifecyclestage.name"}
WATER = {"parameter": "environmental_environmentalparameter.name", "sensor_type": "infrastructure_sensor.sensor_type"}
GROUP = {column: f"infrastructure_areagroup.{column}" for column in ("name", "code")}
AREA = {"latitude": "infrastructure_area.latitude", "longitude": "infrastructure_area.longitude",
        "max_biomass_kg": "infrastructure_area.max_biomass"}  # fmt: skip
STATION = {column: f"infrastructure_freshwaterstation.{column}" for column in ("latitude", "longitude")}
STORE = {"capacity_kg": "infrastructure_feedcontainer.capacity_kg"}
COMPANY = {"name": "finance_dimcompany.display_name", "currency": "finance_dimcompany.currency",
           "nav_code": "finance_dimcompany.nav_company_code"}  # fmt: skip
CASE = {"owner": "users_userprofile.role"}
BATCH = {"supplier": "broodstock_eggsupplier.name"}


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ296 a value that the application would refuse; AQ246 tells of empty names."""
    try:
        fields = load_fields(scenario.target)
    except FileNotFoundError:
        return
    told: set[tuple[str, str, str | float]] = set()
    for table, column, value, span in _values(scenario):
        fact = fields.get(table, {}).get("columns", {}).get(column, {})
        wrong = next(_wrongs(fact, value), None)
        if wrong and (table, column, value) not in told:
            told.add((table, column, value))
            message, hint = wrong
            yield Diagnostic("AQ296", f"{value} is refused by {table}.{column}: {message}", span, hint)


def _values(scenario: Scenario) -> Iterator[Value]:
    """Lengths of most names are not here: AQ283 knows what the target's own texts add to them."""
    trades = [geography.trade for geography in scenario.geographies if geography.trade]
    stages = scenario.geographies[0].stages if scenario.geographies else ()
    things: tuple[tuple[Mapping[str, str], Sequence[Typed]], ...] = (
        (USER, scenario.users),
        (CONTAINER_TYPE, scenario.container_types),
        (FEED, scenario.feeds),
        (STAGE, stages),
        (WATER, [water for stage in stages for water in stage.waters]),
        (GROUP, scenario.area_groups),
        (STATION, scenario.stations),
        (AREA, scenario.areas),
        (CONTAINER, scenario.containers),
        (STORE, scenario.feed_stores),
        (COMPANY, [company for trade in trades for company in trade.companies]),
        (BATCH, scenario.batches),
        (CASE, scenario.variants.cases if scenario.variants else ()),
    )
    for columns, several in things:
        for thing in several:
            for field, place in columns.items():
                table, column = place.split(".")
                yield table, column, getattr(thing, field), thing.span_of(field)
    for category, _ in scenario.harvest.waste:
        yield "harvest_harvestwaste", "category", category, scenario.harvest.span_of("waste", category)
    for trade in trades:
        for policy in trade.policies:
            yield "finance_intercompanypolicy", "markup_percent", policy.markup_percent, trade.span_of("policies")
            yield "finance_intercompanypolicy", "price_per_kg", policy.price_per_kg, trade.span_of("policies")


def _wrongs(fact: Mapping[str, Any], value: str | float) -> Iterator[tuple[str, str]]:
    """(what is wrong, what would be right)"""
    if value == "":
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

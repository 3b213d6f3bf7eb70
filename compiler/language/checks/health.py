"""Vaccines are those that the target knows."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.reading import alike
from compiler.nouns import Scenario
from compiler.target import load_catalog


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ295 a vaccine that the target does not know."""
    known = _vaccines(scenario.target)
    told: set[tuple[str, str]] = set()
    for geography in scenario.geographies:
        for stage in geography.stages:
            for vaccination in stage.vaccinations:
                name = vaccination.vaccine
                if known is not None and name not in known and (stage.name, name) not in told:
                    told.add((stage.name, name))
                    span = stage.span_of("vaccinations")
                    yield Diagnostic("AQ295", f"{name} is no vaccination type of the target", span, alike(name, known))


def _vaccines(target: str) -> list[str] | None:
    """Names of the target's vaccination types; None where the target is unknown or has no such table."""
    try:
        seed = load_catalog(target).seeds.get("health_vaccinationtype")
    except FileNotFoundError:
        return None
    return [str(row[seed.columns.index("name")]) for row in seed.rows] if seed else None

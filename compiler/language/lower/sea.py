"""Lice, weather and vaccinations of the scenario."""

from __future__ import annotations

from compiler.language.lower.reading import Values, complete, merge
from compiler.nouns import Climate, Delousing, Lice, Vaccination


def read_lice(root: Values, geography: Values) -> Lice | None:
    """The lice of a geography: the species' with its differences; None where the scenario speaks of none."""
    if "lice" not in root:
        return None
    values = merge(root["lice"], geography.get("lice", {}))
    low, high = values["wait_days"]
    return Lice(
        count_every_days=values["count_every_days"],
        fish=values["fish"],
        limit_monthly=tuple(map(float, values["limit_monthly"])),
        settlement_monthly=tuple(map(float, values["settlement_monthly"])),
        offspring=float(values["offspring"]),
        chalimus_degree_days=float(values["chalimus_degree_days"]),
        preadult_degree_days=float(values["preadult_degree_days"]),
        mortality_per_day=float(values["mortality_per_day"]),
        caligus_monthly=tuple(map(float, values["caligus_monthly"])),
        pressure_sd=float(values["pressure_sd"]),
        ring_sd=float(values["ring_sd"]),
        wait_days=(min(low, high), max(low, high)),
        death_days=values["death_days"],
        methods=tuple(_method(name, one) for name, one in sorted(values["methods"].items())),
    )


def _method(name: str, stated: Values) -> Delousing:
    values = complete(stated, "delousing")
    return Delousing(
        name=name,
        kind=values["kind"],
        weight=values["weight"],
        effect=float(values["effect"]),
        effect_sd=float(values["effect_sd"]),
        deaths=float(values["deaths"]),
        withholding_days=values["withholding_days"],
        duration_days=values["duration_days"],
        dosage=values["dosage"],
    )


def read_climate(geography: Values) -> Climate | None:
    """The weather of a geography; None where the scenario says nothing of it."""
    if "climate" not in geography:
        return None
    values = geography["climate"]
    return Climate(
        air_temp_monthly_c=tuple(map(float, values["air_temp_monthly_c"])),
        air_temp_sd_c=float(values["air_temp_sd_c"]),
        wind_monthly_ms=tuple(map(float, values["wind_monthly_ms"])),
        rain_monthly_mm=tuple(map(float, values["rain_monthly_mm"])),
        wind_from_deg=values["wind_from_deg"],
        wave_exposure=float(values["wave_exposure"]),
        light_months=tuple(sorted(values["lights"]["months"])),
        light_hours=float(values["lights"]["hours"]),
    )


def read_vaccinations(stage: Values) -> tuple[Vaccination, ...]:
    """Vaccinations of a stage, in the order of their days."""
    found = [
        Vaccination(one["vaccine"], one["day"], one["days"], one["dosage"], one["withholding_days"])
        for one in stage["vaccinations"]
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.vaccine)))

"""Lifecycle stages as each geography runs them, with the water that its sensors measure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from compiler.language.lower.reading import Notes, Values, alike, complete, merge
from compiler.language.lower.sea import read_vaccinations
from compiler.nouns import Leg, Stage, Water

LEGS: tuple[Leg, ...] = get_args(Leg)


def read_stages(root: Values, geography: str, notes: Notes) -> tuple[Stage, ...]:
    """Stages of one geography in lifecycle order: the species' with the geography's differences."""
    place = root["geographies"][geography]
    differing = place["stages"]
    for name in differing:
        if name not in root["stages"]:
            notes.say(
                "AQ210",
                f"{geography} changes the stage {name}, which is not there",
                ("geographies", geography, "stages", name),
                alike(name, root["stages"]),
            )
    merged = {name: merge(values, differing.get(name, {})) for name, values in root["stages"].items()}
    ordered = sorted(merged, key=lambda name: (merged[name]["order"], name))
    sea = tuple(place["sea_temp_monthly_c"])
    return tuple(_with_care(_stage(name, merged[name], root, sea, notes), merged[name], root) for name in ordered)


def _stage(name: str, values: Values, root: Values, sea: tuple[float, ...], notes: Notes) -> Stage:
    samples = root["record"]["growth_samples"]
    fed = values["fcr"] > 0
    sampled = name in samples["stages"] if "stages" in samples else fed
    temp = values.get("temp_c")
    return Stage(
        name=name,
        order=values["order"],
        leg=values["leg"],
        days=values["days"],
        tgc=float(values["tgc"]),
        first_weight_g=float(values["first_weight_g"]),
        expected_min_g=float(values["weight_g"][0]),
        expected_max_g=float(values["weight_g"][1]),
        temp_c=None if temp is None else float(temp),
        temp_monthly_c=tuple(map(float, sea)) if temp is None else (float(temp),) * 12,
        mortality_per_day=float(values["mortality_per_day"]),
        mortality_peak=float(values["mortality_peak"]),
        mortality_peak_days=values["mortality_peak_days"],
        episodes_per_year=float(values["episodes_per_year"]),
        episode_factor=float(values["episode_factor"]),
        episode_days=values["episode_days"],
        causes=tuple(sorted(values["causes"].items())),
        fcr=float(values["fcr"]),
        meal_hours=_meals(name, fed, root["record"]),
        sample_every_days=samples["every_days"] if sampled else 0,
        sample_fish=samples["fish"],
        weight_cv=float(values["weight_cv"]),
        condition_factor=float(values["condition_factor"]),
        waters=_waters(name, values, root, notes),
        move_days=values["move_days"],
        move_mortality=float(values["move_mortality"]),
        density_kg_m3=float(values["density_kg_m3"]),
    )


def _with_care(stage: Stage, values: Values, root: Values) -> Stage:
    """How the fish of the stage differ, how they are looked after, and what projections reckon with."""
    samples, health = root["record"]["growth_samples"], root["record"]["health_samples"]
    return replace(
        stage,
        growth_sd=float(values["growth_sd"]),
        mortality_sd=float(values["mortality_sd"]),
        quality_sd=float(values["quality_sd"]),
        appetite_sd=float(values["appetite_sd"]),
        fcr_sd=float(values["fcr_sd"]),
        condition_sd=float(values["condition_sd"]),
        fill_sd=float(values["fill_sd"]),
        planned_fcr=float(values.get("planned_fcr", values["fcr"])),
        sample_from_g=float(samples["from_weight_g"]),
        health_every_days=health["every_days"] if stage.name in health["stages"] else 0,
        health_fish=health["fish"],
        vaccinations=read_vaccinations(values),
    )


def _meals(stage: str, fed: bool, record: Values) -> tuple[int, ...]:
    """Minutes after midnight of the meals: as listed by the hour, or so many evenly over the feeding hours."""
    meals: int | list[int] = record["meals"].get(stage, 0)
    if not fed:
        return ()
    if isinstance(meals, list):
        return tuple(sorted(hour * 60 for hour in meals))
    first, last = (hour * 60 for hour in record["feeding_hours"])
    if meals < 2:
        return ((first + last) // 2,) * meals
    return tuple(first + (last - first) * meal // (meals - 1) for meal in range(meals))


def _waters(stage: str, values: Values, root: Values, notes: Notes) -> tuple[Water, ...]:
    common: dict[str, Any] = root["waters"][values["leg"]]
    laws = {name: merge(law, values["waters"].get(name, {})) for name, law in common.items()}
    for name in values["waters"]:
        if name not in common:
            notes.say(
                "AQ211",
                f"{stage} changes the water's {name}, which is not there",
                ("stages", stage, "waters", name),
                alike(name, common),
            )
    return tuple(_water(name, complete(laws[name], "water")) for name in sorted(laws))


def _water(name: str, law: Values) -> Water:
    return Water(
        parameter=name,
        unit=law["unit"],
        sensor_type=law["sensor_type"],
        mean=float(law["mean"]),
        monthly=tuple(map(float, law["monthly"])),
        rhythm=float(law["rhythm"]),
        temperature=float(law["temperature"]),
        load=float(law["load"]),
        shared_sd=float(law["shared_sd"]),
        own_sd=float(law["own_sd"]),
        episode=float(law["episode"]),
        episodes_per_year=float(law["episodes_per_year"]),
        low=float(law["low"]),
        high=float(law["high"]),
        decimals=law["decimals"],
        follows_temperature=law["follows_temperature"],
    )

"""Lifecycle stages as each geography runs them, with the water that its sensors measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from compiler.diagnostics import Span
from compiler.language.lower.reading import Notes, alike, complete
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values, merge
from compiler.nouns import SEA_POOL, Leg, Stage, Vaccination, Water

LEGS: tuple[Leg, ...] = get_args(Leg)


def read_stages(root: Values, geography: str, notes: Notes) -> tuple[Stage, ...]:
    """Stages of one geography in lifecycle order: the species' with the geography's differences."""
    place = root["geographies"][geography]
    differing: Values = place["stages"]
    for name in differing:
        if name not in root["stages"]:
            message = f"{geography} changes the stage {name}, which is not there"
            notes.say("AQ210", message, differing.at(name), alike(name, root["stages"]))
    merged = {
        name: complete(merge(values, differing[name]), "stage") if name in differing else values
        for name, values in root["stages"].items()
    }
    ordered = sorted(merged, key=lambda name: (merged[name]["order"], name))
    sea = tuple(map(float, place["sea_temp_monthly_c"]))
    return tuple(_stage(name, merged[name], root, sea, notes) for name in ordered)


def _stage(name: str, values: Values, root: Values, sea: tuple[float, ...], notes: Notes) -> Stage:
    record, fed = root["record"], values["fcr"] > 0
    samples, health = record["growth_samples"], record["health_samples"]
    sampled = name in samples["stages"] if "stages" in samples else fed
    return build(
        Stage,
        values,
        root,
        name=name,
        temp_monthly_c=(float(values["temp_c"]),) * 12 if "temp_c" in values else sea,
        meal_hours=_meals(name, fed, record),
        sample_every_days=samples["every_days"] if sampled else 0,
        sample_month_ends=samples["month_ends"],
        waters=_waters(name, values, root, notes),
        pool=SEA_POOL if values["leg"] == "sea" else name,
        planned_fcr=float(values["planned_fcr"] if "planned_fcr" in values else values["fcr"]),
        health_every_days=health["every_days"] if name in health["stages"] else 0,
        health_fish=_range(health["fish"]),
        vaccinations=_vaccinations(values),
        spans={("meal_hours",): record.at("meals", name)},
    )


def _range(value: int | list[int]) -> tuple[int, int]:
    """Fewest and most of a number, or of a range."""
    low, high = value if isinstance(value, list) else (value, value)
    return low, high


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
    """Water of the leg with the stage's differences, by parameter."""
    common, own = root["waters"][values["leg"]], values["waters"]
    for name in own:
        if name not in common:
            message = f"{stage} changes the water's {name}, which is not there"
            notes.say("AQ211", message, own.at(name), alike(name, common))
    laws = {name: merge(law, own[name]) if name in own else law for name, law in common.items()}
    return tuple(build(Water, laws[name], parameter=name) for name in sorted(laws))


def _vaccinations(values: Values) -> tuple[Vaccination, ...]:
    """Vaccinations of a stage, in the order of their days."""
    found = [build(Vaccination, one) for one in values["vaccinations"]]
    return tuple(sorted(found, key=lambda one: (one.day, one.vaccine)))


def check_cadences(root: Values, notes: Notes) -> None:
    """Tell AQ277 of what is recorded in stages that do not exist."""
    for name, span in _recorded(root["record"]):
        if name not in root["stages"]:
            notes.say("AQ277", f"{name} is no stage", span, alike(name, root["stages"]))


def _recorded(record: Values) -> Iterator[tuple[str, Span]]:
    """Stages that meals, samples and treatments name."""
    yield from ((name, record.at("meals", name)) for name in sorted(record["meals"]))
    for kind in ("growth_samples", "health_samples"):
        if "stages" in record[kind]:
            yield from ((name, record.at(kind, "stages")) for name in record[kind]["stages"])
    for what, values in record["treatments"].items():
        yield from ((name, record.at("treatments", what, "stages")) for name in values["stages"])

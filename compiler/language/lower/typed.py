"""The one way from what the scenario says to the nouns: a dataclass is built by its annotations.

A parameter needs an entry in the schema, which holds its default, and a field; it stands here only when its field
bears another name than its key, or its key lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from compiler.diagnostics import Span
from compiler.language.lower.values import Step, Values, below
from compiler.nouns import Batch, Climate, Geography, Hall, Scenario, SolveOptions, Stage, Trade, Typed, User

Noun = TypeVar("Noun", bound=Typed)
Convert = Callable[[Any], Any]

KEYS: Mapping[type[Typed], Mapping[str, str]] = {
    Batch: {
        "start_day": "count",
        "early_days": "window_days",
        "late_days": "window_days",
        "dead_on_arrival": "/eggs/dead_on_arrival",
        "harvest_range_g": "harvest_weight_g",
    },
    Climate: {"light_months": "lights/months", "light_hours": "lights/hours", "light_lux": "lights/lux"},
    Geography: {"sea_temp_c": "sea_temp_monthly_c"},
    Scenario: {
        "species": "species/name",
        "scientific_name": "species/scientific_name",
        "tgc_range": "growth/tgc_range",
        "target_margin": "growth/target_margin",
        "water_course": "waters/course",
        "season_monthly": "growth/season_monthly",
        "felt": "events/felt",
        "netting": "record/growth_samples",
        "examination": "record/health_samples",
        "imperfect": "record/imperfect",
        "defects": "record/defects",
        "feeder_kg": "record/feeder_kg",
        "least_meal": "record/least_meal",
        "meal_minutes": "record/meal_minutes",
        "instruments": "record/readings",
        "reading_hours": "record/readings/hours",
        "weather_hours": "record/weather/hours",
        "journal": "record/journal",
        "laboratory": "record/laboratory",
        "activities": "record/activities",
        "carrying": "carriers",
        "cures": "record/treatments",
        "upkeep": "record/upkeep",
        "planned_mortality_pct": "projection/mortality_percent_per_day",
        "groups_off": "tables",
    },
    Hall: {"stages": "stage"},
    SolveOptions: {
        "saturate_leg": "saturate/leg",
        "saturate_share": "saturate/share",
        "saturate_days": "saturate/days",
    },
    Stage: {
        "expected_min_g": "weight_g/0",
        "expected_max_g": "weight_g/1",
        "meal_hours": "/record/meals",
        "sample_every_days": "/record/growth_samples/every_days",
        "sample_month_ends": "/record/growth_samples/month_ends",
        "sample_fish": "/record/growth_samples/fish",
        "sample_from_g": "/record/growth_samples/from_weight_g",
        "health_every_days": "/record/health_samples/every_days",
        "health_fish": "/record/health_samples/fish",
    },
    Trade: {"policies": "grades"},
    User: {"is_superuser": "superuser", "is_staff": "staff"},
}
"""Where a field's value is typed, if not under its own name: keys and positions from the thing's own map downwards, or,
after a leading slash, from the top of the scenario."""


def build(cls: type[Noun], values: Values, root: Values | None = None, **given: Any) -> Noun:
    """A noun from what the scenario says of it: every field that is not given is read under its key.

    A number becomes what the annotation says; a list or range a tuple; a map a tuple sorted by its keys, of pairs or of
    nouns whose first field is the key; what may be None and is not said is None.

    Args: root   the top of the scenario, for fields whose keys lie there
          given  fields that are computed; `span` is the thing's own, `spans` are added to those of the keys, but
                 stand for them where they tell of keys of a field: each batch has its own of thousands of pins
    Errors: KeyError when the schema neither requires a value nor has a default: a fault of the schema, not of the user
    """
    spans: dict[tuple[str, ...], Span] = {(): given.get("span", values.span)}
    told = {path[0] for path in given.get("spans", {}) if len(path) > 1}
    for field in _readings(cls):  # type: ignore[arg-type]
        start = root if field.top and root is not None else values
        if field.path[0] in start.spans:
            spans |= {(field.name,): start.at(*field.path)} if field.name in told else _spans(field, start)
        if field.name not in given:
            value = _value(field, start)
            given[field.name] = None if value is None else field.convert(value)
    given["spans"] = spans | given.get("spans", {})
    return cls(**given)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one field is read."""

    name: str
    top: bool
    """The path begins at the top of the scenario, not at the thing's own map."""
    path: tuple[Step, ...]
    optional: bool
    convert: Convert


@cache
def _readings(cls: Any) -> tuple[Reading, ...]:
    """How the fields of a noun are read, in their order."""
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls) if field.name != "spans"]
    return tuple(_reading(name, KEYS.get(cls, {}).get(name, name), hints[name]) for name in names)


def _reading(name: str, key: str, hint: Any) -> Reading:
    path = tuple(int(step) if step.isdigit() else step for step in key.strip("/").split("/"))
    kinds = [one for one in get_args(hint) if one is not type(None)] if get_origin(hint) is UnionType else [hint]
    return Reading(name, key.startswith("/"), path, kinds != [hint], _converter(kinds[0]))


def _value(field: Reading, start: Any) -> Any:
    for step in field.path:
        if isinstance(start, Values) and step not in start:
            if field.optional:
                return None
            raise KeyError(f"{field.name}: neither {field.path} nor a default of it is there")
        start = start[step]
    return start


def _spans(field: Reading, start: Values) -> dict[tuple[str, ...], Span]:
    """The place of a field, and of the keys in it when it is a map."""
    found: Any = start
    for step in field.path:
        found = below(found, step) if found is not None else None
    keys = found.spans if isinstance(found, Values) else {}
    return {(field.name,): start.at(*field.path), **{(field.name, key): span for key, span in keys.items()}}


def _converter(hint: Any) -> Convert:
    """What makes of a value of the scenario one of the annotated kind."""
    if get_origin(hint) is tuple:
        return _of_tuple(get_args(hint))
    if _is_noun(hint):
        return lambda value: build(hint, value)
    return hint if hint in (int, float) else lambda value: value


def _is_noun(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Typed)


def _of_tuple(parts: tuple[Any, ...]) -> Convert:
    """For a list item by item, for a map entry by entry in the order of the keys."""
    one = parts[0]
    if _is_noun(one):
        key = _readings(one)[0].name
        return lambda value: tuple(build(one, value[name], **{key: name}) for name in sorted(value))
    if get_origin(one) is tuple:
        inner = _converter(get_args(one)[1])
        return lambda value: tuple((name, inner(value[name])) for name in sorted(value))
    if parts[-1] is Ellipsis:
        item = _converter(one)
        return lambda value: tuple(map(item, value))
    kinds = tuple(map(_converter, parts))
    return lambda value: tuple(kind(part) for kind, part in zip(kinds, value, strict=True))

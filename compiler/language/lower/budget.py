"""How much a scenario asks for, reckoned from its counts before anything is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from compiler.diagnostics import Span
from compiler.language.lower.moments import moment
from compiler.language.lower.reading import MOST_PLACES, Notes
from compiler.language.lower.values import Values, merge
from compiler.nouns import Stage

MOST_BATCHES = 20_000
MOST_BATCH_DAYS = 50_000_000
"""Days of life of all batches: forecasts hold a number for each."""
MOST_ROWS = 20_000_000_000
"""Readings and weather: some terabytes."""


def check_places(root: Values, geographies: Sequence[str], notes: Notes) -> bool:
    """Whether the places of a farm are few enough. Tells AQ243."""
    known = len(notes.diagnostics)
    for name in geographies:
        for kind, size in (("stations", _station), ("areas", _area)):
            entries: Values = root["geographies"][name][kind]
            count = _things(entries, size)
            if count > MOST_PLACES:
                message = f"{name} has {entries['count']:,} {kind} and {count:,} places in all"
                span = entries.at("count") if entries["count"] else entries.span
                notes.say("AQ243", f"{message}; {MOST_PLACES:,} are the most", span, "count fewer of them")
    return len(notes.diagnostics) == known


def check_lives(root: Values, stages: Sequence[Sequence[Stage]], as_of: int, notes: Notes) -> bool:
    """Whether batches, their days and their readings are few enough. Tells AQ243.

    Args: stages  of each geography
    """
    known, hint = len(notes.diagnostics), "count fewer batches, or days, or hours of readings"
    life = max((sum(stage.days for stage in own) for own in stages), default=0)
    wide = max((_width(root, stage) * stage.days * len(stage.waters) for own in stages for stage in own), default=0)
    hours = len(root["record"]["readings"]["hours"])
    count = {group: sum(_batches(root["batches"][group])) for group in root["batches"]}
    for batches, who in [*((number, group) for group, number in count.items()), (sum(count.values()), "")]:
        if not who and len(notes.diagnostics) > known:
            break
        for figure, most, what in (
            (batches, MOST_BATCHES, "batches"),
            (batches * life, MOST_BATCH_DAYS, "days of life of batches"),
            (batches * wide * hours, MOST_ROWS, "readings"),
        ):
            if figure > most:
                group = who or max(count, key=lambda name: count[name])
                words = f"{who} asks" if who else f"the {len(count)} groups together ask"
                message = f"{words} for about {figure:,} {what}; {most:,} are the most"
                notes.say("AQ243", message, _counted(root["batches"][group]), hint)
                break
    return len(notes.diagnostics) == known and _check_weather(root, as_of, notes)


def _counted(values: Values) -> Span:
    """Where a group says how many batches it has."""
    return values.at(next((key for key in ("count", "completed", "starts") if values.get(key)), "geography"))


def _check_weather(root: Values, as_of: int, notes: Notes) -> bool:
    first = min((day for group in root["batches"].values() for day in _starts(group, as_of)), default=as_of)
    hours = len(root["record"]["weather"]["hours"])
    for name, values in root["geographies"].items():
        rows = values["areas"]["count"] * hours * max(as_of - first, 0)
        if rows > MOST_ROWS:
            message = f"the areas of {name} have about {rows:,} rows of weather; {MOST_ROWS:,} are the most"
            notes.say("AQ243", message, values.at("areas", "count"), "fewer areas, years or hours")
            return False
    return True


def _things(entries: Values, size: Callable[[Values], int]) -> int:
    """Places that a set makes. Those of a CSV file are counted when it is read."""
    each: Values = entries["each"]
    own = (merge(each, values) for key in ("named", "override") for values in entries[key].values())
    return int(entries["count"]) * size(each) + sum(map(size, own))


def _station(values: Values) -> int:
    halls = [hall for hall in values.get("halls", {}).values() if isinstance(hall, dict)]
    kinds = ("containers", "racks", "feed_stores")
    return 1 + sum(1 + sum(_count(hall, kind) for kind in kinds) for hall in halls)


def _area(values: Values) -> int:
    return 1 + _count(values, "rings") + _count(values, "feed_stores")


def _count(values: Any, key: str) -> int:
    entries = values.get(key, {})
    return int(entries.get("count") or 0) + len(entries.get("named", ()))


def _batches(values: Values) -> Iterator[int]:
    yield values.get("count") or 0
    yield values.get("completed") or 0
    yield from (len(values.get(key, ())) for key in ("starts", "at_days", "days_to_harvest"))
    yield from map(len, values.get("at_stage_days", {}).values())


def _starts(values: Values, as_of: int) -> Iterator[int]:
    yield from (moment(day, as_of) for day in values.get("starts", ()))
    if "first_start" in values:
        yield moment(values["first_start"], as_of)


def _width(root: Values, stage: Stage) -> int:
    """The most containers that a batch may take in a stage; as typed for the species, if it is a number at all."""
    typed = root["stages"][stage.name]["containers"]
    most = typed[-1] if isinstance(typed, list) else typed
    return most if isinstance(most, int) else 1

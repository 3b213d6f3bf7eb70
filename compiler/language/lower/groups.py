"""Groups of batches: which batches a scenario wishes for, with number, wished start and the line that made each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compiler.diagnostics import Span
from compiler.language.lower.beginning import read_beginning
from compiler.language.lower.ladder import Start, ladder
from compiler.language.lower.moments import EPOCH, moment
from compiler.language.lower.reading import Notes, alike, fill
from compiler.language.lower.values import Values
from compiler.nouns import Beginning, Geography, Leg

LADDER = {"at_days", "at_stage_days", "days_to_harvest", "completed"}
"""Keys of a ladder; a group may say several of them."""
PINS: tuple[tuple[Leg, str], ...] = (("freshwater", "station"), ("sea", "area"))
"""Keys of a pin by the leg that they fix."""
_MOST_TOLD = 100
"""Of pins that are of no batch"""
LAST_DAY = 84_006
"""2200-01-01: dates are computed for the days from 1970 to this one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A batch as its group wishes for it, before anything is drawn."""

    number: str
    group: str
    geography: int
    start_day: int
    pins: tuple[tuple[Leg, str], ...]
    span: Span
    begins: Beginning
    harvest_day: int | None = None
    """Last day of the harvest, where a ladder states it."""


def read_wishes(root: Values, geographies: Sequence[Geography], as_of: int, notes: Notes) -> tuple[Wish, ...]:
    """All batches, ordered by (geography, number)."""
    wishes: list[Wish] = []
    names = [geography.name for geography in geographies]
    for group in sorted(root["batches"]):
        values: Values = root["batches"][group]
        if values["geography"] not in names:
            notes.say(
                "AQ220",
                f"{values['geography']} is no geography of this scenario",
                values.at("geography"),
                alike(values["geography"], names),
            )
            continue
        number = names.index(values["geography"])
        begins = read_beginning(root, group, geographies[number].stages, notes)
        starts = _starts(root, group, geographies[number], begins, as_of, notes)
        outside = [start for start in starts if not 0 <= start.day < LAST_DAY]
        if outside:
            message = f"{len(outside)} batches of {group} start before 1970 or after 2199"
            notes.say("AQ225", message, outside[0].span, "check first_start, every_days and count")
            continue
        made = _number(values, geographies[number].code, starts, as_of, notes)
        wishes += [
            Wish(
                name,
                group,
                number,
                start.day,
                _pins(values["pins"].get(name, ())),
                values["pins"].at(name) if name in values["pins"] else start.span,
                begins,
                start.harvest_day,
            )
            for name, start in zip(made, starts, strict=True)
        ]
    return tuple(sorted(wishes, key=lambda wish: (wish.geography, wish.number)))


def _starts(root: Values, group: str, geography: Geography, begins: Beginning, as_of: int, notes: Notes) -> list[Start]:
    """The wished starts of a group, ascending."""
    values: Values = root["batches"][group]
    ways = [key for key in ("count", "starts", *sorted(LADDER)) if values.get(key)]
    if len(ways) != 1 and not (ways and LADDER.issuperset(ways)):
        said = " and ".join(ways) if ways else "neither count nor starts nor at_days"
        notes.say(
            "AQ221",
            f"the group says {said}",
            values.span,
            "say count with first_start and every_days, or starts, or at_days for a ladder",
        )
        return []
    if "count" in values:
        starts = _counted(values, as_of, notes)
    elif "starts" in values:
        starts = [
            Start(moment(value, as_of), values.at("starts", position))
            for position, value in enumerate(values["starts"])
        ]
    else:
        starts = ladder(root, group, geography, begins, as_of, notes)
    return sorted(starts, key=lambda start: start.day)


def _counted(values: Values, as_of: int, notes: Notes) -> list[Start]:
    if "first_start" not in values or ("every_days" not in values and values["count"] > 1):
        missing = "first_start" if "first_start" not in values else "every_days"
        notes.say(
            "AQ222",
            f"{values['count']} batches are counted but the group does not say {missing}",
            values.at("count"),
            f"add {missing}: {'2024-01-15' if missing == 'first_start' else '45'}",
        )
        return []
    first = moment(values["first_start"], as_of)
    every = values["every_days"] if values["count"] > 1 else 0
    return [Start(first + serial * every, values.span) for serial in range(values["count"])]


def _number(values: Values, code: str, starts: list[Start], as_of: int, notes: Notes) -> list[str]:
    """The numbers of the batches that start so."""
    missing: list[str] = []
    yearly = "{year" in values["number"]
    serials: Counter[int] = Counter()
    made = []
    for start in starts:
        year = date.fromordinal(start.day + EPOCH).year
        serials[year if yearly else 0] += 1
        known: dict[str, str | int] = {
            "code": code,
            "year": year,
            "serial": serials[year if yearly else 0],
            "days": max(as_of - start.day, 0),
        }
        made.append(fill(values["number"], known, missing.append))
    for field in sorted(set(missing)):
        notes.say(
            "AQ204",
            f"the number pattern asks for {{{field}}}",
            values.at("number"),
            alike(field, ("code", "year", "serial", "days")),
        )
    for number in sorted(set(values["pins"]) - set(made))[:_MOST_TOLD] if made else ():
        message = f"pin of {number}, which is no batch of this group"
        notes.say("AQ224", message, values["pins"].at(number), alike(number, made))
    return made


def _pins(pin: Values | tuple[()]) -> tuple[tuple[Leg, str], ...]:
    return tuple((leg, pin[key]) for leg, key in PINS if isinstance(pin, Values) and key in pin)

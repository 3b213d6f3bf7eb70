"""Maintenance windows: which containers are out of use, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compiler.diagnostics import Span
from compiler.language.lower.moments import date_text, moment
from compiler.language.lower.places import Places, groups_of
from compiler.language.lower.reading import Notes, alike
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Container, Maintenance


def read_maintenance(
    root: Values, geographies: Sequence[str], places: Places, as_of: int, notes: Notes
) -> tuple[Maintenance, ...]:
    """All windows, one for each container, ordered by (container, first day)."""
    windows: list[Maintenance] = []
    for number, name in enumerate(geographies):
        known = _names(number, places)
        for window in root["geographies"][name]["maintenance"]:
            first = moment(window["from"], as_of)
            last = moment(window["to"], as_of)
            if last < first:
                notes.say(
                    "AQ230",
                    f"the window ends on {date_text(last)}, before it begins on {date_text(first)}",
                    window.at("to"),
                    "to is the last day out of use",
                )
                continue
            where = window["where"] if isinstance(window["where"], list) else [window["where"]]
            span, days = window.at("where"), {"first": first, "end": last + 1, "span": window.span}
            for container in sorted({c for text in where for c in _find(text, known, places, span, notes)}):
                windows.append(build(Maintenance, window, container=container, **days))
    return tuple(sorted(windows, key=lambda w: (w.container, w.first, w.end, w.why)))


def _names(geography: int, places: Places) -> dict[str, list[int]]:
    """Containers by every name that means some: their own, their hall's or area's, their station's, or that of an area
    group which holds their area, itself or by groups in it; a place that is named like a group comes before it."""
    known: dict[str, list[int]] = {}
    grouped: dict[str, list[int]] = {}
    above = {group.name: group.parent for group in places.area_groups if group.geography == geography}
    for index, container in enumerate(places.containers):
        if container.leg == "sea":
            area = places.areas[container.place]
            own, names = area.geography, [area.name]
            if own == geography:
                for group in groups_of(area.group, above):
                    grouped.setdefault(group, []).append(index)
        else:
            hall = places.halls[container.place]
            station = places.stations[hall.station]
            own, names = station.geography, [hall.name, station.name]
        if own == geography:
            for name in (container.name, *names):
                known.setdefault(name, []).append(index)
    return grouped | known


def _find(text: str, known: dict[str, list[int]], places: Places, span: Span, notes: Notes) -> list[int]:
    """Containers that a name or a range FIRST..LAST means; racks, which never hold fish, are left out."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    if dots and last not in known:
        whole = (first[:end] + last for end in range(len(first), 0, -1))
        last = next((name for name in whole if name in known), first[: len(first) - len(last)] + last)
    for name in (first, last) if dots else (first,):
        if name not in known:
            notes.say("AQ231", f"maintenance of {name}, which is not there", span, alike(name, known))
            return []
    ends = [_only(name, known[name], places) for name in ((first, last) if dots else (first,))]
    if not all(ends):
        hint = "give the containers of each place names of their own, or say the hall or area"
        notes.say("AQ231", f"{text} means containers of several places", span, hint)
        return []
    if not dots:
        return [c for c in known[first] if not places.containers[c].structural]
    low, high = places.containers[ends[0][0]], places.containers[ends[1][-1]]
    if _order(low) > _order(high) or (low.leg, low.place) != (high.leg, high.place):
        notes.say(
            "AQ232",
            f"{text} is no range of one hall or area",
            span,
            "write FIRST..LAST, both in one hall or area, the smaller name first",
        )
        return []
    return [
        at
        for at, one in enumerate(places.containers)
        if (one.leg, one.place) == (low.leg, low.place)
        and not one.structural
        and _order(low) <= _order(one) <= _order(high)
    ]


def _only(name: str, found: list[int], places: Places) -> list[int]:
    """The containers that a name means; none where it is that of containers in several places."""
    own = [places.containers[at] for at in found if places.containers[at].name == name]
    return [] if len({(one.leg, one.place) for one in own}) > 1 else found


def _order(container: Container) -> list[tuple[int, str]]:
    """Names in the order in which people count them: R2 before R10."""
    parts = re.split(r"([0-9]+)", container.name)
    return [(int(part), "") if at % 2 else (0, part) for at, part in enumerate(parts)]

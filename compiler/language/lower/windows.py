"""Maintenance windows: which containers are out of use, and when."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.diagnostics import Span
from compiler.language.lower.moments import date_text, moment
from compiler.language.lower.places import Places, groups_of
from compiler.language.lower.reading import Notes, alike
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Maintenance


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
        last = first[: len(first) - len(last)] + last
    for name in (first, last) if dots else (first,):
        if name not in known:
            notes.say("AQ231", f"maintenance of {name}, which is not there", span, alike(name, known))
            return []
    if not dots:
        return [c for c in known[first] if not places.containers[c].structural]
    low, high = known[first][0], known[last][-1]
    ends = places.containers[low], places.containers[high]
    if low > high or (ends[0].leg, ends[0].place) != (ends[1].leg, ends[1].place):
        notes.say(
            "AQ232",
            f"{text} is no range of one hall or area",
            span,
            "write FIRST..LAST, both in one hall or area, the smaller name first",
        )
        return []
    return [c for c in range(low, high + 1) if not places.containers[c].structural]

"""When what is done of a month: costs imported, fish valued, the month locked. Months are indices into Place.edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from compiler.filling.books import sites
from compiler.filling.closing.book import Closing
from compiler.nouns import kept

REOPENED_DAYS = 6
"""After it was locked"""


@dataclass(frozen=True, slots=True)
class Imported:
    """The file with the costs of a month."""

    HEADER: ClassVar = ("CostGroup", "OperatingUnit", "Amount")

    month: int
    first: int
    """Of its lines"""
    end: int
    day: int
    """On which it was imported"""

    def __len__(self) -> int:
        return self.end - self.first

    @property
    def lines(self) -> slice:
        return slice(self.first, self.end)

    def rows(self, closing: Closing) -> Iterator[tuple[str, str, str]]:
        """The cells of its lines."""
        groups, places = closing.world.scenario.finance.account_groups, sites(closing.world)
        columns = (one[self.lines].tolist() for one in (closing.lines.group, closing.lines.site, closing.lines.cents))
        for group, site, cents in zip(*columns, strict=True):
            yield groups[group].cost_group, places[site].name, f"{cents // 100}.{cents % 100:02}"

    def text(self, closing: Closing) -> str:
        """The file: comma-separated values."""
        return "".join(",".join(map(cell, row)) + "\n" for row in (self.HEADER, *self.rows(closing)))


@dataclass(frozen=True, slots=True)
class Lock:
    """A month of a site that was locked on a day, and perhaps opened again (-1: not)."""

    site: int
    month: int
    locked: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Run:
    """A valuation of a site at a month: the preview, then what was approved."""

    site: int
    month: int
    approved: bool

    @property
    def version(self) -> int:
        return 1 + self.approved


def year_and_month(closing: Closing, month: int) -> tuple[int, int]:
    """2025, 11."""
    counted = closing.place.first + month
    return counted // 12, counted % 12 + 1


def imported_on(closing: Closing, month: int) -> int:
    """Day of the import: some days after the month, or the last of history where that is sooner."""
    return min(_after(closing, month, closing.world.scenario.finance.import_days), closing.world.scenario.as_of - 1)


def approved_on(closing: Closing, month: int) -> int:
    """Day of the valuation, -1 while it has not come."""
    day = _after(closing, month, closing.world.scenario.finance.approve_days)
    return day if day < closing.world.scenario.as_of else -1


@kept
def runs(closing: Closing) -> list[tuple[Run, ...]]:
    """[site] its valuations in order: of months with costs and with fish on the first."""
    costs, fish = (one.site.astype(np.int64) * closing.months + one.month for one in (closing.lines, closing.stock))
    stages = [tuple(_stages(closing, month)) for month in range(closing.months)]
    found: list[list[Run]] = [[] for _ in range(closing.place.sites)]
    for place in np.intersect1d(costs, fish).tolist():
        site, month = divmod(place, closing.months)
        found[site] += [Run(site, month, approved) for approved in stages[month]]
    return [tuple(some) for some in found]


@kept
def imports(closing: Closing) -> tuple[Imported, ...]:
    """One a month that has lines."""
    months, first = np.unique(closing.lines.month, return_index=True)
    edges = [*first.tolist(), len(closing.lines.month)]
    return tuple(
        Imported(month, low, high, imported_on(closing, month))
        for month, (low, high) in zip(months.tolist(), pairwise(edges), strict=True)
    )


@kept
def locks(closing: Closing) -> tuple[Lock, ...]:
    """By month, then site, of what was approved; the newest month is open again at the first few sites."""
    finance, as_of = closing.world.scenario.finance, closing.world.scenario.as_of
    last = closing.months - 1 - finance.open_months
    done = [(one.month, one.site) for some in runs(closing) for one in some if one.approved]
    found = [(month, site, _after(closing, month, finance.lock_days)) for month, site in sorted(done) if month <= last]
    found = [one for one in found if one[2] < as_of]
    newest = set([one for one in found if one[0] == found[-1][0]][: finance.reopened])
    return tuple(
        Lock(site, month, day, min(day + REOPENED_DAYS, as_of - 1) if (month, site, day) in newest else -1)
        for month, site, day in found
    )


def cell(text: str) -> str:
    """Quoted where it has to be."""
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if set(text) & set(',"\r\n') else text


def _stages(closing: Closing, month: int) -> Iterator[bool]:
    yield False
    if approved_on(closing, month) >= 0:
        yield True


def _after(closing: Closing, month: int, days: int) -> int:
    """So many days after the last of a month."""
    return int(closing.place.edges[np.int64(month) + 1]) - 1 + days

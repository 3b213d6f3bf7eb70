"""What each month costs at each site, by account group: the farm's own feed and fish, and stated rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, bounded, key, normal, words
from compiler.filling.books import Site, sites
from compiler.filling.closing.stock import Int64, Place, Stock
from compiler.filling.world import World
from compiler.nouns import AccountGroup, Finance, Rates

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """[line] what is imported, by month, then site, then cost group; its id is its place + 1."""

    month: Int64
    site: Int64
    group: Int64
    """Index into Finance.account_groups"""
    cents: Int64


def costs(world: World, place: Place, own: dict[str, Int64], stock: Stock) -> Int64:
    """int64 [month, site, group] cents; 0 where a group costs nothing.

    Args: own  [month, site] what is reckoned from the farm itself, by AccountGroup.comes_from
    """
    months, groups = len(place.edges) - 1, world.scenario.finance.account_groups
    found = np.zeros((months, place.sites, len(groups)), dtype=np.int64)
    standing = np.zeros((2, months, place.sites), dtype=np.int64)
    np.add.at(standing[0], (stock.month, stock.site), stock.fish)
    np.add.at(standing[1], (stock.month, stock.site), stock.biomass_ckg)
    for at, group in enumerate(groups):
        if group.comes_from:
            found[:, :, at] += own[group.comes_from]
        for number, site in enumerate(sites(world)):
            rates = rates_of(group, site)
            if not group.direct and (rates.per_month or rates.per_tonne or rates.per_thousand):
                stated = rates.per_month * 100.0 + by_stock(rates, standing[0, :, number], standing[1, :, number])
                z = deviations(world, Stream.COSTS, f"{site.name}/{group.code}", place.first, months)[:, 0]
                found[:, number, at] += rounded(stated * (1.0 + world.scenario.finance.cost_sd * z))
    return found


def rates_of(group: AccountGroup, site: Site) -> Rates:
    """What a group costs at a site."""
    return group.freshwater if site.source == "station" else group.sea


def by_stock(rates: Rates, fish: Int64, biomass_ckg: Int64) -> Float:
    """Cents that go by the fish of the first of the month. Shape of `fish`."""
    return rates.per_tonne * biomass_ckg / 1000.0 + rates.per_thousand * fish / 10.0


def deviations(world: World, stream: Stream, name: str, first: int, months: int) -> Float:
    """[month, lane] standard normal values within 3 of months from `first` on, counted from the year 0."""
    drawn: Float = bounded(normal(words(key(world.scenario.seed, stream, name), first, months)), 3.0)
    return drawn


def rounded(values: Float) -> Int64:
    """Half up."""
    whole: Int64 = np.floor(values + 0.5).astype(np.int64)
    return whole


def imported_lines(finance: Finance, cents: Int64, first: int) -> Lines:
    """Lines of the months from `first` on: what imports bring, and is not nothing."""
    groups = finance.account_groups
    brought = [at for at, group in enumerate(groups) if group.cost_group and not group.direct]
    brought.sort(key=lambda at: groups[at].cost_group)
    month, site, at = np.nonzero(cents[first:, :, brought])
    group = np.array(brought, dtype=np.int64)[at]
    return Lines(month + first, site, group, cents[month + first, site, group])

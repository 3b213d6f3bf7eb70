"""Exports of transactions to the accounting system: one a month of each company that sold harvested fish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compiler.filling.books import companies, company_id, policies, site_ids
from compiler.filling.closing.stock import Int64
from compiler.filling.months import month_of
from compiler.filling.part import Ids, Part, harvests
from compiler.filling.transactions import Transaction
from compiler.filling.world import World, grade_id

BATCHES, TRANSACTIONS = "batch_batch", "finance_intercompanytransaction"


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One export; its lines are in the order of their days, then of their transactions."""

    company: int
    """Id"""
    currency: str
    month: int
    """Counted from the year 0"""
    made: int
    """Day on which it was made"""
    transaction: Int64
    """[line] id"""
    day: Int64
    cents: Int64
    grade: Int64
    """[line] id"""
    site: Int64
    """[line] id"""
    batch: Int64
    """[line] id"""

    def __len__(self) -> int:
        return len(self.transaction)


def exports(
    world: World, parts: Sequence[Part], ids: Sequence[Ids], sold: Sequence[Sequence[Transaction]]
) -> tuple[Export, ...]:
    """By month, then company."""
    agreed, places = policies(world), site_ids(world)
    found: dict[tuple[int, int, int], list[tuple[int, int, int, int, int, int]]] = {}
    for part, own, some in zip(parts, ids, sold, strict=True):
        stays = harvests(part)
        for at, one in enumerate(some):
            if one.exported >= 0:
                geography, policy = agreed[one.policy - 1]
                company = company_id(world, geography, policy.seller) or 0
                site = places[int(part.history.plan.container[stays[one.harvest]])]
                row = (
                    one.day,
                    own.id_of(TRANSACTIONS, at),
                    one.cents or 0,
                    grade_id(world, policy.grade),
                    site,
                    own.id_of(BATCHES),
                )
                found.setdefault((month_of(one.day), company, one.exported), []).append(row)
    return tuple(_export(world, *head, np.array(sorted(rows))) for head, rows in sorted(found.items()))


def _export(world: World, month: int, company: int, made: int, rows: Int64) -> Export:
    day, transaction, cents, grade, site, batch = rows.T
    currency = companies(world)[company - 1][1].currency
    return Export(company, currency, month, made, transaction, day, cents, grade, site, batch)

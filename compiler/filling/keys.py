"""Keys of rows: batches with the same key in a table, of one farm or of two, have the same rows there, but for ids.

A key digests all that the rows are made from when the batch stands alone (`alone.py`), and how many rows were written
on which day, of the table and of those that it names: ids run day by day, so that equal keys shift them by whole days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from compiler.filling.alone import Withheld, own, shared_by_all
from compiler.filling.counting import Spread
from compiler.filling.farm import Farm
from compiler.filling.kinds import PartTable
from compiler.filling.making import HISTORY_KEY
from compiler.filling.numbering import references
from compiler.filling.part import Part
from compiler.filling.tables import find_tables
from compiler.nouns import FINGERPRINT_BYTES, fingerprint

Ids = tuple[int, str]
"""Place of a column in a row, and the table whose ids it holds"""


@dataclass(frozen=True, slots=True)
class Keys:
    """Of the rows of every batch in every table that batches fill, and in its history."""

    farm: Farm
    shared: bytes
    """Of what all batches share"""
    own: Sequence[tuple[bytes, bytes]]
    """[part] of what it has alone, without and with the cost of its meals"""
    columns: Mapping[str, tuple[Ids, ...]]
    """[table] those that hold ids, by place"""
    tables: Mapping[str, bytes]
    """[table] of what it is"""
    orders: dict[tuple[str, int], bytes] = field(default_factory=dict)
    """[table, part] known so far"""

    def of(self, table: str, at: int, priced: bool) -> bytes:
        """Of the rows of the part at that place. Args: priced  as of `alone`"""
        whole = hashlib.blake2b(self.shared + self.own[at][priced] + self.tables[table], digest_size=FINGERPRINT_BYTES)
        for _, target in self.columns[table]:
            whole.update(self._order(target, at))
        return whole.digest()

    def _order(self, table: str, at: int) -> bytes:
        """On which day its rows were written: of those that others name, row by row."""
        if (table, at) not in self.orders:
            firsts, known = self.farm.numbering.firsts[table][at], self.farm.numbering.ids.get(table)
            first, count = self.farm.ids[at][table] - 1, self.farm.counts[table][at]
            own = None if known is None else np.searchsorted(firsts.id, known[first : first + count], "right")
            self.orders[table, at] = fingerprint((firsts.tally, own))
        return self.orders[table, at]


def keys_of(farm: Farm, aqc: str, spread: Spread) -> Keys:
    """Args: aqc  which one makes the rows     spread  as of `build_farm`"""
    names = [name for name in farm.tables if is_of_batches(farm, name)]
    places = range(len(farm.parts))
    return Keys(
        farm,
        fingerprint((aqc, shared_by_all(farm.world)), Withheld),
        tuple(spread(_own_of, farm.parts, places)),
        {name: _columns(farm, name) for name in names},
        {
            name: fingerprint((farm.tables[name], farm.trails.get(name), farm.tables[_base(farm, name)]))
            for name in names
        },
    )


def is_of_batches(farm: Farm, table: str) -> bool:
    """Whether batches fill the table, or the one whose history it is."""
    return isinstance(find_tables().get(_base(farm, table)), PartTable)


def _base(farm: Farm, table: str) -> str:
    trail = farm.trails.get(table)
    return trail.base if trail else table


def _columns(farm: Farm, table: str) -> tuple[Ids, ...]:
    base = _base(farm, table)
    kind, named = find_tables()[base], references(farm.tables[base])
    assert isinstance(kind, PartTable)
    holding = {column: target for column, target in named.items() if target in farm.numbering.ids}
    if kind.key:
        holding[kind.key] = base
    if base != table:
        holding[HISTORY_KEY] = table
    places = {column.name: at for at, column in enumerate(farm.tables[table].columns)}
    return tuple(sorted((places[column], target) for column, target in holding.items() if column in places))


def _own_of(parts: Sequence[Part], at: int) -> tuple[bytes, bytes]:
    alone = fingerprint(own(parts[at]), Withheld)
    return alone, fingerprint((alone, parts[at].meal_cents))

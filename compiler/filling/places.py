"""Places: how rows name one another until they are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.nouns import Ints

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ids:
    """How rows of a part name other rows of it: by places in the file, which become ids when all rows are numbered."""

    places: Mapping[str, int]
    """[table] of its first row of this part, from 1"""
    known: Mapping[str, Int32]
    """[table][place - 1] ids"""

    def __getitem__(self, table: str) -> int:
        return self.places[table]

    def id_of(self, table: str, row: int = 0) -> int:
        """The id of a row of this part, for texts: columns of references hold places."""
        place, known = self.places[table] + int(row), self.known.get(table)
        return place if known is None or not len(known) else int(known[min(place, len(known)) - 1])

    def ids_of(self, table: str, rows: Ints) -> Int64:
        """Likewise of several."""
        places, known = self.places[table] + rows.astype(np.int64), self.known.get(table)
        if known is None or not len(known):
            return places
        found: Int64 = known[np.minimum(places, len(known)) - 1].astype(np.int64)
        return found


class _Everywhere(dict[str, int]):
    def __missing__(self, table: str) -> int:
        return 1


UNPLACED = Ids(_Everywhere(), {})
"""For rows that are counted before anything has a place."""

"""Which starts of batches break fallow with one another in one place: a bit for each start of each batch.

Whether a batch may come to a place is then one `and`, however many stand there.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from compiler.solving.holding import offsets
from compiler.solving.instance import Rest
from compiler.solving.profiles import Layout


class Clashes:
    """The starts of all batches in one leg: `first[b]` is the bit of the first start of a batch."""

    def __init__(self, layout: Layout, starts: list[list[int]]) -> None:
        counts = [len(days) for days in starts]
        self.first = list(accumulate(counts, initial=0))[:-1]
        self._batch = [batch for batch, count in enumerate(counts) for _ in range(count)]
        spans = [span for batch, days in enumerate(starts) for span in _spans(layout, batch, days)]
        self._begin, self._end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        self._known: dict[tuple[Rest, int], int] = {}

    def of(self, rule: Rest, batch: int, start: int) -> int:
        """The bits of all starts that clash with one start of a batch (see `problem.clash`)."""
        at = self.first[batch] + start
        found = self._known.get((rule, at))
        if found is None:
            begin, end = self._begin, self._end
            after = (begin > begin[at] + rule.join) & (begin < end[at] + rule.fallow)
            before = (begin < begin[at] - rule.join) & (end > begin[at] - rule.fallow)
            clashing = (after | before) & (begin >= 0) & bool(begin[at] >= 0)
            found = int.from_bytes(np.packbits(clashing, bitorder="little").tobytes(), "little")
            self._known[rule, at] = found
        return found

    def batches(self, bits: int) -> set[int]:
        """The batches of some bits."""
        found = set[int]()
        while bits:
            low = bits & -bits
            found.add(self._batch[low.bit_length() - 1])
            bits ^= low
        return found


def _spans(layout: Layout, batch: int, days: list[int]) -> list[tuple[int, int]]:
    """The first day of a batch in the leg and the one after its last, by start; -1 where it never comes."""
    inside = [(at, at + run.days) for run, at in offsets(layout.batches[batch].runs) if run.stage in layout.leg.stages]
    found = []
    for day in days:
        reached = [(day + first, day + end) for first, end in inside if day + first < layout.today]
        last = min(layout.today, max((end for _, end in reached), default=0))
        found.append((reached[0][0], last) if reached else (-1, -1))
    return found

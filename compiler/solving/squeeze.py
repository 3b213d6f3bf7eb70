"""Start days in sum, exactly: windows are narrowed until they fit or it is proven that none do.

On a day with excess one of the batches there must end earlier or start later. Every such choice is tried, each with
those before it excluded; what a batch spends whatever its start prunes.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.solving import limits
from compiler.solving.instance import Batch, Instance
from compiler.solving.level import Row, rows
from compiler.solving.problem import Status
from compiler.solving.proof import Cut, Overfull, Split, Window

Choice = tuple[int, int, Window, Window]
"""(slip that it costs, batch, its window when chosen, its window afterwards)"""


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Start days that fit in sum, when found, and a proven lower bound of the slip of any plan."""

    status: Status
    starts: list[int]
    bound: int
    nodes: int
    why: Cut | None = None
    """When exhausted: why no windows fit"""


def squeeze(instance: Instance, batches: list[Batch], limit: int) -> Squeezed:
    """Start days of least slip that fit in sum; exhausted proves that no plan exists.

    The least slip is proven when the search for less ends within the limit.
    """
    windows = [(max(0, batch.start - batch.early), batch.start + batch.late) for batch in batches]
    search = Squeeze(instance, batches, windows, limit)
    status = search.run()
    if status != "found":
        return Squeezed(status, [], 0, search.nodes, search.why)
    while True:
        best, search.windows = search.windows, windows
        search.budget = search.slip(best) - 1
        again = search.run() if search.budget >= 0 else "exhausted"
        if again != "found":
            bound = search.budget + 1 if again == "exhausted" else 0
            return Squeezed("found", search.starts(best), bound, search.nodes)


class Squeeze:
    """A depth-first search over windows [first start, last start] of all batches, against the rows of demand."""

    def __init__(self, instance: Instance, batches: list[Batch], windows: list[Window], limit: int) -> None:
        self.rows, self.windows, self.limit = rows(instance, batches), windows, limit
        self.legs = [leg.id for leg in instance.legs]
        self.names = [batch.id for batch in batches]
        self.wished = [batch.start for batch in batches]
        self.budget = limits.UNLIMITED
        self.nodes = 0
        # Why the last `_narrow` found nothing; it says too much where the budget of slip was the reason.
        self.why: Cut = Split([], None)

    def run(self) -> Status:
        """Found leaves the windows such that the day nearest to the wish in each fits in sum."""
        found = self._narrow(list(self.windows))
        return "found" if found is True else "limit" if found is None else "exhausted"

    def starts(self, windows: list[Window]) -> list[int]:
        return [min(max(wish, low), high) for wish, (low, high) in zip(self.wished, windows, strict=True)]

    def slip(self, windows: list[Window]) -> int:
        """Days between wishes and the nearest days in the windows: the least slip that they leave."""
        return sum(abs(start - wish) for start, wish in zip(self.starts(windows), self.wished, strict=True))

    def _narrow(self, windows: list[Window]) -> bool | None:
        """True: found; False: proven that there is none; None: the limit came first."""
        self.nodes += 1
        if self.nodes > self.limit:
            return None
        if self.slip(windows) > self.budget or not self._holds(windows):
            return False
        conflict = self._conflict(windows)
        if conflict is None:
            self.windows = windows
            return True
        return self._divide(windows, *conflict)

    def _divide(self, windows: list[Window], row: Row, day: int) -> bool | None:
        """Each way to keep a batch off the day is tried; afterwards its window is what remains without that way."""
        steps: list[tuple[str, Window, Cut, Window]] = []
        for _, batch, chosen, after in self._choices(windows, row, day):
            windows = list(windows)
            windows[batch] = chosen
            found = self._narrow(windows) if chosen[0] <= chosen[1] else False
            if found is not False:
                return found
            steps.append((self.names[batch], chosen, self.why, after))
            windows[batch] = after
            if after[0] > after[1]:
                self.why = Split(steps, None)
                return False
            if not self._holds(windows):
                break
        self.why = Split(steps, self.why)
        return False

    def _holds(self, windows: list[Window]) -> bool:
        """Whether what every batch spends whatever its start fits; `why` tells where it does not."""
        for row in self.rows:
            left = row.room.copy()
            for (low, high), parts in zip(windows, row.parts, strict=True):
                for offset, days, need in parts:
                    if high < low + days:
                        left[high + offset : low + offset + days] -= need
            if len(left) and left.min() < 0:
                self.why = Overfull(self.legs[row.leg], row.stage, row.size, int(left.argmin()))
                return False
        return True

    def _conflict(self, windows: list[Window]) -> tuple[Row, int] | None:
        """The row and day of the largest excess, with every batch as near to its wish as its window allows."""
        starts, worst = self.starts(windows), None
        least = 0
        for row, room in ((row, row.room) for row in self.rows):
            left = room.copy()
            for start, parts in zip(starts, row.parts, strict=True):
                for offset, days, need in parts:
                    left[start + offset : start + offset + days] -= need
            day = int(left.argmin()) if len(left) else 0
            if len(left) and left[day] < least:
                least, worst = int(left[day]), (row, day)
        return worst

    def _choices(self, windows: list[Window], row: Row, day: int) -> list[Choice]:
        """Ways for a batch to keep off a day, least slip first; `after` is its window when it must be there on it."""
        found: list[Choice] = []
        for batch, ((low, high), start) in enumerate(zip(windows, self.starts(windows), strict=True)):
            for offset, days, _ in row.parts[batch]:
                if not start + offset <= day < start + offset + days:
                    continue
                first, last = day - offset - days + 1, day - offset
                if low < first:
                    found.append((start - first + 1, batch, (low, first - 1), (first, high)))
                if last < high:
                    found.append((last + 1 - start, batch, (last + 1, high), (low, last)))
        return [self._within(choice, found) for choice in sorted(found)]

    def _within(self, choice: Choice, found: list[Choice]) -> Choice:
        """A batch with two ways: the second is tried when the first is excluded, so both bounds hold afterwards."""
        slip, batch, chosen, after = choice
        for other in sorted(found):
            if other is choice:
                break
            if other[1] == batch:
                after = max(after[0], other[3][0]), min(after[1], other[3][1])
        return slip, batch, chosen, after

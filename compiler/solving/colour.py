"""Which containers of one pool each booking takes: colouring of intervals.

Without maintenance all containers are equal: a plan exists exactly when peak demand fits, and taking the
longest free ones by start finds it. With maintenance the containers differ, and a small exact search over kinds
of containers decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import heappop, heappush

from compiler.solving import limits
from compiler.solving.instance import Pool

Booking = tuple[int, int, int]
"""(first day, day after the last blocked one, containers needed)"""


class GaveUp(Exception):
    """The search over kinds of containers passed its node limit: neither possible nor impossible is proven."""


def colour(pool: Pool, bookings: Sequence[Booking], today: int) -> list[tuple[int, ...]] | None:
    """Container indices for each booking, in the order given; None when it is proven that there are not enough.

    Errors: GaveUp when the search passed its limit (only with maintenance).
    """
    order = sorted(range(len(bookings)), key=lambda i: (bookings[i], i))
    down = [window for window in pool.down if window[1] < today]
    found = _equal(pool.containers, bookings, order) if not down else _unlike(pool, bookings, order, today)
    return None if found is None else [found[i] for i in range(len(bookings))]


@lru_cache(maxsize=limits.REMEMBERED)
def paintable(pool: Pool, bookings: tuple[Booking, ...], today: int) -> bool | None:
    """Whether a pool can be coloured for bookings in any order; None when the search gave up.

    Sort them, for answers are remembered.
    """
    if _greedy(pool, bookings, today):
        return True
    try:
        return colour(pool, bookings, today) is not None
    except GaveUp:
        return None


def _greedy(pool: Pool, bookings: Sequence[Booking], today: int) -> bool:
    """Whether taking, by start, first the containers whose next maintenance comes soonest works. False says nothing.

    Quick where few containers have maintenance: the others are only counted.
    """
    windows = _windows(pool, today)
    free_at = dict.fromkeys(windows, 0)
    plain, busy = pool.containers - len(windows), list[tuple[int, int]]()
    for first, end, need in bookings:
        while busy and busy[0][0] <= first:
            plain += heappop(busy)[1]
        open_ones = []
        for container, rows in windows.items():
            if free_at[container] > first:
                continue
            ahead = today
            for begin, until in rows:
                if begin >= end:
                    ahead = min(ahead, begin)
                elif first < until:
                    break
            else:
                open_ones.append((ahead, container))
        if len(open_ones) > need:
            open_ones = sorted(open_ones)[:need]
        for _, container in open_ones:
            free_at[container] = end
        need -= len(open_ones)
        plain -= need
        if plain < 0:
            return False
        if need:
            heappush(busy, (end, need))
    return True


@lru_cache(maxsize=limits.REMEMBERED)
def _windows(pool: Pool, today: int) -> dict[int, list[tuple[int, int]]]:
    """The maintenance of each container that has any before `today`."""
    windows: dict[int, list[tuple[int, int]]] = {}
    for container, first, end in pool.down:
        if first < today:
            windows.setdefault(container, []).append((first, end))
    return windows


def _equal(count: int, bookings: Sequence[Booking], order: list[int]) -> dict[int, tuple[int, ...]] | None:
    free = list(range(count))
    busy: list[tuple[int, int]] = []
    found: dict[int, tuple[int, ...]] = {}
    for i in order:
        first, end, need = bookings[i]
        while busy and busy[0][0] <= first:
            heappush(free, heappop(busy)[1])
        if len(free) < need:
            return None
        found[i] = tuple(heappop(free) for _ in range(need))
        for container in found[i]:
            heappush(busy, (end, container))
    return found


def _unlike(pool: Pool, bookings: Sequence[Booking], order: list[int], today: int) -> dict[int, tuple[int, ...]] | None:
    down: list[list[tuple[int, int]]] = [[] for _ in range(pool.containers)]
    for container, first, end in pool.down:
        if first < today:
            down[container].append((first, end))
    search = _Unlike(down, [bookings[i] for i in order])
    found = search.run()
    return None if found is None else dict(zip(order, found, strict=True))


class _Unlike:
    """Depth-first over bookings by start.

    Each takes containers of few kinds, a kind being the maintenance that still lies ahead.
    """

    def __init__(self, down: list[list[tuple[int, int]]], bookings: list[Booking]) -> None:
        self.down = down
        self.firsts = [[first for first, _ in windows] for windows in down]
        self.bookings = bookings
        self.free_at = [0] * len(down)
        self.failed: set[tuple[int, tuple[tuple[int, int], ...]]] = set()
        self.nodes = 0

    def ahead(self, container: int, first: int, end: int) -> int:
        """The next maintenance at or after `end`, -1 for none, -2 when one lies within [first, end)."""
        windows = self.down[container]
        i = bisect_right(self.firsts[container], end - 1)
        if i and windows[i - 1][1] > first:
            return -2
        return windows[i][0] if i < len(windows) else -1

    def kinds(self, first: int, end: int) -> list[list[int]]:
        """Free containers by kind, the kind whose next maintenance comes first in front."""
        groups: dict[tuple[int, tuple[tuple[int, int], ...]], list[int]] = {}
        for container, free_at in enumerate(self.free_at):
            ahead = self.ahead(container, first, end) if free_at <= first else -2
            if ahead != -2:
                rest = tuple(window for window in self.down[container] if window[0] >= end)
                groups.setdefault((ahead if ahead >= 0 else 1 << 40, rest), []).append(container)
        return [groups[key] for key in sorted(groups)]

    def picks(self, need: int, kinds: list[list[int]]) -> Iterator[tuple[int, ...]]:
        """Every way to take `need` containers from the kinds; the first takes as many as it can from the first kind."""
        if need == 0:
            yield ()
            return
        if sum(map(len, kinds)) < need:
            return
        for number in range(min(need, len(kinds[0])), -1, -1):
            for rest in self.picks(need - number, kinds[1:]):
                yield (*kinds[0][:number], *rest)

    def state(self, i: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        first = self.bookings[i][0]
        ahead = sorted(
            (max(free_at, first), container if self.down[container] else -1)
            for container, free_at in enumerate(self.free_at)
        )
        return i, tuple(ahead)

    def run(self) -> list[tuple[int, ...]] | None:
        chosen: list[tuple[int, ...]] = []
        before: list[list[int]] = []
        options: list[Iterator[tuple[int, ...]]] = []
        while len(chosen) < len(self.bookings):
            i = len(chosen)
            if len(options) == i:
                first, end, need = self.bookings[i]
                dead = self.state(i) in self.failed
                options.append(iter(()) if dead else self.picks(need, self.kinds(first, end)))
            self.nodes += 1
            if self.nodes > limits.COLOUR:
                raise GaveUp
            pick = next(options[i], None)
            if pick is None:
                self.failed.add(self.state(i))
                options.pop()
                if not chosen:
                    return None
                chosen.pop()
                self.free_at = before.pop()
                continue
            before.append(self.free_at)
            self.free_at = list(self.free_at)
            for container in pick:
                self.free_at[container] = self.bookings[i][1]
            chosen.append(pick)
        return chosen

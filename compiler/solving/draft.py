"""Mends as a person types them: one value of the scenario changed, read again and solved.

Changing a scenario can change what its batches need (a later start grows in another temperature), so a change is only
named when the whole scenario, read with it, has a plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from compiler.nouns import Scenario
from compiler.solving.booking import book
from compiler.solving.instance import Failure, Witness
from compiler.solving.shares import decide_geography

Path = tuple[str, ...]
"""Keys from the top of the scenario to a value."""
TRIES = 40
NODES = 1_500
WINDOWS = (1, 2, 3, 5, 7, 10, 14)


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario as it was typed: what it says at a path (None for nothing), and the scenario with another value
    there (None removes the key), or None when that is a mistake."""

    read: Callable[[Path], object]
    write: Callable[[Path, int | None], Scenario | None]


class Typist:
    """Tries changes of one geography, counting."""

    def __init__(self, scenario: Scenario, draft: Draft, failure: Failure) -> None:
        assert failure.witness is not None
        self.scenario, self.draft, self.geo = scenario, draft, failure.geo
        self.witness: Witness = failure.witness
        self.left = TRIES
        names = set(self.witness.batches)
        self.blamed = [batch for batch in scenario.batches if batch.number in names]
        groups = Counter(batch.group for batch in self.blamed)
        self.group = min(groups, key=lambda name: (-groups[name], name)) if groups else ""

    def works(self, path: Path, value: int | None) -> bool:
        """Whether the geography has a plan when the scenario says `value` at `path`."""
        self.left -= 1
        changed = self.draft.write(path, value) if self.left >= 0 else None
        if changed is None:
            return False
        instance = book(changed).instance
        batches = [batch for batch in instance.batches if batch.geo == self.geo]
        return not batches or decide_geography(instance, batches, NODES).status == "found"

    def first(self, path: Path, values: Sequence[int]) -> str | None:
        """The first of the values that works, found by halving; they go from the smallest change to the largest."""
        if not values or not self.works(path, values[-1]):
            return None
        low, high = 0, len(values) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.works(path, values[middle]) else (middle + 1, high)
        return say(path, values[high])

    def number(self, path: Path) -> int | None:
        found = self.draft.read(path)
        return found if isinstance(found, int) and not isinstance(found, bool) else None


def say(path: Path, value: int | None) -> str:
    """A change as text: the path with dots, and the value to type."""
    return f"{'.'.join(path)}: {value}" if value is not None else f"remove {'.'.join(path)}"


def typed_mends(scenario: Scenario, draft: Draft, failure: Failure) -> list[str]:
    """Changes of single values after which the geography has a plan, those that touch the cause first."""
    typist = Typist(scenario, draft, failure)
    kinds = (_pins, _maintenance, _rests, _pace, _windows, _count, _places)
    return [text for kind in kinds for text in kind(typist)]


def _pins(typist: Typist) -> Iterator[str]:
    key = "area" if typist.witness.leg == "sea" else "station"
    for batch in typist.blamed:
        path = ("batches", batch.group, "pins", batch.number, key)
        if typist.draft.read(path) is not None and typist.works(path, None):
            yield say(path, None)
            return


def _maintenance(typist: Typist) -> Iterator[str]:
    path = ("geographies", typist.geo, "maintenance")
    if typist.draft.read(path) and typist.works(path, None):
        yield say(path, None)


def _rests(typist: Typist) -> Iterator[str]:
    """A shorter fallow."""
    path = ("solve", typist.witness.leg, "fallow_days")
    days = typist.number(path)
    if days:
        yield from _told(typist.first(path, range(days - 1, -1, -1)))


def _pace(typist: Typist) -> Iterator[str]:
    path = ("batches", typist.group, "every_days")
    days = typist.number(path)
    if days:
        yield from _told(typist.first(path, range(days + 1, 2 * days + 40)))


def _windows(typist: Typist) -> Iterator[str]:
    path = ("batches", typist.group, "window_days")
    days = typist.number(path) or 0
    if not isinstance(typist.draft.read(path), list):
        yield from _told(typist.first(path, [days + more for more in WINDOWS]))


def _count(typist: Typist) -> Iterator[str]:
    path = ("batches", typist.group, "count")
    count = typist.number(path)
    if count:
        yield from _told(typist.first(path, range(count - 1, 0, -1)))


def _places(typist: Typist) -> Iterator[str]:
    path = ("geographies", typist.geo, "areas" if typist.witness.leg == "sea" else "stations", "count")
    count = typist.number(path)
    if count:
        yield from _told(typist.first(path, range(count + 1, 2 * count + 2)))


def _told(text: str | None) -> Iterator[str]:
    if text is not None:
        yield text

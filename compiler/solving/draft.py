"""Mends as a person types them: one value of the scenario changed, read again and solved.

Changing a scenario can change what its batches need (a later start grows in another temperature), so a change is only
named when the whole scenario, read with it, has a plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from compiler.nouns import Scenario
from compiler.solving import limits
from compiler.solving.booking import book
from compiler.solving.instance import Failure, Instance
from compiler.solving.mend import Line, Mend
from compiler.solving.shares import decide_geography
from compiler.solving.trial import Trial

Path = tuple[str, ...]
"""Keys from the top of the scenario to a value."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario as it was typed: what it says at a path (None for nothing), and the scenario with another value
    there (None removes the key), or None when that is a mistake."""

    read: Callable[[Path], object]
    write: Callable[[Path, int | None], Scenario | None]


class Typist:
    """Looks for changes of single typed values of one geography, one kind at a time."""

    def __init__(self, scenario: Scenario, draft: Draft, failure: Failure) -> None:
        assert failure.witness is not None
        self.draft, self.geo, self.leg = draft, failure.geo, failure.witness.leg
        names = set(failure.witness.batches)
        self.blamed = [batch for batch in scenario.batches if batch.number in names]
        here = next(index for index, place in enumerate(scenario.geographies) if place.name == failure.geo)
        resting = [group for group in scenario.area_groups if group.geography == here and group.fallow_days is not None]
        self.groups = [group.name for group in resting]
        groups = Counter(batch.group for batch in self.blamed)
        self.group = min(groups, key=lambda name: (-groups[name], name)) if groups else ""
        self.trial = Trial(failure.geo, self.change, decide_geography, limits.TYPED_TRIES, each=limits.TYPED_NODES)

    def change(self, mend: Mend) -> Instance | None:
        """The instance of the scenario that says something else at a line; None when that is a mistake."""
        assert isinstance(mend.what, Line)
        changed = self.draft.write(mend.what.path, mend.after)
        return None if changed is None else book(changed).instance

    def number(self, path: Path) -> int | None:
        found = self.draft.read(path)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def least(self, path: Path, values: Iterable[int]) -> Mend | None:
        """The first value that works; they go from the smallest change to the largest."""
        before = self.draft.read(path)
        return self.trial.halve([Mend(Line(path), before, value) for value in values])

    def pins(self) -> Mend | None:
        """Take one pin away."""
        key = "area" if self.leg == "sea" else "station"
        paths = [("batches", batch.group, "pins", batch.number, key) for batch in self.blamed]
        typed = ((path, self.draft.read(path)) for path in paths)
        return self.trial.first(Mend(Line(path), site, None) for path, site in typed if site is not None)

    def maintenance(self) -> Mend | None:
        """Take all maintenance of the geography away."""
        path = ("geographies", self.geo, "maintenance")
        windows = self.draft.read(path)
        return self.trial.first([Mend(Line(path), windows, None)] if windows else [])

    def rests(self) -> Mend | None:
        """A shorter fallow: of an area group, of the geography, of all; where no number helps, none for the group."""
        place = ("geographies", self.geo)
        groups = [(*place, "area_groups", name, "fallow_days") for name in self.groups if self.leg == "sea"]
        for path in (*groups, (*place, "solve", self.leg, "fallow_days"), ("solve", self.leg, "fallow_days")):
            days = self.number(path)
            found = self.least(path, range(days - 1, -1, -1)) if days else None
            if found is None and days is not None and path in groups:
                found = self.trial.first([Mend(Line(path), days, None)])
            if found:
                return found
        return None

    def pace(self) -> Mend | None:
        """A wider stagger."""
        path = ("batches", self.group, "every_days")
        days = self.number(path)
        return self.least(path, range(days + 1, 2 * days + 40)) if days else None

    def windows(self) -> Mend | None:
        """Wider windows, unless they are typed as early and late days."""
        path = ("batches", self.group, "window_days")
        if isinstance(self.draft.read(path), list):
            return None
        days = self.number(path) or 0
        return self.least(path, [days + more for more in limits.SLIPS])

    def count(self) -> Mend | None:
        """Fewer batches."""
        path = ("batches", self.group, "count")
        count = self.number(path)
        return self.least(path, range(count - 1, 0, -1)) if count else None

    def places(self) -> Mend | None:
        """More stations or areas."""
        path = ("geographies", self.geo, "areas" if self.leg == "sea" else "stations", "count")
        count = self.number(path)
        return self.least(path, range(count + 1, 2 * count + 2)) if count else None


def typed_mends(scenario: Scenario, draft: Draft, failure: Failure) -> list[Mend]:
    """Changes of single values after which the geography has a plan, those that touch the cause first."""
    typist = Typist(scenario, draft, failure)
    kinds = typist.pins, typist.maintenance, typist.rests, typist.pace, typist.windows, typist.count, typist.places
    return [mend for kind in kinds if (mend := kind())]

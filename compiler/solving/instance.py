"""The neutral scheduling problem: legs of sites with pools of equal containers, batches with stages. No fish, no dates.

Days are integers >= 0, intervals half-open. Legs keep lifecycle order; sites and batches are sorted by name, so
that the order of a file has no meaning. Occupancy at or after `today` does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from compiler.solving import limits
from compiler.solving.mend import Mend

FORMAT = "aqc-schedule-instance/1"
Mode = Literal["place all", "saturate", "ladder"]


@dataclass(frozen=True, slots=True)
class Pool:
    """Equal containers of one stage at one site.

    `down` holds (container index, from, to), sorted, merged per container.
    """

    containers: int
    turnaround: int
    down: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A station or area. Sites of one geography and `zone` rest together; `fallow` and `join` are as the leg says
    where they are None."""

    id: str
    geo: str
    pools: Mapping[str, Pool]
    zone: str = ""
    fallow: int | None = None
    join: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Rest:
    """A rule of fallow: two batches come within `join` days of one another, or one `fallow` days after the other's end.

    It holds over all sites of a zone as if they were one.
    """

    fallow: int
    join: int


@dataclass(frozen=True, slots=True)
class Leg:
    """Stages that a batch spends at one and the same site. `fallow` and `join` are days; fallow 0 means no rule, but in
    a zone, which may be stocked again when it is empty."""

    id: str
    stages: tuple[str, ...]
    fallow: int
    join: int
    sites: tuple[Site, ...]

    def rest(self, site: Site) -> Rest | None:
        """The rule of fallow at a site; None where there is none.

        >>> here, zoned = Site("A", "X", {}, fallow=28), Site("B", "X", {}, zone="north")
        >>> leg = Leg("sea", ("adult",), 0, 30, (here, zoned))
        >>> leg.rest(here), leg.rest(zoned), leg.rest(Site("C", "X", {}))
        (Rest(fallow=28, join=30), Rest(fallow=0, join=30), None)
        """
        fallow = self.fallow if site.fallow is None else site.fallow
        join = self.join if site.join is None else site.join
        return Rest(fallow, join) if fallow or site.zone else None


@dataclass(frozen=True, slots=True)
class Run:
    """One stage of a batch: `need` containers of one pool over [a, a + days + overlap), then turnaround."""

    stage: str
    days: int
    need: int
    overlap: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    id: str
    geo: str
    start: int
    early: int
    late: int
    runs: tuple[Run, ...]
    pins: Mapping[str, str]

    def starts(self) -> list[int]:
        """Allowed first days: the wished one first, then by distance from it, the earlier of two equal ones first.

        >>> Batch("B1", "X", 5, 2, 3, (), {}).starts()
        [5, 4, 6, 3, 7, 8]
        """
        low = max(0, self.start - self.early)
        return sorted(range(low, self.start + self.late + 1), key=lambda day: (abs(day - self.start), day))


@dataclass(frozen=True, slots=True)
class Saturation:
    """Stop placing when `share` of the container-days of a leg within the last `days` days is in use."""

    leg: str
    share: float
    days: int


@dataclass(frozen=True, slots=True)
class Instance:
    name: str
    today: int
    legs: tuple[Leg, ...]
    batches: tuple[Batch, ...]
    mode: Mode = "place all"
    node_limit: int = limits.NODES
    saturation: Saturation | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one batch stands.

    Its first day, the site of each leg it reaches, the container indices of each stage it reaches.
    """

    start: int
    sites: Mapping[str, str]
    containers: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Witness:
    """Why no plan exists, checkable by hand.

    `rule` is need (larger than any pool), pin, overload, packing, energy (over days with windows: demand and capacity
    are days of `group` containers within one place), chain (of `demand` alike batches, `capacity` at once, the last has
    no day left within first to last), apart (fallow lets no two share a place: `demand` batches, `capacity` places that
    rest by themselves) or collide (every way was tried; `irreducible`: and works without any one). Over
    the days [first, last] (last inclusive), `demand` containers of `stage` in `leg` are needed by `batches`, and
    `places` offer `capacity`. `text` says it
    in one sentence.
    """

    rule: str
    leg: str
    stage: str
    places: tuple[str, ...]
    first: int
    last: int
    demand: int
    capacity: int
    batches: tuple[str, ...]
    text: str
    irreducible: bool = False
    group: int = 1
    rest: str = ""
    """The fallow, or the maintenance, without which the batches of a collision fit, in words."""
    down: int = 0
    """Containers of the places that are under maintenance and so not counted in `capacity`; as the rule counts it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A geography without a plan: proven with a witness, or only not found within the node limit (witness None)."""

    geo: str
    left_out: tuple[str, ...]
    """Batches that the best partial plan leaves out."""
    witness: Witness | None
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict and all that belongs to it. `placed` is complete for plan, partial for not_found, and may be
    partial for impossible.

    `objective` is the total slip in days of the placed batches; `bound` a proven lower bound of it; `placed_bound`
    a proven upper bound of the number of batches that can be placed.
    """

    verdict: Literal["plan", "impossible", "not_found"]
    placed: Mapping[str, Placed]
    objective: int
    bound: int
    placed_bound: int
    nodes: int
    failures: tuple[Failure, ...] = ()


def merge_down(down: Iterable[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Maintenance windows sorted by container and day; those of one container that touch or overlap become one.

    >>> merge_down([(1, 5, 9), (0, 4, 6), (0, 1, 4)])
    ((0, 1, 6), (1, 5, 9))
    """
    merged: list[tuple[int, int, int]] = []
    for container, first, end in sorted(down):
        if merged and merged[-1][0] == container and first <= merged[-1][2]:
            merged[-1] = (container, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((container, first, end))
    return tuple(merged)

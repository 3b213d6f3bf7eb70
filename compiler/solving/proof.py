"""Proofs that no plan exists, as values that certify.py checks step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

Window = tuple[int, int]
"""(first, last) start"""


@dataclass(frozen=True, slots=True)
class Dead:
    """Whatever its start, a batch finds no place in some leg; `leg` is where to look first."""

    leg: str
    batch: str


@dataclass(frozen=True, slots=True)
class Full:
    """Demand fits day by day, but no sharing out of the containers of a site keeps clear of their maintenance."""

    leg: str
    site: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A batch in a leg: why each way to place it, (start, site), fails.

    Not listed are ways for which there is no room, and sites that are like one which is listed.
    """

    leg: str
    batch: str
    ways: dict[tuple[int, str], Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overfull:
    """On a day, the batches that are in a stage whatever their start need more than all places hold, both counted in
    groups of `size` containers within a place."""

    leg: str
    stage: str
    size: int
    day: int


@dataclass(frozen=True, slots=True)
class Split:
    """The windows of batches divided, one after the other: (batch, a part of its window, why that fails, the rest)."""

    steps: list[tuple[str, Window, Cut, Window]]
    end: Cut | None
    """Why what remains fails; None when the last rest is empty."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Of batches that are all alike, by rank of start: the one of rank `first`, then for each step (leg, stage) the one
    that must wait until it has gone, as many ranks later as the stage holds at once. The last has no day left."""

    first: int
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """In a leg no two of the batches may share a place, or places that rest together, whatever their starts: they are
    too far apart to join, and too near for fallow. There are more of them than such places."""

    leg: str


Reason = Dead | Full | Branch
Cut = Overfull | Split


@dataclass(frozen=True, slots=True)
class Proof:
    """That these batches cannot be placed in these legs."""

    batches: tuple[str, ...]
    legs: tuple[str, ...]
    why: Reason | Cut | Chain | Apart

    def core(self) -> Proof:
        """The same about those batches alone that a search named: whoever was never placed nor asked for a place had no
        part in it. Other proofs stay as they are."""
        if not isinstance(self.why, Dead | Full | Branch):
            return self
        named, waiting = set[str](), [self.why]
        while waiting:
            why = waiting.pop()
            if not isinstance(why, Full):
                named.add(why.batch)
            if isinstance(why, Branch):
                waiting += why.ways.values()
        return Proof(tuple(name for name in self.batches if name in named), self.legs, self.why)

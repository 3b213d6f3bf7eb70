"""Mends as values: what to change, from which value, to which. How they read is said only where they are printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pin:
    """The site that a batch is pinned to in a leg."""

    batch: str
    leg: str


@dataclass(frozen=True, slots=True)
class Start:
    """The first day of one batch, without a window."""

    batch: str


@dataclass(frozen=True, slots=True)
class Stagger:
    """The days between one start and the next in a geography whose starts are equally far apart."""

    geo: str


@dataclass(frozen=True, slots=True)
class Slip:
    """More days by which every batch of a geography may start earlier or later."""

    geo: str


@dataclass(frozen=True, slots=True)
class Containers:
    """More containers of a stage at one place, or at each of several."""

    places: tuple[str, ...]
    stage: str


@dataclass(frozen=True, slots=True)
class Batches:
    """Batches, that are there or left out."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A value of a scenario as it was typed: the keys from its top."""

    path: tuple[str, ...]


What = Pin | Start | Stagger | Slip | Containers | Batches | Line


@dataclass(frozen=True, slots=True)
class Mend:
    """A change of one value after which a geography has a plan, verified by solving again.

    `before` and `after` are its values: days, a count, the name of a site, None for nothing. `least`: it is proven that
    no smaller change of this kind does.
    """

    what: What
    before: object
    after: int | None
    least: bool = False

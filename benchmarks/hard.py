"""Large instances near capacity: ours with and without the optional solver, CP-SAT alone and first fit, in one run.

Usage: python benchmarks/hard.py [--seeds N] [--first N] [--seconds S] [--kind KIND] [--slip | --mixes]

Seconds are of processor time, and every run has one thread. CP-SAT alone is content with any plan, ours lessens slip
after its first one: so there are seconds to the first plan and to the last. With wide windows CP-SAT alone lessens slip
as well, for as long by the clock as ours took. `--slip` compares total slips on small farms: ours with its bound
against the optimum of CP-SAT alone, `--mixes` what over-subscribed farms hold with the bound.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.instance import Answer, Instance

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from fitting import first_fit
from plain import plain
from planting import HARD, oversubscribed, planted

T = TypeVar("T")
LARGE = {"windows": 28, "maintenance+pins": 28, "fallow windows": 24, "strict fallow wide windows": 24}
"""Kinds of twice the size, and their stations: 250 to 300 batches."""
LARGE_SEEDS = 2
NO_PLAN = -1
"""The slip where there is no plan."""


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What work gives, and its seconds of processor time."""
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def without(instance: Instance) -> Answer:
    """Our answer as if the optional solver were not installed."""
    there, cpsat.installed = cpsat.installed, lambda: False
    try:
        return answer(instance)
    finally:
        cpsat.installed = there


@dataclass(frozen=True, slots=True)
class Row:
    """Of one instance, whether each decided it and the seconds it took; and slips, with windows those of CP-SAT alone
    that lessens them for as long as ours took."""

    decided: tuple[bool, ...]
    """ours with ortools, ours without, CP-SAT alone, first fit"""
    seconds: tuple[float, ...]
    """the same, of ours with ortools to the last plan"""
    first: float
    slip: int
    their_slip: int | None

    def __str__(self) -> str:
        told = "  ".join(
            f"{'yes' if good else 'no':3} {s:6.1f}" for good, s in zip(self.decided, self.seconds, strict=True)
        )
        slips = "" if self.their_slip is None else f"; slip {self.slip}, of CP-SAT alone in as long {self.their_slip}"
        return f"{told}; {self.first:.1f} to the first plan{slips}"


def hard(seeds: range, seconds: float, only: str = "") -> None:
    """One line an instance, then one a kind: how many each solved or refuted, and the seconds, median and worst."""
    timed(lambda: plain(planted(0, "fixed", 1)[0], 1))  # imports it, which is not to be timed
    cases = [(kind, stations, seed) for kind, stations in HARD.items() for seed in seeds]
    cases += [(kind, stations, seed) for kind, stations in LARGE.items() for seed in seeds[:LARGE_SEEDS]]
    table: dict[tuple[str, int], list[Row]] = {}
    for kind, stations, seed in cases:
        if only in ("", kind):
            instance, _ = planted(seed, kind, stations, tries=1500)
            row = compare(instance, seconds, "wide" in kind)
            table.setdefault((kind, stations), []).append(row)
            print(f"{kind} {seed}, {len(instance.batches)} batches: {row}", flush=True)
    print("\n| kind | ours: first plan; last | without ortools | CP-SAT alone | most times | slip | first fit |")
    print("|---|---|---|---|---|---|---|")
    for (kind, stations), rows in table.items():
        whole, own, theirs, fitted = (sum(row.decided[at] for row in rows) for at in range(4))
        slips = [(row.slip, row.their_slip) for row in rows if row.their_slip is not None]
        cells = [
            f"{whole}: {middle([row.first for row in rows])}; {middle([row.seconds[0] for row in rows])}",
            f"{own}: {middle([row.seconds[1] for row in rows])}",
            f"{theirs}: {middle([row.seconds[2] for row in rows])}",
            f"{max(row.first / row.seconds[2] for row in rows):.1f}",
            ", ".join(f"{one} ({'none' if other == NO_PLAN else other})" for one, other in slips),
        ]
        print(f"| {kind}, {stations} stations | {' | '.join(cells)} | {fitted} |")


def compare(instance: Instance, seconds: float, lessening: bool) -> Row:
    """What each makes of one instance."""
    begun = time.perf_counter()
    ours, to_first, whole = staged(instance)
    clock = time.perf_counter() - begun
    own, second = timed(lambda: without(instance))
    theirs, third = timed(lambda: plain(instance, seconds))
    if {ours.verdict, own.verdict, theirs.verdict} >= {"plan", "impossible"}:
        raise AssertionError(f"{instance.name}: {ours.verdict}, {own.verdict}, {theirs.verdict}")
    fitted, fourth = timed(lambda: first_fit(instance) == len(instance.batches))
    decided = [one.verdict != "not_found" for one in (ours, own, theirs)]
    slip = None
    if lessening:
        least = plain(instance, clock, least=True)
        slip = least.slip if least.verdict == "plan" else NO_PLAN
    return Row((*decided, fitted), (whole, second, third, fourth), to_first, ours.objective, slip)


def staged(instance: Instance) -> tuple[Answer, float, float]:
    """Our answer for a farm of one geography, the seconds to its first plan, and all seconds."""
    answering, at = import_module("compiler.solving.answer"), [0.0]
    less = answering.less

    def marked(*given: Any) -> Any:
        at[0] = time.process_time()
        return less(*given)

    answering.less = marked
    begun = time.process_time()
    try:
        found = answer(instance)
    finally:
        answering.less = less
    whole = time.process_time() - begun
    return found, at[0] - begun if at[0] else whole, whole


def middle(seconds: list[float]) -> str:
    """The median and the worst.

    >>> middle([3.0, 1.0, 2.0])
    '2.0, 3.0'
    """
    times = sorted(seconds)
    return f"{times[len(times) // 2]:.1f}, {times[-1]:.1f}"


def slips(seeds: range, seconds: float, only: str = "") -> None:
    """The total slip of ours with its bound, and that of CP-SAT alone with its own."""
    for kind, stations in SLIPS.items():
        for seed in seeds:
            if only in ("", kind):
                instance, _ = planted(seed, kind, stations)
                ours, spent = timed(lambda i=instance: without(i))
                theirs, longer = timed(lambda i=instance: plain(i, seconds, least=True))
                print(
                    f"{kind} {seed}, {len(instance.batches)} batches: ours {ours.objective}, bound {ours.bound}, "
                    f"{spent:.1f} s; CP-SAT alone {theirs.slip}, bound {theirs.bound}, {longer:.1f} s",
                    flush=True,
                )


SLIPS = {"windows": 4, "wide windows": 4, "fallow wide windows": 4, "maintenance+pins wide windows": 4}
"""Kinds of instances small enough for CP-SAT to prove the least slip, and their stations."""


def mixes(seeds: range) -> None:
    """Batches placed of over-subscribed farms, their bound, and the seconds: a line a farm, and a sum a load."""
    for load in (90, 100, 110, 130):
        rows: list[tuple[int, int, int]] = []
        for seed in seeds:
            instance = oversubscribed(seed, load)
            found, spent = timed(lambda i=instance: answer(i))
            rows.append((len(instance.batches), len(found.placed), found.placed_bound))
            print(f"{load} % {seed}: {rows[-1]}, {spent:.1f} s", flush=True)
        asked, placed, bound = map(sum, zip(*rows, strict=True))
        print(f"{load} %: {asked} batches, {placed} placed, bound {bound}, gap {100 * (bound - placed) / bound:.2f} %")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=6)
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--seconds", type=float, default=60, help="of CP-SAT alone, for one instance")
    options.add_argument("--kind", default="", help="only this one")
    options.add_argument("--slip", action="store_true", help="compare total slips")
    options.add_argument("--mixes", action="store_true", help="over-subscribed farms")
    given = options.parse_args()
    seeds = range(given.first, given.first + given.seeds)
    if given.mixes:
        mixes(seeds)
        return
    (slips if given.slip else hard)(seeds, given.seconds, given.kind)


if __name__ == "__main__":
    main()

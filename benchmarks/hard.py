"""Large instances near capacity: ours with and without the optional solver, CP-SAT alone and first fit, in one run.

Usage: python benchmarks/hard.py [--seeds N] [--seconds S] [--kind KIND] [--slip | --mixes]

Seconds are of processor time, and every run has one thread. `--slip` compares total slips instead: ours with its bound
against the optimum of CP-SAT alone, `--mixes` what over-subscribed farms hold with the bound.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

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


def hard(count: int, seconds: float, only: str = "") -> None:
    """One line an instance, then one a kind: how many each solved or refuted, and the seconds, median and worst."""
    timed(lambda: plain(planted(0, "fixed", 1)[0], 1))  # imports it, which is not to be timed
    cases = [(kind, stations, seed) for kind, stations in HARD.items() for seed in range(count)]
    cases += [(kind, stations, seed) for kind, stations in LARGE.items() for seed in range(min(count, LARGE_SEEDS))]
    table: dict[tuple[str, int], list[list[tuple[bool, float]]]] = {}
    for kind, stations, seed in cases:
        if only in ("", kind):
            instance, _ = planted(seed, kind, stations, tries=1500)
            row = compare(instance, seconds)
            table.setdefault((kind, stations), []).append(row)
            told = "  ".join(f"{'yes' if good else 'no':3} {spent:6.1f}" for good, spent in row)
            print(f"{kind} {seed}, {len(instance.batches)} batches: {told}", flush=True)
    print("\n| kind | instances | ours | s | without ortools | s | CP-SAT alone | s | first fit |")
    print("|---|---|---|---|---|---|---|---|---|")
    for (kind, stations), rows in table.items():
        cells = [solved_of(column) for column in zip(*rows, strict=True)]
        print(f"| {kind}, {stations} stations | {len(rows)} | {' | '.join(cells[:3])} | {cells[3].split(' ')[0]} |")


def compare(instance: Instance, seconds: float) -> list[tuple[bool, float]]:
    """(decided, seconds) of ours, ours without ortools, CP-SAT alone, first fit."""
    ours, first = timed(lambda: answer(instance))
    own, second = timed(lambda: without(instance))
    theirs, third = timed(lambda: plain(instance, seconds))
    if {ours.verdict, own.verdict, theirs.verdict} >= {"plan", "impossible"}:
        raise AssertionError(f"{instance.name}: {ours.verdict}, {own.verdict}, {theirs.verdict}")
    fitted, fourth = timed(lambda: first_fit(instance) == len(instance.batches))
    decided = [one.verdict != "not_found" for one in (ours, own, theirs)]
    return list(zip([*decided, fitted], (first, second, third, fourth), strict=True))


def solved_of(rows: tuple[tuple[bool, float], ...]) -> str:
    """How many were decided, and the median and the worst of the seconds.

    >>> solved_of(((True, 1.0), (False, 3.0)))
    '1 | 3.0, 3.0'
    """
    times = sorted(seconds for _, seconds in rows)
    return f"{sum(good for good, _ in rows)} | {times[len(times) // 2]:.1f}, {times[-1]:.1f}"


def slips(count: int, seconds: float, only: str = "") -> None:
    """The total slip of ours with its bound, and that of CP-SAT alone with its own."""
    for kind, stations in SLIPS.items():
        for seed in range(count):
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


def mixes(count: int) -> None:
    """Batches placed of over-subscribed farms, their bound, and the seconds: a line a farm, and a sum a load."""
    for load in (90, 100, 110, 130):
        rows: list[tuple[int, int, int]] = []
        for seed in range(count):
            instance = oversubscribed(seed, load)
            found, spent = timed(lambda i=instance: answer(i))
            rows.append((len(instance.batches), len(found.placed), found.placed_bound))
            print(f"{load} % {seed}: {rows[-1]}, {spent:.1f} s", flush=True)
        asked, placed, bound = map(sum, zip(*rows, strict=True))
        print(f"{load} %: {asked} batches, {placed} placed, bound {bound}, gap {100 * (bound - placed) / bound:.2f} %")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=6)
    options.add_argument("--seconds", type=float, default=60, help="of CP-SAT alone, for one instance")
    options.add_argument("--kind", default="", help="only this one")
    options.add_argument("--slip", action="store_true", help="compare total slips")
    options.add_argument("--mixes", action="store_true", help="over-subscribed farms")
    given = options.parse_args()
    if given.mixes:
        mixes(given.seeds)
        return
    (slips if given.slip else hard)(given.seeds, given.seconds, given.kind)


if __name__ == "__main__":
    main()

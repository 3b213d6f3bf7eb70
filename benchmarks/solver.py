"""How fast and how good the solver is, against first fit and CP-SAT in the same run; needs about two minutes.

What is hard stands in hard.py.

Usage: python benchmarks/solver.py [--quick] [--instances N]
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from fitting import first_fit
from planting import KINDS, cut_container, cut_day, planted

FRESH = ("eggs", "fry", "parr", "smolt", "post")


def farm(count: int, every: int, alike: bool, mode: str = "place all") -> Instance:
    """The real farm of one geography, grown in proportion to `count` batches over the same days."""
    random, scale = Random(1), max(1, round(count / 85))
    legs = (
        Leg(
            "fresh",
            FRESH,
            0,
            0,
            tuple(Site(f"F{i:05}", "X", {s: Pool(10, 7) for s in FRESH}) for i in range(12 * scale)),
        ),
        Leg("sea", ("sea",), 0, 0, tuple(Site(f"S{i:05}", "X", {"sea": Pool(20, 7)}) for i in range(22 * scale))),
    )
    batches = []
    for i in range(count):
        need = 10 if alike else random.choice((5, 10, 10, 10))
        sea = 450 if alike else random.randrange(330, 440)
        rings = 20 if alike else random.choice((10, 20, 20, 20))
        runs = (*(Run(stage, 90, need, 2) for stage in FRESH), Run("sea", sea, rings))
        batches.append(Batch(f"B{i:06}", "X", i * every * 85 // count if count > 85 else i * every, 0, 0, runs, {}))
    last = batches[-1].start
    return Instance("farm", last + 30, legs, tuple(batches), "saturate" if mode == "saturate" else "place all")


def timed(work: Callable[[], object]) -> tuple[object, float]:
    begun = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begun


def tight(count: int) -> None:
    """Planted tight instances: how many each solves, mean and worst seconds."""
    print(f"{'kind':12} {'ours':>6} {'mean s':>8} {'max s':>8} {'first fit':>10} {'CP-SAT':>7} {'mean s':>8}")
    for kind in KINDS:
        ours, theirs, fitted, times, their_times = 0, 0, 0, [], []
        for seed in range(count):
            instance, _ = planted(seed, kind, (4, 5, 6)[seed % 3])
            found, seconds = timed(lambda instance=instance: answer(instance).verdict)
            ours, times = ours + (found == "plan"), [*times, seconds]
            fitted += first_fit(instance) == len(instance.batches)
            if cpsat.installed():
                days = [batch.starts() for batch in instance.batches]
                (other, _), seconds = timed(lambda i=instance, d=days: cpsat.ask(i, list(i.batches), d))
                theirs, their_times = theirs + (other.status == "found"), [*their_times, seconds]
        mean = sum(their_times) / max(1, len(their_times))
        print(
            f"{kind:12} {ours:6} {sum(times) / count:8.3f} {max(times):8.3f} {fitted:10} {theirs:7} {mean:8.3f}",
            flush=True,
        )


def cuts(count: int) -> None:
    """The same cut by one container or one day: verdicts, mean and worst seconds with witness and mends."""
    for kind in ("fixed", "fallow", "maintenance", "pins"):
        for cut in (cut_container, cut_day):
            times: list[float] = []
            unknown = 0
            for seed in range(count):
                verdicts: list[str] = []

                def judge(instance: Instance, verdicts: list[str] = verdicts, times: list[float] = times) -> str:
                    found, seconds = timed(lambda: answer(instance).verdict)
                    verdicts.append(str(found))
                    times.append(seconds)
                    return str(found)

                cut(planted(seed, kind, 4)[0], seed, judge)
                unknown += verdicts[-1] == "not_found"
            mean, most = sum(times) / len(times), max(times)
            print(f"{kind} {cut.__name__}: {len(times)} solved, {unknown} not decided, {mean:.3f} s, max {most:.3f} s")


def large(counts: list[int]) -> None:
    for count in counts:
        instance = farm(count, 21, False)
        found, seconds = timed(lambda i=instance: answer(i))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{count} batches: {found.verdict}, {seconds:.2f} s, {memory} MB at most so far", flush=True)


def oversubscribed() -> None:
    """Alike batches reach their bound exactly; mixtures come near it."""
    for alike in (True, False):
        for every in (23, 20, 18, 15, 12):
            found, seconds = timed(lambda a=alike, e=every: answer(farm(85, e, a, "saturate")))
            name = "alike" if alike else "mixed"
            placed, bound = len(found.placed), found.placed_bound
            print(f"{name}, a start every {every} days: {placed} placed, bound {bound}, {seconds:.2f} s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--instances", type=int, default=10)
    given = options.parse_args()
    oversubscribed()
    large([170, 1_000] if given.quick else [170, 1_000, 10_000])
    tight(given.instances)
    cuts(given.instances)


if __name__ == "__main__":
    main()

"""Feed aqc with what it should not be fed with, and see that it answers: `make torture`.

Usage: python benchmarks/torture.py [--cases 1000] [--seed 0] [--kind KIND ...] [--jobs 2] [--keep FOLDER]

Cases are made by tests/hostile/making.py, each by its kind and number. A fault is an exception, an exit code that is
none, more than 2 s of a core or 300 MB. Each is printed, and kept in FOLDER as tests/corpus/ keeps them; exit code 1
when there is one. Sound scenarios by a grammar are those of benchmarks/farms.py, restores those of benchmarks/cuts.py.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.judging import Verdict, judged, keep
from hostile.making import KINDS, of_number

CHUNK = 50
MOST_ADDRESSES = 4 << 30
"""Bytes that a process may ask for, so that a case which takes all memory is told and ends nothing else"""

Told = tuple[int, str, Verdict]
"""(number, kind, verdict)"""


@dataclass
class Tally:
    """What came of the cases of a kind."""

    codes: Counter[int] = field(default_factory=Counter)
    faults: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    largest: tuple[float, int] = (0.0, 0)

    def add(self, number: int, verdict: Verdict) -> None:
        self.codes[verdict.code] += 1
        self.faults += bool(verdict.fault)
        self.slowest = max(self.slowest, (verdict.seconds, number))
        self.largest = max(self.largest, (verdict.megabytes, number))

    def __str__(self) -> str:
        answers = ", ".join(f"{count} of {code}" for code, count in sorted(self.codes.items()))
        (seconds, slow), (megabytes, large) = self.slowest, self.largest
        most = f"at most {seconds:.2f} s ({slow}), {megabytes:.0f} MB ({large})"
        return f"{self.faults} faults; exit codes {answers}; {most}"


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))


def _try(numbers: Sequence[int], kinds: Sequence[str], folder: Path | None) -> list[Told]:
    """Judge the cases of these numbers, each in a folder of its own."""
    told = []
    for number in numbers:
        case = of_number(number, kinds)
        with tempfile.TemporaryDirectory(prefix="aqc-torture-") as scratch:
            verdict = judged(case, Path(scratch))
        if verdict.fault and folder:
            keep(case, folder / f"{case.kind}-{number}")
        told.append((number, case.kind, verdict))
    return told


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0, help="number of the first case")
    options.add_argument("--kind", nargs="+", choices=list(KINDS), default=list(KINDS))
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    tallies: dict[str, Tally] = {}
    began = time.monotonic()
    numbers = range(given.seed, given.seed + given.cases)
    chunks = [numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK)]
    with ProcessPoolExecutor(given.jobs, initializer=_limit) as pool:
        for told in pool.map(partial(_try, kinds=given.kind, folder=given.keep), chunks):
            for number, kind, verdict in told:
                tallies.setdefault(kind, Tally()).add(number, verdict)
                if verdict.fault:
                    print(f"{kind} {number}: {verdict.fault}: {verdict.said[-1500:]}", flush=True)
    for kind, tally in sorted(tallies.items()):
        print(f"{kind:<10} {tally.codes.total():>7} cases, {tally}")
    faults = sum(tally.faults for tally in tallies.values())
    print(f"{given.cases} cases, {faults} faults, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

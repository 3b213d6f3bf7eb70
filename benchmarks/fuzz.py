"""Thousands of tiny instances with every rule on: the solver against brute force.

Usage: python benchmarks/fuzz.py FIRST COUNT [--without-ortools]

Prints each disagreement, and at the end how many there were of each verdict. Exit code 1 when one disagrees.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from compiler.solving import cpsat
from compiler.solving.answer import answer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from brute import least_slip, tiny


def judge(seed: int) -> tuple[str, str]:
    """The verdict for one instance, and what is wrong with it."""
    instance = tiny(seed)
    try:
        truth = least_slip(instance)
    except OverflowError:
        return "too many ways", ""
    found = answer(instance)
    if found.verdict == "not_found":
        return "not_found", ""
    if found.verdict != ("impossible" if truth is None else "plan"):
        return "wrong", f"seed {seed}: {found.verdict}, and the least slip is {truth}"
    if truth is not None and not found.bound <= truth <= found.objective:
        return "wrong", f"seed {seed}: slip {found.objective}, bound {found.bound}, and the least is {truth}"
    return found.verdict, ""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("first", type=int)
    options.add_argument("count", type=int)
    options.add_argument("--without-ortools", action="store_true")
    given = options.parse_args()
    if given.without_ortools:
        cpsat.installed = lambda: False
    seen: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.count):
        verdict, wrong = judge(seed)
        seen[verdict] += 1
        if wrong or verdict == "not_found":
            print(wrong or f"seed {seed}: not_found", flush=True)
    print(dict(seen))
    return 1 if seen["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())

"""Thousands of tiny instances with every rule on: the solver against brute force.

Usage: python benchmarks/fuzz.py FIRST COUNT [--alike] [--without-ortools]

Prints each disagreement, and at the end how many there were of each verdict. Exit code 1 when one disagrees.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.instance import Instance

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from brute import least_slip, tiny, tiny_alike


def judge(instance: Instance) -> tuple[str, str]:
    """The verdict for one instance, and what is wrong with it."""
    try:
        truth = least_slip(instance)
    except OverflowError:
        return "too many ways", ""
    found = answer(instance)
    if found.verdict == "not_found":
        return "not_found", ""
    if found.verdict != ("impossible" if truth is None else "plan"):
        return "wrong", f"{instance.name}: {found.verdict}, and the least slip is {truth}"
    if truth is not None and not found.bound <= truth <= found.objective:
        return "wrong", f"{instance.name}: slip {found.objective}, bound {found.bound}, and the least is {truth}"
    return found.verdict, ""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("first", type=int)
    options.add_argument("count", type=int)
    options.add_argument("--without-ortools", action="store_true")
    options.add_argument("--alike", action="store_true", help="batches that are alike, with windows")
    given = options.parse_args()
    if given.without_ortools:
        cpsat.installed = lambda: False
    seen: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.count):
        instance = tiny_alike(seed) if given.alike else tiny(seed)
        verdict, wrong = judge(instance)
        seen[verdict] += 1
        if wrong or verdict == "not_found":
            print(wrong or f"{instance.name}: not_found", flush=True)
    print(dict(seen))
    return 1 if seen["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())

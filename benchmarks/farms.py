"""Random farms, each compiled, restored and verified: `python benchmarks/farms.py [FIRST LAST]` counts failures by law.

A farm that `validate` refuses, or that has no plan, is left out and counted; what ends with an exception is a fault,
and named. Why there is no plan is not asked: that took a fifth of the time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from farms import checked, written

from compiler.pipeline import load_scenario
from compiler.server import required, server
from compiler.server.client import Server
from compiler.solving import answer, book


@dataclass
class Tally:
    """What came of the farms."""

    sound: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: dict[str, list[int]] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)


def main(first: int, last: int) -> int:
    """Number of laws that failed in any farm."""
    tally, began = Tally(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(required(), scratch=Path("/dev/shm") if Path("/dev/shm").is_dir() else None) as running,
    ):
        for number in range(first, last + 1):
            outcome = _outcome(written(number, Path(folder)), running)
            _count(tally, number, outcome)
            if number % 10 == 0:
                print(f"{number}: {tally.sound} sound, {len(tally.failed)} laws failed", file=sys.stderr, flush=True)
    for law, farms in sorted(tally.failed.items(), key=lambda item: -len(item[1])):
        print(f"{len(farms):4} {law}: farms {', '.join(map(str, farms[:12]))}\n     {tally.examples[law]}")
    refused = ", ".join(f"{code} {n}" for code, n in tally.refused.most_common())
    took = time.monotonic() - began
    print(f"{tally.sound} sound farms, {len(tally.failed)} laws failed; refused: {refused or 'none'}; {took:.0f} s")
    return len(tally.failed)


def _outcome(path: Path, running: Server) -> dict[str, str] | str:
    with suppress(Exception):  # checked tells of it
        if answer(book(load_scenario(path).scenario).instance).verdict != "plan":
            return "no plan"
    return checked(path, running)


def _count(tally: Tally, number: int, outcome: dict[str, str] | str) -> None:
    if isinstance(outcome, str):
        tally.refused[outcome] += 1
        return
    tally.sound += 1
    for law, example in outcome.items():
        tally.failed.setdefault(law, []).append(number)
        tally.examples.setdefault(law, example)
        print(f"farm {number}: {law}: {example}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    first, last = (int(word) for word in (*sys.argv[1:], "1", "300")[:2])
    sys.exit(1 if main(first, last) else 0)

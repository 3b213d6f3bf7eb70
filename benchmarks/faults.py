"""Kill a worker of a compile at random moments, or aqc itself, and see what is left.

Usage: python benchmarks/faults.py worker|compile COUNT [--jobs 2,3,4] [--scenario scenarios/uat.yaml] [--first 0]

Prints each try that did not end as it should, then how many did and the longest time from the kill to the end.
Exit code 1 when one did not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE_SECONDS = 20.0


def children(process: int) -> list[int]:
    """The processes that one started and that live."""
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def is_alive(process: int) -> bool:
    """Whether it runs; one that ended and that nobody asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def at_random(aqc: subprocess.Popen[str], chance: random.Random) -> list[int]:
    """The workers at some moment at which there are any; none when the compile ended before."""
    while aqc.poll() is None and not children(aqc.pid):
        time.sleep(0.01)
    time.sleep(8 * chance.random())
    while aqc.poll() is None:
        if found := children(aqc.pid):
            return found
    return []


def attempt(kind: str, scenario: str, jobs: int, seed: int, folder: Path) -> tuple[str, float]:
    """What was wrong, and the seconds that aqc lived on. `-` when there was no worker to kill any more."""
    chance, out = random.Random(f"{jobs} {seed}"), folder / "farm.sql"
    command = [sys.executable, "-m", "compiler.cli", "compile", scenario, "-o", str(out), "-j", str(jobs), "-q"]
    aqc = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    workers = at_random(aqc, chance)
    if not workers:
        aqc.communicate()
        return "-", 0.0
    os.kill(chance.choice(workers) if kind == "worker" else aqc.pid, signal.SIGKILL)
    began = time.monotonic()
    try:
        _, words = aqc.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(aqc.pid, signal.SIGKILL)
        return "hung", PATIENCE_SECONDS
    took = time.monotonic() - began
    while any(map(is_alive, workers)) and time.monotonic() - began < took + 2:
        time.sleep(0.02)
    return "; ".join(wrong(kind, aqc.returncode, words, [*folder.iterdir()], workers)), took


def wrong(kind: str, code: int, words: str, left: list[Path], workers: list[int]) -> Iterator[str]:
    """What did not end as it should."""
    if kind == "worker" and (code != 1 or "AQ514" not in words):
        yield f"exit {code}: {words[-200:]}"
    if left if kind == "worker" else any(not path.name.endswith(".aqc-part") for path in left):
        yield f"left: {left}"
    if alive := [one for one in workers if is_alive(one)]:
        yield f"alive: {alive}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=["worker", "compile"])
    options.add_argument("count", type=int)
    options.add_argument("--jobs", default="2,3,4")
    options.add_argument("--scenario", default="scenarios/uat.yaml")
    options.add_argument("--first", type=int, default=0)
    given = options.parse_args()
    good, bad, idle, longest = 0, 0, 0, 0.0
    for jobs in map(int, given.jobs.split(",")):
        for seed in range(given.first, given.first + given.count):
            with tempfile.TemporaryDirectory(prefix="aqc-faults-") as folder:
                told, took = attempt(given.kind, given.scenario, jobs, seed, Path(folder))
            longest = max(longest, took)
            good, idle, bad = good + (not told), idle + (told == "-"), bad + (told not in ("", "-"))
            if told not in ("", "-"):
                print(f"jobs {jobs}, seed {seed}: {told}", flush=True)
    print(f"{good} as they should, {bad} not, {idle} had ended before; {longest:.2f} s at most")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""Kill a worker of a compile at random moments, or aqc itself, and see what is left; or give it no place to write.

Usage: python benchmarks/faults.py worker|compile COUNT [--jobs 2,3,4] [--scenario scenarios/uat.yaml] [--first 0]
       python benchmarks/faults.py places COUNT [--scenario scenarios/smoke.yaml]

`places` compiles to a file that is there already: by two at once, onto a disk that fills up, into a folder that takes
nothing, into a pipe that is closed (the two disks need root of Linux, and are left out elsewhere). The file is then
as it was, or whole by its manifest, and nothing else is there. Restores that are killed are those of cuts.py.

Prints each try that did not end as it should, then how many did and the longest time from the kill to the end.
Exit code 1 when one did not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
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


def compiling(scenario: str, out: Path, **streams: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "compiler.cli", "compile", scenario, "-o", str(out), "-j", "2", "-q"]
    return subprocess.Popen(command, **({"stderr": subprocess.DEVNULL} | streams))  # type: ignore[call-overload, no-any-return]


def by_two(scenario: str, folder: Path, chance: random.Random) -> str:
    """Two compiles to one path: one or both succeed, and the file is that of its manifest."""
    first = compiling(scenario, folder / "farm.sql")
    time.sleep(3 * chance.random())
    second = compiling(scenario, folder / "farm.sql")
    codes = [first.wait(), second.wait()]
    return "" if sorted(codes) in ([0, 0], [0, 1]) and is_whole(folder / "farm.sql") else f"exits {codes}"


def on_a_disk(scenario: str, folder: Path, options: str, code: int = 1) -> str:
    """A compile onto a small disk of its own, which is gone afterwards."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(disk)], check=True)
    try:
        (disk / "farm.sql").write_bytes(b"as it was")
        if options:
            subprocess.run(["mount", "-o", options, str(disk)], check=True)
        exit_code = compiling(scenario, disk / "farm.sql").wait()
        left = {path.name: path.read_bytes() for path in disk.iterdir()}
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    return "" if (exit_code, left) == (code, {"farm.sql": b"as it was"}) else f"exit {exit_code}, left {list(left)}"


def into_a_pipe(scenario: str, folder: Path, chance: random.Random) -> str:
    """The reader of the dump leaves: no word, no file."""
    with compiling(scenario, Path("-"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as aqc:
        assert aqc.stdout and aqc.stderr
        aqc.stdout.read(chance.choice([1, 5000, 500_000]))
        aqc.stdout.close()
        words = aqc.stderr.read()
    return "" if (aqc.returncode, words) == (0, b"") else f"exit {aqc.returncode}: {words[-200:]!r}"


def is_whole(dump: Path) -> bool:
    """Whether a dump is the file of the manifest beside it, and the two are alone."""
    with dump.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    promised = json.loads(dump.with_suffix(".manifest.json").read_text("utf-8"))["sha256"]
    return digest == promised and len([*dump.parent.iterdir()]) == 2


def places(count: int, first: int, scenario: str) -> int:
    """Try each place so often. Returns: how many tries did not end as they should."""
    chance, bad = random.Random(f"places {first}"), 0
    ways: dict[str, Callable[[Path], str]] = {
        "two at once": lambda folder: by_two(scenario, folder, chance),
        "a pipe that is closed": lambda folder: into_a_pipe(scenario, folder, chance),
    }
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        ways["a disk that fills up"] = lambda folder: on_a_disk(scenario, folder, "")
        ways["a folder that takes nothing"] = lambda folder: on_a_disk(scenario, folder, "remount,ro")
    for name, way in ways.items():
        told = []
        for _ in range(count):
            with tempfile.TemporaryDirectory(prefix="aqc-faults-") as folder:
                told.append(way(Path(folder)))
        wrong = [one for one in told if one]
        bad += len(wrong)
        print(
            f"{name}: {count - len(wrong)} of {count} as they should{''.join(f'; {one}' for one in wrong)}", flush=True
        )
    return bad


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=["worker", "compile", "places"])
    options.add_argument("count", type=int)
    options.add_argument("--jobs", default="2,3,4")
    options.add_argument("--scenario", default="scenarios/uat.yaml")
    options.add_argument("--first", type=int, default=0)
    given = options.parse_args()
    if given.kind == "places":
        return 1 if places(given.count, given.first, given.scenario) else 0
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

"""Kill a worker of a compile at random moments, or aqc itself, and see what is left; or give it no place to write.

Usage: python benchmarks/faults.py worker|compile COUNT [--jobs 2,3,4] [--scenario scenarios/smoke.yaml] [--first 0]
       (a kill anywhere in a compile, of a worker anywhere in its life, over a dump that is there already)
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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Course:
    """How a compile goes that nothing disturbs: when its workers start, how long it takes, and what it writes."""

    first_worker: float
    seconds: float
    digest: str


BEFORE = {"farm.sql": b"as it was", "farm.manifest.json": b"as it was too"}
"""What lies there before each compile"""


def undisturbed(scenario: str, jobs: int) -> Course:
    with tempfile.TemporaryDirectory(prefix="aqc-faults-") as folder:
        began, out = time.monotonic(), Path(folder) / "farm.sql"
        aqc = compiling(scenario, out, jobs=jobs)
        while aqc.poll() is None and not children(aqc.pid):
            time.sleep(0.01)
        first = time.monotonic() - began
        assert aqc.wait() == 0 and is_whole(out)
        return Course(first, time.monotonic() - began, digest_of(out))


def at_random(kind: str, aqc: subprocess.Popen[bytes], course: Course, chance: random.Random) -> list[int]:
    """The processes to kill one of, at any moment of a compile for aqc itself, of its workers' lives for them; none
    when it ended before.
    """
    if kind == "compile":
        time.sleep(1.02 * course.seconds * chance.random())
        return [] if aqc.poll() is not None else children(aqc.pid) or [aqc.pid]
    while aqc.poll() is None and not children(aqc.pid):
        time.sleep(0.01)
    time.sleep((course.seconds - course.first_worker) * chance.random())
    while aqc.poll() is None:
        if found := children(aqc.pid):
            return found
    return []


def attempt(kind: str, scenario: str, jobs: int, seed: int, course: Course, folder: Path) -> tuple[str, float]:
    """What was wrong, and the seconds that aqc lived on; `-` and its whole life when there was nothing to kill:
    other work makes the machine slower and quicker.
    """
    chance, started = random.Random(f"{kind} {jobs} {seed}"), time.monotonic()
    for name, before in BEFORE.items():
        (folder / name).write_bytes(before)
    aqc = compiling(scenario, folder / "farm.sql", jobs=jobs, stderr=subprocess.PIPE, start_new_session=True)
    processes = at_random(kind, aqc, course, chance)
    if not processes:
        aqc.communicate()
        return "-", time.monotonic() - started
    os.kill(chance.choice(processes) if kind == "worker" else aqc.pid, signal.SIGKILL)
    began = time.monotonic()
    try:
        _, words = aqc.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(aqc.pid, signal.SIGKILL)
        return "hung", PATIENCE_SECONDS
    took = time.monotonic() - began
    while any(map(is_alive, processes)) and time.monotonic() - began < took + 2:
        time.sleep(0.02)
    return "; ".join(wrong(kind, aqc.returncode, words.decode(), folder, processes, course)), took


def wrong(kind: str, code: int, words: str, folder: Path, processes: list[int], course: Course) -> Iterator[str]:
    """What did not end as it should."""
    left = {path.name: path for path in folder.iterdir()}
    if kind == "worker" and (code != 1 or "AQ514" not in words):
        yield f"exit {code}: {words[-200:]}"
    if kind == "compile":
        left = {name: path for name, path in left.items() if not name.endswith(".aqc-part")}
        is_well = is_as_before(left) or is_new(left, course)
    else:
        is_well = is_as_before(left) and len(left) == len(BEFORE)
    if not is_well:
        yield f"left: {sorted(left)}"
    if alive := [one for one in processes if is_alive(one)]:
        yield f"alive: {alive}"


def is_as_before(left: Mapping[str, Path]) -> bool:
    """The manifest goes before another dump takes the name, so that none ever lies beside a file it is not of."""
    return all(path.read_bytes() == BEFORE.get(name) for name, path in left.items()) and "farm.sql" in left


def is_new(left: Mapping[str, Path], course: Course) -> bool:
    """The whole dump that was wanted, with or without its manifest."""
    dump = left["farm.sql"]
    return digest_of(dump) == course.digest and (len(left) == 1 or promised(dump) == course.digest)


def compiling(scenario: str, out: Path, jobs: int = 2, **streams: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "compiler.cli", "compile", scenario, "-o", str(out), "-j", str(jobs), "-q"]
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
    return digest_of(dump) == promised(dump) and len([*dump.parent.iterdir()]) == 2


def promised(dump: Path) -> str:
    return str(json.loads(dump.with_suffix(".manifest.json").read_text("utf-8"))["sha256"])


def digest_of(dump: Path) -> str:
    with dump.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    options.add_argument("--scenario", default="scenarios/smoke.yaml")
    options.add_argument("--first", type=int, default=0)
    given = options.parse_args()
    if given.kind == "places":
        return 1 if places(given.count, given.first, given.scenario) else 0
    good, bad, idle, longest = 0, 0, 0, 0.0
    for jobs in map(int, given.jobs.split(",")):
        course = undisturbed(given.scenario, jobs)
        for seed in range(given.first, given.first + given.count):
            with tempfile.TemporaryDirectory(prefix="aqc-faults-") as folder:
                told, took = attempt(given.kind, given.scenario, jobs, seed, course, Path(folder))
            if told == "-":
                course, took = replace(course, seconds=took), 0.0
            longest = max(longest, took)
            good, idle, bad = good + (not told), idle + (told == "-"), bad + (told not in ("", "-"))
            if told not in ("", "-"):
                print(f"jobs {jobs}, seed {seed}: {told}", flush=True)
    print(f"{good} as they should, {bad} not, {idle} had ended before; {longest:.2f} s at most")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

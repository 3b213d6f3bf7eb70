"""Is this checkout slower than another revision? python benchmarks/versions.py REVISION [SCENARIO] [RUNS] [COMMAND]

Both compile the scenario (or validate or plan it) in turn, in one process each, compilations with one worker, so a
machine that slows down slows both.
Printed: core-seconds (user and system, the children's too) and peak memory of each, and the ratio pair by pair.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(checkout: Path, scenario: str, out: Path, command: str) -> tuple[float, int]:
    """Core-seconds and peak memory in KiB of one command, waited for by itself."""
    further = ("-o", str(out), "-q", "-j", "1") if command == "compile" else ()
    arguments = (command, str(checkout / "scenarios" / f"{scenario}.yaml"), *further)
    surroundings = os.environ | {"PYTHONPATH": str(checkout), "CI": "true"}  # nothing is taken from a dump before
    program = [sys.executable, "-m", "compiler.cli", *arguments]
    child = subprocess.Popen(program, cwd=checkout, env=surroundings, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command} in {checkout} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def main(revision: str, scenario: str = "tutorial", runs: str = "5", command: str = "compile") -> None:
    """Compare this checkout, as it stands on the disk, with a revision of it."""
    with tempfile.TemporaryDirectory() as folder:
        other, out = Path(folder) / "other", Path(folder) / "out.sql"
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", str(other), revision], cwd=ROOT, check=True)
        try:
            run(other, scenario, out, command), run(ROOT, scenario, out, command)
            pairs = [(run(other, scenario, out, command), run(ROOT, scenario, out, command)) for _ in range(int(runs))]
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(other)], cwd=ROOT, check=True)
    for at, what, unit in ((0, "time", "core-s"), (1, "memory", "KiB")):
        before, now = ([each[which][at] for each in pairs] for which in (0, 1))
        ratio = statistics.median(new / old for new, old in zip(now, before, strict=True))
        middle = f"{statistics.median(before):,.2f} -> {statistics.median(now):,.2f} {unit}"
        print(f"{scenario}, {what}: {middle}, ratio {ratio:.3f} (medians of {len(pairs)} pairs)")


if __name__ == "__main__":
    main(*sys.argv[1:])

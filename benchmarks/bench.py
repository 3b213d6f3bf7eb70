"""Compile, dump and restore side by side, in one run: `make bench`, python benchmarks/bench.py [SCENARIO] [--times 3]

For each repetition: `aqc compile` with one worker and with all; psql of the dump in one transaction; pg_dump of that
database, the named peer; psql of pg_dump's file; psql of a dump in data mode, into the tables of that database without
their rows; `aqc compile -o -` straight into psql; `aqc compile --format directory` and pg_restore of it with two jobs.
Prints medians with the lowest and highest, seconds of a clock and of processors, and ratios of the medians. `--settings
tuned` takes those of aqc's own server in place of PostgreSQL's defaults; fsync is on in both. `--release 18` asks
another PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from compiler.server import cluster
from compiler.server.client import Server, psql, required
from compiler.server.cluster import remove, start

ROOT = Path(__file__).resolve().parent.parent
ONE, ALL = "compile, 1 worker", "compile"
OURS, DUMP, THEIRS = "psql of ours", "pg_dump", "psql of pg_dump's"
DATA, FOLDER, RESTORE = "psql of data mode", "compile a folder", "pg_restore -j 2 of it"
PIPE = "compile into psql"
RATIOS = ((ALL, DUMP), (ONE, ALL), (OURS, THEIRS), (DATA, OURS), (RESTORE, OURS), (PIPE, OURS))
FRAMEWORK = "django_migrations", "django_content_type", "auth_permission"
"""Tables that migrations fill and data mode never does"""

Took = dict[str, list[tuple[float, float]]]
"""[step] seconds of a clock, and of processors of what was started but for the server"""


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(took: Took, name: str, command: str) -> None:
    """Run a line of the shell."""
    before, began = spent(), time.monotonic()
    subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    took[name].append((time.monotonic() - began, spent() - before))
    print(f"{name}: {took[name][-1][0]:.1f} s", file=sys.stderr, flush=True)


@contextmanager
def house(release: int | None, settings: str, folder: Path) -> Iterator[Server]:
    """A server whose data lie beside the dumps."""
    with patch.object(cluster, "_BULK", cluster._BULK if settings == "tuned" else ()):
        running = start(required(release), folder / "server")
    try:
        yield running
    finally:
        remove(folder / "server")


def once(took: Took, scenario: Path, running: Server, folder: Path) -> None:
    """All steps, in the order in which each needs what came before."""
    own, ours, theirs = running.installation.bin, folder / "ours.sql", folder / "theirs.sql"
    aqc = f"'{sys.executable}' -m compiler.cli compile '{scenario}' -q --pg-version {running.installation.version}"
    into = f"'{own}/psql' -q -v ON_ERROR_STOP=1 -1 -o /dev/null"

    def fresh(name: str) -> str:
        for words in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}", "CHECKPOINT"):
            psql(running.dsn(), "-qc", words, program=own / "psql")
        return f"-d '{running.dsn(name)}'"

    timed(took, ONE, f"{aqc} --no-cache -j 1 -o '{ours}'")
    timed(took, ALL, f"{aqc} --no-cache -o '{ours}'")
    mine = fresh("mine")
    timed(took, OURS, f"{into} {mine} -f '{ours}'")
    timed(took, DUMP, f"'{own}/pg_dump' -O -x {mine} -f '{theirs}'")
    timed(took, THEIRS, f"{into} {fresh('mine')} -f '{theirs}'")
    theirs.unlink()
    only = " ".join(f"-t {name}" for name in FRAMEWORK)
    empty = f"{{ '{own}/pg_dump' -O -x -s {mine}; '{own}/pg_dump' -a {only} {mine}; }} | {into} {fresh('empty')} -f -"
    subprocess.run(["bash", "-o", "pipefail", "-c", empty], check=True)
    subprocess.run(["bash", "-c", f"{aqc} --no-cache --mode data -o '{ours}'"], check=True, cwd=ROOT)
    timed(took, DATA, f"'{own}/psql' -q -v ON_ERROR_STOP=1 -o /dev/null -d '{running.dsn('empty')}' -f '{ours}'")
    psql(running.dsn(), "-qc", "DROP DATABASE empty", program=own / "psql")
    timed(took, PIPE, f"{aqc} -o - | {into} {fresh('mine')} -f -")
    timed(took, FOLDER, f"{aqc} --format directory -o '{folder}/archive'")
    timed(took, RESTORE, f"'{own}/pg_restore' -e -O -x -j 2 {fresh('mine')} '{folder}/archive'")
    shutil.rmtree(folder / "archive")


def table(took: Took) -> Iterator[str]:
    """Lines of Markdown."""
    yield "| step | s, median | lowest to highest | core-s without the server |"
    yield "|---|---|---|---|"
    middle = {name: statistics.median(seconds for seconds, _ in runs) for name, runs in took.items()}
    for name, runs in took.items():
        clock = [seconds for seconds, _ in runs]
        cores = statistics.median(seconds for _, seconds in runs)
        yield f"| {name} | {middle[name]:.1f} | {min(clock):.1f} to {max(clock):.1f} | {cores:.1f} |"
    yield ""
    yield from (f"{one} / {other}: {middle[one] / middle[other]:.2f}" for one, other in RATIOS)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("scenario", nargs="?", type=Path, default=ROOT / "scenarios" / "forty.yaml")
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--settings", choices=["default", "tuned"], default="default")
    options.add_argument("--release", type=int)
    given = options.parse_args()
    took: Took = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="aqc-bench-") as name:
        os.chmod(name, 0o755)
        with house(given.release, given.settings, Path(name)) as running:
            for _ in range(given.times):
                once(took, given.scenario.resolve(), running, Path(name))
            what = f"PostgreSQL {running.installation.version}, {given.settings} settings"
    print(f"{given.scenario.name}, {what}, {os.cpu_count()} cores, {given.times} times\n")
    print("\n".join(table(took)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

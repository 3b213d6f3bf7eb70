"""What `aqc plan` foretells against what comes: rows and bytes, processor seconds of compile and restore, in one run.

Usage: python benchmarks/cost.py [--restore] [SCENARIO ...]. Seconds are of processors, so that other work on
the machine counts little; the speed is measured on smoke, as `aqc calibrate` does. Restores need
Linux and room for the dumps.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from compiler import pipeline
from compiler.cli.cost import measure
from compiler.cli.cost.speed import REFERENCE, Load, Speed, compile_seconds, restore_seconds
from compiler.emit import emit, expect
from compiler.server.client import load as restore
from compiler.server.client import psql
from compiler.server.cluster import Server, server
from compiler.server.installed import find

ROOT = Path(__file__).resolve().parent.parent
COPY = re.compile(rb"COPY public\.\"?(\w+)\"? ")
END = b"\\.\n"
LARGE = 1 << 20
HEAD = (
    "| scenario | rows | wrong | bytes | foretold | worst table of 1 MB "
    "| compile, core-s | foretold | restore, core-s | foretold |"
)


def main(arguments: list[str]) -> int:
    restores, names = "--restore" in arguments, [name for name in arguments if not name.startswith("-")]
    print(HEAD, "|" + "---|" * 10, sep="\n", flush=True)
    with TemporaryDirectory() as name, _house(restores) as house:
        small = Path(name) / "small.sql"
        took, load = measure.compiled(small)
        speed = replace(REFERENCE, compile=took / compile_seconds(load, 1))
        if house:
            speed = replace(speed, restore=_restored(house, small) / restore_seconds(load))
        for scenario_name in names or ["smoke", "tutorial", "uat", "forty"]:
            print(_line(scenario_name, Path(name), speed, house), flush=True)
        print(f"\nOf the reference: compile {speed.compile:.2f}, restore {speed.restore:.2f}")
    return 0


def _line(name: str, folder: Path, speed: Speed, house: Server | None) -> str:
    """A line of the table; the dump is gone afterwards."""
    dump, before, jobs = folder / f"{name}.sql", _seconds(), os.cpu_count() or 1
    planned = pipeline.plan_scenario(ROOT / "scenarios" / f"{name}.yaml")
    lived = pipeline.live(planned, jobs)
    farm = pipeline.farm_of(lived)
    manifest, *_ = emit(farm, lived.catalog, dump, pipeline.Options(jobs))
    took = _seconds() - before + measure.IMPORTS_SECONDS
    expected = expect(farm, lived.catalog, pipeline.Options(jobs))
    rows = {table: facts.rows for table, facts in manifest.tables.items() if facts.rows}
    wrong = sum(rows[table] != expected.tables.get(table, (0, 0))[0] for table in rows)
    off = {table: expected.tables[table][1] / size - 1 for table, size in _sizes(dump).items() if size > LARGE}
    worst = max(off, key=lambda table: abs(off[table]))
    load = Load.of(planned.plan, expected)
    cells = [name, f"{load.rows:,}", str(wrong), f"{manifest.bytes:,}"]
    cells += [f"{100 * (load.size / manifest.bytes - 1):+.2f} %", f"{worst} {100 * off[worst]:+.1f} %"]
    cells += _beside(took, speed.compile * compile_seconds(load, 1))
    if house:
        cells += _beside(_restored(house, dump), speed.restore * restore_seconds(load))
    dump.unlink()
    return f"| {' | '.join(cells)} |"


def _beside(took: float, foretold: float) -> list[str]:
    return [f"{took:.1f}", f"{foretold:.1f}, factor {foretold / took:.2f}"]


def _sizes(dump: Path) -> Counter[str]:
    """Bytes of the rows of each table."""
    sizes: Counter[str] = Counter()
    table = ""
    with dump.open("rb") as stream:
        for line in stream:
            if table:
                if line == END:
                    table = ""
                else:
                    sizes[table] += len(line)
            elif found := COPY.match(line):
                table = found.group(1).decode()
    return sizes


def _seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextmanager
def _house(wanted: bool) -> Iterator[Server | None]:
    installation = find() if wanted else None
    if installation is None:
        yield None
        return
    with server(installation) as running:
        yield running


def _restored(house: Server, dump: Path) -> float:
    """Processor seconds of the server's processes, which its postmaster counts when they end, and of psql."""
    program, database = house.installation.bin / "psql", f"d{dump.stem}"
    psql(house.dsn(), "-qc", f"CREATE DATABASE {database}", program=program)
    before = served(house) + _seconds()
    restore(dump, house.dsn(database), program)
    psql(house.dsn(), "-qc", "SELECT pg_sleep(0.2)", program=program)
    took = served(house) + _seconds() - before
    psql(house.dsn(), "-qc", f"DROP DATABASE {database}", program=program)
    return took


def served(house: Server) -> float:
    """Processor seconds of a server's processes that have ended, and of its postmaster."""
    process = (house.directory / "data" / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

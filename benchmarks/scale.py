"""How time grows with the number of batches: python benchmarks/scale.py [WHAT] [BATCHES ...]

stages  core-seconds of every stage of `aqc plan` in one process, for farms of small batches: twice the batches on
        twice the places over the same years must take about twice as long
solver  seconds and peak memory of the solver alone for farms that grow in proportion, each in a process of its own:
        tight ones and loose ones, fixed starts and windows
compile  core-seconds and peak memory of a whole compile in one process, its text thrown away, for farms of batches like
         those of full, ten of them a pair of stations; each in a process of its own
memory  peak memory over all processes of `aqc compile --jobs 2`, proportional set sizes, for the same farms
restore  the same farms in a server of their own: bytes of the database, core-seconds of the server, and seconds
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, TypeVar

from compiler import pipeline
from compiler.biology import keep_ledger
from compiler.cli import report
from compiler.cli.cost.speed import REFERENCE, Load
from compiler.emit import Expected, simulate_all
from compiler.server.client import find, load, psql, server
from compiler.solving.answer import answer
from compiler.target import load_catalog
from compiler.writing import probe_tables, total_rows

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bars import AQC, measure
from cost import served
from solver import farm

if TYPE_CHECKING:
    from typing_extensions import Buffer

Result = TypeVar("Result")
SMALL = 150
"""Batches a group of the farm of small batches: one every 12 days, over 1,800 days."""
PACES = ((17, 0), (17, 5), (21, 0), (21, 5), (25, 5))
"""(days between two starts of 85 batches on the real farm, days of window either way)"""


TEN = 10
"""Batches a group of the farm that is like full"""


def large_batches(groups: int) -> str:
    """Batches of full, grown in proportion: places, batches, not years."""
    batches = "".join(
        f"""
  group{group}:
    geography: Faroe Islands
    number: "G{group}-{{year}}-{{serial:03}}"
    count: {TEN}
    first_start: as_of - {1710 - 17 * (group % TEN)} days
    every_days: 171
    window_days: 21
    eggs: [3_300_000, 3_600_000]
    rings: 20
    harvest_weight_g: [4800, 6200]
"""
        for group in range(groups)
    )
    return f"""aqc: 1
name: large-batches
seed: 107
as_of: 2025-11-18
include: [library/atlantic-salmon.yaml, library/faroe-islands.yaml, library/aquamind.yaml]
batches:{batches}
geographies:
  Faroe Islands: {{stations: {{count: {2 * groups}}}, areas: {{count: {4 * groups}}}}}
"""


def small_batches(groups: int) -> str:
    """A breeding programme, one tank and one ring a batch, grown in proportion: places, batches, not years."""
    families = "".join(
        f"""
  family{group}:
    geography: Faroe Islands
    number: "F{group}-{{year}}-{{serial:03}}"
    count: {SMALL}
    first_start: as_of - 1800 days
    every_days: 12
    window_days: 2
    eggs: [90_000, 130_000]
    containers: {{Egg&Alevin: 1, Fry: 1, Parr: 1, Smolt: 1, Post-Smolt: 1}}
    rings: 1
"""
        for group in range(groups)
    )
    return f"""aqc: 1
name: small-batches
seed: 107
as_of: 2025-11-01
include: [library/atlantic-salmon.yaml, library/faroe-islands.yaml, library/aquamind.yaml]
batches:{families}
geographies:
  Faroe Islands: {{stations: {{count: {2 * groups}}}, areas: {{count: {3 * groups}}}}}
record:
  readings: {{hours: [8]}}
  weather: {{hours: [12]}}
  growth_samples: {{every_days: 28, fish: 10}}
  health_samples: {{every_days: 90, fish: 5}}
  meals: {{Fry: 1, Parr: 1, Smolt: 1, Post-Smolt: 1, Adult: 1}}
"""


def stages(count: int) -> dict[str, float]:
    """[stage of `aqc plan`] core-seconds."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Result]) -> Result:
        before = process_time()
        result = work()
        taken[name] = process_time() - before
        return result

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "farm.yaml"
        path.write_text(small_batches(count // SMALL), encoding="utf-8")
        scenario = timed("validate", lambda: pipeline.load_scenario(path)).scenario
    planned = timed("solve", lambda: pipeline.solver.solve(scenario))[0]
    assert planned is not None
    histories = timed("simulate", lambda: simulate_all(scenario, planned))
    ledger = timed("ledger", lambda: keep_ledger(scenario, histories))
    lived = pipeline.Lived(scenario, histories, (), ledger, load_catalog(scenario.target))
    farm = timed("number rows", lambda: pipeline.farm_of(lived))
    probes = timed("probe tables", lambda: probe_tables(farm))[0]
    expected = Expected({name: (rows, rows) for name, rows in total_rows(probes).items()}, 0, count)
    cost = REFERENCE.cost(Load.of(planned, expected), 1)
    timed("report", lambda: report.as_text(report.describe(scenario, planned, expected, cost)))
    return taken


def show_stages(counts: list[int]) -> None:
    """A line a stage, a column a size, and how the last column compares with the one before."""
    found = [stages(count) for count in counts]
    print(f"{'core-seconds of':14}" + "".join(f"{count:>9,}" for count in counts) + "   growth")
    for name in found[0]:
        growth = found[-1][name] / max(found[-2][name], 1e-9) if len(found) > 1 else 1.0
        print(f"{name:14}" + "".join(f"{one[name]:9.2f}" for one in found) + f"{growth:9.2f}")


def show_solver(counts: list[int]) -> None:
    """Each farm in a process of its own, for the peak of its memory."""
    for every, window in PACES:
        for count in counts:
            command = (sys.executable, __file__, "one", str(count), str(every), str(window))
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            print(f"a start every {every} days, windows {window}: {done.stdout.strip() or done.stderr}", flush=True)


def solve_one(count: int, every: int, window: int) -> None:
    """Solve one farm and say what it took."""
    fixed = farm(count, every, alike=False)
    batches = tuple(replace(batch, early=window, late=window) for batch in fixed.batches)
    instance = replace(fixed, batches=batches)
    empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    before = process_time()
    found = answer(instance)
    taken, peak = process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    words = f"{found.verdict}, {len(found.placed):,} placed, slip {found.objective:,}, bound {found.bound:,}"
    print(f"{count:,} batches {words}, {taken:.1f} core-s, {peak:.0f} MB ({empty:.0f} before)")


class Nowhere(BytesIO):
    """Takes what is written, and keeps nothing."""

    def write(self, text: Buffer, /) -> int:
        return memoryview(text).nbytes


def show_compiles(counts: list[int]) -> None:
    """A line a size, each in a process of its own, for the peak of its memory."""
    for count in counts:
        command = (sys.executable, __file__, "compile-one", str(count))
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(done.stdout.strip() or done.stderr, flush=True)


def compile_one(count: int) -> None:
    """Compile one farm and say what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "farm.yaml"
        path.write_text(large_batches(count // TEN), encoding="utf-8")
        before = process_time()
        begun: list[float] = []
        manifest = pipeline.compile_scenario(
            path, Nowhere(), progress=lambda *_: begun.append(process_time() - before) if not begun else None
        ).manifest
    taken, peak = process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = sum(facts.rows for facts in manifest.tables.values())
    words = f"{rows:,} rows, {manifest.bytes / 1e6:,.0f} MB, {taken:.1f} core-s, of them {begun[0]:.1f} before rows"
    print(f"{count:,} batches: {words}; {peak:.0f} MB of memory")


def show_memory(counts: list[int]) -> None:
    """A line a size, and how it compares with the one before."""
    before = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "farm.yaml"
            path.write_text(large_batches(count // TEN), encoding="utf-8")
            compiling = (*AQC, "compile", str(path), "--jobs", "2", "--quiet", "-o", "-")
            run = measure("sh", "-c", 'exec "$@" > /dev/null', "sh", *compiling)
        ratio = f", {run.peak_mb / before:.2f} times as much" if before else ""
        print(f"{count:,} batches: {run.peak_mb:.0f} MB{ratio}", flush=True)
        before = run.peak_mb


SIZES = """
SELECT pg_database_size(current_database()) / 1e6, sum(pg_indexes_size(oid)) / 1e6 FROM pg_class WHERE relkind = 'r'
"""


def show_restores(counts: list[int]) -> None:
    """A line a size: psql of the dump, in one transaction, default settings."""
    installation = find()
    assert installation, "there is no PostgreSQL"
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, server(installation) as house:
            path, dump = Path(folder) / "farm.yaml", Path(folder) / "farm.sql"
            path.write_text(large_batches(count // TEN), encoding="utf-8")
            pipeline.compile_scenario(path, dump)
            psql(house.dsn(), "-qc", "CREATE DATABASE farm")
            before, begun = served(house), perf_counter()
            load(dump, house.dsn("farm"))
            whole, indexes = map(float, psql(house.dsn("farm"), "-AtqF ", "-c", SIZES).stdout.split())
            taken, seconds = served(house) - before, perf_counter() - begun
            words = f"restored in {seconds:.0f} s, {taken:.1f} core-s of the server; {whole:,.0f} MB on disk"
            print(f"{count:,} batches: {words}, of them {indexes:,.0f} of indexes", flush=True)


def main(what: str = "stages", *counts: str) -> None:
    """Measure what was asked for."""
    numbers = [int(count) for count in counts]
    if what == "one":
        solve_one(*numbers)
    elif what == "compile-one":
        compile_one(*numbers)
    elif what == "compile":
        show_compiles(numbers or [10, 40, 160])
    elif what == "memory":
        show_memory(numbers or [40, 160, 640])
    elif what == "restore":
        show_restores(numbers or [10, 40, 160])
    elif what == "solver":
        show_solver(numbers or [1_000, 2_000, 10_000, 100_000])
    else:
        show_stages(numbers or [150, 300, 600, 1_200])


if __name__ == "__main__":
    main(*sys.argv[1:])

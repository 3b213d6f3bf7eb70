"""The whole farm as one dump: order, ids, text in parallel, files, manifest. The last stage.

Rows are made table by table, in the order of pg_dump, and batch by batch within a table. A task is one table and a run
of batches, so that its text has a few tens of megabytes at most; tasks run anywhere, their text is written in order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from compiler import ALGORITHM, __version__
from compiler.biology import simulate
from compiler.diagnostics import Diagnostic, Stop, stop_on_errors
from compiler.exact import iso_date
from compiler.filling import Farm, farm_facts
from compiler.nouns import History, Manifest, Plan, Scenario, TableFacts, batch_plan, manifest_path, shelved, to_json
from compiler.target import Catalog
from compiler.writing import (
    SMALL_ROWS,
    Crew,
    Dump,
    Folder,
    Layout,
    Making,
    Options,
    Piece,
    Plain,
    Remote,
    Shelter,
    all_of,
    at_a_time,
    ddl,
    encode_toc,
    entries,
    filling_script,
    full_script,
    make_piece,
    manifest_beside,
    open_folder,
    open_output,
    ordered_map,
    probe_tables,
    reuse_of,
    schedule,
    share_files,
    tasks_ahead,
    total_rows,
    twins_of,
    unfit,
    weigh_tables,
    write_small,
)

__all__ = ["Approve", "Emitted", "Expected", "Options", "Progress", "emit", "expect", "simulate_all"]

Progress = Callable[[int, int, int], None]
"""Told after each piece: rows written, rows in all, bytes written."""
Approve = Callable[[Manifest], None]
"""Asked while a file still has its temporary name; raises Stop when the dump is not what was asked for."""

SPARE = 1.05
"""Rows at the start of a table are shorter than later ones, by their ids."""


def simulate_all(scenario: Scenario, plan: Plan, jobs: int | Crew = 1) -> tuple[History, ...]:
    """The histories of all batches that have begun, in order, then of those that are ordered; equal for any jobs.

    Not those of mixed batches, which need the others first.
    """
    own = [at for at, batch in enumerate(scenario.batches) if batch.mixed == "no"]
    begun = [at for at in own if plan.first_stay[at] < plan.first_stay[at + 1]]
    plans = [batch_plan(plan, at) for at in (*begun, *scenario.awaited(plan.start.tolist()))]
    return all_of(simulate, scenario, plans, jobs, shelved)


def emit(
    farm: Farm,
    catalog: Catalog,
    out: Path | Remote | BinaryIO,
    options: Options,
    progress: Progress | None = None,
    approve: Approve | None = None,
) -> Emitted:
    """Write the dump, and its manifest beside it when `out` is a file.

    Errors:  Stop with AQ501 to AQ505 when rows do not fit the target, AQ510 to AQ517 when the dump cannot be written.
             Then, when interrupted, and when `approve` raises Stop, both files are as they were before.
    """
    probes, notes = stop_on_errors(probe_tables(farm, 1 if options.crew else options.jobs))
    scenario = farm.world.scenario
    form = ddl.options(scenario.digest, scenario.seed, options.pg_version, options.restrict)
    dump = Dump(farm, catalog, form, options, total_rows(probes), schedule(farm, probes))
    expected = int(SPARE * sum(dump.rows[probe.table] * probe.row_bytes for probe in probes))
    del probes  # with the rows that they hold
    write = _write_folder if options.layout == "directory" else _write_text
    with reuse_of(farm, out, options, expected) as reuse:
        manifest = write(replace(dump, reuse=reuse), out, expected, progress, approve)
    if beside := manifest_beside(out):
        write_small(beside, to_json(manifest))
    return Emitted(manifest, (*notes, *farm.world.left.told), reuse.reused if reuse else 0)


class Emitted(NamedTuple):
    """A dump that was written."""

    manifest: Manifest
    notes: tuple[Diagnostic, ...]
    """On what the target, or want of room, made us leave out"""
    reused: int
    """Bytes of rows that were taken from the dump before"""


@dataclass(frozen=True, slots=True)
class Expected:
    """A dump before it is written."""

    tables: Mapping[str, tuple[int, int]]
    """[table] rows, exactly, and bytes, of tables that have any"""
    frame: int
    """Bytes of all that is no row"""
    batches: int
    """That have rows"""
    told: tuple[Diagnostic, ...] = ()
    """Notes of the whole: what the target, or want of room, makes us leave out"""

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    @property
    def bytes(self) -> int:
        """Of the whole file, to within 1 %"""
        return self.frame + sum(size for _, size in self.tables.values())


def expect(farm: Farm, catalog: Catalog, options: Options) -> Expected:
    """What `emit` would write. Errors: Stop with AQ501 to AQ505 when rows do not fit the target."""
    probes, notes = stop_on_errors(probe_tables(farm, options.jobs))
    rows, sizes = total_rows(probes), weigh_tables(farm, probes, options.jobs)
    scenario = farm.world.scenario
    form = ddl.options(scenario.digest, scenario.seed, options.pg_version, options.restrict)
    script = full_script(Dump(farm, catalog, form, options, rows, {}))
    frame = [script.opening, script.ending, *(header + ddl.COPY_END for header in script.headers.values())]
    return Expected(
        {table: (rows[table], sizes[table]) for table in rows},
        sum(len(text.encode()) for text in frame),
        len(farm.parts),
        (*notes, *farm.world.left.told),
    )


def _write_text(
    dump: Dump, out: Path | Remote | BinaryIO, expected: int, progress: Progress | None, approve: Approve | None
) -> Manifest:
    script = filling_script(dump) if dump.options.mode == "data" else full_script(dump)
    with open_output(out, expected, manifest_beside(out)) as stream:
        text = Plain(stream, script.opening, script.headers, dump.options.packing, dump.options.jobs)
        with closing(text):
            facts = _write(dump, text, tuple(script.headers), progress)
            text.rows([script.ending.encode()])
            text.wait()
            if dump.reuse:
                dump.reuse.finish(stream.fileno())
        manifest = _manifest(dump, facts, script.shared, text)
        if approve:
            approve(manifest)
    return manifest


def _write_folder(
    dump: Dump, out: Path | Remote | BinaryIO, expected: int, progress: Progress | None, approve: Approve | None
) -> Manifest:
    if not isinstance(out, Path) or dump.options.mode == "data":
        raise ValueError("an archive is a folder with all of a database")
    archive = entries(dump)
    day = date.fromisoformat(iso_date(dump.farm.world.scenario.as_of))
    toc = encode_toc(archive.entries, dump.options.pg_version, day)
    with open_folder(out, expected) as folder:
        files = Folder(folder, toc, archive.entries, dump.options.packing, dump.options.jobs)
        with closing(files):
            facts = _write(dump, files, tuple(dump.catalog.tables), progress)
            files.wait()
        manifest = _manifest(dump, facts, (), files)
        if approve:
            approve(manifest)
        manifest_path(out).unlink(missing_ok=True)
    return manifest


def _write(dump: Dump, layout: Layout, tables: Sequence[str], progress: Progress | None) -> Mapping[str, TableFacts]:
    """Rows of all tables, in order."""
    done, facts = 0, {}
    with closing(_pieces(dump, tables)) as pieces:
        for name in tables:
            layout.begin(name)
            digest, rows = hashlib.sha256(), 0
            for piece in islice(pieces, len(dump.tasks.get(name, ()))):
                if dump.reuse:
                    dump.reuse.lay(name, layout.size, piece.parts)
                layout.rows(piece.texts, digest)
                rows += piece.rows
                if progress:
                    progress(done + rows, sum(dump.rows.values()), layout.size)
            if rows != dump.rows.get(name, 0):
                raise ValueError(f"table {name}: {rows} rows were made, {dump.rows.get(name, 0)} were counted")
            facts[name] = TableFacts(rows, digest.hexdigest())
            done += rows
            layout.end()
    return facts


def _pieces(dump: Dump, tables: Sequence[str]) -> Generator[Piece, None, None]:
    """The text of all tasks of the tables, in order. Errors: Stop with AQ503, AQ514."""
    tasks = [task for name in tables for task in dump.tasks.get(name, ())]
    sizes = {name: sum(task.size for task in some) for name, some in dump.tasks.items()}
    workers = dump.options.workers if sum(dump.rows.values()) > SMALL_ROWS else 1
    with closing(Shelter()) as shelter:
        twins = twins_of(dump.farm, tables, sizes) if shelter.file >= 0 and share_files(workers) else {}
        making = Making(dump.farm, dump.reuse, twins, shelter.file)
        asked = (replace(task, waiting=shelter.waiting(task.table, task.first, task.end)) for task in tasks)
        ahead = tasks_ahead(tasks, at_a_time(workers))
        with closing(ordered_map(make_piece, making, asked, workers, ahead, lend=True)) as pieces:
            for task, piece in zip(tasks, pieces, strict=True):
                if piece.refused:
                    raise Stop([unfit(dump.farm, task.table, piece.refused, task.first, task.end)])
                for one in piece.twins:
                    shelter.lay(one)
                yield piece


def _manifest(dump: Dump, facts: Mapping[str, TableFacts], shared: Sequence[str], text: Layout) -> Manifest:
    scenario = dump.farm.world.scenario
    return Manifest(
        aqc=__version__,
        algorithm=ALGORITHM,
        scenario=scenario.name,
        digest=scenario.digest,
        seed=scenario.seed,
        as_of=iso_date(scenario.as_of),
        target=dump.catalog.name,
        target_version=dump.catalog.version,
        pg_version=dump.options.pg_version,
        mode=dump.options.mode,
        bytes=text.size,
        sha256=text.digest,
        tables=facts,
        groups={
            name: sum(facts[table].rows for table in tables if table in facts) for name, tables in scenario.table_groups
        },
        shared=shared,
        facts=farm_facts(scenario, [part.history for part in dump.farm.parts]),
    )

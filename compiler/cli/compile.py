"""aqc compile: compile a scenario into a dump."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
from click.exceptions import Exit

from compiler.cli.lock import lock_option, review_of
from compiler.cli.memory import keep_freed
from compiler.cli.terminal import (
    FILE,
    MACHINES,
    anchor_option,
    as_of_option,
    change_of,
    formats,
    seed_option,
    show,
    trust_option,
    typeable,
)
from compiler.diagnostics import Stop

if TYPE_CHECKING:
    from compiler.writing import Packing, Remote


@click.command("compile")
@click.argument("file", type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help="The dump: a path, s3://bucket/name.sql, `-` for standard output.  [default: dumps/<name>.sql]",
)
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Worker processes.  [default: one a core]")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Workers of a Dask cluster make the rows: tcp://host:port; wants aqc[cluster].",
)
@as_of_option
@anchor_option
@seed_option
@trust_option
@click.option(
    "--pg-version", type=click.IntRange(15, 18), default=15, help="As pg_dump of this release.  [default: 15]"
)
@click.option(
    "--mode",
    type=click.Choice(["full", "data"]),
    default="full",
    help="A whole database, or rows for one that the migrations made.",
)
@click.option("--replace", is_flag=True, help="With --mode data: rows that are there give way.")
@click.option("--no-restrict", is_flag=True, help="Leave out \\restrict, unknown to psql older than August 2025.")
@click.option("--locked", is_flag=True, help="Only if it is what was reviewed: aqc.lock, by `aqc lock`.")
@lock_option
@click.option(
    "--format",
    "layout",
    type=click.Choice(["plain", "directory"]),
    default="plain",
    show_default=True,
    help="Text for psql, or a folder for pg_restore -j.",
)
@click.option(
    "--compress",
    type=click.Choice(["none", "gzip", "zstd", "lz4"]),
    default="none",
    show_default=True,
    help="Pack the dump; zstd and lz4 want aqc[compress].",
)
@click.option(
    "--cache/--no-cache",
    default=None,
    help="Take rows of batches that are as they were from the dump before.  [default: of large dumps, not in CI]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no closing words.")
@formats("diagnostics are", "text", "json", *MACHINES, option="--diagnostics")
def compile_(  # parameters: one an option of the command
    file: Path, output: str | None, jobs: int | None, scheduler: str | None, as_of: str | None, anchor: str | None,
    seed: int | None, trust: bool, pg_version: int, mode: str, replace: bool, no_restrict: bool,
    locked: bool, named: Path | None, layout: str, compress: Packing, cache: bool | None, quiet: bool, form: str,
) -> None:  # fmt: skip
    """Compile a scenario into a dump that plain psql restores, with its manifest beside it.

    The same scenario and seed give the same bytes, whatever the machine and the number of jobs. What is there under the
    final name is whole. Rows of batches that are as they were are taken from the dump that lies there, by its index
    beside it. With --locked a dump that differs from aqc.lock gets no name at all, and one that was there before stays.

    \b
    Example: aqc compile scenarios/smoke.yaml
             aqc compile scenarios/full.yaml -o /data/full.sql --jobs 2
             aqc compile scenarios/smoke.yaml -o - | psql -v ON_ERROR_STOP=1 -1 mydatabase
             aqc compile scenarios/full.yaml --format directory --compress gzip     for pg_restore -j
             aqc compile scenarios/smoke.yaml --mode data --replace
             aqc compile scenarios/full.yaml --scheduler tcp://10.0.0.1:8786 -o s3://bucket/full.sql
    """
    from compiler import pipeline
    from compiler.cli import report
    from compiler.cli.progress import progress_bar
    from compiler.writing import connected, place

    jobs, change = jobs or os.cpu_count() or 1, change_of(as_of, seed, trust, anchor)
    keep_freed()
    try:
        out = sys.stdout.buffer if output == "-" else place(output) if output else None
        _refuse(mode, replace, layout, out, locked)
        _need(compress, cache, layout == "plain" and not scheduler and isinstance(out, Path | None))
        review = review_of(named, file) if locked else None
        with progress_bar(quiet) as progress, connected(scheduler) if scheduler else nullcontext() as crew:
            options = pipeline.Options(jobs, pg_version, not no_restrict, mode, replace, layout, compress, crew, cache)  # type: ignore[arg-type]
            done = pipeline.compile_scenario(file, out, options, change, progress, review)
    except Stop as stop:
        show(stop.diagnostics, stop.sources, form)
        raise Exit(1) from None
    show(done.warnings, done.sources, form)
    if not quiet:
        click.echo(typeable(report.farewell(done.manifest, done.dump, layout, compress, done.reused)), err=True)


def _need(compress: Packing, cache: bool | None, plain: bool) -> None:
    """Errors: Stop where the library is missing that packs so, UsageError for a cache of what is no plain file."""
    from compiler.writing import LIBRARIES, library

    if cache and not (plain and compress == "none"):
        raise click.UsageError("--cache is for a plain file: no folder, --compress, --scheduler, -o - or URL")
    if compress in LIBRARIES:
        library(compress)


def _refuse(mode: str, replace: bool, layout: str, out: Path | Remote | BinaryIO | None, locked: bool) -> None:
    """Errors: UsageError for options that contradict one another."""
    from compiler.writing import is_stream

    if locked and out is not None and is_stream(out):
        raise click.UsageError("--locked needs a file: what went down a pipe cannot be taken back")
    if replace and mode != "data":
        raise click.UsageError("--replace goes with --mode data: a full dump is for an empty database")
    if layout == "directory" and (mode == "data" or not isinstance(out, Path | None)):
        raise click.UsageError("--format directory is a folder with a whole database: no --mode data, -o - or URL")

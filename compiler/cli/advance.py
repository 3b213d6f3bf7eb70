"""aqc advance: take a database to a later day."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from compiler.cli.terminal import (
    FILE,
    anchor_option,
    as_of_option,
    change_of,
    day_of,
    seed_option,
    trust_option,
    typeable,
)

BESIDE = ".manifest.json"


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "-o", "--output", metavar="PATH", help="The SQL, `-` for standard output.  [default: dumps/<name>.advance.sql]"
)
@click.option("--from", "since", metavar="DATE", help="The day for which the database was compiled.")
@click.option("--manifest", type=FILE, help="That of its dump, which says it.  [default: dumps/<name>.manifest.json]")
@click.option("--dsn", metavar="URL", help="The database: it says it, and is taken to the later day at once.")
@as_of_option
@anchor_option
@seed_option
@trust_option
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Worker processes.  [default: one a core]")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no closing words.")
def advance(  # parameters: one an option of the command
    file: Path, output: str | None, since: str | None, manifest: Path | None, dsn: str | None,
    as_of: str | None, anchor: str | None, seed: int | None, trust: bool, jobs: int | None, quiet: bool,
) -> None:  # fmt: skip
    """Write the SQL that takes a database of a scenario, compiled for an earlier as_of, to a later one.

    It adds what was written since and changes what changed, in one transaction: afterwards every table holds what a
    fresh dump would hold. Rows that change or go must stand as they were compiled; where somebody worked in the
    database meanwhile, it stops and leaves all as it was.

    In a scenario whose batches begin days before or after as_of, all of them would be other batches tomorrow: --anchor
    keeps those of the day for which the database was first compiled.

    With --dsn it is run at once, unless -o names a file; else psql or `aqc restore --dsn` runs it.
    \b
    Example: aqc advance scenarios/forty.yaml --as-of today --dsn postgresql://postgres@localhost/forty
             aqc advance scenarios/uat.yaml --from 2025-11-18 --anchor 2025-11-18 --as-of 2025-11-19 -o day.sql
             psql -d uat -f day.sql
    """
    from compiler.advance import Start, advance_scenario
    from compiler.cli import report
    from compiler.cli.progress import counting_bar
    from compiler.pipeline import Options

    jobs = jobs or os.cpu_count() or 1
    known = manifest or Path("dumps") / f"{file.stem}{BESIDE}"
    start = Start(day_of(since, "--from"), None if since or manifest else dsn, known)
    with _place(file, output, dsn) as out:
        target, change = sys.stdout.buffer if output == "-" else out, change_of(as_of, seed, trust, anchor)
        with counting_bar(quiet, "comparing") as told:
            done = advance_scenario(file, start, target, Options(jobs), change, told)
        if dsn and not output:
            from compiler.server import load

            load(out, dsn)
    if not quiet:
        words = report.advanced(done, None if output == "-" else out, None if output else dsn)
        click.echo(typeable(words), err=True)


@contextmanager
def _place(file: Path, output: str | None, dsn: str | None) -> Iterator[Path]:
    """Where the SQL goes; what is run at once is gone afterwards."""
    if output or not dsn:
        yield Path(output or Path("dumps") / f"{file.stem}.advance.sql")
        return
    with tempfile.TemporaryDirectory(prefix="aqc-") as folder:
        yield Path(folder) / "advance.sql"

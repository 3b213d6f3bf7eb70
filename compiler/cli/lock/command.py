"""aqc lock: write down what scenarios compile to, or prove that they still do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from compiler.cli.lock.finding import find_lock, lock_option, required_lock
from compiler.cli.terminal import FILE, change_of, diagnostics_format, show, trust_option
from compiler.diagnostics import Diagnostic, Stop

if TYPE_CHECKING:
    from compiler.cli.lock.making import Wish
    from compiler.proof import locks

SAME, DIFFERENT, TROUBLE = 0, 1, 2


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--check", is_flag=True, help="Write nothing: compile, and say what is not as it was locked.")
@click.option(
    "--rows-only/--digests",
    default=None,
    help="Count the rows without making them, for large scenarios.  [default: as it is locked, else digests]",
)
@lock_option
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Worker processes.  [default: one a core]")
@trust_option
@diagnostics_format
def lock(  # parameters: one an option of the command
    files: tuple[Path, ...], check: bool, rows_only: bool | None, named: Path | None,
    jobs: int | None, trust: bool, form: str,
) -> None:  # fmt: skip
    """Write down what scenarios compile to, in aqc.lock, for reviewers; without FILE, all that are locked anew.

    For each scenario stand there its seed, the version of the values, digests of the catalog and of the plan, and the
    rows and sha256 of every table. It is compiled for that, and the dump is not kept. `aqc compile --locked` writes
    only what is as it was locked; --check proves it, with exit codes of diff: 0 the same, 1 different, 2 trouble.

    \b
    Example: aqc lock scenarios/smoke.yaml scenarios/tutorial.yaml
             aqc lock                                      all of them anew, after a wanted change
             aqc lock --check --format github              in CI
             aqc lock --rows-only scenarios/full.yaml      without digests, which take a whole compile
    """
    from compiler.cli.lock.making import Wish
    from compiler.cli.progress import progress_bar

    if check and rows_only is not None:
        raise click.UsageError("--check proves what is locked: --rows-only and --digests go without it")
    try:
        with progress_bar(False) as progress:
            wish = Wish(jobs or os.cpu_count() or 1, change_of(None, trust=trust), progress)
            if check:
                raise Exit(_check(required_lock(named), files, wish, form))
            _write(named, files, rows_only, wish)
    except Stop as stop:
        show(stop.diagnostics, stop.sources, form, err=form == "text")
        raise Exit(TROUBLE if check else 1) from None


def _check(path: Path, files: Sequence[Path], wish: Wish, form: str) -> int:
    """Compile what is locked, say what differs, and give the exit code."""
    from compiler.cli.lock.making import make_entry
    from compiler.proof import locks

    known = locks.read_lock(path)
    found: list[Diagnostic] = []
    names = [locks.held_by(known, file).name for file in files] or list(known.entries)
    for name in names:
        if gone := locks.missing(known, name):
            found += gone
            continue
        entry = make_entry(known.file_of(name), known.entries[name].rows_only, wish)
        off = locks.differences(known, name, entry)
        found += off
        if form == "text" and not off:
            click.echo(f"as locked: {name}, {_words(entry)}", err=True)
    show(found, known.sources, form, err=form == "text")
    return DIFFERENT if found else SAME


def _write(named: Path | None, files: Sequence[Path], rows_only: bool | None, wish: Wish) -> None:
    """Make the entries, all of them before the file is written."""
    from compiler.cli.lock.making import make_entry
    from compiler.proof import locks
    from compiler.writing import write_small

    path = find_lock(named) or Path(locks.FILE_NAME)
    known = locks.read_lock(path) if path.exists() else locks.Lock(path, str(path))
    names = [known.name_of(file) for file in files] or list(known.entries)
    if not names:
        raise click.UsageError("name what is to be locked, such as aqc lock scenarios/smoke.yaml")
    if gone := [told for name in names if name in known.entries for told in locks.missing(known, name)]:
        raise Stop(gone, known.sources)
    entries, said = dict(known.entries), []
    for name in names:
        was = known.entries.get(name)
        plain = rows_only if rows_only is not None else was is not None and was.rows_only
        entries[name] = entry = make_entry(known.file_of(name), plain, wish)
        said.append(f"{_verb(was, entry)}: {name}, {_words(entry)}")
    write_small(path, locks.spelt(entries))
    click.echo("\n".join([*said, f"wrote {path}"]), err=True)


def _verb(was: locks.Entry | None, now: locks.Entry) -> str:
    return "added" if was is None else "as before" if was == now else "renewed"


def _words(entry: locks.Entry) -> str:
    rows = sum(row.rows for row in entry.tables.values())
    held = ", values not proven" if entry.rows_only else ""
    return f"{rows:,} rows in {len(entry.tables)} tables{held}"

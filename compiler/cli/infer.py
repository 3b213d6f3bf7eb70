"""aqc infer: the places, people and living batches of a live database as library files."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from compiler.cli.terminal import FILE, show
from compiler.diagnostics import Diagnostic, Stop, masked

if TYPE_CHECKING:
    from compiler.language import Inferred
    from compiler.proof import Loss
    from compiler.target import Inventory

SOME_DAY = "2025-01-01"
NO_BATCHES = "batches: {}                         # none was alive; add groups here\n"
_PERSONAL = {"captain_contact"}
_SOME = 3
"""Losses of one kind that are told; the file has all."""


@click.command()
@click.option("--dsn", metavar="URL", required=True, help="The live database: postgresql://user@host/name.")
@click.option(
    "-o", "--output", metavar="FILE", required=True, type=FILE, help="The library, such as scenarios/library/mine.yaml."
)
@click.option("--scenario", metavar="FILE", type=FILE, help="Also write a scenario that includes it.")
@click.option("--personal", is_flag=True, help="Also people's first and last names and e-mail addresses.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def infer(dsn: str, output: Path, scenario: Path | None, personal: bool, force: bool) -> None:
    """Write the farm of a live database as a library: the way in for whoever has an AquaMind already.

    Geographies, stations, halls, areas and their groups, containers with their volumes, sensors, feed stores, carriers,
    users with their roles, and the living batches: as YAML, and CSV where names follow no pattern. The database is only
    read, in one moment. Passwords are never read, names of people only with --personal.

    The library is then read again and held against the database: every row and value that the language cannot say is
    told, all of them in FILE-losses.csv.

    \b
    Example: aqc infer --dsn postgresql://localhost/aquamind -o scenarios/library/mine.yaml
    """
    from compiler.language import infer as as_library
    from compiler.target import take_inventory

    if output.suffix != ".yaml" or output == scenario:
        raise click.BadParameter("name a file of its own that ends in .yaml", param_hint="-o")
    _must_be_free([output, *([scenario] if scenario else [])], force)
    inventory = take_inventory(dsn)
    found = as_library(inventory, output.stem, personal)
    files = {output.parent / name: text for name, text in found.files.items()}
    with tempfile.TemporaryDirectory(prefix="aqc-infer-") as folder:
        lost, wrong, sources = _tried(inventory, found, Path(folder))
        told = [*found.told, *_planned(found, Path(folder))]
    lost = lost if personal else tuple(map(_impersonal, lost))
    if lost:
        files[output.with_name(f"{output.stem}-losses.csv")] = _table(lost)
    if scenario:
        files[scenario] = _scenario(found, output, scenario)
    _write(files, force)
    show([*told, *_told(lost, output)], {})
    show(wrong, sources)
    click.echo(f"wrote {' '.join(map(str, sorted(files)))}", err=True)
    click.echo(f"next:  {_next(found, output, scenario)}", err=True)
    raise Exit(1 if wrong else 0)


def _tried(
    inventory: Inventory, found: Inferred, folder: Path
) -> tuple[tuple[Loss, ...], tuple[Diagnostic, ...], Mapping[str, str]]:
    """The library in a folder of its own, read again: what is lost, what is wrong with it, and its sources."""
    from compiler.proof import hold_against

    for name, text in found.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    like = hold_against(inventory, found.names, _probe(folder, found.library, found.as_of, NO_BATCHES))
    return like.losses, like.wrong, like.sources


def _planned(found: Inferred, folder: Path) -> Iterator[Diagnostic]:
    """AQ556 when the living batches make no plan as they stand."""
    from compiler import pipeline

    if not found.batches:
        return
    try:
        pipeline.plan_scenario(_probe(folder, found.batches, found.as_of))
    except Stop as stop:
        first = next(one for one in stop.diagnostics if one.severity == "error")
        others = sum(one.severity == "error" for one in stop.diagnostics) - 1
        more = f", and {others} more" if others else ""
        message = f"the living batches make no plan as they are: {first.code} {first.message}{more}"
        hint = f"validate a scenario that includes {found.batches}, and mend it there; the places need it not"
        yield Diagnostic("AQ556", message, hint=hint, severity="warning")


def _probe(folder: Path, library: str, as_of: str, rest: str = "") -> Path:
    """A scenario that includes one of the files."""
    path = folder / f"probe-{library}"
    text = f"aqc: 1\nname: probe\nas_of: {as_of or SOME_DAY}\ninclude: [{_quoted(library)}]\n{rest}"
    path.write_text(text, encoding="utf-8")
    return path


def _scenario(found: Inferred, output: Path, scenario: Path) -> str:
    """A scenario that includes the library."""
    wanted = output.parent / (found.batches or found.library)
    include = _from(wanted, scenario)
    schema = next((path for path in _schemas(scenario) if path.is_file()), None)
    line = f"# yaml-language-server: $schema={_from(schema, scenario)}\n" if schema else ""
    return (
        f"{line}aqc: 1\n"
        f"name: {_quoted(scenario.stem)}\n"
        "about: The farm and the living batches of a live database, as aqc infer read them\n"
        "seed: 1\n"
        f"as_of: {found.as_of or 'today'}                   # the first day without history\n"
        f"include: [{_quoted(include)}]\n{'' if found.batches else NO_BATCHES}"
    )


def _schemas(scenario: Path) -> Iterator[Path]:
    """Where aqc init put the schema for editors, should the scenario lie in such a folder."""
    yield from (folder / ".aqc" / "scenario.schema.json" for folder in scenario.resolve().parents)


def _from(path: Path, scenario: Path) -> str:
    """The path as it is written in the scenario."""
    return Path(os.path.relpath(path.resolve(), scenario.resolve().parent)).as_posix()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _told(lost: tuple[Loss, ...], output: Path) -> Iterator[Diagnostic]:
    """AQ557, once for each table and column."""
    kinds: dict[tuple[str, str, bool], list[Loss]] = {}
    for one in lost:
        kinds.setdefault((one.table, one.column, one.id == 0), []).append(one)
    for (table, column, is_extra), own in kinds.items():
        many = f"{len(own)} row{'s' if len(own) > 1 else ''}"
        what = f"{column} differs in {many}" if column else f"{many} {'new' if is_extra else 'left out'}"
        some = "; ".join(map(_one, own[:_SOME])) + ("; …" if len(own) > _SOME else "")
        hint = f"all are in {output.stem}-losses.csv"
        yield Diagnostic("AQ557", f"{table}: {what}: {some}", hint=hint, severity="warning")


def _impersonal(loss: Loss) -> Loss:
    """A loss without what may be somebody's name or telephone."""
    return replace(loss, database="(see --personal)", library="") if loss.column in _PERSONAL else loss


def _one(loss: Loss) -> str:
    place = f"{loss.id} ({loss.name})" if loss.id else loss.name
    return f"{place} {loss.database[:40]!r} as {loss.library[:40]!r}" if loss.column else place


def _table(lost: tuple[Loss, ...]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["table", "id", "name", "column", "database", "library"])
    writer.writerows((one.table, one.id or "", one.name, one.column, one.database, one.library) for one in lost)
    return masked(stream.getvalue())


def _next(found: Inferred, output: Path, scenario: Path | None) -> str:
    if scenario:
        return f"aqc validate {quote(str(scenario))}"
    return f"include {output.parent / (found.batches or found.library)} in a scenario"


def _must_be_free(paths: list[Path], force: bool) -> None:
    there = [path for path in paths if path.exists() and not force]
    if there:
        message = f"{', '.join(map(str, there))} is there already; nothing was written"
        raise Stop([Diagnostic("AQ558", message, hint="name another file with -o, or say --force")])


def _write(files: Mapping[Path, str], force: bool) -> None:
    """All files under passing names first, then each in its place. Errors: Stop AQ558, AQ559."""
    _must_be_free(list(files), force)
    from compiler.writing import finish, passing_file

    passing: dict[Path, Path] = {}
    try:
        with ExitStack() as stack:
            for path, text in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                stream, passing[path] = stack.enter_context(passing_file(path))
                stream.write(text.encode())
                finish(stream)
            for path, part in passing.items():
                part.replace(path)
    except OSError as error:
        message = f"cannot write {error.filename}: {error.strerror}"
        raise Stop([Diagnostic("AQ559", message, hint="name a file in a folder that you may write to")]) from None

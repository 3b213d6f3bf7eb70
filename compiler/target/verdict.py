"""A live database held against a catalog: `aqc check`. Will a dump load, what is missing, and what is to be done?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.diagnostics import Diagnostic, Stop
from compiler.target.catalog import Catalog, load_catalog, load_fields
from compiler.target.compare import compare
from compiler.target.live import read_live
from compiler.target.session import session
from compiler.target.sharing import plan_load
from compiler.target.standing import hindrances
from compiler.target.state import held_tables, hypertable_notes, pointing_tables, stranger_tables

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

UNREADABLE, OCCUPIED = {"AQ591", "AQ617"}, "AQ582"
"""Hindrances behind which there is nothing to compare, and the one that there are relations already."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which dumps load into the database as it is now, and what was found."""

    target: str
    full: bool
    data: bool
    replace: bool
    findings: tuple[Diagnostic, ...]


def check_database(dsn: str, name: str, fillable: Iterable[str]) -> Verdict:
    """Compare a live database with the catalog schema/<name>, or with one in a folder of that path.

    Args:   fillable  tables that aqc knows how to fill
    Errors: Stop AQ603 without a connection, AQ624 without such a catalog, or what `session` says of a refusal.
    """
    folder = Path(name).resolve()
    try:
        goal = load_catalog(str(folder) if (folder / "target.json").is_file() else name)
        fields = load_fields(str(folder) if (folder / "target.json").is_file() else name)
    except FileNotFoundError:
        raise Stop([Diagnostic("AQ624", f"there is no catalog {name}", hint="--target aquamind")]) from None
    filled = {table for table in (*fillable, *goal.seeds) if table in goal.tables}
    load = plan_load(goal, fields, filled, dict.fromkeys(filled, 1))
    owned = {table.name for table in load.owned}
    needed = owned | {lookup.table.name for lookup in load.lookups}
    with session(dsn) as cursor:
        return _judge(cursor, goal, owned, needed)


def _judge(cursor: Cursor, goal: Catalog, owned: Collection[str], needed: Collection[str]) -> Verdict:
    title = f"{goal.name} {goal.version}"
    full, data = hindrances(cursor, "full"), hindrances(cursor, "data")
    if any(found.code in UNREADABLE for found in data):
        return Verdict(title, False, False, False, tuple(data))
    live = read_live(cursor)
    if not any(found.code == OCCUPIED for found in full):
        message = "the database is empty: a full dump makes its tables"
        empty = Diagnostic("AQ619", message, hint="aqc compile FILE, then aqc restore", severity="note")
        return Verdict(title, not full, False, False, (*full, empty))
    if not live.shapes.keys() & goal.tables.keys():
        return Verdict(title, False, False, False, tuple(full))
    wrong = [*data, *compare(goal, live, needed)]
    if strangers := stranger_tables(cursor, needed):
        hint = "connect as the user that the migrations run as"
        wrong.append(Diagnostic("AQ622", f"you do not own {_few(strangers)}", hint=hint))
    fits = not any(d.severity == "error" for d in wrong)
    held = held_tables(cursor, owned)
    pointing = pointing_tables(cursor, owned) if held else []
    rows = list(_rows(held, pointing))
    return Verdict(title, False, fits and not held, fits and not pointing, (*wrong, *rows, *hypertable_notes(live)))


def _rows(held: list[str], pointing: list[str]) -> Iterator[Diagnostic]:
    if held:
        message = f"rows are there already, in {_few(held)}"
        hint = "--mode data --replace puts the scenario in their place"
        yield Diagnostic("AQ620", message, hint=hint, severity="warning")
    if pointing:
        message = f"rows of {_few(pointing)} refer to rows that --replace would remove"
        yield Diagnostic("AQ621", message, hint=f"when they may go too: TRUNCATE {', '.join(pointing)} CASCADE")


def _few(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")

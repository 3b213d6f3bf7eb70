"""Histories: each tracked row has one, it begins with its creation, goes forward in time and ends in the row itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.proof.columns import table_columns
from compiler.proof.laws import EXAMPLES
from compiler.proof.outcome import Outcome
from compiler.target import load_fields

STORY = sql.SQL(
    """select count(*) filter (where (n = 1) <> (history_type = '+')),
    min(k) filter (where (n = 1) <> (history_type = '+')),
    count(*) filter (where history_date < before), min(k) filter (where history_date < before), count(*)
    from (select {key} as k, history_type, history_date, lag(history_date) over w as before, row_number() over w as n
          from public.{history} window w as (partition by {key} order by history_id)) h"""
)
LATEST = sql.SQL(
    """select count(*), min(coalesce(b.{key}, h.{key})) from public.{base} b
    full join (select distinct on ({key}) * from public.{history} order by {key}, history_id desc) h
    on h.{key} = b.{key}
    where ({rows}) is distinct from ({states})"""
)
TITLES = (
    (
        "histories-begin",
        "Histories begin with creation",
        "The first history row of a row, and no later one, is its creation.",
    ),
    ("histories-go-forward", "Histories go forward", "The history rows of a row are in the order of their dates."),
    (
        "histories-end-in-the-row",
        "Histories end in the row",
        "The last history row of a row equals it, column by column.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Tracked:
    base: str
    history: str
    key: str
    columns: tuple[str, ...]
    """Columns that both have"""


def check_histories(cursor: Cursor, target: str = "aquamind") -> tuple[Outcome, ...]:
    """Look at every history table that holds rows; one that holds none was switched off.

    Errors: psycopg2.Error.
    """
    wrong: tuple[list[str], list[str], list[str]] = ([], [], [])
    tables = rows = 0
    for one in _tracked(cursor, target):
        names = {
            "base": sql.Identifier(one.base),
            "history": sql.Identifier(one.history),
            "key": sql.Identifier(one.key),
        }
        cursor.execute(STORY.format(**names))
        early, early_key, back, back_key, states = cursor.fetchone() or (0, None, 0, None, 0)
        if not states:
            continue
        cursor.execute(LATEST.format(**names, rows=_columns("b", one), states=_columns("h", one)))
        unlike, unlike_key = cursor.fetchone() or (0, None)
        found = ((early, early_key), (back, back_key), (unlike, unlike_key))
        for failures, (count, key) in zip(wrong, found, strict=True):
            failures += [f"{one.history}: {count:,} rows, first of {one.key} {key}"] if count else []
        tables, rows = tables + 1, rows + states
    return tuple(
        Outcome(
            name, title, law, tables, len(failures), f"{tables:,} tables, {rows:,} rows",
            "pages of changes tell another story than the rows", tuple(failures[:EXAMPLES]),
        )
        for (name, title, law), failures in zip(TITLES, wrong, strict=True)
    )  # fmt: skip


def _columns(alias: str, one: _Tracked) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(alias, column) for column in one.columns)


def _tracked(cursor: Cursor, target: str) -> list[_Tracked]:
    """Pairs of tables that the database has, and that the application says belong together."""
    found, columns = [], table_columns(cursor)
    for base, facts in sorted(load_fields(target).items()):
        history: Any = facts.get("history_table")
        own, kept = (columns.get(table, frozenset()) for table in (base, history or ""))
        if history and own and kept:
            key = next(name for name, fact in facts["columns"].items() if fact.get("pk"))
            found.append(_Tracked(base, history, key, tuple(sorted(own & kept))))
    return found

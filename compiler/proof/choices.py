"""Legal choices: columns that the application restricts to a list of values hold nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.proof.columns import table_columns
from compiler.proof.laws import EXAMPLES
from compiler.proof.outcome import Outcome
from compiler.target import load_fields

Choices = Mapping[str, Sequence[str]]
"""Column to its legal values, as text."""
LEGAL_CHOICES = "legal-choices"
"""Name of the outcome."""


def check_choices(cursor: Cursor, target: str = "aquamind") -> Outcome:
    """Look at every restricted column of every table that the database has and holds rows of.

    Errors: psycopg2.Error.
    """
    columns = 0
    wrong: list[str] = []
    there = table_columns(cursor)
    for table, restricted in sorted(_restricted(load_fields(target)).items()):
        choices = {name: legal for name, legal in restricted.items() if name in there.get(table, ())}
        if choices:
            columns += len(choices)
            wrong += _wrong(cursor, table, choices)
    return Outcome(
        name=LEGAL_CHOICES,
        title="Legal choices only",
        law="A column that the application restricts to a list of values holds one of them, or nothing.",
        checked=columns,
        failing=len(wrong),
        measured=f"{columns:,} columns",
        meaning="the application would refuse the next edit of such a row",
        examples=tuple(wrong[:EXAMPLES]),
    )


def _restricted(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for table, facts in fields.items():
        for column, field in facts.get("columns", {}).items():
            if field.get("choices"):
                values = [str(value) for value in field["choices"]]
                found.setdefault(table, {})[column] = [*values, ""] if field.get("blank") else values
    return found


def _wrong(cursor: Cursor, table: str, choices: Choices) -> list[str]:
    """One example a column that holds an illegal value, with how many rows hold any."""
    order = sorted(choices)
    illegal = "filter (where not {column}::text = any(%s))"
    pattern = sql.SQL(f"count(*) {illegal}, min({{column}}::text) {illegal}")
    items = sql.SQL(", ").join(pattern.format(column=sql.Identifier(column)) for column in order)
    query = sql.SQL("select {items} from public.{table}").format(items=items, table=sql.Identifier(table))
    cursor.execute(query, [list(choices[column]) for column in order for _ in range(2)])
    found = cursor.fetchone() or ()
    return [
        f"{table}.{column}: {found[2 * place + 1]!r} in {found[2 * place]:,} rows"
        for place, column in enumerate(order)
        if found[2 * place]
    ]

"""Defects that a scenario ordered, held to their labels and put right, so that laws judge the rest.

Everything happens in the caller's transaction, which the caller rolls back.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import groupby
from pathlib import Path

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.nouns import Manifest
from compiler.proof.columns import table_columns
from compiler.proof.laws import EXAMPLES
from compiler.proof.outcome import Outcome
from compiler.proof.truth import COLUMNS, DEFECT
from compiler.target import load_fields

KEY = "id"
LABELS = "create temporary table aqc_defect (at bigint, good text, bad text) on commit drop"
UNLIKE = sql.SQL(
    """select d.at from pg_temp.aqc_defect d left join public.{table} b on b.id = d.at
    where b.{column}::numeric is distinct from d.bad::numeric order by 1"""
)
REPEATED = sql.SQL(
    """select d.at from pg_temp.aqc_defect d left join public.{table} b on b.id = d.at
    left join public.{table} a on a.id = d.good::bigint
    where a.id is null or to_jsonb(a) - 'id' is distinct from to_jsonb(b) - 'id' order by 1"""
)
DROP = sql.SQL("delete from public.{table} b using pg_temp.aqc_defect d where b.id = d.at")
MEND = sql.SQL("update public.{table} b set {column} = d.good::numeric from pg_temp.aqc_defect d where b.id = d.at")
FOUND = Outcome(
    name="defects-as-labelled",
    title="Defects stand as they are labelled",
    law="Values that the scenario ordered to be wrong stand as labelled; for other laws they are put right.",
    checked=0,
    failing=0,
    measured="",
    meaning="the labels are of another farm, or rows were changed after the dump was written",
)
UNTOLD = replace(
    FOUND,
    checked=1,
    failing=1,
    measured="mistakes are ordered, and nothing tells which",
    meaning="no law can tell them from faults: name what aqc truth writes with --truth",
)


@dataclass(frozen=True, slots=True)
class Defective:
    """One value that is not as it should be."""

    table: str
    column: str
    row: int
    right: str
    stands: str
    """As the database is to show it: as written, or right where it was corrected"""


def read_defects(path: Path) -> tuple[Defective, ...]:
    """The defects of a file that `aqc truth` wrote as CSV. Errors: OSError; ValueError when it is no such file."""
    text = path.read_text(encoding="utf-8")
    lines = csv.DictReader(StringIO(text))
    if tuple(lines.fieldnames or ()) != COLUMNS:
        raise ValueError("it is no CSV of aqc truth")
    return tuple(_read(line) for line in lines if line["what"] == DEFECT)


def _read(line: Mapping[str, str]) -> Defective:
    stands = line["right"] if line["last"] else line["written"]
    return Defective(line["table"], line["column"], int(line["row"]), line["right"], stands)


def untold(manifest: Manifest | None, labels: Sequence[Defective] | None) -> bool:
    """Whether there are defects of which nobody says where."""
    return labels is None and bool(manifest and manifest.facts.get("defects"))


def mend(cursor: Cursor, labels: Sequence[Defective]) -> tuple[Outcome, ...]:
    """Hold the labels to the rows, then put the rows right. Without labels there is nothing to tell.

    Errors: psycopg2.Error.
    """
    if not labels:
        return ()
    cursor.execute(LABELS)
    wrong, there, histories = list[str](), table_columns(cursor), load_fields()
    ordered = sorted(labels, key=lambda one: (one.table, one.column, one.row))
    for (table, column), group in groupby(ordered, key=lambda one: (one.table, one.column)):
        own = list(group)
        if column in there.get(table, ()):
            wrong += _mend(cursor, table, column, own)
            history = histories.get(table, {}).get("history_table", "")
            if column == KEY and there.get(history):
                cursor.execute(DROP.format(table=sql.Identifier(history)))
        else:
            wrong += [f"{table}.{column}: there is none"] * len(own)
    counted, examples = f"{len(labels):,} labels", tuple(wrong[:EXAMPLES])
    return (replace(FOUND, checked=len(labels), failing=len(wrong), measured=counted, examples=examples),)


def _mend(cursor: Cursor, table: str, column: str, labels: Sequence[Defective]) -> Iterator[str]:
    """Rows that do not stand as they are labelled; all of them are put right."""
    cursor.execute("truncate pg_temp.aqc_defect")
    lines = "".join(f"{one.row}\t{one.right}\t{one.stands}\n" for one in labels)
    cursor.copy_expert("copy pg_temp.aqc_defect from stdin", StringIO(lines))
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    cursor.execute((REPEATED if column == KEY else UNLIKE).format(**names))
    found = [f"{table}.{column} of row {row}" for (row,) in cursor.fetchall()]
    cursor.execute((DROP if column == KEY else MEND).format(**names))
    yield from found

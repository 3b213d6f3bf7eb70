"""Laws: SQL files under templates/verify, each a query of one row a subject: (subject text, value numeric, ok boolean).

A header of comment lines `-- key: text` stands before the query: title, law, subject (plural), failing; and, where they
make sense, unit (of the value) and needs (as_of: a setting that only a manifest can give).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from psycopg2.extensions import cursor as Cursor

from compiler import data_folder
from compiler.proof.outcome import Outcome

Kind = Literal["", "pages"]
"""A folder of laws."""
EXAMPLES = 5
"""Failing rows named a law."""


@dataclass(frozen=True, slots=True)
class Law:
    name: str
    title: str
    law: str
    subject: str
    unit: str
    failing: str
    needs: str
    sql: str
    page: str = ""
    """Of a page: its addresses in the application."""
    when: str = ""
    """SQL condition without which the law says nothing."""
    otherwise: str = ""
    """Why it says nothing then."""


def read_laws(kind: Kind = "") -> tuple[Law, ...]:
    """All laws, or all pages of the application, by name."""
    paths = sorted((data_folder("templates") / "verify" / kind).glob("*.sql"))
    return tuple(_read_law(path.stem, path.read_text(encoding="utf-8")) for path in paths if path.stem != "prelude")


def prelude(kind: Kind = "") -> str:
    """SQL that makes the temporary tables which the laws, or the pages, share."""
    return (data_folder("templates") / "verify" / kind / "prelude.sql").read_text(encoding="utf-8")


def _read_law(name: str, text: str) -> Law:
    lines = text.splitlines()
    header = [line for line in lines if line.startswith("-- ")]
    facts: Mapping[str, str] = dict(line[3:].split(": ", 1) for line in header)
    return Law(
        name=name,
        title=facts["title"],
        law=facts["law"],
        subject=facts["subject"],
        unit=facts.get("unit", ""),
        failing=facts["failing"],
        needs=facts.get("needs", ""),
        sql="\n".join(lines[len(header) :]).strip(),
        page=facts.get("page", ""),
        when=facts.get("when", ""),
        otherwise=facts.get("otherwise", ""),
    )


def ask(cursor: Cursor, law: Law) -> Outcome:
    """Put one law to the database.

    Errors: psycopg2.Error when the database lacks the tables that the law speaks of.
    """
    cursor.execute(
        f"select count(*), count(*) filter (where ok is not true), min(value), max(value) from ({law.sql}) law"
    )
    checked, failing, low, high = cursor.fetchone() or (0, 0, None, None)
    examples: tuple[str, ...] = ()
    if failing:
        cursor.execute(
            f"select subject, value from ({law.sql}) law where ok is not true order by subject limit {EXAMPLES}"
        )
        examples = tuple(_example(subject, value, law.unit) for subject, value in cursor.fetchall())
    return Outcome(
        name=law.name,
        title=law.title,
        law=law.law,
        checked=checked,
        failing=failing,
        measured=_measured(checked, low, high, law),
        meaning=law.failing,
        examples=examples,
    )


def _measured(checked: int, low: object, high: object, law: Law) -> str:
    """`170 completed batches, 1.08 to 1.17 kg feed a kg gained`."""
    counted = f"{checked:,} {law.subject}"
    if low is None or not law.unit:
        return counted
    values = f"{_number(low)}" if low == high else f"{_number(low)} to {_number(high)}"
    return f"{counted}, {values} {law.unit}"


def _example(subject: str | None, value: object, unit: str) -> str:
    name = subject or "(no subject)"
    return name if value is None else f"{name}: {_number(value)} {unit}".rstrip()


def _number(value: object) -> str:
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text

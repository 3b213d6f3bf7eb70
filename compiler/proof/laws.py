"""Laws: SQL files under templates/verify, each a query of one row a subject: (subject text, value numeric, ok boolean).

A header of comment lines `-- key: text` stands before the query: title, law, subject (plural), failing; and, where they
make sense, unit (of the value), needs (as_of or facts: settings that only a manifest can give), on (tables without
which the law says nothing), when (a condition without which it is skipped, the reason in otherwise) and chance (how
often it fails falsely).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from psycopg2 import errors, sql
from psycopg2.extensions import cursor as Cursor

from compiler import data_folder
from compiler.proof.header import headed
from compiler.proof.outcome import Outcome

Kind = Literal["", "pages", "realism"]
"""A folder of laws."""
EXAMPLES = 5
"""Failing rows named a law."""
SHARED = ("facts", "prelude")
"""Files in the folder of the laws that are none."""
UNKNOWN = {
    "as_of": "needs a manifest, which says where history ends",
    "facts": "needs a manifest that says what the scenario states",
}


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
    on: tuple[str, ...] = ()
    """Tables that must be switched on."""
    chance: str = ""
    """How often it fails though all is well, where it judges by chance."""
    page: str = ""
    """Of a page: its addresses in the application."""
    when: str = ""
    """SQL condition without which the law says nothing."""
    otherwise: str = ""
    """Why it says nothing then."""


def read_laws(kind: Kind = "") -> tuple[Law, ...]:
    """All laws, all pages of the application, or all that good farms have in common, by name."""
    paths = sorted((data_folder("templates") / "verify" / kind).glob("*.sql"))
    return tuple(_read_law(path.stem, path.read_text(encoding="utf-8")) for path in paths if path.stem not in SHARED)


def prelude(kind: Kind = "") -> str:
    """SQL that makes the temporary tables which the laws, or the pages, share; after `aqc.facts` was set."""
    folder = data_folder("templates") / "verify"
    return "\n".join(path.read_text(encoding="utf-8") for path in (folder / "facts.sql", folder / kind / "prelude.sql"))


def _read_law(name: str, text: str) -> Law:
    facts, query = headed(text)
    return Law(
        name=name,
        title=facts["title"],
        law=facts["law"],
        subject=facts["subject"],
        unit=facts.get("unit", ""),
        failing=facts["failing"],
        needs=facts.get("needs", ""),
        sql=query,
        on=tuple(facts.get("on", "").replace(",", " ").split()),
        chance=facts.get("chance", ""),
        page=facts.get("page", ""),
        when=facts.get("when", ""),
        otherwise=facts.get("otherwise", ""),
    )


def ask(cursor: Cursor, law: Law) -> Outcome:
    """Put one law to the database. Skipped where its condition does not hold, no manifest says what it needs, or tables
    are off.

    Errors: psycopg2.Error when the database lacks the tables that the law speaks of, unless the manifest names another
    target than ours: then the law is skipped.
    """
    silent = Outcome(law.name, law.title, law.law, 0, 0, "")
    if law.needs and not _is_set(cursor, law.needs):
        return replace(silent, skipped=UNKNOWN[law.needs])
    return tolerant(cursor, (silent,), lambda: (_ask(cursor, law, silent),))[0]


def _ask(cursor: Cursor, law: Law, silent: Outcome) -> Outcome:
    if off := _switched_off(cursor, law.on):
        return replace(silent, skipped=f"{', '.join(off)} switched off")
    if law.when and not _holds(cursor, law.when):
        return replace(silent, skipped=law.otherwise)
    return _put(cursor, law)


def tolerant(
    cursor: Cursor, silent: tuple[Outcome, ...], look: Callable[[], tuple[Outcome, ...]]
) -> tuple[Outcome, ...]:
    """What `look` finds; in a database of another target than ours, `silent` with the column that it lacks.

    Errors: psycopg2.Error when ours lacks something.
    """
    if not _is_set(cursor, "target"):
        return look()
    cursor.execute("savepoint tolerant")
    try:
        return look()
    except (errors.UndefinedColumn, errors.UndefinedTable) as error:
        cursor.execute("rollback to savepoint tolerant")
        return tuple(replace(one, skipped=f"another target: {error.diag.message_primary}") for one in silent)


def _is_set(cursor: Cursor, name: str) -> bool:
    cursor.execute("select coalesce(current_setting(%s, true), '')", (f"aqc.{name}",))
    return (cursor.fetchone() or ("",))[0] not in ("", "{}")


def _switched_off(cursor: Cursor, tables: Iterable[str]) -> list[str]:
    """Tables that the scenario switched off; where no manifest says so, those without a row."""
    if _is_set(cursor, "facts"):
        cursor.execute("select name from fact_off where name = any(%s) order by name", (list(tables),))
        return [name for (name,) in cursor.fetchall()]
    return [table for table in tables if not _holds_rows(cursor, table)]


def _holds(cursor: Cursor, condition: str) -> bool:
    cursor.execute(f"select {condition}")
    return bool((cursor.fetchone() or (False,))[0])


def _holds_rows(cursor: Cursor, table: str) -> bool:
    cursor.execute(sql.SQL("select exists (select from public.{})").format(sql.Identifier(table)))
    return bool((cursor.fetchone() or (False,))[0])


def _put(cursor: Cursor, law: Law) -> Outcome:
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

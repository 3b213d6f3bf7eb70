"""The application's own validation of rows: lengths, digits, ranges, required texts, what must be unique.

Everything is read from schema/<target>/fields; legal choices are a check of their own (choices.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.proof.columns import table_columns
from compiler.proof.laws import EXAMPLES
from compiler.proof.outcome import Outcome
from compiler.target import load_fields

Facts = Mapping[str, Any]
TEXTS = {"CharField", "TextField", "EmailField", "SlugField"}
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
CONDITION = re.compile(r"\('(\w+?)(__isnull)?', ('?)(\w+)\3\)")


def check_fields(cursor: Cursor, target: str = "aquamind") -> Outcome:
    """Hold every column of every table that has rows against what the application demands of it.

    Errors: psycopg2.Error.
    """
    rules = rows = 0
    wrong: list[str] = []
    columns = table_columns(cursor)
    for table, facts in sorted(load_fields(target).items()):
        present = columns.get(table, frozenset())
        stated = [(name, rule) for name, rule in _rules(facts) if name in present]
        held, failing = _hold(cursor, table, stated) if stated else (0, [])
        if held:
            wrong += [*failing, *_misspelt(cursor, table, facts, present), *_repeated(cursor, table, facts, present)]
            rules, rows = rules + len(stated), rows + held
    return Outcome(
        name="valid-fields",
        title="Rows pass validation",
        law="Every value has the length, digits, range and form that the application demands; what must be unique is.",
        checked=rules,
        failing=len(wrong),
        measured=f"{rules:,} rules, {rows:,} rows",
        meaning="the application would refuse the next edit of such a row",
        examples=tuple(wrong[:EXAMPLES]),
    )


def _rules(facts: Facts) -> Iterator[tuple[str, sql.Composed]]:
    """(column, condition that holds for a valid value that is not null)"""
    for name, fact in facts.get("columns", {}).items():
        column = sql.Identifier(name)
        if fact["t"] in TEXTS and not fact.get("blank") and not fact.get("null"):
            yield name, sql.SQL("{} <> ''").format(column)
        if fact.get("max_length") and fact["t"] in TEXTS:
            yield name, sql.SQL("length({}) <= {}").format(column, sql.Literal(fact["max_length"]))
        if fact.get("digits"):
            digits, decimals = fact["digits"]
            pattern = sql.SQL("abs({0}) < 10::numeric ^ {1} and {0} = round({0}, {2})")
            yield name, pattern.format(column, sql.Literal(digits - decimals), sql.Literal(decimals))
        for validator in fact.get("validators", ()):
            yield from ((name, rule) for rule in _validator(column, validator))


def _validator(column: sql.Identifier, validator: Facts) -> Iterator[sql.Composed]:
    if "min" in validator:
        yield sql.SQL("{} >= {}::numeric").format(column, sql.Literal(validator["min"]))
    if "max" in validator:
        yield sql.SQL("{} <= {}::numeric").format(column, sql.Literal(validator["max"]))
    if "EmailValidator" in validator:
        yield sql.SQL("({0} = '' or {0} ~ {1})").format(column, sql.Literal(EMAIL))


def _hold(cursor: Cursor, table: str, rules: list[tuple[str, sql.Composed]]) -> tuple[int, list[str]]:
    """Rows of the table, and one line a rule that some break."""
    items = [
        sql.SQL("count(*) filter (where not ({0})), min({1}::text) filter (where not ({0}))").format(
            rule, sql.Identifier(name)
        )
        for name, rule in rules
    ]
    query = sql.SQL("select count(*), {} from public.{}").format(sql.SQL(", ").join(items), sql.Identifier(table))
    cursor.execute(query)
    held, *found = cursor.fetchone() or (0,)
    pairs = zip(rules, found[::2], found[1::2], strict=True)
    return int(held), [
        f"{table}.{name}: {value!r} in {count:,} rows, against {rule.as_string(cursor)}"
        for (name, rule), count, value in pairs
        if count
    ]


def _misspelt(cursor: Cursor, table: str, facts: Facts, present: AbstractSet[str]) -> Iterator[str]:
    """Values against the application's patterns, in its own language: a letter is one in any script."""
    for name, fact in facts["columns"].items():
        for pattern in (rule["regex"] for rule in fact.get("validators", ()) if "regex" in rule and name in present):
            names = sql.Identifier(name), sql.Identifier(table)
            cursor.execute(sql.SQL("select distinct {0} from public.{1} where {0} is not null").format(*names))
            wrong = sorted(value for (value,) in cursor.fetchall() if not re.search(pattern, value))
            if wrong:
                yield f"{table}.{name}: {wrong[0]!r} and {len(wrong) - 1:,} more, against {pattern}"


def _repeated(cursor: Cursor, table: str, facts: Facts, present: AbstractSet[str]) -> Iterator[str]:
    """What should be unique and is not. What an index of the database keeps unique needs no look."""
    of_field = {fact.get("field", name): name for name, fact in facts["columns"].items()}
    wanted = [(fields, None) for fields in facts.get("unique_together", ())]
    wanted += [(c["fields"], c["condition"]) for c in facts.get("constraints", ()) if c["type"] == "UniqueConstraint"]
    wanted += [([name], None) for name, fact in facts["columns"].items() if fact.get("unique")]
    for fields, condition in wanted:
        columns = [of_field.get(field, field) for field in fields]
        if set(columns) <= present and not _indexed(cursor, table, columns):
            where = [sql.SQL("{} is not null").format(sql.Identifier(column)) for column in columns]
            where += [_condition(of_field, match) for match in CONDITION.finditer(condition or "")]
            query = sql.SQL("select count(*) from (select 1 from public.{} where {} group by {} having count(*) > 1) r")
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            cursor.execute(query.format(sql.Identifier(table), sql.SQL(" and ").join(where), names))
            if repeated := int((cursor.fetchone() or (0,))[0]):
                yield f"{table}: {repeated:,} times the same {', '.join(columns)}"


def _condition(of_field: Mapping[str, str], match: re.Match[str]) -> sql.Composed:
    column = sql.Identifier(of_field.get(match[1], match[1]))
    if match[2]:
        return sql.SQL("({} is null) = {}").format(column, sql.Literal(match[4] == "True"))
    return sql.SQL("{}::text = {}").format(
        column, sql.Literal({"True": "true", "False": "false"}.get(match[4], match[4]))
    )


def _indexed(cursor: Cursor, table: str, columns: list[str]) -> bool:
    """Whether a unique index on just those columns is there, over all rows or some."""
    cursor.execute(
        "select 1 from pg_index i where i.indrelid = %s::regclass and i.indisunique and i.indisvalid and ("
        "select array_agg(a.attname::text order by a.attname::text) from pg_attribute a "
        "where a.attrelid = i.indrelid and a.attnum = any(i.indkey)) = %s",
        (f"public.{table}", sorted(columns)),
    )
    return cursor.fetchone() is not None

"""What differs between a lock and what is made now, as diagnostics at the lines of the lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from compiler.diagnostics import Diagnostic
from compiler.proof.locks.entry import Head, Row
from compiler.proof.locks.lockfile import Lock

_MOST = 6
_FEW = 12
"""Signs of a digest that are shown"""


def head_differences(lock: Lock, name: str, head: Head) -> tuple[Diagnostic, ...]:
    """AQ520 for each value that the dump is made from and that is not the one that was reviewed."""
    entry = lock.entries[name]
    was, now = asdict(entry.head), asdict(head)
    compared = [key for key in was if key != "scenario" or entry.rows_only]
    return tuple(
        Diagnostic(
            "AQ520",
            f"{name}: {key} {_short(was[key])} was reviewed, and it is {_short(now[key])} now",
            lock.span(name, key),
            _renew(lock, name),
        )
        for key in compared
        if was[key] != now[key]
    )


def table_differences(lock: Lock, name: str, tables: Mapping[str, Row], whole: bool = True) -> tuple[Diagnostic, ...]:
    """AQ521 at the first table that holds other rows than were reviewed, or none.

    Args: whole  the dump has all tables; else those that it lacks are not compared
    """
    known = lock.entries[name].tables
    names = sorted(known.keys() | tables.keys() if whole else tables.keys())
    off = [table for table in names if _differs(known.get(table), tables.get(table))]
    if not off:
        return ()
    others = f", then {', '.join(off[1:_MOST])}{' and others' if len(off) > _MOST else ''}" if off[1:] else ""
    first = _words(off[0], known.get(off[0], Row(0)), tables.get(off[0], Row(0)))
    message = f"{name}: {len(off)} of {len(names)} tables differ from what was reviewed: {first}{others}"
    return (Diagnostic("AQ521", message, lock.span(name, "tables", off[0]), _renew(lock, name)),)


def _differs(was: Row | None, now: Row | None) -> bool:
    was, now = was or Row(0), now or Row(0)
    digested = was.sha256 is not None and now.sha256 is not None
    return was.rows != now.rows or (digested and was.sha256 != now.sha256)


def _words(table: str, was: Row, now: Row) -> str:
    if was.rows != now.rows:
        return f"{table} had {was.rows:,} rows and has {now.rows:,}"
    return (
        f"{table} has the {was.rows:,} rows with other values, sha256 {_short(was.sha256)} and now {_short(now.sha256)}"
    )


def _short(value: object) -> str:
    text = str(value)
    return text[:_FEW] if len(text) == 64 else text


def _renew(lock: Lock, name: str) -> str:
    return f"see what changed with `aqc diff`; if it is wanted, `aqc lock {lock.file_of(name)}`"

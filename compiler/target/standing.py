"""What stands in the way of a load: one judgement of a database for check, for restore and for the dumps themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Stop
from compiler.target.session import session

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

Mode = Literal["full", "data"]


def standing_query() -> str:
    """SQL that gives a row (code, mode, message, hint) a hindrance; `mode` is full, data or both."""
    return (data_folder("templates") / "database" / "standing.sql").read_text(encoding="utf-8")


def hindrances(cursor: Cursor, mode: Mode) -> list[Diagnostic]:
    """Why nothing compiled in that mode loads, worst first; for a full dump also that the database is not empty.

    Errors: psycopg2.Error.
    """
    cursor.execute(standing_query())
    found = cursor.fetchall()
    return [Diagnostic(code, message, hint=hint) for code, own, message, hint in found if own in ("both", mode)]


def admit(dsn: str, mode: Mode, oldest: int) -> None:
    """Let a load of that mode begin, written for PostgreSQL `oldest` and later.

    Errors: Stop AQ581 without a connection, AQ582, AQ588, AQ591 to AQ593 or AQ617 when the database is not fit.
    """
    with session(dsn, absent="AQ581") as cursor:
        found = hindrances(cursor, mode)
        cursor.execute("SELECT pg_catalog.current_setting('server_version_num')::integer / 10000")
        (version,) = cursor.fetchone() or (0,)
    if version < oldest:
        message = f"the dump was compiled for PostgreSQL {oldest} or later, the server is PostgreSQL {version}"
        found.append(Diagnostic("AQ588", message, hint=f"compile with --pg-version {version}"))
    if found:
        raise Stop(found)

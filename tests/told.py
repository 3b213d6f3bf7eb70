"""The scenarios of tests/cases for the tests of each: a copy elsewhere, and a cursor on a restored database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2.extensions import cursor as Cursor

HERE = Path(__file__).parent


def words(name: str) -> str:
    """The text of a case, its includes by their whole paths."""
    text = (HERE / "cases" / name).read_text(encoding="utf-8")
    return text.replace("../../scenarios", str(HERE.parent / "scenarios"))


def copied(name: str, folder: Path) -> Path:
    """The case as a file in the folder."""
    path = folder / name
    path.write_text(words(name), encoding="utf-8")
    return path


@contextmanager
def looked_into(dsn: str, settings: str = "") -> Iterator[Cursor]:
    """A cursor on the database, whose tables go by their bare names; `settings` hold for the first transaction."""
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as opened:
        opened.execute(f"{settings}; set search_path = public" if settings else "set search_path = public")
        connection.commit()
        yield opened
    connection.close()

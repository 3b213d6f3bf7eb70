"""Analysts' questions: SQL files under templates/questions, each a query that stands alone and runs in any client.

A header of comment lines `-- key: text` stands before the query: title, question, read (how to read the answer) and
sane (a condition on the columns of each row, by which a test holds the answer against common sense).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from compiler import data_folder
from compiler.proof.header import headed


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    title: str
    question: str
    read: str
    sane: str
    sql: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`strange` are the rows that are not sane."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    strange: Sequence[tuple[object, ...]]


def read_questions() -> tuple[Question, ...]:
    """All questions, by name."""
    return tuple(
        _read(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((data_folder("templates") / "questions").glob("*.sql"))
    )


def put(cursor: Cursor, question: Question) -> Answer:
    """Put one question to the database. Errors: psycopg2.Error when it lacks the tables."""
    cursor.execute(f"select answer.*, ({question.sane}) is true from ({question.sql}) answer")
    rows = [(row[:-1], row[-1]) for row in cursor.fetchall()]
    columns = tuple(column.name for column in cursor.description or ())[:-1]
    return Answer(columns, [row for row, _ in rows], [row for row, sane in rows if not sane])


def _read(name: str, text: str) -> Question:
    facts, query = headed(text)
    return Question(name, facts["title"], facts["question"], facts["read"], facts["sane"], query)

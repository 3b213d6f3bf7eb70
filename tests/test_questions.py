"""Every question has an answer on a restored smoke, and every row of it makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor

from compiler.proof.questions import Question, put, read_questions

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def cursor(smoke_database: str) -> Iterator[Cursor]:
    """A cursor on a database that holds smoke."""
    with closing(psycopg2.connect(smoke_database)) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.mark.parametrize("question", read_questions(), ids=lambda question: question.name)
def test_answers_are_sane(cursor: Cursor, question: Question) -> None:
    answer = put(cursor, question)
    cursor.connection.rollback()
    assert answer.rows
    assert list(answer.strange) == []


def test_shares_add_up(cursor: Cursor) -> None:
    """Of causes and of grades: to a hundred per cent."""
    for name, whole in (("mortality-by-cause", 0), ("harvest-by-grade", 0)):
        question = next(one for one in read_questions() if one.name == name)
        answer = put(cursor, question)
        cursor.connection.rollback()
        sums: dict[object, float] = {}
        for row in answer.rows:
            sums[row[whole]] = sums.get(row[whole], 0.0) + float(str(row[-1]))
        assert all(abs(total - 100) < 1 for total in sums.values()), sums

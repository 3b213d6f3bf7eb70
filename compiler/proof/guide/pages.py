"""Pages of the guide: SQL files under templates/guide, each a query of one row a thing to open.

A header of comment lines `-- key: text` stands before the query: page, path (its address in the user interface), role
(who sees it, the best first), open and expect (texts with columns of the row in braces), and none (what is said where
the query finds nothing). The queries are understood by SQLite and PostgreSQL alike, for
the guide asks the rows to come, and a test the restored database; they may name the days `:as_of` (the first day
without history), `:week_ago`, `:week`, `:month` and `:quarter` (7, 30 and 90 days later).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from compiler import data_folder
from compiler.exact import iso_date
from compiler.proof.header import headed

DAYS = {"week_ago": -7, "as_of": 0, "week": 7, "month": 30, "quarter": 90}
_TABLE = re.compile(r"\bpublic\.(\w+)")
_DAY = re.compile(r"(?<!:):([a-z_]+)")

Row = Mapping[str, object]
Ask = Callable[[str], Sequence[Row]]
"""Puts a query to a database that holds the farm"""


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    title: str
    path: str
    roles: tuple[str, ...]
    open: str
    expect: str
    none: str
    sql: str

    @property
    def tables(self) -> tuple[str, ...]:
        """Those that its query reads."""
        return tuple(dict.fromkeys(_TABLE.findall(self.sql)))


@dataclass(frozen=True, slots=True)
class Visit:
    """What there is on a page. `rows` are pairs of what to open and what to expect."""

    page: Page
    rows: tuple[tuple[str, str], ...]


def read_pages() -> tuple[Page, ...]:
    """All pages, in the order in which the guide shows them."""
    paths = sorted((data_folder("templates") / "guide").glob("*.sql"))
    return tuple(_read(path.stem, path.read_text(encoding="utf-8")) for path in paths)


def _read(name: str, text: str) -> Page:
    facts, query = headed(text)
    return Page(
        name,
        facts["page"],
        facts["path"],
        tuple(facts["role"].split()),
        facts["open"],
        facts["expect"],
        facts["none"],
        query,
    )


def visit(page: Page, ask: Ask, as_of: int) -> Visit:
    """Look at a page as on the day `as_of`, days since 1970-01-01."""
    days = {name: iso_date(as_of + later) for name, later in DAYS.items()}
    rows = [{key: _told(key, value) for key, value in row.items()} for row in ask(_DAY.sub(_quoted(days), page.sql))]
    return Visit(page, tuple((page.open.format_map(row), page.expect.format_map(row)) for row in rows))


def _quoted(days: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda match: f"'{days[match[1]]}'"


def _told(key: str, value: object) -> str:
    """A value as the guide shows it: whole numbers with commas, but for names; others with two digits.

    >>> [_told("fish", value) for value in (1234567, 1234.5, 0.0, "S21", None)], _told("id", 1234)
    (['1,234,567', '1,234.5', '0', 'S21', 'none'], '1234')
    """
    if value is None:
        return "none"
    if key in ("id", "year") or not isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")

"""The tester's guide tells what a restored database holds: every page is asked there, too."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extras import RealDictCursor
from smoke import smoke

from compiler.cli.guide import as_html, as_markdown
from compiler.nouns import Scenario
from compiler.pipeline import farm_of
from compiler.proof.guide import Page, Visit, look_ahead, read_pages, visit
from compiler.proof.guide.shelf import shelve

PAGES = read_pages()
FILE = "scenarios/smoke.yaml"


@pytest.fixture(scope="module")
def visits() -> tuple[Visit, ...]:
    return look_ahead(farm_of(smoke()), smoke().catalog)


@pytest.fixture(scope="module")
def cursor(smoke_database: str) -> Iterator[RealDictCursor]:
    connecting = closing(psycopg2.connect(smoke_database))
    with connecting as connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
        yield cursor


@pytest.mark.server
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_the_database_holds(page: Page, visits: tuple[Visit, ...], cursor: RealDictCursor) -> None:
    def ask(query: str) -> list[dict[str, object]]:
        cursor.execute(query.replace("%", "%%"))
        return [dict(row) for row in cursor.fetchall()]

    ahead = next(one for one in visits if one.page == page)
    assert visit(page, ask, smoke().scenario.as_of) == ahead


def test_pages_name_tables_and_roles_of_the_target() -> None:
    roles = {user.role for user in smoke().scenario.users}
    for page in PAGES:
        assert page.tables
        assert set(page.tables) <= smoke().catalog.tables.keys(), page.name
        assert set(page.roles) <= roles, page.name


def test_a_target_without_a_table_leaves_its_page_empty() -> None:
    catalog = smoke().catalog
    older = replace(catalog, tables={name: it for name, it in catalog.tables.items() if "journal" not in name})
    shown = {one.page.name for one in look_ahead(farm_of(smoke()), older) if one.rows}
    assert "54-journal" not in shown
    assert "50-treatments" in shown


def test_texts_come_back_from_the_shelf_as_they_are() -> None:
    """Tabs, line ends, backslashes and what looks like NULL, through COPY text and back."""
    about = "a\tb\\c\r\nd\\N e\u2028f"
    scenario = smoke().scenario
    first, *others = scenario.stations
    lived = replace(smoke(), scenario=replace(scenario, stations=(replace(first, name=about), *others)))
    shelf: sqlite3.Connection = shelve(farm_of(lived), smoke().catalog, ["infrastructure_freshwaterstation"])
    names = {name for (name,) in shelf.execute("select name from public.infrastructure_freshwaterstation")}
    assert about in names


def test_the_guide_names_accounts_and_passwords_that_open(visits: tuple[Visit, ...]) -> None:
    scenario = smoke().scenario
    first, *others = scenario.users
    mine = replace(first, username="mine")
    text = as_markdown(replace(scenario, users=(mine, *others)), visits, FILE)
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", text, re.M))
    assert rows.pop("mine") == "as the scenario's author set it"
    assert rows == {user.username: f"`{user.username}-aqc`" for user in others if user.password_hash != "!"}


def test_every_page_stands_in_the_guide_once(visits: tuple[Visit, ...]) -> None:
    text = as_markdown(smoke().scenario, visits, FILE)
    for one in visits:
        heading, row = f"### {one.page.title}\n", f"| {one.page.title} ("
        assert (text.count(heading), text.count(row)) == ((1, 0) if one.rows else (0, 1)), one.page.name
    assert "## What the application gets wrong by itself" in text


def test_cells_keep_to_their_table() -> None:
    page = replace(PAGES[0], open="{name}", expect="x")
    shown = visit(page, lambda _: [{"name": "a|b\n<script>"}], 0)
    text = as_markdown(smoke().scenario, [shown], FILE)
    assert "| a\\|b <script> | x |" in text
    assert "<script>" not in as_html(text, "x")


def test_html_is_one_page_that_needs_nothing_else(visits: tuple[Visit, ...]) -> None:
    html = as_html(as_markdown(smoke().scenario, visits, FILE), "a <b> name")
    assert "<title>a &lt;b&gt; name: tester's guide</title>" in html

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.tables = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "link", "img", "iframe"), tag
            if tag == "table":
                self.tables += 1
            if tag != "meta":
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert reader.tables == 1 + sum(bool(one.rows) for one in visits) + any(not one.rows for one in visits) + 1


def test_days_move_with_as_of() -> None:
    def asked(scenario: Scenario) -> list[str]:
        found: list[str] = []
        visit(replace(PAGES[0], sql="select :as_of, :week, x::text"), lambda query: found.append(query) or [], 20000)
        return found

    assert asked(smoke().scenario) == ["select '2024-10-04', '2024-10-11', x::text"]


def test_the_command_writes_whole_files(tmp_path: Path) -> None:
    from test_cli import aqc

    out = tmp_path / "guide.html"
    run = aqc("guide", "scenarios/tutorial.yaml", "--format", "html", "-o", str(out))
    assert (run.returncode, run.stdout) == (0, f"wrote {out}\n")
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")

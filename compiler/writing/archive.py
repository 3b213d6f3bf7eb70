"""A dump as a folder that pg_restore loads with many connections: what stands in it, and what waits for what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from compiler.target import Catalog, Table
from compiler.writing import ddl
from compiler.writing.guard import guard
from compiler.writing.toc import Entry, Section

TOC = "toc.dat"
GUARD = "AQC GUARD"
"""Kind of the entry that no archive of others has: is the database fit?"""
_TITLE = re.compile(r"--\n-- Name: (.+); Type: ([A-Z ]+); Schema: public; Owner: -\n--\n\n")
_SETTINGS = (
    ("ENCODING", "SET client_encoding = 'UTF8';\n"),
    ("STDSTRINGS", "SET standard_conforming_strings = 'on';\n"),
    ("SEARCHPATH", "SELECT pg_catalog.set_config('search_path', '', false);\nSET synchronous_commit = off;\n"),
)
"""What pg_restore takes from entries of these names for all of its connections. Each of some thousand statements is
committed by itself, and would wait for the disk."""
_KEPT = """\
SET synchronous_commit = on;
SELECT pg_catalog.pg_logical_emit_message(true, 'aqc', '');
"""
"""The last commit waits for the disk, and for all before it; one that wrote nothing would not wait."""
_DROPS = {
    "TABLE": "DROP TABLE public.{name};\n",
    "VIEW": "DROP VIEW public.{name};\n",
    "INDEX": "DROP INDEX public.{name};\n",
    "CONSTRAINT": "ALTER TABLE ONLY public.{table} DROP CONSTRAINT {name};\n",
    "FK CONSTRAINT": "ALTER TABLE ONLY public.{table} DROP CONSTRAINT {name};\n",
}
"""For pg_restore --clean"""
_SHARED = "-- load via partition root public.{name}\n"
"""Words by which pg_restore knows rows of a table of which other entries hold rows as well: it would empty the table
before each else."""


class Archive:
    """The entries of a dump, numbered in the order of the plain file.

    Rows of a table are in as many entries as there are tasks for it; what is built over a table waits for all of them.
    """

    def __init__(self, catalog: Catalog, form: ddl.Options, runs: Mapping[str, int]) -> None:
        """`runs`: [table] number of files of its rows, of tables that have any."""
        self.catalog, self.form, self.runs = catalog, form, runs
        self.entries: list[Entry] = []
        self.tables: dict[str, int] = {}
        self.rows: dict[str, list[Entry]] = {}
        self.keys: dict[str, list[int]] = {}

    def lay_out(self, last_ids: Mapping[str, int], assertions: str) -> None:
        """Fill `entries`, and `rows` by table. Args: last_ids, assertions  as for the plain file"""
        for name, sql in _SETTINGS:
            self._add(Entry(0, name, name, Section.NONE, sql))
        self._add(Entry(0, "guard", GUARD, Section.PRE_DATA, f"{guard('full')}\n"))
        self._add_all(ddl.prologue(self.catalog, self.form), Section.PRE_DATA)
        for name, number in self.tables.items():
            self._add_rows(self.catalog.tables[name], number)
        self._add_all(ddl.sequence_sets(self.catalog, last_ids, self.form), Section.DATA)
        self._add_all(ddl.post_data(self.catalog, self.form), Section.POST_DATA)
        for name, rows in self.rows.items():
            sql = f"ANALYZE public.{ddl.quote(name, self.form)};\n"
            after = tuple(entry.number for entry in rows)
            self._add(Entry(0, name, "ANALYZE", Section.POST_DATA, sql, needs=after))
        before = tuple(entry.number for entry in self.entries if entry.section > Section.PRE_DATA)
        sql = f"{assertions.strip()}\n{_KEPT}"
        self._add(Entry(0, "assertions", "ASSERTION", Section.POST_DATA, sql, needs=before))

    def _add(self, entry: Entry) -> Entry:
        """The entry with the next number."""
        self.entries.append(replace(entry, number=len(self.entries) + 1))
        return self.entries[-1]

    def _add_all(self, text: str, section: Section) -> None:
        """The entries of a part of the plain file."""
        for tag, kind, sql in _entries_of(text):
            table = self._table_of(tag, kind)
            name = tag.removeprefix(f"{table.name} ") if kind.endswith("CONSTRAINT") and table else tag
            quoted = {"table": ddl.quote(table.name, self.form) if table else "", "name": ddl.quote(name, self.form)}
            drop = _DROPS.get(kind, "").format(**quoted)
            entry = self._add(Entry(0, tag, kind, section, sql, drop, needs=self._needs(kind, table, name)))
            if kind == "TABLE":
                self.tables[tag] = entry.number
            if kind == "CONSTRAINT" and table:
                self.keys.setdefault(table.name, []).append(entry.number)

    def _add_rows(self, table: Table, number: int) -> None:
        count = self.runs.get(table.name, 0)
        for _ in range(count):
            at = len(self.entries) + 1
            sql = _SHARED.format(name=ddl.quote(table.name, self.form)) if count > 1 else ""
            copy = ddl.copy_line(table, self.form)
            entry = Entry(0, table.name, "TABLE DATA", Section.DATA, sql, "", copy, (number,), f"{at}.dat")
            self.rows.setdefault(table.name, []).append(self._add(entry))

    def _table_of(self, tag: str, kind: str) -> Table | None:
        """The table that an entry belongs to; None of a view."""
        tables = self.catalog.tables
        if kind in ("SEQUENCE", "SEQUENCE SET"):
            return tables[self.catalog.sequences[tag].table]
        if kind == "INDEX":
            return next(table for table in tables.values() if any(index.name == tag for index in table.indexes))
        if kind.endswith("CONSTRAINT"):
            return next(table for name, table in tables.items() if tag.startswith(f"{name} "))
        return tables.get(tag)

    def _needs(self, kind: str, table: Table | None, name: str) -> tuple[int, ...]:
        """Numbers of what an entry waits for; pre-data is restored in its order."""
        if kind not in ("CONSTRAINT", "INDEX", "FK CONSTRAINT") or table is None:
            return ()
        needs = [self.tables[table.name], *(entry.number for entry in self.rows.get(table.name, ()))]
        if kind == "FK CONSTRAINT":
            target = next(key.target for key in table.foreign_keys if key.name == name)
            rows = (entry.number for entry in self.rows.get(target, ()))
            needs += [self.tables[target], *rows, *self.keys.get(target, ())]
        return tuple(dict.fromkeys(needs))


def _entries_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Name, kind and SQL of each entry of a part of a plain dump; what stands before the first is left out."""
    titles = list(_TITLE.finditer(text))
    ends = [title.start() for title in titles[1:]] + [len(text)]
    for title, end in zip(titles, ends, strict=True):
        yield title[1], title[2], text[title.end() : end].rstrip("\n") + "\n"

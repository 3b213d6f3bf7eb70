"""Everything of the plain dump format except the rows: what pg_dump would write for the catalog, and the aqc blocks.

A dump is, in this order: `prologue`, for each table in order of names `copy_header`, the rows and `COPY_END`, then
`sequence_sets`, `post_data`, `epilogue`. The texts stand in templates/*.sql.j2.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import __version__, data_folder
from compiler.target import Catalog, Column, Sequence, Table
from compiler.writing.guard import guard

COPY_END = "\\.\n\n\n"
PG_VERSIONS = (15, 16, 17, 18)
_NAME_BYTES = 63
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Options:
    """What the format depends on besides the catalog; made by `options`.

    `restrict_key` None leaves \\restrict and \\unrestrict out; `keywords` are the names that need quotes.
    """

    pg_version: int
    restrict_key: str | None
    digest: str
    seed: int
    keywords: frozenset[str] = field(repr=False)


def options(digest: str, seed: int, pg_version: int = 15, restrict: bool = True) -> Options:
    """Options for a scenario of that hexadecimal digest.

    Errors: ValueError for a PostgreSQL that aqc does not target.
    """
    if pg_version not in PG_VERSIONS:
        raise ValueError(f"PostgreSQL {pg_version} is not one of {PG_VERSIONS}")
    if not re.fullmatch(r"[0-9a-f]*", digest):
        raise ValueError(f"digest {digest!r} is not hexadecimal")
    words = json.loads((data_folder("schema") / "postgres" / "keywords.json").read_text(encoding="utf-8"))
    known = frozenset(word for since, names in words.items() if int(since) <= pg_version for word in names)
    return Options(pg_version, restrict_key(digest) if restrict else None, digest, seed, known)


def restrict_key(digest: str) -> str:
    """The argument of \\restrict: 64 letters and digits that follow from the scenario alone."""
    return hashlib.sha256(b"aqc restrict " + digest.encode()).hexdigest()


def prologue(catalog: Catalog, options: Options) -> str:
    """Header, session settings, tables, identity sequences and views."""
    header = _environment(options).get_template("header.sql.j2")
    opening = header.render(
        key=options.restrict_key,
        pg_version=options.pg_version,
        aqc_version=__version__,
        digest=options.digest or "unnamed",
        seed=options.seed,
        guard=guard("full"),
    )
    body = _environment(options).get_template("pre_data.sql.j2")
    return opening + body.render(entries=list(_tables_and_sequences(catalog)), views=list(catalog.views.values()))


def copy_header(table: Table, options: Options) -> str:
    """The comment and the COPY line before a table's rows."""
    title = f"--\n-- Data for Name: {table.name}; Type: TABLE DATA; Schema: public; Owner: -\n--\n\n"
    return title + copy_line(table, options)


def copy_line(table: Table, options: Options) -> str:
    """The COPY statement of a table's rows."""
    columns = ", ".join(quote(column.name, options) for column in table.columns)
    return f"COPY public.{quote(table.name, options)} ({columns}) FROM stdin;\n"


def sequence_sets(catalog: Catalog, last_ids: Mapping[str, int], options: Options) -> str:
    """The value of every sequence: `last_ids` holds the greatest id of each table that has rows."""
    template = _environment(options).get_template("sequences.sql.j2")
    return template.render(
        entries=[(sequence, last_ids.get(sequence.table, 0)) for sequence in catalog.sequences.values()]
    )


def post_data(catalog: Catalog, options: Options) -> str:
    """Keys, indexes and foreign keys, each in order of its own name."""
    tables = catalog.tables.values()
    keys = [(table, table.primary_key, "PRIMARY KEY") for table in tables]
    keys += [(table, key, "UNIQUE") for table in tables for key in table.uniques]
    indexes = [(table, index) for table in tables for index in table.indexes]
    foreign_keys = [(table, key) for table in tables for key in table.foreign_keys]
    return (
        _environment(options)
        .get_template("post_data.sql.j2")
        .render(
            keys=sorted(keys, key=lambda entry: entry[1].name.encode()),
            indexes=sorted(indexes, key=lambda entry: entry[1].name.encode()),
            foreign_keys=sorted(foreign_keys, key=lambda entry: entry[1].name.encode()),
        )
    )


def epilogue(catalog: Catalog, options: Options, assertions: str = "") -> str:
    """ANALYZE, the assertions (SQL that raises when a promise is broken; names qualified) and the closing comment."""
    template = _environment(options).get_template("footer.sql.j2")
    tables = list(catalog.tables.values())
    return template.render(tables=tables, assertions=assertions.strip(), key=options.restrict_key)


def quote(name: str, options: Options) -> str:
    """An identifier as pg_dump writes it: in quotes only where PostgreSQL needs them."""
    if _PLAIN.fullmatch(name) and name not in options.keywords:
        return name
    return '"' + name.replace('"', '""') + '"'


def not_null_name(table: str, column: str) -> str:
    """The name that PostgreSQL 18 gives to a NOT NULL: the longer part is cut until the whole has 63 bytes."""
    room = _NAME_BYTES - len("__not_null")
    while len(table) + len(column) > room:
        if len(table) > len(column):
            table = table[:-1]
        else:
            column = column[:-1]
    return f"{table}_{column}_not_null"


def _environment(options: Options) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["quote"] = lambda name: quote(name, options)
    environment.filters["public"] = lambda item: f"public.{quote(item.name, options)}"
    environment.globals["comment"] = _comment
    environment.globals["lines"] = lambda table: _lines(table, options)
    return environment


def _comment(name: str, kind: str) -> str:
    return f"--\n-- Name: {name}; Type: {kind}; Schema: public; Owner: -\n--\n"


def _lines(table: Table, options: Options) -> Iterator[str]:
    for column in table.columns:
        yield f"{quote(column.name, options)} {column.type}{_not_null(table, column, options)}"
    for check in table.checks:
        yield f"CONSTRAINT {quote(check.name, options)} {check.definition}"


def _not_null(table: Table, column: Column, options: Options) -> str:
    if not column.not_null:
        return ""
    is_cut = len(f"{table.name}_{column.name}_not_null") > _NAME_BYTES
    name = (
        f" CONSTRAINT {quote(not_null_name(table.name, column.name), options)}"
        if options.pg_version >= 18 and is_cut
        else ""
    )
    return f"{name} NOT NULL"


def _tables_and_sequences(catalog: Catalog) -> Iterable[tuple[Table, Sequence | None]]:
    """Tables and identity sequences in one list by name; a table that a sequence would precede moves before it."""
    first = {table: table.encode() for table in catalog.tables}
    for sequence in catalog.sequences.values():
        first[sequence.table] = min(first[sequence.table], sequence.name.encode())
    entries: list[tuple[bytes, int, Table, Sequence | None]] = [
        (first[table.name], 0, table, None) for table in catalog.tables.values()
    ]
    entries += [
        (sequence.name.encode(), 1, catalog.tables[sequence.table], sequence) for sequence in catalog.sequences.values()
    ]
    return [(table, sequence) for _, _, table, sequence in sorted(entries, key=lambda entry: entry[:2])]

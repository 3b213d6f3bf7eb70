"""The SQL that takes the database of a farm from one day to a later one.

Both farms are made, and their rows compared: what the SQL makes of the earlier is the later by construction, whatever
changed. As ids run with time, that is few rows: those of new days, and what people changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from compiler.advance.differences import Lines, Told, differences, lines_of, stamps_of, texts_of
from compiler.exact import iso_date
from compiler.filling import Farm, PartTable, find_tables
from compiler.target import Catalog, load_fields, plan_load
from compiler.writing import (
    Advance,
    Days,
    Dump,
    Known,
    Options,
    assertions,
    ddl,
    natural_columns,
    open_output,
)

END = b"\\.\n\n"


@dataclass(frozen=True, slots=True)
class Advanced:
    """What was written."""

    days: Days
    bytes: int
    tables: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """[table] rows that go or change, and rows that come or that others change into"""

    @property
    def gone(self) -> int:
        return sum(gone for gone, _ in self.tables.values())

    @property
    def come(self) -> int:
        return sum(come for _, come in self.tables.values())


@dataclass(frozen=True, slots=True)
class Stand:
    """A farm on a day, held against its target."""

    farm: Farm
    rows: Mapping[str, int]
    """Of every table that has any"""
    catalog: Catalog


def write(before: Stand, after: Stand, out: Path | BinaryIO, options: Options, told: Told | None = None) -> Advanced:
    """Write the SQL. Errors: Stop with AQ510 to AQ514, as emit; nothing half-written is left."""
    catalog, scenario = after.catalog, after.farm.world.scenario
    form = ddl.options(scenario.digest, scenario.seed, options.pg_version, options.restrict)
    days = Days(iso_date(before.farm.world.scenario.as_of), iso_date(scenario.as_of))
    words, stamps = Advance(catalog, form, days), stamps_of(after.farm)
    filled = after.farm.world.seeds.keys() | find_tables().keys()
    load = plan_load(catalog, load_fields(scenario.target), filled, after.rows)
    owned = {table.name: after.rows[table.name] for table in load.owned if table.name in after.rows}
    dump = Dump(after.farm, catalog, form, Options(mode="data"), after.rows, {})
    known = [_known(after.farm, name, columns) for name, columns in natural_columns(load).items()]
    changed: dict[str, tuple[int, int]] = {}
    with open_output(out, 0) as stream:
        size = stream.write(words.opening(_last_ids(before), known).encode())
        for name, gone, come in differences(before.farm, after.farm, stamps, options, told):
            size += sum(map(stream.write, _section(words, catalog, name, stamps.get(name, {}), gone, come)))
            changed[name] = len(gone), len(come)
        size += stream.write(words.ending(list(changed), assertions(dump, owned)).encode())
    return Advanced(days, size, changed)


def _section(
    words: Advance, catalog: Catalog, name: str, stamps: Mapping[str, str], gone: Lines, come: Lines
) -> Iterator[bytes]:
    table = catalog.tables[name]
    yield words.begin(table, stamps, len(gone)).encode()
    if gone:
        yield b"".join(gone)
        yield words.took(table, len(gone)).encode()
    if come:
        yield words.come(table).encode()
        yield b"".join(come)
        yield END


def _last_ids(stand: Stand) -> dict[str, int]:
    """Of tables whose ids run from 1 without gaps."""
    farm, rows = stand.farm, stand.rows
    known = {name: one for name, one in find_tables().items() if isinstance(one, PartTable) and one.key}
    return {name: size for name, size in rows.items() if name in known or (name in farm.trails and name in farm.counts)}


def _known(farm: Farm, table: str, names: Sequence[str]) -> Known:
    shape = farm.tables[table]
    at = [[column.name for column in shape.columns].index(name) for name in names]
    lines = lines_of(texts_of(farm, table, 0, {})[table])
    cells = [line[:-1].decode().split("\t") for line in lines]
    return Known(table, names, "".join("\t".join(row[place] for place in at) + "\n" for row in cells))

"""A dump that is about to be written: how, and all of it that is no row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import data_folder
from compiler.filling import Farm, find_tables
from compiler.nouns import Mode
from compiler.target import Catalog, load_fields, plan_load
from compiler.writing import ddl
from compiler.writing.archive import Archive
from compiler.writing.crew import Crew
from compiler.writing.data import Script, data_script
from compiler.writing.packing import ENDINGS, Packing
from compiler.writing.pieces import Reuse
from compiler.writing.schedule import Task

FISH = {"batch_creationworkflow", "batch_mortalityevent", "harvest_harvestevent", "harvest_harvestlot"}
"""Without these, or with mistakes in them, no database can tell where the fish of a batch are."""
LATE: Mapping[Mode, str] = {
    "full": "without psql -1 the rows are already in the database: drop it, and restore with -1",
    "data": "nothing was changed; compile the scenario again, or load the file unedited",
}
"""What a failed assertion advises."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to compile. `jobs` and `crew` change no byte.

    `crew` makes the rows in place of processes of our own. `mode` full makes a database, data fills one that the
    application's migrations made; `replace` lets it take the place of rows that are there. `layout` directory makes a
    folder for pg_restore.
    """

    jobs: int = 1
    pg_version: int = 15
    restrict: bool = True
    mode: Mode = "full"
    replace: bool = False
    layout: Literal["plain", "directory"] = "plain"
    packing: Packing = "none"
    crew: Crew | None = None
    cache: bool | None = None
    """Whether rows of batches serve the next compile; None: of large dumps, and not in CI"""

    @property
    def workers(self) -> int | Crew:
        """Who makes the rows: so many processes, or others."""
        return self.crew or self.jobs

    @property
    def ending(self) -> str:
        """How the dump's name ends."""
        return "" if self.layout == "directory" else f".sql{ENDINGS[self.packing]}"


@dataclass(frozen=True, slots=True)
class Dump:
    """What is about to be written."""

    farm: Farm
    catalog: Catalog
    form: ddl.Options
    options: Options
    rows: Mapping[str, int]
    """[table] rows, of tables that have any"""
    tasks: Mapping[str, Sequence[Task]]
    reuse: Reuse | None = None


def full_script(dump: Dump) -> Script:
    """That of a plain file that makes a whole database."""
    return Script(
        ddl.prologue(dump.catalog, dump.form),
        {name: ddl.copy_header(table, dump.form) for name, table in dump.catalog.tables.items()},
        ddl.sequence_sets(dump.catalog, last_ids(dump), dump.form)
        + ddl.post_data(dump.catalog, dump.form)
        + ddl.epilogue(dump.catalog, dump.form, assertions(dump, dump.rows)),
    )


def filling_script(dump: Dump) -> Script:
    """That of a file that fills the tables of a migrated database."""
    fields = load_fields(dump.farm.world.scenario.target)
    filled = dump.farm.world.seeds.keys() | find_tables().keys()
    load = plan_load(dump.catalog, fields, filled, dump.rows)
    owned = {table.name: dump.rows[table.name] for table in load.owned if table.name in dump.rows}
    target = f"{dump.catalog.name} {dump.catalog.version}"
    return data_script(load, dump.form, target, dump.options.replace, assertions(dump, owned))


def entries(dump: Dump) -> Archive:
    """What a folder holds."""
    archive = Archive(dump.catalog, dump.form, {name: len(tasks) for name, tasks in dump.tasks.items()})
    archive.lay_out(last_ids(dump), assertions(dump, dump.rows))
    return archive


def last_ids(dump: Dump) -> Mapping[str, int]:
    """[table] the greatest id of each table that has rows."""
    return {name: _last_id(dump, name) for name in dump.rows}


def _last_id(dump: Dump, table: str) -> int:
    """Ids run from 1 without gaps, but for fixed rows, which bring their own."""
    seed = dump.farm.world.seeds.get(table)
    if seed is None:
        return dump.rows[table]
    return max(dump.rows[table], *(int(str(row[seed.columns.index("id")])) for row in seed.rows))


def assertions(dump: Dump, rows: Mapping[str, int]) -> str:
    """SQL that stops unless the tables hold those rows, and the fish of every batch are all there."""
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates")), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    counted = dump.farm.tables.keys() >= FISH and not any(map(dump.farm.world.scenario.defective, FISH))
    return environment.get_template("assertions.sql.j2").render(
        tables=dict(sorted(rows.items())), fish=counted, late=LATE[dump.options.mode]
    )

"""The words of a file that takes a database to a later day. They stand in templates/data/advance_*.sql.j2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler import __version__
from compiler.target import Catalog, Load, Table
from compiler.writing import ddl
from compiler.writing.data import CLOSING, TITLE, environment_of
from compiler.writing.guard import guard

OTHER = "give the day that this database stands at with --from, or restore a dump of it"


@dataclass(frozen=True, slots=True)
class Known:
    """Rows of a lookup, by which new rows name it: its key and natural key."""

    table: str
    columns: Sequence[str]
    text: str
    """COPY text"""


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to a later one, as YYYY-MM-DD."""

    before: str
    after: str


class Advance:
    """The words between the rows of such a file."""

    def __init__(self, catalog: Catalog, options: ddl.Options, days: Days) -> None:
        self.catalog, self.options = catalog, options
        self.templates = environment_of(options)
        self.facts = {
            "key": options.restrict_key,
            "aqc_version": __version__,
            "digest": options.digest or "unnamed",
            "seed": options.seed,
            "target": f"{catalog.name} {catalog.version}",
            "before": days.before,
            "after": days.after,
            "other": OTHER,
            "guard": guard("data"),
            "closing": CLOSING,
        }

    def opening(self, last_ids: Mapping[str, int], lookups: Sequence[Known]) -> str:
        """Args: last_ids  [table] that it ends with on the earlier day; of tables with one key, a number"""
        ends = [(name, self.catalog.tables[name].primary_key.columns[0], last) for name, last in last_ids.items()]
        return TITLE + self._render("opening", ends=ends, lookups=lookups)

    def begin(self, table: Table, stamps: Mapping[str, str], gone: int) -> str:
        """What stands before the rows that go, or change. Args: stamps  [column] what it holds in every row now"""
        return self._render("table", table=table, stamps=sorted(stamps.items()), gone=gone)

    def took(self, table: Table, gone: int) -> str:
        """What stands behind them."""
        return self._render("gone", table=table, gone=gone, keys=table.primary_key.columns)

    def come(self, table: Table) -> str:
        """What stands before the rows that come, or as which others stand now."""
        return ddl.copy_line(table, self.options)

    def ending(self, changed: Sequence[str], assertions: str) -> str:
        tables = [self.catalog.tables[name] for name in changed]
        sequences = [(table.name, column.name) for table in tables for column in table.columns if column.identity]
        return self._render("closing", sequences=sequences, changed=changed, assertions=assertions.strip())

    def _render(self, part: str, **facts: object) -> str:
        return self.templates.get_template(f"advance_{part}.sql.j2").render(self.facts | facts)


def natural_columns(load: Load) -> Mapping[str, Sequence[str]]:
    """[lookup] its key, and the columns by which its rows are known again."""
    return {each.table.name: (each.key, *each.natural) for each in load.lookups if not each.is_framework}

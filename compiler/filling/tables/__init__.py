"""One target table a file, found by looking: tables/<app>/<table>.py names its TABLE and fills its columns.

A module has one of
    world_rows(world) -> Rows                          static rows
    ledger_rows(world, ledger) -> Rows                 rows of the farm's books
    count(part) -> int  and  batch_rows(part, ids) -> Iterator[Rows]      rows of one batch, ids: their first ids
and, where its rows were written more than once,
    past_count(part) -> int  and  past(part, rows) -> Past                earlier states of a block of batch_rows
    past(world, ledger, rows) -> Past                                     of ledger_rows
from which the history of the table follows (histories/). Without them every row was written once.
A table of the catalog that no module fills holds its fixed rows (_seeds.py) or stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType


@cache
def find_tables() -> Mapping[str, ModuleType]:
    """Module of each filled table, by table name. Errors: ValueError when two files fill one table (our bug)."""
    found: dict[str, ModuleType] = {}
    for info in walk_packages(__path__, f"{__name__}."):
        module = import_module(info.name)
        table = getattr(module, "TABLE", None)
        if table in found:
            raise ValueError(f"table {table} is filled by {found[table].__name__} and {info.name}")
        if table:
            found[table] = module
    return dict(sorted(found.items()))

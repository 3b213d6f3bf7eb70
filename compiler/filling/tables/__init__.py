"""One target table a file, found by its type: tables/<app>/<table>.py holds a value TABLE of a kind (kinds.py).

    TABLE = WorldTable(name="infrastructure_hall", rows=_rows)
    TABLE = BatchTable(name="batch_growthsample", select=_cells, columns=_columns)
    TABLE = BatchTable(name="batch_batch", select=itself, columns=_columns, past=_past)

From it follow the number of its rows, their ids and the history of the table (histories/): without a `past` every row
was written once. A table of the catalog without a file holds its fixed rows (_seeds.py) or stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from compiler.filling.kinds import KINDS, AnyTable


@cache
def find_tables() -> Mapping[str, AnyTable]:
    """The tables that we fill, by name. Errors: ValueError when two files fill one table (our bug)."""
    found: dict[str, AnyTable] = {}
    for info in walk_packages(__path__, f"{__name__}."):
        for value in vars(import_module(info.name)).values():
            if isinstance(value, KINDS):
                if value.name in found:
                    raise ValueError(f"table {value.name} is filled twice, the second time by {info.name}")
                found[value.name] = value
    return dict(sorted(found.items()))

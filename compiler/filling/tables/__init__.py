"""One target table a file, found by looking: tables/<app>/<table>.py holds one value of a kind (kinds.py), its TABLE.

From it alone follow the number of rows, their ids and, where it has a past, their earlier states (histories/).
A table of the catalog without a file holds its fixed rows (_seeds.py) or stays empty.
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

"""What the tables of the target hold: one table a file, histories, and what the application derives."""

from compiler.filling.facts import farm_facts
from compiler.filling.farm import Farm, build_farm, fitted, rows_of
from compiler.filling.kinds import PartTable
from compiler.filling.tables import find_tables
from compiler.filling.world import iso_date

__all__ = [
    "Farm",
    "PartTable",
    "build_farm",
    "farm_facts",
    "find_tables",
    "fitted",
    "iso_date",
    "rows_of",
]

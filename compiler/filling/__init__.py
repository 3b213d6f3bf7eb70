"""What the tables of the target hold: one table a file, histories, and what the application derives."""

from compiler.filling.derive import projection_of
from compiler.filling.facts import farm_facts
from compiler.filling.farm import Farm, build_farm, fitted, rows_of
from compiler.filling.kinds import PartTable
from compiler.filling.part import Part
from compiler.filling.tables import find_tables
from compiler.filling.world import iso_date

__all__ = [
    "Farm",
    "Part",
    "PartTable",
    "build_farm",
    "farm_facts",
    "find_tables",
    "fitted",
    "iso_date",
    "projection_of",
    "rows_of",
]

"""What the tables of the target hold: one table a file, histories, and what the application derives."""

from compiler.filling.alone import NotAlone, alone
from compiler.filling.derive import projection_of
from compiler.filling.facts import farm_facts
from compiler.filling.farm import Farm, build_farm
from compiler.filling.keys import Keys, keys_of
from compiler.filling.kinds import PartTable, WorldTable
from compiler.filling.making import fitted, marks_of, rows_of, told_of
from compiler.filling.numbering import references
from compiler.filling.part import Part
from compiler.filling.slips import in_text
from compiler.filling.tables import find_tables
from compiler.filling.world import World, born_day, build_world, known_on
from compiler.filling.written import ALWAYS

__all__ = [
    "ALWAYS",
    "Farm",
    "Keys",
    "NotAlone",
    "Part",
    "PartTable",
    "World",
    "WorldTable",
    "alone",
    "born_day",
    "build_farm",
    "build_world",
    "farm_facts",
    "find_tables",
    "fitted",
    "in_text",
    "keys_of",
    "known_on",
    "marks_of",
    "projection_of",
    "references",
    "rows_of",
    "told_of",
]

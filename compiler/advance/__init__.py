"""A database of a farm on one day becomes that of a later one."""

from compiler.advance.differences import Told
from compiler.advance.steps import Start, advance_scenario
from compiler.advance.writing import Advanced

__all__ = ["Advanced", "Start", "Told", "advance_scenario"]

"""A dump or database held to its promises and to the laws."""

from compiler.proof import locks
from compiler.proof.changes import Side, compare
from compiler.proof.guide import Visit, look_ahead
from compiler.proof.inferred import Likeness, hold_against
from compiler.proof.likeness import Loss
from compiler.proof.picture import Drawn, draw_farm
from compiler.proof.table import as_json, as_text
from compiler.proof.verify import verify_database, verify_dump

__all__ = [
    "Drawn",
    "Likeness",
    "Loss",
    "Side",
    "Visit",
    "as_json",
    "as_text",
    "compare",
    "draw_farm",
    "hold_against",
    "locks",
    "look_ahead",
    "verify_database",
    "verify_dump",
]

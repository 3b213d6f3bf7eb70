"""A dump or database held to its promises and to the laws."""

from compiler.proof import locks
from compiler.proof.changes import Side, compare
from compiler.proof.guide import Visit, look_ahead
from compiler.proof.inferred import Likeness, hold_against
from compiler.proof.likeness import Loss
from compiler.proof.mending import Defective, read_defects
from compiler.proof.picture import Drawn, draw_farm
from compiler.proof.table import as_json, as_text
from compiler.proof.truth import COLUMNS as LABEL_COLUMNS
from compiler.proof.truth import Label, defects, labels
from compiler.proof.verify import verify_database, verify_dump

__all__ = [
    "LABEL_COLUMNS",
    "Defective",
    "Drawn",
    "Label",
    "Likeness",
    "Loss",
    "Side",
    "Visit",
    "as_json",
    "as_text",
    "compare",
    "defects",
    "draw_farm",
    "hold_against",
    "labels",
    "locks",
    "look_ahead",
    "read_defects",
    "verify_database",
    "verify_dump",
]

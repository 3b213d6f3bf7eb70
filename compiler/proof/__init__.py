"""A dump or database held to its promises and to the laws."""

from compiler.proof.changes import Side, compare
from compiler.proof.guide import Visit, look_ahead
from compiler.proof.table import as_json, as_text
from compiler.proof.truth import COLUMNS as LABEL_COLUMNS
from compiler.proof.truth import Label, labels
from compiler.proof.verify import verify_database, verify_dump

__all__ = [
    "LABEL_COLUMNS",
    "Label",
    "Side",
    "Visit",
    "as_json",
    "as_text",
    "compare",
    "labels",
    "look_ahead",
    "verify_database",
    "verify_dump",
]

"""A dump or database held to its promises and to the laws."""

from compiler.proof.table import as_json, as_text
from compiler.proof.verify import verify_database, verify_dump

__all__ = [
    "as_json",
    "as_text",
    "verify_database",
    "verify_dump",
]

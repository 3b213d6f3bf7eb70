"""What was reviewed: a file that says of each scenario what its dump holds, and what differs from it."""

from compiler.proof.locks.entry import Entry, Head, Row, head_of, rows_of_manifest
from compiler.proof.locks.lockfile import FILE_NAME, Lock, read_lock
from compiler.proof.locks.review import Held, differences, held_by, missing
from compiler.proof.locks.spelling import spelt

__all__ = [
    "FILE_NAME",
    "Entry",
    "Head",
    "Held",
    "Lock",
    "Row",
    "differences",
    "head_of",
    "held_by",
    "missing",
    "read_lock",
    "rows_of_manifest",
    "spelt",
]

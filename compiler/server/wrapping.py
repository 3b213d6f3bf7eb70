"""What psql is fed with: a dump inside a restriction whose key nobody knows, and in one transaction."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from compiler.server.commands import OWN
from compiler.server.dumpfile import CHUNK, LAST_BYTES, DumpFile, open_dump

SINCE = {13: 22, 14: 19, 15: 14, 16: 10, 17: 6}
"""[major] the first minor release of psql that knows \\restrict; all do from 18 on."""
UNRESTRICT = re.compile(rb"(?<=\n)\\unrestrict [0-9A-Za-z]+(?=\n+\Z)")

PROOF = """DO $aqc$ BEGIN
    IF pg_catalog.now() = pg_catalog.statement_timestamp() THEN RAISE INFO '{key}'; END IF;
END $aqc$;
"""
"""Tells the key when no transaction is open any more: one begins with its first statement."""


def knows_restrict(program: Path) -> bool:
    """Whether this psql knows \\restrict, by its version."""
    major, minor = release_of(program)
    return major > max(SINCE) or minor >= SINCE.get(major, minor + 1)


@cache
def release_of(program: Path) -> tuple[int, int]:
    """Major and minor release of a program of PostgreSQL; zeros where it does not say."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)(?:\.(\d+))?", answer.stdout)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def wrapped(file: DumpFile, key: str, is_restricted: bool) -> Iterator[bytes]:
    """The text of a dump for the standard input of psql; lines keep their numbers.

    A full dump is put into a transaction, whose COMMIT comes behind its last byte: when aqc is gone before, psql sees
    an end without it. A data-mode file has its own. Behind all the server is made to tell the key, which proves that it
    came so far: a dump that ends within a quote or a statement would swallow the COMMIT without an error.
    psql tells how long each statement took.

    Args:   key            letters and digits, drawn at random
            is_restricted  whether commands of psql are forbidden from the first byte on, and the dump's own lines
                           about that are left out
    Errors: Stop AQ585 or AQ597 when the file cannot be read.
    """
    # `\\` ends the arguments of a command, so that the first line of the dump stays the first.
    restriction = f"\\restrict {key} \\\\" if is_restricted else ""
    yield f"\\timing on \\\\ {restriction}{'' if file.is_data else 'BEGIN;'}".encode()
    with open_dump(file.path) as text:
        held = text.read(CHUNK)
        held = _without_own(held) if is_restricted else held
        while piece := text.read(CHUNK):
            held += piece
            yield held[:-LAST_BYTES]
            held = held[-LAST_BYTES:]
    yield UNRESTRICT.sub(b"", held) if is_restricted else held
    commit = "" if file.is_data else "COMMIT;"
    yield f"\n{commit}\n{PROOF.format(key=key)}".encode()


def _without_own(head: bytes) -> bytes:
    """The beginning of a dump, with empty lines for the commands that stand before its first statement."""
    at, kept = 0, []
    while (end := head.find(b"\n", at) + 1) and (head.startswith((b"--", b"\n", b"\\"), at)):
        line = head[at:end]
        is_own = bool(OWN.fullmatch(line))
        if line.startswith(b"\\") and not is_own:
            break
        kept.append(b"\n" if is_own else line)
        at = end
    return b"".join(kept) + head[at:]

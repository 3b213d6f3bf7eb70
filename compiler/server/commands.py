"""Find commands of psql in a dump, read as psql reads it.

Outside the rows of COPY, quotes and comments a backslash begins one, at the start of a line or within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

OWN = re.compile(rb"\\(?:(?:un)?restrict [0-9A-Za-z]+|set ON_ERROR_STOP on)\s*")
"""Lines that pg_dump and aqc write."""
ROWS_END = (b"\\.\n", b"\\.\r\n", b"\\.")
PLAIN = re.compile(
    rb"""(?P<comment>--[^\n\r]*)
    |(?P<block>/\*)
    |(?P<escaped>[eE]')
    |(?P<string>')
    |(?P<name>")
    |(?P<junk>[0-9]+[A-Za-z_\x80-\xff][\w\x80-\xff]*\$)
    |(?P<dollar>\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$)
    |(?P<word>[A-Za-z_\x80-\xff][\w$\x80-\xff]*)
    |(?P<backslash>\\)
    |(?P<open>\()|(?P<close>\))|(?P<end>;)""",
    re.VERBOSE,
)
INSIDE = {
    "block": re.compile(rb"/\*|\*/"),
    "escaped": re.compile(rb"(?P<doubt>[\x80-\xff]\\)|''|\\.|(?P<close>')", re.DOTALL),
    "string": re.compile(rb"(?P<doubt>\\')|''|(?P<close>')"),
    "name": re.compile(rb'(?P<close>")'),
}
"""What ends a comment, a string and a name in quotes. In doubt is what depends on settings that the file may change."""


def first_command(lines: Iterable[bytes]) -> tuple[int, str] | None:
    """Number and text of the first line that runs a command of psql, or that psql might read otherwise than we do.

    Args: lines  of a plain dump, with their ends
    """
    reading = _Reading()
    for number, line in enumerate(lines, 1):
        if b"\0" in line or not reading.take(line):
            return number, line[:80].decode("utf-8", "backslashreplace").strip()
    return None


class _Reading:
    """Where psql stands at the beginning of a line."""

    def __init__(self) -> None:
        self.inside = ""
        """A key of INSIDE, or `dollar`, or `rows` of COPY; '' between them"""
        self.tag = b""
        self.level = 0
        """Of comments within comments"""
        self.depth = 0
        """Of parentheses, in which a semicolon ends nothing"""
        self.words: list[bytes] = []
        """The first word of the statement and its last two"""
        self.last = ""

    def take(self, line: bytes) -> bool:
        """Read a line; false when it runs a command or may do so."""
        if self.inside == "rows":
            if line in ROWS_END:
                self.inside = ""
            return True
        if not self.inside and OWN.fullmatch(line):
            return True
        at = 0
        while 0 <= at < len(line):
            at = self._within(line, at) if self.inside else self._outside(line, at)
            if self.inside == "rows":
                return not line[at:].strip()
        return at >= 0

    def _within(self, line: bytes, at: int) -> int:
        """Go on inside something; the place behind its end or that of the line, -1 in doubt."""
        if self.inside == "dollar":
            end = line.find(self.tag, at)
            self.inside = "" if end >= 0 else self.inside
            return end + len(self.tag) if end >= 0 else len(line)
        found = INSIDE[self.inside].search(line, at)
        if found is None:
            return len(line)
        if self.inside == "block":
            self.level += 1 if found[0] == b"/*" else -1
            self.inside = "block" if self.level else ""
        elif found["close"]:
            self.inside = ""
        elif self.inside in ("escaped", "string") and found["doubt"]:
            return -1
        return found.end()

    def _outside(self, line: bytes, at: int) -> int:
        """Read to the next thing that matters; the place behind it, -1 when it is a command or in doubt."""
        found = PLAIN.search(line, at)
        if found is None:
            return len(line)
        kind, before = str(found.lastgroup), self.last
        if kind in ("backslash", "junk") or (kind in ("string", "escaped") and before == "escaped"):
            return -1
        self.last = before if kind in ("comment", "block") else kind
        if kind in INSIDE or kind == "dollar":
            self.inside, self.tag, self.level = kind, found[0], 1
        if kind == "word" and not self._word(found[0].lower()):
            return -1
        if kind in ("open", "close"):
            self.depth = max(0, self.depth + (1 if kind == "open" else -1))
        if kind == "end" and not self.depth:
            self.inside = "rows" if self.words[:1] == [b"copy"] and self.words[1:] == [b"from", b"stdin"] else ""
            self.words = []
        return found.end()

    def _word(self, word: bytes) -> bool:
        """Keep a word; false for the body of a function in SQL, in which a semicolon ends nothing."""
        self.words = [*self.words[:1], *self.words[1:][-1:], word]
        return not (word == b"begin" and self.words[0] == b"create")

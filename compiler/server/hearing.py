"""What psql and pg_restore say while they load: how long each part took, and how many rows of a folder are there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from compiler.server.passing import Watch
from compiler.writing import Entry

_TIME = re.compile(r"Time: (\d+\.\d+) ms.*")
_TAG = re.compile(r"([A-Z]+(?: [A-Z]+)*)(?: \d+)*")
_PARTS = {
    "COPY": "rows",
    "CREATE INDEX": "indexes",
    "ALTER TABLE": "keys",
    "ANALYZE": "ANALYZE",
    "DO": "checks",
    "COMMIT": "commit",
}
"""[command of a statement] the part of a load; the rest are hundreds of short statements."""
_DONE = (
    re.compile(r'pg_restore: processing data for table "public\.(.*)"'),
    re.compile(r"pg_restore: finished item \d+ TABLE DATA (.*)"),
)
"""Of pg_restore --verbose with one connection, as it begins with rows of an entry, and with several, behind them."""
_BEHIND = "pg_restore: creating "
_VERBOSE = re.compile(r"pg_restore: (?!error|warning|while|from TOC|detail|hint).*\n?")


class Clock:
    """Seconds of each part of a load, from the command tags and times that psql prints with \\timing."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._tag = ""

    def hear(self, line: str) -> None:
        """A line of psql's standard output."""
        if time := _TIME.fullmatch(line):
            self.seconds[_PARTS.get(self._tag, "the rest")] += float(time[1]) / 1000.0
            self._tag = ""
        elif tag := _TAG.fullmatch(line):
            self._tag = tag[1]


class Pieces:
    """Rows of a folder that are loaded, entry by entry, from what pg_restore says of each with --verbose.

    Its entries of a table count as equally long, as they are but for the last.
    """

    def __init__(self, entries: Sequence[Entry], rows: Mapping[str, int], jobs: int, watch: Watch) -> None:
        self.pieces = Counter(entry.tag for entry in entries if entry.file)
        self.rows, self.watch, self.several = rows, watch, jobs > 1
        self.done: Counter[str] = Counter()
        self._begun = ""

    def hear(self, line: str) -> None:
        """A line of pg_restore's standard error."""
        found = _DONE[self.several].fullmatch(line)
        if not found and not (self._begun and line.startswith(_BEHIND)):
            return
        told = found[1] if found else ""
        over, self._begun = (told, "") if self.several else (self._begun, told)
        self.done.update([over] if over else [])
        self.watch(sum(self.rows.get(name, 0) * count // self.pieces[name] for name, count in self.done.items()))


def reason(told: str) -> str:
    """What pg_restore says against a load, without what --verbose adds, in one line."""
    return " ".join(_VERBOSE.sub("", told).split()) or "it gave no reason"

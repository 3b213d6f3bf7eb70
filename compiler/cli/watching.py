"""The files that scenarios are typed in, looked at until one of them changes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from compiler.language import parse_file

PAUSE_SECONDS = 0.2
_NAMED = re.compile(r"[^\s\"'\[\]{},:]+\.(?:ya?ml|csv|tsv|txt)\b")
"""What a scenario may call a file, whether it is there or not"""

Stamp = Mapping[Path, tuple[int, int, int] | None]


def files_of(scenario: Path) -> frozenset[Path]:
    """The scenario, what it includes, and other files that these name; also such as are not there yet."""
    document, _ = parse_file(scenario)
    if document is None:
        return frozenset({scenario})
    named = (
        document.paths[name].parent / found.group()
        for name, text in document.sources.items()
        if name in document.paths
        for found in _NAMED.finditer(text)
    )
    return frozenset({scenario, *document.paths.values(), *named})


def changes(scenarios: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Nothing at once, then after each change the files that changed, once they have stopped changing. Never ends.

    What the files of the scenarios are is asked anew each time, before the caller reads them.
    """
    scenarios = tuple(scenarios)
    changed: tuple[Path, ...] = ()
    while True:
        before = _stamp(frozenset().union(*map(files_of, scenarios)))
        yield changed
        now = _stamp(before)
        while now == before:
            time.sleep(PAUSE_SECONDS)
            now = _stamp(before)
        settled = False
        while not settled:
            time.sleep(PAUSE_SECONDS)
            last, now = now, _stamp(before)
            settled = last == now
        changed = tuple(path for path in sorted(before) if before[path] != now[path])


def _stamp(paths: Iterable[Path]) -> Stamp:
    return {path: _stamp_of(path) for path in paths}


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

"""How long restores take here: a clock beside the same load that `aqc restore` makes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from compiler.server.client import load, psql
from compiler.server.cluster import remove, start
from compiler.server.installed import find


def timed_restores(dumps: Sequence[Path]) -> list[float] | None:
    """Seconds of a clock that each dump takes, into a database of its own; None without a PostgreSQL.

    The server is one as `aqc restore` starts it, in a temporary folder, and is gone afterwards.
    Errors: Stop as `load`, and AQ587.
    """
    installation = find()
    if installation is None:
        return None
    directory, seconds = Path(tempfile.mkdtemp(prefix="aqc-timing-")), []
    try:
        ours = start(installation, directory)
        program = ours.installation.bin / "psql"
        for at, dump in enumerate(dumps):
            psql(ours.dsn(), "-qc", f"CREATE DATABASE timed{at}", program=program)
            began = time.monotonic()
            load(dump, ours.dsn(f"timed{at}"), program)
            seconds.append(time.monotonic() - began)
    finally:
        remove(directory)
    return seconds

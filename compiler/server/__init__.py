"""Real PostgreSQL: found on this machine or in a wheel, started, talked to, loaded."""

from compiler.server import installed
from compiler.server.archive import archive_digests, open_archive
from compiler.server.client import Restored, load, required, restore
from compiler.server.cluster import server
from compiler.server.dumpfile import examine, open_dump
from compiler.server.timing import timed_restores

__all__ = [
    "Restored",
    "archive_digests",
    "examine",
    "installed",
    "load",
    "open_archive",
    "open_dump",
    "required",
    "restore",
    "server",
    "timed_restores",
]

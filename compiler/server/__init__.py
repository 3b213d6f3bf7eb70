"""Real PostgreSQL: found on this machine or in a wheel, started, talked to, loaded."""

from compiler.server import installed
from compiler.server.client import Restored, load, required, restore
from compiler.server.cluster import server

__all__ = [
    "Restored",
    "installed",
    "load",
    "required",
    "restore",
    "server",
]

"""aqc lock: what was reviewed, written down, and held."""

from compiler.cli.lock.command import lock
from compiler.cli.lock.finding import lock_option, review_of

__all__ = ["lock", "lock_option", "review_of"]

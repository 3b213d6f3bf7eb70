"""Memory that arrays gave back is kept for the next ones, where the C library can be told so."""

from __future__ import annotations

import os

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Numbers of glibc's mallopt(3)"""
KEPT_BYTES, OWN_BYTES = 64 << 20, 32 << 20
"""So much may lie free at the end of the heap; what is longer than the other is asked of the system for itself."""


def keep_freed() -> bool:
    """For commands that make arrays of a megabyte by the thousand, of which the system would clear each page anew: half
    of all page faults of `aqc plan`. Processes that are forked do the same. Returns: whether it could be told.

    Who has set glibc's own variables knows better.
    """
    import ctypes

    if any(name.startswith("MALLOC_") for name in os.environ):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library; Windows
        return False
    return bool(mallopt(TRIM_THRESHOLD, KEPT_BYTES)) and bool(mallopt(MMAP_THRESHOLD, OWN_BYTES))

"""Standard streams as they come: closed, on a device that is full, at the end of a broken pipe."""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO

_REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBADF, errno.EIO}


def open_closed() -> None:
    """Give the streams that the caller closed a place of their own, which no file may take.

    What is written to the standard output then fails as it does for other programs, and not before; what is told
    on the standard error is lost, as it was meant to be.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def drop(stream: TextIO) -> None:
    """What the stream still holds goes nowhere, so that the end of the program does not stumble over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_of_stream(error: OSError) -> bool:
    """Whether a stream refused what was written: errors about files name them."""
    return error.filename is None and error.errno in _REFUSED

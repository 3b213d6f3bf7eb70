"""Signals that ask aqc to leave: one door for all, which is gone through once, with the cleaning up behind it."""

from __future__ import annotations

import os
import signal
import time
from types import FrameType
from typing import NoReturn

PATIENCE_SECONDS = 5.0
"""Cleaning up takes a moment; who asks again after so long has no more patience, and nor have we."""
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

_asked: list[float] = []
"""When the first signal came, on the monotonic clock; empty before."""


def mind_signals() -> None:
    """Leave by an exception at the first signal; further ones do not disturb the cleaning up.

    Signals that are ignored when aqc starts, as under nohup, stay so.
    """
    for number in ASKING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)


def leave_quietly() -> None:
    """Nothing disturbs the last words."""
    for number in ASKING:
        signal.signal(number, signal.SIG_IGN)


def _leave(number: int, frame: FrameType | None) -> None:
    if not _asked:
        _asked.append(time.monotonic())
        _raise(number)
    if time.monotonic() - _asked[0] > PATIENCE_SECONDS:
        os._exit(128 + number)


def _raise(number: int) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)

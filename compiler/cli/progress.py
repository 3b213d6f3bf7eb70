"""A progress bar for people at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Show = Callable[[int, int, int], None]
"""Told: rows written, rows in all, bytes written."""


@contextmanager
def progress_bar(silent: bool) -> Iterator[Show | None]:
    """A bar on standard error with rows, MB and time left; None where nobody looks."""
    if silent or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    look = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"), TimeRemainingColumn())
    with Progress(*look, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("planning", total=None, done="")

        def show(rows: int, of_rows: int, size: int) -> None:
            done = f"{rows:,} rows  {size / 1e6:,.0f} MB"
            bar.update(task, description="writing", completed=rows, total=of_rows, done=done)

        yield show

"""A progress bar for people at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Show = Callable[[int, int, int], None]
"""Told: rows written, rows in all, bytes written."""
Load = Callable[[int, int], None]
"""Told: rows in all, 0 where nobody knows, and rows loaded."""
Update = Callable[[str, int, int | None, str], None]
"""Told: what is done, how much of it, of how much, and in words; of nothing known the bar moves to and fro."""


@contextmanager
def progress_bar(silent: bool) -> Iterator[Show | None]:
    """A bar on standard error with rows, MB and time left; None where nobody looks."""
    with _bar(silent, "planning") as update:

        def show(rows: int, of_rows: int, size: int) -> None:
            if update:
                update("writing", rows, of_rows, f"{rows:,} rows  {size / 1e6:,.0f} MB")

        yield show if update else None


@contextmanager
def loading_bar(first: str = "looking at the dump") -> Iterator[Load | None]:
    """A bar on standard error with rows and time left while a dump is loaded; None where nobody looks.

    Behind the rows come keys, indexes and checks, of which the server does not say how far it is.
    """
    with _bar(False, first) as update:

        def show(of_rows: int, rows: int) -> None:
            if update and rows < of_rows:
                update("loading", rows, of_rows, f"{rows:,} rows")
            elif update:
                update("keys, indexes, checks" if of_rows else "loading", rows, None, f"{rows:,} rows")

        yield show if update else None


@contextmanager
def counting_bar(silent: bool, what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error with a share of things done; None where nobody looks."""
    with _bar(silent, "planning") as update:

        def show(done: int, of: int) -> None:
            if update:
                update(what, done, of, "")

        yield show if update else None


@contextmanager
def _bar(silent: bool, first: str) -> Iterator[Update | None]:
    if silent or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    look = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"), TimeElapsedColumn())
    with Progress(*look, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(first, total=None, done="")

        def update(what: str, done: int, of: int | None, words: str) -> None:
            bar.update(task, description=what, completed=done, total=of, done=words)

        yield update

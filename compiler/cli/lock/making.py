"""What a scenario compiles to now: a lock's entry, made without keeping the dump."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from compiler import pipeline
from compiler.cli.progress import Show
from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import Manifest, Plan, Scenario
from compiler.proof import locks


@dataclass(frozen=True, slots=True)
class Wish:
    """How entries are made."""

    jobs: int
    change: pipeline.Change
    progress: Show | None


@dataclass(slots=True)
class _Seen:
    """A review that lets everything pass and remembers it."""

    head: locks.Head | None = None

    def of_plan(self, scenario: Scenario, plan: Plan) -> None:
        self.head = locks.head_of(scenario, plan)

    def of_manifest(self, manifest: Manifest) -> None:
        """Nothing to hold it to."""


def make_entry(path: Path, rows_only: bool, wish: Wish) -> locks.Entry:
    """Compile a scenario for its rows and digests, or simulate it for its rows alone.

    Errors: Stop as compile_scenario, and AQ524 for a scenario whose days follow the clock.
    """
    loaded = pipeline.load_scenario(path, wish.change)
    if loaded.follows_clock:
        message = f"as_of of {path} is today, so that every day it holds other rows"
        hint = "write a date, such as as_of: 2025-06-01"
        raise Stop([Diagnostic("AQ524", message, loaded.scenario.span_of("as_of"), hint)], loaded.sources)
    if rows_only:
        planned = pipeline.plan_scenario(path, wish.change)
        expected = pipeline.expect_dump(planned, wish.jobs)
        rows = {name: locks.Row(count) for name, (count, _) in expected.tables.items() if count}
        return locks.Entry(locks.head_of(planned.scenario, planned.plan), rows, True)
    seen = _Seen()
    options = pipeline.Options(wish.jobs)
    with open(os.devnull, "wb") as nowhere:
        done = pipeline.compile_scenario(path, nowhere, options, wish.change, wish.progress, seen)
    assert seen.head is not None
    return locks.Entry(seen.head, locks.rows_of_manifest(done.manifest))

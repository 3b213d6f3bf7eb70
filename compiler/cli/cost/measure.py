"""A small farm compiled and restored with a clock beside it, and how long the reference takes for the same."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from compiler import data_folder, pipeline
from compiler.cli.cost.speed import REFERENCE, Load, Speed, compile_seconds, restore_seconds
from compiler.emit import Expected
from compiler.nouns import Manifest, Plan, Scenario
from compiler.server import timed_restores

SCENARIO = "smoke.yaml"
IMPORTS_SECONDS = 0.5
"""Of a command before it begins to read; here they are over"""

Say = Callable[[str], None]


def measure(say: Say) -> Speed:
    """Compile the small farm into a folder that is gone afterwards, and restore it where there is a PostgreSQL.

    Errors: Stop as compile_scenario and restore.
    """
    with TemporaryDirectory(prefix="aqc-calibrate-") as name:
        dump = Path(name) / "small.sql"
        say(f"compiling {SCENARIO}")
        took, load = compiled(dump)
        say("restoring it")
        restored = timed_restores([dump])
    machine = f"{platform.machine()}, {os.cpu_count()} processors"
    speed = replace(REFERENCE, machine=machine, compile=took / compile_seconds(load, 1), calibrated=True)
    return replace(speed, restore=restored[0] / restore_seconds(load), restored=True) if restored else speed


class _Seen:
    """A review that lets everything pass and remembers the plan."""

    plan: Plan

    def of_plan(self, scenario: Scenario, plan: Plan) -> None:
        self.plan = plan

    def of_manifest(self, manifest: Manifest) -> None:
        """Nothing to hold it to."""


def compiled(dump: Path) -> tuple[float, Load]:
    """Processor seconds of compiling the small farm by one process, and what there was to do."""
    seen, began = _Seen(), time.process_time()
    path = data_folder("scenarios") / SCENARIO
    manifest = pipeline.compile_scenario(path, dump, pipeline.Options(1), review=seen).manifest
    took = time.process_time() - began + IMPORTS_SECONDS
    return took, load_of(seen.plan, manifest)


def load_of(plan: Plan, manifest: Manifest) -> Load:
    """What there was to do for a dump."""
    rows = {name: (facts.rows, 0) for name, facts in manifest.tables.items() if facts.rows}
    return Load.of(plan, Expected(rows, manifest.bytes, manifest.tables["batch_batch"].rows))

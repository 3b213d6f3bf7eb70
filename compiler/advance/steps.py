"""The straight line of an advance: on which day the database stands, both farms, what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from compiler import pipeline
from compiler.advance.differences import Told
from compiler.advance.standing import day_of_database, day_of_manifest, other_farm, promised
from compiler.advance.writing import Advanced, Stand, write
from compiler.diagnostics import Diagnostic, Stop, stop_on_errors
from compiler.exact import iso_date
from compiler.nouns import Manifest
from compiler.writing import Options, probe_tables, total_rows


@dataclass(frozen=True, slots=True)
class Start:
    """What says on which day the database stands: the first of these that is there."""

    day: int | None = None
    dsn: str | None = None
    manifest: Path | None = None

    def find(self) -> tuple[int, Manifest | None]:
        """The day, and the manifest where that says it. Errors: Stop with AQ576 or AQ577."""
        if self.day is not None:
            return self.day, None
        if self.dsn is not None:
            return day_of_database(self.dsn), None
        assert self.manifest is not None
        manifest = promised(self.manifest)
        return day_of_manifest(manifest), manifest


def advance_scenario(
    path: Path,
    start: Start,
    out: Path | BinaryIO,
    options: Options,
    change: pipeline.Change = pipeline.AS_WRITTEN,
    told: Told | None = None,
) -> Advanced:
    """Write the SQL that takes a database of the scenario from the day of `start` to its as_of.

    Errors: Stop as compile_scenario, AQ575 where that day is not earlier, AQ576 where a manifest is of another farm.
    """
    day, manifest = start.find()
    end = pipeline.load_scenario(path, change).scenario.as_of
    if end <= day:
        message = f"the database stands at {iso_date(day)}, and the scenario's as_of is {iso_date(end)}: no later day"
        raise Stop([Diagnostic("AQ575", message, hint="name a later one with --as-of, or restore a fresh dump")])
    before = _made(path, replace(change, as_of=day), options)
    if manifest and start.manifest:
        doubts = other_farm(manifest, start.manifest, before.farm.world.scenario, sum(before.rows.values()))
        stop_on_errors((before, list(doubts)))
    return write(before, _made(path, change, options), out, options, told)


def _made(path: Path, change: pipeline.Change, options: Options) -> Stand:
    planned = pipeline.plan_scenario(path, change)
    lived = pipeline.live(planned, options.workers)
    farm = pipeline.farm_of(lived, options.jobs)
    probes, _ = stop_on_errors(probe_tables(farm, options.jobs), planned.sources)
    return Stand(farm, total_rows(probes), lived.catalog)

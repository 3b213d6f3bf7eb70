"""The straight line of an advance: on which day the database stands, both farms, what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from compiler import pipeline
from compiler.advance.differences import Told
from compiler.advance.standing import day_of_database, day_of_manifest, other_farm, promised
from compiler.advance.writing import Advanced, write
from compiler.diagnostics import Diagnostic, Stop, stop_on_errors
from compiler.exact import iso_date
from compiler.filling import Farm
from compiler.target import Catalog
from compiler.writing import Options, probe_tables, total_rows


@dataclass(frozen=True, slots=True)
class Start:
    """What says on which day the database stands: the first of these that is there."""

    day: int | None = None
    dsn: str | None = None
    manifest: Path | None = None

    def find(self) -> int:
        """Errors: Stop with AQ576 or AQ577."""
        if self.day is not None:
            return self.day
        if self.dsn is not None:
            return day_of_database(self.dsn)
        assert self.manifest is not None
        return day_of_manifest(promised(self.manifest))


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
    day = start.find()
    before, _, _ = _made(path, replace(change, as_of=day), options)
    if start.day is None and start.dsn is None and start.manifest is not None:
        rows = sum(total_rows(stop_on_errors(probe_tables(before))[0]).values())
        doubts = other_farm(promised(start.manifest), start.manifest, before.world.scenario, rows)
        stop_on_errors((before, list(doubts)))
    after, catalog, sources = _made(path, change, options)
    end = after.world.scenario.as_of
    if end <= day:
        message = f"the database stands at {iso_date(day)}, and the scenario's as_of is {iso_date(end)}: no later day"
        raise Stop([Diagnostic("AQ575", message, hint="name a later one with --as-of, or restore a fresh dump")])
    try:
        return write(before, after, catalog, out, options, told)
    except Stop as stopped:
        raise Stop(stopped.diagnostics, {**sources, **stopped.sources}) from None


def _made(path: Path, change: pipeline.Change, options: Options) -> tuple[Farm, Catalog, dict[str, str]]:
    planned = pipeline.plan_scenario(path, change)
    lived = pipeline.live(planned, options.workers)
    return pipeline.farm_of(lived, options.jobs), lived.catalog, dict(planned.sources)

"""The straight line: text -> Document -> Scenario -> Plan -> Histories -> Ledger -> Dump. Read this file first.

Each stage takes the value of the stage before and returns its own, with Diagnostics. Warnings are passed on; errors
stop between stages, all of a stage at once (Stop).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import BinaryIO

from compiler import ALGORITHM, solver
from compiler.biology import Ledger, keep_ledger, mix_all
from compiler.diagnostics import Diagnostic, Stop, stop_on_errors
from compiler.emit import Options, Progress, emit, simulate_all
from compiler.filling import Farm, build_farm
from compiler.language import (
    Document,
    check_meaning,
    check_shape,
    lower,
    node_at,
    parse_file,
    plain,
    resolved,
    schema,
    with_value,
)
from compiler.nouns import History, Manifest, Plan, Scenario
from compiler.proof import Drawn, Side, draw_farm
from compiler.solving import Draft, mix
from compiler.target import Catalog, content_digest, is_outside, load_catalog
from compiler.writing import size_tables

__all__ = [
    "Change",
    "Compiled",
    "Lived",
    "Loaded",
    "Options",
    "Planned",
    "Progress",
    "compile_scenario",
    "draw",
    "expect_tables",
    "farm_of",
    "live",
    "load_scenario",
    "plan_scenario",
    "resolve_scenario",
    "side_of",
]


Tables = dict[str, tuple[int, int]]
"""[table] rows and bytes to come"""
LIVE_PROJECTIONS, RETAINED_DAYS = "batch_liveforwardprojection", 90
"""The target's retention policy for this table, where TimescaleDB is installed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the command line puts in place of the scenario's own words. `today` is what `as_of: today` means.

    `trust_catalog` allows a target outside schema/ of the package.
    """

    as_of: int | None = None
    seed: int | None = None
    today: date | None = None
    trust_catalog: bool = False


AS_WRITTEN = Change()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A sound scenario, and as it was typed."""

    scenario: Scenario
    warnings: tuple[Diagnostic, ...]
    document: Document

    @property
    def sources(self) -> Mapping[str, str]:
        """The texts that diagnostics quote, by file name."""
        return self.document.sources


@dataclass(frozen=True, slots=True)
class Planned:
    """A sound scenario with its plan."""

    scenario: Scenario
    """With the mixed batches, which begin as they are planned to"""
    plan: Plan
    warnings: tuple[Diagnostic, ...]
    document: Document

    @property
    def sources(self) -> Mapping[str, str]:
        """The texts that diagnostics quote, by file name."""
        return self.document.sources


@dataclass(frozen=True, slots=True)
class Lived:
    """What became of a plan: one History a batch that has begun, and the feed stores' books."""

    scenario: Scenario
    """With the mixed batches, which begin as their fish came together"""
    histories: tuple[History, ...]
    orders: tuple[History, ...]
    """Of batches that are ordered and have not begun: nothing but deliveries to come"""
    ledger: Ledger
    catalog: Catalog
    """The target that the scenario names"""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was written. `dump` is None when it went to standard output."""

    dump: Path | None
    manifest: Manifest
    warnings: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


def load_scenario(path: Path, change: Change = AS_WRITTEN) -> Loaded:
    """Parse, check the shape, lower, check the meaning.

    Errors: Stop with AQ0xx, AQ1xx or AQ2xx, AQ350 or AQ351 for its target.
    """
    document, warnings = _read(path)
    lowered = lower(document, as_of=change.as_of, seed=change.seed, today=change.today)
    scenario, noted = stop_on_errors(lowered, document.sources)
    scenario, _ = stop_on_errors(_admitted(scenario, change.trust_catalog), document.sources)
    _, doubts = stop_on_errors((scenario, check_meaning(scenario)), document.sources)
    return Loaded(scenario, (*warnings, *noted, *doubts), document)


def _admitted(scenario: Scenario, is_trusted: bool) -> tuple[Scenario, tuple[Diagnostic, ...]]:
    """The scenario, whose digest covers what a catalog of somebody else says; AQ350 when that is not trusted."""
    if not is_outside(scenario.target):
        return scenario, ()
    if not is_trusted:
        message = (
            f"the catalog {scenario.target} is not one of schema/ of aqc, and decides what the dump makes a server do"
        )
        hint = "read its files; then say --trust-catalog"
        return scenario, (Diagnostic("AQ350", message, scenario.span_of("target"), hint),)
    try:
        load_catalog(scenario.target)
    except FileNotFoundError:
        return scenario, ()  # AQ282 tells of it
    own = hashlib.sha256(f"{scenario.digest} {content_digest(scenario.target)}".encode())
    return replace(scenario, digest=own.hexdigest()), ()


def _read(path: Path) -> tuple[Document, tuple[Diagnostic, ...]]:
    """A Document of the right shape, and warnings."""
    parsed = parse_file(path)
    document, warnings = stop_on_errors(parsed, parsed[0].sources if parsed[0] else None)
    _, doubts = stop_on_errors((document, check_shape(document, dict(schema()))), document.sources)
    return document, (*warnings, *doubts)


def plan_scenario(path: Path, change: Change = AS_WRITTEN) -> Planned:
    """Load and solve.

    Errors: Stop as load_scenario, and with AQ3xx when no plan exists or none was found.
    """
    loaded = load_scenario(path, change)
    plan, found = stop_on_errors(solver.solve(loaded.scenario, _draft(path, change)), loaded.sources)
    (scenario, plan), _ = stop_on_errors(mix(loaded.scenario, plan), loaded.sources)
    return Planned(scenario, plan, (*loaded.warnings, *found), loaded.document)


def _draft(path: Path, change: Change) -> Draft:
    """The scenario as typed, for the solver to try changes of single values."""

    typed = cache(lambda: _read(path)[0])

    def read(keys: tuple[str, ...]) -> object:
        try:
            return plain(node_at(typed().root, keys))
        except KeyError:
            return None

    def write(keys: tuple[str, ...], value: int | None) -> Scenario | None:
        document = replace(typed(), root=with_value(typed().root, keys, value))
        scenario, _ = lower(document, as_of=change.as_of, seed=change.seed, today=change.today)
        wrong = scenario is None or any(found.severity == "error" for found in check_meaning(scenario))
        return None if wrong else scenario

    return Draft(read, write)


def live(planned: Planned, jobs: int = 1) -> Lived:
    """Simulate every batch of a plan, and keep the books of the feed that they ate. Equal for any number of jobs."""
    scenario, found = mix_all(planned.scenario, planned.plan, simulate_all(planned.scenario, planned.plan, jobs))
    histories = tuple(history for history in found if history.begun)
    orders = tuple(history for history in found if not history.begun)
    return Lived(scenario, histories, orders, keep_ledger(scenario, histories), load_catalog(scenario.target))


def farm_of(lived: Lived) -> Farm:
    """All rows to come, counted and numbered."""
    return build_farm(lived.scenario, (lived.histories, lived.orders), lived.ledger, lived.catalog)


def compile_scenario(
    path: Path,
    out: Path | BinaryIO | None = None,
    options: Options | None = None,
    change: Change = AS_WRITTEN,
    progress: Progress | None = None,
) -> Compiled:
    """Load, solve, simulate and write the dump to `out`, by default dumps/<name>.sql, with its manifest beside it.

    Errors: Stop as plan_scenario, and with AQ5xx when the dump cannot be written; then nothing half-written is left.
    """
    options = options or Options()
    planned = plan_scenario(path, change)
    target = out if out is not None else Path("dumps") / f"{path.stem}.sql"
    lived = live(planned, options.jobs)
    try:
        manifest, notes = emit(farm_of(lived), lived.catalog, target, options, progress)
    except Stop as stopped:
        raise Stop(stopped.diagnostics, planned.sources) from None
    dump = target if isinstance(target, Path) else None
    warnings = (*planned.warnings, *notes, *_fading(manifest, planned.scenario, change))
    return Compiled(dump, manifest, warnings, planned.sources)


def _fading(manifest: Manifest, scenario: Scenario, change: Change) -> Iterator[Diagnostic]:
    """AQ506: live projections that a database with TimescaleDB drops, because they are old."""
    today = change.today.toordinal() - date(1970, 1, 1).toordinal() if change.today else scenario.as_of
    if manifest.mode == "data" and LIVE_PROJECTIONS in manifest.tables and today - scenario.as_of > RETAINED_DAYS:
        message = f"as_of is {today - scenario.as_of} days ago: where {LIVE_PROJECTIONS} is a hypertable, "
        message += f"its rows are dropped when they are older than {RETAINED_DAYS} days"
        yield Diagnostic("AQ506", message, hint="--as-of today", severity="note")


def resolve_scenario(path: Path) -> str:
    """The scenario after its includes, as YAML, with the file and line that each value came from.

    Errors: Stop with AQ0xx or AQ1xx.
    """
    return resolved(_read(path)[0])


def expect_tables(planned: Planned, jobs: int = 1) -> Tables:
    """Rows, and bytes to within some per cent, that each table of the dump will have. Simulates, but writes nothing.

    Errors: Stop with AQ501 to AQ504 when rows do not fit the target.
    """
    return _expected(farm_of(live(planned, jobs)), planned.sources)


def _expected(farm: Farm, sources: Mapping[str, str]) -> Tables:
    return stop_on_errors(size_tables(farm), sources)[0]


def side_of(path: Path, label: str, change: Change = AS_WRITTEN, jobs: int = 0) -> Side:
    """A farm to be compared with another; simulated, with the rows and bytes of its tables, when there are `jobs`.

    Errors: Stop as plan_scenario, and with AQ501 to AQ504 when it is simulated and rows do not fit the target.
    """
    planned = plan_scenario(path, change)
    side = Side(label, planned.document, planned.scenario, planned.plan, ALGORITHM)
    if not jobs:
        return side
    lived = live(planned, jobs)
    return replace(side, histories=lived.histories, tables=_expected(farm_of(lived), planned.sources))


def draw(path: Path, label: str, change: Change = AS_WRITTEN, jobs: int = 1) -> Drawn:
    """A farm for the page of `aqc report`, simulated. Equal for any number of jobs.

    Errors: Stop as plan_scenario, and with AQ501 to AQ504 when rows do not fit the target.
    """
    planned = plan_scenario(path, change)
    lived = live(planned, jobs)
    picture, _ = stop_on_errors(draw_farm(farm_of(lived), planned.plan, jobs), planned.sources)
    side = Side(label, planned.document, planned.scenario, planned.plan, ALGORITHM, lived.histories, picture["tables"])
    return Drawn(side, picture, planned.warnings)

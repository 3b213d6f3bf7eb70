"""The straight line: text -> Document -> Scenario -> Plan -> Histories -> Ledger -> Dump. Read this file first.

Each stage takes the value of the stage before and returns its own, with Diagnostics. Warnings are passed on; errors
stop between stages, all of a stage at once (Stop). The rooms behind the plan are entered when they are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from compiler import ALGORITHM, solver
from compiler.diagnostics import Diagnostic, Stop, stop_on_errors
from compiler.language import (
    Document,
    accepted,
    accepting,
    admitted,
    check_acceptances,
    check_meaning,
    check_shape,
    lower,
    node_at,
    parse_file,
    passed_over,
    plain,
    resolved,
    schema,
    with_value,
)
from compiler.nouns import History, Manifest, Plan, Review, Scenario, Shelf, shelved
from compiler.solving import Draft, mix, unfelt
from compiler.target import Catalog, fading, load_catalog

if TYPE_CHECKING:
    from compiler.biology import Ledger
    from compiler.emit import Expected, Options, Progress
    from compiler.filling import Farm
    from compiler.proof import Side
    from compiler.writing import Crew, Remote

__all__ = [
    "Change",
    "Compiled",
    "Expected",
    "Lived",
    "Loaded",
    "Options",
    "Planned",
    "Review",
    "compile_scenario",
    "expect_dump",
    "farm_of",
    "live",
    "load_scenario",
    "plan_scenario",
    "resolve_scenario",
    "side_of",
]


def __getattr__(name: str) -> object:
    """Options and Expected, which come from a room that is entered late."""
    if name not in ("Options", "Expected"):
        raise AttributeError(name)
    from compiler import emit

    return getattr(emit, name)


@dataclass(frozen=True, slots=True)
class Change:
    """In place of the scenario's own words. `today` is what `as_of: today` means, `anchor` the day from which others
    such as `as_of - 4 days` are counted; `trust_catalog` allows a target outside schema/ of the package.
    """

    as_of: int | None = None
    seed: int | None = None
    today: date | None = None
    trust_catalog: bool = False
    anchor: int | None = None

    @property
    def words(self) -> Mapping[str, Any]:
        """As lowering takes them."""
        return {"as_of": self.as_of, "seed": self.seed, "today": self.today, "anchor": self.anchor}


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

    @property
    def follows_clock(self) -> bool:
        """Whether `as_of: today` is what it says."""
        return node_at(self.document.root, ("as_of",)).value == "today"


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
    """What was written. `dump`: None when it went to standard output; `reused`: bytes taken from the dump before."""

    dump: Path | Remote | None
    manifest: Manifest
    warnings: tuple[Diagnostic, ...]
    sources: Mapping[str, str]
    reused: int


def load_scenario(path: Path, change: Change = AS_WRITTEN) -> Loaded:
    """Parse, check the shape, lower, check the meaning.

    Errors: Stop with AQ0xx, AQ1xx or AQ2xx, AQ350 or AQ351 for its target.
    """
    document, warnings = _read(path)
    with accepting(document):
        lowered = lower(document, **change.words)
        scenario, noted = stop_on_errors(lowered, document.sources)
        scenario, _ = stop_on_errors(admitted(scenario, change.trust_catalog), document.sources)
        _, doubts = stop_on_errors((scenario, check_meaning(scenario)), document.sources)
    return Loaded(scenario, accepted(document, (*warnings, *noted, *doubts)), document)


def _read(path: Path) -> tuple[Document, tuple[Diagnostic, ...]]:
    """A Document of the right shape, and warnings."""
    parsed = parse_file(path)
    document, warnings = stop_on_errors(parsed, parsed[0].sources if parsed[0] else None)
    _, doubts = stop_on_errors((document, check_shape(document, dict(schema()))), document.sources)
    stop_on_errors((document, check_acceptances(document)), document.sources)
    return document, (*warnings, *doubts)


def plan_scenario(path: Path, change: Change = AS_WRITTEN) -> Planned:
    """Load and solve.

    Errors: Stop as load_scenario, and with AQ3xx when no plan exists or none was found.
    """
    loaded = load_scenario(path, change)
    with accepting(loaded.document):
        plan, found = stop_on_errors(solver.solve(loaded.scenario, _draft(path, change)), loaded.sources)
        (scenario, plan), _ = stop_on_errors(mix(loaded.scenario, plan), loaded.sources)
    told = accepted(loaded.document, (*loaded.warnings, *found, *unfelt(scenario, plan)), judged=True)
    return Planned(scenario, plan, told, loaded.document)


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
        scenario, _ = lower(document, **change.words)
        wrong = scenario is None or any(found.severity == "error" for found in check_meaning(scenario))
        return None if wrong else scenario

    return Draft(read, write)


def live(planned: Planned, jobs: int | Crew = 1) -> Lived:
    """Simulate every batch of a plan, and keep the books of the feed that they ate. Equal for any number of jobs."""
    from compiler.biology import keep_ledger, mix_all
    from compiler.emit import simulate_all

    scenario, found = mix_all(planned.scenario, planned.plan, simulate_all(planned.scenario, planned.plan, jobs))
    histories = Shelf(history for history in found if history.begun)
    orders = tuple(history for history in found if not history.begun)
    books = keep_ledger(scenario, histories)
    ledger = replace(books, meal_cents=shelved(books.meal_cents))
    return Lived(scenario, histories, orders, ledger, load_catalog(scenario.target))


def farm_of(lived: Lived, jobs: int = 1) -> Farm:
    """All rows to come, counted and numbered."""
    from compiler.filling import build_farm
    from compiler.writing import all_of

    lives, spread = (lived.histories, lived.orders), partial(all_of, jobs=jobs)
    return build_farm(lived.scenario, lives, lived.ledger, lived.catalog, spread)


def compile_scenario(
    path: Path,
    out: Path | Remote | BinaryIO | None = None,
    options: Options | None = None,
    change: Change = AS_WRITTEN,
    progress: Progress | None = None,
    review: Review | None = None,
) -> Compiled:
    """Load, solve, simulate and write the dump to `out`, by default dumps/<name>.sql, with its manifest beside it.

    Errors: Stop as plan_scenario, and with AQ5xx when the dump cannot be written or the `review` does not let it pass;
            then nothing half-written is left, and a file that was there before stays.
    """
    from compiler.emit import Options, emit
    from compiler.writing import Remote, reach

    if isinstance(out, Remote):
        reach(out)
    options, planned = options or Options(), plan_scenario(path, change)
    if review:
        review.of_plan(planned.scenario, planned.plan)
    out = Path("dumps") / f"{path.stem}{options.ending}" if out is None else out
    lived = live(planned, options.workers)
    try:
        farm = farm_of(lived, 1 if options.crew else options.jobs)  # counted sooner than sent
        done = emit(farm, lived.catalog, out, options, progress, review.of_manifest if review else None)
    except Stop as stopped:
        raise Stop(stopped.diagnostics, {**planned.sources, **stopped.sources}) from None
    told = (*planned.warnings, *done.notes, *fading(done.manifest, planned.scenario, change.today))
    told = accepted(planned.document, told, written=True)
    return Compiled(out if isinstance(out, Path | Remote) else None, done.manifest, told, planned.sources, done.reused)


def resolve_scenario(path: Path) -> str:
    """The scenario after its includes, as YAML, with the origin of each value; beside the scenario it is the same farm.
    Errors: Stop with AQ0xx or AQ1xx.
    """
    document, _ = _read(path)
    return resolved(document, passed_over(document))


def expect_dump(planned: Planned, jobs: int = 1) -> Expected:
    """Rows of each table exactly, bytes nearly, all that is told; nothing is written. Errors: Stop AQ501 to AQ504."""
    expected = _expected(live(planned, jobs), planned.sources, jobs)
    return replace(expected, told=accepted(planned.document, (*planned.warnings, *expected.told)))


def _expected(lived: Lived, sources: Mapping[str, str], jobs: int) -> Expected:
    from compiler.emit import Options, expect

    try:
        return expect(farm_of(lived, jobs), lived.catalog, Options(jobs))
    except Stop as stopped:
        raise Stop(stopped.diagnostics, sources) from None


def side_of(path: Path, label: str, change: Change = AS_WRITTEN, jobs: int = 0) -> Side:
    """A farm to be compared with another; simulated, with rows and bytes of its tables, when there are `jobs`.
    Errors: Stop as plan_scenario, and with AQ501 to AQ504 when it is simulated and rows do not fit the target.
    """
    from compiler.proof import Side

    planned = plan_scenario(path, change)
    side = Side(label, planned.document, planned.scenario, planned.plan, ALGORITHM)
    if not jobs:
        return side
    lived = live(planned, jobs)
    return replace(side, histories=lived.histories, expected=_expected(lived, planned.sources, jobs))

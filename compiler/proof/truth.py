"""What really happened: events, outbreaks, faults of instruments, as labels for data that shows only their traces.

Defects that the scenario orders are labelled value by value: the row by its id, as it should be and as it was written.

Each label names the rows that it is about by what they say themselves: container, batch, first and last moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from compiler.biology import CAUSES, troubles
from compiler.exact import SECONDS_PER_DAY, iso_date
from compiler.filling import Farm, find_tables, in_text, marks_of
from compiler.nouns import History, Scenario

DEFECT, TWICE = "defect", "duplicates"


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that is true: '' or None where a field does not apply; days, or moments UTC of readings."""

    what: str
    """event, outbreak, treatment, instrument or defect"""
    kind: str
    origin: str
    """planned, drawn, ordered, or the scenario's own word for it"""
    batch: str
    place: str
    container: str
    stage: str
    parameter: str
    table: str
    """of the target, whose rows bear the trace"""
    first: str
    last: str
    severity: float | None
    share_lost: float | None
    """of the fish, expected"""
    cause: str
    row: str = ""
    """Of a defect: id of the row; `first` is its day, `last` the moment at which it was put right"""
    column: str = ""
    right: str = ""
    """The value as it should be; of a duplicate the id of the row that it repeats"""
    written: str = ""
    """The value as it was written, and stands unless it was put right"""


COLUMNS = tuple(field.name for field in fields(Label))


def labels(scenario: Scenario, histories: Sequence[History]) -> Iterator[Label]:
    """All labels, batch by batch; of a batch its outbreaks, then events, treatments and instruments."""
    planned = {(one.kind, one.place, one.day) for one in scenario.planned_events}
    for history in histories:
        yield from _outbreaks(scenario, history)
        yield from _events(scenario, history, planned)
        yield from _treatments(scenario, history)
        yield from _instruments(scenario, history)


def _label(scenario: Scenario, history: History, stay: int, **given: object) -> Label:
    """A label of a stay, with what its container says."""
    box = scenario.containers[int(history.plan.container[stay])]
    place = (scenario.areas if box.leg == "sea" else scenario.halls)[box.place].name
    batch = scenario.batches[history.plan.batch]
    stage = scenario.geographies[batch.geography].stages[int(history.plan.stage[stay])].name
    common = {
        "batch": batch.number,
        "place": place,
        "container": box.name,
        "stage": stage,
        "parameter": "",
        "cause": "",
    }
    return Label(**{"severity": None, "share_lost": None, "parameter": "", "cause": "", **common, **given})  # type: ignore[arg-type]


def _outbreaks(scenario: Scenario, history: History) -> Iterator[Label]:
    found, batch = history.episodes, scenario.batches[history.plan.batch]
    for at in range(len(found.day)):
        law = scenario.geographies[batch.geography].stages[int(found.stage[at])]
        first = int(found.day[at])
        yield Label(
            *("outbreak", "outbreak of the batch", "drawn", batch.number, "", "", law.name, "", "batch_mortalityevent"),
            *(iso_date(first), iso_date(first + law.episode_days - 1), int(found.percent[at]) / 100.0, None),
            CAUSES[int(found.cause[at])],
        )


def _events(scenario: Scenario, history: History, planned: set[tuple[str, str, int]]) -> Iterator[Label]:
    felt = history.events
    for at, stay in enumerate(felt.stay.tolist()):
        kind, first = scenario.events[int(felt.kind[at])], int(felt.day[at])
        label = _label(
            scenario,
            history,
            stay,
            what="event",
            kind=kind.name,
            origin="drawn",
            table="batch_mortalityevent",
            first=iso_date(first),
            last=iso_date(first + int(felt.days[at]) - 1),
            severity=int(felt.permille[at]) / 1000.0,
            share_lost=int(felt.lost[at]) / 1e6,
            cause=kind.cause,
        )
        is_planned = any((kind.name, name, first) in planned for name in (label.place, label.container))
        yield replace(label, origin="planned") if is_planned else label


def _treatments(scenario: Scenario, history: History) -> Iterator[Label]:
    found, plan = history.treatments, history.plan
    lice = scenario.geographies[scenario.batches[plan.batch].geography].lice
    for at in np.flatnonzero(found.day < plan.end[found.stay]).tolist() if lice else ():
        method = lice.methods[int(found.method[at])] if lice else None
        yield _label(
            scenario,
            history,
            int(found.stay[at]),
            what="treatment",
            kind=method.name if method else "",
            origin="lice above the limit",
            table="health_treatment",
            first=iso_date(int(found.day[at])),
            last=iso_date(int(found.day[at])),
            severity=int(found.percent[at]) / 100.0,
            cause="HANDLING",
        )


def _instruments(scenario: Scenario, history: History) -> Iterator[Label]:
    for stay in range(len(history.plan.stage)):
        law = scenario.geographies[scenario.batches[history.plan.batch].geography].stages[int(history.plan.stage[stay])]
        for fault in troubles(scenario, history, stay):
            yield _label(
                scenario,
                history,
                stay,
                what="instrument",
                kind=fault.kind,
                origin="drawn",
                parameter=law.waters[fault.water].parameter,
                table="environmental_environmentalreading",
                first=_moment(fault.first_h),
                last=_moment(fault.last_h),
            )


def defects(farm: Farm) -> Iterator[Label]:
    """What the scenario ordered to be wrong, table by table and batch by batch; nothing where it ordered nothing."""
    scenario = farm.world.scenario
    for name in find_tables():
        for part, mark, rows in marks_of(farm, name) if scenario.defective(name) else ():
            column = rows.columns[mark.column]
            right, written = (in_text(value, getattr(column, "decimals", 0)) for value in (mark.right, mark.written))
            yield _label(
                scenario,
                part.history,
                mark.stay,
                what=DEFECT,
                kind=mark.kind,
                origin="ordered",
                table=name,
                first=iso_date(mark.day),
                last=_second(mark.corrected_s) if mark.corrected_s >= 0 else "",
                row=written if mark.kind == TWICE else str(mark.row),
                column=mark.column,
                right=right,
                written=written,
            )


def _moment(hour: int) -> str:
    return f"{iso_date(hour // 24)}T{hour % 24:02d}:00:00Z"


def _second(second: int) -> str:
    day, rest = divmod(second, SECONDS_PER_DAY)
    return f"{iso_date(day)}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"

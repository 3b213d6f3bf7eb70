"""One row a sample sent to the laboratory: from two containers after each outbreak, and a screening before the sea.

Results take some days; those that had not come at the end of history are NULL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from compiler.biology import CAUSES
from compiler.exact import Stream, one_uniform
from compiler.filling.habits import by_turns
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, batch_of, day_or_null, geography_of
from compiler.filling.tables.health._journal import trouble
from compiler.filling.world import lookup_id
from compiler.nouns import Day, Number, Same, Text

OF_OUTBREAK = ("Kidney Sample", "Gill Sample")
OF_SCREENING = "Gill Sample"


@dataclass(frozen=True, slots=True)
class _Sample:
    stay: int
    kind: str
    day: int
    sent: int
    received: int
    findings: str
    fish: int
    positive: int


def _columns(part: Part, rows: list[_Sample], ids: Ids) -> Columns:
    as_of = part.world.scenario.as_of
    stay, day, sent, received = (
        np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("stay", "day", "sent", "received")
    )
    known = received < as_of
    number = batch_of(part).number
    return {
        "sample_date": Day(day),
        "date_sent_to_lab": day_or_null(sent, sent < as_of),
        "date_results_received": day_or_null(received, known),
        "lab_reference_id": Text([f"LAB-{number}-{at + 1:03d}" for at in range(len(rows))]),
        "findings_summary": Text([one.findings if one.received < as_of else None for one in rows]),
        "quantitative_results": Text([_results(one) if one.received < as_of else None for one in rows]),
        "attachment": Same(None),
        "notes": Same(None),
        "batch_container_assignment_id": Number(stay + ids["batch_batchcontainerassignment"]),
        "recorded_by_id": by_turns(part, "VET", None, stay, day),
        "sample_type_id": Number(
            np.array([lookup_id(part.world, "health_sampletype", [("name", one.kind)]) for one in rows], dtype=np.int64)
        ),
        "created_at": at_hour(day, 12),
        "updated_at": at_hour(np.where(known, received, day), 12),
    }


def _results(one: _Sample) -> str:
    return json.dumps({"fish_tested": one.fish, "fish_positive": one.positive})


def _samples(part: Part) -> list[_Sample]:
    found = [*_of_outbreaks(part), *_of_events(part), *_of_screening(part)]
    return sorted(found, key=lambda one: (one.day, one.stay, one.kind))


def _of_outbreaks(part: Part) -> Iterator[_Sample]:
    history, plan, stages = part.history, part.history.plan, geography_of(part).stages
    tested = part.world.scenario.laboratory.fish
    least = min(part.world.scenario.laboratory.least_positive, tested)
    for at in range(len(history.episodes.day)):
        law, first = stages[int(history.episodes.stage[at])], int(history.episodes.day[at])
        day = first + 1
        ill = CAUSES[int(history.episodes.cause[at])] == "DISEASE"
        here = np.flatnonzero((plan.stage == history.episodes.stage[at]) & (plan.first <= day) & (plan.end > day))
        name = trouble(law, ill, _draw(part, "outbreak", first, Stream.JOURNAL))
        for place, kind in enumerate(OF_OUTBREAK[: len(here)]):
            stay = int(here[int(_draw(part, kind, day) * len(here))])
            positive = least + int(_draw(part, f"{kind}/positive", day) * (tested - least + 1)) if ill else 0
            text = f"Findings agree with {name}." if ill else f"No pathogen found; {name} likely the cause."
            yield _sample(part, stay, kind, day + place, text, positive)


def _of_events(part: Part) -> Iterator[_Sample]:
    """One of each event of a site that a disease makes, from its first container, three days on."""
    felt, plan, scenario = part.history.events, part.history.plan, part.world.scenario
    told: set[tuple[int, int]] = set()
    for at, stay in enumerate(felt.stay.tolist()):
        number, first = int(felt.kind[at]), int(felt.day[at])
        kind, day = scenario.events[number], first + 3
        if kind.cause != "DISEASE" or kind.scope != "site" or (number, first) in told or day >= plan.end[stay]:
            continue
        told.add((number, first))
        tested = scenario.laboratory.fish
        least = min(scenario.laboratory.least_positive, tested)
        positive = least + int(_draw(part, f"{kind.name}/positive", day) * (tested - least + 1))
        yield _sample(part, stay, OF_OUTBREAK[0], day, f"Findings agree with {kind.name.lower()}.", positive)


def _of_screening(part: Part) -> Iterator[_Sample]:
    """Of one container of the last freshwater stage; as many days before the sea in every history."""
    plan, run = part.history.plan, batch_of(part).runs
    last = max((r.stage for r in run if geography_of(part).stages[r.stage].leg == "freshwater"), default=-1)
    day = plan.start + sum(r.days for r in run if r.stage <= last) - part.world.scenario.laboratory.screened_days
    here = np.flatnonzero((plan.stage == last) & (plan.first <= day) & (plan.end > day))
    if not len(here):  # on the day of the move, before those leave that leave first
        here = np.flatnonzero((plan.stage == last) & (plan.end == day))
    if len(here):
        stay = int(here[int(_draw(part, "screening", day) * len(here))])
        yield _sample(part, stay, OF_SCREENING, day, "Screening before the sea: no pathogen found.", 0)


def _sample(part: Part, stay: int, kind: str, day: int, text: str, positive: int) -> _Sample:
    """Sent some days later; results some days after that."""
    law = part.world.scenario.laboratory
    low, high = law.result_days
    sent, wait = day + law.sent_days, low + int(_draw(part, f"{kind}/wait", day) * (high - low + 1))
    last = int(part.history.plan.end[stay]) - 1
    return _Sample(stay, kind, min(day, last), sent, sent + wait, text, law.fish, positive)


def _draw(part: Part, what: str, day: int, stream: Stream = Stream.LAB) -> float:
    return one_uniform(part.world.scenario.seed, stream, f"{batch_of(part).number}/{what}", day)


TABLE = BatchTable(name="health_healthlabsample", select=_samples, columns=_columns)

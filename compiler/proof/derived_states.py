"""Daily states once more, from the tables alone, by the application's own formulas in its own order.

One state after another: powers are the processor's and rounding is Python's, as in the application; nothing is shared
with the compiler's derivation. Databases in which an environmental parameter is called exactly `temperature`, whose
means the engine would take, are not the compiler's, and are not recomputed here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from psycopg2.extensions import cursor as Cursor

from compiler.proof.derived_facts import Batch, Found, ask, cap

WEIGHT_G, MASS_KG, RATIO = 0.01, 0.02, 0.002
"""Rounding may fall to the other side."""

STAYS = """
    select a.id, a.assignment_date - date '1970-01-01', a.departure_date - date '1970-01-01', a.population_count,
           a.avg_weight_g::float8, a.lifecycle_stage_id, a.container_id,
           (select coalesce(nullif(t.measured_avg_weight_g, 0), s.avg_weight_g)::float8
            from public.batch_transferaction t
            join public.batch_batchcontainerassignment s on s.id = t.source_assignment_id
            where t.dest_assignment_id = a.id and t.status = 'COMPLETED'
            order by t.workflow_id, t.action_number limit 1),
           exists (select from public.batch_transferaction t where t.dest_assignment_id = a.id
                   and t.status = 'COMPLETED' and t.actual_execution_date = a.assignment_date),
           (select sum(c.egg_count_actual) from public.batch_creationaction c
            where c.dest_assignment_id = a.id and c.status = 'COMPLETED' and a.is_active)
    from public.batch_batchcontainerassignment a where a.batch_id = %s order by a.id"""
OWN = "in (select id from public.batch_batchcontainerassignment where batch_id = %s)"
EVENTS = {
    "sample": f"""
        select assignment_id, sample_date - date '1970-01-01', avg_weight_g::float8
        from public.batch_growthsample where assignment_id {OWN} order by id""",
    "moved": f"""
        select source_assignment_id, actual_execution_date - date '1970-01-01', measured_avg_weight_g::float8
               * case selection_method when 'LARGEST' then 0.88 when 'SMALLEST' then 1.12 else 1 end
        from public.batch_transferaction
        where source_assignment_id {OWN} and status = 'COMPLETED' and measured_avg_weight_g is not null order by id""",
    "weighed": """
        select t.batch_assignment_id, t.treatment_date::date - date '1970-01-01', avg(o.weight_g)::float8
        from public.health_treatment t
        join public.health_individualfishobservation o on o.sampling_event_id = t.sampling_event_id
        where t.batch_id = %s and t.includes_weighing and o.weight_g is not null group by t.id, 1, 2 order by t.id""",
    "deaths": """
        select assignment_id, event_date - date '1970-01-01', sum(count)::float8
        from public.batch_mortalityevent where batch_id = %s and assignment_id is not null group by 1, 2""",
    "feed": """
        select a.id, f.feeding_date - date '1970-01-01', sum(f.amount_kg)::float8
        from public.inventory_feedingevent f
        join public.batch_batchcontainerassignment a on a.container_id = f.container_id
             and f.feeding_date >= a.assignment_date and f.feeding_date < coalesce(a.departure_date, 'infinity')
        where a.batch_id = %s group by 1, 2""",
    "arrivals": f"""
        select dest_assignment_id, actual_execution_date - date '1970-01-01', sum(transferred_count)::float8
        from public.batch_transferaction
        where dest_assignment_id {OWN} and status = 'COMPLETED' group by 1, 2""",
}
STORED = """
    select assignment_id, date - date '1970-01-01', day_number, avg_weight_g::float8, population, biomass_kg::float8,
           temp_c::float8, mortality_count, feed_kg::float8, observed_fcr::float8, anchor_type, lifecycle_stage_id,
           container_id, sources::text, confidence_scores::text, planned_activity_id
    from public.batch_actualdailyassignmentstate where batch_id = %s order by 1, 2"""
COLUMNS = ("assignment_id", "date", "day_number", "avg_weight_g", "population", "biomass_kg", "temp_c",
           "mortality_count", "feed_kg", "observed_fcr", "anchor_type", "lifecycle_stage_id", "container_id", "sources",
           "confidence_scores", "planned_activity_id")  # fmt: skip
_UNSEEN = (
    '{"feed": "none", "temp": "none", "weight": "unchanged", "mortality": "model"}',
    '{"feed": 0.0, "temp": 0.0, "weight": 0.3, "mortality": 0.4}',
)
EPOCH = date(1970, 1, 1)
SLACK = {"avg_weight_g": WEIGHT_G, "biomass_kg": MASS_KG, "observed_fcr": RATIO}


def compare_states(cursor: Cursor, batch: Batch, today: int) -> tuple[int, Found]:
    """Recompute the states of a batch up to the day before `today`, and hold them against the stored rows.

    Returns: rows expected or stored, and what differs. Errors: psycopg2.Error.
    """
    stored = {row[:2]: row for row in ask(cursor, STORED, batch.id)}
    expected = {row[:2]: row for row in _recompute(cursor, batch, today, stored)}
    wrong: Found = []
    for key in sorted(stored.keys() | expected.keys()):
        subject = f"{batch.number}, assignment {key[0]}, day {key[1]}"
        if key not in stored or key not in expected:
            wrong.append((subject, "no such row" if key not in stored else "a row too many"))
        else:
            wrong += [(subject, name) for name in _differing(stored[key], expected[key])]
    return len(stored.keys() | expected.keys()), wrong


def _differing(stored: tuple[Any, ...], expected: tuple[Any, ...]) -> Iterator[str]:
    if stored == expected:
        return
    for name, old, new in zip(COLUMNS, stored, expected, strict=True):
        slack = SLACK.get(name)
        near = slack is not None and old is not None and new is not None and abs(old - new) <= slack + 1e-9
        if old != new and not near:
            yield name


def _recompute(
    cursor: Cursor, batch: Batch, today: int, stored: dict[tuple[Any, ...], tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    stays = ask(cursor, STAYS, batch.id)
    events = {kind: _by_stay(ask(cursor, query, batch.id)) for kind, query in EVENTS.items()}
    stage_at = {stage["id"]: at for at, stage in enumerate(batch.stages)}
    temperature: dict[int, float] = {}
    for id_, first, departure, fish, weight, stage, container, inbound, by_action, delivered in stays:
        end = min(today, departure if departure is not None else today)
        days = {kind: found.get(id_, {}) for kind, found in events.items()}
        state = _State(0 if by_action else fish, _start(batch, inbound, weight, stage_at[stage]), stage_at[stage])
        if delivered is not None:
            key = (id_, _eve(batch.start))
            state = _State(int(delivered), stored[key][3] if key in stored else state.weight, stage_at[stage])
            state.mass = round(state.mass, 2)
            yield (*key, *state.unseen(stage, container))
        for day in range(first, end):
            number = day - batch.start + 1
            if number not in temperature:
                temperature[number] = batch.temperature(number)
            yield (id_, day, number, *state.live(batch, day, temperature[number], days, container))


def _eve(start: int) -> int:
    """The day before a batch begins, or one more where that is the first of a month: eggs are valued on no such day."""
    return start - 1 - ((EPOCH + timedelta(days=start - 1)).day == 1)


def _by_stay(rows: list[tuple[Any, ...]]) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for stay, day, value in rows:
        found[stay][day] = value
    return found


def _start(batch: Batch, inbound: float | None, own: float | None, stage: int) -> float:
    return inbound or own or batch.scenario["weight"] or 1.0


class _State:
    """A stay's carried state: rounded weight and biomass, fish, stage."""

    def __init__(self, fish: int, weight: float, stage: int) -> None:
        self.fish, self.weight, self.stage = fish, weight, stage
        self.mass = fish * weight / 1000

    def unseen(self, stage: int, container: int) -> tuple[Any, ...]:
        """Of a stay that goes on, all that was delivered: from there the application takes the recorded deaths once."""
        return (0, self.weight, self.fish, self.mass, None, 0, 0.0, None, None, stage, container, *_UNSEEN, None)

    def live(
        self, batch: Batch, day: int, temp: float, events: dict[str, dict[int, float]], container: int
    ) -> tuple[Any, ...]:
        anchor, kind, trust = _anchor(events, day)
        own = batch.stages[self.stage]
        weight = anchor if anchor is not None else _grown(self.weight, batch.coefficient * temp, own["name"])
        recorded = events["deaths"].get(day, 0)
        deaths = int(recorded) if recorded > 0 else round(self.fish * batch.rate)
        feed = events["feed"].get(day, 0.0)
        self.fish = max(0, self.fish + int(events["arrivals"].get(day, 0)) - deaths)
        mass = self.fish * weight / 1000
        gain = mass - self.mass
        fcr = round(min(feed / gain, 10.0), 3) if feed > 0 and gain > 1.0 else None
        if own["max_g"] is not None and weight >= own["max_g"] and self.stage + 1 < len(batch.stages):
            self.stage += 1
        self.weight, self.mass = round(weight, 2), round(mass, 2)
        sources, scores = _provenance(kind, trust, recorded > 0, feed > 0, fcr is not None)
        return (self.weight, self.fish, self.mass, round(temp, 2), deaths, round(feed, 2), fcr, kind,
                batch.stages[self.stage]["id"], container, sources, scores, None)  # fmt: skip


@cache
def _provenance(anchor: str | None, trust: float, recorded: bool, fed: bool, observed: bool) -> tuple[str, str]:
    """sources and confidence_scores as jsonb prints them: shorter keys first."""
    sources = {"fcr": "observed"} if observed else {}
    sources |= {"feed": "actual" if fed else "none", "temp": "profile"}
    sources |= {"weight": "measured" if anchor else "tgc_computed", "mortality": "actual" if recorded else "model"}
    scores = {"feed": 1.0 if fed else 0.0, "temp": 0.5, "weight": trust, "mortality": 1.0 if recorded else 0.4}
    return json.dumps(sources), json.dumps(scores)


def _anchor(events: dict[str, dict[int, float]], day: int) -> tuple[float | None, str | None, float]:
    kinds = (("sample", "growth_sample", 1.0), ("moved", "transfer", 0.95), ("weighed", "vaccination", 0.9))
    for source, kind, trust in kinds:
        if day in events[source]:
            return events[source][day], kind, trust
    return None, None, 0.5


def _grown(weight: float, rise: float, stage: str) -> float:
    grown: float = (weight ** (1 / 3) + rise) ** 3
    return min(grown, cap(stage))

"""What the application's engines read of one batch, from its tables: the start of an independent recomputation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import cursor as Cursor

Found = list[tuple[str, str]]
"""(subject, column) of rows that differ"""

CAPS = (("egg", 1), ("alevin", 1), ("fry", 10), ("parr", 100), ("smolt", 250), ("post_smolt", 700), ("post smolt", 700),
        ("harvest", 8000), ("adult", 8000))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch with its scenario. Dates are days since 1970-01-01."""

    id: int
    number: str
    start: int
    run: int | None
    scenario: Mapping[str, Any]
    profile: Mapping[int, float]
    stages: tuple[Mapping[str, Any], ...]
    """By order: id, name, max_g, and of the FCR model days and fcr"""
    rate: float
    """Daily mortality, a fraction"""

    @property
    def coefficient(self) -> float:
        """What a degree adds to the cube root of the weight."""
        return normalised(float(self.scenario["tgc_value"]))

    def temperature(self, day: int) -> float:
        """Of the profile, on a day number."""
        return temperature(self.profile, day)

    def stage_on(self, day: int) -> int:
        """Index of the stage that projections put a day number into."""
        return stage_on(self.stages, day)


def normalised(tgc: float) -> float:
    """A stored TGC per degree-day: from 0.01 on it was one per 1000."""
    return 0.0 if tgc <= 0 else tgc if tgc < 0.01 else tgc / 1000


def temperature(profile: Mapping[int, float], day: int) -> float:
    """The profile on a day number: read, between two readings to 2 decimals, or the nearest end."""
    if not profile:
        return 10.0
    if day in profile:
        return profile[day]
    below = [known for known in profile if known < day]
    above = [known for known in profile if known > day]
    if not below or not above:
        return profile[max(below) if below else min(above)]
    low, high = max(below), min(above)
    cold, warm = profile[low], profile[high]
    return round(cold + (warm - cold) * (day - low) / (high - low), 2)


def stage_on(stages: Sequence[Mapping[str, Any]], day: int) -> int:
    """Index of the stage that projections put a day number into, by the lengths that a model of feed gives them."""
    end = 0
    for at, stage in enumerate(stages):
        end += stage["days"]
        if day <= end:
            return at
    return len(stages) - 1


def cap(name: str) -> float:
    """Highest weight that growth leads to, by the stage's name."""
    plain = name.lower().replace("_", " ").replace("-", " ")
    exact = dict(CAPS).get(plain)
    return float(exact if exact is not None else next((most for word, most in CAPS if word in plain), 7000))


def ask(cursor: Cursor, query: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of a query. Errors: psycopg2.Error."""
    cursor.execute(query, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def read_batches(cursor: Cursor) -> list[tuple[int, int | None]]:
    """(batch, its scenario: that of the pinned run, else the newest), by id."""
    rows = ask(
        cursor,
        """select b.id, coalesce(
                (select scenario_id from public.scenario_projection_run where run_id = b.pinned_projection_run_id),
                (select scenario_id from public.scenario where batch_id = b.id order by created_at desc, name limit 1))
           from public.batch_batch b order by b.id""",
    )
    return [(int(batch), scenario) for batch, scenario in rows]


def read_batch(cursor: Cursor, batch: int, scenario: int) -> Batch:
    """Errors: psycopg2.Error."""
    [(number, start, run)] = ask(
        cursor,
        """select batch_number, start_date - date '1970-01-01', pinned_projection_run_id
           from public.batch_batch where id = %s""",
        batch,
    )
    names = ("start", "days", "weight", "count", "tgc_value", "fcr_model", "profile", "rate")
    [values] = ask(
        cursor,
        """select s.start_date - date '1970-01-01', s.duration_days, s.initial_weight, s.initial_count, t.tgc_value,
                  s.fcr_model_id, t.profile_id, m.rate
           from public.scenario s join public.scenario_tgcmodel t on t.model_id = s.tgc_model_id
           join public.scenario_mortalitymodel m on m.model_id = s.mortality_model_id where s.scenario_id = %s""",
        scenario,
    )
    facts = dict(zip(names, values, strict=True))
    profile = read_profile(cursor, facts["profile"])
    return Batch(
        batch, number, start, run, facts, profile, read_stages(cursor, facts["fcr_model"]), facts["rate"] / 100
    )


def read_profile(cursor: Cursor, profile: int) -> Mapping[int, float]:
    """[day number] of a temperature profile. Errors: psycopg2.Error."""
    readings = "select day_number, temperature from public.scenario_temperaturereading where profile_id = %s"
    return dict(ask(cursor, readings, profile))


def read_stages(cursor: Cursor, fcr_model: int) -> tuple[Mapping[str, Any], ...]:
    """All stages by order, as a model of feed conversion knows them: without days where not. Errors: psycopg2.Error."""
    rows = ask(
        cursor,
        """select l.id, l.name, l.expected_weight_max_g::float8, coalesce(f.duration_days, 0),
                  coalesce(f.fcr_value, 1.2)
           from public.batch_lifecyclestage l
           left join public.scenario_fcrmodelstage f on f.stage_id = l.id and f.model_id = %s order by l."order" """,
        fcr_model,
    )
    return tuple(dict(zip(("id", "name", "max_g", "days", "fcr"), row, strict=True)) for row in rows)

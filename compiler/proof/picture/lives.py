"""The batches: where they stood, and week by week how many and how heavy they were, what they ate and died of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.biology import CAUSES, TYPES
from compiler.exact import half_even
from compiler.filling import Part, projection_of
from compiler.proof.picture.packing import MONDAY, WEEK, Facts, Int64, Seen, gather, packed, sums, week_of

ADULT_FEMALE = ("Lepeophtheirus salmonis", "female", "adult")
DG_PER_CKG = 100


def batches(seen: Seen) -> list[Facts]:
    """One entry a batch, those that have begun first; days are those of its row."""
    numbers = seen.farm.world.scenario.batches
    columns = ("batch_number", "status", "start_date", "expected_end_date", "actual_end_date", "batch_type")
    rows = list(gather(seen.farm, "batch_batch", columns))
    if not rows:
        rows = [{"batch_number": numbers[part.history.plan.batch].number} for part in seen.farm.parts]
    return [
        {
            "number": row["batch_number"],
            "status": row.get("status"),
            "type": row.get("batch_type"),
            "start": row.get("start_date"),
            "expected_end": row.get("expected_end_date"),
            "end": row.get("actual_end_date"),
            "geography": numbers[part.history.plan.batch].geography,
        }
        for row, part in zip(rows, seen.farm.parts, strict=True)
    ]


def stays(seen: Seen) -> Facts:
    """Columns by stay, batch by batch: `began` is the fish of its first day.

    And of each stay on Mondays: fish and mean weight (0.01 g) in the evening.

    The Mondays of a stay are those on which its fish were there, one after the other; those of stay s stand at
    edges[s] to edges[s + 1] - 1. A batch of which more fish are to come has no daily states, and no Mondays.
    """
    parts = seen.farm.parts
    plans = [part.history.plan for part in parts]
    weekly = [_mondays(part) for part in parts]
    counts = np.concatenate([np.zeros(1, dtype=np.int64), *(count for count, _, _ in weekly)])
    return {
        "batch": packed(np.repeat(np.arange(len(parts)), [len(plan.stage) for plan in plans])),
        "stage": packed(_joined(plan.stage for plan in plans)),
        "container": packed(_joined(plan.container for plan in plans)),
        "first": packed(_joined(plan.first for plan in plans)),
        "end": packed(_joined(plan.end for plan in plans)),
        "open": packed(_joined(plan.open for plan in plans)),
        "harvested": packed(_joined(plan.harvested for plan in plans)),
        "began": packed(
            _joined(part.history.days.count[part.history.first_cell] for part in parts if part.history.begun)
        ),
        "edges": packed(np.cumsum(counts)),
        "fish": packed(_joined(fish for _, fish, _ in weekly)),
        "weight_cg": packed(_joined(weight for _, _, weight in weekly)),
    }


def _mondays(part: Part) -> tuple[Int64, Int64, Int64]:
    """[stay] Mondays, and of these [monday] fish and weight."""
    history, none = part.history, np.zeros(0, dtype=np.int64)
    if part.computed is None or part.state != "whole":
        return np.zeros(len(history.plan.stage), dtype=np.int64), none, none
    cells = np.flatnonzero(history.day_of_cell % WEEK == MONDAY)
    counts = np.bincount(history.stay_of_cell[cells], minlength=len(history.plan.stage)).astype(np.int64)
    states = part.derived.states
    return counts, states.population[cells].astype(np.int64), states.weight_cg[cells].astype(np.int64)


def _joined(columns: Iterator[np.ndarray]) -> Int64:
    return np.concatenate([np.zeros(0, dtype=np.int64), *columns]).astype(np.int64)


def weeks(seen: Seen) -> list[Facts | None]:
    """One entry a batch that has begun: its weeks, the first of which is `week`."""
    return [_weeks(part) if part.history.begun else None for part in seen.farm.parts]


def _weeks(part: Part) -> Facts:
    history = part.history
    day = history.day_of_cell
    first, last = week_of(int(day.min())), week_of(int(day.max()))
    at, size = (day - MONDAY) // WEEK - first, last - first + 1
    return {
        "week": first,
        "weeks": size,
        **_size(part, first, size),
        "deaths": _deaths(part, first, size),
        "feed_ckg": packed(sums(at, history.days.feed_dg, size) // DG_PER_CKG),
        "cost_cents": packed(sums(at[history.meals.cell], part.meal_cents, size)),
        "samples": _samples(part),
        "lice": _lice(part, first, size),
    }


def _size(part: Part, first: int, size: int) -> Facts:
    """[week] fish and biomass (0.01 kg) in the evening of its Monday, 0 where there were none; weight as planned."""
    if part.computed is None or part.state != "whole":
        return {"fish": packed([]), "biomass_ckg": packed([]), "planned_cg": packed([]), "planned_week": first}
    history, states = part.seen, part.derived.states
    day = history.day_of_cell
    cells = np.flatnonzero(day % WEEK == MONDAY)
    at = (day[cells] - MONDAY) // WEEK - first
    planned = half_even(projection_of(part.world.scenario, part.history, part.derived).weight_g, 2)
    start = int(day.min())
    skip = (MONDAY - start) % WEEK
    return {
        "fish": packed(sums(at, states.population[cells], size)),
        "biomass_ckg": packed(sums(at, states.biomass_ckg[cells], size)),
        "planned_cg": packed(planned[skip::WEEK]),
        "planned_week": week_of(start + skip),
    }


def _deaths(part: Part, first: int, size: int) -> Facts:
    """[cause][week] fish, of the causes that killed any."""
    history = part.history
    killed = np.flatnonzero(history.days.deaths)
    week = (np.concatenate([history.day_of_cell[killed], history.plan.move_day]) - MONDAY) // WEEK - first
    handling = np.full(len(history.plan.move_day), CAUSES.index("HANDLING"))
    cause = np.concatenate([history.days.cause[killed], handling]).astype(np.int64)
    fish = np.concatenate([history.days.deaths[killed], history.moves.dead]).astype(np.int64)
    size = max(size, int(week.max(initial=0)) + 1)
    found = sums(cause * size + week, fish, len(CAUSES) * size).reshape(len(CAUSES), size)
    return {name: packed(row) for name, row in zip(CAUSES, found, strict=True) if row.any()}


def _samples(part: Part) -> Facts:
    """[day with growth samples] how many there were, and the sum of their mean weights, 0.01 g."""
    history = part.history
    days, at = np.unique(history.day_of_cell[history.samples.cell], return_inverse=True)
    number = np.bincount(at, minlength=len(days))
    weights = sums(at, history.samples.weight_cg, len(days))
    return {"day": packed(days), "samples": packed(number), "sum_cg": packed(weights)}


def _lice(part: Part, first: int, size: int) -> Facts | None:
    """[week] fish looked at, adult females of salmon lice on them, and all lice; None where nobody counted."""
    lice, batch = part.history.lice, part.world.scenario.batches[part.history.plan.batch]
    law = part.world.scenario.geographies[batch.geography].lice
    if law is None or not len(lice.day):
        return None
    at = (lice.day.astype(np.int64) - MONDAY) // WEEK - first
    females = lice.number[:, TYPES.index(ADULT_FEMALE)]
    return {
        "looked_at": packed(sums(at, np.full(len(at), law.fish), size)),
        "females": packed(sums(at, females, size)),
        "lice": packed(sums(at, lice.number.sum(axis=1), size)),
    }

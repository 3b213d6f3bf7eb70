"""Whether a machine tells two kinds of ring-days apart: python benchmarks/twosample.py [SCENARIO]   (extra `science`)

Sixty features of a ring and day, of the days before it; a gradient-boosted classifier is taught on some batches and
asked about others. Which of two years a ring-day is of it should not know: of both as many are taken from each week of
the calendar, as the sea has seasons, and it is asked about other quarters than it was taught, as rings of one sea share
their weather. What is said of ring-days is compared within one model only, as scores of models that were taught other
batches have no common scale. The area under the curve (AUC) should be near 0.5, as near as that of batches divided by
lot, which is asked often enough to know its spread. A farm of tidy people and instruments it should tell from the same
farm as it is: near 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits

from compiler.biology import readings, unread
from compiler.nouns import History, Scenario
from compiler.pipeline import Lived, live, plan_scenario

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

BACK, FROM, UNTIL, EVERY = 14, 40, 150, 7
"""A row tells of so many days; rows are of these days at sea, one a week, which rings of both years have lived."""
TEMPERATURE, OXYGEN = "Temperature", "Dissolved Oxygen"
WEEK, YEAR, QUARTER = 7, 365, 92
FOLDS, LOTS = 5, 20
TIDY = "aqc: 1\nname: tidy\ninclude: [{}]\nrecord: {{imperfect: false}}\n"


@dataclass(frozen=True, slots=True)
class Table:
    """[row] ring-days: features, batch, and day since 1970."""

    x: Float
    batch: Int64
    day: Int64


def rings(lived: Lived) -> Iterator[tuple[History, int]]:
    """Stays at sea that are long enough to be asked about."""
    boxes = lived.scenario.containers
    for history in lived.histories:
        plan = history.plan
        for stay in range(len(plan.stage)):
            if boxes[int(plan.container[stay])].leg == "sea" and plan.end[stay] - plan.first[stay] > FROM:
                yield history, stay


def asked_days(history: History, stay: int) -> range:
    return range(FROM, min(UNTIL, int(history.plan.end[stay] - history.plan.first[stay])), EVERY)


def features(scenario: Scenario, history: History, stay: int) -> Float:
    """[row, feature] of a ring: deaths and feed of two weeks, ranges, lows and numbers of readings of one, weekday."""
    cells, days, plan = history.cells(stay), history.days, history.plan
    fish = days.count[cells].astype(np.float64)
    dead = 1000.0 * days.deaths[cells] / np.maximum(fish, 1.0)
    fed = days.feed_dg[cells] / np.maximum(fish * days.weight_cg[cells], 1.0) * 1000.0
    step = days.feed_dg[cells] % 100_000 / 10_000.0
    water = sensed(scenario, history, stay)
    rows = []
    for day in asked_days(history, stay):
        past, week = slice(day - BACK, day), slice(day - WEEK, day)
        levels = water[:, week].ravel()
        rest = [float((plan.first[stay] + day) % WEEK), float((dead[past] == 0).sum()), *step[day - 3 : day]]
        rows.append(np.concatenate([dead[past], fed[past], levels, rest]))
    return np.array(rows)


def sensed(scenario: Scenario, history: History, stay: int) -> Float:
    """[quantity, day]: readings made of temperature, its range, that of oxygen, and how far the lowest lies below."""
    chosen, values = readings(scenario, history, stay)
    missing = unread(scenario, history, stay)
    stage = scenario.geographies[scenario.batches[history.plan.batch].geography].stages[int(history.plan.stage[stay])]
    found = []
    for name in (TEMPERATURE, OXYGEN):
        at = [stage.waters[one].parameter for one in chosen].index(name)
        seen = values[at].astype(np.float64) / 10 ** stage.waters[chosen[at]].decimals
        gone = missing[at] if missing is not None else np.zeros(seen.shape, dtype=bool)
        top, low = np.where(gone, -1e9, seen).max(axis=1), np.where(gone, 1e9, seen).min(axis=1)
        wide = np.where(gone.all(axis=1), -1.0, top - low)
        found += (
            [(~gone).sum(axis=1).astype(np.float64), wide] if name == TEMPERATURE else [wide, np.maximum(90 - low, -5)]
        )
    return np.array(found)


def table(lived: Lived) -> Table:
    parts, batches, days = [], [], []
    for history, stay in rings(lived):
        asked = asked_days(history, stay)
        parts.append(features(lived.scenario, history, stay))
        batches += [history.plan.batch] * len(asked)
        days += [int(history.plan.first[stay]) + day for day in asked]
    return Table(np.concatenate(parts), np.array(batches, dtype=np.int64), np.array(days, dtype=np.int64))


def same_weeks(day: Int64, later: Bool) -> Int64:
    """Rows, as many of the earlier as of the later year from each week of the calendar that both have."""
    week, chance = day % YEAR // WEEK, np.random.default_rng(1)
    chosen: list[int] = []
    for one in np.unique(week).tolist():
        sides = [np.flatnonzero((week == one) & (later == side)) for side in (False, True)]
        number = min(map(len, sides))
        chosen += [int(row) for side in sides for row in chance.permutation(side)[:number]]
    return np.array(sorted(chosen), dtype=np.int64)


def told_apart(x: Float, kind: Bool, batch: Int64, season: Int64) -> float:
    """Mean area under the curve of models that knew neither the batches nor the season of what they are asked.

    Each counts as the pairs of unlike rows that it ranks.
    """
    areas, pairs = [], []
    with threadpool_limits(1):
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
        for others, held in folds.split(x, kind, batch):
            for one in np.unique(season[held]).tolist():
                asked = held[season[held] == one]
                taught = others[(season[others] != one) | (season.max() == season.min())]
                number = int(kind[asked].sum()) * int((~kind[asked]).sum())
                if number:
                    model = HistGradientBoostingClassifier(class_weight="balanced", random_state=1)
                    said = model.fit(x[taught], kind[taught]).predict_proba(x[asked])[:, 1]
                    areas.append(float(roc_auc_score(kind[asked], said)))
                    pairs.append(number)
    return float(np.average(areas, weights=pairs))


def of_sides(made: Table, side: Bool) -> tuple[float, int]:
    """Area under the curve between two sides, balanced by week, and the ring-days that were asked."""
    rows = same_weeks(made.day, side)
    day = made.day[rows]
    return told_apart(made.x[rows], side[rows], made.batch[rows], day % YEAR // QUARTER), len(rows)


def years(made: Table, as_of: int) -> None:
    """Print whether the last year is told from the one before, beside halves of the batches that a lot divides."""
    recent = made.day >= as_of - 2 * YEAR
    made = Table(made.x[recent], made.batch[recent], made.day[recent])
    auc, rows = of_sides(made, made.day >= as_of - YEAR)
    batches, chance = np.unique(made.batch), np.random.default_rng(2)
    print(f"{rows:,} ring-days of {len(batches)} batches, {made.x.shape[1]} features")
    lots = []
    for _ in range(LOTS):
        half = chance.permutation(batches)[: len(batches) // 2]
        lots.append(of_sides(made, np.isin(made.batch, half))[0])
    spread = f"{min(lots):.2f} to {max(lots):.2f}"
    print(
        f"last year from the year before: AUC {auc:.2f}; {LOTS} halves by lot: {np.mean(lots):.2f}, {spread}",
        flush=True,
    )


def tidiness(rough: Table, tidy: Table) -> None:
    """Print whether tidy ring-days are told from the others."""
    kind = np.repeat([False, True], [len(rough.x), len(tidy.x)])
    batch = np.concatenate([rough.batch, tidy.batch])
    auc = told_apart(np.concatenate([rough.x, tidy.x]), kind, batch, np.zeros(len(kind), dtype=np.int64))
    print(f"{len(kind):,} ring-days; tidy from imperfect: AUC {auc:.3f}", flush=True)


def main() -> None:
    path, jobs = Path(sys.argv[1] if len(sys.argv) > 1 else "scenarios/forty.yaml").resolve(), os.cpu_count() or 1
    lived = live(plan_scenario(path), jobs)
    rough = table(lived)
    years(rough, lived.scenario.as_of)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tidy.yaml"
        file.write_text(TIDY.format(path), encoding="utf-8")
        tidiness(rough, table(live(plan_scenario(file), jobs)))


if __name__ == "__main__":
    main()

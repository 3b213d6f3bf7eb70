"""What the simulation costs, and how its batches turn out: python benchmarks/simulation.py [SCENARIO [SEED ...]]"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import TypeVar

import numpy as np

from compiler.biology.laws.sampling import observations
from compiler.biology.laws.water import readings
from compiler.biology.ledger import keep_ledger
from compiler.biology.simulate import simulate
from compiler.nouns.history import History
from compiler.nouns.plan import batch_plan
from compiler.nouns.scenario import Scenario
from compiler.pipeline import Change, plan_scenario

Result = TypeVar("Result")


def timed(what: str, work: Callable[[], Result]) -> Result:
    """Run and print the core-seconds and the peak memory so far."""
    before = process_time()
    result = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {what:<14}{process_time() - before:7.2f} core-s   peak {peak} MB")
    return result


def live(path: str, seed: int | None) -> tuple[Scenario, list[History]]:
    """Lower, solve and simulate a scenario."""
    planned = timed("plan", lambda: plan_scenario(Path(path), Change(seed=seed)))
    scenario, plan = planned.scenario, planned.plan
    placed = [batch for batch in range(len(scenario.batches)) if plan.start[batch] >= 0]
    return scenario, timed("simulate", lambda: [simulate(scenario, batch_plan(plan, b)) for b in placed])


def outcome(scenario: Scenario, history: History) -> dict[str, float]:
    """The numbers that an analyst divides first, of one batch."""
    plan, batch = history.plan, scenario.batches[history.plan.batch]
    found = {}
    day91 = plan.start + 90
    here = np.flatnonzero((plan.first <= day91) & (day91 < plan.end))
    if len(here):
        found["fish on day 91"] = float(history.days.count[history.cell_at(here, day91)].sum())
    if plan.harvested.any() and not plan.open.any():
        rings = np.flatnonzero(plan.harvested)
        grams = history.days.weight_cg[history.last_cell[rings]] / 100
        fish, kg = history.stays.left[rings].sum(), (history.stays.left[rings] * grams).sum() / 1000
        dead = (history.days.deaths * (history.days.weight_cg / 1e5)).sum()
        dead += (history.moves.dead * (history.moves.weight_cg / 1e5)).sum()
        received = batch.eggs - batch.dead_on_arrival
        found |= {"harvested / planned": fish / batch.eggs, "harvested / received": fish / received}
        found |= {"lightest ring, g": grams.min(), "heaviest ring, g": grams.max()}
        found["FCR over the life"] = (
            history.days.feed_dg.sum() / 1e4 / (kg + dead - received * batch.begins.weight_g / 1000)
        )
    return found


def main(path: str, seed: int | None) -> None:
    """Measure one scenario with one seed."""
    print(f"{path}, seed {seed or 'its own'}")
    scenario, histories = live(path, seed)
    ledger = timed("ledger", lambda: keep_ledger(scenario, histories))
    stays = [(h, stay) for h in histories for stay in range(len(h.plan.stage))]
    values = timed("readings", lambda: sum(readings(scenario, h, stay)[1].size for h, stay in stays))
    fish = timed("samples", lambda: sum(observations(scenario, h)[0].size for h in histories))
    cells, events = sum(len(h.days.count) for h in histories), sum(int((h.days.deaths > 0).sum()) for h in histories)
    meals = sum(len(h.meals.dg) for h in histories)
    print(f"  {cells:,} stay-days  {values:,} readings  {meals:,} meals  {events:,} mortality events")
    print(f"  {fish:,} sampled fish  {len(ledger.lot_day):,} lots  {len(histories)} batches")
    outcomes = [outcome(scenario, h) for h in histories]
    for name in dict.fromkeys(key for found in outcomes for key in found):
        column = np.array([found[name] for found in outcomes if name in found])
        low, middle, high = column.min(), np.median(column), column.max()
        print(f"  {name:<22}{low:>12,.4g}{middle:>12,.4g}{high:>12,.4g}   ({len(column)} batches)")


if __name__ == "__main__":
    for given in sys.argv[2:] or [""]:
        main(sys.argv[1] if len(sys.argv) > 1 else "scenarios/full.yaml", int(given) if given else None)

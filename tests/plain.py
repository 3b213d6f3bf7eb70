"""CP-SAT alone: a plain model of the exchange format, straight from its rules; it shares no code with the solver.

One optional interval per batch, site and stage. A stage that begins at or after `today` takes nothing. No interval
needs to be cut at `today`: two that both begin before it and meet, meet before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from compiler.solving.instance import Batch, Instance, Leg, Placed, Rest


@dataclass(frozen=True, slots=True)
class Reply:
    """`verdict` is plan, impossible or not_found; `slip` and its `bound` in days when there is a plan."""

    verdict: str
    slip: int = 0
    bound: int = 0
    placed: dict[str, Placed] | None = None
    """Starts and sites, without containers."""


@dataclass(slots=True)
class Stay:
    """A batch in a leg: a literal a site, one whether it comes at all, its first day, of `low` to `high`, its days."""

    sites: dict[str, Any]
    comes: Any
    first: Any
    low: int
    high: int
    days: int


def plain(instance: Instance, seconds: float, least: bool = False) -> Reply:
    """What CP-SAT says within so many seconds with one worker: any plan, or with `least` the plan of least slip."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    start = {b.id: model.new_int_var(max(0, b.start - b.early), b.start + b.late, b.id) for b in instance.batches}
    stays = {leg.id: _leg(model, instance, leg, start) for leg in instance.legs}
    if least:
        model.minimize(sum(_slip(model, batch, start[batch.id]) for batch in instance.batches))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Reply("impossible")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Reply("not_found")
    placed = {}
    for batch in instance.batches:
        sites = {
            leg: next(name for name, there in stay[batch.id].sites.items() if solver.value(there))
            for leg, stay in stays.items()
            if solver.value(stay[batch.id].comes)
        }
        placed[batch.id] = Placed(solver.value(start[batch.id]), sites, {})
    slip = sum(abs(placed[batch.id].start - batch.start) for batch in instance.batches)
    return Reply("plan", slip, round(solver.best_objective_bound) if least else 0, placed)


def _slip(model: Any, batch: Batch, start: Any) -> Any:
    slip = model.new_int_var(0, max(batch.early, batch.late), "")
    model.add_abs_equality(slip, start - batch.start)
    return slip


def _leg(model: Any, instance: Instance, leg: Leg, start: dict[str, Any]) -> dict[str, Stay]:
    """The variables and rules of one leg; maintenance counts as mere demand of one container."""
    stays: dict[str, Stay] = {}
    booked: dict[tuple[str, str], list[tuple[Any, int]]] = {}
    for batch in instance.batches:
        stays[batch.id] = _stay(model, instance, leg, batch, start[batch.id])
        at = 0
        for run in batch.runs:
            if run.stage in leg.stages:
                begins = _before(model, start[batch.id] + at, instance.today)
                for site in leg.sites:
                    there = stays[batch.id].sites[site.id]
                    pool = site.pools.get(run.stage)
                    if pool is None:
                        model.add_bool_or([there.negated(), begins.negated()])
                        continue
                    both = model.new_bool_var("")
                    model.add_bool_or([both, there.negated(), begins.negated()])
                    length = run.days + run.overlap + pool.turnaround
                    interval = model.new_optional_fixed_size_interval_var(start[batch.id] + at, length, both, "")
                    booked.setdefault((site.id, run.stage), []).append((interval, run.need))
            at += run.days
    for site in leg.sites:
        for stage, pool in site.pools.items():
            rows = booked.get((site.id, stage), [])
            for _, first, end in pool.down:
                if first < instance.today:
                    rows.append((model.new_fixed_size_interval_var(first, end - first, ""), 1))
            model.add_cumulative([row for row, _ in rows], [need for _, need in rows], pool.containers)
    _rest(model, instance, leg, stays)
    return stays


def _stay(model: Any, instance: Instance, leg: Leg, batch: Batch, start: Any) -> Stay:
    inside = [run for run in batch.runs if run.stage in leg.stages]
    before = sum(run.days for run in batch.runs[: batch.runs.index(inside[0])]) if inside else 0
    sites = {site.id: model.new_bool_var("") for site in leg.sites}
    comes = _before(model, start + before, instance.today) if inside else model.new_constant(0)
    model.add_exactly_one(sites.values())
    for site in leg.sites:
        if site.geo != batch.geo or batch.pins.get(leg.id, site.id) != site.id:
            model.add_bool_or([sites[site.id].negated(), comes.negated()])
    low, high = max(0, batch.start - batch.early) + before, batch.start + batch.late + before
    return Stay(sites, comes, start + before, low, high, sum(run.days for run in inside))


def _before(model: Any, day: Any, today: int) -> Any:
    literal = model.new_bool_var("")
    model.add(day < today).only_enforce_if(literal)
    model.add(day >= today).only_enforce_if(literal.negated())
    return literal


def _rest(model: Any, instance: Instance, leg: Leg, stays: dict[str, Stay]) -> None:
    """Of two batches in one place or zone, one comes after the rest, or both within the days of joining."""
    places: dict[tuple[str, str], list[str]] = {}
    rules: dict[tuple[str, str], Rest] = {}
    for site in leg.sites:
        rule = leg.rest(site)
        if rule is not None:
            key = (site.geo, site.zone) if site.zone else ("", site.id)
            places.setdefault(key, []).append(site.id)
            rules[key] = rule
    for one, two in combinations(instance.batches, 2):
        a, b = stays[one.id], stays[two.id]
        gone = a.comes.negated(), b.comes.negated()
        ways: dict[Rest, list[Any] | None] = {}
        for key, names in places.items() if one.geo == two.geo else ():
            rule = rules[key]
            if rule not in ways:
                ways[rule] = _ways(model, rule, a, b)
            for here, there in product(names, names) if ways[rule] is not None else ():
                model.add_bool_or([*ways[rule], a.sites[here].negated(), b.sites[there].negated(), *gone])


def _ways(model: Any, rule: Rest, a: Stay, b: Stay) -> list[Any] | None:
    """Literals of which one must hold; None where one surely does. What cannot be is left out."""
    low, high, apart = a.low - b.high, a.high - b.low, a.first - b.first
    found: list[Any] = []
    for surely, perhaps, rules in (
        (
            -rule.join <= low and high <= rule.join,
            low <= rule.join and high >= -rule.join,
            (apart <= rule.join, apart >= -rule.join),
        ),
        (low >= b.days + rule.fallow, high >= b.days + rule.fallow, (apart >= b.days + rule.fallow,)),
        (-high >= a.days + rule.fallow, -low >= a.days + rule.fallow, (-apart >= a.days + rule.fallow,)),
    ):
        if surely:
            return None
        if perhaps:
            way = model.new_bool_var("")
            for each in rules:
                model.add(each).only_enforce_if(way)
            found.append(way)
    return found

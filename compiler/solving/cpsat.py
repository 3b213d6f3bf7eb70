"""The optional extra `aqc[solver]`: OR-Tools CP-SAT, one worker, fixed seed, a deterministic limit.

Imported only when it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations, product
from typing import Any

from compiler.solving import limits
from compiler.solving.holding import blocked, offsets
from compiler.solving.instance import Batch, Instance, Leg, Rest, Site
from compiler.solving.problem import Outcome


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("ortools") is not None


def ask(instance: Instance, batches: list[Batch], days: list[list[int]]) -> tuple[Outcome, int]:
    """The outcome for one geography, of least total slip if proven within the limit, and a proven lower bound of
    the slip.

    Maintenance counts as a booking of one container each day; a plan may therefore still fail to be coloured, a
    proof holds.
    """
    from ortools.sat.python import cp_model

    model, starts, sites, slips = _model(instance, batches, days)
    if any(len(day) > 1 for day in days):
        model.minimize(sum(slips))
    solver = _solver(limits.DETERMINISTIC_SECONDS)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Outcome("exhausted", [], [], 0, 0), 0
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome("limit", [], [], 0, 0), 0
    chosen = [solver.value(start) for start in starts]
    where = [[max((s for s in row if solver.value(row[s])), default=-1) for row in rows] for rows in sites]
    slip_sum = sum(abs(start - batch.start) for start, batch in zip(chosen, batches, strict=True))
    bound = round(solver.best_objective_bound) if any(len(day) > 1 for day in days) else slip_sum
    return Outcome("found", chosen, where, slip_sum, 0), bound


def proves_least(instance: Instance, batches: list[Batch], days: list[list[int]], slip: int) -> bool:
    """Whether it is proven that no plan of one geography has less slip in all. No plan is taken from here."""
    from ortools.sat.python import cp_model

    model, _, _, slips = _model(instance, batches, days)
    model.add(sum(slips) < slip)
    return bool(_solver(limits.LEAST_SECONDS).solve(model) == cp_model.INFEASIBLE)


def _model(
    instance: Instance, batches: list[Batch], days: list[list[int]]
) -> tuple[Any, list[Any], list[list[dict[int, Any]]], list[Any]]:
    """The model of one geography, with the start of each batch, the literals of its sites by leg, and its slip."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    starts = [model.new_int_var(min(day), max(day), "") for day in days]
    asked = Asked(model, instance, batches, days, starts)
    sites = [asked.leg(leg) for leg in instance.legs]
    slips = []
    for batch, start in zip(batches, starts, strict=True):
        slip = model.new_int_var(0, max(batch.early, batch.late), "")
        model.add(slip >= start - batch.start)
        model.add(slip >= batch.start - start)
        slips.append(slip)
    return model, starts, sites, slips


def _solver(seconds: float) -> Any:
    """One worker, one seed, and a limit in the optional solver's own units of work."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = seconds
    return solver


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one batch in a leg: the literals of its sites, of reaching the leg at all, its first day and end."""

    sites: dict[int, Any]
    reached: Any
    first: Any
    end: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A model that grows leg by leg. `starts[b]` is the variable of the first day of a batch, `days[b]` its domain."""

    model: Any
    instance: Instance
    batches: list[Batch]
    days: list[list[int]]
    starts: list[Any]

    def leg(self, leg: Leg) -> list[dict[int, Any]]:
        """Variables "batch stands at site" of one leg, with all rules of the leg."""
        model, today = self.model, self.instance.today
        sites = [site for site in leg.sites if site.geo == self.batches[0].geo]
        rows: dict[tuple[int, str], list[tuple[Any, int]]] = {}
        spans: list[Span] = []
        chosen: list[dict[int, Any]] = []
        for index, batch in enumerate(self.batches):
            early, late = min(self.days[index]), max(self.days[index])
            inside = [(run, at) for run, at in offsets(batch.runs) if run.stage in leg.stages and early + at < today]
            sure = [run.stage for run, at in inside if late + at < today]
            pin = batch.pins.get(leg.id) if inside else None
            here = {
                number: model.new_bool_var("")
                for number, site in enumerate(sites)
                if pin in (None, site.id) and all(stage in site.pools for stage in sure)
            }
            model.add_exactly_one(here.values())
            chosen.append(here)
            for run, at in inside:
                reached = self.reached(index, at)
                for number, there in here.items():
                    pool = sites[number].pools.get(run.stage)
                    if pool is None:
                        model.add_implication(there, reached.negated())
                        continue
                    interval = self.interval(index, at, blocked(run, pool.turnaround), self.both(there, reached))
                    rows.setdefault((number, run.stage), []).append((interval, run.need))
            if inside and any(leg.rest(site) for site in sites):
                (_, first), (last, at) = inside[0], inside[-1]
                begins, ends = self.cut(self.starts[index] + first), self.cut(self.starts[index] + at + last.days)
                spans.append(Span(here, self.reached(index, first), begins, ends))
        for (site, stage), booked in rows.items():
            pool = sites[site].pools[stage]
            down = [(model.new_fixed_size_interval_var(first, end - first, ""), 1) for _, first, end in pool.down]
            both = booked + down
            model.add_cumulative([part for part, _ in both], [need for _, need in both], pool.containers)
        _rest(model, leg, sites, spans)
        return chosen

    def reached(self, index: int, offset: int) -> Any:
        """A literal that a stage begins before `today`; None when it does whatever the start of its batch.

        A stage that does not begin takes no container, needs no rest and no site. Forgetting this once made a false
        proof of impossibility.
        """
        day = self.starts[index] + offset
        if max(self.days[index]) + offset < self.instance.today:
            return None
        reached = self.model.new_bool_var("")
        self.model.add(day < self.instance.today).only_enforce_if(reached)
        self.model.add(day >= self.instance.today).only_enforce_if(reached.negated())
        return reached

    def both(self, there: Any, reached: Any) -> Any:
        """A literal that both hold."""
        if reached is None:
            return there
        both = self.model.new_bool_var("")
        self.model.add_bool_and([there, reached]).only_enforce_if(both)
        self.model.add_bool_or([both, there.negated(), reached.negated()])
        return both

    def cut(self, day: Any) -> Any:
        """A day, but not after `today`."""
        cut = self.model.new_int_var(0, self.instance.today, "")
        self.model.add_min_equality(cut, [day, self.instance.today])
        return cut

    def interval(self, index: int, offset: int, length: int, there: Any) -> Any:
        """The days that a stage blocks, there when the literal `there` holds."""
        model, today = self.model, self.instance.today
        if len(self.days[index]) == 1:
            first = min(today, self.days[index][0] + offset)
            return model.new_optional_fixed_size_interval_var(first, min(today, first + length) - first, there, "")
        first, end = self.cut(self.starts[index] + offset), self.cut(self.starts[index] + offset + length)
        return model.new_optional_interval_var(first, model.new_int_var(0, length, ""), end, there, "")


def _rest(model: Any, leg: Leg, sites: list[Site], spans: list[Span]) -> None:
    """Fallow: of two batches in one place or zone one comes long enough after the other, or both within the days of
    joining."""
    rests = [leg.rest(site) for site in sites]
    for one, two in combinations(spans, 2):
        absent = [span.reached.negated() for span in (one, two) if span.reached is not None]
        ways: dict[Rest, list[Any]] = {}
        for here, there in product(sorted(one.sites), sorted(two.sites)):
            rule, zone = rests[here], sites[here].zone
            if rule is None or not (here == there or (zone and zone == sites[there].zone)):
                continue
            if rule not in ways:
                ways[rule] = _apart(model, rule, one, two)
            model.add_bool_or([*ways[rule], one.sites[here].negated(), two.sites[there].negated(), *absent])


def _apart(model: Any, rule: Rest, one: Span, two: Span) -> list[Any]:
    """Literals of which one holds when two batches keep a rule of fallow."""
    joined, after, before = (model.new_bool_var("") for _ in range(3))
    model.add(two.first - one.first <= rule.join).only_enforce_if(joined)
    model.add(one.first - two.first <= rule.join).only_enforce_if(joined)
    model.add(two.first >= one.end + rule.fallow).only_enforce_if(after)
    model.add(one.first >= two.end + rule.fallow).only_enforce_if(before)
    return [joined, after, before]

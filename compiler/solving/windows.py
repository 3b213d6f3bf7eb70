"""Start windows: first any plan, by growing budgets of slip; then less slip, by freeing a few batches at a time."""

from __future__ import annotations

from compiler.solving import limits
from compiler.solving.problem import Outcome, Problem
from compiler.solving.repair import Repair, construct, tighten
from compiler.solving.search import Search
from compiler.solving.shaking import shake


def least_slip(problem: Problem, limit: int, bound: int) -> tuple[Outcome, int]:
    """The best outcome found within the node limit, and a proven lower bound of its total slip.

    Status exhausted is a proof that no choice of starts and sites works.
    """
    spent, budgets, long = 0, list(limits.BUDGETS), limits.SHORT * limits.WINDOW_SHORTS
    weights: list[int] | None = None
    short, found = 0, None
    larger = max(1.0, len(problem.starts) / limits.SIZE)
    repair, complete = construct(problem, len(problem.starts) + min(limit // 10, limits.REPAIRS))
    spent += repair.nodes
    if not complete:
        repair, complete, steps = shake(problem, len(problem.starts) + int(limit / larger))
        spent += steps
    if complete:
        return lessen(problem, repair, limit, bound), bound
    limit = spent + max(1, int(limit / larger**2))
    while found is None or (found.status == "limit" and spent < limit):
        proving = short * limits.SHORT >= long
        budget = limits.UNLIMITED if proving else budgets[short % len(budgets)]
        found = Search(problem, budget, weights).run(max(1, min(long if proving else limits.SHORT, limit - spent)))
        spent += found.nodes
        if found.status == "exhausted" and budget < limits.UNLIMITED:
            bound, found = max(bound, budget + 1), None
            budgets.remove(budget)
        elif proving:
            short, long = 0, long * 2
        else:
            short, weights = short + 1, [1 + weight // 2 for weight in found.weights]
    if found.status == "found":
        found, more = improve(problem, found, bound, min(limit, limits.IMPROVEMENTS * limits.IMPROVE))
        spent += more
    found.nodes = spent
    return found, bound


def lessen(problem: Problem, repair: Repair, limit: int, bound: int) -> Outcome:
    """Less slip for a complete plan, within steps that a large farm gets fewer of."""
    if limit < limits.ANY_PLAN:
        return repair.outcome()
    tighten(repair, bound, limits.TIGHTEN // len(problem.starts), limits.TIGHTEN_ONE)
    found = repair.outcome()
    found, _ = improve(problem, found, bound, min(limit, limits.NEIGHBOURHOODS // len(problem.starts)))
    return found


def improve(problem: Problem, found: Outcome, bound: int, limit: int) -> tuple[Outcome, int]:
    """Ask for less slip, one slipping batch and its neighbours in time free at once, until none gives.

    And the nodes spent.
    """
    spent, tried = 0, set[int]()
    while found.slip > bound and spent < limit:
        slipping = [b for b, day in enumerate(found.start) if day != problem.wished[b] and b not in tried]
        if not slipping:
            break
        batch = max(slipping, key=lambda b: (abs(found.start[b] - problem.wished[b]), -b))
        tried.add(batch)
        near = sorted(range(len(found.start)), key=lambda b: (abs(found.start[b] - found.start[batch]), b))
        better = _freed(problem, found, set(near[: limits.FREED]))
        spent += better.nodes + 20
        if better.status == "found":
            found, tried = better, set()
    return found, spent


def _freed(problem: Problem, found: Outcome, free: set[int]) -> Outcome:
    run = Search(problem, found.slip - 1)
    for batch, day in enumerate(found.start):
        if batch not in free:
            run.hold(batch, problem.starts[batch].index(day), [sites[batch] for sites in found.site])
    return run.run(limits.IMPROVE // 2)

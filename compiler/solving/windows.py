"""Start windows: any plan, constructed or searched by growing budgets of slip."""

from __future__ import annotations

from compiler.solving import limits
from compiler.solving.problem import Outcome, Problem
from compiler.solving.repair import construct, tighten
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
    sites = (site for layout in problem.layouts for site in layout.sites)
    complete, down = False, any(pool.down for site in sites for pool in site.pools.values())
    if larger <= 1 or not down:
        repair, complete = construct(problem, len(problem.starts) + min(limit // 10, limits.REPAIRS))
        spent += repair.nodes
    if not complete:  # on large farms with maintenance what is not shaken hardly ever ends, and takes a fifth
        repair, complete, steps = shake(problem, len(problem.starts) + int(limit / larger))
        spent += steps
    if complete:
        if limit >= limits.ANY_PLAN:
            tighten(repair, bound, limits.TIGHTEN // len(problem.starts), limits.TIGHTEN_ONE)
        return repair.outcome(repair.nodes), bound
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
    found.nodes = spent
    return found, bound

"""The search with restarts: short runs that learn which jobs are hard, between them long ones that prove."""

from __future__ import annotations

from compiler.solving import limits
from compiler.solving.problem import Outcome, Problem
from compiler.solving.search import Search


def search(problem: Problem, budget: int, limit: int) -> Outcome:
    """Search within `limit` nodes in all; luck comes early, proof late."""
    weights: list[int] | None = None
    spent, short, long = 0, 0, limits.SHORT * limits.SHORTS
    while True:
        proving = short * limits.SHORT >= long
        found = Search(problem, budget, weights).run(max(1, min(long if proving else limits.SHORT, limit - spent)))
        spent += found.nodes
        if found.status != "limit" or spent >= limit:
            found.nodes = spent
            return found
        if proving:
            short, long = 0, long * 2
        else:
            short, weights = short + 1, [1 + weight // 2 for weight in found.weights]

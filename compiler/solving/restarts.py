"""The search with restarts: short runs that learn which jobs are hard, between them long ones that prove."""

from __future__ import annotations

from compiler.solving.problem import Outcome, Problem
from compiler.solving.search import Search

SHORT = 150
SHORTS = 6
"""Nodes of a short run, and how many of them come before the first long one; then both double."""


def search(problem: Problem, budget: int, limit: int) -> Outcome:
    """Restarts with a growing node limit and remembered failures, the last one with all that is left."""
    weights: list[int] | None = None
    spent, step = 0, 200
    while True:
        left = limit - spent
        last = step * 4 > left
        found = Search(problem, budget, weights).run(left if last else step)
        spent += found.nodes
        if found.status != "limit" or last:
            found.nodes = spent
            return found
        weights, step = found.weights, step * 2

"""Start windows: a plan of small total slip, by growing budgets, then by freeing a few batches at a time and asking for less."""

from __future__ import annotations

from compiler.solving.search import Outcome, Problem, search

UNLIMITED = 1 << 40


def least_slip(problem: Problem, limit: int) -> tuple[Outcome, int]:
    """The best outcome found within the node limit, and a proven lower bound of its total slip.

    Status exhausted is a proof that no choice of starts and sites works.
    """
    base, spent = 1, 0
    budget, step = 2, 400
    found: Outcome | None = None
    while spent < limit:
        found = search(problem, budget, step)
        spent += found.nodes
        if found.status == "found":
            break
        if found.status == "exhausted":
            base = max(base, budget + 1)
        budget, step = (budget * 2, step) if budget < 1000 else (UNLIMITED, step * 4)
    assert found is not None
    found.nodes = spent
    return found, base

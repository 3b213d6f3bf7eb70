"""Less slip for a plan: batches freed a few at a time, and on small farms searches of the whole."""

from __future__ import annotations

from dataclasses import replace

from compiler.solving import cpsat, limits
from compiler.solving.alike import alike
from compiler.solving.freeing import Lessening
from compiler.solving.instance import Batch, Instance
from compiler.solving.persist import eject
from compiler.solving.problem import Problem
from compiler.solving.restarts import search
from compiler.solving.settle import Decision, layouts_of


def less(instance: Instance, batches: list[Batch], found: Decision) -> Decision:
    """The plan of one geography with less slip where a bounded search finds it, and its bound raised where it proves.

    Batches that are alike have starts from their chain, whose bound is near; a very large farm stays as it is.
    """
    if instance.node_limit < limits.ANY_PLAN or len(batches) > limits.LESSENED:
        return found
    if found.slip <= found.bound or alike(batches):
        return found
    days = [batch.starts() for batch in batches]
    problem = Problem(layouts_of(instance, batches[0].geo, batches, days), days, [batch.start for batch in batches])
    larger = max(1.0, len(batches) / limits.SIZE)
    wished = None if found.bound else eject(instance, batches, int(limits.LESSEN_WISHED / larger))[0]
    if wished:
        return wished
    whole = len(batches) <= limits.SEARCHED
    found = halved(problem, found, int(limits.HALVE / larger**2)) if whole else found
    for size in limits.LESSENINGS:
        if found.slip > found.bound:
            way = Lessening(problem, found, size)
            way.lessen(found.bound, int(limits.LESSEN / larger))
            outcome = way.outcome(way.nodes)
            found = replace(found, start=outcome.start, site=outcome.site, slip=outcome.slip)
    found = proven(instance, batches, found)
    slip = found.slip
    for steps, each, most in limits.STEPPED if whole else ():
        found = stepped(problem, found, steps, (int(each / larger**2), int(most / larger**2)))
    return proven(instance, batches, found) if found.slip < slip else found


def proven(instance: Instance, batches: list[Batch], found: Decision) -> Decision:
    """The same plan; with the least slip for a bound where the optional solver is there and proves it.

    A search for less that comes after it would find nothing: so the plan is the same without that solver.
    """
    if found.slip <= found.bound or len(batches) > limits.ASK_BATCHES or not cpsat.installed():
        return found
    least = cpsat.proves_least(instance, batches, [batch.starts() for batch in batches], found.slip)
    return replace(found, bound=found.slip) if least else found


def halved(problem: Problem, found: Decision, limit: int) -> Decision:
    """Less slip, or a larger proven bound, by searches of the whole with a budget halfway between what is proven and
    what is found; each within a limit. One that ends without a plan proves that more is needed."""
    low = found.bound
    while low < found.slip:
        budget = (low + found.slip - 1) // 2
        run = search(problem, budget, max(1, limit))
        if run.status == "found":
            found = replace(found, start=run.start, site=run.site, slip=run.slip)
            continue
        low = budget + 1
        if run.status == "exhausted":
            found = replace(found, bound=low)
    return found


def stepped(problem: Problem, found: Decision, steps: tuple[int, ...], nodes: tuple[int, int]) -> Decision:
    """Less slip by searches of the whole with so many days less than what is found, each repeated while it finds.

    The tighter the budget, the smaller the search: so one that allows two days less may end before one that allows one.
    `nodes` are those of one search, and of all.
    """
    each, left = nodes
    for step in steps:
        while left > 0 and found.slip - step >= found.bound:
            run = search(problem, found.slip - step, max(1, min(each, left)))
            left -= run.nodes
            if run.status == "exhausted":
                found = replace(found, bound=found.slip - step + 1)
            if run.status != "found":
                break
            found = replace(found, start=run.start, site=run.site, slip=run.slip)
    return found

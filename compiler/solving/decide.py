"""One geography: our own proofs and searches first, then with more patience, then the optional solver."""

from __future__ import annotations

from dataclasses import replace

from compiler.solving import cpsat, limits
from compiler.solving.instance import Batch, Instance
from compiler.solving.persist import persist
from compiler.solving.problem import Outcome, Problem
from compiler.solving.search import Search
from compiler.solving.settle import Decision, layouts_of, settle


def decide(instance: Instance, batches: list[Batch], limit: int) -> Decision:
    """Place all `batches` of one geography, or say why not.

    The optional solver is asked last, so that a plan which we find ourselves is the same with and without it.
    """
    windows = any(batch.early or batch.late for batch in batches)
    down = any(pool.down for leg in instance.legs for site in leg.sites for pool in site.pools.values())
    own = max(limits.OWN_FIXED, limit // limits.OWN_FIXED_SHARE)
    if windows or down:
        own = max(limits.OWN_MOVING, limit // limits.OWN_MOVING_SHARE)
    found = settle(instance, batches, min(limit, own))
    if found.status != "limit" or limit <= own:
        return found
    # A proof may come from anywhere, for it is checked; a plan comes from us when we find one.
    asked = _ask(instance, batches, found.nodes) if len(batches) <= limits.ASK_BATCHES else None
    if asked and asked.status == "exhausted":
        return asked
    more = persist(instance, batches, limit)
    if more.status != "limit":
        return replace(more, nodes=found.nodes + more.nodes)
    return asked or (_ask(instance, batches, found.nodes) if len(batches) > limits.ASK_BATCHES else None) or found


def _ask(instance: Instance, batches: list[Batch], nodes: int) -> Decision | None:
    """What the optional solver says; None when it is not there, knows no more, or its plan cannot be coloured."""
    if not cpsat.installed():
        return None
    outcome, bound = cpsat.ask(instance, batches, [batch.starts() for batch in batches])
    if outcome.status == "exhausted" or (outcome.status == "found" and _paintable(instance, batches, outcome)):
        return Decision(outcome.status, outcome.start, outcome.site, outcome.slip, bound, nodes)
    return None


def _paintable(instance: Instance, batches: list[Batch], outcome: Outcome) -> bool:
    """Whether every pool with maintenance can be coloured for an outcome that took maintenance as mere demand."""
    days = [[day] for day in outcome.start]
    layouts = layouts_of(instance, batches[0].geo, batches, days)
    run = Search(Problem(layouts, days, outcome.start), 0)
    for index in range(len(batches)):
        run.hold(index, 0, [sites[index] for sites in outcome.site])
    return all(run.colourable(leg, site) for leg in run.legs for site in range(len(layouts[leg].sites)))

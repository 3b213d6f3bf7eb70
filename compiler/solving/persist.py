"""When the first tries gave up: construction by ejection and search in turn, each time with more of the node limit.

They complement each other. Ejection finds its way through maintenance and pins, where search is caught between few
containers; search proves, and finds what needs no luck. Neither depends on anything that one machine has and another
has not, so that a plan found here is the same everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from compiler.solving import limits
from compiler.solving.instance import Batch, Instance
from compiler.solving.problem import Problem
from compiler.solving.settle import Decision, layouts_of, settle
from compiler.solving.shaking import shake


def persist(instance: Instance, batches: list[Batch], limit: int) -> Decision:
    """The decision of whichever comes first: an ejection that places all, or a search that finds or proves."""
    found = Decision("limit", [], [], 0, 0, 0)
    fixed = all(not batch.early and not batch.late for batch in batches)
    spent = 0
    for share in limits.PERSIST if fixed else limits.PERSIST_MOVING:
        part = max(1, limit // share)
        ejected, steps = eject(instance, batches, part) if fixed else (None, 0)
        found = ejected or settle(instance, batches, part)
        spent += steps + (0 if ejected else found.nodes)
        if found.status != "limit":
            break
    return replace(found, nodes=spent)


def eject(instance: Instance, batches: list[Batch], limit: int) -> tuple[Decision | None, int]:
    """A plan on the wished days by insertion and ejection, leg by leg, and its steps."""
    days, wished = [[batch.start] for batch in batches], [batch.start for batch in batches]
    sites: list[list[int]] = []
    steps = 0
    for layout in layouts_of(instance, batches[0].geo, batches, days):
        repair, complete, spent = shake(Problem([layout], days, wished), len(batches) + limit // limits.EJECT)
        steps += spent
        if not complete:
            return None, steps
        sites += repair.outcome(repair.nodes).site
    return Decision("found", wished, sites, 0, 0, steps), steps

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
from compiler.solving.repair import Repair
from compiler.solving.settle import Decision, layouts_of, settle
from compiler.solving.shaking import shake
from compiler.solving.windows import lessen


def persist(instance: Instance, batches: list[Batch], limit: int) -> Decision:
    """The decision of whichever comes first: an ejection that places all, or a search that finds or proves."""
    found = Decision("limit", [], [], 0, 0, 0)
    spent = 0
    for share in limits.PERSIST:
        part = max(1, limit // share)
        ejected, steps = eject(instance, batches, part)
        found = ejected or settle(instance, batches, part)
        spent += steps + (0 if ejected else found.nodes)
        if found.status != "limit":
            break
    return replace(found, nodes=spent)


def eject(instance: Instance, batches: list[Batch], limit: int) -> tuple[Decision | None, int]:
    """A plan by insertion and ejection, and its steps: leg by leg where starts are fixed, else all legs together."""
    days = [batch.starts() for batch in batches]
    wished = [batch.start for batch in batches]
    layouts = layouts_of(instance, batches[0].geo, batches, days)
    fixed = all(len(day) == 1 for day in days)
    sites: list[list[int]] = []
    steps = 0
    repair: Repair | None = None
    for together in [[layout] for layout in layouts] if fixed else [layouts]:
        repair, complete, spent = shake(Problem(together, days, wished), len(batches) + limit // limits.EJECT)
        steps += spent
        if not complete:
            return None, steps
        outcome = repair.outcome() if fixed else lessen(repair.problem, repair, limit, 0)
        sites += outcome.site
    return Decision("found", outcome.start, sites, outcome.slip, 0, steps), steps

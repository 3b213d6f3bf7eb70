"""Why not: a witness that a person can check, and mends that were verified by solving again."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.solving.decide import Decision
from compiler.solving.instance import Answer, Batch, Instance, Placed, Witness


def explain(
    instance: Instance, placed: Mapping[str, Placed], failed: list[tuple[list[Batch], Decision]], slip: int, bound: int, nodes: int
) -> Answer:
    """The answer when some geography has no plan."""
    proven = [(batches, found) for batches, found in failed if found.status == "exhausted"]
    if not proven:
        return Answer("not_found", placed, slip, bound, len(instance.batches), nodes)
    batches, found = proven[0]
    return Answer("impossible", placed, slip, bound, len(instance.batches) - 1, nodes, found.witness)

"""An instance in, a checked answer out: decide each geography, colour the pools, check, explain."""

from __future__ import annotations

from dataclasses import replace

from compiler.solving import limits
from compiler.solving.certify import certified
from compiler.solving.check import mistakes
from compiler.solving.colour import colour
from compiler.solving.holding import blocked, lived, runs_in_leg
from compiler.solving.instance import Answer, Batch, Failure, Instance, Placed
from compiler.solving.lessen import less
from compiler.solving.mends import mends
from compiler.solving.saturate import most, saturate, wanted
from compiler.solving.settle import Decision
from compiler.solving.shares import decide_geography
from compiler.solving.witness import collision


def answer(instance: Instance) -> Answer:
    """The verdict for an instance, never a guess.

    A plan has passed the independent checker; an impossibility was proven.
    """
    if instance.mode == "saturate":
        return _saturated(instance)
    placed: dict[str, Placed] = {}
    slip = bound = nodes = 0
    failures: list[Failure] = []
    for batches in by_geo(instance):
        own = lived(instance, batches)
        found = decide_geography(own, batches, instance.node_limit)
        nodes += found.nodes
        if found.status == "found":
            found = less(own, batches, found)
        bound += found.bound
        if found.status != "found":
            failure = explain(own, batches, found)
            if failure.witness is not None:
                failures.append(failure)
                continue
            whole = len(batches)
            batches, found = saturate(own, batches, limits.PARTIAL)
            if len(batches) < whole:
                failures.append(replace(failure, left_out=_left_out(instance, batches)))
        slip += found.slip
        placed |= paint(own, batches, found)
    wrong = mistakes(instance, placed, everything=not failures)
    if wrong:
        raise AssertionError(f"the checker rejects the plan: {wrong[:3]}")
    if not failures:
        return Answer("plan", placed, slip, bound, len(instance.batches), nodes)
    proven = any(failure.witness for failure in failures)
    limit = len(instance.batches) - sum(failure.witness is not None for failure in failures)
    return Answer("impossible" if proven else "not_found", placed, slip, bound, limit, nodes, tuple(failures))


def _left_out(instance: Instance, placed: list[Batch]) -> tuple[str, ...]:
    names = {batch.id for batch in placed}
    return (
        tuple(batch.id for batch in instance.batches if batch.geo == placed[0].geo and batch.id not in names)
        if placed
        else ()
    )


def _saturated(instance: Instance) -> Answer:
    placed: dict[str, Placed] = {}
    slip = bound = nodes = limit = 0
    for batches in by_geo(instance):
        own = lived(instance, batches)
        whole = wanted(own, batches[0].geo) is None
        found = decide_geography(own, batches, limits.PARTIAL) if whole else None
        kept = batches
        most_of_all = len(batches)
        if found is None or found.status != "found":
            most_of_all = most(own, batches)
            kept, found = saturate(own, batches, instance.node_limit, most_of_all)
        limit += most_of_all
        slip, bound, nodes = slip + found.slip, bound + found.bound, nodes + found.nodes
        placed |= paint(own, kept, found) if kept else {}
    wrong = mistakes(instance, placed, everything=False)
    if wrong:
        raise AssertionError(f"the checker rejects the plan: {wrong[:3]}")
    return Answer("plan", placed, slip, bound, limit, nodes)


def explain(instance: Instance, batches: list[Batch], found: Decision) -> Failure:
    """Why a geography has no plan, with verified mends; without a witness when nothing is proven.

    Nothing is proven before the independent checker has followed the proof.
    """
    unknown = Failure(batches[0].geo, tuple(batch.id for batch in batches), None, ())
    if found.status != "exhausted":
        return unknown
    legs = [instance.legs[found.leg]] if found.leg >= 0 else list(instance.legs)
    witness, proof = (found.witness, found.proof) if found.witness else collision(instance, batches, legs, found.proof)
    if not certified(instance, witness, proof or found.proof):
        return unknown
    return Failure(batches[0].geo, (), witness, mends(instance, batches[0].geo, witness))


def by_geo(instance: Instance) -> list[list[Batch]]:
    """The batches of each geography, geographies and batches by name."""
    return [
        [batch for batch in instance.batches if batch.geo == geo]
        for geo in sorted({batch.geo for batch in instance.batches})
    ]


def paint(instance: Instance, batches: list[Batch], found: Decision) -> dict[str, Placed]:
    """Container indices for the sites and starts of a decision."""
    pools: dict[tuple[int, int, str], list[tuple[Batch, int, int, int]]] = {}
    sites: list[dict[str, str]] = [{} for _ in batches]
    taken: list[dict[str, tuple[int, ...]]] = [{} for _ in batches]
    own = [[place for place in leg.sites if place.geo == batches[0].geo] for leg in instance.legs]
    for number, leg in enumerate(instance.legs):
        here = own[number]
        for index, batch in enumerate(batches):
            site = found.site[number][index]
            for run, first, _ in runs_in_leg(batch, leg, found.start[index], instance.today):
                sites[index][leg.id] = here[site].id
                until = min(instance.today, first + blocked(run, here[site].pools[run.stage].turnaround))
                pools.setdefault((number, site, run.stage), []).append((batch, first, until, run.need))
    index_of = {batch.id: index for index, batch in enumerate(batches)}
    for (number, site, stage), rows in pools.items():
        place = own[number][site]
        painted = colour(place.pools[stage], [row[1:] for row in rows], instance.today)
        if painted is None:
            raise AssertionError(f"{place.id} {stage}: the search placed more than the pool can hold")
        for (batch, _, _, _), containers in zip(rows, painted, strict=True):
            taken[index_of[batch.id]][stage] = containers
    return {batch.id: Placed(found.start[i], sites[i], taken[i]) for i, batch in enumerate(batches)}

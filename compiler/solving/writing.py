"""Write an answer in the exchange format."""

from __future__ import annotations

from typing import Any

from compiler.solving.holding import held, runs_in_leg
from compiler.solving.instance import Answer, Failure, Instance, Witness
from compiler.solving.mend import Batches, Containers, Mend, Pin, Slip, Stagger, Start

KINDS = {
    Pin: "unpin",
    Start: "start",
    Stagger: "stagger",
    Containers: "containers",
    Slip: "slip",
    Batches: "without",
}
"""What the exchange format calls a mend of an instance."""


def write_answer(instance: Instance, answer: Answer) -> dict[str, Any]:
    """The answer as the exchange format prints it. Stage intervals are [from, to).

    To = last day held + 1, turnaround not counted.
    """
    batches: dict[str, Any] = {}
    for batch in instance.batches:
        placed = answer.placed.get(batch.id)
        if placed is None:
            continue
        stages: dict[str, Any] = {}
        for leg in instance.legs:
            for run, first, _ in runs_in_leg(batch, leg, placed.start, instance.today):
                until = min(instance.today, first + held(run))
                stages[run.stage] = {"containers": list(placed.containers[run.stage]), "from": first, "to": until}
        batches[batch.id] = {"start": placed.start, **placed.sites, "stages": stages}
    out: dict[str, Any] = {"format": "aqc-schedule-answer/1", "name": instance.name, "verdict": answer.verdict}
    out |= {"objective": answer.objective, "bound": answer.bound, "nodes": answer.nodes}
    if answer.verdict == "plan":
        out["least"] = answer.bound >= answer.objective
    out |= {"placed": len(batches), "placed_bound": answer.placed_bound, "of": len(instance.batches)}
    failures = [_failure(failure) for failure in answer.failures]
    if failures:
        out["witness"] = failures[0]["witness"]
        out["failures"] = failures
    out["batches"] = batches
    return out


def _failure(failure: Failure) -> dict[str, Any]:
    witness = failure.witness
    return {
        "geo": failure.geo,
        "left_out": list(failure.left_out),
        "witness": {key: _plain(getattr(witness, key)) for key in Witness.__slots__} if witness else None,
        "mends": [_mend(mend) for mend in failure.mends],
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _mend(mend: Mend) -> dict[str, Any]:
    kind, amount = KINDS[type(mend.what)], mend.after or 0
    batch = site = stage = ""
    match mend.what:
        case Pin(batch, _):
            site = str(mend.before)
            text = f"take the pin to {site} from {batch}"
        case Start(batch):
            text = f"{batch} can start on day {amount}" + (" at the earliest" if mend.least else "")
        case Stagger(_):
            text = f"start a batch every {amount} days instead of {mend.before}"
        case Slip(_):
            text = f"let every batch start up to {amount} more days earlier or later"
        case Containers(places, stage):
            site = places[0] if len(places) == 1 else ""
            text = f"{amount} more containers for {stage} at {site or f'each of the {len(places)} places'}"
        case Batches(names):
            batch, amount = ", ".join(names), len(names)
            text = f"leave out {batch}"
    return {"kind": kind, "batch": batch, "site": site, "stage": stage, "amount": amount, "text": text}

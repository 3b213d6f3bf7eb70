"""The smallest changes after which a geography has a plan. Each was tried by solving again; none is a guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from compiler.solving.decide import decide
from compiler.solving.instance import Batch, Instance, Mend, Site, Witness
from compiler.solving.saturate import saturate

TRIES = 48
"""Solves in all, windows counting more; each has a small node limit, so that an explanation takes half a second."""
NODES = 300
SLIPS = (1, 2, 3, 5, 7, 10, 14)
MORE = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
WIDER = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 60, 90)
LATER = 400
PARTIAL = 1_000


class Trial:
    """Solves changed instances of one geography, counting."""

    def __init__(self, instance: Instance, geo: str) -> None:
        self.instance, self.geo, self.left, self.nodes = instance, geo, TRIES, 5_000

    def works(self, instance: Instance) -> str:
        """The status of a changed instance: found, exhausted or limit."""
        batches = [batch for batch in instance.batches if batch.geo == self.geo]
        if self.left <= 0 or self.nodes <= 0:
            return "limit"
        self.left -= 1 + sum(batch.early + batch.late for batch in batches) // (4 * max(1, len(batches)))
        if not batches:
            return "found"
        found = decide(instance, batches, min(NODES, self.nodes))
        self.nodes -= found.nodes
        return found.status


def mends(instance: Instance, geo: str, witness: Witness) -> tuple[Mend, ...]:
    """Verified mends of one geography, at most one of each kind, the least change first."""
    trial = Trial(instance, geo)
    kinds = (_unpin, _spread, _containers, _without, _start, _slip)
    found = [mend for kind in kinds for mend in kind(trial, witness)]
    order = ("unpin", "start", "stagger", "containers", "slip", "without")
    return tuple(sorted(found, key=lambda mend: order.index(mend.kind)))


def exchange(instance: Instance, changed: Batch) -> Instance:
    """The instance with another batch of the same name."""
    return replace(instance, batches=tuple(changed if old.id == changed.id else old for old in instance.batches))


def _blamed(trial: Trial, witness: Witness) -> list[Batch]:
    return [batch for batch in trial.instance.batches if batch.id in witness.batches]


def _unpin(trial: Trial, witness: Witness) -> Iterator[Mend]:
    for batch in _blamed(trial, witness):
        if witness.leg in batch.pins:
            free = replace(batch, pins={leg: site for leg, site in batch.pins.items() if leg != witness.leg})
            if trial.works(exchange(trial.instance, free)) == "found":
                site = batch.pins[witness.leg]
                yield Mend("unpin", batch.id, site, "", 0, f"take the pin to {site} from {batch.id}")
                return


def _containers(trial: Trial, witness: Witness) -> Iterator[Mend]:
    """More containers in one pool; where no single pool helps, in the pools of the stage at every place."""
    leg = next(leg for leg in trial.instance.legs if leg.id == witness.leg)
    sites = [site for site in leg.sites if site.id in witness.places and witness.stage in site.pools]
    sites.sort(key=lambda site: (site.pools[witness.stage].containers, site.id))
    for more in MORE[: 10 if len(sites) == 1 else 3]:
        for site in sites[:3]:
            if trial.works(grow(trial.instance, (site.id,), witness.stage, more)) == "found":
                text = f"{more} more containers for {witness.stage} at {site.id}"
                yield Mend("containers", "", site.id, witness.stage, more, text)
                return
    for more in MORE[:5]:
        if len(sites) > 1 and trial.works(grow(trial.instance, witness.places, witness.stage, more)) == "found":
            text = f"{more} more containers for {witness.stage} at each of the {len(sites)} places"
            yield Mend("containers", "", "", witness.stage, more, text)
            return


def grow(instance: Instance, places: tuple[str, ...], stage: str, more: int) -> Instance:
    """The instance with `more` containers of a stage at the places."""

    def grown(site: Site) -> Site:
        if site.id not in places or stage not in site.pools:
            return site
        pool = site.pools[stage]
        return replace(site, pools={**site.pools, stage: replace(pool, containers=pool.containers + more)})

    return replace(instance, legs=tuple(replace(leg, sites=tuple(map(grown, leg.sites))) for leg in instance.legs))


def _without(trial: Trial, witness: Witness) -> Iterator[Mend]:
    """Leave out one blamed batch; where no single one helps, those that the fullest partial plan leaves out."""
    for batch in _blamed(trial, witness)[:6]:
        if trial.works(_lacking(trial.instance, {batch.id})) == "found":
            yield Mend("without", batch.id, "", "", 1, f"leave out {batch.id}")
            return
    batches = [batch for batch in trial.instance.batches if batch.geo == trial.geo]
    kept = {batch.id for batch in saturate(trial.instance, batches, PARTIAL)[0]}
    left = [batch.id for batch in batches if batch.id not in kept]
    if kept and trial.works(_lacking(trial.instance, set(left))) == "found":
        names = ", ".join(left)
        yield Mend("without", names, "", "", len(left), f"leave out {names}")


def _lacking(instance: Instance, names: set[str]) -> Instance:
    return replace(instance, batches=tuple(batch for batch in instance.batches if batch.id not in names))


def spread(instance: Instance, geo: str, days: int) -> Instance:
    """The instance with `days` more between one start and the next of a geography."""
    order = sorted((b for b in instance.batches if b.geo == geo), key=lambda batch: (batch.start, batch.id))
    later = {batch.id: position * days for position, batch in enumerate(order)}
    return replace(instance, batches=tuple(replace(b, start=b.start + later.get(b.id, 0)) for b in instance.batches))


def _spread(trial: Trial, witness: Witness) -> Iterator[Mend]:
    """A wider stagger, where starts are equally far apart."""
    starts = sorted(batch.start for batch in trial.instance.batches if batch.geo == trial.geo)
    steps = {after - before for before, after in pairwise(starts)}
    if len(steps) != 1 or steps == {0}:
        return
    (step,) = steps
    for days in WIDER:
        if trial.works(spread(trial.instance, trial.geo, days)) == "found":
            yield Mend("stagger", "", "", "", step + days, f"start a batch every {step + days} days instead of {step}")
            return


def _slip(trial: Trial, witness: Witness) -> Iterator[Mend]:
    """The narrowest windows that work: wider ones hold all that narrower ones do, so halving finds them."""
    low, high = 0, len(SLIPS)
    while low < high:
        middle = (low + high) // 2 if high < len(SLIPS) else len(SLIPS) - 1
        if trial.works(widen(trial.instance, trial.geo, SLIPS[middle])) == "found":
            high = middle
        elif high == len(SLIPS):
            return
        else:
            low = middle + 1
    days = SLIPS[high]
    yield Mend("slip", "", "", "", days, f"let every batch start up to {days} more days earlier or later")


def widen(instance: Instance, geo: str, days: int) -> Instance:
    """The instance with `days` more of window either way for every batch of a geography."""
    return replace(
        instance,
        batches=tuple(
            replace(batch, early=batch.early + days, late=batch.late + days) if batch.geo == geo else batch
            for batch in instance.batches
        ),
    )


def _start(trial: Trial, witness: Witness) -> Iterator[Mend]:
    """The earliest later start of one blamed batch, the last to start first; doubling steps, then halving."""
    for batch in sorted(_blamed(trial, witness), key=lambda b: (-b.start, b.id))[:2]:
        base, step, low = batch.start + batch.late, 1, 0

        def tried(days: int, batch: Batch = batch, base: int = base) -> str:
            return trial.works(exchange(trial.instance, replace(batch, start=base + days, early=0, late=0)))

        while step <= LATER and tried(step) != "found":
            low, step = step, step * 2
        if step > LATER:
            continue
        high, sure = step, True
        while low + 1 < high:
            middle = (low + high) // 2
            status = tried(middle)
            low, high = (low, middle) if status == "found" else (middle, high)
            sure = sure and status != "limit"
        yield Mend(
            "start",
            batch.id,
            "",
            "",
            base + high,
            f"{batch.id} can start on day {base + high}" + (" at the earliest" if sure else ""),
        )
        return

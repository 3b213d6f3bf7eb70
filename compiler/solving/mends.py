"""The smallest changes after which a geography has a plan. Each was tried by solving again; none is a guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compiler.solving.decide import decide
from compiler.solving.instance import Batch, Instance, Mend, Pool, Witness

TRIES = 60
"""Solves in all; each has a small node limit, so that an explanation takes about a second at most."""
NODES = 400
SLIPS = (1, 2, 3, 5, 7, 10, 14, 21, 30)
MORE = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
LATER = 400


class Trial:
    """Solves changed instances of one geography, counting."""

    def __init__(self, instance: Instance, geo: str) -> None:
        self.instance, self.geo, self.left, self.nodes = instance, geo, TRIES, 8_000

    def works(self, instance: Instance) -> str:
        """The status of a changed instance: found, exhausted or limit."""
        batches = [batch for batch in instance.batches if batch.geo == self.geo]
        if self.left <= 0 or self.nodes <= 0:
            return "limit"
        self.left -= 1
        if not batches:
            return "found"
        found = decide(instance, batches, min(NODES, self.nodes))
        self.nodes -= found.nodes
        return found.status


def mends(instance: Instance, geo: str, witness: Witness) -> tuple[Mend, ...]:
    """Verified mends of one geography, at most one of each kind, in the order unpin, start, containers, slip, without."""
    trial = Trial(instance, geo)
    kinds = (_unpin, _containers, _without, _slip, _start)
    found = [mend for kind in kinds for mend in kind(trial, witness)]
    order = ("unpin", "start", "containers", "slip", "without")
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
    leg = next(leg for leg in trial.instance.legs if leg.id == witness.leg)
    sites = [site for site in leg.sites if site.id in witness.places and witness.stage in site.pools]
    sites.sort(key=lambda site: (site.pools[witness.stage].containers, site.id))
    for more in MORE[: 10 if len(sites) == 1 else 6]:
        for site in sites[:3]:
            if trial.works(grow(trial.instance, site.id, witness.stage, more)) == "found":
                yield Mend(
                    "containers",
                    "",
                    site.id,
                    witness.stage,
                    more,
                    f"{more} more containers for {witness.stage} at {site.id}",
                )
                return


def grow(instance: Instance, site_id: str, stage: str, more: int) -> Instance:
    """The instance with `more` containers in one pool."""

    def grown(pool: Pool) -> Pool:
        return replace(pool, containers=pool.containers + more)

    legs = tuple(
        replace(
            leg,
            sites=tuple(
                replace(site, pools={name: grown(pool) if name == stage else pool for name, pool in site.pools.items()})
                if site.id == site_id
                else site
                for site in leg.sites
            ),
        )
        for leg in instance.legs
    )
    return replace(instance, legs=legs)


def _without(trial: Trial, witness: Witness) -> Iterator[Mend]:
    for batch in _blamed(trial, witness)[:12]:
        rest = tuple(other for other in trial.instance.batches if other.id != batch.id)
        if trial.works(replace(trial.instance, batches=rest)) == "found":
            yield Mend("without", batch.id, "", "", 0, f"leave out {batch.id}")
            return


def _slip(trial: Trial, witness: Witness) -> Iterator[Mend]:
    for days in SLIPS:
        wider = tuple(
            replace(batch, early=batch.early + days, late=batch.late + days) if batch.geo == trial.geo else batch
            for batch in trial.instance.batches
        )
        if trial.works(replace(trial.instance, batches=wider)) == "found":
            yield Mend("slip", "", "", "", days, f"let every batch start up to {days} more days earlier or later")
            return


def _start(trial: Trial, witness: Witness) -> Iterator[Mend]:
    """The earliest later start of one blamed batch, the last to start first; doubling steps, then halving."""
    for batch in sorted(_blamed(trial, witness), key=lambda b: (-b.start, b.id))[:4]:
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

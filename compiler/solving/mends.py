"""The smallest changes of an instance after which a geography has a plan. Each was tried by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compiler.solving import limits
from compiler.solving.instance import Batch, Instance, Witness
from compiler.solving.mend import Batches, Containers, Mend, Pin, Slip, Stagger, Start
from compiler.solving.saturate import saturate
from compiler.solving.shares import decide_geography
from compiler.solving.trial import Trial, change, step


def mends(instance: Instance, geo: str, witness: Witness) -> tuple[Mend, ...]:
    """Verified mends of one geography, at most one of each kind, those that touch the cause first."""
    finder = Finder(instance, geo, witness)
    # The cheap kinds are tried first, as all share one budget; the order of the answer is another.
    kinds: tuple[Callable[[], Mend | None], ...] = (
        finder.pin,
        finder.stagger,
        finder.containers,
        finder.without,
        finder.start,
        finder.slip,
    )
    if witness.rule == "chain":  # only what leaves the batches alike, and so is decided at once
        kinds = finder.stagger, finder.single, finder.slip
    if witness.rule == "apart":  # more containers make no more places
        kinds = tuple(kind for kind in kinds if kind != finder.containers)
    found = {type(mend.what): mend for kind in kinds if (mend := kind())}
    return tuple(found[kind] for kind in (Pin, Start, Stagger, Containers, Slip, Batches) if kind in found)


class Finder:
    """Looks for mends of one geography of an instance, one kind at a time."""

    def __init__(self, instance: Instance, geo: str, witness: Witness) -> None:
        self.instance, self.geo, self.witness = instance, geo, witness
        self.blamed = [batch for batch in instance.batches if batch.id in witness.batches]
        self.trial = Trial(
            geo,
            lambda mend: change(instance, mend),
            decide_geography,
            limits.TRIES,
            limits.TRIES_NODES,
            limits.TRY_NODES,
            limits.TRY_WINDOW,
        )

    def pin(self) -> Mend | None:
        """Take one pin away."""
        leg = self.witness.leg
        return self.trial.first(
            Mend(Pin(batch.id, leg), batch.pins[leg], None) for batch in self.blamed if leg in batch.pins
        )

    def stagger(self) -> Mend | None:
        """A wider stagger, where starts are equally far apart."""
        days = step(self.instance, self.geo)
        if days is None:
            return None
        return self.trial.first(Mend(Stagger(self.geo), days, days + more) for more in limits.WIDER)

    def containers(self) -> Mend | None:
        """More containers in one pool; where no single pool helps, in the pools of the stage at every place."""
        leg = next(leg for leg in self.instance.legs if leg.id == self.witness.leg)
        stage, places = self.witness.stage, self.witness.places
        sites = [site for site in leg.sites if site.id in places and stage in site.pools]
        sites.sort(key=lambda site: (site.pools[stage].containers, site.id))

        def tried() -> Iterator[Mend]:
            for more in limits.MORE if len(sites) == 1 else limits.MORE[:3]:
                yield from (Mend(Containers((site.id,), stage), 0, more) for site in sites[:3])
            if len(sites) > 1:
                names = tuple(sorted(site.id for site in sites))
                yield from (Mend(Containers(names, stage), 0, more) for more in limits.MORE[:5])

        return self.trial.first(tried())

    def single(self) -> Mend | None:
        """Leave out one blamed batch."""
        return self.trial.first(Mend(Batches((batch.id,)), 1, 0) for batch in self.blamed[: limits.BLAMED])

    def without(self) -> Mend | None:
        """Leave out one batch; where no single one helps, those that the fullest partial plan leaves out."""
        single = self.single()
        if single:
            return single
        batches = [batch for batch in self.instance.batches if batch.geo == self.geo]
        kept = {batch.id for batch in saturate(self.instance, batches, limits.LEFT_OUT)[0]}
        left = tuple(batch.id for batch in batches if batch.id not in kept)
        return self.trial.first([Mend(Batches(left), len(left), 0)] if kept else [])

    def start(self) -> Mend | None:
        """The earliest later start of one blamed batch, the last to start first."""

        def later(batch: Batch) -> Callable[[int], Mend]:
            return lambda days: Mend(Start(batch.id), batch.start, batch.start + batch.late + days)

        latest = sorted(self.blamed, key=lambda batch: (-batch.start, batch.id))[:2]
        found = (self.trial.double(later(batch), limits.LATER) for batch in latest)
        return next((mend for mend in found if mend), None)

    def slip(self) -> Mend | None:
        """The narrowest windows that work."""
        return self.trial.halve([Mend(Slip(self.geo), 0, days) for days in limits.SLIPS])

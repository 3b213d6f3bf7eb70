"""First fit, to compare with."""

from __future__ import annotations

from compiler.solving.colour import GaveUp, colour
from compiler.solving.holding import blocked, runs_in_leg
from compiler.solving.instance import Batch, Instance, Leg


def first_fit(instance: Instance) -> int:
    """Batches that first fit in start order places, each leg at the first site with room, on the wished day."""
    booked: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    placed = 0
    for batch in sorted(instance.batches, key=lambda b: (b.start, b.id)):
        rows = [_first_site(instance, leg, batch, booked) for leg in instance.legs]
        if None not in rows:
            placed += 1
            for found in rows:
                for key, row in found or ():
                    booked.setdefault(key, []).append(row)
    return placed


def _first_site(
    instance: Instance, leg: Leg, batch: Batch, booked: dict[tuple[str, str], list[tuple[int, int, int]]]
) -> list[tuple[tuple[str, str], tuple[int, int, int]]] | None:
    runs = runs_in_leg(batch, leg, batch.start, instance.today)
    for site in leg.sites:
        if site.geo != batch.geo or batch.pins.get(leg.id, site.id) != site.id:
            continue
        rows = []
        for run, first, _ in runs:
            pool = site.pools[run.stage]
            row = first, min(instance.today, first + blocked(run, pool.turnaround)), run.need
            try:
                if colour(pool, [*booked.get((site.id, run.stage), []), row], instance.today) is None:
                    break
            except GaveUp:
                break
            rows.append(((site.id, run.stage), row))
        if len(rows) == len(runs):
            return rows
    return None

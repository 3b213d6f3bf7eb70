"""More generations than places: batches of which no two may share a place, whatever their starts, by a rule of fallow.

Search would try every start of each before it says so; here it is a count.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.solving.holding import offsets
from compiler.solving.instance import Batch, Leg, Rest, Site, Witness
from compiler.solving.proof import Apart, Proof


@dataclass(frozen=True, slots=True)
class Coming:
    """When a batch comes to a leg: its first day at the earliest and at the latest, and the first day on which it may
    have gone again."""

    batch: Batch
    early: int
    late: int
    gone: int


def crowd(leg: Leg, sites: list[Site], today: int, batches: list[Batch]) -> tuple[Witness, Proof] | None:
    """A witness and a proof that a leg has fewer places than generations; None when this does not show it."""
    rules = [rule for site in sites if (rule := leg.rest(site))]
    if not sites or len(rules) < len(sites):
        return None
    rule = Rest(min(rule.fallow for rule in rules), max(rule.join for rule in rules))
    places = len({site.zone or (site.id,) for site in sites})
    comings = sorted(_comings(leg, today, batches), key=lambda coming: (coming.late, coming.batch.id))
    for first in range(len(comings) - places):
        chosen = _apart(comings[first:], rule, places + 1)
        if len(chosen) > places:
            return _told(leg, sites, chosen, rule), Proof(
                tuple(coming.batch.id for coming in chosen), (leg.id,), Apart(leg.id)
            )
    return None


def _comings(leg: Leg, today: int, batches: list[Batch]) -> list[Coming]:
    """Those of batches that surely come, and whose stages in the leg follow one another."""
    found = []
    for batch in batches:
        inside = [(number, run, at) for number, (run, at) in enumerate(offsets(batch.runs)) if run.stage in leg.stages]
        if not inside or inside[-1][0] - inside[0][0] >= len(inside):
            continue
        low, high = max(0, batch.start - batch.early), batch.start + batch.late
        (_, _, first), (_, run, last) = inside[0], inside[-1]
        if high + first < today:
            found.append(Coming(batch, low + first, high + first, min(today, low + last + run.days)))
    return found


def _apart(comings: list[Coming], rule: Rest, most: int) -> list[Coming]:
    """The first, and of the others as many as are too late to join those before, and too early to follow the first that
    goes."""
    chosen = [comings[0]]
    for coming in comings[1:]:
        gone = min(before.gone for before in chosen)
        if coming.early - chosen[-1].late > rule.join and coming.late < gone + rule.fallow:
            chosen.append(coming)
            if len(chosen) == most:
                break
    return chosen


def _rest(leg: Leg, sites: list[Site], rule: Rest) -> str:
    """The rule in words; of one group by its name."""
    zones = {site.zone for site in sites}
    if len(zones) == 1 and "" not in zones:
        return f"the fallow of {sites[0].zone} ({rule.fallow} days, its {len(sites)} places together)"
    how = "each place by itself" if zones == {""} else "by group" if "" in zones else "all of a group together"
    return f"the fallow in {leg.id} ({rule.fallow} days, {how})"


def _told(leg: Leg, sites: list[Site], chosen: list[Coming], rule: Rest) -> Witness:
    names = tuple(sorted(coming.batch.id for coming in chosen))
    rest = _rest(leg, sites, rule)
    first, last = chosen[0].early, chosen[-1].late
    text = (
        f"{len(names)} batches come to {leg.id} on the days {first} to {last}, no two of which may share a place under "
        f"{rest}; such places: {len(names) - 1}"
    )
    stage = next(run.stage for run in chosen[0].batch.runs if run.stage in leg.stages)
    places = tuple(site.id for site in sites)
    return Witness("apart", leg.id, stage, places, first, last, len(names), len(names) - 1, names, text, True, 1, rest)

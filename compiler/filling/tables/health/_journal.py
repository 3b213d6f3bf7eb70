"""The journal of a batch: routine rounds, and what happened: transfers, vaccinations, outbreaks, lice, delousing.

So every rise of mortality stands beside its cause: an outbreak on its first day, a move, a treatment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from compiler.biology import CAUSES
from compiler.exact import Stream, iso_date, iso_weekday, key, one_uniform, uniform, words
from compiler.filling.months import month_of
from compiler.filling.part import Part, batch_of, culled_day, geography_of, in_sea, transitions
from compiler.filling.tables.health._treatments import Treatment, treatments
from compiler.nouns import Stage, kept

SEVERITIES = ("low", "medium", "high")
ROUTINE = (
    "Routine round: fish active, appetite good, few dead fish, nets and tanks clean.",
    "Routine round: even distribution of the fish, good response to feed.",
    "Routine round: some fin wear, otherwise healthy; oxygen and flow as wanted.",
    "Routine round: gills and skin clean on the fish looked at; nothing to remark.",
    "Routine round: a few slow fish at the surface, taken out; to be watched.",
)
TROUBLED = "Routine round: appetite reduced and more dead fish than usual, as the outbreak explains."
DISEASES = {
    "freshwater": ("bacterial gill disease", "infectious pancreatic necrosis", "fungus on skin and fins", "fin rot"),
    "sea": ("pancreas disease", "amoebic gill disease", "winter ulcer", "cardiomyopathy syndrome"),
}
ACCIDENTS = {
    "freshwater": ("stop of a circulation pump", "gas supersaturation", "turbid intake water", "high nitrite"),
    "sea": ("bloom of algae", "swarm of jellyfish", "storm damage to the nets", "low oxygen in slack water"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `treatment` indexes treatments(part), -1 where it is about none."""

    day: int
    hour: int
    category: str
    severity: str
    text: str
    resolved: int = -1
    """day on which the matter was closed, -1 while it is open"""
    resolution: str = ""
    container: int = -1
    treatment: int = -1


@kept
def entries(part: Part) -> tuple[Entry, ...]:
    """All entries by moment; what is open at the end of history stays open."""
    found = [*_rounds(part), *_moves(part), *_outbreaks(part), *_events(part)]
    found += [*_lice(part), *_treated(part), *_cull(part)]
    as_of = part.world.scenario.as_of
    known = [replace(one, resolved=-1, resolution="") if one.resolved >= as_of else one for one in found]
    return tuple(sorted(known, key=lambda one: (one.day, one.hour, one.container, one.text)))


def _rounds(part: Part) -> Iterator[Entry]:
    scenario, plan = part.world.scenario, part.history.plan
    every, end = scenario.journal.every_days, int(plan.end.max())
    if not every:
        return
    u = uniform(words(key(scenario.seed, Stream.JOURNAL, batch_of(part).number), plan.start, end - plan.start)[:, 0])
    for due in range(plan.start + every, end, every):
        day = _working_day(scenario.imperfect, due)
        if day >= end:
            return
        text = TROUBLED if _ill(part, day) else ROUTINE[int(u[day - plan.start] * len(ROUTINE))]
        yield Entry(day, 14, "observation", "low", text, day, "")


def _working_day(weeks: bool, day: int) -> int:
    """The day, or the Monday after it where weeks have ends."""
    weekday = int(iso_weekday(day))
    return day + 8 - weekday if weeks and weekday > 5 else day


def _ill(part: Part, day: int) -> bool:
    history, stages = part.history, geography_of(part).stages
    lasts = [stages[int(at)].episode_days for at in history.episodes.stage]
    return any(first <= day < first + days for first, days in zip(history.episodes.day.tolist(), lasts, strict=True))


def _moves(part: Part) -> Iterator[Entry]:
    plan, stages = part.history.plan, geography_of(part).stages
    for change in transitions(part):
        first, last = int(plan.move_day[change.moves].min()), int(plan.move_day[change.moves].max())
        names = stages[change.source_stage].name, stages[change.dest_stage].name
        tanks = len(np.unique(plan.move_dest[change.moves]))
        text = f"Transfer from {names[0]} to {names[1]} begun; raised mortality expected for some weeks."
        closed = -1 if len(change.waiting) else last
        yield Entry(first, 9, "action", "low", text, closed, f"All fish in {tanks} containers.")


def _outbreaks(part: Part) -> Iterator[Entry]:
    history, seed, stages = part.history, part.world.scenario.seed, geography_of(part).stages
    for at in range(len(history.episodes.day)):
        law, day = stages[int(history.episodes.stage[at])], int(history.episodes.day[at])
        u = one_uniform(seed, Stream.JOURNAL, f"{batch_of(part).number}/outbreak", day)
        times = 1.0 + int(history.episodes.percent[at]) / 100.0
        ill = CAUSES[int(history.episodes.cause[at])] == "DISEASE"
        name = trouble(law, ill, u)
        text = f"{'Outbreak' if ill else 'Incident'}: {name}; mortality rising, up to {times:.1f} times the usual."
        severity = SEVERITIES[sum(times >= least for least in part.world.scenario.journal.severity_times)]
        done = "Mortality back to normal; fish feed again." if ill else "Cause removed; mortality back to normal."
        yield Entry(day, 11, "diagnosis" if ill else "issue", severity, text, day + law.episode_days, done)


def _events(part: Part) -> Iterator[Entry]:
    """One entry an event of a site, or of a container."""
    felt, scenario, plan = part.history.events, part.world.scenario, part.history.plan
    told: set[tuple[int, int, int]] = set()
    for at, stay in enumerate(felt.stay.tolist()):
        kind, day = scenario.events[int(felt.kind[at])], int(felt.day[at])
        container = int(plan.container[stay])
        whole = kind.scope == "site"
        place = scenario.containers[container].place
        if whole and (int(felt.kind[at]), day, place) in told:
            continue
        told.add((int(felt.kind[at]), day, place))
        severity = SEVERITIES[
            sum(int(felt.lost[at]) >= round(least * 1e6) for least in scenario.journal.severity_shares)
        ]
        ill = kind.cause == "DISEASE"
        end = day + int(felt.days[at])
        words = "Fish feed again; mortality back to normal."
        yield Entry(
            day, 10, "diagnosis" if ill else "issue", severity, kind.told, end, words, -1 if whole else container
        )


def _cull(part: Part) -> Iterator[Entry]:
    end, day = batch_of(part).terminated, culled_day(part)
    if end and day >= 0:
        yield Entry(day, 9, "issue", "high", f"All fish culled: {end.reason}", day + 1, "No fish are left.")


def trouble(law: Stage, ill: bool, u: float) -> str:
    """What it was, by chance."""
    names = (DISEASES if ill else ACCIDENTS)[law.leg]
    return names[int(u * len(names))]


def _lice(part: Part) -> Iterator[Entry]:
    """Counts above the limit; the matter is closed by the treatment, or by emptying the ring."""
    history, plan, law = part.history, part.history.plan, geography_of(part).lice
    if law is None:
        return
    stays_and_days = zip(history.lice.stay.tolist(), history.lice.day.tolist(), strict=True)
    counted = dict(zip(stays_and_days, history.lice.number[:, 0].tolist(), strict=True))
    for at in range(len(history.treatments.day)):
        stay, day = int(history.treatments.stay[at]), int(history.treatments.found[at])
        if counted[stay, day] <= law.limit_monthly[month_of(day) % 12] * law.fish:
            continue  # it was treated with the other rings of its area
        end, treated = int(plan.end[stay]), int(history.treatments.day[at])
        mean = counted[stay, day] / law.fish
        text = f"Lice above the limit: {counted[stay, day]} adult females on {law.fish} fish, {mean:.2f} a fish."
        method = law.methods[int(history.treatments.method[at])].name
        closed, words = (treated, f"{method} on {iso_date(treated)}.") if treated < end else (end, "Ring emptied.")
        open_ = treated >= end and bool(plan.open[stay])
        yield Entry(day, 15, "issue", "medium", text, -1 if open_ else closed, words, int(plan.container[stay]))


def _treated(part: Part) -> Iterator[Entry]:
    """One entry a delousing of a ring, and one a vaccination of the batch, on its first day."""
    done: dict[str, int] = {}
    sea, lice = in_sea(part), geography_of(part).lice
    for at, one in enumerate(treatments(part)):
        if one.vaccine:
            if one.text not in done:
                done[one.text] = at
                yield Entry(one.day, 9, "vaccination", "low", one.text, one.day, "", -1, at)
            continue
        place = int(part.history.plan.container[one.stay]) if sea[one.stay] or one.outcome else -1
        if one.outcome:
            ended = -1 if one.outcome == "pending" else one.day + one.days
            words = "" if one.outcome == "pending" else f"Outcome: {one.outcome}."
            yield Entry(one.day, 16, "treatment", "low", one.text, ended, words, place, at)
            continue
        closed = lice.closed_days if lice else 0
        yield Entry(one.day, 16, "treatment", "low", one.text, one.day + closed, _outcome(one), place, at)


def _outcome(one: Treatment) -> str:
    return f"{one.percent} % of the mobile lice removed."

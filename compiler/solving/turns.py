"""Turns in a partial plan: one batch that was left out takes the place of another, as it comes.

Who comes, who goes for it and where it stands is drawn from all that there is room for, and some others move elsewhere.
So the plan stays as full and wanders. To let the first of equal ones go, or the cheapest, leads through few plans again
and again: on farms of 90 batches that ask for 130 percent, drawing finds within a second what that did not in twenty.
"""

from __future__ import annotations

from compiler.solving import limits
from compiler.solving.shaking import Shaking

Rooms = dict[int, list[int]]
"""Who must go, `NOBODY` or a batch, to the sites of a leg where there is room then."""
NOBODY = -1


class Turns(Shaking):
    """A partial plan whose batches take turns with those that wait. `nodes` counts the turns."""

    def turn(self, waiting: list[int]) -> None:
        """Let one that waits stand if no more than one must go for it, which waits instead; then some move."""
        self.nodes += 1 + self.painted // limits.TURN_PAINTS
        self.painted %= limits.TURN_PAINTS
        at = self.draw(len(waiting))
        out = self._come(waiting[at])
        if out == NOBODY:
            waiting.pop(at)
        elif out is not None:
            waiting[at] = out
        for _ in range(limits.STIRRED):
            self._stir(self.draw(self.n))

    def _come(self, batch: int) -> int | None:
        """Who went for a batch that stands now, maybe nobody; None when it does not stand."""
        start = self.draw(len(self.problem.starts[batch]))
        rooms: list[Rooms] = []
        for leg in self.legs:
            free = self.room(leg, batch, start)
            rooms.append({NOBODY: free} if free else self._made(leg, batch, start))
            if not rooms[-1]:
                return None
        leaving = [set(there) for there in rooms if NOBODY not in there]
        ones = sorted(set.intersection(*leaving)) if leaving else [NOBODY]
        if not ones:
            return None
        out = ones[self.draw(len(ones))]
        sites = [self._drawn(there.get(NOBODY) or there[out]) for there in rooms]
        if not all(self._holds(leg, batch, start, site, out) for leg, site in enumerate(sites)):
            return None
        if out != NOBODY:
            self.take(out)
        self.put(batch, start, tuple(sites))
        return out

    def _made(self, leg: int, batch: int, start: int) -> Rooms:
        """Those of whom one is enough to make room for a batch in a leg without any, and where."""
        layout, (allowed, loads, _) = self.problem.layouts[leg], self.want(leg, batch, start)
        guard, stand, found = layout.guard, self.stand[leg], Rooms()
        for site, filled in enumerate(self.profile[leg]):
            tired = self.tired(leg, batch, start, site)
            if not allowed >> site & 1 or len(tired) > 1:
                continue
            kind, there = layout.classes[site], self.members[leg][site]
            now = filled + loads[kind]
            for one in tired or there:
                if not (now - stand[one].loads[kind] if one in there else now) & guard:
                    found.setdefault(one, []).append(site)
        return found

    def _stir(self, batch: int) -> None:
        """Let a batch move: to another site of one leg, or to other sites from another start."""
        held = self.at[batch]
        if held is None:
            return
        start, only, sites = self.draw(len(self.problem.starts[batch])), self.draw(len(self.legs)), list(held[1])
        for leg in self.legs:
            if leg == only or start != held[0]:
                there = self.room(leg, batch, start)
                if not there:
                    return
                sites[leg] = self._drawn(there)
                if not self._holds(leg, batch, start, sites[leg], batch):
                    return
        self.take(batch)
        self.put(batch, start, tuple(sites))

    def _drawn(self, sites: list[int]) -> int:
        return sites[self.draw(len(sites))]

    def _holds(self, leg: int, batch: int, start: int, site: int, out: int) -> bool:
        """Whether the containers under maintenance leave a batch some that stay the same, once another has gone."""
        return self.colourable(leg, batch, start, site, {out} & self.members[leg][site])

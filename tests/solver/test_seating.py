"""Who stands where, put and taken at random: what is kept in bits and sums is what follows from the rules anew."""

from __future__ import annotations

from random import Random

import pytest
from planting import planted

from compiler.solving.instance import Instance
from compiler.solving.problem import Problem, clash
from compiler.solving.seating import Seating
from compiler.solving.settle import layouts_of

KINDS = ("strict fallow wide windows", "fallow windows", "maintenance+pins wide windows")


def problem(instance: Instance) -> Problem:
    batches = list(instance.batches)
    days = [batch.starts() for batch in batches]
    return Problem(layouts_of(instance, "X", batches, days), days, [batch.start for batch in batches])


def anew(seating: Seating) -> Seating:
    """The same plan, put into an empty one."""
    found = Seating(seating.problem)
    for batch, held in enumerate(seating.at):
        if held is not None:
            found.put(batch, *held)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_put_and_taken_leaves_no_trace(kind: str) -> None:
    draw = Random(kind)
    seating = Seating(problem(planted(0, kind, 2)[0]))
    for _ in range(400):
        batch = draw.randrange(seating.n)
        if seating.at[batch] is not None:
            seating.take(batch)
            continue
        start = draw.randrange(len(seating.problem.starts[batch]))
        open_ones = [seating.room(leg, batch, start) for leg in seating.legs]
        if all(open_ones):
            seating.put(batch, start, tuple(draw.choice(sites) for sites in open_ones))
    other = anew(seating)
    for name in ("profile", "used", "members", "resting", "booked", "slip"):
        assert getattr(seating, name) == getattr(other, name), name


@pytest.mark.parametrize("kind", KINDS[:2])
def test_those_who_break_fallow_are_found(kind: str) -> None:
    draw = Random(kind)
    seating = Seating(problem(planted(1, kind, 3)[0]))
    for batch in range(0, seating.n, 2):
        seating.put(batch, 0, tuple(draw.randrange(len(layout.sites)) for layout in seating.problem.layouts))
    found = 0
    for leg, layout in enumerate(seating.problem.layouts):
        for batch in range(1, seating.n, 2):
            start = draw.randrange(len(seating.problem.starts[batch]))
            for site, rule in enumerate(layout.rests):
                span = seating.fit(leg, batch, start).span
                expected = {
                    other
                    for other in seating.members[leg][site]
                    if rule and span and clash(span, seating.stand[leg][other].span or span, rule.join, rule.fallow)
                }
                assert seating.tired(leg, batch, start, site) == expected
                found += len(expected)
    assert found > 10

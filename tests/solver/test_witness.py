"""Witnesses name the maintenance and only the batches of the proof; mends ask for no more than is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compiler.solving import limits
from compiler.solving.answer import answer
from compiler.solving.certify import certified
from compiler.solving.generations import crowd
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site, Witness
from compiler.solving.mend import Containers, Mend
from compiler.solving.proof import Apart, Branch, Dead, Full, Proof
from compiler.solving.settle import Decision
from compiler.solving.trial import Trial


def farm(down: tuple[tuple[int, int, int], ...], *batches: tuple[int, int, int]) -> Instance:
    """One hall of four containers; batches are (start, days, need)."""
    leg = Leg("f", ("fry",), 0, 0, (Site("A", "X", {"fry": Pool(4, 0, down)}),))
    made = tuple(Batch(f"B{i}", "X", s, 0, 0, (Run("fry", d, n),), {}) for i, (s, d, n) in enumerate(batches))
    return Instance("farm", 300, (leg,), made)


def witness(instance: Instance) -> Witness:
    (failure,) = answer(instance).failures
    assert failure.witness is not None
    return failure.witness


def test_an_overload_names_the_maintenance_and_only_its_days() -> None:
    """The hall is whole again on day 40, so the witness ends there and does not say three for all hundred days."""
    found = witness(farm(((1, 20, 40),), (0, 100, 2), (0, 100, 2)))
    assert (found.rule, found.first, found.last) == ("overload", 20, 39)
    assert (found.demand, found.capacity, found.down) == (4, 3, 1)
    assert found.text.endswith("have 3 (and 1 more under maintenance)")


def test_a_collision_names_the_maintenance_without_which_its_batches_fit() -> None:
    """By count three are free on each day, but each container is away on one of the days."""
    down = tuple((container, 10 * container, 10 * container + 10) for container in range(4))
    found = witness(farm(down, (0, 40, 1)))
    assert (found.rule, found.batches, found.rest) == ("collide", ("B0",), "the maintenance of A")
    assert (found.demand, found.capacity, found.down) == (1, 3, 1)


def test_a_witness_without_maintenance_says_nothing_of_it() -> None:
    found = witness(farm((), (0, 100, 3), (50, 100, 2)))
    assert found.down == 0 and "maintenance" not in found.text


def resting(fallow: int, wide: int, *starts: int) -> Instance:
    """Two sea areas, each with room for all; batches of 50 days with windows of so many days either way."""
    sites = tuple(Site(name, "X", {"adult": Pool(9, 0)}) for name in "AB")
    made = tuple(Batch(f"B{i}", "X", s, wide, wide, (Run("adult", 50, 1),), {}) for i, s in enumerate(starts))
    return Instance("resting", 900, (Leg("sea", ("adult",), fallow, 5, sites),), made)


@pytest.mark.parametrize(
    ("fallow", "wide", "starts", "verdict"),
    [
        (300, 2, (20, 30, 40), "impossible"),
        (300, 3, (20, 30, 40), "plan"),  # ten days apart, less two windows of three: two may join
        (55, 2, (20, 70, 120), "impossible"),
        (45, 2, (20, 70, 120), "plan"),  # the last starts on day 122, when the first has been gone for 54 days
        (54, 2, (20, 70, 120), "plan"),
        (300, 0, (20, 30, 40), "impossible"),
        (300, 2, (20, 30, 31), "plan"),
    ],
)
def test_more_generations_than_places_are_counted(
    fallow: int, wide: int, starts: tuple[int, ...], verdict: str
) -> None:
    found = answer(resting(fallow, wide, *starts))
    assert found.verdict == verdict
    for failure in found.failures:
        assert failure.witness is not None
        told = failure.witness
        assert (told.rule, told.batches, told.demand, told.capacity) == ("apart", ("B0", "B1", "B2"), 3, 2)
        assert told.rest == f"the fallow in sea ({fallow} days, each place by itself)"
        assert failure.mends and not any(isinstance(mend.what, Containers) for mend in failure.mends)


@pytest.mark.parametrize(
    ("fallow", "wide", "starts"),
    [(300, 3, (20, 30, 40)), (54, 2, (20, 70, 120)), (300, 0, (20, 30)), (0, 0, (1, 9, 17))],
)
def test_generations_that_places_can_take_are_no_proof(fallow: int, wide: int, starts: tuple[int, ...]) -> None:
    instance = resting(fallow, wide, *starts)
    proof = Proof(tuple(batch.id for batch in instance.batches), ("sea",), Apart("sea"))
    assert not certified(instance, None, proof)
    assert crowd(instance.legs[0], list(instance.legs[0].sites), instance.today, list(instance.batches)) is None


def test_areas_of_a_group_rest_together_and_count_as_one() -> None:
    instance = resting(300, 0, 20, 30)
    leg = instance.legs[0]
    grouped = replace(leg, sites=tuple(replace(site, zone="north") for site in leg.sites))
    assert answer(instance).verdict == "plan"
    assert witness(replace(instance, legs=(grouped,))).text.endswith("its 2 places together); such places: 1")


def test_the_core_of_a_proof_are_those_that_it_names() -> None:
    why = Branch("f", "B1", {(0, "A"): Dead("f", "B3"), (0, "C"): Full("f", "C")})
    assert Proof(("B0", "B1", "B2", "B3"), ("f",), why).core() == Proof(("B1", "B3"), ("f",), why)


def test_a_smaller_change_that_was_given_up_is_tried_again_with_more_patience() -> None:
    asked: list[tuple[int, int]] = []

    def solve(instance: Instance, batches: list[Batch], nodes: int) -> Decision:
        more = instance.legs[0].sites[0].pools["fry"].containers
        asked.append((more, nodes))
        status = "found" if more == 3 or nodes >= limits.TRY_HARDER else "limit"
        return Decision("found" if status == "found" else "limit", [], [], 0, 0, 1)

    def change(mend: Mend) -> Instance:
        pool = Pool(mend.after or 0, 0)
        return Instance(
            "m", 9, (Leg("f", ("fry",), 0, 0, (Site("A", "X", {"fry": pool}),)),), farm((), (0, 1, 1)).batches
        )

    mends = [Mend(Containers(("A",), "fry"), 0, more) for more in (1, 2, 3)]
    assert Trial("X", change, solve, tries=9).first(mends) == mends[0]
    assert asked[-1] == (1, limits.TRY_HARDER)
    assert Trial("X", change, solve, tries=9).halve(mends) == mends[0]

"""Witnesses name the maintenance and only the batches of the proof; mends ask for no more than is needed."""

from __future__ import annotations

from compiler.solving import limits
from compiler.solving.answer import answer
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site, Witness
from compiler.solving.mend import Containers, Mend
from compiler.solving.proof import Branch, Dead, Full, Proof
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

"""Nothing is called impossible without a proof that the independent checker follows, and it follows no false one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from breadth import sampled
from brute import tiny
from comparing import compared

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.certify import certified
from compiler.solving.decide import decide
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site, Witness
from compiler.solving.proof import Apart, Branch, Dead, Full, Overfull, Proof, Split
from compiler.solving.reading import read_instance

FILES = sorted((Path(__file__).parent / "instances").glob("*.json"))


def late_leg(windows: tuple[int, int]) -> Instance:
    """Two batches that start so late that they may never reach the sea, where fallow would keep them apart."""
    legs = (
        Leg("fresh", ("fry",), 0, 0, (Site("F0", "X", {"fry": Pool(2, 0)}),)),
        Leg("sea", ("adult",), 60, 0, (Site("S0", "X", {"adult": Pool(1, 0)}),)),
    )
    runs = Run("fry", 10, 1), Run("adult", 20, 1)
    batches = tuple(Batch(f"B{i}", "X", 8 + i, 0, late, runs, {}) for i, late in enumerate(windows))
    return Instance("late", 20, legs, batches)


def test_batches_that_do_not_reach_a_leg_need_no_rest_there() -> None:
    instance = late_leg((0, 3))
    found = answer(instance)
    assert found.verdict == "plan" and found.placed["B1"].start >= 10
    assert answer(late_leg((0, 0))).verdict == "impossible"


def test_the_optional_solver_knows_that_too() -> None:
    pytest.importorskip("ortools")
    instance = late_leg((3, 3))
    batches = list(instance.batches)
    found, _ = cpsat.ask(instance, batches, [batch.starts() for batch in batches])
    assert found.status == "found" and max(found.start) >= 10


@pytest.mark.parametrize("seed", range(1000, 1060))
def test_tiny_instances_with_every_rule_on(seed: int) -> None:
    instance = tiny(seed)
    compared(instance, 20_000)


@pytest.mark.parametrize("seed", sampled(range(0, 400, 2), range(0, 400, 10).__contains__))
def test_no_proof_is_followed_when_there_is_a_plan(seed: int) -> None:
    """Proofs of an impossible instance are put to a possible one that is like it: with other windows and more room."""
    instance = tiny(seed)
    found = decide(instance, list(instance.batches), 60_000)
    if found.status != "exhausted":
        return
    assert certified(instance, found.witness, found.proof) or found.proof is None
    for changed in (widened(instance), enlarged(instance)):
        if answer(changed).verdict == "plan":
            assert not certified(changed, found.witness, found.proof)


def widened(instance: Instance) -> Instance:
    return replace(instance, batches=tuple(replace(b, early=b.early + 2, late=b.late + 3) for b in instance.batches))


def enlarged(instance: Instance) -> Instance:
    legs = tuple(
        replace(
            leg, sites=tuple(replace(site, pools={s: larger(p) for s, p in site.pools.items()}) for site in leg.sites)
        )
        for leg in instance.legs
    )
    return replace(instance, legs=legs)


def larger(pool: Pool) -> Pool:
    return replace(pool, containers=pool.containers + 1)


ONE = Instance(
    "one",
    20,
    (Leg("sea", ("adult",), 0, 0, (Site("S0", "X", {"adult": Pool(1, 0)}), Site("S1", "X", {"adult": Pool(1, 0)}))),),
    tuple(Batch(f"B{i}", "X", 2 * i, 0, 1, (Run("adult", 5, 1),), {}) for i in range(2)),
)
FALSE = [
    Dead("sea", "B0"),
    Full("sea", "S0"),
    Branch("sea", "B0"),
    Branch("sea", "B0", {(0, "S0"): Dead("sea", "B1")}),
    Branch("sea", "B0", {(start, "S0"): Dead("sea", "B1") for start in (0, 1)}),
    Overfull("sea", "adult", 1, 3),
    Overfull("sea", "adult", 1, -1),
    Overfull("sea", "adult", 0, 3),
    Apart("sea"),
    Split([], None),
    Split([("B0", (0, 0), Overfull("sea", "adult", 1, 3), (2, 1))], None),
    Split([("B0", (1, 1), Split([], None), (2, 1))], None),
]


@pytest.mark.parametrize("why", FALSE, ids=lambda why: repr(why)[:40])
def test_false_proofs_are_refused(why: Dead | Full | Branch | Overfull | Split | Apart) -> None:
    assert answer(ONE).verdict == "plan"
    assert not certified(ONE, None, Proof(("B0", "B1"), ("sea",), why))


@pytest.mark.parametrize("rule", ["need", "pin", "overload", "packing", "energy", "collide", "other"])
def test_false_witnesses_are_refused(rule: str) -> None:
    places = ("S0", "S1")
    witness = Witness(rule, "sea", "adult", places, 3, 4, 9, 1, ("B0", "B1"), "")
    assert not certified(ONE, witness, None)
    assert not certified(ONE, replace(witness, places=("S0",)), None)


def test_nothing_is_said_to_be_proven_without_a_proof() -> None:
    assert not certified(ONE, None, None)
    assert not certified(ONE, None, Proof((), ("sea",), Dead("sea", "B0")))
    assert not certified(ONE, None, Proof(("B0",), (), Dead("sea", "B0")))


@pytest.mark.parametrize("path", [path for path in FILES if "one" in path.stem], ids=lambda path: path.stem)
def test_kept_instances_have_proofs_and_larger_ones_that_have_plans_have_none(path: Path) -> None:
    instance, _ = read_instance(path.read_text())
    assert instance is not None
    found = decide(instance, list(instance.batches), 60_000)
    assert found.status == "exhausted" and certified(instance, found.witness, found.proof)
    larger = enlarged(instance)
    assert answer(larger).verdict != "plan" or not certified(larger, found.witness, found.proof)

"""Batches that are alike: exact, at once, with the chain as witness."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from brute import tiny_alike
from comparing import compared

from compiler.solving.alike import place
from compiler.solving.answer import answer
from compiler.solving.certify import certified
from compiler.solving.decide import decide
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site
from compiler.solving.proof import Chain, Proof
from compiler.solving.trial import change

FRESH = ("eggs", "fry", "parr", "smolt", "post")


def farm(count: int, window: int) -> Instance:
    """A farm of one geography in proportion to `count` batches, which start too often for it."""
    scale = max(1, round(count / 85))
    legs = (
        Leg(
            "fresh",
            FRESH,
            0,
            0,
            tuple(Site(f"F{i:03}", "X", dict.fromkeys(FRESH, Pool(10, 7))) for i in range(12 * scale)),
        ),
        Leg("sea", ("sea",), 0, 0, tuple(Site(f"S{i:03}", "X", {"sea": Pool(20, 7)}) for i in range(22 * scale))),
    )
    runs = (*(Run(stage, 90, 10, 2) for stage in FRESH), Run("sea", 450, 20))
    batches = [Batch(f"B{i:04}", "X", 100 + i * 20 // scale, window, window, runs, {}) for i in range(count)]
    return Instance("alike", batches[-1].start + 1000, legs, tuple(batches))


def narrowest(count: int) -> int:
    return next(window for window in range(200) if place(farm(count, window), list(farm(count, window).batches)))


@pytest.mark.parametrize("count", [40, 170, 600])
def test_a_window_that_fits_and_one_that_is_a_day_short(count: int) -> None:
    window = narrowest(count)
    begun = process_time()
    found, short = answer(farm(count, window)), answer(farm(count, window - 1))
    assert process_time() - begun < 2 * 0.5
    assert found.verdict == "plan" and found.bound <= found.objective <= 1.15 * found.bound
    assert short.verdict == "impossible"
    (failure,) = short.failures
    assert failure.witness is not None and failure.witness.rule == "chain"
    assert "22" in failure.witness.text or count > 85
    assert failure.mends
    for mend in failure.mends:
        assert answer(change(farm(count, window - 1), mend)).verdict == "plan"


def test_a_chain_holds_for_no_wider_window() -> None:
    window = narrowest(40)
    short = farm(40, window - 1)
    found = decide(short, list(short.batches), 1_000)
    assert found.status == "exhausted" and certified(short, found.witness, found.proof)
    assert not certified(farm(40, window), found.witness, found.proof)
    other = replace(short.batches[5], runs=short.batches[5].runs[:-1])
    unlike = replace(short, batches=(*short.batches[:5], other, *short.batches[6:]))
    assert not certified(unlike, found.witness, found.proof)


@pytest.mark.parametrize(
    "chain", [Chain(0, ()), Chain(0, (("sea", "sea"),)), Chain(99, ()), Chain(0, (("sea", "fry"),))]
)
def test_false_chains_are_refused(chain: Chain) -> None:
    instance = farm(40, narrowest(40))
    names = tuple(batch.id for batch in instance.batches)
    assert not certified(instance, None, Proof(names, ("fresh", "sea"), chain))


@pytest.mark.parametrize("seed", range(120))
def test_tiny_instances_agree_with_brute_force(seed: int) -> None:
    instance = tiny_alike(seed)
    compared(instance, 30_000)

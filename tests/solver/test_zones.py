"""Sites of a zone rest together: no site of it is stocked before the last one is empty and its fallow is over."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from breadth import sampled
from brute import tiny_zoned
from comparing import compared
from planting import document

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.certify import certified
from compiler.solving.check import mistakes
from compiler.solving.decide import decide
from compiler.solving.instance import Batch, Instance, Leg, Placed, Pool, Run, Site
from compiler.solving.reading import read_instance


def fjord(days: tuple[int, ...], zone: str = "north", fallow: int = 10, join: int = 0) -> Instance:
    """Two areas of one ring, and batches that stand 20 days each from the given days on."""
    sites = tuple(Site(f"S{i}", "X", {"adult": Pool(1, 0)}, zone, fallow, join) for i in range(2))
    batches = tuple(Batch(f"B{i}", "X", day, 0, 0, (Run("adult", 20, 1),), {}) for i, day in enumerate(days))
    return Instance("fjord", 100, (Leg("sea", ("adult",), 0, 0, sites),), batches)


def test_two_sites_of_a_zone_rest_together() -> None:
    assert answer(fjord((0, 5), zone="")).verdict == "plan"
    found = answer(fjord((0, 5)))
    assert found.verdict == "impossible" and found.failures[0].witness is not None
    assert answer(fjord((0, 30))).verdict == "plan" and answer(fjord((0, 29))).verdict == "impossible"


def test_batches_that_join_share_a_zone() -> None:
    assert answer(fjord((0, 5), join=5)).verdict == "plan"
    assert answer(fjord((0, 6), join=5)).verdict == "impossible"


def test_a_zone_without_days_waits_until_all_are_empty() -> None:
    assert answer(fjord((0, 20), fallow=0)).verdict == "plan"
    assert answer(fjord((0, 19), fallow=0)).verdict == "impossible"


def test_a_window_is_used_to_wait_for_the_zone() -> None:
    instance = fjord((0, 25))
    moving = replace(instance, batches=(instance.batches[0], replace(instance.batches[1], late=9)))
    found = answer(moving)
    assert found.verdict == "plan" and found.objective == 5


def test_the_checker_knows_the_rule() -> None:
    placed = {f"B{i}": Placed(day, {"sea": f"S{i}"}, {"adult": (0,)}) for i, day in enumerate((0, 29))}
    assert mistakes(fjord((0, 29)), placed) == ["north: B1 comes on day 29, fallow after B0 lasts until day 30"]
    assert not mistakes(fjord((0, 29), zone=""), placed)


def test_the_fallow_of_a_zone_is_named() -> None:
    found = answer(fjord((0, 5))).failures[0].witness
    assert found is not None and found.rest == "the fallow of north (10 days, its 2 places together)"
    crowd = answer(fjord((0, 0, 0), zone="")).failures[0].witness
    assert crowd is not None and not crowd.rest


def test_a_site_may_have_a_rule_of_its_own() -> None:
    instance = fjord((0, 0, 25, 25), zone="", fallow=5)
    leg = replace(instance.legs[0], fallow=30)
    assert answer(replace(instance, legs=(leg,))).verdict == "plan"
    plain = tuple(replace(site, fallow=None) for site in leg.sites)
    assert answer(replace(instance, legs=(replace(leg, sites=plain),))).verdict == "impossible"


@pytest.mark.parametrize("seed", sampled(range(80), range(0, 80, 4).__contains__))
def test_tiny_instances_with_zones(seed: int) -> None:
    instance = tiny_zoned(seed)
    found = compared(instance, 20_000)
    assert found is None or found.verdict != "plan" or not mistakes(instance, found.placed)


@pytest.mark.parametrize("seed", sampled(range(0, 80, 2), range(0, 80, 8).__contains__))
def test_no_proof_of_a_zone_is_followed_when_there_is_a_plan(seed: int) -> None:
    instance = tiny_zoned(seed)
    found = decide(instance, list(instance.batches), 60_000)
    if found.status != "exhausted":
        return
    legs = tuple(
        replace(leg, fallow=0, sites=tuple(replace(s, zone="", fallow=None, join=None) for s in leg.sites))
        for leg in instance.legs
    )
    free = replace(instance, legs=legs)
    if answer(free).verdict == "plan":
        assert not certified(free, found.witness, found.proof)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_the_optional_solver_knows_zones(seed: int) -> None:
    pytest.importorskip("ortools")
    instance = tiny_zoned(seed)
    batches = list(instance.batches)
    own = decide(instance, batches, 60_000)
    found, bound = cpsat.ask(instance, batches, [batch.starts() for batch in batches])
    assert own.status in ("found", "exhausted")
    if own.status == "found":
        assert found.status == "found" and bound <= own.slip


def test_the_exchange_format_tells_zones() -> None:
    written = document(fjord((0, 5)))
    assert read_instance(json.dumps(written))[0] == fjord((0, 5))
    written["legs"][0]["sites"][1]["fallow"] = 11
    instance, told = read_instance(json.dumps(written, indent=1))
    assert instance is None and [each.code for each in told] == ["AQ307"]
    assert "11 days" in told[0].message and told[0].span is not None and told[0].span.line > 1

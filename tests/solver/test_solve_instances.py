"""Kept instances of every kind, and freshly planted ones.

The right verdict, a right plan, the same for any order of the file.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from breadth import sampled
from planting import KINDS, cut_container, cut_day, planted

from compiler.solver import solve_json
from compiler.solving.answer import answer
from compiler.solving.check import mistakes
from compiler.solving.instance import Failure, Instance, Placed
from compiler.solving.reading import read_instance
from compiler.solving.trial import change

FILES = sorted((Path(__file__).parent / "instances").glob("*.json"))
HARDEST = "fallow-windows-near-the-end"
LACKING = [path for path in FILES if "one" in path.stem]
"""Of each of these one container or one day less is there than it takes."""


def read(path: Path) -> Instance:
    instance, diagnostics = read_instance(path.read_text())
    assert instance is not None and not diagnostics
    return instance


@cache
def solved(path: Path) -> tuple[dict[str, Any], int]:
    return solve_json(path)


@cache
def failure_of(path: Path) -> Failure:
    """Why a kept instance of which one thing is missing cannot be placed."""
    (failure,) = answer(read(path)).failures
    return failure


@pytest.mark.parametrize("path", sampled(FILES, lambda path: path.stem != HARDEST), ids=lambda path: path.stem)
def test_kept_instances_get_their_verdict(path: Path) -> None:
    expected = json.loads(path.read_text())["expected"]["verdict"]
    out, code = solved(path)
    assert out["verdict"] == expected
    assert code == (0 if expected == "plan" else 1)
    if expected == "impossible":
        assert out["witness"]["batches"] and out["witness"]["text"]
        assert out["failures"][0]["mends"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", sampled(range(6), range(2).__contains__))
def test_planted_instances_are_solved(kind: str, seed: int) -> None:
    instance, spots = planted(seed, kind, 4, tries=250)
    found = answer(instance)
    assert found.verdict == "plan"
    assert not mistakes(instance, found.placed)
    assert set(found.placed) == set(spots)
    assert found.bound <= found.objective


@pytest.mark.parametrize("path", sampled(FILES[::3], lambda path: path.stem != HARDEST), ids=lambda path: path.stem)
def test_the_order_of_a_file_has_no_meaning(path: Path) -> None:
    document = json.loads(path.read_text())
    first, _ = solved(path)
    shuffle = random.Random(7).shuffle
    shuffle(document["batches"])
    for leg in document["legs"]:
        shuffle(leg["sites"])
        for site in leg["sites"]:
            site["pools"] = dict(reversed(site["pools"].items()))
    assert solve_json(json.dumps(document))[0] == first


@pytest.mark.parametrize("path", LACKING, ids=lambda path: path.stem)
def test_every_mend_works_when_it_is_tried(path: Path) -> None:
    instance = read(path)
    for mend in failure_of(path).mends:
        assert answer(change(instance, mend)).verdict == "plan", mend


@pytest.mark.parametrize("path", LACKING, ids=lambda path: path.stem)
def test_a_colliding_set_collides_on_its_own_and_is_irreducible_when_it_says_so(path: Path) -> None:
    instance, failure = read(path), failure_of(path)
    assert failure.witness is not None
    names = set(failure.witness.batches)
    alone = replace(instance, batches=tuple(batch for batch in instance.batches if batch.id in names))
    assert answer(alone).verdict == "impossible"
    if failure.witness.irreducible:
        for name in sorted(names):
            fewer = replace(alone, batches=tuple(batch for batch in alone.batches if batch.id != name))
            assert answer(fewer).verdict == "plan"


def mutants(instance: Instance, placed: dict[str, Placed]) -> list[tuple[str, dict[str, Placed]]]:
    name = instance.batches[len(instance.batches) // 2].id
    here = placed[name]
    stage, taken = max(here.containers.items(), key=lambda item: len(item[1]))
    leg = next(leg for leg in instance.legs if leg.id in here.sites)
    return [
        ("left out", {key: value for key, value in placed.items() if key != name}),
        ("another day", {**placed, name: replace(here, start=here.start + 1)}),
        ("too few", {**placed, name: replace(here, containers={**here.containers, stage: taken[1:]})}),
        (
            "twice the same",
            {**placed, name: replace(here, containers={**here.containers, stage: (taken[0],) * len(taken)})},
        ),
        ("beyond the pool", {**placed, name: replace(here, containers={**here.containers, stage: (*taken[1:], 99)})}),
        ("nowhere", {**placed, name: replace(here, sites={**here.sites, leg.id: "nowhere"})}),
        ("a stranger", {**placed, "nobody": here}),
        (
            "all in one place",
            {
                key: replace(value, sites={each.id: each.sites[0].id for each in instance.legs})
                for key, value in placed.items()
            },
        ),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_checker_rejects_what_is_wrong(kind: str) -> None:
    instance, _ = planted(1, kind, 3, today=700, tries=150)
    placed = dict(answer(instance).placed)
    assert not mistakes(instance, placed)
    for what, changed in mutants(instance, placed):
        if what == "another day" and kind == "windows":
            continue
        assert mistakes(instance, changed), what


@pytest.mark.parametrize("kind", ["fixed", "fallow", "maintenance", "pins", "windows"])
@pytest.mark.parametrize("seed", range(3))
def test_verdicts_agree_with_cp_sat(kind: str, seed: int) -> None:
    pytest.importorskip("ortools")
    from compiler.solving import cpsat

    whole, _ = planted(seed, kind, 3, today=600, tries=120)
    cuts = (
        [cut(whole, seed, lambda instance: answer(instance).verdict) for cut in (cut_container, cut_day)]
        if kind != "windows"
        else []
    )
    for instance in [whole, *(cut for cut in cuts if cut is not None)]:
        theirs, bound = cpsat.ask(instance, list(instance.batches), [batch.starts() for batch in instance.batches])
        ours = answer(instance)
        assert {"found": "plan", "exhausted": "impossible"}[theirs.status] == ours.verdict
        if ours.verdict == "plan":
            assert ours.objective >= bound >= 0
            assert ours.bound <= theirs.slip

"""Less slip for a plan: the optimum where brute force or CP-SAT alone knows it, and the same plan each time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from breadth import sampled
from brute import least_slip, tiny
from planting import planted

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.check import mistakes
from compiler.solving.instance import Instance

OPTIMA = {
    ("windows", 0): 0,
    ("wide windows", 0): 9,
    ("wide windows", 5): 4,
    ("fallow wide windows", 2): 13,
    ("maintenance+pins wide windows", 1): 8,
}
"""(kind, seed) of a planted farm: its least slip as CP-SAT alone found it (`python benchmarks/hard.py --slip`)."""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "installed", lambda: False)


@pytest.mark.parametrize(("kind", "seed"), sampled(OPTIMA, {("windows", 0), ("wide windows", 5)}.__contains__))
def test_the_slip_is_the_least_that_is_known(kind: str, seed: int) -> None:
    instance, _ = planted(seed, kind, 4)
    found = answer(instance)
    assert found.verdict == "plan" and not mistakes(instance, found.placed)
    assert found.bound <= found.objective == OPTIMA[kind, seed]


@pytest.mark.slow
def test_the_same_plan_each_time_and_with_the_optional_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, _ = planted(0, "wide windows", 4)
    found = answer(instance)
    monkeypatch.undo()
    other = answer(instance)
    assert replace(other, bound=found.bound) == found and found.bound <= other.bound


def test_the_optional_solver_proves_a_least_slip_that_we_only_find() -> None:
    pytest.importorskip("ortools")
    instance, _ = planted(2, "maintenance+pins wide windows", 4)
    batches = list(instance.batches)
    days = [batch.starts() for batch in batches]
    assert cpsat.proves_least(instance, batches, days, 9)
    assert not cpsat.proves_least(instance, batches, days, 10)


@pytest.mark.parametrize("seed", range(40))
def test_a_bound_is_never_above_the_least(seed: int) -> None:
    instance: Instance = tiny(seed)
    found, least = answer(instance), least_slip(instance)
    if found.verdict == "plan" and least is not None:
        assert found.bound <= least <= found.objective

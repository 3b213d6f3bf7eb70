"""Tiny instances against brute force.

Every start, site and set of containers is tried by a program that knows nothing else.
"""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.solving.answer import answer
from compiler.solving.check import mistakes
from compiler.solving.holding import runs_in_leg
from compiler.solving.instance import Batch, Instance, Leg, Placed, Pool, Run, Site

TODAY = 14
DRAWN = [
    "S0 0 111111111-....",
    "S0 1 00000-xx33333-",
    "S0 2 ......2222-...",
]


@st.composite
def tiny(draw: st.DrawFn) -> Instance:
    def pool() -> Pool:
        size = draw(st.integers(1, 3))
        first = draw(st.integers(0, 12))
        down = (
            ((draw(st.integers(0, size - 1)), first, first + draw(st.integers(1, 4))),) if draw(st.booleans()) else ()
        )
        return Pool(size, draw(st.integers(0, 2)), down)

    fallow = draw(st.sampled_from([0, 0, 3]))
    legs = (
        Leg(
            "f",
            ("a", "b"),
            0,
            0,
            tuple(Site(f"F{i}", "X", {"a": pool(), "b": pool()}) for i in range(draw(st.integers(1, 2)))),
        ),
        Leg(
            "s",
            ("c",),
            fallow,
            1 if fallow else 0,
            tuple(Site(f"S{i}", "X", {"c": pool()}) for i in range(draw(st.integers(1, 2)))),
        ),
    )
    batches = []
    for number in range(draw(st.integers(1, 3))):
        runs = tuple(Run(s, draw(st.integers(1, 4)), draw(st.integers(1, 2)), draw(st.integers(0, 1))) for s in "abc")
        pins = {"s": "S0"} if draw(st.integers(0, 5)) == 0 else {}
        early, late = draw(st.sampled_from([(0, 0), (0, 0), (1, 2)]))
        batches.append(Batch(f"B{number}", "X", draw(st.integers(0, 8)), early, late, runs, pins))
    return Instance("tiny", TODAY, legs, tuple(batches))


def ways(instance: Instance, batch: Batch) -> list[Placed]:
    found = []
    for start in range(max(0, batch.start - batch.early), batch.start + batch.late + 1):
        reached = [leg for leg in instance.legs if runs_in_leg(batch, leg, start, instance.today)]
        for sites in product(*(leg.sites for leg in reached)):
            runs = [
                (run, site)
                for leg, site in zip(reached, sites, strict=True)
                for run, _, _ in runs_in_leg(batch, leg, start, instance.today)
            ]
            for taken in product(
                *(combinations(range(site.pools[run.stage].containers), run.need) for run, site in runs)
            ):
                containers = {run.stage: picked for (run, _), picked in zip(runs, taken, strict=True)}
                found.append(
                    Placed(start, {leg.id: site.id for leg, site in zip(reached, sites, strict=True)}, containers)
                )
    return found


def least_slip(instance: Instance) -> int | None:
    """The least total slip of any plan, by trying everything; None when there is none."""
    best: int | None = None

    def extend(placed: dict[str, Placed], slip: int) -> None:
        nonlocal best
        if best is not None and slip >= best:
            return
        if len(placed) == len(instance.batches):
            best = slip
            return
        batch = instance.batches[len(placed)]
        for way in ways(instance, batch):
            now = {**placed, batch.id: way}
            if not mistakes(instance, now, everything=False):
                extend(now, slip + abs(way.start - batch.start))

    extend({}, 0)
    return best


@settings(max_examples=120, deadline=None, derandomize=True)
@given(tiny())
def test_verdict_and_slip_agree_with_brute_force(instance: Instance) -> None:
    truth, found = least_slip(instance), answer(instance)
    assert found.verdict == ("impossible" if truth is None else "plan")
    if truth is not None:
        assert found.bound <= truth <= found.objective
        assert truth == 0 or found.objective > 0


def test_a_batch_without_stages_needs_no_place() -> None:
    pool = Pool(1, 0)
    legs = (Leg("s", ("c",), 0, 0, (Site("S0", "X", {"c": pool}),)),)
    for mode in ("place all", "saturate", "ladder"):
        found = answer(Instance("none", TODAY, legs, (Batch("B0", "X", 9, 2, 2, (), {}),), mode))
        assert found.verdict == "plan" and found.placed == {"B0": Placed(9, {}, {})}, mode


def drawn(instance: Instance) -> str:
    """A plan as text: a line per container, a letter per day."""
    found = answer(instance)
    lines = []
    for leg in instance.legs:
        for site in leg.sites:
            for stage, pool in site.pools.items():
                for container in range(pool.containers):
                    row = ["."] * instance.today
                    for index, first, end in pool.down:
                        if index == container:
                            row[first:end] = "x" * (min(end, instance.today) - first)
                    for batch in instance.batches:
                        here = found.placed[batch.id]
                        for run, first, end in runs_in_leg(batch, leg, here.start, instance.today):
                            if (
                                run.stage == stage
                                and here.sites[leg.id] == site.id
                                and container in here.containers[stage]
                            ):
                                held = min(instance.today, end + run.overlap)
                                row[first:held] = batch.id[-1] * (held - first)
                                clean = min(instance.today, held + pool.turnaround)
                                row[held:clean] = "-" * (clean - held)
                    lines.append(f"{site.id} {container} {''.join(row)}")
    return "\n".join(lines)


def test_a_plan_drawn() -> None:
    """Container 1 is down on the days 6 and 7: the booking that would run into it goes elsewhere."""
    leg = Leg("s", ("c",), 0, 0, (Site("S0", "X", {"c": Pool(3, 1, ((1, 6, 8),))}),))
    wanted = [(0, 5, 1), (0, 9, 1), (6, 4, 1), (8, 5, 1)]
    runs = [
        Batch(f"B{i}", "X", start, 0, 0, (Run("c", days, need),), {}) for i, (start, days, need) in enumerate(wanted)
    ]
    assert drawn(Instance("drawn", 14, (leg,), tuple(runs))).split("\n") == DRAWN

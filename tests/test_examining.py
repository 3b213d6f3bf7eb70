"""Health samples of a number of fish or of a range, some not weighed: who is taken, what they say together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
import pytest
from smoke import smoke

from compiler.biology.laws.examining import examine, scores
from compiler.exact.chance import Stream, one_uniform
from compiler.filling.making import rows_of
from compiler.nouns import History, Number, Rows, Scenario
from compiler.pipeline import Lived, farm_of

KINDS = [((10, 10), 0), ((5, 20), 150), ((1, 4), 1000), ((1, 2), 500), ((1, 1), 0)]
"""Fewest and most fish of a sample, and how many of 1000 are not weighed."""
PLACES = {"number_of_fish_sampled": 0, "calculated_sample_size": 0, "avg_k_factor": 4}
"""Decimals of what is not kept with two."""


def sampled(fish: tuple[int, int], unweighed: int, every_days: int = 5, times: int = 2) -> Lived:
    """Smoke, its stages that are examined examined so."""
    known = smoke()
    places = tuple(
        replace(
            place,
            stages=tuple(
                replace(one, health_fish=fish, health_every_days=every_days if one.health_every_days else 0)
                for one in place.stages
            ),
        )
        for place in known.scenario.geographies
    )
    law = replace(known.scenario.examination, unweighed_permille=unweighed, least_times=times)
    return replace(known, scenario=replace(known.scenario, geographies=places, examination=law))


def told(scenario: Scenario, history: History) -> Iterator[tuple[int, list[bool]]]:
    """Who is examined, told day by day and fish by fish: the cell of each sample, and whether each fish is weighed."""
    batch, law, plan = scenario.batches[history.plan.batch], scenario.examination, history.plan
    stages = scenario.geographies[batch.geography].stages
    for day in range(plan.start, int(plan.end.max())):
        hold: list[tuple[int, int]] = []
        for stay in range(len(plan.first)):
            stage = stages[int(plan.stage[stay])]
            if not plan.first[stay] <= day < plan.end[stay] or not stage.health_every_days:
                continue
            if (day - plan.start) % stage.health_every_days:
                continue
            low, high = stage.health_fish
            fish = low + int(one_uniform(scenario.seed, Stream.HEALTH_FISH, batch.number, day) * (high - low + 1))
            cell = int(history.cell_at(np.array([stay]), day)[0])
            if history.days.count[cell] - history.days.deaths[cell] >= law.least_times * fish:
                hold.append((cell, fish))
        if hold:
            u = one_uniform(scenario.seed, Stream.HEALTH_DAY, batch.number, day)
            cell, fish = hold[int(u * len(hold))]
            lots = [one_uniform(scenario.seed, Stream.HEALTH_FISH, batch.number, day, 1 + each) for each in range(fish)]
            yield cell, [u * 1000 >= law.unweighed_permille or u == max(lots) for u in lots]


@pytest.mark.parametrize(("fish", "unweighed"), KINDS)
@pytest.mark.parametrize("times", [2, 3000])
def test_equal_to_the_scalar_telling(fish: tuple[int, int], unweighed: int, times: int) -> None:
    """With many fish asked for, some containers are left out, and others by the number that the day draws."""
    lived, samples = sampled(fish, unweighed, times=times), 0
    for history in lived.histories:
        found = examine(lived.scenario, history)
        expected = list(told(lived.scenario, history))
        assert found.cell.tolist() == [cell for cell, _ in expected]
        assert found.fish.tolist() == [len(weighed) for _, weighed in expected]
        for row, (_, weighed) in enumerate(expected):
            assert found.weighed[row].tolist() == weighed + [False] * (fish[1] - len(weighed))
            assert (found.weight_cg[row] > 0).tolist() == (found.length_cc[row] > 0).tolist()
            assert np.count_nonzero(found.length_cc[row]) == len(weighed)
        samples += len(expected)
    assert samples > 100


def test_a_range_is_drawn_evenly_and_weighing_hides_nothing_but_weights() -> None:
    some, all_weighed = sampled((5, 20), 400, 1), sampled((5, 20), 0, 1)
    sizes, weighed, fish = [], 0, 0
    for history in some.histories:
        found, whole = examine(some.scenario, history), examine(all_weighed.scenario, history)
        for name in ("cell", "fish", "weight_cg", "length_cc"):
            assert (getattr(found, name) == getattr(whole, name)).all(), name
        both = [scores(lived.scenario, history, one, 3) for lived, one in ((some, found), (all_weighed, whole))]
        assert (both[0] == both[1]).all()
        assert whole.weighed.sum() == whole.fish.sum()
        sizes += found.fish.tolist()
        weighed, fish = weighed + int(found.weighed.sum()), fish + int(found.fish.sum())
    counts = np.bincount(sizes, minlength=21)
    assert not counts[:5].any() and len(counts) == 21
    assert counts[5:].min() > len(sizes) / 16 * 0.6
    assert weighed / fish == pytest.approx(0.6, abs=0.02)


def values(rows: Rows, name: str) -> list[Decimal | None]:
    """A column as the database holds it."""
    column = rows.columns[name]
    assert isinstance(column, Number)
    null = np.zeros(rows.size, dtype=bool) if column.null is None else column.null
    return [
        None if gone else Decimal(int(value)).scaleb(-column.decimals)
        for value, gone in zip(column.values, null, strict=True)
    ]


def reckoned(weights: list[Decimal | None], lengths: list[Decimal]) -> dict[str, Decimal | None]:
    """What the application makes of a sample: of those weighed, of those measured, and K of those with both."""
    with localcontext() as context:
        context.prec = 60
        heavy = [weight for weight in weights if weight is not None]
        both = [(w, cm) for w, cm in zip(weights, lengths, strict=True) if w is not None]
        factors = [100 * w / cm**3 for w, cm in both]
        found = {"number_of_fish_sampled": Decimal(len(lengths)), "calculated_sample_size": Decimal(len(both))}
        for name, all_of in (("weight_g", heavy), ("length_cm", lengths)):
            mean = sum(all_of) / len(all_of)
            spread = (sum((one - mean) ** 2 for one in all_of) / len(all_of)).sqrt()
            found |= {f"avg_{name}": mean, f"min_{name}": min(all_of), f"max_{name}": max(all_of)}
            found[f"std_dev_{name}"] = spread if len(all_of) > 1 else None
        found["avg_k_factor"] = sum(factors) / len(factors)
    return {
        name: None if value is None else value.quantize(Decimal(1).scaleb(-PLACES.get(name, 2)), ROUND_HALF_UP)
        for name, value in found.items()
    }


@pytest.mark.parametrize(("fish", "unweighed"), KINDS)
def test_the_aggregates_are_those_of_the_application(fish: tuple[int, int], unweighed: int) -> None:
    farm, samples = farm_of(sampled(fish, unweighed)), 0
    for at in range(len(farm.parts)):
        for events, caught in zip(
            rows_of(farm, "health_healthsamplingevent", at, at + 1),
            rows_of(farm, "health_individualfishobservation", at, at + 1),
            strict=True,
        ):
            samples += check_samples(events, caught)
    assert samples > 100


def check_samples(events: Rows, caught: Rows) -> int:
    """Hold the aggregates of samples to their fish; how many samples there are."""
    weights, lengths = values(caught, "weight_g"), values(caught, "length_cm")
    assert all(lengths)
    sizes = [int(size or 0) for size in values(events, "number_of_fish_sampled")]
    ends = np.cumsum(sizes).tolist()
    for at, (size, end) in enumerate(zip(sizes, ends, strict=True)):
        expected = reckoned(weights[end - size : end], [one for one in lengths[end - size : end] if one])
        assert {name: values(events, name)[at] for name in expected} == expected
    assert ends[-1:] in ([], [len(weights)])
    return events.size

"""The ledger against a naive first-in-first-out loop, and the laws of a feed store."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np
import pytest
from farm import START, farm, feed, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.biology.ledger import Ledger, ahead, deliveries, keep_ledger
from compiler.biology.simulate import simulate
from compiler.nouns.history import History
from compiler.nouns.scenario import FeedSupply, Scenario


def two_batches(as_of: int = START + 400) -> tuple[Scenario, list[History]]:
    """Two batches, a few days apart, that eat from the same stores."""
    scenario = farm(2, as_of=as_of)
    return scenario, [simulate(scenario, plan_of(scenario, batch, 4 * batch)) for batch in (0, 1)]


def naive(scenario: Scenario, histories: list[History], ledger: Ledger) -> tuple[dict[tuple[int, int], int], list[int]]:
    """Cost of each meal (history, meal) in cents, and what is left of each lot, by eating lot after lot."""
    meals = []
    for h, history in enumerate(histories):
        plan = history.plan
        for meal in range(len(history.meals.cell)):
            cell = int(history.meals.cell[meal])
            stay = max(s for s in range(len(plan.stage)) if history.first_cell[s] <= cell)
            container = int(plan.container[stay])
            day = int(plan.first[stay]) + cell - int(history.first_cell[stay])
            place = scenario.containers[container]
            fitting = [(s.leg, s.place) == (place.leg, place.place) for s in scenario.feed_stores]
            at = fitting.index(True), int(history.days.feed[cell])
            meals.append((day, int(history.meals.minute[meal]), container, at, h, meal))
    left = ledger.lot_dg.tolist()
    lots: dict[tuple[int, int], deque[int]] = {}
    for lot, at in enumerate(zip(ledger.lot_store.tolist(), ledger.lot_feed.tolist(), strict=True)):
        lots.setdefault(at, deque()).append(lot)
    cents = {}
    for day, _, _, at, h, meal in sorted(meals):
        wanted, cost, queue = int(histories[h].meals.dg[meal]), 0, lots[at]
        while wanted:
            lot = queue[0]
            assert ledger.lot_day[lot] <= day, "eaten before it was delivered"
            bite = min(wanted, left[lot])
            left[lot] -= bite
            wanted -= bite
            cost += bite * int(ledger.lot_price_cents[lot])
            if left[lot] == 0:
                queue.popleft()
        cents[h, meal] = (2 * cost + 10_000) // 20_000
    return cents, left


@pytest.mark.parametrize("days", [400, 130, 62, 40])
def test_costs_and_rests_equal_those_of_a_naive_queue(days: int) -> None:
    scenario, histories = two_batches(START + days)
    ledger = keep_ledger(scenario, histories)
    cents, left = naive(scenario, histories, ledger)
    for (h, meal), cost in cents.items():
        assert int(ledger.meal_cents[h][meal]) == cost
    assert ledger.lot_left_dg.tolist() == left


def test_bought_is_eaten_and_left() -> None:
    scenario, histories = two_batches(START + 180)
    ledger = keep_ledger(scenario, histories)
    eaten = sum(int(h.days.feed_dg.sum()) for h in histories)
    assert int(ledger.lot_dg.sum()) == eaten + int(ledger.lot_left_dg.sum())
    assert (ledger.lot_left_dg >= 0).all()
    assert (ledger.lot_dg % 100 == 0).all()
    assert (ledger.lot_day < scenario.as_of).all()
    assert set(ledger.lot_store.tolist()) == {1, 2}, "eggs are not fed, and the first barge feeds the area"


def test_lots_are_ordered_and_read_only() -> None:
    scenario, histories = two_batches()
    ledger = keep_ledger(scenario, histories)
    rows = list(zip(ledger.lot_day.tolist(), ledger.lot_store.tolist(), ledger.lot_feed.tolist(), strict=True))
    assert rows == sorted(set(rows))
    with pytest.raises(ValueError, match="read-only"):
        ledger.meal_cents[0][0] = 1


def test_prices_differ_by_delivery_and_not_by_what_else_is_bought() -> None:
    scenario, histories = two_batches()
    both, one = keep_ledger(scenario, histories), keep_ledger(scenario, histories[:1])
    assert len(set(both.lot_price_cents.tolist())) > 5

    def prices(ledger: Ledger) -> dict[tuple[int, int, int], int]:
        keys = zip(ledger.lot_store.tolist(), ledger.lot_feed.tolist(), ledger.lot_day.tolist(), strict=True)
        return dict(zip(keys, ledger.lot_price_cents.tolist(), strict=True))

    first, second = prices(both), prices(one)
    same = first.keys() & second.keys()
    assert same
    assert all(first[k] == second[k] for k in same)


DEMANDS = st.lists(
    st.tuples(st.integers(0, 30_000), st.sampled_from([0, 0, 0, 7_000])), min_size=1, max_size=120
).filter(lambda rows: any(a or b for a, b in rows))


@given(demand=DEMANDS, capacity=st.sampled_from([50, 500, 5_000]), reorder=st.sampled_from([0.0, 0.2, 0.9]))
@settings(max_examples=80, deadline=None)
def test_a_store_is_never_short_and_never_over_full(
    demand: list[tuple[int, int]], capacity: int, reorder: float
) -> None:
    """At the end of each day the stock lies between nothing and the capacity, for each feed and all together."""
    scenario = replace(
        farm(),
        feeds=(feed("A", 0.0, 2.0), feed("B", 9.0, 1.0)),
        supply=FeedSupply(reorder, 0.95, 0.04, 0.05, (6, 7), 365, 100, 28, 7),
    )
    store = replace(scenario.feed_stores[0], capacity_kg=float(capacity))
    eaten = np.array(demand, dtype=np.int64) * 100
    lots = deliveries(scenario, store, START, eaten)
    stock = np.zeros_like(eaten)
    for kind, some in lots.items():
        assert (np.diff(some.day) > 0).all()
        assert (some.dg > 0).all()
        assert (some.dg % 100 == 0).all()
        stock[some.day - START, kind] = some.dg
    stock = np.cumsum(stock - eaten, axis=0)
    assert stock.min() >= 0
    assert stock.sum(axis=1).max() <= capacity * 10_000


def test_little_is_left_when_the_fish_outgrow_a_feed() -> None:
    scenario, histories = two_batches()
    ledger = keep_ledger(scenario, histories)
    left = sum(int(x) for x in ledger.lot_left_dg) / 10_000
    assert left < 100 * len({(s, f) for s, f in zip(ledger.lot_store.tolist(), ledger.lot_feed.tolist(), strict=True)})


def test_looking_ahead() -> None:
    demand = np.array([[1], [2], [4]], dtype=np.int64)
    assert ahead(demand, 2, ended=True).ravel().tolist() == [3, 6, 4]
    assert ahead(demand, 2, ended=False).ravel().tolist() == [3, 6, 8]


def test_no_meals_no_lots() -> None:
    scenario, histories = two_batches(START + 20)
    ledger = keep_ledger(scenario, histories)
    assert len(ledger.lot_day) == 0
    assert [len(c) for c in ledger.meal_cents] == [0, 0]

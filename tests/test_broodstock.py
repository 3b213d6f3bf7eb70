"""Parent fish and maintenance: who spawns for whom, eggs that add up, places that shift no others, tasks left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smoke import smoke, without

from compiler import data_folder
from compiler.diagnostics.diagnostic import Span
from compiler.exact import SECONDS_PER_DAY
from compiler.filling.brood import build_brood, shared_eggs
from compiler.filling.farm import Farm
from compiler.filling.making import rows_of
from compiler.filling.parents import DEAD, HEALTH, HEALTHY, NEVER
from compiler.filling.upkeep import build_tasks
from compiler.filling.world import build_world
from compiler.nouns import Maintenance, Rows, Scenario
from compiler.nouns.rows import size_of, take
from compiler.pipeline import farm_of, load_scenario

GROUP = frozenset(
    f"broodstock_{name}"
    for name in (
        "broodstockfish", "fishmovement", "breedingplan", "breedingtraitpriority", "breedingpair", "eggproduction",
        "externaleggbatch", "batchparentage",
    )
)  # fmt: skip
PLACES = (
    "infrastructure_containertype", "infrastructure_freshwaterstation", "infrastructure_hall",
    "infrastructure_container", "finance_dimsite", "users_userprofile_allowed_stations",
    "users_userprofile_allowed_containers",
)  # fmt: skip
BORN = (date(2020, 1, 1) - date(1970, 1, 1)).days


@cache
def farm() -> Farm:
    return farm_of(smoke())


def with_law(**words: object) -> Scenario:
    scenario = smoke().scenario
    assert scenario.broodstock is not None
    return replace(scenario, broodstock=replace(scenario.broodstock, **words))  # type: ignore[arg-type]


def days_of(*texts: str) -> dict[int, int]:
    """First days of the Faroese batches of smoke, which are the first four."""
    return {at: (date.fromisoformat(text) - date(1970, 1, 1)).days for at, text in enumerate(texts)}


@pytest.mark.parametrize(
    ("starts", "number", "own"),
    [
        (("2022-11-05", "2023-01-09", "2023-12-09", "2024-11-20"), 1, {0}),
        (("2022-11-05", "2023-01-09", "2023-12-09", "2024-11-20"), 2, {0, 3}),
        (("2022-11-05", "2023-01-09", "2023-12-09", "2024-11-20"), 3, {0, 1, 3}),
        (("2022-11-05", "2023-01-09", "2023-12-09", "2024-11-20"), 9, {0, 1, 2, 3}),
        (("2022-11-05", "2023-01-09", "2023-12-09", "2024-11-20"), 0, set()),
        (("2022-11-02", "2023-02-02", "2023-12-09"), 9, {2}),
        (("2022-11-03", "2023-02-01", "2023-07-09"), 9, {0, 1}),
        (("2020-02-01", "2020-01-20", "2020-12-09"), 9, {2}),
    ],
    ids=["first", "both ends", "three", "all", "none", "out of season", "edges of the season", "too young a farm"],
)
def test_batches_of_own_eggs_start_in_the_season(starts: tuple[str, ...], number: int, own: set[int]) -> None:
    assert set(build_brood(with_law(own_batches=number), days_of(*starts), BORN).pairs_of) == own


@given(
    st.integers(1, 5_000_000),
    st.tuples(st.integers(1, 15_000), st.integers(0, 10_000)),
    st.integers(0, 2**32),
)
def test_eggs_of_the_pairs_add_up_and_none_gives_more_than_she_has(
    total: int, between: tuple[int, int], seed: int
) -> None:
    low, high = between[0], between[0] + between[1]
    pairs = -(-2 * total // (low + high))
    if pairs > 20_000:
        return
    eggs = shared_eggs(total, (low, high), np.random.default_rng(seed).random(pairs))
    assert eggs.sum() == total
    assert eggs.min() >= min(low, total // pairs) and eggs.max() <= high


def test_a_batch_of_own_eggs_has_parents_who_died_for_it() -> None:
    brood = farm().world.brood
    ((batch, (first, end)),) = brood.pairs_of.items()
    start, pairs, fish = farm().parts[batch].history.plan.start, brood.pairs, brood.fish
    assert smoke().scenario.batches[batch].number == "FI-2022-001"
    assert pairs.eggs[first:end].sum() == smoke().scenario.batches[batch].eggs
    mothers, fathers = pairs.female[first:end], pairs.male[first:end]
    assert len(set(mothers.tolist())) == end - first and set(Counter(fathers.tolist()).values()) <= {1, 2, 3}
    assert not fish.male[mothers].any() and fish.male[fathers].all()
    stripped = pairs.stripped_s[first:end] // SECONDS_PER_DAY
    assert set(stripped.tolist()) == {start - 2, start - 1}
    assert (fish.changed[mothers] == stripped).all() and (fish.changed[fathers] >= stripped).all()
    assert (fish.health[[*mothers, *fathers]] == DEAD).all()
    assert len(np.unique(pairs.stripped_s[first:end])) == end - first


def test_what_happens_to_a_fish_is_in_order_and_in_its_tanks() -> None:
    world, fish = farm().world, farm().world.brood.fish
    tanks = range(len(world.scenario.containers), len(world.containers))
    assert set(fish.tank.tolist()) | set(fish.first_tank.tolist()) <= set(tanks)
    moved, changed = fish.moved != NEVER, fish.changed != NEVER
    assert (fish.arrived < fish.moved)[moved].all() and (fish.arrived < fish.changed)[changed].all()
    assert (fish.moved < fish.changed)[moved & changed].all()
    assert ((fish.tank != fish.first_tank) == moved).all()
    assert ((fish.health != HEALTHY) == changed).all()
    assert max(fish.arrived.max(), fish.moved.max(), fish.changed.max()) < world.scenario.as_of
    assert set(fish.health.tolist()) == set(range(len(HEALTH)))


def test_parents_of_a_batch_do_not_depend_on_other_batches() -> None:
    starts = days_of("2022-11-05", "2023-01-09", "2023-12-09", "2024-11-20")
    one, all_of = (build_brood(with_law(own_batches=number), starts, BORN) for number in (1, 4))
    number = len(one.fish) - 2 * 200
    for name in ("tag", "weight_hg", "growth_pct", "arrived", "changed"):
        assert (getattr(one.fish, name)[:number] == getattr(all_of.fish, name)[:number]).all()
    first, end = one.pairs_of[0]
    assert (one.pairs.eggs[first:end] == all_of.pairs.eggs[slice(*all_of.pairs_of[0])]).all()


def rows(of: Farm, table: str) -> Rows:
    (found,) = rows_of(of, table, 0, 0)
    return found


def test_places_of_parent_fish_come_last_and_shift_no_other() -> None:
    fleet = {"infrastructure_transportcarrier"}
    off, kept_fish = farm_of(without(GROUP | fleet)), farm_of(without(fleet))
    assert off.world.brood.stations == () and off.world.brood.pairs_of == {}
    for table in PLACES:
        before, now = rows(off, table), rows(kept_fish, table)
        assert 0 < before.size < now.size
        for name, column in before.columns.items():
            kept = take(now.columns[name], np.arange(before.size))
            whole = take(column, np.arange(before.size))
            assert repr(kept) == repr(whole) and size_of(kept) == size_of(whole), f"{table}.{name}"


def test_without_the_group_all_eggs_are_bought() -> None:
    (flow,) = rows_of(farm_of(without(GROUP)), "batch_creationworkflow", 0, 1)
    assert flow.columns["egg_source_type"].value == "EXTERNAL"  # type: ignore[union-attr]
    (flow,) = rows_of(farm(), "batch_creationworkflow", 0, 1)
    assert flow.columns["egg_source_type"].value == "INTERNAL"  # type: ignore[union-attr]
    assert flow.columns["egg_production_id"].value == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "stations"),
    [
        (lambda one: one, ["FI-BS-01", "SCO-BS-01"]),
        (lambda one: replace(one, broodstock=None), []),
        (lambda one: replace(one, stations=one.stations[:2]), ["FI-BS-01"]),
    ],
    ids=["both", "no section", "no fresh water in Scotland"],
)
def test_a_station_for_parent_fish_where_there_is_fresh_water(
    change: Callable[[Scenario], Scenario], stations: list[str]
) -> None:
    scenario = change(smoke().scenario)
    assert [one.name for one in build_brood(scenario, {}, BORN).stations] == stations


def test_a_young_farm_has_neither_plans_nor_fish_from_the_future() -> None:
    scenario = smoke().scenario
    for age in (-60, 0, 1, 39, 40, 41):
        brood = build_brood(scenario, {}, scenario.as_of - age)
        latest = [brood.fish.arrived, brood.fish.moved, brood.fish.changed, brood.pairs.day]
        assert max(days.max(initial=0) for days in latest) < scenario.as_of
        assert (len(brood.fish) > 0) == (age >= 40)


def test_every_container_that_was_emptied_is_cleaned_and_what_is_due_lately_may_wait() -> None:
    plans = [history.plan for history in smoke().histories]
    scenario = smoke().scenario
    emptied = sorted({int(end) for plan in plans for end in plan.end[~plan.open]})
    late: list[bool] = []
    for as_of in (day + 3 for day in emptied):
        tasks = build_tasks(replace(scenario, as_of=as_of), plans, farm().world.brood, BORN)
        assert all(task.done_s < as_of * SECONDS_PER_DAY and task.written_s < as_of * SECONDS_PER_DAY for task in tasks)
        assert all(task.done_s >= task.due_s >= task.written_s for task in tasks if task.done_s != NEVER)
        lately = [task for task in tasks if task.kind == "cleaning" and task.due_s >= (as_of - 14) * SECONDS_PER_DAY]
        late += [task.done_s == NEVER for task in lately]
        assert any(task.due_s >= as_of * SECONDS_PER_DAY for task in tasks), "something lies ahead"
    assert 0.05 < sum(late) / len(late) < 0.5
    assert len(late) > 100


@pytest.mark.parametrize(("days", "kind"), [(1, "inspection"), (8, "repair"), (61, "upgrade")])
def test_stated_maintenance_is_a_task(days: int, kind: str) -> None:
    scenario = smoke().scenario
    for first in (scenario.as_of - 90, scenario.as_of - 1, scenario.as_of + 30):
        window = Maintenance(3, first, first + days, "new drains", Span("smoke.yaml", 1, 1))
        tasks = build_tasks(replace(scenario, maintenance=(window,)), [], build_brood(scenario, {}, BORN), BORN)
        (task,) = (task for task in tasks if task.notes == "new drains")
        assert (task.kind, task.container, task.due_s // SECONDS_PER_DAY) == (kind, 3, first)
        done = first + days - 1
        assert task.done_s // SECONDS_PER_DAY == done if done < scenario.as_of else task.done_s == NEVER


def test_tasks_are_off_by_a_word() -> None:
    scenario = replace(smoke().scenario, tables_off=frozenset({"broodstock_maintenancetask"}))
    assert build_world(scenario, smoke().catalog, [history.plan for history in smoke().histories]).tasks == ()


@pytest.mark.parametrize(
    ("price", "prices", "quality", "qualities"),
    [
        ("[125, 165]", (125.0, 165.0), "[4, 5]", {4, 5}),
        ("140", (140.0, 140.0), "3", {3}),
        ("null", None, "[1, 5]", {1, 2, 3, 4, 5}),
    ],
)
def test_lots_have_the_price_and_the_quality_that_the_scenario_says(
    tmp_path: Path, price: str, prices: tuple[float, float] | None, quality: str, qualities: set[int]
) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(
        f"include: [{data_folder('scenarios') / 'smoke.yaml'}]\neggs: {{quality_score: {quality}}}\n"
        f"geographies: {{Faroe Islands: {{egg_price_per_thousand: {price}}}}}\n"
    )
    batches = load_scenario(path).scenario.batches
    found = [one.egg_price_per_thousand for one in batches if one.geography == 0]
    if prices is None:
        assert found == [None] * len(found)
    else:
        assert all(one is not None and prices[0] <= one <= prices[1] for one in found)
    drawn = {one.egg_quality for one in batches}
    assert drawn <= qualities and (len(drawn) > 1) == (len(qualities) > 1)

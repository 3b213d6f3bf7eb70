"""What the target would compute is what the dump holds: recomputed from a restored database, and law by law."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor
from smoke import dump, emitted, smoke

from compiler.exact.arithmetic import half_even
from compiler.filling.derive import derive
from compiler.filling.derive.baseline import Baseline, effective_temp_cc
from compiler.filling.derive.law import grow, grow_on, ladder, stage_by_age
from compiler.filling.derive.projection import baseline_course, project
from compiler.filling.derive.states import eve_of
from compiler.proof.derived import check_derived
from compiler.proof.verify import SETTINGS
from compiler.server import client as servers
from compiler.target import cap_g

RANDOM = np.random.default_rng(3)
STATES = "batch_actualdailyassignmentstate"
LAWS = ["daily-states-recomputed", "projections-recomputed", "live-projections-recomputed", "forecasts-recomputed"]


@pytest.fixture(scope="module")
def cursor(smoke_database: str) -> Iterator[Cursor]:
    """A cursor on a database that holds smoke."""
    with closing(psycopg2.connect(smoke_database)) as connection, connection.cursor() as cursor:
        yield cursor


def restored(text: bytes, dsn: str, folder: Path) -> Iterator[Cursor]:
    file = folder / "smoke.sql"
    file.write_bytes(text)
    servers.load(file, dsn)
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        yield cursor


def failing(cursor: Cursor, damage: str = "select 1") -> dict[str, tuple[str, ...]]:
    cursor.execute(SETTINGS)
    cursor.execute(damage)
    found = {outcome.name: outcome.examples for outcome in check_derived(cursor) if outcome.failing}
    cursor.connection.rollback()
    return found


@pytest.mark.server
def test_every_row_equals_its_recomputation(cursor: Cursor) -> None:
    cursor.execute(SETTINGS)
    outcomes = check_derived(cursor)
    cursor.connection.rollback()
    assert [outcome.name for outcome in outcomes] == LAWS
    assert [(outcome.name, outcome.examples) for outcome in outcomes if outcome.status != "pass"] == []
    tables = dump()[1].tables
    filled = (STATES, "scenario_scenarioprojection", "batch_liveforwardprojection", "batch_containerforecastsummary")
    assert [outcome.checked for outcome in outcomes] == [tables[name].rows for name in filled]


def test_eggs_that_lie_in_their_trays_are_as_many_and_as_heavy_as_they_are() -> None:
    """The engine starts from the eve: from the row, which tells of today, eggs would grow, and die, twice."""
    found = 0
    for history, derived in zip(smoke().histories, derive(smoke().scenario, smoke().histories), strict=True):
        eggs = history.egg_stays[history.plan.open[history.egg_stays] & (history.plan.stage[history.egg_stays] == 0)]
        last, states = history.last_cell[eggs], derived.states
        assert np.allclose(states.weight_cg[last], history.days.weight_cg[last], atol=1.5)
        unrecorded = np.add.reduceat(states.deaths * ~states.recorded, history.first_cell)[eggs]
        assert (states.population[last] + unrecorded == history.stays.left[eggs]).all()
        found += len(eggs)
    assert found


@pytest.mark.parametrize(("first", "eve"), [("2025-04-10", "2025-04-09"), ("2025-04-02", "2025-03-31")])
def test_no_eve_is_the_first_of_a_month(first: str, eve: str) -> None:
    """A valuation goes by the states of that day, and the eggs had not come."""
    epoch = np.datetime64("1970-01-01")
    living = next(one for one in smoke().histories if len(eve_of(one).stay))
    move = int((np.datetime64(first) - epoch).astype(int)) - int(living.plan.first.min())
    moved = replace(living, plan=replace(living.plan, first=living.plan.first + move))
    assert eve_of(moved).day == int((np.datetime64(eve) - epoch).astype(int))


DAMAGES = {
    # what is done: (SQL, the laws that notice, the column or fact that they name)
    "a weight": (f"update {STATES} set avg_weight_g = avg_weight_g + 0.02 where id = 900", 0, "avg_weight_g"),
    "a population": (f"update {STATES} set population = population + 1 where id = 900", 0, "population"),
    "a provenance": (f"update {STATES} set sources = sources - 'feed' where id = 900", 0, "sources"),
    "a stage": (f"update {STATES} set lifecycle_stage_id = 6 where id = 900", 0, "lifecycle_stage_id"),
    "an eve": (f"update {STATES} set population = population + 1 where day_number = 0", 0, "population"),
    "no eve": (f"delete from {STATES} where day_number = 0", 0, "no such row"),
    "a lost state": (f"delete from {STATES} where id = 900", 0, "no such row"),
    "a late death": ("delete from batch_mortalityevent where id = 500", 0, "population"),
    "a sample": ("update batch_growthsample set avg_weight_g = avg_weight_g * 1.2 where id = 9", 0, "avg_weight_g"),
    "a projection": (
        "update scenario_scenarioprojection set average_weight = average_weight * 1.00001 where projection_id = 700",
        1,
        "average_weight",
    ),
    "a live projection": (
        "update batch_liveforwardprojection set projected_weight_g = projected_weight_g + 0.02 where id = 77",
        2,
        "projected_weight_g",
    ),
    "a forecast": (
        "update batch_containerforecastsummary set days_to_transfer = 99 where days_to_transfer = 1",
        3,
        "days_to_transfer",
    ),
    "a plan": ("update planning_plannedactivity set status = 'CANCELLED'", 3, "has_planned_harvest"),
}  # fmt: skip


@pytest.mark.server
@pytest.mark.parametrize("case", DAMAGES)
def test_a_changed_fact_is_noticed(cursor: Cursor, case: str) -> None:
    damage, law, fact = DAMAGES[case]
    found = failing(cursor, damage)
    assert list(found)[:1] == [LAWS[law]]
    assert any(fact in example for example in found[LAWS[law]]), found


@pytest.mark.server
def test_a_second_recomputation_starts_from_the_same_weights(cursor: Cursor) -> None:
    """Only moves without a measured weight would start from the source's states once these exist."""
    cursor.execute(
        "select count(*), count(nullif(measured_avg_weight_g, 0)) from batch_transferaction where status = 'COMPLETED'"
    )
    completed, measured = cursor.fetchone() or (0, 0)
    cursor.connection.rollback()
    assert completed == measured > 0


@pytest.mark.server
@pytest.mark.slow
def test_the_engine_sees_only_tables_that_are_filled(
    some_version: int, fresh_database: Callable[[int], str], tmp_path: Path
) -> None:
    """Without events deaths are the model's, weights never measured, and nobody is fed; the rows say so."""
    s = smoke()
    groups = ("batch_mortalityevent", "batch_growthsample", "batch_individualgrowthobservation",
              "inventory_feedingevent", "inventory_feedpurchase", "inventory_feedcontainerstock",
              "health_mortalityrecord", "planning_plannedactivity")  # fmt: skip
    out = io.BytesIO()
    emitted(replace(s, scenario=replace(s.scenario, tables_off=frozenset(groups))), out)
    for cursor in restored(out.getvalue(), fresh_database(some_version), tmp_path):
        cursor.execute(f"select distinct sources->>'mortality', sources->>'feed', anchor_type from public.{STATES}")
        assert cursor.fetchall() == [("model", "none", None)]
        cursor.connection.rollback()
        assert failing(cursor) == {}


def test_the_engine_comes_near_the_samples_without_them() -> None:
    """The engine's one TGC knows no fasting, no season and no poor container, and yet is less than a fifth off."""
    s = smoke()
    for history, derived in zip(s.histories, derive(s.scenario, s.histories), strict=True):
        if s.scenario.batches[history.plan.batch].begins.stage:
            continue  # bought and mixed fish are weighed when they come; without that the engine starts elsewhere
        free = derive(replace(s.scenario, tables_off=frozenset({"batch_growthsample"})), [history])[0].states
        cells = history.samples.cell
        assert np.all(np.abs(free.weight_cg[cells] / derived.states.weight_cg[cells] - 1.0) < 0.2)


def test_states_do_not_depend_on_the_company_of_other_batches() -> None:
    s = smoke()
    together = derive(s.scenario, s.histories)
    for history, expected in zip(s.histories, together, strict=True):
        (alone,) = derive(s.scenario, [history])
        for name in expected.states.__slots__:
            assert np.array_equal(getattr(alone.states, name), getattr(expected.states, name))


def test_no_batches_no_states() -> None:
    assert derive(smoke().scenario, []) == ()


def test_growth_rounds_like_the_powers_of_the_target() -> None:
    """Every weight of two decimals up to 10 kg, with a rise of none and of any: the same two decimals."""
    weight_cg = np.arange(1, 1_000_001)
    for rise in (np.zeros(len(weight_cg)), RANDOM.integers(1, 2500, len(weight_cg)) / 100.0 * 0.00285):
        found = half_even(grow(weight_cg / 100.0, rise, np.full(len(weight_cg), 1e9)), 2).tolist()
        powers = [(w ** (1 / 3) + r) ** 3 for w, r in zip((weight_cg / 100.0).tolist(), rise.tolist(), strict=True)]
        wrong = [(f, p) for f, p in zip(found, powers, strict=True) if f / 100 != round(p, 2)]
        assert wrong == []


def test_growth_differs_from_the_powers_only_on_the_edge_of_rounding() -> None:
    """Rises that lead as near as can be to the middle of two hundredths: results still agree in all but last places."""
    start = RANDOM.integers(10, 600_000, 20_000) / 100.0
    middle = start + RANDOM.integers(1, 500, 20_000) / 100.0 + 0.005
    rise = np.array([m ** (1 / 3) - w ** (1 / 3) for m, w in zip(middle.tolist(), start.tolist(), strict=True)])
    found = grow(start, rise, np.full(len(start), 1e9))
    for f, w, r in zip(found.tolist(), start.tolist(), rise.tolist(), strict=True):
        power = (w ** (1 / 3) + r) ** 3
        assert abs(f - power) <= 12 * math.ulp(power)


def test_many_days_at_once_are_many_days() -> None:
    weight = RANDOM.uniform(0.1, 800.0, 50)
    rise = RANDOM.uniform(0.0, 0.04, 400)
    cap = np.repeat([1.0, 10.0, 700.0, 8000.0], 100)
    expected, now = np.empty((50, 400)), weight
    for day in range(400):
        expected[:, day] = now = grow(now, rise[day], cap[day : day + 1])
    assert np.allclose(grow_on(weight, rise, cap), expected, rtol=1e-11, atol=0.0)


def test_the_profile_carries_rounded_weights_along_the_curve() -> None:
    """Day after day the weight, rounded every evening, stays on the curve, from eggs on."""
    gain = np.concatenate([np.full(90, 0.0013), np.full(300, 0.0137), np.full(500, 0.025)])
    curve = np.cumsum(np.concatenate([[0.1 ** (1 / 3)], gain])) ** 3
    temp_cc = effective_temp_cc(0.1, gain, 0.00285)
    assert temp_cc.min() >= 1
    weight = np.array([0.1])
    for day, rise in enumerate(0.00285 * temp_cc / 100.0):
        weight = half_even(grow(weight, rise, np.array([1e9])), 2) / 100.0
        assert abs(weight[0] - curve[day + 1]) <= 0.0051 + 5e-5 * curve[day + 1]


def test_caps_go_by_the_words_of_a_stage() -> None:
    names = {"Egg&Alevin": 1, "Fry": 10, "Parr": 100, "Smolt": 250, "Post-Smolt": 700, "post_smolt": 700, "Adult": 8000,
             "Large Fry": 10, "Broodstock": 7000}  # fmt: skip
    assert {name: cap_g(name) for name in names} == names


def test_few_fish_die_by_expectation() -> None:
    """Less than one death a day is expected: the expectation adds up, and a fish dies when it is whole."""
    stages = smoke().scenario.geographies[0].stages
    rungs = ladder(stages, stages)
    baseline = Baseline(0, 900, 0.00285, np.full(900, 800), 10, 100_000)
    run = project(baseline_course(baseline, rungs, 0.03), [s.name for s in stages])
    assert run.population[-1] == 100_000 - int(900 * 100_000 * 0.0003 / 100 * 0.999)
    assert stage_by_age(rungs, np.array([1, 90, 91, 450, 451, 5000])).tolist() == [0, 0, 1, 4, 5, 5]


def test_biomass_of_a_stage_that_does_not_grow_falls_to_the_side_of_its_exact_weight() -> None:
    """661,150 eggs of 0.1 g weigh 66.115 kg: the double's own value decides the tie, as in the target."""
    stages = smoke().scenario.geographies[0].stages
    names = ["Eyed Egg", *(stage.name for stage in stages[1:])]
    baseline = Baseline(0, 120, 0.00285, np.full(120, 800), 10, 661_150)
    run = project(baseline_course(baseline, ladder(stages, stages), 0.0), names)
    assert (run.weight_g[:90] == 0.1).all() and run.weight_g[90] > 0.1
    assert run.biomass_ckg[0] == round(round(0.1 * 661_150 / 1000, 2) * 100)

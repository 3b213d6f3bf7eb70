"""Table modules: where they stand, what they compute, and that their rows are those of the golden digests."""

from __future__ import annotations

import json
import re
import statistics
from dataclasses import fields, replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smoke import GOLDEN, cut, dump, golden, smoke

from compiler.filling.farm import Farm
from compiler.filling.kinds import BatchTable, BlocksTable
from compiler.filling.lots import lots_of
from compiler.filling.making import rows_of
from compiler.filling.months import first_of, month_of
from compiler.filling.part import Part, fish_in_sample, harvests, transitions
from compiler.filling.people import user_id
from compiler.filling.tables import _aggregates, find_tables
from compiler.filling.tables.inventory._months import summaries
from compiler.filling.world import build_world
from compiler.language.checks.groups import FARM
from compiler.nouns.rows import Number, Past, Rows, Same, Serial, Word
from compiler.nouns.scenario import Leg
from compiler.pipeline import Lived, farm_of


@pytest.fixture(scope="module")
def farm() -> Farm:
    s = smoke()
    return farm_of(s)


@pytest.fixture(scope="module")
def parts(farm: Farm) -> tuple[Part, ...]:
    return farm.parts


def test_golden_digests() -> None:
    """After a wanted change raise compiler.ALGORITHM, then `make golden`."""
    assert json.loads(golden(dump()[1])) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_table_is_filled_or_its_emptiness_explained() -> None:
    """docs/target.md names the tables without rows, no others, and counts the rest."""
    page = (Path(__file__).parents[1] / "docs" / "target.md").read_text(encoding="utf-8")
    section = page.split("## What stays empty")[1].split("\n## ")[0]
    filled, known = dump()[1].tables, smoke().catalog.tables.keys()
    empty = {name for name in known if name not in filled or not filled[name].rows}
    named = re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in section.splitlines() if line.startswith("|")))
    assert sorted(named) == sorted(empty)
    assert f"{len(known) - len(empty)} of the {len(known)} tables" in section


def test_the_farm_itself_is_what_no_group_of_the_library_holds() -> None:
    """The check of groups cannot ask which tables are filled: it names those that are, and refer to others."""
    grouped = {table for _, tables in smoke().scenario.table_groups for table in tables}
    strict = {
        name: {column.name for column in table.columns if column.not_null}
        for name, table in smoke().catalog.tables.items()
    }
    refer = {
        name
        for name, table in smoke().catalog.tables.items()
        if any(key.columns[0] in strict[name] for key in table.foreign_keys)
    }
    assert (find_tables().keys() - grouped) & refer == FARM


@pytest.mark.parametrize("table", sorted(find_tables()))
def test_a_table_stands_where_it_belongs(table: str) -> None:
    home = import_module(f"compiler.filling.tables.{smoke().catalog.tables[table].app}.{table}")
    assert home.TABLE is find_tables()[table]


def test_a_table_whose_rows_differ_from_its_count_raises(parts: tuple[Part, ...]) -> None:
    broken = BatchTable(
        name="t",
        select=lambda part: range(3),
        columns=lambda part, numbers, ids: {"n": Number(np.arange(len(numbers) - 1)), "same": Same(1)},
    )
    with pytest.raises(ValueError, match="t: 3 rows are selected, but n has 2 values"):
        list(broken.rows(parts[0], {"t": 1}))


@pytest.mark.parametrize(
    ("past", "fault"),
    [
        (Past(np.array([0, 2]), {"n": Number(np.arange(3))}), "t, earlier states: 2 rows are selected, but n has 3"),
        (Past(np.array([0, 2]), {"m": Same(None)}), "t: rows have no m, but their earlier states do"),
    ],
    ids=["length", "name"],
)
def test_earlier_states_that_do_not_fit_their_rows_raise(parts: tuple[Part, ...], past: Past, fault: str) -> None:
    broken = BatchTable(
        name="t",
        select=lambda part: range(3),
        columns=lambda part, numbers, ids: {"n": Number(np.array(numbers))},
        past=lambda part, numbers: past,
    )
    with pytest.raises(ValueError, match=fault):
        list(broken.blocks(parts[0], {"t": 1}))


def test_places_run_on_over_the_blocks_of_a_table(parts: tuple[Part, ...]) -> None:
    table = BlocksTable(
        name="t",
        select=lambda part: [range(3), range(0), range(3, 5)],
        columns=lambda part, numbers, ids: {"n": Number(np.array(numbers))},
        key="t_id",
    )
    found = [(rows.size, rows.columns["t_id"]) for rows in table.rows(parts[0], {"t": 7})]
    assert found == [(3, Serial(7)), (2, Serial(10))]


@pytest.mark.parametrize("table", sorted(find_tables()))
def test_rows_are_as_many_as_counted(farm: Farm, table: str) -> None:
    for at, expected in enumerate(farm.counts.get(table, ())):
        assert sum(rows.size for rows in rows_of(farm, table, at, at + 1)) == expected


weights = st.lists(st.integers(1, 1_500_000), min_size=1, max_size=40)


@given(weights)
def test_spread_is_that_of_a_population(fish: list[int]) -> None:
    found = int(_aggregates.spread(np.array([fish]), np.array([len(fish)]))[0])
    assert abs(found - statistics.pstdev(map(Fraction, fish))) <= Fraction(1, 2) + Fraction(1, 10**6)


@given(st.integers(0, 2**62))
def test_integer_roots_are_rounded_down(square: int) -> None:
    root = int(_aggregates.root(np.array([square]))[0])
    assert root * root <= square < (root + 1) ** 2


@given(weights, st.data())
def test_condition_is_that_of_the_means(weight: list[int], data: st.DataObject) -> None:
    length = data.draw(st.lists(st.integers(100, 12_000), min_size=len(weight), max_size=len(weight)))
    n = len(weight)
    found = int(_aggregates.condition(*(np.array([v]) for v in (sum(weight), sum(length), n)))[0])
    mean_g, mean_cm = Fraction(sum(weight), 100 * n), Fraction(sum(length), 100 * n)
    assert abs(Fraction(found, 100) - 100 * mean_g / mean_cm**3) <= Fraction(1, 200)


def test_no_fish_of_a_harvest_is_lost_and_its_weight_is_near_what_was_reckoned(parts: tuple[Part, ...]) -> None:
    seen = 0
    for part in parts:
        lots, stays = lots_of(part), harvests(part)
        for at, stay in enumerate(stays.tolist()):
            history, mine = part.history, lots.harvest == at
            weight_cg = int(history.days.weight_cg[history.last_cell[stay]])
            assert lots.fish[mine].sum() == history.stays.left[stay]
            reckoned, limit = (
                int(history.stays.left[stay]) * weight_cg / 100,
                part.world.scenario.harvest.estimate_limit,
            )
            assert abs(lots.live_g[mine].sum() - reckoned) <= limit * reckoned + 1
            assert (lots.fillet_g[mine] <= lots.gutted_g[mine]).all() and (
                lots.gutted_g[mine] <= lots.live_g[mine]
            ).all()
            seen += 1
    assert seen


def test_the_month_in_which_bought_fish_come_is_told_where_samples_span_most_of_it(parts: tuple[Part, ...]) -> None:
    """Of later months two fifths are enough: fish that come on several days eat on more than the samples span."""
    spans = []
    for part in parts:
        day, told = part.history.day_of_cell, summaries(part).first.tolist()
        first, after = (first_of(month_of(int(day.min())) + later) for later in (0, 1))
        sampled = day[part.history.samples.cell]
        sampled = sampled[sampled < after]
        if first < day.min() and len(sampled) and not part.history.mixed:
            spans.append((float(np.ptp(sampled)) / (after - first), first in told))
    assert any(span > 0.4 for span, _ in spans)
    assert all(is_told == (span >= 0.8) for span, is_told in spans), spans


def test_transitions_hold_every_move_once(parts: tuple[Part, ...]) -> None:
    for part in parts:
        moves = np.concatenate([np.zeros(0, dtype=np.int64), *(t.moves for t in transitions(part))])
        assert sorted(moves.tolist()) == list(range(len(part.history.plan.move_day)))


def test_a_change_under_way_has_pending_actions() -> None:
    """History cut amid the moves into a stage: who waits is a pending action of a workflow in progress."""
    farm = farm_amid_moves()
    under_way = [(at, t) for at, part in enumerate(farm.parts) for t in transitions(part) if len(t.waiting)]
    assert under_way
    for at, change in under_way:
        (flows,) = rows_of(farm, "batch_batchtransferworkflow", at, at + 1)
        planned, done = numbers(flows, "total_actions_planned"), numbers(flows, "actions_completed")
        assert (planned - done).max() == len(change.waiting)
        actions = list(rows_of(farm, "batch_transferaction", at, at + 1))
        pending = sum(words(rows, "status").count("PENDING") for rows in actions)
        assert pending == len(change.waiting)
        assert sum(numbers(rows, "source_population_before").sum() for rows in actions) == (
            numbers(flows, "total_source_count").sum()
        )


def farm_amid_moves() -> Farm:
    """Smoke with its history cut on the second day of a stage change that takes several."""
    s = smoke()
    days = [np.unique(h.plan.move_day[t.moves]) for h in s.histories for t in transitions(Part(None, h, None, None))]  # type: ignore[arg-type]
    second = next(int(some[1]) for some in days if len(some) > 1)
    return farm_of(without_open_work(cut(second)))


def without_open_work(lived: Lived) -> Lived:
    """The same, with transfers of its moves alone."""
    law = lived.scenario.open_work
    counts = [name.name for name in fields(law) if name.type == "int" and not name.name.endswith("_days")]
    law = replace(law, **dict.fromkeys(counts, 0))
    return replace(lived, scenario=replace(lived.scenario, open_work=law))


def numbers(rows: Rows, name: str) -> np.ndarray:
    column = rows.columns[name]
    assert isinstance(column, Number)
    return column.values


def words(rows: Rows, name: str) -> list[str | None]:
    column = rows.columns[name]
    assert isinstance(column, Word)
    return [column.vocabulary[code] for code in column.codes.tolist()]


def test_samples_have_the_fish_of_their_stage(parts: tuple[Part, ...]) -> None:
    for part in parts:
        assert len(fish_in_sample(part)) == len(part.history.samples.cell)
        assert (fish_in_sample(part) > 0).all()


@pytest.mark.parametrize(
    ("role", "geography", "leg", "expected"),
    [
        ("OPR", "Faroe Islands", "sea", "operator_fo"),
        ("OPR", "Faroe Islands", "freshwater", "operator_01"),
        ("OPR", "Scotland", "freshwater", "operator_sc"),
        ("OPR", "Scotland", "sea", "operator_01"),
        ("MGR", "Scotland", None, "manager_01"),
        ("VET", "", None, "vet_01"),
        ("no such role", "Scotland", "sea", "admin"),
    ],
)
def test_users_work_where_they_may(role: str, geography: str, leg: Leg | None, expected: str) -> None:
    world = build_world(smoke().scenario, smoke().catalog)
    found = user_id(world, role, geography, leg)
    assert found and world.scenario.users[found - 1].username == expected


def test_moments_are_those_of_events_not_of_the_clock(parts: tuple[Part, ...]) -> None:
    s = smoke()
    farm = farm_of(s)
    end = s.scenario.as_of * 86_400
    for table in farm.tables:
        for rows in rows_of(farm, table, 0, 1):
            for name in ("created_at", "updated_at"):
                column = rows.columns.get(name, Same(None))
                if not isinstance(column, Same) and rows.size:
                    assert int(column.values.max()) < end, f"{table}.{name}"  # type: ignore[union-attr]

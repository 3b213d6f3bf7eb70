"""Mixes: which fish come together, that nothing else changes, what the database says of it, and why a mix cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor
from told import words

from compiler.biology import origin_stay
from compiler.diagnostics import Stop
from compiler.emit import Options, emit
from compiler.filling.tables.inventory._months import summaries
from compiler.nouns import History
from compiler.pipeline import Change, Lived, compile_scenario, farm_of, live, plan_scenario
from compiler.proof.verify import check_laws
from compiler.server import client as servers

HERE = Path(__file__).parent
CASE = HERE / "cases" / "mixed.yaml"
DAY = date(1970, 1, 1).toordinal()
AS_OF = date(2025, 6, 1).toordinal() - DAY
STAY, EVENT, PART = "batch_batchcontainerassignment", "batch_batchmixevent", "batch_batchmixeventcomponent"
MIXED = "(select min(id) from batch_batch where batch_type = 'MIXED')"
DAMAGES = {
    # what happened: (SQL, laws that say so)
    "a composition counts a fish too many": (
        "update batch_batchcomposition set population_count = population_count + 1 where id = 1",
        {"mixes-add-up"},
    ),
    "a part is too heavy": (f"update {PART} set biomass_kg = biomass_kg + 1 where id = 1", {"mixes-add-up"}),
    "percentages are of something else": (
        "update batch_batchcomposition set percentage = 50 where mixed_batch_id = "
        "(select max(mixed_batch_id) from batch_batchcomposition)",
        {"mixes-add-up"},
    ),
    "a part is of another batch": (
        f"update {PART} set source_batch_id = 4 where id = 1",
        {"mixes-add-up", "mixes-in-their-place"},
    ),
    "a batch of its own is made of others": (
        "update batch_batchcomposition set mixed_batch_id = 1, source_batch_id = 2 where id = 1",
        {"mixes-add-up"},
    ),
    "a mix is remembered by nothing": (
        "delete from batch_batchcomposition where mixed_batch_id = (select max(id) from batch_batch)",
        {"mixes-add-up"},
    ),
    "a mix is told of another day": (
        f"update {EVENT} set mixed_at = mixed_at + interval '1 day' where id = 1",
        {"mixes-in-their-place"},
    ),
    "a mix is told of another ring": (
        f"update {EVENT} set container_id = container_id + 1 where id = 1",
        {"mixes-in-their-place"},
    ),
    "a mix names no action": (f"update {EVENT} set workflow_action_id = null where id = 1", {"mixes-in-their-place"}),
    "fish vanish on their way into the mix": (
        "update batch_transferaction set transferred_count = transferred_count - 1 where dest_assignment_id = "
        f"(select min(id) from {STAY} where batch_id = {MIXED})",
        {
            "batch-fish-conserved", "stay-fish-conserved", "transfer-totals", "mixes-add-up", "mixes-in-their-place",
        },
    ),
    "fish come into a batch that is not mixed": (
        f"update batch_batch set batch_type = 'STANDARD' where id = {MIXED}",
        {"transfers-coherent", "mixes-add-up", "mixes-in-their-place"},
    ),
    "a mixed batch lies in the lineage of itself": (
        "update batch_batchcomposition set source_batch_id = mixed_batch_id where mixed_batch_id = "
        "(select max(id) from batch_batch)",
        {"mixes-add-up"},
    ),
    "a mixed batch has no project": (
        f"delete from finance_core_costcenterbatchlink where batch_id = {MIXED}",
        {"batches-have-cost-centres", "valuations-see-the-stock"},
    ),
    "a batch that gave all its fish lives on": (
        "update batch_batch set status = 'ACTIVE' where id = (select source_batch_id from batch_batchcomposition "
        "where source_batch_id in (select id from batch_batch where batch_type = 'MIXED') limit 1)",
        {"batch-states-coherent", "work-lies-ahead"},
    ),
}  # fmt: skip


def text(mixes: bool = True) -> str:
    found = words(CASE.name)
    return (
        found
        if mixes
        else "\n".join(line for line in found.split("\n") if "batches: [" not in line and line != "mixes:")
    )


@pytest.fixture(scope="module")
def lived() -> Lived:
    return live(plan_scenario(CASE))


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The same farm without mixes."""
    path = tmp_path_factory.mktemp("apart") / "apart.yaml"
    path.write_text(text(mixes=False), encoding="utf-8")
    return live(plan_scenario(path))


def histories(lived: Lived) -> dict[str, History]:
    """By the group, which is the key of a mix, and the number of a batch that is none."""
    batches = lived.scenario.batches
    named = {one.plan.batch: one for one in lived.histories}
    return {batches[at].number if batches[at].mixed == "no" else batches[at].group: one for at, one in named.items()}


def test_a_mix_takes_all_fish_of_a_ring_of_each(lived: Lived) -> None:
    found = histories(lived)
    assert [one for one in found if one in ["harvested", "first", "second", "remembered"]] == [
        "harvested", "first", "second", "remembered",
    ]  # fmt: skip
    by_batch = {one.plan.batch: one for one in lived.histories}
    for key in ("harvested", "first", "second", "remembered"):
        mixed = found[key]
        taken = []
        for batch, container in zip(mixed.plan.origin_batch, mixed.plan.origin_container, strict=True):
            source = by_batch[int(batch)]
            stay = origin_stay(source, int(container), mixed.plan.start)
            assert stay is not None and not source.plan.open[stay] and not source.plan.harvested[stay]
            assert stay not in source.plan.move_source
            taken.append((int(source.stays.left[stay]), int(source.days.weight_cg[source.last_cell[stay]])))
        assert taken == [*zip(mixed.origins.fish.tolist(), mixed.origins.weight_cg.tolist(), strict=True)]
        assert mixed.stays.arrived.tolist() == [sum(fish for fish, _ in taken)]
        mean = sum(fish * weight for fish, weight in taken) / sum(fish for fish, _ in taken)
        assert abs(int(mixed.stays.start_weight_cg[0]) - mean) <= 0.51
        assert not len(mixed.egg_stays) and mixed.plan.container[0] not in mixed.plan.origin_container


def test_mixes_end_as_they_are_told_to(lived: Lived) -> None:
    found = histories(lived)
    assert {key: bool(found[key].plan.open[0]) for key in ("harvested", "first", "second", "remembered")} == {
        "harvested": False, "first": False, "second": True, "remembered": True,
    }  # fmt: skip
    assert found["harvested"].plan.harvested[0] and not found["first"].plan.harvested[0]
    assert int(found["harvested"].plan.end[0]) == date(2025, 1, 31).toordinal() - DAY
    assert found["second"].plan.origin_batch[0] == found["first"].plan.batch, "a mix of a mix"
    areas = {key: lived.scenario.containers[int(found[key].plan.container[0])].place for key in ("first", "remembered")}
    assert lived.scenario.areas[areas["remembered"]].name == "FI-SEA-02"


def test_no_container_is_held_twice(lived: Lived) -> None:
    held: dict[int, list[tuple[int, int]]] = {}
    for one in lived.histories:
        for box, first, end in zip(one.plan.container, one.plan.first, one.plan.end, strict=True):
            held.setdefault(int(box), []).append((int(first), int(end)))
    for spans in held.values():
        ordered = sorted(spans)
        assert all(end <= first for (_, end), (first, _) in pairwise(ordered))


def test_a_mix_changes_only_what_it_takes(lived: Lived, apart: Lived) -> None:
    """Every day of every stay of the other batches is the same, up to the day on which its fish were taken."""
    after = {one.plan.batch: one for one in lived.histories}
    for before in apart.histories:
        now = after[before.plan.batch]
        assert now.plan.container.tolist() == before.plan.container.tolist()
        for stay in range(len(before.plan.stage)):
            old, new = before.cells(stay), now.cells(stay)
            length = new.stop - new.start
            taken = length < old.stop - old.start
            assert taken or length == old.stop - old.start
            for field in fields(before.days):
                was, is_ = getattr(before.days, field.name)[old][:length], getattr(now.days, field.name)[new]
                assert np.array_equal(was, is_), (field.name, stay)


def test_a_month_is_told_of_where_its_samples_are_far_apart(lived: Lived) -> None:
    """Four days of growth beside the error of ten fish made an FCR of 2.2."""
    spans: dict[bool, list[float]] = {True: [], False: []}
    for part in farm_of(lived).parts:
        days = part.history.day_of_cell[part.history.samples.cell]
        told = summaries(part)
        for first, last in zip(told.first.tolist(), told.last.tolist(), strict=True):
            own = days[(days >= first) & (days <= last)]
            spans[part.history.mixed].append(float(np.ptp(own)) / (last - first + 1))
    assert min(spans[False]) >= 0.4
    assert min(spans[True]) >= 0.8


def test_a_farm_without_mixes_is_as_it_was(apart: Lived) -> None:
    assert apart.scenario.mixes == () and not any(one.mixed for one in apart.histories)
    assert not any(batch.mixed != "no" for batch in apart.scenario.batches)


def test_the_number_of_a_mix_is_its_own(lived: Lived, tmp_path: Path) -> None:
    """It depends on the seed, the key and the day, and on no other mix."""
    path = tmp_path / "fewer.yaml"
    path.write_text("\n".join(line for line in text().split("\n") if not line.startswith("  harvested:")), "utf-8")
    fewer = live(plan_scenario(path))
    numbers = [{b.group: b.number for b in one.scenario.batches if b.mixed != "no"} for one in (lived, fewer)]
    assert numbers[1] == {key: number for key, number in numbers[0].items() if key != "harvested"}
    assert len(set(numbers[0].values())) == 4


@pytest.mark.parametrize(("per_day", "origins"), [(0.010, [1, 1, 1, 1]), (0.04, [])])
def test_fish_that_died_before_the_mix_have_no_part_in_it(per_day: float, origins: list[int], tmp_path: Path) -> None:
    """Of a dozen bought fish none lives so long; where nobody does there is no mixed batch at all."""
    path = tmp_path / "dying.yaml"
    words = text().replace("fish: 60_000", "fish: 12").replace("days: 2}", "days: 1}")
    path.write_text(
        words + f"stages: {{Adult: {{mortality_per_day: {per_day}, quality_sd: 0, mortality_sd: 0}}}}\n",
        encoding="utf-8",
    )
    lived = live(plan_scenario(path))
    assert [len(one.plan.origin_batch) for one in lived.histories if one.mixed] == origins
    assert all((one.origins.fish > 0).all() for one in lived.histories)


@pytest.mark.parametrize("day", range(2, 9))
def test_a_ring_that_waits_for_fish_is_not_given(day: int, tmp_path: Path) -> None:
    """FI-2023-001 comes to the sea over some days: a mix takes a ring only when no fish come into it any more."""
    path = tmp_path / "moving.yaml"
    mix = "  early: {batches: [FI-2022-001, FI-2023-001], day: as_of - 1 days, until: as_of + 60 days}"
    path.write_text(re.sub(r"(?m)^mixes:\n(  .*\n)*", f"mixes:\n{mix}\n", text()), encoding="utf-8")
    try:
        plan = plan_scenario(path, Change(as_of=date(2024, 7, 24).toordinal() - DAY + day)).plan
    except Stop as stopped:
        assert [one.code for one in stopped.diagnostics] == ["AQ348"] and day < 6
        return
    taken = set(plan.mixed_source.tolist())
    assert len(taken) == 2 and taken.isdisjoint(plan.due_dest.tolist())
    given = np.isin(plan.move_dest, [*taken])
    assert (plan.move_day[given] < plan.start[-1]).all()


def test_the_same_bytes_for_any_jobs() -> None:
    planned = plan_scenario(CASE)
    dumps = []
    for jobs in (1, 2):
        found, out = live(planned, jobs), BytesIO()
        emit(farm_of(found), found.catalog, out, Options(jobs=jobs))
        dumps.append(out.getvalue())
    assert dumps[0] == dumps[1]


def test_the_last_day_that_a_hint_names_fits(tmp_path: Path) -> None:
    heavy = text().replace("[300_000, 310_000]", "1_900_000").replace("until: 2025-01-31", "until: 2025-03-01")
    found = told(tmp_path, heavy)
    assert "would weigh" in found[0]
    assert found[1].startswith("until: 20")
    again = told(tmp_path, heavy.replace("until: 2025-03-01", found[1]))
    assert not again or not again[0].startswith("harvested")


TOLD = {
    "too early": (
        "day: 2024-10-20, until: 2025-01-31", "day: 2024-01-20, until: 2025-01-31",
        "FI-2022-001 has no ring to give on 2024-01-20: its last stage is in rings from", "choose a day between them",
    ),
    "in fresh water": (
        "bought/1], day: 2024-10-20", "eggs/2], day: 2024-05-01",
        "FI-2023-001 has no ring to give on 2024-05-01", "choose a day between them",
    ),
    "too long": (
        "until: 2025-01-31", "until: 2026-01-31",
        "harvested is to stand until 2026-01-31, but FI-2022-001 leaves FI-SEA-01", "until: 2025-",
    ),
    "far from its batches": (
        "until: 2025-01-31}", "until: 2025-01-31, where: FI-SEA-02}",
        "harvested goes to FI-SEA-02, where none of its batches stands", "where: FI-SEA-01",
    ),
    "a ring that is held": (
        "until: 2025-01-31}", "until: 2025-01-31, where: FI-SEA-01-Ring-01}",
        "harvested finds no ring: of 1 at FI-SEA-01-Ring-01 none is free from 2024-10-20", "choose an earlier until",
    ),
    "a ring out of use": (
        "areas: {count: 2}", "maintenance: [{where: FI-SEA-01-Ring-14..20, from: 2024-12-01, to: 2024-12-02, why: x}], "
        "areas: {count: 2}",
        "finds no ring: of 20 at FI-SEA-01 none is free", "choose an earlier until",
    ),
}  # fmt: skip


def told(folder: Path, words: str) -> tuple[str, str] | None:
    """Message and hint of the first AQ348 of a scenario; None when it has a plan."""
    path = folder / "told.yaml"
    path.write_text(words, encoding="utf-8")
    try:
        plan_scenario(path)
    except Stop as stopped:
        first = stopped.diagnostics[0]
        assert first.code == "AQ348" and first.span is not None and first.span.line > 1
        return first.message, first.hint
    return None


@pytest.mark.parametrize("case", TOLD)
def test_a_mix_that_cannot_be_says_why(case: str, tmp_path: Path) -> None:
    old, new, message, hint = TOLD[case]
    assert old in text()
    found = told(tmp_path, text().replace(old, new))
    assert found is not None and message in found[0] and hint in found[1], found


def test_a_batch_of_a_group_is_named_by_its_turn(lived: Lived) -> None:
    names = ("bought/1", "bought/2", "bought/-1", "bought/-2", "eggs/1", "FI-B-002")
    numbers = ["FI-B-001", "FI-B-002", "FI-B-002", "FI-B-001", "FI-2022-001", "FI-B-002"]
    assert [lived.scenario.batches[lived.scenario.find_batch(name)].number for name in names] == numbers
    for name in (
        "bought/0",
        "bought/-0",
        "bought/3",
        "bought/-3",
        "bought/--1",
        "bought/",
        "bought",
        "none/1",
        "first/1",
    ):
        assert lived.scenario.find_batch(name) == -1, name


@pytest.fixture(scope="module")
def cursor(
    some_version: int, fresh_database: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Cursor, object]]:
    file = tmp_path_factory.mktemp("mixed") / "mixed.sql"
    manifest = compile_scenario(CASE, file).manifest
    dsn = fresh_database(some_version)
    servers.load(file, dsn)
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as found:
        yield found, manifest


@pytest.mark.server
@pytest.mark.parametrize("damage", ["none", *DAMAGES])
def test_laws_notice(cursor: tuple[Cursor, object], damage: str) -> None:
    sql, laws = DAMAGES.get(damage, ("select 1", set()))
    found, manifest = cursor
    found.execute("set local search_path = public")
    found.execute(sql)
    failed = {one.name for one in check_laws(found, manifest) if one.failing}  # type: ignore[arg-type]
    found.connection.rollback()
    assert failed == laws

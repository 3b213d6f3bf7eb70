"""The ladder of uat stands on any morning; a dump of it keeps all laws and fills all pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from compiler import data_folder
from compiler.filling.fleet import build_fleet
from compiler.filling.openwork import what_is_left
from compiler.language.lower.moments import date_text, day_of
from compiler.nouns import batch_plan
from compiler.pipeline import Change, Options, Planned, compile_scenario, plan_scenario
from compiler.proof.verify import verify_database
from compiler.server import client as servers

UAT = data_folder("scenarios") / "uat.yaml"
WANTED = {"Egg&Alevin": 9, "Fry": 8, "Parr": 8, "Smolt": 8, "Post-Smolt": 8, "Adult": 12}
"""Living batches by stage."""
WAITING = {
    ("LIFECYCLE_TRANSITION", "PLANNED", True): 2,
    ("LIFECYCLE_TRANSITION", "DRAFT", True): 2,
    ("LIFECYCLE_TRANSITION", "DRAFT", False): 1,
    ("LIFECYCLE_TRANSITION", "CANCELLED", True): 1,
    ("CONTAINER_REDISTRIBUTION", "PLANNED", True): 1,
    ("CONTAINER_REDISTRIBUTION", "CANCELLED", True): 1,
    ("EMERGENCY_CASCADE", "PLANNED", True): 1,
    ("EMERGENCY_CASCADE", "CANCELLED", True): 1,
}
"""Open work of a geography: kind, status, whether it has actions."""
NEAR_DAYS = 7
MORNINGS = [day_of(date(2025, 1, 5)) + 31 * month for month in range(12)] + [
    day_of(date(2024, 2, 29)), day_of(date(2025, 12, 31)), day_of(date(2027, 1, 1)), day_of(date(2032, 8, 9)),
]  # fmt: skip


@pytest.fixture(scope="module", params=MORNINGS, ids=date_text)
def uat(request: pytest.FixtureRequest) -> Planned:
    """uat on one morning, solved."""
    return plan_scenario(UAT, Change(as_of=request.param))


def stages_of(uat: Planned) -> Mapping[str, str]:
    """Batch number to the latest stage in which it has fish at as_of, neither completed ones nor mixed."""
    plan, scenario = uat.plan, uat.scenario
    found = {}
    for index, batch in enumerate(scenario.batches):
        stays = slice(int(plan.first_stay[index]), int(plan.first_stay[index + 1]))
        if plan.open[stays].any() and batch.mixed == "no":
            latest = int(np.max(plan.stage[stays][plan.open[stays]]))
            found[batch.number] = scenario.geographies[batch.geography].stages[latest].name
    return found


def test_the_ladder_stands(uat: Planned) -> None:
    assert uat.warnings == ()
    assert not uat.plan.slip.any(), "batches stand on their days"
    stages = stages_of(uat)
    for geography, code in (("Faroe Islands", "FI"), ("Scotland", "SCO")):
        assert {stages[number] for number in stages if number.startswith(code)} == set(WANTED), geography
    ordered = sum("ORDER" in number for number in stages)
    assert Counter(stages.values()) == Counter(WANTED) + Counter({"Egg&Alevin": ordered})
    ages = {batch.number: uat.scenario.as_of - batch.start_day for batch in uat.scenario.batches}
    assert all(int(number[-3:]) == ages[number] for number in ages if "UAT" in number and ages[number] < 1000)
    assert len(uat.scenario.batches) - len(stages) >= 80


def test_batches_stand_before_and_after_every_change(uat: Planned) -> None:
    as_of, stages = uat.scenario.as_of, stages_of(uat)
    to_go: dict[str, list[int]] = {stage: [] for stage in WANTED}
    since: dict[str, list[int]] = {stage: [] for stage in WANTED}
    for batch in uat.scenario.batches:
        if batch.number in stages:
            order = list(WANTED).index(stages[batch.number])
            lived, before = as_of - batch.start_day, sum(run.days for run in batch.runs[:order])
            to_go[stages[batch.number]].append(before + batch.runs[order].days - lived)
            since[stages[batch.number]].append(lived - before)
    for stage in WANTED:
        assert sum(0 < days <= NEAR_DAYS for days in to_go[stage]) >= 2, f"{stage} is left"
        assert sum(0 <= days <= NEAR_DAYS for days in since[stage]) >= 2, f"{stage} is entered"


def test_transfers_wait_to_be_carried_out(uat: Planned) -> None:
    """In each geography of every kind, among them one into the last tanks, which the target's form cannot plan so."""
    scenario, plan = uat.scenario, uat.plan
    begun = [batch for batch in range(len(scenario.batches)) if plan.first_stay[batch] < plan.first_stay[batch + 1]]
    plans = [[batch_plan(plan, batch) for batch in some] for some in (begun, scenario.awaited(plan.start.tolist()))]
    carried = frozenset(build_fleet(scenario, plans[0]).crossings)
    works = [
        (scenario.batches[at].geography, one)
        for at, own in what_is_left(scenario, *plans, carried).works.items()
        for one in own
    ]
    for geography in (0, 1):
        here = [work for at, work in works if at == geography]
        found = Counter((work.kind, work.status, bool(work.steps)) for work in here)
        assert found == WAITING
        assert 3 in {work.stage for work in here if (work.status, work.kind) == ("PLANNED", "LIFECYCLE_TRANSITION")}


def test_deliveries_are_late_due_today_and_to_come(uat: Planned) -> None:
    plan, as_of = uat.plan, uat.scenario.as_of
    for at, batch in enumerate(uat.scenario.batches):
        if "-ORDER-0" in batch.number and plan.first_stay[at] < plan.first_stay[at + 1]:
            days = plan.ordered_day[plan.ordered_batch == at]
            assert as_of in days and days.max() > as_of, batch.number
            assert batch.number != "FI-ORDER-01" or days.min() < as_of


def test_harvests_lie_ahead(uat: Planned) -> None:
    ends = [
        batch.start_day + sum(run.days for run in batch.runs) - uat.scenario.as_of
        for batch in uat.scenario.batches
        if batch.mixed == "no"
    ]
    assert sorted(days for days in ends if 0 < days <= 90) == [4, 6, 18, 24, 60, 75]


@pytest.mark.slow
@pytest.mark.server
def test_this_morning_keeps_every_law_and_fills_every_page(
    some_version: int, fresh_database: Callable[[int], str], tmp_path: Path
) -> None:
    """On a day that is not the scenario's own. All eighty completed batches are the bar `uat-restore-verify`."""
    path, dump = tmp_path / "uat.yaml", tmp_path / "uat.sql"
    path.write_text(f"include: [{UAT}]\nbatches: {{faroe: {{completed: 2}}, scotland: {{completed: 2}}}}\n", "utf-8")
    done = compile_scenario(path, dump, Options(jobs=2), Change(as_of=day_of(date(2026, 6, 15))))
    assert done.warnings == ()
    dsn = fresh_database(some_version)
    servers.load(dump, dsn)
    outcomes = verify_database(dsn, tmp_path / "uat.manifest.json")
    assert [(o.name, o.examples) for o in outcomes if o.status == "fail"] == []
    assert [(o.name, o.status) for o in outcomes if o.group == "pages" and o.status != "pass"] == []

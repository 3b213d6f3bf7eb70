"""How full the farm is, counted day by day in plain Python, against usage.py; and the page of a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from smoke import dump, planned, smoke

from compiler.cli import report
from compiler.cli.cost.speed import Cost
from compiler.emit import Expected
from compiler.nouns.manifest import manifest_path
from compiler.server.client import Restored
from compiler.solving.utilisation import pools, site_usages, usages


def days_with_fish(leg: str, geography: int, first: int, end: int) -> int:
    scenario, plan = smoke().scenario, planned().plan
    count = 0
    for stay, container in enumerate(plan.container.tolist()):
        box = scenario.containers[container]
        own = (
            scenario.areas[box.place].geography
            if box.leg == "sea"
            else scenario.stations[scenario.halls[box.place].station].geography
        )
        if box.leg == leg and own == geography:
            count += sum(first <= day < end for day in range(int(plan.first[stay]), int(plan.end[stay])))
    return count


@pytest.mark.parametrize("days", [30, 365, 2000])
def test_usage_is_what_a_count_of_days_gives(days: int) -> None:
    scenario, plan = smoke().scenario, planned().plan
    names = [geography.name for geography in scenario.geographies]
    found = usages(scenario, plan, scenario.as_of - days, scenario.as_of)
    for one in found:
        if one.geography:
            counted = days_with_fish(one.leg, names.index(one.geography), one.first, one.end)
            assert one.used == counted
        else:
            assert one.used == sum(part.used for part in found if part.leg == one.leg and part.geography)
        assert one.used <= one.bound <= one.whole


@pytest.mark.parametrize("days", [30, 365, 2000])
def test_sites_add_up_to_legs_and_keep_their_bounds(days: int) -> None:
    scenario, plan = smoke().scenario, planned().plan
    span = scenario.as_of - days, scenario.as_of
    sites = site_usages(scenario, plan, *span)
    assert [one.site for one in sites] == [one.name for one in (*scenario.stations, *scenario.areas)]
    for leg in usages(scenario, plan, *span):
        same = [one for one in sites if one.leg == leg.leg and leg.geography in ("", one.geography)]
        assert sum(one.used for one in same) == leg.used
        assert sum(one.whole for one in same) == leg.whole
    assert all(one.used <= one.bound <= one.whole for one in sites)


def test_pools_know_their_peak() -> None:
    scenario, plan = smoke().scenario, planned().plan
    for pool in pools(scenario, plan):
        geography = [place.name for place in scenario.geographies].index(pool.geography)
        stage = [stage.name for stage in scenario.geographies[geography].stages].index(pool.stage)
        booked = [
            stay
            for stay in range(len(plan.first))
            if plan.stage[stay] == stage
            and scenario.batches[plan.batch[stay]].geography == geography
            and plan.held_first[stay] <= pool.peak_day < plan.held_end[stay]
        ]
        assert len(booked) == pool.peak <= pool.containers


def facts() -> report.Facts:
    tables = {name: (table.rows, 70 * table.rows) for name, table in dump()[1].tables.items()}
    return report.describe(
        smoke().scenario, planned().plan, Expected(tables, 900, 4), Cost(61, 9, 2, "a machine", False)
    )


def test_the_page_of_a_plan() -> None:
    page = report.as_text(facts())
    for words in (
        "4 of 4 placed",
        "Container-days with fish",
        "bound",
        "Fullest containers",
        "Adult",
        "compiled in about 1 min 01 s by 2 processes, restored by psql in about 9 s\n  on a machine; aqc calibrate",
    ):
        assert words in page
    assert "None" not in page and "  \n" not in page


def test_the_json_of_a_plan_names_every_batch() -> None:
    told = json.loads(report.as_json(facts()))
    assert [entry["batch"] for entry in told["schedule"]] == [batch.number for batch in smoke().scenario.batches]
    begun = [batch.begins.stage for batch in smoke().scenario.batches]
    assert all(entry["station"] for entry, stage in zip(told["schedule"], begun, strict=True) if not stage)
    assert all(entry["area"] for entry, stage in zip(told["schedule"], begun, strict=True) if stage)


def test_farewell_names_the_next_step(tmp_path: Path) -> None:
    manifest = dump()[1]
    words = report.farewell(manifest, Path("dumps/smoke.sql"))
    assert "aqc restore dumps/smoke.sql" in words and manifest.sha256 in words
    assert "next" not in report.farewell(manifest, None)
    dumped, where = tmp_path / "smoke.sql", Restored("host=here", None, "psql -d host=here", "")
    assert "verify" not in report.restored(dumped, where)
    manifest_path(dumped).touch()
    assert str(manifest_path(dumped)) in report.restored(dumped, where) and "stop" not in report.restored(dumped, where)

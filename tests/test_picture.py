"""Every number of the page equals a query on the restored database; the farm is scenarios/smoke.yaml."""

from __future__ import annotations

from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import psycopg2
import pytest
from smoke import planned, smoke

from compiler.pipeline import farm_of
from compiler.proof.picture import draw_farm

pytestmark = pytest.mark.server
Ask = Callable[..., list[tuple[Any, ...]]]
EPOCH = date(1970, 1, 1).toordinal()


def read(value: Any) -> Any:
    """The picture with its packed numbers as lists, as the page's own script reads them."""
    if isinstance(value, Mapping):
        if value.keys() == {"type", "data"}:
            return np.frombuffer(b64decode(value["data"]), dtype=f"<{value['type']}").tolist()
        return {key: read(inner) for key, inner in value.items()}
    return [read(inner) for inner in value] if isinstance(value, list | tuple) else value


@cache
def picture() -> Any:
    drawn, found = draw_farm(farm_of(smoke()), planned().plan, 1)
    assert all(one.severity == "note" for one in found)
    return read(drawn)


@pytest.fixture(scope="module")
def ask(smoke_database: str) -> Iterator[Ask]:
    connecting = closing(psycopg2.connect(smoke_database, options="-c TimeZone=UTC"))
    with connecting as connection, connection.cursor() as cursor:

        def put(query: str, **values: object) -> list[tuple[Any, ...]]:
            cursor.execute(query, values)
            return [tuple(map(plain, row)) for row in cursor.fetchall()]

        yield put


def plain(value: Any) -> Any:
    """Days as numbers, moments as their days; decimals as floats, which are exact at the sizes here."""
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    return float(value) if type(value).__name__ == "Decimal" else value


def monday(week: int) -> int:
    return 4 + 7 * week


def numbers() -> list[str]:
    return [one["number"] for one in picture()["batches"]]


def begun() -> Iterator[tuple[str, Any]]:
    """Number and weeks of each batch that has begun."""
    return ((name, weeks) for name, weeks in zip(numbers(), picture()["weeks"], strict=True) if weeks)


def nonzero(pairs: Iterator[tuple[Any, Any]]) -> dict[Any, Any]:
    return {key: value for key, value in pairs if value}


def test_places(ask: Ask) -> None:
    sites, names = picture()["sites"], picture()["scenario"]["geographies"]
    known = ask(
        "(select s.name, g.name from infrastructure_freshwaterstation s join infrastructure_geography g"
        " on g.id = s.geography_id order by s.id limit %(halls)s) union all"
        " (select a.name, g.name from infrastructure_area a join infrastructure_geography g on g.id = a.geography_id"
        " order by a.id)",
        halls=sum(site["leg"] == "freshwater" for site in sites),
    )
    assert [(site["name"], names[site["geography"]]) for site in sites] == known
    boxes, places = picture()["containers"], picture()["places"]
    found = ask(
        "select c.name, c.volume_m3, coalesce(h.name, a.name), t.name from infrastructure_container c"
        " join infrastructure_containertype t on t.id = c.container_type_id"
        " left join infrastructure_hall h on h.id = c.hall_id left join infrastructure_area a on a.id = c.area_id"
        " order by c.id limit %(boxes)s",
        boxes=len(boxes["name"]),
    )
    place = [places[at]["name"] for at in boxes["place"]]
    assert list(zip(boxes["name"], boxes["volume_m3"], place, boxes["type"], strict=True)) == found


def test_batches(ask: Ask) -> None:
    keys = ("number", "status", "type", "start", "expected_end", "end")
    found = ask(
        "select batch_number, status, batch_type, start_date, expected_end_date, actual_end_date from batch_batch"
    )
    assert sorted((tuple(one[key] for key in keys) for one in picture()["batches"]), key=str) == sorted(found, key=str)


def test_stays(ask: Ask) -> None:
    """Where every batch stood, with the fish of its first day."""
    stays, stages = picture()["stays"], picture()["scenario"]["stages"]
    mine = zip(
        (numbers()[at] for at in stays["batch"]),
        (stages[at]["name"] for at in stays["stage"]),
        (at + 1 for at in stays["container"]),
        stays["first"],
        (None if still else end for end, still in zip(stays["end"], stays["open"], strict=True)),
        map(bool, stays["harvested"]),
        stays["began"],
        strict=True,
    )
    found = ask(
        "select b.batch_number, s.name, a.container_id, a.assignment_date, a.departure_date,"
        " exists (select from harvest_harvestevent e where e.assignment_id = a.id),"
        " (select h.population_count from batch_historicalbatchcontainerassignment h where h.id = a.id"
        "  order by h.history_date, h.history_id limit 1)"
        " from batch_batchcontainerassignment a join batch_batch b on b.id = a.batch_id"
        " join batch_lifecyclestage s on s.id = a.lifecycle_stage_id"
        " where a.container_id <= %(boxes)s and (a.departure_date is not null or a.population_count > 0)",
        boxes=len(picture()["containers"]["name"]),
    )
    assert sorted(mine, key=str) == sorted(found, key=str)


def test_mondays_of_stays(ask: Ask) -> None:
    stays = picture()["stays"]
    mine = []
    for stay, (low, high) in enumerate(pairwise(stays["edges"])):
        first = stays["first"][stay] + (4 - stays["first"][stay]) % 7
        key = numbers()[stays["batch"][stay]], stays["container"][stay] + 1
        mine += [
            (*key, first + 7 * at, stays["fish"][low + at], stays["weight_cg"][low + at]) for at in range(high - low)
        ]
    found = ask(
        "select b.batch_number, s.container_id, s.date, s.population, (100 * s.avg_weight_g)::int"
        " from batch_actualdailyassignmentstate s join batch_batch b on b.id = s.batch_id"
        " where s.day_number > 0 and extract(isodow from s.date) = 1 and s.container_id <= %(boxes)s",
        boxes=len(picture()["containers"]["name"]),
    )
    assert sorted(mine) == sorted(found)


def test_fish_and_biomass_of_batches(ask: Ask) -> None:
    mine = {
        (name, monday(weeks["week"] + at)): (fish, kg)
        for name, weeks in begun()
        for at, (fish, kg) in enumerate(zip(weeks["fish"], weeks["biomass_ckg"], strict=True))
        if fish
    }
    found = ask(
        "select b.batch_number, s.date, sum(s.population), sum(100 * s.biomass_kg)"
        " from batch_actualdailyassignmentstate s join batch_batch b on b.id = s.batch_id"
        " where s.day_number > 0 and extract(isodow from s.date) = 1 group by 1, 2 having sum(s.population) > 0"
    )
    assert mine == {row[:2]: row[2:] for row in found}


def test_planned_weights(ask: Ask) -> None:
    found = ask(
        "select b.batch_number, p.projection_date, p.average_weight from scenario_scenarioprojection p"
        " join scenario_projection_run r on r.run_id = p.projection_run_id"
        " join (select batch_id, min(scenario_id) as scenario_id from scenario group by batch_id) base"
        " on base.scenario_id = r.scenario_id join batch_batch b on b.id = base.batch_id"
        " where extract(isodow from p.projection_date) = 1"
    )
    mine = {
        (name, monday(weeks["planned_week"] + at)): cg
        for name, weeks in begun()
        for at, cg in enumerate(weeks["planned_cg"])
    }
    assert mine.keys() == {row[:2] for row in found}
    assert all(abs(mine[name, day] / 100 - weight) <= 0.005 + 1e-9 for name, day, weight in found)


def test_deaths_by_cause(ask: Ask) -> None:
    mine = nonzero(
        ((name, cause, monday(weeks["week"] + at)), fish)
        for name, weeks in begun()
        for cause, row in weeks["deaths"].items()
        for at, fish in enumerate(row)
    )
    found = ask(
        "select b.batch_number, m.cause, date_trunc('week', m.event_date)::date, sum(m.count)"
        " from batch_mortalityevent m join batch_batch b on b.id = m.batch_id group by 1, 2, 3"
    )
    assert mine == {row[:3]: row[3] for row in found}


@pytest.mark.parametrize(("key", "column"), [("feed_ckg", "amount_kg"), ("cost_cents", "feed_cost")])
def test_feed_and_its_cost(ask: Ask, key: str, column: str) -> None:
    mine = nonzero(
        ((name, monday(weeks["week"] + at)), value) for name, weeks in begun() for at, value in enumerate(weeks[key])
    )
    found = ask(
        f"select b.batch_number, date_trunc('week', f.feeding_date)::date, sum(100 * f.{column})"
        " from inventory_feedingevent f join batch_batch b on b.id = f.batch_id group by 1, 2"
    )
    assert mine == {row[:2]: row[2] for row in found}


def test_growth_samples(ask: Ask) -> None:
    mine = [
        (name, day, number, cg)
        for name, weeks in begun()
        for day, number, cg in zip(*(weeks["samples"][key] for key in ("day", "samples", "sum_cg")), strict=True)
    ]
    found = ask(
        "select b.batch_number, g.sample_date, count(*), sum(100 * g.avg_weight_g) from batch_growthsample g"
        " join batch_batchcontainerassignment a on a.id = g.assignment_id join batch_batch b on b.id = a.batch_id"
        " group by 1, 2"
    )
    assert sorted(mine) == sorted(found)


def test_lice(ask: Ask) -> None:
    mine = {
        (name, monday(weeks["week"] + at)): row
        for name, weeks in begun()
        if weeks["lice"]
        for at, row in enumerate(zip(*(weeks["lice"][key] for key in ("looked_at", "females", "lice")), strict=True))
        if row[0]
    }
    found = ask(
        "select b.batch_number, date_trunc('week', c.count_date)::date,"
        " sum(c.fish_sampled) / count(distinct c.lice_type_id),"
        " sum(c.count_value) filter (where t.species = 'Lepeophtheirus salmonis' and t.gender = 'female'"
        " and t.development_stage = 'adult'), sum(c.count_value) from health_licecount c"
        " join health_licetype t on t.id = c.lice_type_id join batch_batch b on b.id = c.batch_id group by 1, 2"
    )
    assert mine == {row[:2]: row[2:] for row in found}


def test_treatments(ask: Ask) -> None:
    keys = ("day", "kind", "text", "outcome", "withholding_days", "containers")
    found = ask(
        "select b.batch_number, t.treatment_date::date, t.treatment_type, t.description, t.outcome,"
        " t.withholding_period_days, count(*) from health_treatment t join batch_batch b on b.id = t.batch_id"
        " group by 1, 2, 3, 4, 5, 6"
    )
    mine = [(numbers()[one["batch"]], *(one[key] for key in keys)) for one in picture()["treatments"]]
    assert sorted(mine, key=str) == sorted(found, key=str)


def test_feed_conversion(ask: Ask) -> None:
    keys = ("month", "fcr_milli", "feed_ckg", "growth_ckg")
    found = ask(
        "select b.batch_number, s.period_start, 1000 * s.fcr, 100 * s.total_feed_kg, 100 * s.total_growth_kg"
        " from inventory_batchfeedingsummary s join batch_batch b on b.id = s.batch_id"
    )
    mine = [(numbers()[one["batch"]], *(one[key] for key in keys)) for one in picture()["feeding"]]
    assert sorted(mine) == sorted(found)


def test_harvests_and_grades(ask: Ask) -> None:
    keys = ("day", "rings", "fish", "live_g", "gutted_g")
    found = ask(
        "select b.batch_number, e.event_date::date, count(distinct e.id), sum(l.unit_count),"
        " sum(1000 * l.live_weight_kg), sum(1000 * l.gutted_weight_kg) from harvest_harvestevent e"
        " join harvest_harvestlot l on l.event_id = e.id join batch_batch b on b.id = e.batch_id group by 1, 2"
    )
    mine = [(numbers()[one["batch"]], *(one[key] for key in keys)) for one in picture()["harvests"]]
    assert sorted(mine) == sorted(found)
    graded = ask(
        "select g.code, g.name, sum(l.unit_count), sum(1000 * l.live_weight_kg) from harvest_harvestlot l"
        " join harvest_productgrade g on g.id = l.product_grade_id group by g.id, g.code, g.name order by g.id"
    )
    assert [tuple(one.values()) for one in picture()["grades"]] == graded


def test_open_work(ask: Ask) -> None:
    found = ask(
        "select 'batch_creationworkflow', w.workflow_number, w.status, w.planned_start_date, b.batch_number, ''"
        " from batch_creationworkflow w join batch_batch b on b.id = w.batch_id"
        " where w.status not in ('COMPLETED', 'CANCELLED') union all"
        " select 'batch_batchtransferworkflow', w.workflow_number, w.status, w.planned_start_date, b.batch_number, ''"
        " from batch_batchtransferworkflow w join batch_batch b on b.id = w.batch_id"
        " where w.status not in ('COMPLETED', 'CANCELLED') union all"
        " select 'planning_plannedactivity', a.activity_type, a.status, a.due_date, b.batch_number,"
        " coalesce(c.name, '') from planning_plannedactivity a left join batch_batch b on b.id = a.batch_id"
        " left join infrastructure_container c on c.id = a.container_id"
        " where a.status not in ('COMPLETED', 'CANCELLED') union all"
        " select 'broodstock_maintenancetask', t.task_type, 'PENDING', t.scheduled_date::date, null, c.name"
        " from broodstock_maintenancetask t join infrastructure_container c on c.id = t.container_id"
        " where t.completed_date is null"
    )
    mine = [
        (
            one["table"],
            one["what"],
            one["status"],
            one["due"],
            numbers()[one["batch"]] if one["batch"] >= 0 else None,
            one["container"],
        )
        for one in picture()["work"]
    ]
    assert sorted(mine, key=str) == sorted(found, key=str)


def test_feed_in_stock(ask: Ask) -> None:
    """What is left of each feed, and the level of each store on every Monday."""
    feeds, stores, first = picture()["feeds"], picture()["stores"], picture()["scenario"]["first_week"]
    assert [store["name"] for store in stores] == [
        name for (name,) in ask("select name from infrastructure_feedcontainer order by id")
    ]
    left = ask(
        "select s.feed_container_id - 1, f.name, sum(100 * s.quantity_kg) from inventory_feedcontainerstock s"
        " join inventory_feedpurchase p on p.id = s.feed_purchase_id join inventory_feed f on f.id = p.feed_id"
        " group by 1, 2 having sum(s.quantity_kg) > 0"
    )
    mine = {(at, feeds[int(feed)]): kg for at, store in enumerate(stores) for feed, kg in store["left"].items()}
    assert mine == {row[:2]: row[2] for row in left}
    levels = ask(
        "with feeder as (select c.id as container, min(s.id) as store from infrastructure_container c"
        " join infrastructure_feedcontainer s on s.hall_id = c.hall_id or s.area_id = c.area_id group by c.id),"
        " change as (select s.feed_container_id as store, p.purchase_date as day, p.quantity_kg as kg"
        " from inventory_feedcontainerstock s join inventory_feedpurchase p on p.id = s.feed_purchase_id union all"
        " select store, feeding_date, -amount_kg from inventory_feedingevent join feeder on container = container_id)"
        " select store - 1, day, 100 * sum(kg) from change group by 1, 2"
    )
    changes = defaultdict(dict)
    for store, day, kg in levels:
        changes[store][day] = kg
    for at, store in enumerate(stores):
        for week, level in enumerate(store["level_ckg"]):
            before = sum(kg for day, kg in changes[at].items() if day < monday(first + week))
            assert level == round(before), (store["name"], week)


def test_water(ask: Ask) -> None:
    """The first reading of each day in the containers that the page names, week by week."""
    first = picture()["scenario"]["first_week"]
    assert {picture()["places"][one["place"]]["site"] for one in picture()["water"]}
    for place in picture()["water"]:
        watched = list(zip(place["containers"], place["firsts"], place["ends"], strict=True))
        assert all(end <= begin for (_, _, end), (_, begin, _) in pairwise(watched))
        rows = []
        for box, begin, end in watched:
            rows += ask(
                "select p.name, date_trunc('week', day)::date, value from (select distinct on (r.parameter_id,"
                " r.reading_time::date) r.parameter_id, r.reading_time::date as day, r.value"
                " from environmental_environmentalreading r join batch_batchcontainerassignment a"
                " on a.id = r.batch_container_assignment_id"
                " where r.container_id = %(box)s and r.notes = '' and r.reading_time::date >= %(begin)s"
                " and r.reading_time::date < %(end)s and a.assignment_date <= %(begin)s"
                " order by 1, 2, r.reading_time) one"
                " join environmental_environmentalparameter p on p.id = one.parameter_id",
                box=box + 1,
                begin=date.fromordinal(begin + EPOCH),
                end=date.fromordinal(end + EPOCH),
            )
        for measure in place["parameters"]:
            weeks = defaultdict(list)
            for name, day, value in rows:
                if name == measure["name"]:
                    weeks[day].append(round(value * 10 ** measure["decimals"]))
            for at, row in enumerate(zip(*(measure[key] for key in ("number", "sum", "low", "high")), strict=True)):
                known = weeks[monday(first + at)] or [0]
                wanted = (len(weeks[monday(first + at)]), sum(known), min(known), max(known))
                assert row == wanted, (place["place"], measure["name"], at)


def test_usage(ask: Ask) -> None:
    """Container-days and containers with fish, by leg and by site; the bound is held by test_report.py."""
    usage, names = picture()["usage"], picture()["sites"]
    query = (
        "select g.name, case when c.hall_id is null then 'sea' else 'freshwater' end as leg,"
        " coalesce(f.name, ar.name), sum(greatest(0, least(coalesce(a.departure_date, %(end)s), %(end)s)"
        " - greatest(a.assignment_date, %(first)s))) from batch_batchcontainerassignment a"
        " join infrastructure_container c on c.id = a.container_id left join infrastructure_hall h on h.id = c.hall_id"
        " left join infrastructure_freshwaterstation f on f.id = h.freshwater_station_id"
        " left join infrastructure_area ar on ar.id = c.area_id"
        " join infrastructure_geography g on g.id = coalesce(f.geography_id, ar.geography_id)"
        " where a.container_id <= %(boxes)s and (a.departure_date is not null or a.population_count > 0)"
        " group by 1, 2, 3"
    )
    for first, end in {(one["first"], one["end"]) for one in usage["legs"]}:
        days = {"first": date.fromordinal(first + EPOCH), "end": date.fromordinal(end + EPOCH)}
        found = ask(query, boxes=len(picture()["containers"]["name"]), **days)
        mine = {
            (one["geography"], one["leg"], one["site"]): one["used"] for one in usage["sites"] if one["first"] == first
        }
        assert nonzero(iter(mine.items())) == {row[:3]: row[3] for row in found if row[3]}
        for one in usage["legs"]:
            if one["first"] == first:
                same = [row[3] for row in found if row[1] == one["leg"] and one["geography"] in ("", row[0])]
                assert one["used"] == sum(same)
                assert one["used"] <= one["bound"] <= one["whole"]
    held = defaultdict(int)
    stays, place = picture()["stays"], picture()["containers"]["place"]
    for box, begin, end in zip(stays["container"], stays["first"], stays["end"], strict=True):
        for week in range(len(usage["weeks"][0])):
            day = monday(picture()["scenario"]["first_week"] + week)
            held[picture()["places"][place[box]]["site"], week] += begin <= day < end
    assert [[held[site, week] for week in range(len(row))] for site, row in enumerate(usage["weeks"])] == usage["weeks"]
    assert len(usage["weeks"]) == len(names)


def test_rows_of_tables(ask: Ask) -> None:
    assert picture()["tables"]
    for table, (rows, size) in picture()["tables"].items():
        assert ask(f'select count(*) from public."{table}"') == [(rows,)], table
        assert size > 0


def test_the_picture_is_the_same_for_any_number_of_jobs() -> None:
    farm = farm_of(smoke())
    assert draw_farm(farm, planned().plan, 2) == draw_farm(farm, planned().plan, 1)


def test_smoke_has_something_of_everything() -> None:
    """So that no comparison above is one of nothing with nothing."""
    assert [name for name, section in picture().items() if not section] == []
    assert any(weeks["lice"] for _, weeks in begun())
    assert all(any(weeks[key] for _, weeks in begun()) for key in ("fish", "feed_ckg", "planned_cg", "deaths"))
    assert any(store["left"] for store in picture()["stores"])

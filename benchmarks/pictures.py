"""Five pictures of a restored farm, as PNG: python benchmarks/pictures.py DSN [FOLDER]   (extra `science`)

Growth of the rings of a batch, deaths of a site, a week and a year of sea water, feed with days of fasting, and what
was reckoned against what was harvested: what an analyst looks at first. For docs/realism.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import psycopg2
from matplotlib import pyplot

Ask = Callable[..., list[tuple[Any, ...]]]

mpl.rcParams.update({"svg.hashsalt": "aqc", "svg.fonttype": "none", "font.size": 9, "axes.spines.top": False})
mpl.rcParams.update({"axes.spines.right": False, "figure.figsize": (7.5, 2.8), "figure.constrained_layout.use": True})

LONGEST = """
    select a.batch_id from batch_batchcontainerassignment a join infrastructure_container c on c.id = a.container_id
    where c.area_id is not null and not a.is_active group by 1 having count(*) >= 15
    order by max(a.departure_date - a.assignment_date) desc, 1 limit 1"""
RINGS = f"""
    select a.id, a.assignment_date, a.departure_date from batch_batchcontainerassignment a
    join infrastructure_container c on c.id = a.container_id
    where c.area_id is not null and a.batch_id = ({LONGEST}) order by a.id limit 20"""
SAMPLES = """
    select sample_date - %s::date, avg_weight_g / 1000 from batch_growthsample where assignment_id = %s order by 1"""
DEATHS = f"""
    select m.event_date, 1000.0 * sum(m.count) / max(f.fish) from batch_mortalityevent m
    join batch_batchcontainerassignment a on a.id = m.assignment_id
    join infrastructure_container c on c.id = a.container_id and c.area_id is not null
    cross join (select sum(population_count) + sum(coalesce(d.dead, 0)) as fish
                from batch_batchcontainerassignment b join infrastructure_container e on e.id = b.container_id
                left join (select assignment_id, sum(count) as dead from batch_mortalityevent group by 1) d
                    on d.assignment_id = b.id
                where e.area_id is not null and b.batch_id = ({LONGEST})) f
    where a.batch_id = ({LONGEST}) group by 1 order by 1"""
WATER = """
    select r.reading_time, r.value from environmental_environmentalreading r
    join environmental_environmentalparameter p on p.id = r.parameter_id and p.name = %s
    where r.batch_container_assignment_id = %s and r.reading_time >= %s::date and r.reading_time < %s::date + %s
    order by 1"""
FEED = """
    select d::date - %s::date, coalesce(sum(f.amount_kg), 0) from generate_series(%s::date, %s::date - 1, '1 day') d
    left join inventory_feedingevent f on f.feeding_date = d::date and f.batch_assignment_id = %s
    group by 1 order by 1"""
HARVEST = """
    select a.avg_weight_g / 1000, sum(l.live_weight_kg) / sum(l.unit_count) from harvest_harvestevent e
    join harvest_harvestlot l on l.event_id = e.id join batch_batchcontainerassignment a on a.id = e.assignment_id
    group by a.id, a.avg_weight_g order by a.id"""
GREEN, BLUE, RED = "#3b7d4f", "#2b5c8a", "#b0413e"


def growth(ask: Ask, axes: Any) -> None:
    for ring, first, _ in ask(RINGS):
        days, kg = zip(*ask(SAMPLES, first, ring), strict=True)
        axes.plot(days, kg, linewidth=0.6, color=GREEN, alpha=0.7)
    axes.set(xlabel="days at sea", ylabel="mean weight, kg", title="Samples of the rings of a batch")


def deaths(ask: Ask, axes: Any) -> None:
    days, dead = zip(*ask(DEATHS), strict=True)
    axes.bar(days, dead, width=1.0, color=RED)
    axes.set(ylabel="dead a day, of 1000 stocked", title="Deaths of a site")


def water(ask: Ask, axes: Any) -> None:
    ring, first, last = ask(RINGS)[0]
    middle = first + (last - first) // 3
    for one, name, span in zip(axes, ("Temperature", "Dissolved Oxygen"), (365, 7), strict=True):
        start = first if span > 7 else middle
        times, values = zip(*ask(WATER, name, ring, start, start, span), strict=True)
        one.plot(times, values, linewidth=0.4 if span > 7 else 0.8, color=BLUE, marker="." if span == 7 else None)
        unit = "°C" if name == "Temperature" else "% saturation"
        one.set(ylabel=unit, title=f"{name}, {'a year' if span > 7 else 'a week'}")
        one.tick_params(axis="x", rotation=30)


def feed(ask: Ask, axes: Any) -> None:
    ring, first, last = ask(RINGS)[0]
    days, kg = zip(*ask(FEED, first, first, last, ring), strict=True)
    axes.bar(days, kg, width=1.0, color=GREEN)
    fasting = [day for day, one in zip(days, kg, strict=True) if not one]
    axes.plot(fasting, [0] * len(fasting), "|", color=RED, markersize=9, label=f"{len(fasting)} days without feed")
    axes.legend(frameon=False)
    axes.set(xlabel="days at sea", ylabel="feed a day, kg", title="Feed of a ring")


def harvest(ask: Ask, axes: Any) -> None:
    reckoned, weighed = zip(*((float(a), float(b)) for a, b in ask(HARVEST)), strict=True)
    ends = [min(reckoned), max(reckoned)]
    axes.plot(ends, ends, color="grey", linewidth=0.8)
    axes.plot(reckoned, weighed, ".", color=BLUE, markersize=4)
    axes.set(xlabel="reckoned mean weight, kg", ylabel="weighed at harvest, kg", title="Estimate and harvest of rings")


PICTURES: dict[str, tuple[Callable[[Ask, Any], None], int]] = {
    "growth": (growth, 1),
    "deaths": (deaths, 1),
    "water": (water, 2),
    "feed": (feed, 1),
    "harvest": (harvest, 1),
}
"""[file] what draws it, and on how many axes"""


def main() -> None:
    dsn, folder = sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images")
    with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:

        def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
            cursor.execute(query, values or None)
            return cursor.fetchall()

        for name, (draw, number) in PICTURES.items():
            figure, axes = pyplot.subplots(1, number)
            draw(ask, axes)
            figure.savefig(folder / f"realism-{name}.png", dpi=110, metadata={"Software": None})
            print(folder / f"realism-{name}.png")


if __name__ == "__main__":
    main()

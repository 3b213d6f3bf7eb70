"""A plan as a picture: an SVG with a row a site, on it the batches by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import data_folder
from compiler.diagnostics import visible
from compiler.exact import iso_date
from compiler.nouns import Plan, Scenario

COLOURS = ("#e3a008", "#56b4e9", "#12a37a", "#cc79a7", "#3b7dd8", "#d9622b", "#8d6cd9", "#8a97a5")
LEFT, TOP, WIDE, LANE, GAP = 150, 64, 1080, 13, 5
LETTER = 5.6
"""Width of a letter of a bar's name, in pixels"""
EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class Row:
    """A site: `lanes` are the ends of the last bars in each."""

    name: str
    lanes: list[int] = field(default_factory=list)
    bars: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    """lane, first day, day after the last, stage, batch"""


def draw_plan(scenario: Scenario, plan: Plan) -> str:
    """The picture. Sites without fish are left out."""
    rows = list(_rows(scenario, plan).values())
    first = int(plan.first.min(initial=scenario.as_of - 1))
    scale = WIDE / max(scenario.as_of - first, 1)
    shapes, top = [], TOP
    for row in rows:
        height = LANE * len(row.lanes) + GAP
        shapes.append(
            {"name": row.name, "top": top, "height": height, "bars": [_bar(bar, first, scale, top) for bar in row.bars]}
        )
        top += height
    stages = scenario.geographies[0].stages if scenario.geographies else ()
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates") / "report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("plan.svg").render(
        name=visible(scenario.name),
        first=iso_date(first),
        as_of=iso_date(scenario.as_of),
        batches=len({bar[4] for row in rows for bar in row.bars}),
        rows=shapes,
        stages=[(visible(stage.name), COLOURS[at % len(COLOURS)]) for at, stage in enumerate(stages)],
        marks=[(f"{LEFT + scale * (day - first):.1f}", text) for day, text in _marks(first, scenario.as_of)],
        left=LEFT,
        top=TOP,
        wide=WIDE,
        lane=LANE,
        bottom=top,
    )


def _rows(scenario: Scenario, plan: Plan) -> Mapping[tuple[str, int], Row]:
    """Stations, then areas, of each geography; a bar is the time that a batch was there in a stage."""
    spans: dict[tuple[str, int, int, int], list[int]] = {}
    columns = (
        plan.container.tolist(),
        plan.batch.tolist(),
        plan.stage.tolist(),
        plan.first.tolist(),
        plan.end.tolist(),
    )
    for container, batch, stage, first, end in zip(*columns, strict=True):
        box = scenario.containers[container]
        site = box.place if box.leg == "sea" else scenario.halls[box.place].station
        span = spans.setdefault((box.leg, site, batch, stage), [first, end])
        span[:] = min(span[0], first), max(span[1], end)
    rows = dict(_sites(scenario))
    for (leg, site, batch, stage), (first, end) in sorted(spans.items(), key=lambda one: (one[1], one[0])):
        row = rows[leg, site]
        lane = next((at for at, busy in enumerate(row.lanes) if busy <= first), len(row.lanes))
        row.lanes[lane : lane + 1] = [end]
        row.bars.append((lane, first, end, stage, visible(scenario.batches[batch].number)))
    return {key: row for key, row in rows.items() if row.bars}


def _sites(scenario: Scenario) -> Iterator[tuple[tuple[str, int], Row]]:
    sites = [("freshwater", at, one.geography, one.name) for at, one in enumerate(scenario.stations)]
    sites += [("sea", at, one.geography, one.name) for at, one in enumerate(scenario.areas)]
    for leg, at, _, name in sorted(sites, key=lambda site: site[2]):
        yield (leg, at), Row(visible(name))


def _bar(bar: tuple[int, int, int, int, str], first: int, scale: float, top: int) -> Mapping[str, Any]:
    lane, begin, end, stage, batch = bar
    width = scale * (end - begin)
    return {
        "x": f"{LEFT + scale * (begin - first):.1f}",
        "y": top + LANE * lane,
        "width": f"{width:.1f}",
        "stage": stage % len(COLOURS),
        "batch": batch,
        "from": iso_date(begin),
        "to": iso_date(end),
        "text": batch if len(batch) * LETTER < width else "",
    }


def _marks(first: int, end: int) -> Iterator[tuple[int, str]]:
    """First days of years, or of quarters where the history is short: about a dozen at most."""
    months = 12 if end - first > 4 * 365 else 3
    day = (EPOCH + timedelta(days=first)).replace(day=1)
    while (day - EPOCH).days < end:
        if (day.month - 1) % months == 0 and (day - EPOCH).days >= first:
            yield (day - EPOCH).days, f"{day:%Y-%m}"
        day = (day + timedelta(days=31)).replace(day=1)

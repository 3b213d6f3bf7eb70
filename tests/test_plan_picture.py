"""How full the farm is over time in characters, and a plan as SVG, against counts in plain Python."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from smoke import planned

from compiler.cli import commands
from compiler.cli.picture.characters import BLOCKS, DIGITS, LABEL, lines
from compiler.cli.picture.svg import draw_plan

ROOT = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("columns", [20, 80, 137])
def test_characters_are_counts_of_days(columns: int) -> None:
    scenario, plan = planned().scenario, planned().plan
    heading, *rows = lines(scenario, plan, columns)
    first, places = int(plan.first.min()), max(columns - LABEL, 12)
    days = -(-(scenario.as_of - first) // places)
    assert f" {days} days a character" in heading
    assert len(rows) == 12
    for row in rows:
        geography, stage, course = row[2:18].strip(), row[19:31].strip(), row[LABEL - 1 :].strip()
        at = [one.name for one in scenario.geographies].index(geography)
        number = [one.name for one in scenario.geographies[at].stages].index(stage)
        mine = [
            stay
            for stay in range(len(plan.first))
            if plan.stage[stay] == number and scenario.batches[plan.batch[stay]].geography == at
        ]
        assert len(course) == -(-(scenario.as_of - first) // days) <= places
        for place, character in enumerate(course):
            span = range(first + place * days, min(first + (place + 1) * days, scenario.as_of))
            held = sum(int(plan.first[stay]) <= day < int(plan.end[stay]) for stay in mine for day in span)
            assert (character == BLOCKS[0]) == (held == 0)
        if stage == "Parr" and geography == "Scotland":
            assert BLOCKS[-1] in course


def test_terminals_without_blocks_get_digits() -> None:
    scenario, plan = planned().scenario, planned().plan
    blocks, digits = (list(lines(scenario, plan, 80, scale)) for scale in (BLOCKS, DIGITS))
    table = str.maketrans(dict(zip(BLOCKS, DIGITS, strict=True)))
    assert [line.translate(table) for line in blocks] == digits
    assert all(line.isascii() for line in digits)


def test_the_picture_has_a_bar_for_every_batch_stage_and_site() -> None:
    scenario, plan = planned().scenario, planned().plan
    root = ET.fromstring(draw_plan(scenario, plan))
    bars = [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")]
    wanted = set()
    for stay in range(len(plan.first)):
        box = scenario.containers[plan.container[stay]]
        site = scenario.areas[box.place] if box.leg == "sea" else scenario.stations[scenario.halls[box.place].station]
        wanted.add((scenario.batches[plan.batch[stay]].number, site.name, int(plan.stage[stay])))
    assert len(bars) == len(wanted)
    assert {tuple(str(bar).split(",")[0].split(" at ")) for bar in bars} == {(batch, site) for batch, site, _ in wanted}


def test_hostile_names_make_no_markup() -> None:
    scenario, plan = planned().scenario, planned().plan
    first, *others = scenario.batches
    evil = replace(scenario, name="<script>\u202e", batches=(replace(first, number="]]><a href='x'>\x01"), *others))
    text = draw_plan(evil, plan)
    root = ET.fromstring(text)
    assert "\u202e" not in text and root.find(f".//{SVG}script") is None and root.find(f".//{SVG}a") is None
    assert any("]]><a href='x'><U+0001>" in str(one.text) for one in root.iter(f"{SVG}title"))


def test_the_command_draws_beside_its_text(tmp_path: Path) -> None:
    out = tmp_path / "plan.svg"
    run = CliRunner().invoke(commands, ["plan", str(ROOT / "scenarios" / "tutorial.yaml"), "--picture", str(out)])
    assert run.exit_code == 0
    assert "days a character" in run.output
    assert ET.fromstring(out.read_text(encoding="utf-8")).tag == f"{SVG}svg"
    assert CliRunner().invoke(commands, ["plan", "x.yaml", "--resolved", "--picture", str(out)]).exit_code == 2

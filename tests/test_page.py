"""The page of `aqc report` in a real browser, by the keyboard; and what it is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from breadth import sampled
from browser import Window, chromium
from click.testing import CliRunner
from smoke import planned, smoke
from test_picture import read

from compiler.cli import commands
from compiler.cli.picture.drawing import draw
from compiler.cli.picture.page import library, write_page
from compiler.diagnostics import Stop
from compiler.nouns import Scenario
from compiler.pipeline import AS_WRITTEN, farm_of
from compiler.proof import Drawn, Side, draw_farm

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&amp;\u202eevil"
HELD = "[data-figure=day-summary]"
DRAWN = (
    "return [...document.querySelectorAll(`#${arguments[0]} .plot`)].every((one) =>"
    " one.childElementCount > 0 || (one.scrollIntoView(), false))"
)
"""All charts of a section are there; those that are not come into sight"""
ROOT = Path(__file__).resolve().parent.parent


def drawn(scenario: Scenario | None = None, label: str = "smoke.yaml") -> Drawn:
    """Smoke, or smoke with things called otherwise."""
    lived = smoke() if scenario is None else replace(smoke(), scenario=scenario)
    picture, _ = draw_farm(farm_of(lived), planned().plan, 1)
    side = Side(label, planned().document, lived.scenario, planned().plan, 1, lived.histories, picture["tables"])
    return Drawn(side, picture, ())


@cache
def farm() -> Drawn:
    return drawn()


@cache
def facts() -> Any:
    return read(farm().picture)


def hostile() -> Drawn:
    """Every kind of name is what nobody should put into a page."""
    known = smoke().scenario
    first, *others = known.batches
    renamed = replace(
        known,
        name=HOSTILE,
        about=HOSTILE,
        batches=(replace(first, number=HOSTILE), *others),
        stations=tuple(replace(one, name=f"{at}{HOSTILE}") for at, one in enumerate(known.stations)),
        halls=tuple(replace(one, name=f"{at}{HOSTILE}") for at, one in enumerate(known.halls)),
        containers=tuple(replace(one, name=f"{at}{HOSTILE}") for at, one in enumerate(known.containers)),
        feeds=tuple(replace(one, name=f"{at}{HOSTILE}") for at, one in enumerate(known.feeds)),
    )
    return drawn(renamed, HOSTILE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def page(folder: Path) -> Path:
    path = folder / "smoke.html"
    write_page(path, [farm()], None, library())
    return path


@pytest.fixture(scope="module")
def window(folder: Path) -> Iterator[Window]:
    with chromium(folder / "profile") as browser:
        yield Window(browser)


def test_it_opens_without_complaints_and_asks_nobody(window: Window, page: Path) -> None:
    """Every section is scrolled to, so that every chart is drawn and every list unfolded."""
    window.open(page)
    for section in window.run("return [...document.querySelectorAll('section')].map((one) => one.id)"):
        window.run("document.getElementById(arguments[0]).scrollIntoView()", section)
        window.wait(DRAWN, section)
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    window.wait("return [...document.querySelectorAll('details')].every((one) => one.childElementCount > 1)")
    assert window.run("return performance.getEntriesByType('resource').map((one) => one.name)") == []
    assert window.complaints() == []


def test_every_control_is_reached_by_tab_and_seen_to_be(window: Window, page: Path) -> None:
    window.open(page)
    wanted = window.run(
        "return [...document.querySelectorAll('a[href], button, select, input, summary, [tabindex=\"0\"]')]"
        ".filter((one) => one.checkVisibility()).map((one, at) => { one.dataset.at = at; return at; })"
    )
    reached, outlines = set(), set()
    for _ in range(3 * len(wanted)):
        window.press("TAB")
        at, outline = window.run(
            "const one = document.activeElement, look = getComputedStyle(one);"
            "return [one.dataset.at ?? null, `${look.outlineStyle} ${look.outlineWidth}`]"
        )
        if at is not None:
            reached.add(int(at))
            outlines.add(outline)
        if len(reached) == len(wanted):
            break
    assert reached == set(wanted)
    assert outlines == {"solid 3px"}


def test_what_a_screen_reader_hears(window: Window, page: Path) -> None:
    """Landmarks, one heading of the first rank, a name for every control and chart, and a table of the chart."""
    window.open(page)
    marks = "return ['header', 'nav', 'main', 'footer'].map((one) => document.querySelectorAll(one).length)"
    assert window.run(marks) == [1, 1, 1, 1]
    assert window.run("return document.querySelectorAll('h1').length") == 1
    nameless = window.run(
        "return [...document.querySelectorAll('button, select, input, [role=img], [role=application], section')]"
        ".filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim()"
        " || one.getAttribute('aria-labelledby'))).map((one) => one.outerHTML)"
    )
    assert nameless == []
    window.run("document.getElementById('day-map').scrollIntoView()")
    window.wait("return document.querySelectorAll('#day-map tbody tr').length > 0")
    assert window.run("return document.querySelectorAll('#day-map th[scope=col]').length") > 5


def standing(day: int) -> tuple[int, int]:
    """Containers with fish on a day, and batches in them."""
    stays = facts()["stays"]
    here = [at for at, first in enumerate(stays["first"]) if first <= day < stays["end"][at]]
    return len(here), len({stays["batch"][at] for at in here})


def test_the_slider_moves_by_arrows(window: Window, page: Path) -> None:
    window.open(page)
    window.run("document.getElementById('day-map').scrollIntoView()")
    window.wait("return document.querySelector(arguments[0]).innerText !== ''", HELD)
    last = facts()["scenario"]["as_of"] - 1
    window.run("document.getElementById('day').focus()")
    for keys, day in ((("ARROW_LEFT",), last - 1), (("ARROW_LEFT",) * 30, last - 31), (("ARROW_RIGHT",), last - 30)):
        window.press(*keys)
        containers, batches = standing(day)
        shown = window.text(HELD)
        assert f"{containers} of" in shown and f"of {batches} batches" in shown
        assert window.run("return document.getElementById('day').getAttribute('aria-valuetext')") in shown
    window.press("HOME")
    assert f"{standing(facts()['scenario']['first_day'])[0]} of" in window.text(HELD)


def test_play_moves_the_day_and_stops(window: Window, page: Path) -> None:
    window.open(page)
    window.run("document.getElementById('day').focus()")
    window.press("HOME")
    before = int(window.run("return document.getElementById('day').value"))
    window.run("document.getElementById('play').focus()")
    window.press("SPACE")
    window.wait("return Number(document.getElementById('day').value) > arguments[0] + 3", before)
    window.press("SPACE")
    assert window.run("return document.getElementById('play').getAttribute('aria-pressed')") == "false"


def test_a_batch_is_found_by_typing(window: Window, page: Path) -> None:
    number = facts()["batches"][2]["number"]
    window.open(page)
    window.run("document.getElementById('find').focus()")
    window.press(*number.lower(), "ENTER")
    assert f"{number} is shown" in window.text("#said")
    window.run("document.getElementById('batch').scrollIntoView()")
    window.wait("return document.querySelector('#batch h3')?.innerText === arguments[0]", number)
    week = facts()["weeks"][2]
    told = window.text("[data-figure=batch-facts]")
    assert f"{sum(map(sum, week['deaths'].values())):,}" in told
    assert f"{sum(week['feed_ckg']) / 100:,.0f}" in told
    assert number in window.text("[data-figure=gantt-summary]")
    window.run("document.getElementById('find').focus()")
    window.press(*["BACKSPACE"] * len(number), *"nobody", "ENTER")
    assert "no such batch" in window.text("#said")


def test_the_chart_moves_by_keys(window: Window, page: Path) -> None:
    window.open(page)
    window.wait("return Farms.all[0].gantt !== undefined")
    window.run("document.querySelector('#gantt .plot').focus()")
    span = "const { start, end } = Farms.all[0].gantt.x_range; return [start, end]"
    begin, end = window.run(span)
    window.press("+")
    start, stop = window.run(span)
    assert begin < start < stop < end
    window.press("ARROW_LEFT")
    assert window.run(span)[0] < start
    window.press("HOME")
    assert window.run(span) == [begin, end]
    window.run("document.querySelector('#gantt select').value = 's0';"
               "document.querySelector('#gantt select').dispatchEvent(new Event('change'))")  # fmt: skip
    site = [at for at, place in enumerate(facts()["places"]) if place["site"] == 0]
    boxes = [
        at
        for at, (place, holds) in enumerate(
            zip(*(facts()["containers"][key] for key in ("place", "structural")), strict=True)
        )
        if place in site and not holds
    ]
    stays = sum(box in boxes for box in facts()["stays"]["container"])
    assert f"{len(boxes)} containers, {stays} stays" in window.text("[data-figure=gantt-summary]")


def test_light_and_dark(window: Window, page: Path) -> None:
    back = "return getComputedStyle(document.body).backgroundColor"
    window.open(page)
    light = window.run(back)
    window.run("document.getElementById('theme').focus()")
    window.press("ENTER")
    dark = window.run(back)
    assert dark != light
    window.press("ENTER")
    assert window.run(back) == light
    window.open(page, dark=True)
    assert window.run(back) == dark


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_is_wider_than_a_phone(window: Window, page: Path, width: int) -> None:
    window.open(page, width, 700)
    for section in window.run("return [...document.querySelectorAll('section')].map((one) => one.id)"):
        window.run("document.getElementById(arguments[0]).scrollIntoView()", section)
        assert window.run("return document.documentElement.scrollWidth") <= width, section


def test_tables_show_the_numbers_of_the_picture(window: Window, page: Path) -> None:
    window.open(page)
    rows = window.run(
        "return [...document.querySelectorAll('#tables tbody tr')]"
        ".map((one) => [...one.cells].map((cell) => cell.innerText))"
    )
    tables = {name: row for name, row in facts()["tables"].items() if row[0]}
    assert {row[0]: row[1] for row in rows[1:]} == {name: f"{count:,}" for name, (count, _) in tables.items()}
    assert rows[0][1] == f"{sum(count for count, _ in tables.values()):,}"
    used = window.run("return [...document.querySelectorAll('#usage table')][0].innerText")
    assert all(f"{one['used']:,}" in used for one in facts()["usage"]["legs"][:6])


def test_hostile_names_stay_text(window: Window, folder: Path) -> None:
    path = folder / "hostile.html"
    write_page(path, [hostile(), hostile()], HOSTILE, library())
    text = path.read_text(encoding="utf-8")
    assert "\u202e" not in text and "<img" not in text
    window.open(path)
    assert window.run("return Farms.all[0].batches[0].number") == HOSTILE
    window.run("document.getElementById('batch').scrollIntoView()")
    window.wait("return document.querySelector('#batch h3') !== null")
    assert "<img src=x" in window.text("#batch h3") and "<U+202E>evil" in window.text("#batch h3")
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert window.run("return [...document.querySelectorAll('img, script:not(.farm)')].length") == 2 + 1
    assert window.run("return document.body.innerText.includes('\u202e')") is False
    assert window.complaints() == []


def test_two_farms_stand_side_by_side(window: Window, folder: Path) -> None:
    path = folder / "both.html"
    write_page(path, [farm(), drawn(label="later.yaml")], "everything\nchanges", library())
    window.open(path, 1400)
    window.wait("return Farms.all.length === 2 && Farms.all.every((one) => one.gantt)")
    left, right = window.run(
        "return [...document.querySelectorAll('#gantt .farm')].map((one) => one.getBoundingClientRect().left)"
    )
    assert left < right
    window.run("Farms.all[0].gantt.x_range.setv({ start: 1.7e12, end: 1.71e12 })")
    assert window.run("return Farms.all[1].gantt.x_range.start") == 1.7e12
    assert "changes" in window.text("section.plain pre")
    assert window.complaints() == []


@pytest.mark.parametrize("name", sampled(("first-batch", "land-based", "sea-only"), "land-based".__eq__))
def test_farms_of_another_kind_open(window: Window, folder: Path, name: str) -> None:
    """A single batch, no sea, no fresh water: what is not there is said, and breaks nothing."""
    path = folder / f"{name}.html"
    write_page(path, [draw(ROOT / "scenarios" / "examples" / f"{name}.yaml", name, AS_WRITTEN)], None, library())
    window.open(path)
    for section in window.run("return [...document.querySelectorAll('section')].map((one) => one.id)"):
        window.run("document.getElementById(arguments[0]).scrollIntoView()", section)
        window.wait(DRAWN, section)
    for number in window.run("return Farms.all[0].batches.map((one) => one.number)"):
        window.run("Page.find(arguments[0])", number)
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert window.complaints() == []


def test_the_same_farm_is_the_same_page(page: Path, folder: Path) -> None:
    write_page(folder / "again.html", [drawn()], None, library())
    assert (folder / "again.html").read_bytes() == page.read_bytes()


def test_the_page_is_well_formed_and_names_no_address(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            known = dict(attrs)
            assert tag not in ("link", "img", "iframe") and "src" not in known
            assert not any(key.startswith("on") or key == "style" for key in known)
            assert (known.get("href") or "#").startswith("#")

    Reader().feed(text)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy and "default-src 'none'" in policy[1] and "unsafe-eval" not in policy[1] and "http" not in policy[1]
    (data,) = re.findall(r'<script type="application/json" class="farm"[^>]*>(.*?)</script>', text, re.S)
    assert json.loads(data) == json.loads(json.dumps(farm().picture))


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.cli.picture.page.find_spec", lambda _: None)
    with pytest.raises(Stop) as stopped:
        library()
    assert [(one.code, "aqc[report]" in one.hint) for one in stopped.value.diagnostics] == [("AQ540", True)]


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    run = CliRunner().invoke(commands, ["report", str(ROOT / "scenarios" / "tutorial.yaml"), "-o", str(out)])
    assert (run.exit_code, run.output.split(":")[0]) == (0, f"wrote {out}")
    assert 'scenarios/tutorial.yaml">{' in out.read_text(encoding="utf-8")
    assert CliRunner().invoke(commands, ["report", "a.yaml", "b.yaml"]).exit_code == 2
    assert CliRunner().invoke(commands, ["report", "--diff", "a.yaml"]).exit_code == 2

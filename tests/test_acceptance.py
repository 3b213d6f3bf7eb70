"""accept: warnings that are known and wanted, with their reason; what it cannot hide, and how it is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from formats import hold

from compiler.cli import commands
from compiler.diagnostics import FORMATS, Stop
from compiler.pipeline import load_scenario, plan_scenario

SMALL = Path(__file__).resolve().parent.parent / "scenarios" / "examples" / "first-batch.yaml"
REASON = "kept for the spring of next year"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(accept: str = "", doubtful: bool = True) -> None:
    """A scenario with one warning, AQ245 at batches.first.every_days, and what it accepts."""
    text = SMALL.read_text("utf-8").replace("../library", "library")
    if doubtful:
        text = text.replace("rings: 20}", "rings: 20, every_days: 30}")
    Path("x.yaml").write_text(text + (f"\naccept: [{accept}]\n" if accept else ""), "utf-8")


def entry(code: str = "AQ245", at: str = "") -> str:
    return f'{{code: {code}, reason: "{REASON}"' + (f", at: {at}}}" if at else "}")


def aqc(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, prog_name="aqc")


@pytest.mark.parametrize("at", ["", "batches", "batches.first", "batches.first.every_days"])
def test_a_warning_is_accepted_where_it_is_told_and_counted_with_its_reason(at: str, folder: Path) -> None:
    write(entry(at=at))
    run = aqc("validate", "x.yaml")
    assert run.exit_code == 0
    assert re.fullmatch(rf"accepted: 1 × AQ245, {REASON}  x\.yaml:\d+:10\nsound: x\.yaml\n", run.stderr), run.stderr


@pytest.mark.parametrize("at", ["stages", "seed", "geographies.Faroe Islands.stations"])
def test_elsewhere_it_stays_and_the_entry_is_told_to_do_nothing(at: str, folder: Path) -> None:
    write(entry(at=f'"{at}"'))
    run = aqc("validate", "x.yaml")
    assert run.exit_code == 0
    assert "warning AQ245" in run.stderr and re.search(r"x\.yaml:\d+:10: warning AQ532", run.stderr)
    assert "accepted:" not in run.stderr


def test_an_entry_may_wait_for_a_mode_and_a_day(folder: Path) -> None:
    write(entry() + ", " + entry("AQ506"))
    for mode in ("full", "data"):
        run = aqc("compile", "x.yaml", "-o", "x.sql", "--mode", mode)
        assert "AQ532" not in run.stderr


def test_an_entry_that_hits_nothing_is_told_by_whoever_could_know(folder: Path) -> None:
    write(entry() + ", " + entry("AQ502"), doubtful=False)
    for command in ("validate", "plan"):
        run = aqc(command, "x.yaml")
        assert "nothing tells AQ245 here any more" in run.stderr
        assert "tells AQ502" not in run.stderr
    assert "nothing tells AQ502 here any more" in aqc("compile", "x.yaml", "-o", "x.sql").stderr


@pytest.mark.parametrize(
    ("accept", "words"),
    [
        (entry("AQ999"), r"x\.yaml:\d+:17: error AQ530: there is no diagnostic AQ999"),
        (entry(at="batches.frist"), r"x\.yaml:\d+:\d+: error AQ531: the scenario says nothing at `batches\.frist`"),
        (entry(at='"batches.first.starts[7]"'), r"error AQ531: .*starts\[7\]"),
        ("{code: AQ245}", r"x\.yaml:\d+:\d+: error AQ102: .*`reason`"),
        ('{code: AQ245, reason: "ok"}', r"x\.yaml:\d+:\d+: error AQ\d+: .*reason"),
        ('{code: everything, reason: "it is all well"}', r"x\.yaml:\d+:\d+: error AQ\d+: .*code"),
    ],
)
def test_an_entry_that_means_nothing_is_an_error(accept: str, words: str, folder: Path) -> None:
    write(accept)
    run = aqc("validate", "x.yaml")
    assert run.exit_code == 1
    assert re.search(words, run.stderr), run.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [("eggs: 3_500_000", "eggs: 35_000_000"), ("starts: [as_of - 620 days]", "starts: [as_of + 9000 days]")],
)
def test_an_error_cannot_be_accepted(old: str, new: str, folder: Path) -> None:
    write()
    path = Path("x.yaml")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(Stop) as stop:
        plan_scenario(path)
    code = next(one.code for one in stop.value.diagnostics if one.severity == "error")
    path.write_text(path.read_text("utf-8") + f"\naccept: [{entry(code)}]\n", "utf-8")
    run = aqc("validate", "x.yaml")
    assert run.exit_code == 1
    assert f"error {code}" in run.stderr and f"AQ533: {code} is an error here" in run.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_reason(form: str, folder: Path) -> None:
    write(entry())
    run = aqc("validate", "x.yaml", "--format", form)
    assert run.exit_code == 0
    assert REASON in run.output
    if form == "text":
        return
    found = hold(form, run.stdout)
    if form == "json":
        assert [one["accepted"]["reason"] for one in found["diagnostics"]] == [REASON]
    elif form == "sarif":
        (result,) = found["runs"][0]["results"]
        assert [one["justification"] for one in result["suppressions"]] == [REASON]
    elif form == "gitlab":
        assert [one["severity"] for one in found] == ["info"]
    else:
        assert [line.split(" ")[0] for line in found] == ["::notice"]


def test_what_is_accepted_changes_no_value(folder: Path) -> None:
    write()
    before = load_scenario(Path("x.yaml")).scenario
    write(entry())
    assert load_scenario(Path("x.yaml")).scenario.digest == before.digest
    facts = json.loads(aqc("plan", "x.yaml", "--format", "json").stdout)
    assert (facts["format"], facts["digest"]) == ("aqc-plan/1", before.digest)
    assert [one["accepted"]["reason"] for one in facts["diagnostics"]] == [REASON]

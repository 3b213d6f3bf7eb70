"""What is foretold of a dump before it is written: rows, bytes, seconds, and of which machine those are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import smoke
from breadth import sampled
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from compiler.cli import commands
from compiler.cli.cost import speed as speeds
from compiler.cli.cost.speed import REFERENCE, Load, known_speed, remember, speed_file
from compiler.pipeline import expect_dump
from compiler.server import timing

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "scenarios" / "examples" / "first-batch.yaml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def aqc(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, prog_name="aqc")


@pytest.mark.parametrize("jobs", sampled((1, 2), (2).__eq__))
def test_rows_are_exact_and_bytes_within_one_per_cent(jobs: int) -> None:
    text, manifest = smoke.dump()
    expected = expect_dump(smoke.planned(), jobs)
    assert {name: rows for name, (rows, _) in expected.tables.items()} == {
        name: facts.rows for name, facts in manifest.tables.items() if facts.rows
    }
    assert expected.rows == sum(facts.rows for facts in manifest.tables.values())
    assert abs(expected.bytes / manifest.bytes - 1) < 0.01
    assert manifest.bytes == len(text)


def test_without_calibration_the_plan_says_of_what_machine_its_seconds_are(cache: Path) -> None:
    text = aqc("plan", str(SMALL))
    assert text.exit_code == 0, text.output
    assert f"  on {REFERENCE.machine}; aqc calibrate measures this one\n" in text.stdout
    facts = json.loads(aqc("plan", str(SMALL), "--format", "json").stdout)
    assert (facts["calibrated"], facts["machine"]) == (False, REFERENCE.machine)


def test_a_calibrated_machine_is_remembered_and_known_again(cache: Path) -> None:
    own = replace(REFERENCE, machine="mine", compile=1e6, calibrated=True, restored=True)
    assert remember(own) == speed_file()
    assert speed_file().parent == cache / "aqc"
    assert known_speed() == own
    facts = json.loads(aqc("plan", str(SMALL), "--format", "json").stdout)
    assert (facts["calibrated"], facts["machine"]) == (True, "mine")
    assert facts["compile_seconds"] > 5e5
    text = aqc("plan", str(SMALL)).stdout
    assert "on this machine when it is idle (mine, aqc calibrate)\n" in text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "aqc-machine/9"}', "\x00"])
def test_what_is_no_memory_of_a_machine_is_not_taken_for_one(text: str, cache: Path) -> None:
    speed_file().parent.mkdir()
    speed_file().write_text(text, "utf-8")
    assert known_speed() == REFERENCE


def test_another_machine_has_another_file(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = speed_file()
    monkeypatch.setattr(speeds.platform, "node", lambda: "elsewhere")
    assert speed_file() != here


@given(st.integers(1, 10**8), st.integers(1, 64))
def test_more_rows_take_longer_and_more_processes_no_longer(rows: int, jobs: int) -> None:
    less, more = (Load(9, 9_000, 150, count, 90 * count) for count in (rows, rows + 10**6))
    one, other = (REFERENCE.cost(load, jobs) for load in (less, more))
    assert one.restore_seconds <= other.restore_seconds
    assert speeds.compile_seconds(less, 1) <= speeds.compile_seconds(more, 1)
    assert speeds.compile_seconds(less, jobs) <= speeds.compile_seconds(less, 1)


def test_a_slower_machine_takes_so_many_times_as_long() -> None:
    load = Load(170, 10**6, 180, 73 * 10**6, 7 * 10**9)
    slow = replace(REFERENCE, compile=2.0, restore=3.0)
    one, other = REFERENCE.cost(load, 2), slow.cost(load, 2)
    assert other.compile_seconds == pytest.approx(2 * one.compile_seconds, abs=2)
    assert other.restore_seconds == pytest.approx(3 * one.restore_seconds, abs=3)


@pytest.mark.server
@pytest.mark.slow
def test_calibrating_measures_compile_and_restore(cache: Path, some_version: int) -> None:
    run = aqc("calibrate")
    assert run.exit_code == 0, run.output
    found = known_speed()
    assert found.calibrated and found.restored
    assert found.compile > 0 and found.restore > 0
    assert str(speed_file()) in run.output and "times the seconds of" in run.output
    assert [path.name for path in cache.iterdir()] == ["aqc"]


def test_where_no_postgresql_is_the_restore_is_not_measured(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setattr(timing, "find", lambda: None)
    run = aqc("calibrate")
    assert run.exit_code == 0 and "restore: not measured, as no PostgreSQL is here" in run.output
    assert known_speed().restore == REFERENCE.restore and not known_speed().restored

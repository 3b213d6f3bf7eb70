"""aqc validate --watch as somebody at a terminal has it: a process, files that change, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.cli.watching import changes, files_of

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "scenarios" / "examples" / "first-batch.yaml"


@pytest.fixture
def farm(tmp_path: Path) -> Path:
    """A scenario whose batches stand in a file of their own."""
    text = SMALL.read_text("utf-8").replace("../library", "library")
    (tmp_path / "seed.yaml").write_text("seed: 5\n", "utf-8")
    (tmp_path / "farm.yaml").write_text(
        text.replace("include: [", "include: [seed.yaml, ").replace("seed: 113\n", ""), "utf-8"
    )
    return tmp_path / "farm.yaml"


@pytest.fixture
def watching(farm: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "compiler.cli", "validate", "--watch", "farm.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=farm.parent, env=environment, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """What it says until it waits again."""
    assert process.stderr
    lines = []
    for line in process.stderr:
        lines.append(line)
        if line.startswith("watching"):
            break
    return "".join(lines)


def test_each_change_of_a_file_or_of_what_it_includes_is_checked(farm: Path, watching: subprocess.Popen[str]) -> None:
    assert said(watching) == "sound: farm.yaml\nwatching; Ctrl-C to leave\n"
    text = farm.read_text("utf-8")
    farm.write_text(text.replace("rings:", "ringz:"), "utf-8")
    told = said(watching)
    assert told.startswith("changed: farm.yaml\n") and "error AQ101" in told and "sound" not in told
    farm.write_text(text, "utf-8")
    assert "sound" in said(watching)
    (farm.parent / "seed.yaml").write_text("seed: [\n", "utf-8")
    assert "seed.yaml:" in (told := said(watching)) and "AQ001" in told
    (farm.parent / "seed.yaml").unlink()
    assert "error AQ028" in said(watching)
    (farm.parent / "other.yaml").write_text("seed: 6\n", "utf-8")
    (farm.parent / "other.yaml").replace(farm.parent / "seed.yaml")
    assert "sound" in said(watching)
    watching.send_signal(signal.SIGINT)
    assert watching.stderr
    assert watching.stderr.read() == "\n"
    assert watching.wait() == 0


def test_ctrl_c_in_the_middle_of_a_check_leaves_as_well(watching: subprocess.Popen[str]) -> None:
    assert said(watching)
    watching.send_signal(signal.SIGTERM)
    assert watching.stderr and "Traceback" not in watching.stderr.read()
    assert watching.wait() == 143


def test_files_of_a_scenario_are_those_that_it_names_there_or_not(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("include: [b.yaml, gone.yaml]\nrings: {csv: places/rings.csv}\n", "utf-8")
    (tmp_path / "b.yaml").write_text("seed: 1\n", "utf-8")
    names = {"a.yaml", "b.yaml", "gone.yaml", "places/rings.csv"}
    assert files_of(tmp_path / "a.yaml") == {tmp_path / name for name in names}
    assert files_of(tmp_path / "none.yaml") == {tmp_path / "none.yaml"}


def test_a_file_that_is_saved_in_pieces_is_one_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor empties the file, then writes it: who looked at once would check an empty one."""
    farm = tmp_path / "farm.yaml"
    farm.write_text("seed: 1\n", "utf-8")
    pieces = iter(["", "seed:", "seed: 22\n"])

    def pause(_: float) -> None:
        if (piece := next(pieces, None)) is not None:
            farm.write_text(piece, "utf-8")

    monkeypatch.setattr("compiler.cli.watching.time.sleep", pause)
    looked = changes([farm])
    assert next(looked) == ()
    assert next(looked) == (farm,)
    assert farm.read_text("utf-8") == "seed: 22\n"

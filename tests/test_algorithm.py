"""Whoever changes bytes raises compiler.ALGORITHM: each number stands for the rows of smoke that it made, for ever."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from smoke import GOLDEN, VERSIONS, renewed, version

from compiler import ALGORITHM

ROOT = Path(__file__).resolve().parent.parent
LINES = VERSIONS.read_text(encoding="utf-8").splitlines()


def test_the_newest_number_is_the_one_in_use_and_made_the_golden_rows() -> None:
    assert LINES[-1] == version(GOLDEN.read_text(encoding="utf-8")), "raise compiler.ALGORITHM, then make golden"


def test_numbers_ascend_and_no_two_stand_for_the_same_rows() -> None:
    numbers = [int(line.split()[0]) for line in LINES]
    assert numbers == sorted(set(numbers))
    assert len({line.split()[1] for line in LINES}) == len(LINES)


def test_no_line_that_was_committed_has_changed() -> None:
    place = VERSIONS.relative_to(ROOT).as_posix()
    kept = subprocess.run(["git", "show", f"HEAD:{place}"], cwd=ROOT, capture_output=True, text=True)
    if kept.returncode:
        pytest.skip("no git checkout")
    before = kept.stdout.splitlines()
    assert LINES[: len(before)] == before


def test_other_rows_under_the_same_number_are_refused() -> None:
    assert renewed(LINES, LINES[-1]) == LINES
    with pytest.raises(ValueError, match=f"ALGORITHM {ALGORITHM}: raise it"):
        renewed(LINES, f"{ALGORITHM} 0000")
    assert renewed(LINES, f"{ALGORITHM + 1} 0000")[-1] == f"{ALGORITHM + 1} 0000"

"""What broke aqc once is answered today, and so is a first piece of each kind of torture."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile.judging import judged, keep, kept
from hostile.making import KINDS, SHARES, made, of_number

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FIRST = 6


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir() if path.is_dir()))
def test_what_broke_once_is_answered(name: str, tmp_path: Path) -> None:
    verdict = judged(kept(CORPUS / name), tmp_path)
    assert verdict.fault in ("", f"{verdict.seconds:.1f} s", f"{verdict.megabytes:.0f} MB"), verdict.said


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_cases_are_answered(kind: str, tmp_path: Path) -> None:
    """Time and memory are of `make torture`, which measures one process and nothing else."""
    codes = set()
    for number in range(FIRST):
        folder = tmp_path / str(number)
        folder.mkdir()
        verdict = judged(made(kind, number), folder)
        codes.add(verdict.code)
        assert verdict.code in (0, 1, 2), verdict.said
    assert 1 in codes


def test_a_case_is_a_function_of_its_kind_and_number_and_can_be_kept(tmp_path: Path) -> None:
    for kind in KINDS:
        case = made(kind, 5)
        assert case == made(kind, 5) != made(kind, 6)
        keep(case, tmp_path / kind)
        again = kept(tmp_path / kind)
        assert (again.arguments, again.files) == (list(case.arguments), dict(case.files))
    assert SHARES.keys() == KINDS.keys()
    assert sum(SHARES.values()) == 100
    assert of_number(3, ["raw"]).kind == "raw"

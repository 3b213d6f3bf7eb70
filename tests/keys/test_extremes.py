"""Values at and beyond the ends of what a key may be: refused at a place with a hint, or planned (some compiled).

A sample, the same one each time; AQC_EXTREMES=SEED:COUNT tries another, and `python tests/keys/extremes.py` many.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from extremes import COMPILED, Case, broken, cases

SEED, COUNT = (int(part) for part in os.environ.get("AQC_EXTREMES", "0:40").split(":"))


def sampled() -> list[tuple[int, Case]]:
    return list(enumerate(Random(SEED).sample(cases(), COUNT)))


@pytest.mark.parametrize(("number", "case"), sampled(), ids=str)
def test_an_extreme_value_is_refused_at_its_place_or_works(number: int, case: Case, tmp_path: Path) -> None:
    assert broken(case, tmp_path, number % COMPILED == 0) == ""


def test_all_extremes_are_many() -> None:
    assert len(cases()) > 10_000

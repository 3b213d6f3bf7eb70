"""What advance does not compare is the same: leaving it out changes no byte. An anchor keeps the batches of a day."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from compiler import data_folder
from compiler.advance import Start, advance_scenario, differences, steps
from compiler.exact import iso_date
from compiler.pipeline import Change, Options, load_scenario

SMOKE = data_folder("scenarios") / "smoke.yaml"
KEYS = Path(__file__).parent / "keys" / "farm.yaml"
CARRIED = Path(__file__).parent / "cases" / "carried.yaml"


def written(path: Path, before: int, change: Change) -> bytes:
    stream = BytesIO()
    advance_scenario(path, Start(before), stream, Options(2), change)
    return stream.getvalue()


SLOW = pytest.mark.slow
LATE = ((SMOKE, 45), (CARRIED, 1), (CARRIED, 45))
FARMS = [(SMOKE, 1), (KEYS, 1), *(pytest.param(*one, marks=SLOW) for one in LATE)]


@pytest.mark.parametrize(("path", "days"), FARMS)
def test_what_is_left_out_is_the_same(path: Path, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of = load_scenario(path, Change()).scenario.as_of
    change = Change(anchor=as_of - days)
    monkeypatch.setattr(steps, "_made", cache(steps._made))  # both farms are the same, however they are compared
    found = written(path, as_of - days, change)
    monkeypatch.setattr(differences, "settled_days", lambda before, after: {})
    assert written(path, as_of - days, change) == found


def test_an_anchor_keeps_the_batches_of_its_day() -> None:
    path, day = data_folder("scenarios") / "uat.yaml", 20410
    first, later = load_scenario(path, Change(as_of=day)).scenario, load_scenario(path, Change(as_of=day + 9)).scenario
    kept = load_scenario(path, Change(as_of=day + 9, anchor=day)).scenario
    assert iso_date(kept.as_of) == iso_date(day + 9)
    assert kept.batches == first.batches and later.batches != first.batches
    assert (kept.planned_events, kept.mixes) == (first.planned_events, first.mixes)

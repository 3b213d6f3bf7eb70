"""Events, planned and drawn: what they leave behind, and what they leave alone; farms of tidy people; the labels."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from compiler import data_folder
from compiler.biology import CAUSES, measured, readings, troubles, unread
from compiler.cli.program import commands
from compiler.filling import farm_facts
from compiler.filling.tables.health.health_healthlabsample import _samples as lab_samples
from compiler.nouns import History
from compiler.pipeline import Change, Lived, Planned, farm_of, live, plan_scenario
from compiler.proof import labels

FIRST_BATCH = data_folder("scenarios") / "examples" / "first-batch.yaml"
RING, DAY = "FI-SEA-01-Ring-07", "2024-11-10"
AT = int(np.datetime64(DAY).astype(np.int64))


PLAGUE = """
batches: {first: {eggs: 20, rings: 4}}  # so few that what they eat while they are ill is less than a feeder weighs
events:
  kinds:
    Own plague: {leg: sea, scope: site, per_year: 12, days: [60, 90], deaths: [0, 0.01], appetite: 1,
                 cause: DISEASE, told: A plague.}
"""


def changed(tmp_path: Path, words: str) -> Lived:
    """The farm of the example, with other values."""
    path = tmp_path / "changed.yaml"
    path.write_text(f"include: [{FIRST_BATCH}]\n{words}", encoding="utf-8")
    return live(plan_scenario(path))


def planned(tmp_path: Path, added: str = "", change: Change | None = None) -> Planned:
    path = tmp_path / "farm.yaml"
    library = data_folder("scenarios").resolve() / "library"
    text = FIRST_BATCH.read_text(encoding="utf-8").replace("../library", str(library))
    text = text.replace("as_of - 620 days", "2023-04-22")
    path.write_text(text + added, encoding="utf-8")
    return plan_scenario(path, change or Change())


def lived(tmp_path: Path, added: str = "", change: Change | None = None) -> Lived:
    return live(planned(tmp_path, added, change))


def stay_in(found: Lived, name: str) -> int:
    (history,) = found.histories
    boxes = found.scenario.containers
    return next(at for at, box in enumerate(history.plan.container) if boxes[int(box)].name == name)


def block(history: History, stay: int) -> tuple[slice, int]:
    """The cells of a stay from DAY on, and how many days of it lie before."""
    before = AT - int(history.plan.first[stay])
    cells = history.cells(stay)
    return slice(cells.start + before, cells.stop), before


PLANNED = f"events: {{planned: [{{kind: Mass mortality, place: {RING}, day: {DAY}, days: 5, severity: 0.9}}]}}\n"


@pytest.mark.parametrize(
    ("place", "day", "hint"),
    [
        (RING, "2023-06-01", "a day from "),
        ("FI-SEA-01", "1990-01-01", "a day from "),
        (RING, DAY, ""),
        ("FI-SEA-01", DAY, ""),
    ],
)
def test_a_planned_event_that_meets_no_fish_is_told(tmp_path: Path, place: str, day: str, hint: str) -> None:
    kind = "Storm" if place == "FI-SEA-01" else "Mass mortality"
    warnings = planned(tmp_path, f"events: {{planned: [{{kind: {kind}, place: {place}, day: {day}}}]}}\n").warnings
    found = [one for one in warnings if one.code == "AQ115"]
    assert [(one.severity, one.span is not None, one.hint.startswith(hint)) for one in found] == [
        ("note", True, True)
    ] * bool(hint)


def test_a_planned_event_leaves_its_traces_everywhere(tmp_path: Path) -> None:
    plain, struck = lived(tmp_path), lived(tmp_path, PLANNED)
    stay = stay_in(struck, RING)
    (history,), (calm,) = struck.histories, plain.histories
    cells, before = block(history, stay)
    days = slice(cells.start, cells.start + 5)
    fish = int(history.days.count[days.start])
    kind = next(one for one in struck.scenario.events if one.name == "Mass mortality")
    expected = kind.deaths[0] + 0.9 * (kind.deaths[1] - kind.deaths[0])
    lost = int(history.days.deaths[days].sum())
    assert 0.6 * expected < lost / fish < 1.4 * expected
    assert lost > 20 * int(calm.days.deaths[days].sum())
    assert CAUSES.index(kind.cause) in set(history.days.cause[days][history.days.deaths[days] > 0].tolist())
    assert history.days.feed_dg[days].sum() < 0.6 * calm.days.feed_dg[days].sum()
    chosen, values = readings(struck.scenario, history, stay)
    _, quiet = readings(plain.scenario, calm, stay)
    law = struck.scenario.geographies[0].stages[int(history.plan.stage[stay])]
    oxygen = next(row for row, at in enumerate(chosen) if law.waters[at].sensor_type == "OXYGEN")
    assert (values[oxygen, before : before + 5] < quiet[oxygen, before : before + 5] - 1000).mean() > 0.8
    label = next(one for one in labels(struck.scenario, struck.histories) if one.origin == "planned")
    assert (label.kind, label.container, label.first, label.severity) == ("Mass mortality", RING, DAY, 0.9)


def test_a_planned_event_changes_no_other_ring_and_no_day_before(tmp_path: Path) -> None:
    (plain,), struck = lived(tmp_path).histories, lived(tmp_path, PLANNED)
    (history,), stay = struck.histories, stay_in(struck, RING)
    cells, _ = block(history, stay)
    mine = np.arange(len(history.days.count))
    touched = (mine >= cells.start) & (mine < cells.stop)
    for name in ("count", "deaths", "cause", "weight_cg", "feed_dg"):
        before, after = getattr(plain.days, name), getattr(history.days, name)
        assert (before[~touched] == after[~touched]).all(), name
        assert name == "cause" or (before[touched] != after[touched]).any(), name


@pytest.mark.parametrize("words", ["", PLANNED, PLAGUE], ids=["as it is", "planned", "one plague after the other"])
def test_no_fish_fast_for_longer_than_laws_are_told(tmp_path: Path, words: str) -> None:
    found = changed(tmp_path, words)
    (history,), longest = found.histories, 0
    for stay, stage in enumerate(history.plan.stage.tolist()):
        if found.scenario.geographies[0].stages[stage].leg != "sea":
            continue  # so few of them eat less than a feeder weighs even when they are well
        fed = history.days.feed_dg[history.cells(stay)] > 0
        gaps = np.diff(np.flatnonzero(np.concatenate([[True], fed, [True]]))) - 1
        longest = max(longest, int(gaps.max()))
    told = farm_facts(found.scenario, found.histories)["fast_days"]
    assert longest <= told
    assert (longest > 120) == (words == PLAGUE), "two plagues in a row"


@pytest.mark.parametrize("days", [0, 1, 14])
def test_fish_are_screened_before_the_sea_even_on_their_last_day(tmp_path: Path, days: int) -> None:
    one_tank = "batches: {first: {eggs: 2_000, rings: 1, containers: {Post-Smolt: 1}}}"
    (part,) = farm_of(changed(tmp_path, f"{one_tank}\nrecord: {{laboratory: {{screened_days: {days}}}}}\n")).parts
    screened = [one for one in lab_samples(part) if one.findings.startswith("Screening")]
    assert [one.stay for one in screened] == [int(np.flatnonzero(part.history.plan.stage == 4)[0])]


@pytest.mark.parametrize("days", [1, 6, 40])
def test_a_longer_history_changes_nothing_that_has_happened(tmp_path: Path, days: int) -> None:
    """Fasting, missed collections, events, silent sensors: nothing knows the day on which somebody looks."""
    long = lived(tmp_path)
    short = lived(tmp_path, change=Change(as_of=long.scenario.as_of - days))
    (one,), (two,) = long.histories, short.histories
    for stay in range(len(two.plan.stage)):
        length = int(two.plan.end[stay] - two.plan.first[stay])
        a, b = slice(one.cells(stay).start, one.cells(stay).start + length), two.cells(stay)
        for name in ("count", "deaths", "cause", "weight_cg", "temp_cc", "feed_dg", "feed"):
            assert (getattr(one.days, name)[a] == getattr(two.days, name)[b]).all(), (name, stay)
        here, there = unread(long.scenario, one, stay), unread(short.scenario, two, stay)
        if there is not None:
            assert here is not None and (here[:, :length] == there).all()
        assert (readings(long.scenario, one, stay)[1][:, :length] == readings(short.scenario, two, stay)[1]).all()
    sampled = one.day_of_cell[one.samples.cell] < short.scenario.as_of
    assert one.samples.weight_cg[sampled].tolist() == two.samples.weight_cg.tolist()


def test_tidy_people_and_instruments(tmp_path: Path) -> None:
    text = FIRST_BATCH.read_text(encoding="utf-8")
    library = data_folder("scenarios").resolve() / "library"
    path = tmp_path / "tidy.yaml"
    path.write_text(
        text.replace("../library", str(library)).replace("record:  ", "record:\n  imperfect: false\n  #"),
        encoding="utf-8",
    )
    tidy, rough = live(plan_scenario(path)), lived(tmp_path)
    (one,), (other,) = tidy.histories, rough.histories
    stays = range(len(one.plan.stage))
    assert all(unread(tidy.scenario, one, stay) is None and not troubles(tidy.scenario, one, stay) for stay in stays)
    assert any(unread(rough.scenario, other, stay) is not None for stay in stays)
    assert (one.days.deaths == 0).mean() < 0.2 * (other.days.deaths == 0).mean()
    assert {one.what for one in labels(tidy.scenario, tidy.histories)} <= {"event", "outbreak", "treatment"}


def test_labels_are_written_as_csv_and_parquet(tmp_path: Path) -> None:
    out = tmp_path / "truth.parquet"
    printed = CliRunner().invoke(commands, ["truth", str(FIRST_BATCH)])
    written = CliRunner().invoke(commands, ["truth", str(FIRST_BATCH), "-o", str(out)])
    assert (printed.exit_code, written.exit_code) == (0, 0), printed.output + written.output
    rows = list(csv.DictReader(StringIO(printed.stdout)))
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(out).to_pylist()
    assert len(table) == len(rows) > 100
    for one, other in zip(rows, table, strict=True):
        assert {name: "" if value is None else str(value) for name, value in other.items()} == one


def test_readings_are_missing_in_gaps_and_nowhere_else_however_hours_are_ordered(tmp_path: Path) -> None:
    found = lived(tmp_path)
    (history,), lost = found.histories, 0
    for hours in (found.scenario.reading_hours, found.scenario.reading_hours[::-1]):
        scenario = replace(found.scenario, reading_hours=hours)
        for stay in range(len(history.plan.stage)):
            chosen, first = measured(scenario, history, stay), int(history.plan.first[stay])
            at = np.arange(first, int(history.plan.end[stay]))[:, None] * 24 + np.array(hours)
            gone = np.zeros((len(chosen), *at.shape), dtype=np.bool_)
            for one in troubles(scenario, history, stay):
                if one.kind == "gap":
                    gone[chosen.index(one.water)] |= (at >= one.first_h) & (at <= one.last_h)
            missing = unread(scenario, history, stay)
            assert (gone == (np.zeros_like(gone) if missing is None else missing)).all()
            lost += int(gone.sum())
    assert lost


def test_labels_of_instruments_name_what_the_readings_show(tmp_path: Path) -> None:
    """A gap is where no reading is, a stuck value repeats; each within its stay."""
    found = lived(tmp_path)
    (history,), seen = found.histories, {"gap": 0, "stuck": 0, "spike": 0}
    for stay in range(len(history.plan.stage)):
        chosen, values = readings(found.scenario, history, stay)
        missing, hours = unread(found.scenario, history, stay), found.scenario.reading_hours
        first = int(history.plan.first[stay])
        for one in troubles(found.scenario, history, stay):
            row = chosen.index(one.water)
            at = np.arange(values.shape[1])[:, None] * 24 + np.array(hours)[None] + first * 24
            inside = (at >= one.first_h) & (at <= one.last_h)
            seen[one.kind] += 1
            if one.kind == "gap":
                assert missing is not None and missing[row][inside].all()
            elif one.kind == "stuck":
                repeated = values[row][inside]
                assert len(repeated) < 3 or np.median(np.abs(np.diff(repeated))) == 0
    assert all(seen.values()), seen

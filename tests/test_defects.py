"""Mistakes on demand: where their labels say, whatever else the farm holds; laws hold when they are mended."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from smoke import cut, smoke

from compiler.cli.program import commands
from compiler.filling import Farm, PartTable, find_tables, rows_of
from compiler.filling.defects import KINDS
from compiler.filling.slips import BESIDE, mistyped
from compiler.language import schema
from compiler.nouns import Defect, Moment, Number, Rows, Serial
from compiler.pipeline import Lived, farm_of
from compiler.proof import LABEL_COLUMNS, Label, defects, read_defects, verify_database
from compiler.server import client as servers

ORDERS = schema()["properties"]["record"]["properties"]["defects"]["properties"]
TWICE, SWAPPED, LATE, UNITS, TYPED = KINDS
SHARES = dict(zip(KINDS, (4.0, 6.0, 9.0, 7.0, 8.0), strict=True))
"""Of 1000 rows"""
MEALS = "inventory_feedingevent"


def ordered(lived: Lived, shares: dict[str, float] = SHARES) -> Lived:
    """The same farm with mistakes; nothing is simulated anew."""
    tables = {kind: tuple(ORDERS[kind]["properties"]["tables"]["default"]) for kind in shares}
    orders = tuple(
        Defect(kind, permille, tables[kind], (1, 21) if kind == LATE else None) for kind, permille in shares.items()
    )
    return replace(lived, scenario=replace(lived.scenario, defects=orders))


@cache
def farm() -> Farm:
    return farm_of(ordered(smoke()))


@cache
def marks() -> tuple[Label, ...]:
    return tuple(defects(farm()))


def numbers(block: Rows, column: str) -> list[int]:
    found = block.columns[column]
    assert isinstance(found, Number)
    return found.values.tolist()


def scaled(text: str) -> int:
    """What a label shows, as columns hold it."""
    return int(text.replace(".", ""))


def rows(made: Farm, table: str) -> list[Rows]:
    return list(rows_of(made, table, 0, len(made.counts[table])))


def cells(made: Farm, table: str, column: str) -> list[int]:
    """[row] scaled values of the column, as they stand in the file."""
    return joined(rows(made, table), column)


def joined(blocks: list[Rows], column: str) -> list[int]:
    return [value for block in blocks for value in numbers(block, column)]


@cache
def place(table: str, row: str) -> int:
    """Where in the file the row of an id stands."""
    return places(table)[int(row)]


@cache
def places(table: str) -> dict[int, int]:
    return {own: at for at, own in enumerate(cells(farm(), table, "id"))}


def test_every_kind_befalls_the_tables_that_the_schema_names() -> None:
    tables = {
        name: table.slips.kinds for name, table in find_tables().items() if isinstance(table, PartTable) and table.slips
    }
    stated = {kind: ORDERS[kind]["properties"]["tables"]["default"] for kind in ORDERS}
    assert {kind: sorted(name for name, kinds in tables.items() if kind in kinds) for kind in KINDS} == stated
    for kind in KINDS:
        assert ORDERS[kind]["properties"]["tables"]["items"]["enum"] == stated[kind]


def test_nothing_is_wrong_unless_it_is_ordered() -> None:
    assert list(defects(farm_of(smoke()))) == []
    assert list(defects(farm_of(ordered(smoke(), dict.fromkeys(SHARES, 0.0))))) == []


def test_values_stand_as_labelled_and_no_other_differs() -> None:
    plain, columns = farm_of(smoke()), sorted({(one.table, one.column) for one in marks() if one.column != "id"})
    assert len(columns) > 10
    spoilt, sound = ({table: rows(made, table) for table, _ in columns} for made in (farm(), plain))
    for table, column in columns:
        found, right = joined(spoilt[table], column), joined(sound[table], column)
        twice = {place(table, one.row) for one in marks() if (one.table, one.column) == (table, "id")}
        for one in (one for one in marks() if (one.table, one.column) == (table, column)):
            assert one.right != one.written
            assert found[place(table, one.row)] == scaled(one.right if one.last else one.written)
            found[place(table, one.row)] = scaled(one.right)
        assert [value for row, value in enumerate(found) if row not in twice] == right


def test_a_duplicate_is_the_same_row_again() -> None:
    twice = [one for one in marks() if (one.table, one.column) == (MEALS, "id")]
    own = [(place(MEALS, one.row), place(MEALS, one.right)) for one in twice]
    assert len(own) > 20
    for column in ("amount_kg", "batch_assignment_id", "container_id", "feed_id"):
        found = cells(farm(), MEALS, column)
        assert all(found[row] == found[first] for row, first in own)


def test_swapped_rows_stand_under_each_other() -> None:
    """Where both containers have such a row of the day, each bears the name of the other."""
    own = [one for one in marks() if one.kind == SWAPPED and (one.table, one.column) == (MEALS, "container_id")]
    pairs = Counter((one.batch, one.first, *sorted((one.right, one.written))) for one in own)
    assert len(own) > 20 and sum(count == 2 for count in pairs.values()) > 0.8 * len(pairs)
    assert all(one.place in one.container or one.place.startswith(one.container[:5]) for one in own)


def test_shares_are_those_ordered() -> None:
    """Within five standard deviations of the binomial law; of readings, those in degrees."""
    meals = sum(block.size for block in rows(farm_of(smoke()), MEALS))
    counts = Counter(one.kind for one in marks() if one.table == MEALS and one.column != "container_id")
    for kind, permille in SHARES.items():
        if kind == LATE:
            continue  # the history of meals is off
        share = permille / 1000.0
        # a pair has both its rows or none: the variance of swapped rows is twice that of others
        spread = 5.0 * (2.0 * meals * share * (1.0 - share)) ** 0.5
        assert abs(counts[kind] - meals * share) < spread + 0.03 * meals * share, (kind, counts[kind], meals * share)


def test_nothing_is_corrected_where_no_history_shows_it() -> None:
    late = {one.table for one in marks() if one.kind == LATE}
    assert "inventory_historicalfeedingevent" in smoke().scenario.tables_off
    assert late == {"batch_growthsample", "batch_mortalityevent"}


def test_late_corrections_stand_in_the_history() -> None:
    """The first state has the value as it was typed, the second the right one, at the moment of the label."""
    dead = [one for one in marks() if one.table == "batch_mortalityevent"]
    late = {one.row: one for one in dead if one.kind == LATE and one.last}
    assert len(late) > 20
    told: dict[str, list[tuple[int, int]]] = {}
    for block in rows(farm(), "batch_historicalmortalityevent"):
        own, at = block.columns["id"], block.columns["history_date"]
        ids = range(own.first, own.first + block.size) if isinstance(own, Serial) else numbers(block, "id")
        assert isinstance(at, Moment)
        for row, value, moment in zip(ids, numbers(block, "count"), at.values.tolist(), strict=True):
            if str(row) in late:
                told.setdefault(str(row), []).append((value, moment))
    for row, one in late.items():
        (first, _), (second, when) = told[row]
        assert (first, second, _iso(when)) == (scaled(one.written), scaled(one.right), one.last)


def _iso(second: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def about(one: Label) -> tuple[str, ...]:
    """What a mistake is, whatever the ids of the rows are."""
    what = (one.kind, one.table, one.container, one.first, one.column)
    return what if one.column == "id" or one.column.endswith("_id") else (*what, one.right, one.written)


def test_a_longer_history_changes_no_mistake() -> None:
    as_of = smoke().scenario.as_of - 40
    before = _iso(as_of * 86400)[:10]
    shorter = Counter(map(about, defects(farm_of(ordered(cut(as_of))))))
    assert shorter == Counter(about(one) for one in marks() if one.first < before)


def test_a_kind_more_changes_only_what_it_befalls() -> None:
    fewer = {about(one) for one in defects(farm_of(ordered(smoke(), {TYPED: 8.0})))}
    more = {about(one) for one in marks() if one.kind == TYPED}
    assert more <= fewer and len(fewer - more) < 0.1 * len(fewer)


def test_slips_are_never_the_number_that_was_meant() -> None:
    for value in (0, 1, 5, 9, 10, 11, 100, 1000, 99_999, 5_000_000):
        for decimals in (0, 2, 4):
            for step in range(40):
                assert mistyped(value, decimals, step / 40) != value
    assert BESIDE.keys() == set("0123456789")


@pytest.mark.server
@pytest.mark.slow
def test_laws_hold_for_what_is_mended(some_version: int, fresh_database: Callable[[int], str], tmp_path: Path) -> None:
    from compiler.emit import Options, emit

    made = ordered(smoke())
    dump, manifest, truth = tmp_path / "smoke.sql", tmp_path / "smoke.manifest.json", tmp_path / "truth.csv"
    emit(farm_of(made), made.catalog, dump, Options())
    with truth.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LABEL_COLUMNS)
        writer.writerows([getattr(one, name) for name in LABEL_COLUMNS] for one in marks())
    dsn = fresh_database(some_version)
    servers.load(dump, dsn)
    labels = read_defects(truth)
    held = verify_database(dsn, manifest, labels=labels)
    assert [(one.name, one.examples) for one in held if one.status == "fail"] == []
    assert next(one for one in held if one.name == "defects-as-labelled").checked == len(labels) == len(marks())
    spoilt = [replace(labels[0], stands="77"), *labels[1:-1]]
    noticed = {one.name for one in verify_database(dsn, manifest, labels=spoilt) if one.status == "fail"}
    assert "defects-as-labelled" in noticed
    untold = verify_database(dsn, manifest)
    assert [one.name for one in untold if one.status == "fail"] == ["defects-as-labelled"] and len(untold) == 2


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    for file in (other, tmp_path / "none.csv"):
        told = CliRunner().invoke(commands, ["verify", "--dsn", "x", "--truth", str(file)])
        assert told.exit_code == 2 and "--truth" in told.output

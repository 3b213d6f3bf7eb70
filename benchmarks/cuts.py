"""Restore dumps that were cut, have a hole or a flipped bit, or kill the restore, and see what is in the database.

Usage: python benchmarks/cuts.py cut|hole|flip|mix|kill|lose|room COUNT [--modes full,data] [--forms sql,gz] [--first 0]

COUNT is that of each form in each mode: `sql` plain or packed as `gz`, `zst` and `lz4`, and in full mode the folders of
--format directory, `dir`, `dir-gz`, `dir-zst` and `dir-lz4`, of which `mix` loses, exchanges or doubles files.
`kill` ends aqc by a signal, `lose` the session on the server, and `room` gives the database a tablespace on a disk that
is too small (which needs root of Linux), each at a moment by chance.

Each try is refused while its manifest lies beside it, before a server is asked, and then made without one: refused
before, undone after, or loaded whole; a database that holds anything else is a fault. All rows are compared.
A dump that is loaded with another value has all rows, as its own assertions say: only the manifest knows the values.
Prints each fault, and how many ended in which way. Exit code 1 when there is a fault.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from conftest import scratch
from migrated import LARGE, migrated, run
from smoke import emitted, without
from spoiling import FORMS, KINDS, Form, is_read_as_before, lay, read_form, spoilt

from compiler.diagnostics import Stop
from compiler.emit import Options
from compiler.nouns import manifest_path
from compiler.server import client as servers
from compiler.server.client import Server

NAMES = count(1)
NOWHERE = "host=/nonexistent dbname=none"
REFUSED = {"AQ585", "AQ586", "AQ596", "AQ597", "AQ599"}
"""What is said of a spoilt dump before a server is asked"""
TABLES = """SELECT c.oid::regclass::text, CASE relkind
    WHEN 'S' THEN format('(SELECT last_value, is_called FROM %s)', c.oid::regclass) ELSE c.oid::regclass::text END
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname NOT LIKE 'pg!_%' ESCAPE '!' AND nspname <> 'information_schema' AND relkind IN ('r', 'v', 'S')
UNION ALL SELECT what, format('(SELECT FROM %I WHERE %I = ''public''::regnamespace)', what, of)
FROM (VALUES ('pg_class', 'relnamespace'), ('pg_constraint', 'connamespace'), ('pg_proc', 'pronamespace')) k (what, of)
ORDER BY 1"""
"""What may hold something, and as what it is read"""
ROOM_MB = 10, 60
"""An empty database takes 8 MB"""
Ending = Callable[[subprocess.Popen[bytes], str, random.Random], None]
State = tuple[tuple[str, int, str], ...]
"""[table] its name, the number of its rows, a digest of them"""


@dataclass(frozen=True)
class Farm:
    """A dump in its forms, the database that it is for, and what that holds before and afterwards."""

    mode: str
    forms: Mapping[str, Form]
    make: Callable[[], str]
    empty: State
    full: State
    seconds: float = 0.0
    """That a restore takes which nothing disturbs"""


def state(dsn: str) -> State:
    """All that the tables of a database hold, in whatever order it lies there, and how much there is beside."""
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
        found = []
        for name, source in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {source} t"
            )
            ((rows, digest),) = cursor.fetchall()
            found.append((name, rows, digest))
    connection.close()
    return tuple(found)


def farm(server: Server, mode: str, forms: Sequence[str], folder: Path) -> Farm:
    """Smoke without its largest tables, loaded once."""
    lived, made = without(LARGE), {}
    for form in forms:
        is_folder, packing = form.startswith("dir"), FORMS[form]
        dump = folder / f"whole-{mode}-{form}{'' if is_folder else '.sql'}"
        options = Options(mode=mode, layout="directory" if is_folder else "plain", packing=packing)  # type: ignore[arg-type]
        emitted(lived, dump, options)
        made[form] = read_form(form, dump)

    def make() -> str:
        name = f"try{next(NAMES)}"
        if mode == "data":
            return migrated(server, name)
        run(server, server.dsn(), f"CREATE DATABASE {name}")
        return server.dsn(name)

    dsn = make()
    empty = state(dsn)
    servers.restore(folder / f"whole-{mode}-{forms[0]}{'' if forms[0].startswith('dir') else '.sql'}", dsn)
    return Farm(mode, made, make, empty, state(dsn))


def refused(file: Path, dsn: str, jobs: int = 1) -> str:
    """The code by which a restore is refused; '' when it went through."""
    try:
        servers.restore(file, dsn, jobs=jobs)
    except Stop as stop:
        return stop.diagnostics[0].code
    return ""


def attempt(kind: str, form: Form, whole: Farm, dsn: str, folder: Path, chance: random.Random) -> str:
    """How a try ended; what begins with `fault` should not be."""
    files = spoilt(kind, form, chance)
    dump = lay(form, files, folder)
    beside = manifest_path(dump)
    beside.write_text(form.manifest, "utf-8")
    code = refused(dump, NOWHERE)
    beside.unlink()
    if code not in REFUSED and not (code == "AQ581" and is_read_as_before(form, files)):
        return f"fault: {code or 'nothing'} with the manifest beside it"
    code = refused(dump, dsn, chance.choice([1, 3]) if form.is_folder else 1)
    return judged(code, whole, state(dsn))


def judged(code: str, whole: Farm, found: State) -> str:
    """What a database holds, and what was said of it, in a word."""
    if code:
        return f"refused by {code}" if found == whole.empty else f"fault: {code}, and the database is not as it was"
    if found == whole.full:
        return "loaded, equal"
    counts, wanted = ([one[:2] for one in each] for each in (found, whole.full))
    return "loaded, equal but for a value" if counts == wanted else "fault: loaded, and not whole"


@contextmanager
def restoring(form: Form, dsn: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    dump = lay(form, form.files, folder)
    manifest_path(dump).write_text(form.manifest, "utf-8")
    command = [sys.executable, "-m", "compiler.cli", "restore", str(dump), "--dsn", dsn]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as aqc:
        yield aqc


def by_signal(aqc: subprocess.Popen[bytes], dsn: str, chance: random.Random) -> None:
    aqc.send_signal(chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))


def by_the_server(aqc: subprocess.Popen[bytes], dsn: str, chance: random.Random) -> None:
    sessions(dsn, "pg_terminate_backend(pid)")


ENDINGS: dict[str, Ending] = {"kill": by_signal, "lose": by_the_server}


def ended(kind: str, form: Form, whole: Farm, dsn: str, folder: Path, chance: random.Random) -> str:
    """End a restore at a random moment, and wait until its sessions are gone."""
    with restoring(form, dsn, folder) as aqc:
        time.sleep(1.1 * whole.seconds * chance.random())
        ENDINGS[kind](aqc, dsn, chance)
    while sessions(dsn):
        time.sleep(0.05)
    return left(aqc.returncode, whole, state(dsn))


def left(code: int, whole: Farm, found: State) -> str:
    """What a database holds after a restore that was ended, in a word."""
    word = "ended before" if code == 0 else f"exit {code}"
    if found not in (whole.empty, whole.full) or (code == 0) > (found == whole.full):
        return f"fault: {word}, and the database is neither as it was nor whole"
    return f"{word}: {'all' if found == whole.full else 'nothing'} is there"


def crowded(server: Server, whole: Farm, numbers: range, folder: Path) -> Iterator[str]:
    """How restores ended whose database was given so much room or less, by chance, as it takes in the end."""
    folder.chmod(0o755)
    for number in numbers:
        megabytes = random.Random(f"room {number}").randint(ROOM_MB[0], ROOM_MB[1])
        with small_disk(server, megabytes, folder) as dsn:
            with restoring(whole.forms["sql"], dsn, folder) as aqc:
                aqc.wait()
            told = left(aqc.returncode, whole, state(dsn))
        if told.startswith("fault"):
            print(f"room {number}: {told}", flush=True)
        yield told


def sessions(dsn: str, what: str = "pid") -> int:
    """How many other sessions the database has; something is asked of each."""
    query = f"SELECT {what} FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return len(servers.psql(dsn, "-Atc", query).stdout.split())


@contextmanager
def small_disk(server: Server, megabytes: int, folder: Path) -> Iterator[str]:
    """A database of its own in a tablespace on a disk of that size."""
    name, disk, owner = f"room{next(NAMES)}", folder / "disk", server.account
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], check=True)
    os.chown(disk, owner.user, owner.group)
    try:
        run(server, server.dsn(), f"CREATE TABLESPACE {name} LOCATION '{disk}'")
        run(server, server.dsn(), f"CREATE DATABASE {name} TABLESPACE {name}")
        yield server.dsn(name)
        run(server, server.dsn(), f"DROP DATABASE {name}")
        run(server, server.dsn(), f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def timed(whole: Farm, form: Form, folder: Path) -> float:
    """Seconds that a restore takes which nothing disturbs."""
    dsn, began = whole.make(), time.monotonic()
    with restoring(form, dsn, folder) as aqc:
        aqc.wait()
    return time.monotonic() - began


def tries(kind: str, whole: Farm, numbers: range, folder: Path) -> Iterator[str]:
    """How each try ended. A database is used until something is loaded into it: that it is as it was is proved."""
    dsn = whole.make()
    for form in whole.forms.values():
        if kind == "mix" and not form.is_folder:
            continue
        seconds = timed(whole, form, folder) if kind in ENDINGS else 0.0
        for number in numbers:
            chance = random.Random(f"{kind} {whole.mode} {form.name} {number}")
            told = (
                ended(kind, form, replace(whole, seconds=seconds), dsn, folder, chance)
                if kind in ENDINGS
                else attempt(kind, form, whole, dsn, folder, chance)
            )
            if told.startswith("fault"):
                print(f"{kind} {whole.mode} {form.name} {number}: {told}", flush=True)
            if not told.startswith("refused") and not told.endswith("nothing is there"):
                dsn = whole.make()
            yield f"{form.name}: {told}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=[*KINDS, *ENDINGS, "room"])
    options.add_argument("count", type=int)
    options.add_argument("--modes", default="full,data")
    options.add_argument("--forms", default="", help="all, but sql alone where a restore is ended")
    options.add_argument("--first", type=int, default=0)
    given = options.parse_args()
    if given.kind == "room" and (not sys.platform.startswith("linux") or os.geteuid()):
        print("left out: a small disk wants root of Linux")
        return 0
    forms = given.forms.split(",") if given.forms else [*FORMS] if given.kind in KINDS else ["sql"]
    numbers, seen = range(given.first, given.first + given.count), Counter[str]()
    with (
        servers.server(servers.required(), scratch=scratch()) as server,
        tempfile.TemporaryDirectory(prefix="aqc-cuts-") as folder,
    ):
        os.environ["PATH"] = f"{server.installation.bin}{os.pathsep}{os.environ['PATH']}"
        for mode in given.modes.split(",") if given.kind not in ("room", "mix") else ["full"]:
            own = [form for form in forms if mode == "full" or not form.startswith("dir")]
            whole = farm(server, mode, own, Path(folder))
            print(f"{mode}: {len(whole.full)} tables, {sum(rows for _, rows, _ in whole.full):,} rows", flush=True)
            if given.kind == "room":
                seen.update(crowded(server, whole, numbers, Path(folder)))
            else:
                seen.update(f"{mode} {told}" for told in tries(given.kind, whole, numbers, Path(folder)))
    for told, times in seen.most_common():
        print(f"{times:>6} {told}")
    return 1 if any(told.startswith("fault") for told in seen) else 0


if __name__ == "__main__":
    sys.exit(main())

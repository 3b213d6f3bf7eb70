"""Restore dumps that were cut, have a hole or a flipped bit, or kill the restore, and see what is in the database.

Usage: python benchmarks/cuts.py cut|hole|flip|kill|lose|room COUNT [--modes full,data] [--forms sql,gz] [--first 0]

`kill` ends aqc by a signal, `lose` the session on the server, and `room` gives the database a tablespace on a disk that
is too small (which needs root of Linux), each at a moment by chance.

Each try is refused while its manifest lies beside it, before a server is asked, and then made without one: refused
before, undone after, or loaded whole; a database that holds anything else is a fault. All rows are compared.
A dump that is loaded with another value has all rows, as its own assertions say: only the manifest knows the values.
Prints each fault, and how many ended in which way. Exit code 1 when there is a fault.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from conftest import scratch
from migrated import LARGE, migrated, run
from smoke import emitted, without

from compiler.diagnostics import Stop
from compiler.emit import Options
from compiler.nouns import manifest_path
from compiler.server import client as servers
from compiler.server.client import Server

NAMES = count(1)
NOWHERE = "host=/nonexistent dbname=none"
TABLES = """SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname NOT LIKE 'pg!_%' ESCAPE '!' AND nspname <> 'information_schema' AND relkind IN ('r', 'v') ORDER BY 1"""
ROOM_MB = 10, 60
"""An empty database takes 8 MB"""
Change = Callable[[bytes, random.Random], bytes]
Ending = Callable[[subprocess.Popen[bytes], str, random.Random], None]
State = tuple[tuple[str, int, str], ...]
"""[table] its name, the number of its rows, a digest of them"""


@dataclass(frozen=True)
class Farm:
    """A dump with its manifest, the database that it is for, and what that holds before and afterwards."""

    mode: str
    text: bytes
    manifest: str
    make: Callable[[], str]
    empty: State
    full: State


def state(dsn: str) -> State:
    """All that the tables of a database hold, in whatever order it lies there."""
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(
                f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {name} t"
            )
            ((rows, digest),) = cursor.fetchall()
            found.append((name, rows, digest))
    connection.close()
    return tuple(found)


def farm(server: Server, mode: str, folder: Path) -> Farm:
    """Smoke without its largest tables, loaded once."""
    file = folder / f"whole-{mode}.sql"
    emitted(without(LARGE), file, Options(mode=mode))  # type: ignore[arg-type]

    def make() -> str:
        name = f"try{next(NAMES)}"
        if mode == "data":
            return migrated(server, name)
        run(server, server.dsn(), f"CREATE DATABASE {name}")
        return server.dsn(name)

    dsn = make()
    empty = state(dsn)
    servers.restore(file, dsn)
    return Farm(mode, file.read_bytes(), manifest_path(file).read_text("utf-8"), make, empty, state(dsn))


def cut(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text) - 1)]


def hole(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + chance.choice([1, 9, 99, 999, 99_999]) :]


def flip(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << chance.randrange(8)]) + text[at + 1 :]


CHANGES: dict[str, Change] = {"cut": cut, "hole": hole, "flip": flip}


def spoilt(kind: str, form: str, text: bytes, chance: random.Random) -> bytes:
    """The file as it lies there; what is packed is spoilt before or after it is packed."""
    if form == "sql":
        return CHANGES[kind](text, chance)
    if chance.random() < 0.5:
        return CHANGES[kind](gzip.compress(text, 1, mtime=0), chance)
    return gzip.compress(CHANGES[kind](text, chance), 1, mtime=0)


def refused(file: Path, dsn: str) -> str:
    """The code by which a restore is refused; '' when it went through."""
    try:
        servers.restore(file, dsn)
    except Stop as stop:
        return stop.diagnostics[0].code
    return ""


def attempt(kind: str, form: str, whole: Farm, dsn: str, folder: Path, chance: random.Random) -> str:
    """How a try ended; what begins with `fault` should not be."""
    file = folder / ("farm.sql" if form == "sql" else "farm.sql.gz")
    file.write_bytes(spoilt(kind, form, whole.text, chance))
    beside = manifest_path(file)
    beside.write_text(whole.manifest, "utf-8")
    code = refused(file, NOWHERE)
    beside.unlink()
    if code not in ("AQ585", "AQ586", "AQ596", "AQ597", "AQ599"):
        return f"fault: {code or 'nothing'} with the manifest beside it"
    code = refused(file, dsn)
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
def restoring(whole: Farm, dsn: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    file = folder / "farm.sql"
    file.write_bytes(whole.text)
    manifest_path(file).write_text(whole.manifest, "utf-8")
    command = [sys.executable, "-m", "compiler.cli", "restore", str(file), "--dsn", dsn]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as aqc:
        yield aqc


def by_signal(aqc: subprocess.Popen[bytes], dsn: str, chance: random.Random) -> None:
    aqc.send_signal(chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))


def by_the_server(aqc: subprocess.Popen[bytes], dsn: str, chance: random.Random) -> None:
    sessions(dsn, "pg_terminate_backend(pid)")


ENDINGS: dict[str, Ending] = {"kill": by_signal, "lose": by_the_server}


def ended(kind: str, whole: Farm, dsn: str, folder: Path, chance: random.Random, seconds: float) -> str:
    """End a restore at a random moment, and wait until its sessions are gone."""
    with restoring(whole, dsn, folder) as aqc:
        time.sleep(1.1 * seconds * chance.random())
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
            with restoring(whole, dsn, folder) as aqc:
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


def tries(kind: str, whole: Farm, forms: list[str], numbers: range, folder: Path) -> Iterator[str]:
    """How each try ended. A database is used until something is loaded into it: that it is as it was is proved."""
    dsn = whole.make()
    began = time.monotonic()
    if kind in ENDINGS:
        with restoring(whole, dsn, folder) as aqc:
            aqc.wait()
        dsn = whole.make()
    seconds = time.monotonic() - began
    for number in numbers:
        for form in forms if kind not in ENDINGS else ["sql"]:
            chance = random.Random(f"{kind} {whole.mode} {form} {number}")
            told = (
                ended(kind, whole, dsn, folder, chance, seconds)
                if kind in ENDINGS
                else attempt(kind, form, whole, dsn, folder, chance)
            )
            if told.startswith("fault"):
                print(f"{kind} {whole.mode} {form} {number}: {told}", flush=True)
            if not told.startswith("refused") and not told.endswith("nothing is there"):
                dsn = whole.make()
            yield told


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=[*CHANGES, *ENDINGS, "room"])
    options.add_argument("count", type=int)
    options.add_argument("--modes", default="full,data")
    options.add_argument("--forms", default="sql,gz")
    options.add_argument("--first", type=int, default=0)
    given = options.parse_args()
    numbers, seen = range(given.first, given.first + given.count), Counter[str]()
    with (
        servers.server(servers.required(), scratch=scratch()) as server,
        tempfile.TemporaryDirectory(prefix="aqc-cuts-") as folder,
    ):
        os.environ["PATH"] = f"{server.installation.bin}{os.pathsep}{os.environ['PATH']}"
        for mode in given.modes.split(",") if given.kind != "room" else ["full"]:
            whole = farm(server, mode, Path(folder))
            print(f"{mode}: {len(whole.text):,} bytes, sha256 {sha256(whole.text).hexdigest()[:16]}", flush=True)
            if given.kind == "room":
                seen.update(crowded(server, whole, numbers, Path(folder)))
            else:
                seen.update(tries(given.kind, whole, given.forms.split(","), numbers, Path(folder)))
    for told, times in seen.most_common():
        print(f"{times:>6} {told}")
    return 1 if any(told.startswith("fault") for told in seen) else 0


if __name__ == "__main__":
    sys.exit(main())

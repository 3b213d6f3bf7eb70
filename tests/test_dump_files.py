"""Files as they come: a dump in gzip loads and is verified as the dump does; others are named for what they are."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from houses import OWNER, as_role, refused
from migrated import LARGE, lean, state
from smoke import emitted, without
from test_cli import aqc

from compiler.diagnostics.diagnostic import Stop
from compiler.proof.promises import check_file
from compiler.proof.verify import verify_dump
from compiler.server.client import Server, psql
from compiler.server.dumpfile import examine, open_dump
from compiler.server.vetting import kept_promise
from compiler.solver import solve_json
from compiler.writing.packing import ENDINGS, UNPACKERS, Packing, pack

SMALL = "--\n-- PostgreSQL database dump\n--\n\n{}\n-- PostgreSQL database dump complete\n"
FISH = SMALL.format("CREATE TABLE public.fish (id integer);")


def zipped(path: Path, text: bytes) -> Path:
    path.write_bytes(gzip.compress(text, 1))
    return path


@pytest.mark.server
@pytest.mark.slow
def test_a_packed_dump_loads_as_the_dump_does(house: Server, make: Callable[[str], str], tmp_path: Path) -> None:
    states = []
    for packing, ending in ENDINGS.items():
        file = tmp_path / f"farm.sql{ending}"
        file.write_bytes(pack(lean("data").encode(), packing))
        database = make("migrated")
        assert refused(file, as_role(house, database, OWNER)) == ()
        states.append(state(house, house.dsn(database)))
    assert all(one == states[0] for one in states)
    assert {path.name for path in tmp_path.iterdir()} == {f"farm.sql{ending}" for ending in ENDINGS.values()}


@pytest.mark.server
@pytest.mark.slow
def test_gzip_is_verified_by_the_manifest_of_the_dump(tmp_path: Path) -> None:
    file = tmp_path / "farm.sql"
    manifest, _ = emitted(without(LARGE), file)
    zipped(tmp_path / "farm.sql.gz", file.read_bytes())
    plain = check_file(file, manifest)
    assert [found.status for found in plain] == ["pass", "pass"]
    file.unlink()
    outcomes = verify_dump(tmp_path / "farm.sql.gz")
    assert outcomes[:2] == plain
    assert (outcomes[2].name, outcomes[2].status) == ("table-rows", "pass")


def test_digests_do_not_depend_on_the_pieces_in_which_a_dump_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "farm.sql"
    manifest, _ = emitted(without(LARGE), file)
    text = file.read_bytes()
    for size in (997, 4096, 1 << 24):
        monkeypatch.setattr("compiler.proof.promises.CHUNK", size)
        assert [found.status for found in check_file(file, manifest)] == ["pass", "pass"], size
    file.write_bytes(text.replace(b"\n1\t", b"\n2\t", 1))
    assert [found.status for found in check_file(file, manifest)] == ["fail", "fail"]


def spoil(text: bytes, packing: Packing) -> dict[str, bytes]:
    packed, third, of_sum = pack(text, packing), len(pack(text, packing)) // 3, 8 if packing == "gzip" else 4
    return {
        "cut short": packed[: len(packed) // 2],
        "without its end": packed[:-3],
        "a wrong check sum": packed[:-of_sum] + bytes(255 - one for one in packed[-of_sum:]),
        "changed inside": packed[:third] + bytes(20) + packed[third + 20 :],
        "something behind it": packed + b"and more",
    }


@pytest.mark.server
@pytest.mark.parametrize(("packing", "name"), [*product(UNPACKERS, spoil(b"", "none"))])
def test_a_packed_dump_that_is_damaged_loads_nothing(
    packing: Packing, name: str, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    text = "".join(f"CREATE TABLE public.fish{at} (id integer);\n" for at in range(400))
    data = spoil(SMALL.format(text).encode(), packing)[name]
    file = tmp_path / f"farm.sql{ENDINGS[packing]}"
    file.write_bytes(data)
    dsn = as_role(house, make(""), OWNER)
    (told,) = refused(file, dsn)
    assert told.code == "AQ597"
    assert f"is {packing} that breaks off or is damaged: " in told.message
    assert psql(dsn, "-Atc", "SELECT to_regclass('public.fish0')").stdout == "\n"


@pytest.mark.server
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("SELECT 1 / 0;", "AQ584"),
        ("SELECT 1 / 0;\n" + "SELECT 'a long line that psql never comes to read';\n" * 50_000, "AQ584"),
        ("SELECT pg_terminate_backend(pg_backend_pid());" + "SELECT 1;\n" * 50_000, "AQ594"),
    ],
)
def test_gzip_that_the_server_refuses(
    body: str, code: str, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    file = zipped(tmp_path / "farm.sql.gz", SMALL.format(body).encode())
    (told,) = refused(file, as_role(house, make(""), OWNER))
    assert told.code == code
    assert f"psql:{file}:5: " in told.message


def test_a_file_that_fails_while_it_is_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "farm.sql.gz"
    file.write_bytes(gzip.compress(FISH.encode())[:-4])
    with pytest.raises(Stop, match="AQ597"), open_dump(file) as text:
        text.read()


def in_tar(text: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        tar.addfile(tarfile.TarInfo("toc.dat"), io.BytesIO())
    return stream.getvalue() + text[:0]


def in_zip(text: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("farm.sql", text)
    return stream.getvalue()


KINDS: dict[str, tuple[Callable[[bytes], bytes], str, str, str]] = {
    "a dump": (bytes, "", "", ""),
    **{f"a dump in {name}": (partial(pack, packing=name), "", "", "") for name in ENDINGS},
    **{
        f"{name} in two parts": (lambda text, name=name: pack(text[:70], name) + pack(text[70:], name), "", "", "")
        for name in UNPACKERS
    },
    "bzip2": (bz2.compress, "AQ596", "compressed with bzip2", "bunzip2 -k"),
    "xz": (lzma.compress, "AQ596", "compressed with xz", "unxz -k"),
    "no zstd": (lambda text: b"\x28\xb5\x2f\xfd" + text, "AQ597", "zstd that breaks off", "zstd -t"),
    "no lz4": (lambda text: b"\x04\x22\x4d\x18" + text, "AQ597", "lz4 that breaks off", "lz4 -t"),
    "lz4 in zstd": (lambda text: pack(pack(text, "lz4"), "zstd"), "AQ596", "zstd, and in it lz4 once", "zstd -dc"),
    "zip": (in_zip, "AQ596", "a zip archive", "unzip"),
    "tar": (in_tar, "AQ596", "a tar archive", "pg_restore -O -x -f"),
    "tar in gzip": (lambda text: gzip.compress(in_tar(text)), "AQ596", "gzip, and in it a tar archive", "gunzip"),
    "gzip in gzip": (lambda text: gzip.compress(gzip.compress(text)), "AQ596", "in it gzip once more", "gunzip"),
    "custom format in gzip": (lambda text: gzip.compress(b"PGDMP" + text), "AQ596", "in custom format", "gunzip"),
    "UTF-16": (lambda text: text.decode().encode("utf-16"), "AQ596", "text in UTF-16", "-o FILE"),
    "a byte order mark": (lambda text: b"\xef\xbb\xbf" + text, "AQ596", "byte order mark", "-o FILE"),
    "Windows": (lambda text: text.replace(b"\n", b"\r\n"), "AQ596", "the line ends of Windows", "dos2unix"),
    "a cluster": (lambda _: b"--\n-- PostgreSQL database cluster dump\n--\n", "AQ596", "pg_dumpall", "pg_dump"),
    "a manifest": (lambda _: b'{\n  "name": "smoke"', "AQ596", "JSON", "manifest"),
    "nothing": (lambda _: b"", "AQ586", "is empty", "compile"),
    "nothing in gzip": (lambda _: gzip.compress(b""), "AQ586", "is empty", "compile"),
    "SQL": (lambda _: b"SELECT 1;", "AQ586", "is not a dump", "aqc compile"),
    "half a dump in gzip": (lambda text: gzip.compress(text[:-40]), "AQ586", "not whole", "copy"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_a_file_is(name: str, tmp_path: Path) -> None:
    change, code, words, hint = KINDS[name]
    file = tmp_path / "farm.x"
    file.write_bytes(change(FISH.encode()))
    if not code:
        examine(file)
        return
    with pytest.raises(Stop) as stopped:
        examine(file)
    (told,) = stopped.value.diagnostics
    assert (told.code, words in told.message, hint in told.hint) == (code, True, True), told


@pytest.mark.server
@pytest.mark.parametrize("form", ["custom", "directory", "tar"])
def test_archives_of_pg_dump_are_named_and_the_hint_makes_a_dump_of_them(
    form: str, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    name = make("")
    psql(house.dsn(name), "-qc", "CREATE TABLE public.fish (id integer)")
    programs = house.installation.bin
    archive = tmp_path / "farm.dump"
    subprocess.run([programs / "pg_dump", f"-F{form[0]}", "-f", archive, "-d", house.dsn(name)], check=True)
    for command in (["restore", str(archive)], ["verify", str(archive)]):
        out = aqc(*command)
        assert out.returncode == 1
        assert "AQ596" in out.stderr
        assert f"{form} {'archive' if form == 'tar' else 'format'}" in out.stderr
    (told,) = refused(archive, house.dsn(name))
    command = told.hint[told.hint.index("pg_restore") :].split(" makes")[0]
    if not (programs / "pg_restore").exists() or not shutil.which("sh"):
        pytest.skip("no pg_restore")
    subprocess.run(command, shell=True, check=True, env={"PATH": f"{programs}:/usr/bin:/bin"})
    assert refused(tmp_path / "farm.sql", as_role(house, make(""), OWNER)) == ()


def test_pipes_and_devices_are_no_dumps_and_no_manifests(tmp_path: Path) -> None:
    """They are read more than once; without somebody who writes, a pipe waits for ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Stop, match="it is not a regular file"):
        examine(tmp_path / "pipe")
    (tmp_path / "farm.sql").write_text(FISH)
    os.mkfifo(tmp_path / "farm.manifest.json")
    with pytest.raises(Stop, match=r"AQ602.*not a regular file"):
        kept_promise(examine(tmp_path / "farm.sql"))
    (tmp_path / "farm.manifest.json").unlink()
    (tmp_path / "farm.manifest.json").symlink_to("/dev/zero")
    with pytest.raises(Stop, match=r"AQ602.*not a regular file"):
        kept_promise(examine(tmp_path / "farm.sql"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device")
def test_an_endless_instance_is_refused(tmp_path: Path) -> None:
    answer, code = solve_json(Path("/dev/zero"))
    assert code == 1 and "larger than" in answer["diagnostics"][0]["message"]

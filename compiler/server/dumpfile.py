"""What a file is: a plain dump, whole, as text or packed; or something else, named for what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import BinaryIO

from compiler.diagnostics import Diagnostic, Stop
from compiler.server.installed import OLDEST
from compiler.writing import UNPACKERS, Damaged, Packing, packing_of, unpacked

FIRST_BYTES, LAST_BYTES, CHUNK = 600, 200, 1 << 20
WHOLE, DATA_WHOLE = b"-- PostgreSQL database dump complete", b"-- AquaMind data complete"
FULL_MODE, DATA_MODE = b"--\n-- PostgreSQL database dump\n", b"--\n-- AquaMind data, compiled by aqc\n"
TAR = 257
"""Where `ustar` stands in a tar file."""

RESTORE = "pg_restore -O -x -f {plain} {file} makes plain text of it; then aqc restore {plain}"
KINDS = (
    (0, b"PGDMP", "an archive of pg_dump in custom format", RESTORE),
    (TAR, b"ustar", "a tar archive", "when pg_dump -Ft wrote it: " + RESTORE + "; else unpack it: tar -xf {file}"),
    (0, b"BZh", "compressed with bzip2", "bunzip2 -k {file}, then aqc restore"),
    (0, b"\xfd7zXZ\x00", "compressed with xz", "unxz -k {file}, then aqc restore"),
    (0, b"\x1f\x9d", "compressed with compress", "uncompress {file}, then aqc restore"),
    (0, b"PK\x03\x04", "a zip archive", "unzip {file}, then aqc restore"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", "7z x {file}, then aqc restore"),
    (0, b"\xff\xfe", "text in UTF-16", "write it again with -o FILE: the > of some shells changes the encoding"),
    (0, b"\xfe\xff", "text in UTF-16", "write it again with -o FILE: the > of some shells changes the encoding"),
    (
        0,
        b"\xef\xbb\xbf--",
        "a dump behind a byte order mark",
        "write it again with -o FILE: tail -c +4 drops it",
    ),
    (
        0,
        b"--\r\n",
        "a dump with the line ends of Windows",
        "write it again with -o FILE, or dos2unix {file}",
    ),
    (0, b"--\n-- PostgreSQL database cluster dump", "a dump of pg_dumpall", "dump one database: pg_dump -O -x NAME"),
    (0, b"version https://git-lfs", "a pointer of git-lfs, and not the file itself", "git lfs pull"),
    (0, b"{", "JSON", "name the dump, not its manifest"),
)
"""(place, first bytes, what it is, what to do); `{file}` and `{plain}` are its name and that of a plain dump."""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A whole plain dump. `oldest` is the PostgreSQL that it needs, `is_data` whether it holds rows without tables."""

    path: Path
    oldest: int
    is_data: bool
    oldest_program: int = OLDEST
    """The psql that it needs"""


@contextmanager
def open_dump(path: Path) -> Iterator[BinaryIO]:
    """The text of a dump, which may be packed; unpacked while it is read, never to a disk.

    Errors: Stop AQ585 when it cannot be read, AQ597 when what is packed breaks off or is damaged, AQ567 when the
    library for it is not installed.
    """
    if path.exists() and not path.is_file():
        hint = "lay the dump into a file: it is read before it is loaded"
        raise Stop([Diagnostic("AQ585", f"cannot read {path}: it is not a regular file", hint=hint)])
    try:
        with unpacked(path) as text:
            yield text
    except Damaged as error:
        packing = _packing(path)
        message = f"{path} is {packing} that breaks off or is damaged: {error}"
        hint = f"copy it again; {packing} -t {quote(str(path))} tests it"
        raise Stop([Diagnostic("AQ597", message, hint=hint)]) from None
    except OSError as error:
        raise Stop([Diagnostic("AQ585", f"cannot read {path}: {error.strerror}")]) from None


def examine(path: Path) -> DumpFile:
    """Look at the head and the end of a file; a packed one is read through, so that nothing of a damaged one is loaded.

    Errors: Stop AQ585, AQ586, AQ596 or AQ597. A dump cut short is refused: psql would load what there is.
    """
    if path.is_dir():
        raise Stop([_directory(path)])
    with open_dump(path) as text:
        head, packing = text.read(FIRST_BYTES), _packing(path)
        if head.startswith((FULL_MODE, DATA_MODE)):
            tail = _seek_last(text, path) if packing == "none" else _last(text, head)
    if not head.startswith((FULL_MODE, DATA_MODE)):
        raise Stop([_other(path, head, packing)])
    is_data = head.startswith(DATA_MODE)
    if (DATA_WHOLE if is_data else WHOLE) not in tail:
        message = f"{path} ends before its end: the dump is not whole"
        raise Stop([Diagnostic("AQ586", message, hint="compile it again, or copy it again")])
    return DumpFile(path, 17 if b"\nSET transaction_timeout = 0;\n" in head else OLDEST, is_data)


def digest_of(path: Path) -> str:
    """sha256 of the text of a dump, unpacked. Errors: Stop AQ585 or AQ597."""
    digest = hashlib.sha256()
    with open_dump(path) as text:
        while piece := text.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def read_end(text: BinaryIO, path: Path) -> bytes:
    """The last bytes of a text that was opened; a packed one is read through. Errors: as open_dump, which is around."""
    return _seek_last(text, path) if _packing(path) == "none" else _last(text, b"")


def _last(text: BinaryIO, tail: bytes) -> bytes:
    while chunk := text.read(CHUNK):
        tail = (tail + chunk)[-LAST_BYTES:]
    return tail


def _seek_last(text: BinaryIO, path: Path) -> bytes:
    text.seek(max(0, path.stat().st_size - LAST_BYTES))
    return text.read()


def _directory(path: Path) -> Diagnostic:
    if any((path / name).is_file() for name in ("toc.dat", "toc.dat.gz", "toc.dat.lz4", "toc.dat.zst")):
        return _named(path, "an archive of pg_dump in directory format", RESTORE)
    return Diagnostic("AQ586", f"{path} is a folder, not a dump", hint="name the file in it")


def _packing(path: Path) -> Packing:
    """How a file is packed. Errors: OSError."""
    with path.open("rb") as file:
        return packing_of(file.read(4))


def _other(path: Path, head: bytes, packing: Packing) -> Diagnostic:
    inside, again = "" if packing == "none" else f"{packing}, and in it ", packing_of(head)
    unpack = f"{UNPACKERS.get(packing, '')} {quote(str(path))} > {quote(path.stem)}; it needs more after that"
    if again != "none":
        return _named(path, f"{inside}{again} once more", unpack)
    for place, bytes_, what, hint in KINDS:
        if head.startswith(bytes_, place):
            return _named(path, inside + what, unpack if inside else hint)
    if not head:
        return Diagnostic("AQ586", f"{path} is empty", hint="compile it again")
    return Diagnostic("AQ586", f"{path} is not a dump", hint="aqc compile FILE -o DUMP writes one")


def _named(path: Path, what: str, hint: str) -> Diagnostic:
    file, plain = quote(str(path)), quote(str(path.with_name(f"{path.stem}.sql")))
    message = f"{path} is {what}; aqc loads plain dumps, as text or in gzip, zstd or lz4"
    return Diagnostic("AQ596", message, hint=hint.format(file=file, plain=plain))

"""How files are packed: in gzip, and with the extra aqc[compress] in zstd and lz4."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast

from compiler.diagnostics import Diagnostic, Stop

if TYPE_CHECKING:
    from typing_extensions import Buffer

Packing = Literal["none", "gzip", "zstd", "lz4"]
ENDINGS: dict[Packing, str] = {"none": "", "gzip": ".gz", "zstd": ".zst", "lz4": ".lz4"}
"""Of the names of files"""
UNPACKERS: dict[Packing, str] = {"gzip": "gunzip -c", "zstd": "zstd -dc", "lz4": "lz4 -dc"}
"""What writes a packed file to a pipe"""
MARKS: dict[Packing, bytes] = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd", "lz4": b"\x04\x22\x4d\x18"}
"""First bytes of a packed file"""
LIBRARIES: dict[Packing, str] = {"zstd": "zstandard", "lz4": "lz4.frame"}
GZIP_LEVEL, ZSTD_LEVEL = 6, 3
"""As the programs and pg_dump have it"""
BUFFER_BYTES = 1 << 20
SKIPPABLE = b"\x2a\x4d\x18"
"""Behind the first byte of a frame of zstd that holds no text"""


class Damaged(ValueError):
    """What is packed breaks off, or does not agree with its own check sum."""


def library(packing: Packing) -> Any:
    """The library of a packing that Python's own has not. Errors: Stop AQ567 when it is not installed."""
    try:
        return import_module(LIBRARIES[packing])
    except ImportError:
        message = f"{packing} wants the library {LIBRARIES[packing].partition('.')[0]}, which is not installed"
        raise Stop([Diagnostic("AQ567", message, hint="pip install 'aqc[compress]'")]) from None


def pack(text: bytes, packing: Packing) -> bytes:
    """The text as it lies in the file, with a check sum; equal texts are equal members. Errors: Stop AQ567."""
    match packing:
        case "none":
            return text
        case "gzip":
            return gzip.compress(text, GZIP_LEVEL, mtime=0)
        case "zstd":
            return cast("bytes", library(packing).ZstdCompressor(ZSTD_LEVEL, write_checksum=True).compress(text))
        case "lz4":
            return cast("bytes", library(packing).compress(text, content_checksum=True))


def packing_of(head: bytes) -> Packing:
    """How a file is packed that begins so."""
    return next((packing for packing, mark in MARKS.items() if head.startswith(mark)), "none")


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """The text of a file, unpacked while it is read, never to a disk.

    Errors: OSError when it cannot be read, Damaged, and Stop AQ567 when its packing is one that is not installed.
    """
    with path.open("rb") as file:
        packing = packing_of(file.read(4))
        file.seek(0)
        if packing == "none":
            yield file
            return
        with io.BufferedReader(_Unpacking(*_reader(packing, file)), BUFFER_BYTES) as text:
            yield cast("BinaryIO", text)


def _reader(packing: Packing, file: BinaryIO) -> tuple[Any, tuple[type[Exception], ...]]:
    """What reads the text, and what it raises where the file is damaged."""
    match packing:
        case "zstd":
            found = library(packing)
            _walk(found, file)
            return found.ZstdDecompressor().stream_reader(file, read_across_frames=True), (found.ZstdError,)
        case "lz4":
            return library(packing).open(file), (EOFError, RuntimeError)
        case _:
            return gzip.open(file), (EOFError, zlib.error, gzip.BadGzipFile)


def _walk(zstandard: Any, file: BinaryIO) -> None:
    """See that zstd's frames end with the file, of which its reader says nothing (RFC 8878, 3.1). Errors: Damaged."""
    size = file.seek(0, io.SEEK_END)
    at = file.seek(0)
    while at < size:
        head = file.read(18)
        if head[1:4] == SKIPPABLE:
            at = file.seek(at + 8 + int.from_bytes(head[4:8], "little"))
            continue
        try:
            has_sum, last = zstandard.get_frame_parameters(head).has_checksum, False
            at = file.seek(at + zstandard.frame_header_size(head))
        except zstandard.ZstdError as error:
            raise Damaged(str(error)) from None
        while not last and at < size:
            block = int.from_bytes(file.read(3), "little")
            last, is_run, length = bool(block & 1), block >> 1 & 3 == 1, block >> 3
            at = file.seek(at + 3 + (1 if is_run else length))
        at = file.seek(at + 4 * has_sum)
        if at > size or not last:
            raise Damaged("it breaks off")
    file.seek(0)


class _Unpacking(io.RawIOBase):
    """Raises Damaged for each library's own words."""

    def __init__(self, source: Any, damage: tuple[type[Exception], ...]) -> None:
        self.source, self.damage = source, damage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        try:
            data = self.source.read(len(view))
        except self.damage as error:
            raise Damaged(str(error)) from None
        view[: len(data)] = data
        return len(data)

"""Where the dump goes: a file that has a temporary name until it is whole, or a stream."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, BinaryIO

from compiler.diagnostics import Diagnostic, Stop

if TYPE_CHECKING:
    from typing_extensions import Buffer

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BUFFER_BYTES = 1 << 20
AHEAD_BYTES = 32 << 20
"""So much may wait for the disk before it is told to begin; waiting for all of it at the end would cost a minute."""


class EagerFile(io.FileIO):
    """A file whose bytes go to the disk while more are being made."""

    _begun = 0

    def write(self, data: Buffer, /) -> int:
        written = super().write(data)
        if self.tell() - self._begun >= AHEAD_BYTES and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self.fileno(), self._begun, self.tell() - self._begun, os.POSIX_FADV_DONTNEED)
            self._begun = self.tell()
        return written


def is_stream(out: Path | BinaryIO) -> bool:
    """Standard output, a pipe, a device: nothing to rename, no manifest beside it."""
    if not isinstance(out, Path):
        return True
    return os.path.exists(out) and not os.path.isfile(out) and not os.path.isdir(out)


def check_space(out: Path, expected_bytes: int) -> None:
    """Errors: Stop with AQ510 when the disk holds less than the dump is expected to need."""
    free = shutil.disk_usage(out.parent).free
    if free < expected_bytes:
        message = f"the dump needs about {_mb(expected_bytes)} MB, {out.parent} has {_mb(free)} MB free"
        raise Stop([Diagnostic("AQ510", message, hint="name another folder with -o, or stream with `-o - | gzip`")])


@contextmanager
def open_output(out: Path | BinaryIO, expected_bytes: int) -> Iterator[BinaryIO]:
    """A stream to write the dump to; when the block ends well, the file has its name, else it is gone.

    Errors: Stop with AQ510 to AQ513: no space, a full disk, a folder that cannot be written, another compile at work.
    """
    if not isinstance(out, Path):
        with _explained("standard output"):
            yield out
            out.flush()
    elif is_stream(out):
        with _explained(str(out)), out.open("wb", BUFFER_BYTES) as stream:
            yield stream
    else:
        with _explained(str(out)), _terminable():
            yield from _write_file(Path(os.path.realpath(out)), expected_bytes)


def write_small(path: Path, text: str) -> None:
    """Write a file whole or not at all. Errors: as open_output."""
    data = text.encode()
    with open_output(path, len(data)) as stream:
        stream.write(data)


def _write_file(out: Path, expected_bytes: int) -> Iterator[BinaryIO]:
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    stream = _lock(part)
    try:
        stream.truncate(0)
        check_space(out, expected_bytes)
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
        os.chmod(part, 0o666 & ~_umask())
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        _close(stream)


def _lock(part: Path) -> BinaryIO:
    """Open the temporary file, alone: what a killed compile left there is taken over, a living one is left in peace."""
    while True:
        opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        stream = io.BufferedWriter(EagerFile(opened, "wb"), BUFFER_BYTES)
        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            stream.close()
            hint = "wait for it, or name another file with -o"
            raise Stop([Diagnostic("AQ513", f"another compile is writing {part.name[1:-5]} now", hint=hint)]) from None
        if part.exists() and os.path.samestat(os.fstat(stream.fileno()), part.stat()):
            return stream
        stream.close()


def _close(stream: BinaryIO) -> None:
    """Also when the last buffer no longer fits on the disk."""
    try:
        stream.close()
    except OSError:
        if sys.exc_info()[0] is None:
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _explained(out: str) -> Iterator[None]:
    """What the system says about the file, as diagnostics."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            message = f"no space is left for {out}; nothing half-written is left"
            raise Stop([Diagnostic("AQ511", message, hint="free some space, or name another folder with -o")]) from None
        message = f"cannot write {out}: {(error.strerror or str(error)).lower()}"
        raise Stop([Diagnostic("AQ512", message, hint="name another file with -o")]) from None


@contextmanager
def _terminable() -> Iterator[None]:
    """While a file is being written, SIGTERM leaves by the same door as Ctrl-C: through the cleaning up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f}"

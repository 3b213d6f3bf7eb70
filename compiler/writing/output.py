"""Where the dump goes: a file that has a temporary name until it is whole, or a stream."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import re
import shutil
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from shlex import quote
from types import FrameType
from typing import TYPE_CHECKING, BinaryIO

from compiler.diagnostics import Diagnostic, Stop
from compiler.writing.packing import ENDINGS

if TYPE_CHECKING:
    from typing_extensions import Buffer

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
PART = ".aqc-part"
"""How names of files end that are not whole"""
BUFFER_BYTES = 1 << 16
ARCHIVED = re.compile(rf"(toc|\d+)\.dat({'|'.join(map(re.escape, ENDINGS.values()))})")
"""Names in a folder of ours"""
_LOOK = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
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


@contextmanager
def open_folder(out: Path, expected_bytes: int) -> Iterator[Path]:
    """A folder to write into; when the block ends well, it has its name, else it is gone.

    Errors: Stop with AQ565 where something has the name already, AQ510 to AQ513 as open_output.
    """
    with _explained(str(out)), _terminable():
        _refuse_taken(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with _passing_folder(out) as part:
            check_space(out, expected_bytes)
            yield part
            _refuse_taken(out)
            os.chmod(part, 0o777 & ~_umask())
            part.replace(out)


def _refuse_taken(out: Path) -> None:
    """An empty folder may be taken; nothing can take the place of a full one in one step."""
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        hint = f"remove it first: rm -r {quote(str(out))}; or name another folder with -o"
        raise Stop([Diagnostic("AQ565", f"{out} is there already, and is no empty folder", hint=hint)])


@contextmanager
def _passing_folder(out: Path) -> Iterator[Path]:
    """As passing_file, a folder."""
    with _alone(out.parent):
        _clear(out)
        part = _part(out)
        part.mkdir(0o700)
        held = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(held)


def write_small(path: Path, text: str) -> None:
    """Write a file whole or not at all. Errors: as open_output."""
    data = text.encode()
    with open_output(path, len(data)) as stream:
        stream.write(data)


def _write_file(out: Path, expected_bytes: int) -> Iterator[BinaryIO]:
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    with passing_file(out) as (stream, part):
        check_space(out, expected_bytes)
        yield stream
        finish(stream)
        part.replace(out)


@contextmanager
def passing_file(out: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file beside `out` to be written and then given its name; under its own it is gone when the block ends.

    Errors: OSError, and Stop AQ513.
    """
    stream, part = _begin(out)
    try:
        yield stream, part
    finally:
        part.unlink(missing_ok=True)
        _close(stream)


def finish(stream: BinaryIO) -> None:
    """What was written is on the disk, with the permissions of any new file."""
    stream.flush()
    os.fsync(stream.fileno())
    os.chmod(stream.fileno(), 0o666 & ~_umask())


def _begin(out: Path) -> tuple[BinaryIO, Path]:
    """A new temporary file that is locked while it is written; what killed runs left in the folder is removed.

    Nobody can foretell its name, so that nothing of somebody else lies there. Errors: Stop AQ513 when another process
    is writing the same file.
    """
    with _alone(out.parent):
        _clear(out)
        part = _part(out)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        opened = os.open(part, flags, 0o600)
        fcntl.flock(opened, fcntl.LOCK_EX)
        return io.BufferedWriter(EagerFile(opened, "wb"), BUFFER_BYTES), part


def _clear(out: Path) -> None:
    """Remove what killed runs left in the folder. Errors: Stop AQ513 when another process is writing the same."""
    for part in out.parent.glob(f".*{PART}"):
        is_rival = part.name.startswith(f".{out.name}.") and len(part.name) == len(_part(out).name)
        if not _remove_dead(part) and is_rival:
            hint = "wait for it, or name another file with -o"
            raise Stop([Diagnostic("AQ513", f"another compile is writing {out.name} now", hint=hint)])


def _part(out: Path) -> Path:
    return out.with_name(f".{out.name}.{token_hex(8)}{PART}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time begins to write in a folder, where the file system knows locks of folders."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _remove_dead(part: Path) -> bool:
    """Remove a temporary file or folder whose writer is gone; False when the writer lives, or when it is not ours."""
    try:
        opened = os.open(part, _LOOK | (os.O_RDONLY | os.O_DIRECTORY if part.is_dir() else os.O_RDWR))
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        found = os.fstat(opened)
        is_folder = stat.S_ISDIR(found.st_mode)
        if not (is_folder or stat.S_ISREG(found.st_mode)) or found.st_uid != os.geteuid():
            return False
        if is_folder and not all(ARCHIVED.fullmatch(name) for name in os.listdir(part)):
            return False
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(part) if is_folder else part.unlink(missing_ok=True)
        return True
    except OSError:
        return False
    finally:
        os.close(opened)


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
    """While a file is being written, signals that nobody minds leave by the same door as Ctrl-C: by the cleaning up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    minded = [number for number in ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in minded:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in minded:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f}"

"""Whether what an earlier compile left serves again, and what this one leaves for the next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from compiler.diagnostics import Stop
from compiler.exact import KERNEL
from compiler.filling import Farm, keys_of
from compiler.writing.build import this_build
from compiler.writing.dump import Options
from compiler.writing.index import HEAD, Mark, index_of, index_path, packed, unpacked_index
from compiler.writing.output import is_stream, open_output
from compiler.writing.pieces import Earlier, Reuse
from compiler.writing.remote import Remote
from compiler.writing.workers import all_of, share_files

LARGE_BYTES = 256 << 20
"""Dumps that are shorter are made sooner than anybody would wait for"""
NOT_SET = ("", "0", "false")
"""What CI says where it is none"""


@contextmanager
def reuse_of(farm: Farm, out: Path | Remote | BinaryIO, options: Options, expected: int) -> Iterator[Reuse | None]:
    """What is kept from the dump at `out`, and of the one that takes its place while the block runs.

    When the block ends well, the index of the new dump lies beside it; it is lost where the disk takes no more.
    """
    if not isinstance(out, Path) or is_stream(out) or out.is_dir():
        yield None
        return
    dump = Path(os.path.realpath(out))
    if not is_wanted(options, expected):
        yield None
        _forget(dump)
        return
    with _earlier(dump) as earlier:
        reuse = Reuse(keys_of(farm, str(this_build()), partial(all_of, jobs=options.jobs)), earlier)
        yield reuse
    with suppress(Stop, OSError):
        _forget(dump)
        mark = Mark.of(dump.stat())
        if mark.inode == reuse.inode:  # and not what another compile has put there since
            index = packed(index_of(farm, reuse.keyed), mark)
            with open_output(index_path(dump), len(index)) as stream:
                stream.write(index)


def is_wanted(options: Options, expected: int) -> bool:
    """Whether rows are to serve again: of plain dumps, not packed, made by processes of ours and with the kernel."""
    if options.layout != "plain" or options.packing != "none" or not KERNEL or not share_files(options.workers):
        return False
    if options.cache is None:
        return expected >= LARGE_BYTES and os.environ.get("CI", "").lower() in NOT_SET
    return options.cache


@contextmanager
def _earlier(dump: Path) -> Iterator[Earlier | None]:
    """The dump that lies there, if it has an index and was not touched since."""
    try:
        index = unpacked_index(index_path(dump).read_bytes())
        file = os.open(dump, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        fresh = index is not None and Mark.of(os.fstat(file)) == index.mark
        yield Earlier(file, index, str(dump)) if index and fresh else None
    finally:
        os.close(file)


def _forget(dump: Path) -> None:
    """No index of ours lies beside the dump."""
    path = index_path(dump)
    with suppress(OSError):
        with path.open("rb") as found:
            is_ours = found.read(len(HEAD)) == HEAD
        if is_ours:
            path.unlink()

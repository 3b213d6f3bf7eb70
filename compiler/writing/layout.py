"""How a dump lies on the disk: one plain text, or a folder in which each table has files of its own."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from compiler.writing.archive import TOC
from compiler.writing.ddl import COPY_END
from compiler.writing.packing import ENDINGS, Packing, pack
from compiler.writing.toc import Entry

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

    from typing_extensions import Buffer


ASIDE_BYTES = 1 << 20
"""Shorter texts are hashed sooner than handed to a thread"""


class Layout(Protocol):
    """Where the parts of a dump go, table by table in order. `digest` and `size` are of the text unpacked."""

    @property
    def digest(self) -> str: ...

    @property
    def size(self) -> int: ...

    def begin(self, table: str) -> None:
        """Rows of this table follow."""

    def rows(self, texts: Sequence[Buffer], *also: Hash) -> None:
        """Those of one task, which may change afterwards. They go into further digests, too."""

    def end(self) -> None:
        """The table has no more rows."""


class Plain:
    """One text. Each piece is a member of its own when it is packed, so that the bytes hang on no buffer; threads pack
    some at a time.
    """

    def __init__(self, stream: BinaryIO, opening: str, headers: Mapping[str, str], packing: Packing, jobs: int) -> None:
        self.stream, self.headers, self.packing, self.jobs = stream, headers, packing, jobs
        self.hash, self.size = hashlib.sha256(), 0
        self.threads, self.under_way = ThreadPoolExecutor(jobs), deque[Future[bytes]]()
        self.aside = Aside(jobs)
        self.rows([opening.encode()])

    @property
    def digest(self) -> str:
        return self.hash.hexdigest()

    def begin(self, table: str) -> None:
        self.rows([self.headers[table].encode()])

    def rows(self, texts: Sequence[Buffer], *also: Hash) -> None:
        if self.packing == "none":
            with self.aside.hashing(texts, *also) as here:
                for text in texts:
                    self.size += hashed([text], self.hash, *here)
                    self.stream.write(text)
            return
        with self.aside.hashing(texts, *also) as here:
            self.size += hashed(texts, self.hash, *here)
        self.under_way.append(self.threads.submit(pack, b"".join(texts), self.packing))
        while len(self.under_way) > self.jobs:
            self.stream.write(self.under_way.popleft().result())

    def end(self) -> None:
        self.rows([COPY_END.encode()])

    def wait(self) -> None:
        """Until all of it is written. Errors: OSError."""
        while self.under_way:
            self.stream.write(self.under_way.popleft().result())

    def close(self) -> None:
        """Give up what is not begun."""
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.aside.close()


class Folder:
    """A folder of pg_dump's directory format. The digest is over toc.dat, then over all rows in order.

    Files are packed and brought to the disk by threads, in any order.
    """

    def __init__(self, folder: Path, toc: bytes, entries: Iterable[Entry], packing: Packing, jobs: int) -> None:
        self.folder, self.packing, self.jobs = folder, packing, jobs
        self.names = iter([entry.file for entry in entries if entry.file])
        self.hash, self.size = hashlib.sha256(toc), len(toc)
        self.threads, self.under_way = ThreadPoolExecutor(jobs), deque[Future[None]]()
        self.aside = Aside(jobs)
        _write(folder / TOC, toc)

    @property
    def digest(self) -> str:
        return self.hash.hexdigest()

    def begin(self, table: str) -> None:
        """Nothing: each task has a file of its own."""

    def rows(self, texts: Sequence[Buffer], *also: Hash) -> None:
        with self.aside.hashing(texts, *also) as here:
            self.size += hashed(texts, self.hash, *here)
        path = self.folder / f"{next(self.names)}{ENDINGS[self.packing]}"
        while len(self.under_way) > self.jobs:
            self.under_way.popleft().result()
        whole = b"".join([*texts, COPY_END.encode()])
        self.under_way.append(self.threads.submit(_write, path, whole, self.packing))

    def end(self) -> None:
        """Nothing, likewise."""

    def wait(self) -> None:
        """Until all files are on the disk. Errors: OSError."""
        while self.under_way:
            self.under_way.popleft().result()

    def close(self) -> None:
        """Give up what is not begun."""
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.aside.close()


class Aside:
    """A thread for further digests, where more than one is to be at work."""

    def __init__(self, jobs: int) -> None:
        self.thread = ThreadPoolExecutor(1) if jobs > 1 else None

    @contextmanager
    def hashing(self, texts: Sequence[Buffer], *also: Hash) -> Iterator[Sequence[Hash]]:
        """The texts go into these digests until the block ends, but for those that it is handed."""
        if not also or self.thread is None or sum(memoryview(text).nbytes for text in texts) < ASIDE_BYTES:
            yield also
            return
        begun = self.thread.submit(hashed, texts, *also)
        try:
            yield ()
        finally:
            begun.result()

    def close(self) -> None:
        if self.thread:
            self.thread.shutdown()


def hashed(texts: Sequence[Buffer], *digests: Hash) -> int:
    """Bytes of the texts, which go into all digests, text by text, as a cache holds one."""
    size = 0
    for text in texts:
        size += memoryview(text).nbytes
        for digest in digests:
            digest.update(text)
    return size


def _write(path: Path, text: bytes, packing: Packing = "none") -> None:
    with path.open("xb") as stream:
        stream.write(pack(text, packing))
        stream.flush()
        os.fsync(stream.fileno())

"""A shelf: values that every table asks for again, whose arrays lie on the disk; memory has those that were just read.

The arrays lie in a file without a name in the folder for temporary files, and are read through mappings, which forked
processes share. The file is gone with the last array in it. What the disk does not take stays in memory.
"""

from __future__ import annotations

import mmap
import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import SupportsIndex, TypeVar, overload
from weakref import WeakSet

T = TypeVar("T")

CHUNK_BYTES = 64 << 20
"""So much of the file is mapped at a time, more for a value that is longer"""
FEW = 16
"""So many values are read before their arrays are let go"""
ALIGNED = 64
_MAPPINGS: WeakSet[mmap.mmap] = WeakSet()


def let_go() -> None:
    """Arrays on shelves leave the memory of this process; whoever reads them has them again."""
    for mapping in _MAPPINGS:
        mapping.madvise(mmap.MADV_DONTNEED)


class Shelf(tuple[T, ...]):
    """Values in order, of which a few are in memory while all are gone through. Where it is sent to, all are."""

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        for at, value in enumerate(super().__iter__()):
            if at % FEW == FEW - 1:
                let_go()
            yield value

    @overload
    def __getitem__(self, at: SupportsIndex, /) -> T: ...
    @overload
    def __getitem__(self, at: slice, /) -> tuple[T, ...]: ...
    def __getitem__(self, at: SupportsIndex | slice, /) -> T | tuple[T, ...]:
        if isinstance(at, slice) or int(at) % FEW == FEW - 1:
            let_go()
        return super().__getitem__(at)


def shelved(values: Iterable[T]) -> Shelf[T]:
    """Equal values, laid on a shelf one after the other, with read-only arrays."""
    with ExitStack() as opened:
        laying = _Laying(opened)
        return Shelf([laying.lay(value) for value in values])


class _Laying:
    """A file that grows chunk by chunk."""

    def __init__(self, opened: ExitStack) -> None:
        self.opened, self.file, self.full = opened, -1, False
        self.chunk, self.end, self.size = memoryview(b""), 0, 0

    def lay(self, value: T) -> T:
        """An equal value, whose arrays lie in the file."""
        buffers: list[pickle.PickleBuffer] = []
        packed = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        arrays = [buffer.raw() for buffer in buffers]
        try:
            return value if self.full else pickle.loads(packed, buffers=self._written(arrays))
        except OSError:
            self.full = True
            return value

    def _written(self, arrays: Sequence[memoryview]) -> list[memoryview]:
        """The same bytes in the file. Errors: OSError when the disk takes no more."""
        sizes = [array.nbytes + -array.nbytes % ALIGNED for array in arrays]
        if self.end + sum(sizes) > len(self.chunk):
            self._grow(max(CHUNK_BYTES, -(-sum(sizes) // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY))
        begin, views = self.size - len(self.chunk), []
        for array, size in zip(arrays, sizes, strict=True):
            if os.pwrite(self.file, array, begin + self.end) < array.nbytes:
                raise OSError("the disk takes no more")
            views.append(self.chunk[self.end : self.end + array.nbytes])
            self.end += size
        return views

    def _grow(self, more: int) -> None:
        if self.file < 0:
            self.file = self.opened.enter_context(TemporaryFile()).fileno()  # noqa: SIM115
        os.ftruncate(self.file, self.size + more)
        mapping = mmap.mmap(self.file, more, mmap.MAP_SHARED, mmap.PROT_READ, offset=self.size)
        _MAPPINGS.add(mapping)
        self.chunk, self.end, self.size = memoryview(mapping), 0, self.size + more

"""What lies on a shelf is what was laid there, wherever it lies, and few of it are in memory at a time."""

from __future__ import annotations

import mmap
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from compiler.nouns import let_go, shelf, shelved


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    small: NDArray[np.int16]
    wide: NDArray[np.float64]


def kept(number: int, size: int = 999) -> Kept:
    chosen = np.random.default_rng(number)
    return Kept(f"batch {number}", chosen.integers(0, 9, size % 7).astype(np.int16), chosen.random((size, 3)))


def same(one: Kept, other: Kept) -> bool:
    return one.name == other.name and all(
        (ours.dtype, ours.shape, ours.tobytes()) == (theirs.dtype, theirs.shape, theirs.tobytes())
        for ours, theirs in ((one.small, other.small), (one.wide, other.wide))
    )


def lies_on_a_shelf(array: NDArray[np.float64]) -> bool:
    base = array.base
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, memoryview) and isinstance(base.obj, mmap.mmap)


def test_values_are_the_same_on_the_shelf_and_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short ones, some that are longer than what is mapped at a time, and one without any number."""
    monkeypatch.setattr(shelf, "CHUNK_BYTES", 1 << 16)
    sizes = [999, 9_999, 0, 1, 50_000, *range(40)]
    found = shelved(kept(number, size) for number, size in enumerate(sizes))
    let_go()
    for number, size in enumerate(sizes):
        assert same(found[number], kept(number, size))
        assert not found[number].wide.flags.writeable
    assert lies_on_a_shelf(found[0].wide)
    assert all(same(one, kept(number, sizes[number])) for number, one in enumerate(found))
    assert found[2:4] == (found[2], found[3])


def test_one_value_at_a_time_is_made() -> None:
    made: list[int] = []

    def values() -> Iterator[Kept]:
        for number in range(3):
            made.append(number)
            yield kept(number)

    assert [one.name for one in shelved(values())] == ["batch 0", "batch 1", "batch 2"]
    assert made == [0, 1, 2]


def mapped_mb() -> float:
    """Of shelves, what this process has in memory."""
    found, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            ours = line.endswith("(deleted)")
        elif ours and words[0] == "Rss:":
            found += int(words[1])
    return found / 1024


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="no /proc")
def test_few_are_in_memory_while_all_are_read() -> None:
    megabyte = 1 << 17
    found, most = shelved(np.full(megabyte, number) for number in range(100)), 0.0
    let_go()
    before = mapped_mb()
    for number, array in enumerate(found):
        assert int(array.sum()) == number * megabyte
        most = max(most, mapped_mb() - before)
    assert shelf.FEW / 2 < most < 2 * shelf.FEW


def test_what_the_disk_does_not_take_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError("no space is left")

    found = shelved([kept(0)])
    monkeypatch.setattr(os, "pwrite", full)
    rest = shelved([kept(1), kept(2)])
    assert lies_on_a_shelf(found[0].wide)
    assert not any(lies_on_a_shelf(one.wide) for one in rest)
    assert same(rest[0], kept(1)) and same(rest[1], kept(2))


def test_there_is_no_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(shelf, "TemporaryFile", nowhere)
    assert same(shelved([kept(1)])[0], kept(1))


def test_a_shelf_that_is_sent_away_is_the_same_there() -> None:
    found = shelved(map(kept, range(20)))
    sent = pickle.loads(pickle.dumps(found, protocol=5))
    assert type(sent) is type(found)
    assert all(same(one, kept(number)) for number, one in enumerate(sent))


def test_the_file_goes_with_the_last_array() -> None:
    before = len(shelf._MAPPINGS)
    one = shelved([kept(1)])[0]
    assert len(shelf._MAPPINGS) == before + 1
    del one
    assert len(shelf._MAPPINGS) == before

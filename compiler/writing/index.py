"""The index of a dump: where in the file the rows of each batch lie, what they were made from, and which ids they have.

It lies beside the dump, says which file it is of, and holds nothing that cannot be made again. Of a file that is not
the one it was written for, or that was touched since, it says nothing.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from compiler.filling import Farm
from compiler.nouns import FINGERPRINT_BYTES

Int64 = NDArray[np.int64]
HEAD = b"aqc index of a dump, 1\n"


class Mark(NamedTuple):
    """Which file it is, and that nobody wrote to it since."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, found: os.stat_result) -> Mark:
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Place(NamedTuple):
    """Rows of one batch in one table."""

    table: str
    part: int
    """Place of the batch in the farm"""
    offset: int
    """Bytes in front of them"""
    length: int
    """Bytes"""


@dataclass(frozen=True)
class Index:
    """Of one dump."""

    mark: Mark
    tables: Sequence[str]
    """That batches fill, and their histories"""
    parts: int
    keys: NDArray[np.uint8]
    """[piece, byte]"""
    places: Int64
    """[piece, index of its table, part, offset, length]"""
    edges: Int64
    """[table * parts + part, and one more] where its first ids begin"""
    firsts: Int64
    """The first ids of all days of all parts of all tables"""

    @cached_property
    def _known(self) -> Mapping[bytes, int]:
        whole = self.keys.tobytes()
        return {whole[at * FINGERPRINT_BYTES : (at + 1) * FINGERPRINT_BYTES]: at for at in range(len(self.keys))}

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.tables)}

    def find(self, key: bytes) -> Place | None:
        """Rows that have this key."""
        at = self._known.get(key)
        if at is None:
            return None
        table, part, offset, length = self.places[at].tolist()
        return Place(self.tables[table], part, offset, length)

    def firsts_of(self, table: str, part: int) -> Int64:
        """[day] first id of the rows of a part on each day on which any were written."""
        at = self._rank[table] * self.parts + part
        return self.firsts[self.edges[at] : self.edges[at + 1]]


def index_path(dump: Path) -> Path:
    """dumps/full.sql -> dumps/full.sql.index"""
    return dump.with_name(f"{dump.name}.index")


def index_of(farm: Farm, keyed: Mapping[bytes, Place]) -> Index:
    """The index of a dump that has no name yet."""
    tables = list(farm.numbering.firsts)
    firsts = [farm.numbering.firsts[name][at].id for name in tables for at in range(len(farm.parts))]
    places = [(tables.index(one.table), one.part, one.offset, one.length) for one in keyed.values()]
    return Index(
        Mark(0, 0, 0, 0, 0),
        tables,
        len(farm.parts),
        np.frombuffer(b"".join(keyed), dtype=np.uint8).reshape(-1, FINGERPRINT_BYTES),
        np.array(places, dtype=np.int64).reshape(-1, 4),
        np.cumsum([0, *map(len, firsts)]),
        np.concatenate([np.zeros(0, dtype=np.int64), *firsts]),
    )


def packed(index: Index, mark: Mark) -> bytes:
    """The index as a file, of a dump that has its name now."""
    told = {"mark": mark, "tables": list(index.tables), "parts": index.parts}
    out = io.BytesIO()
    words = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    np.savez(out, told=words, keys=index.keys, places=index.places, edges=index.edges, firsts=index.firsts)
    return HEAD + out.getvalue()


def unpacked_index(data: bytes) -> Index | None:
    """None where the bytes are no index, or not a whole one."""
    try:
        if not data.startswith(HEAD):
            return None
        with np.load(io.BytesIO(data[len(HEAD) :]), allow_pickle=False) as found:
            told: Any = json.loads(found["told"].tobytes())
            index = Index(
                Mark(*told["mark"]),
                told["tables"],
                told["parts"],
                *(found[name] for name in ("keys", "places", "edges", "firsts")),
            )
        return index if _is_sound(index) else None
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile, NotImplementedError):
        return None


def _is_sound(index: Index) -> bool:
    """Whether its parts fit one another."""
    pieces, kinds = len(index.keys), [one.dtype for one in (index.keys, index.places, index.edges, index.firsts)]
    return (
        kinds == [np.dtype(np.uint8), *[np.dtype(np.int64)] * 3]
        and index.keys.shape == (pieces, FINGERPRINT_BYTES)
        and index.places.shape == (pieces, 4)
        and index.edges.shape == (len(index.tables) * index.parts + 1,)
        and index.firsts.shape == (int(index.edges[-1]),)
        and bool((np.diff(index.edges) >= 0).all())
        and bool((index.places >= 0).all())
        and bool((index.places[:, 0] < len(index.tables)).all())
        and bool((index.places[:, 1] < index.parts).all())
    )

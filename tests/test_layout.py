"""Digests of what is written: of the whole and of each table, in one thread or in two."""

from __future__ import annotations

import errno
import hashlib
from contextlib import closing
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from compiler.writing.ddl import COPY_END
from compiler.writing.layout import ASIDE_BYTES, Folder, Plain
from compiler.writing.packing import Packing
from compiler.writing.toc import Entry

TEXTS = [np.random.default_rng(at).bytes(size) for at, size in enumerate((9, ASIDE_BYTES // 2, ASIDE_BYTES, 7))]
PIECES = TEXTS[:1], TEXTS, TEXTS[2:], []


def digest(*texts: bytes) -> str:
    return hashlib.sha256(b"".join(texts)).hexdigest()


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("packing", ["none", "gzip"])
def test_both_digests_are_of_what_is_written(jobs: int, packing: Packing) -> None:
    """Of pieces that a thread hashes and of those too short for one, in buffers that change afterwards."""
    table, rows = hashlib.sha256(), b"".join(b"".join(piece) for piece in PIECES)
    with closing(Plain(BytesIO(), "opening\n", {"t": "header\n"}, packing, jobs)) as text:
        text.begin("t")
        for piece in PIECES:
            lent = [bytearray(one) for one in piece]
            text.rows(lent, table)
            for one in lent:
                one[:] = bytes(len(one))
        text.end()
        text.wait()
        whole = [b"opening\n", b"header\n", rows, COPY_END.encode()]
        assert (text.digest, table.hexdigest()) == (digest(*whole), digest(rows))
        assert text.size == len(b"".join(whole))


@pytest.mark.parametrize("jobs", [1, 2])
def test_likewise_of_a_folder(tmp_path: Path, jobs: int) -> None:
    table, rows = hashlib.sha256(), b"".join(b"".join(piece) for piece in PIECES)
    entries = [Entry(at, "t", "TABLE DATA", "data", "", file=f"{at}.dat") for at in range(len(PIECES))]
    with closing(Folder(tmp_path, b"toc", entries, "none", jobs)) as files:
        for piece in PIECES:
            files.rows(piece, table)
        files.wait()
        assert (files.digest, table.hexdigest()) == (digest(b"toc", rows), digest(rows))


def test_what_is_lent_is_read_until_the_end_when_the_disk_is_full() -> None:
    """Whoever lent the text may take it back: no thread reads on."""

    class Full(BytesIO):
        def write(self, _: object, /) -> int:
            raise OSError(errno.ENOSPC, "no space")

    table = hashlib.sha256()
    with closing(Plain(BytesIO(), "", {}, "none", 2)) as text:
        text.stream = Full()
        with pytest.raises(OSError, match="no space"):
            text.rows(TEXTS, table)
        assert table.hexdigest() == digest(*TEXTS)

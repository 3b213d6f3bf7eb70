"""How fast rows become COPY text: the encoder against a formatter that prints row by row, in one run.

Usage: python benchmarks/copytext.py [ROWS]. The shape is that of the largest table, environmental readings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from time import process_time

import numpy as np

from compiler.nouns.rows import Moment, Number, Rows, Same, Serial
from compiler.target import load_catalog
from compiler.writing import copytext

PARAMETERS = 8
TIMES_A_DAY = 4
START = 1_700_006_400
MEGABYTE = 1e6


def readings(size: int) -> Rows:
    """Readings of 8 parameters in 10 containers, 4 times a day, as a shard holds them."""
    row = np.arange(size)
    seconds = START + row // (10 * PARAMETERS) * (86_400 // TIMES_A_DAY)
    container = row // PARAMETERS % 10
    return Rows(
        size,
        {
            "id": Serial(23_456_789),
            "value": Number((row * 7919) % 2011 + 1, 2),
            "reading_time": Moment(seconds),
            "is_manual": Same("f"),
            "notes": Same(""),
            "created_at": Moment(seconds),
            "batch_id": Same(117),
            "container_id": Number(container + 1041),
            "parameter_id": Number(row % PARAMETERS + 1),
            "recorded_by_id": Same(None),
            "sensor_id": Number(container * PARAMETERS + row % PARAMETERS + 8001),
            "batch_container_assignment_id": Number(container + 9901),
        },
    )


def row_by_row(rows: Rows, names: list[str]) -> Iterator[bytes]:
    """The obvious formatter: a line at a time, in Python."""
    ready = [_printer(rows, name) for name in names]
    for row in range(rows.size):
        yield ("\t".join(cell(row) for cell in ready) + "\n").encode()


def _printer(rows: Rows, name: str) -> Callable[[int], str]:
    match rows.columns[name]:
        case Same(value):
            return lambda _: "\\N" if value is None else str(value)
        case Serial(first):
            return lambda row: str(first + row)
        case Number(values, 0):
            return lambda row: str(values[row])
        case Number(values, decimals):
            return lambda row: f"{values[row] / 10**decimals:.4f}"
        case Moment(values):
            return lambda row: f"{datetime.fromtimestamp(int(values[row]), UTC):%Y-%m-%d %H:%M:%S}+00"
    raise AssertionError(name)


def measure(work: Callable[[], Iterable[bytes]], repeats: int = 5) -> float:
    """Best megabytes of text for each second of processor time, so that a busy machine does not count."""
    best = 0.0
    for _ in range(repeats):
        start = process_time()
        written = sum(map(len, work()))
        best = max(best, written / MEGABYTE / (process_time() - start))
    return best


def main(size: int) -> None:
    table = load_catalog().tables["environmental_environmentalreading"]
    rows, few = readings(size), readings(min(size, 20_000))
    names = [column.name for column in table.columns]
    assert copytext.encode(few, table) == b"".join(row_by_row(few, names))
    slow = measure(lambda: row_by_row(few, names), 3)
    fast = measure(lambda: copytext.blocks(rows, table))
    joined = measure(lambda: [copytext.encode(rows, table)])
    print(f"{size:,} rows of {len(copytext.encode(few, table)) / few.size:.1f} bytes, megabytes a second:")
    print(f"row by row           {slow:7.1f}")
    print(f"blocks, one by one   {fast:7.1f}   {fast / slow:.0f} times as fast")
    print(f"encode, in one piece {joined:7.1f}   {joined / slow:.0f} times as fast")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

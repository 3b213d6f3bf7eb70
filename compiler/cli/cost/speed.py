"""How fast a machine is, remembered in the user's cache; seconds that a compile and a restore will take."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import platformdirs

from compiler.emit import Expected
from compiler.nouns import Plan

FORMAT = "aqc-machine/1"
PARALLEL_ROWS = 200_000
"""Dumps of fewer rows are made in one process."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a clock on a machine that does nothing else, and of which machine they are."""

    compile_seconds: int
    restore_seconds: int
    jobs: int
    machine: str
    calibrated: bool
    """Whether the machine is this one"""


@dataclass(frozen=True, slots=True)
class Load:
    """What there is to do: batches, container-days with fish, tables, rows, bytes."""

    batches: int
    days: int
    tables: int
    rows: int
    size: int

    @classmethod
    def of(cls, plan: Plan, expected: Expected) -> Load:
        days = int((plan.end - plan.first).sum())
        return cls(expected.batches, days, len(expected.tables), expected.rows, expected.bytes)


@dataclass(frozen=True, slots=True)
class Speed:
    """How many times as long as the reference a machine takes, for a compile and for a restore."""

    machine: str
    compile: float = 1.0
    restore: float = 1.0
    calibrated: bool = False
    restored: bool = False
    """Whether the restore was measured, too; else it is that of the reference"""

    def cost(self, load: Load, jobs: int) -> Cost:
        """Of a compile by so many processes, each with a processor, and of a restore of what it writes."""
        compiled, restored = self.compile * compile_seconds(load, jobs), self.restore * restore_seconds(load)
        return Cost(math.ceil(compiled), math.ceil(restored), jobs, self.machine, self.calibrated)

    def words(self) -> Iterator[str]:
        """What was measured, for people."""
        yield f"compile: {self.compile:.2f} times the seconds of {REFERENCE.machine} ({self.machine})"
        if self.restored:
            yield f"restore: {self.restore:.2f} times"
        else:
            yield "restore: not measured, as no PostgreSQL is here"


REFERENCE = Speed("the machine of docs/benchmarks.md")

# Seconds of a processor of the reference, fitted to smoke, tutorial and uat, held to forty: benchmarks/cost.py
START = 0.65
"""A process, the scenario read and solved, the tables held against the target"""
DAY = 5.0e-7, 1.6e-6
"""A container-day with fish: in the parent, and in the workers together"""
BATCH = 0.013
"""Counting and numbering the rows of a batch"""
BLOCK = 3.0e-4
"""A batch in a table, whatever its rows"""
BYTE = 1.0e-9, 3.75e-9
"""Likewise, of what is written"""
RESTORE_START = 2.0
"""Tables, keys and indexes, however few rows they have"""
RESTORE_ROW = 1.9e-7
"""A row and a doubling of their number, as rows are sorted into indexes"""


def compile_seconds(load: Load, jobs: int) -> float:
    """Of the reference."""
    many = jobs if load.rows > PARALLEL_ROWS else 1
    lives = load.days * _spread(*DAY, jobs)
    writes = _spread(load.size * BYTE[0], load.size * BYTE[1] + load.batches * load.tables * BLOCK, many)
    return START + lives + load.batches * BATCH + writes


def restore_seconds(load: Load) -> float:
    """Likewise."""
    return RESTORE_START + RESTORE_ROW * load.rows * math.log2(max(load.rows, 2))


def _spread(own: float, shared: float, jobs: int) -> float:
    """Seconds of work that workers share, and of which the parent has its own part."""
    return own + shared if jobs == 1 else max(own, (own + shared) / jobs)


def known_speed() -> Speed:
    """Of this machine, where somebody calibrated it with this version of the file, else of the reference."""
    try:
        found = json.loads(speed_file().read_text(encoding="utf-8"))
        names = {field.name for field in fields(Speed)}
        if found.pop("format") != FORMAT or found.keys() != names:
            return REFERENCE
        return Speed(**found)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return REFERENCE


def remember(speed: Speed) -> Path:
    """Write it down for this machine. Errors: Stop as write_small."""
    from compiler.writing import write_small

    path = speed_file()
    write_small(path, json.dumps({"format": FORMAT, **asdict(speed)}, indent=2) + "\n")
    return path


def speed_file() -> Path:
    """A file a machine, as a home folder may be shared: in $XDG_CACHE_HOME/aqc, or where the system keeps caches."""
    facts = f"{platform.node()} {platform.machine()} {platform.processor()} {os.cpu_count()}"
    key = hashlib.sha256(facts.encode()).hexdigest()[:12]
    return Path(platformdirs.user_cache_dir("aqc", appauthor=False)) / f"machine-{key}.json"


def seconds_of(plan: Plan, expected: Expected) -> tuple[int, int]:
    """What a compile with all processors of this machine and a restore take."""
    cost = known_speed().cost(Load.of(plan, expected), os.cpu_count() or 1)
    return cost.compile_seconds, cost.restore_seconds

"""Sound means verified: random farms and told ones, compiled, restored and held to every law, without one failure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from breadth import sampled
from farms import checked, text, written
from told import copied

from compiler.server.client import Server

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.yaml"))
FARMS = (4, 6, 10, 15, 18, 26, 32, 34, 39, 44, 46, 63, 64, 69, 103, 121, 126, 127, 132, 138)
"""Farms that broke a law once, and small ones. benchmarks/farms.py makes hundreds."""
OFF = (
    "budgets, valuations, period locks",
    "finance",
    "broodstock, lab samples",
    "growth samples, feeding summaries, health samples",
    "scenarios, daily states, valuations, period locks, planned activities",
)
"""Groups of tables that others refer to, or that laws were once to find."""


@pytest.mark.parametrize("number", sampled(FARMS, FARMS[::8].__contains__))
def test_a_random_farm_verifies(
    number: int, postgres: Callable[[int], Server], some_version: int, tmp_path: Path
) -> None:
    assert checked(written(number, tmp_path), postgres(some_version)) == {}


@pytest.mark.parametrize("case", sampled(CASES, CASES[::4].__contains__), ids=[case.stem for case in CASES])
def test_a_told_farm_verifies(case: Path, postgres: Callable[[int], Server], some_version: int, tmp_path: Path) -> None:
    for table in case.parent.glob("*.csv"):
        shutil.copy(table, tmp_path)
    assert checked(copied(case.name, tmp_path), postgres(some_version)) == {}


@pytest.mark.parametrize("off", sampled(OFF, OFF[::2].__contains__))
def test_a_farm_without_some_tables_verifies(
    off: str, postgres: Callable[[int], Server], some_version: int, tmp_path: Path
) -> None:
    told = (HERE / "cases" / "tables-off.yaml").read_text(encoding="utf-8").split("tables: ")[0]
    path = tmp_path / "tables.yaml"
    switched = ", ".join(f"{name}: false" for name in off.split(", "))
    path.write_text(
        f"{told.replace('../../scenarios', str(HERE.parent / 'scenarios'))}tables: {{{switched}}}\n", "utf-8"
    )
    assert checked(path, postgres(some_version)) == {}


def test_a_farm_is_a_function_of_its_number() -> None:
    assert text(7) == text(7) != text(8)

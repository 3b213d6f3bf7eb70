"""The scenarios of scenarios/examples/: each is compiled, restored and held to all laws, and is as large as it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from compiler import data_folder
from compiler.pipeline import Options, compile_scenario
from compiler.proof import verify_database
from compiler.server.client import load, psql

EXAMPLES = sorted((data_folder("scenarios") / "examples").glob("*.yaml"))
SIZES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "first-batch": {
        "environmental_environmentalreading": (130_000, 138_000),
        "inventory_feedingevent": (10_500, 11_500),
        "batch_growthsample": (800, 860),
    }
}
"""[scenario][table] the least and the most rows: the run that the first batch retells had 134,000, 11,000 and 830."""
ALIVE = """
    select round(sum(a.population_count) filter (where a.is_active) / min(w.total_eggs_received)::numeric, 3)
    from batch_batchcontainerassignment a join batch_creationworkflow w using (batch_id)
"""


@pytest.mark.server
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_keeps_all_laws(
    path: Path, tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    dump, dsn = tmp_path / "example.sql", fresh_database(some_version)
    manifest = compile_scenario(path, dump, Options(jobs=1)).manifest
    load(dump, dsn)
    failed = [one.name for one in verify_database(dsn, tmp_path / "example.manifest.json") if one.status == "fail"]
    assert failed == []
    for table, (least, most) in SIZES.get(path.stem, {}).items():
        assert least <= manifest.tables[table].rows <= most, table
    if path.stem == "first-batch":
        assert 0.71 <= float(psql(dsn, "-Atc", ALIVE).stdout) <= 0.73


def test_the_documents_name_every_example() -> None:
    text = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES if f"examples/{path.name}" not in text] == []

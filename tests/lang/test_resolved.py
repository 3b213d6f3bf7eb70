"""`aqc plan --resolved`, saved beside the scenario, is the same farm."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from compiler import data_folder
from compiler.pipeline import Change, load_scenario, resolve_scenario

SHIPPED = data_folder("scenarios")
NAMES = sorted(
    path.relative_to(SHIPPED).as_posix() for path in (*SHIPPED.glob("*.yaml"), *SHIPPED.glob("examples/*.yaml"))
)
TODAY = Change(today=date(2025, 11, 18))


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_that_is_resolved_and_saved_is_the_same_farm(name: str, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "scenarios")
    path = tmp_path / "scenarios" / name
    saved = path.with_name("resolved.yaml")
    saved.write_text(resolve_scenario(path), encoding="utf-8")
    one, other = load_scenario(path, TODAY), load_scenario(saved, TODAY)
    assert one.scenario.digest == other.scenario.digest
    assert {told.code for told in other.warnings} <= {"AQ245"} | {told.code for told in one.warnings}


def test_paths_of_csv_files_are_named_from_the_scenario_s_own_folder(tmp_path: Path) -> None:
    cases = Path(__file__).parent.parent / "cases"
    shutil.copytree(cases, tmp_path / "farms" / "cases")
    for file in (tmp_path / "farms" / "cases").glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("../../scenarios/library", f"{SHIPPED}/library")
        file.write_text(text.replace("../../scenarios", str(SHIPPED)), encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text("include: [farms/cases/unlike-cages.yaml]\n", encoding="utf-8")
    text = resolve_scenario(path)
    assert "csv: farms/cases/" in text
    saved = tmp_path / "resolved.yaml"
    saved.write_text(text, encoding="utf-8")
    assert load_scenario(saved, TODAY).scenario.digest == load_scenario(path, TODAY).scenario.digest

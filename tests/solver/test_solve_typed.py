"""What an explanation says to type is typed here, and the scenario then has a plan."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from compiler.diagnostics.diagnostic import Diagnostic, Stop
from compiler.pipeline import plan_scenario

LIBRARY = Path(__file__).resolve().parents[2] / "scenarios" / "library"
PINS = "{FI-2022-001: {station: FI-FW-01}, FI-2022-002: {station: FI-FW-01}}"
WORK = [{"where": "FI-FW-01-D-C01..C06", "from": date(2022, 10, 1), "to": date(2022, 11, 30)}]
AREAS = [f"FI-SEA-0{number}" for number in range(1, 6)]
GROUPS = {name: {"areas": []} for name in ("South", "West")} | {"North": {"areas": AREAS, "fallow_days": 60}}
PLACED: dict[str, dict[str, Any]] = {
    "maintenance": {"maintenance": WORK},
    "zone": {"area_groups": GROUPS},
    "geography": {"solve": {"sea": {"fallow_days": 200, "join_days": 20}}},
}
CASES = {
    "stagger": ("count: 40, first_start: 2021-01-01, every_days: 15, rings: 20", 12, 22, "", "every_days"),
    "areas": ("count: 8, first_start: 2021-06-01, every_days: 60, rings: 20", 4, 5, "", "areas.count"),
    "pins": (f"count: 4, first_start: 2022-01-01, every_days: 60, rings: 18, pins: {PINS}", 2, 6, "", "remove"),
    "fallow": (
        "count: 6, first_start: 2021-01-01, every_days: 120, rings: 20",
        4,
        5,
        "solve: {sea: {fallow_days: 200, join_days: 20}}",
        "fallow_days",
    ),
    "zone": (
        "count: 6, first_start: 2021-01-01, every_days: 120, rings: 20",
        4,
        5,
        "zone",
        "geographies.Faroe Islands.area_groups.North.fallow_days",
    ),
    "geography": (
        "count: 6, first_start: 2021-01-01, every_days: 120, rings: 20",
        4,
        5,
        "geography",
        "geographies.Faroe Islands.solve.sea.fallow_days: ",
    ),
    "maintenance": (
        "count: 3, first_start: 2022-01-01, every_days: 150, rings: 18",
        1,
        6,
        "maintenance",
        "remove geographies.Faroe Islands.maintenance",
    ),
    "windows": ("count: 4, first_start: 2022-01-01, every_days: 103, rings: 18", 1, 6, "", "window_days"),
}


def write(folder: Path, values: dict[str, Any]) -> Path:
    path = folder / "typed.yaml"
    path.write_text(yaml.safe_dump(values))
    return path


def wanted(batches: str, stations: int, areas: int, more: str) -> dict[str, Any]:
    names = ("atlantic-salmon", "faroe-islands", "aquamind")
    text = f"""
aqc: 1
name: typed
seed: 7
as_of: 2025-06-01
include: [{", ".join(f"{LIBRARY}/{name}.yaml" for name in names)}]
batches: {{faroe: {{geography: Faroe Islands, {batches}}}}}
geographies: {{Faroe Islands: {{stations: {{count: {stations}}}, areas: {{count: {areas}}}}}}}
{"" if more in PLACED else more}
"""
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    loaded["geographies"]["Faroe Islands"] |= PLACED.get(more, {})
    return loaded


def refused(path: Path) -> Diagnostic:
    with pytest.raises(Stop) as stopped:
        plan_scenario(path)
    (found,) = [found for found in stopped.value.diagnostics if found.severity == "error"]
    return found


def typed(values: dict[str, Any], mend: str) -> bool:
    """Type a mend; False when it is none that changes a single value."""
    change = re.fullmatch(r"(remove )?([^:]+)(?:: (\d+))?", mend)
    if change is None or "." not in mend:
        return False
    *keys, last = change[2].split(".")
    below = values
    for key in keys:
        below = below.setdefault(key, {})
    if change[1]:
        del below[last]
    else:
        below[last] = int(change[3])
    return True


@pytest.mark.parametrize("name", CASES)
def test_every_change_that_is_named_gives_a_plan(name: str, tmp_path: Path) -> None:
    batches, stations, areas, more, expected = CASES[name]
    found = refused(write(tmp_path, wanted(batches, stations, areas, more)))
    assert expected in found.hint
    tried = 0
    for mend in found.hint.split("; or "):
        values = wanted(batches, stations, areas, more)
        if typed(values, mend):
            plan_scenario(write(tmp_path, values))
            tried += 1
    assert tried

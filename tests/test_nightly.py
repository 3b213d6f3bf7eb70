"""What runs each night: the workflows call targets that there are, and torture has the seed of the date everywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_call_make_and_may_only_read(workflow: Path) -> None:
    told = yaml.safe_load(workflow.read_text("utf-8"))
    assert told["permissions"] == {"contents": "read"}
    steps = [step for job in told["jobs"].values() for step in job["steps"]]
    targets = [step["run"].removeprefix("make ") for step in steps if "run" in step]
    known = (ROOT / "Makefile").read_text("utf-8")
    assert targets and all(re.search(rf"^{target}:", known, re.MULTILINE) for target in targets)


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_a_night_has_the_seed_of_its_date_in_every_program() -> None:
    done = subprocess.run(["make", "-n", "nightly"], cwd=ROOT, capture_output=True, text=True, check=True)
    programs = re.findall(r"benchmarks/(\w+\.py .*)", done.stdout)
    (day,) = {found for program in programs for found in re.findall(r"\b(20\d{6})000", program)}
    assert len(programs) == 12 and all(day in program for program in programs)
    assert f"torture.py --cases 100000 --seed {day}000000 --keep build/torture" in programs

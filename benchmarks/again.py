"""What compiling again costs after a change of one batch: python benchmarks/again.py [SCENARIO] [TIMES]

To a scenario of the folder scenarios/ one batch is added. In turns it is compiled from nothing, as it was, with eggs
more for that batch, and with the batch a week later, each over the dump before, whose bytes must be those of a compile
from nothing. Medians of seconds on a clock and of core-seconds, and their ratios to the first.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from compiler.exact import iso_date
from compiler.nouns import manifest_path
from compiler.pipeline import load_scenario

ROOT = Path(__file__).resolve().parent.parent
AQC = Path(sys.executable).with_name("aqc")
FARM = """aqc: 1
name: again
include: [{scenario}]
batches:
  one: {{geography: {geography}, number: "{{code}}-ZZ-{{serial:03}}", starts: [{start}], eggs: {eggs}}}
"""
START, WEEK, EGGS, MORE = -600, 7, 3_400_000, 3_400_100
"""Days from as_of to the start of the batch"""


def farm(folder: Path, scenario: str, eggs: int = EGGS, later: int = 0) -> Path:
    """The scenario with one batch more."""
    path = ROOT / "scenarios" / f"{scenario}.yaml"
    known = load_scenario(path).scenario
    start, geography = iso_date(known.as_of + START + later), known.geographies[-1].name
    made = folder / f"{scenario}-{eggs}-{later}.yaml"
    made.write_text(FARM.format(scenario=path, geography=geography, start=start, eggs=eggs))
    return made


def timed(path: Path, out: Path, option: str) -> tuple[float, float, str]:
    """Seconds, core-seconds and the digest of a compile."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([AQC, "compile", path, "-o", out, "-q", option], check=True)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, spent, json.loads(manifest_path(out).read_text())["sha256"]


def main(scenario: str = "full", times: str = "3") -> None:
    """Args: as on the command line"""
    with tempfile.TemporaryDirectory(dir=ROOT / "dumps") as name:
        folder = Path(name)
        farms = {
            "as it was": farm(folder, scenario),
            "eggs more": farm(folder, scenario, eggs=MORE),
            "a week later": farm(folder, scenario, later=WEEK),
        }
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(int(times)):
            digests = {}
            for kind, path in farms.items():
                *spent, digests[kind] = timed(path, folder / "dump.sql", "--no-cache")
                found.setdefault("from nothing", []).append(tuple(spent))
            *spent, _ = timed(farms["as it was"], folder / "dump.sql", "--cache")
            found.setdefault("from nothing, with an index", []).append(tuple(spent))
            for kind, path in farms.items():
                *spent, digest = timed(path, folder / "dump.sql", "--cache")
                assert digest == digests[kind], kind
                found.setdefault(kind, []).append(tuple(spent))
        told(found)


def told(found: dict[str, list[tuple[float, float]]]) -> None:
    """Print the medians."""
    first = [median(column) for column in zip(*found["from nothing"], strict=True)]
    print("| compile | s | core-s | times as fast | times fewer core-s |\n|---|---|---|---|---|")
    for kind, some in found.items():
        seconds, spent = (median(column) for column in zip(*some, strict=True))
        print(f"| {kind} | {seconds:.1f} | {spent:.1f} | {first[0] / seconds:.2f} | {first[1] / spent:.2f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])

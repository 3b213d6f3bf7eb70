"""Bytes a core-second, beside tpchgen-cli, one thread of each: python benchmarks/peer.py [SCENARIO] [--times 3]

The peer makes lineitem of scale factor 1 (`pip install tpchgen-cli`). Of aqc the whole of a compile counts, start and
plan too, and the rows of environmental readings alone, values and text, once the farm is numbered. Prints medians
with the lowest and highest, megabytes a core-second, and the ratios to the peer's.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from compiler import pipeline
from compiler.writing import Making, make_piece, probe_tables, schedule

ROOT = Path(__file__).resolve().parent.parent
READINGS = "environmental_environmentalreading"


def spent(command: list[str]) -> float:
    """Core-seconds of a program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peer(folder: Path) -> float:
    """Megabytes a core-second of tpchgen-cli."""
    program = shutil.which("tpchgen-cli", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise SystemExit("there is no tpchgen-cli: pip install tpchgen-cli")
    took = spent([program, "-s", "1", "--tables", "lineitem", "--num-threads", "1", "-o", str(folder)])
    return (folder / "lineitem.tbl").stat().st_size / 1e6 / took


def whole(scenario: Path, folder: Path) -> float:
    """Megabytes a core-second of a compile."""
    dump = folder / "farm.sql"
    command = [sys.executable, "-m", "compiler.cli", "compile", str(scenario), "-o", str(dump), "-q", "-j", "1"]
    took = spent(command)
    return dump.stat().st_size / 1e6 / took


def readings(scenario: Path) -> float:
    """Megabytes a core-second of the readings."""
    farm = pipeline.farm_of(pipeline.live(pipeline.plan_scenario(scenario)))
    tasks = schedule(farm, probe_tables(farm)[0])[READINGS]
    began, size = time.process_time(), 0
    for task in tasks:
        size += sum(memoryview(text).nbytes for text in make_piece(Making(farm), task).texts)
    return size / 1e6 / (time.process_time() - began)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("scenario", nargs="?", type=Path, default=ROOT / "scenarios" / "forty.yaml")
    options.add_argument("--times", type=int, default=3)
    given = options.parse_args()
    told: dict[str, list[float]] = {"tpchgen-cli, lineitem": [], "whole dump": [], "readings": []}
    for _ in range(given.times):
        with tempfile.TemporaryDirectory(prefix="aqc-peer-") as name:
            told["tpchgen-cli, lineitem"].append(peer(Path(name)))
            told["whole dump"].append(whole(given.scenario, Path(name)))
            told["readings"].append(readings(given.scenario))
    base = statistics.median(told["tpchgen-cli, lineitem"])
    for name, found in told.items():
        middle = statistics.median(found)
        print(f"{name:<24}{middle:>7.0f} MB a core-s ({min(found):.0f} to {max(found):.0f}), {middle / base:.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())

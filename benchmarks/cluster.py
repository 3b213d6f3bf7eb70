"""What a cluster costs beside processes of our own: python benchmarks/cluster.py [SCENARIO] [WORKERS]

A scheduler and workers of Dask on this machine; the text is thrown away.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from time import process_time

from compiler.pipeline import Options, compile_scenario
from compiler.writing import connected

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from clusters import ROOT, running


def used(pid: int) -> float:
    """Core-seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def main(name: str = "forty", number: str = "2") -> None:
    """Compile once on a cluster, and once with as many processes."""
    scenario = ROOT / "scenarios" / f"{name}.yaml"
    with Path(os.devnull).open("wb") as nowhere, tempfile.TemporaryDirectory() as folder:
        with running(Path(folder)) as cluster:
            workers = [cluster.worker() for _ in range(int(number))]
            with connected(cluster.address) as crew:
                own, scheduler = process_time(), used(cluster.scheduler.pid)
                theirs = sum(used(one.pid) for one in workers)
                there = compile_scenario(scenario, nowhere, Options(crew=crew)).manifest
                theirs = sum(used(one.pid) for one in workers) - theirs
                own, scheduler = process_time() - own, used(cluster.scheduler.pid) - scheduler
        print(f"cluster: {theirs:.1f} core-s of workers, {scheduler:.1f} of the scheduler, {own:.1f} of the writer")
        before = sum(os.times()[:4])
        here = compile_scenario(scenario, nowhere, Options(jobs=int(number))).manifest
        print(f"here:    {sum(os.times()[:4]) - before:.1f} core-s; the same bytes: {here == there}")


if __name__ == "__main__":
    main(*sys.argv[1:])

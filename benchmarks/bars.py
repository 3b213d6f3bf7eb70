"""The slow promises, measured and printed as a table: `make bars`, or `python benchmarks/bars.py [NAME ...]`.

Each bar is a function that returns what it measured and whether that is good enough; exit code 1 when one is not.
"""

from __future__ import annotations

import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from compiler import pipeline, solver
from compiler.proof import verify
from compiler.server import client as servers
from compiler.solving import utilisation as usage

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
AQC = (sys.executable, "-m", "compiler.cli")
VERSIONS = (15, 16, 17, 18)

Measured = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    peak_mb: float
    """Largest sum of proportional set sizes over the process and its children."""
    code: int


def main(names: list[str]) -> int:
    chosen = {name: bar for name, bar in BARS.items() if not names or name in names}
    good = True
    for name, bar in chosen.items():
        measured, passed = bar()
        good &= passed
        print(f"{'pass' if passed else 'FAIL'}  {name:<24}  {measured}", flush=True)
    return 0 if good else 1


def smoke_time() -> Measured:
    """Smoke compiles in under 3 s. Python keeps its bytecode from a run before, as it does for everybody."""
    with _scratch() as folder:
        command = (*AQC, "compile", "scenarios/smoke.yaml", "-o", str(folder / "smoke.sql"))
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}
        run = [measure(*command, environment=kept) for _ in range(2)][-1]
        return f"{run.seconds:.2f} s, {run.peak_mb:.0f} MB", run.code == 0 and run.seconds < 3


def full_time_and_memory() -> Measured:
    """Full compiles in at most 120 s and 1.5 GB, all processes together."""
    with _scratch() as folder:
        dump = folder / "full.sql"
        run = measure(*AQC, "compile", "scenarios/full.yaml", "--jobs", "2", "-o", str(dump))
        size = dump.stat().st_size / 1e9 if dump.exists() else 0.0
        good = run.code == 0 and run.seconds <= 120 and run.peak_mb <= 1500
        return f"{run.seconds:.1f} s, {run.peak_mb:.0f} MB at most, {size:.2f} GB written", good


def full_report() -> Measured:
    """The page of full is drawn in under 8 s, and has at most 15 MB."""
    with _scratch() as folder:
        page = folder / "full.html"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = measure(*AQC, "report", "scenarios/full.yaml", "-o", str(page))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = page.stat().st_size / 1e6 if page.exists() else 0.0
        words = f"{run.seconds:.1f} s, {busy:.1f} core-s, {run.peak_mb:.0f} MB, page of {size:.1f} MB"
        return words, run.code == 0 and run.seconds < 8 and size <= 15


def full_solve_time() -> Measured:
    """Full is solved in at most 0.3 s (parsing and lowering excluded)."""
    scenario = pipeline.load_scenario(ROOT / "scenarios/full.yaml").scenario
    started = time.perf_counter()
    plan, _ = solver.solve(scenario)
    seconds = time.perf_counter() - started
    placed = 0 if plan is None else int((plan.start >= 0).sum())
    return f"{placed} of {len(scenario.batches)} batches in {seconds:.3f} s", seconds <= 0.3 and placed == len(
        scenario.batches
    )


def full_places_all() -> Measured:
    """Every seed places the 170 batches of full: 200 seeds beside the shipped one."""
    refused, slowest = [], 0.0
    for seed in range(1, 201):
        scenario = pipeline.load_scenario(ROOT / "scenarios/full.yaml", pipeline.Change(seed=seed)).scenario
        started = time.process_time()
        plan, _ = solver.solve(scenario)
        slowest = max(slowest, time.process_time() - started)
        if plan is None or bool((plan.start < 0).any()):
            refused.append(seed)
    return f"{200 - len(refused)} of 200 seeds, slowest {slowest:.2f} s, refused: {refused or 'none'}", not refused


def equal_bytes() -> Measured:
    """Forty has one digest whatever the jobs, hash seed, time zone, directory and SIMD features."""
    features = " ".join(_dispatched_features())
    variants: Mapping[str, tuple[str, Mapping[str, str]]] = {
        "jobs 1": ("1", {}),
        "jobs 2": ("2", {}),
        "jobs 5": ("5", {}),
        "hash seed 1": ("2", {"PYTHONHASHSEED": "1"}),
        "hash seed 2": ("2", {"PYTHONHASHSEED": "2"}),
        "Kathmandu": ("2", {"TZ": "Asia/Kathmandu"}),
        "no SIMD": ("2", {"NPY_DISABLE_CPU_FEATURES": features}),
    }
    digests: dict[str, str] = {}
    with _scratch() as folder:
        for name, (jobs, environment) in variants.items():
            dump = folder / "forty.sql"
            command = (*AQC, "compile", str(ROOT / "scenarios/forty.yaml"), "-o", str(dump), "--no-cache", "--quiet")
            subprocess.run((*command, "--jobs", jobs), check=True, env={**os.environ, **environment}, cwd=folder)
            digests[name] = _sha256(dump)
    odd = [name for name, digest in digests.items() if digest != digests["jobs 1"]]
    return f"{len(variants)} variants, {'one digest' if not odd else 'other bytes with ' + ', '.join(odd)}", not odd


def full_is_full() -> Measured:
    """The sea leg of both geographies is used on 85 % of its container-days, and every stage is there at as_of."""
    planned = pipeline.plan_scenario(ROOT / "scenarios/full.yaml")
    as_of = planned.scenario.as_of
    sea = next(
        one
        for one in usage.usages(planned.scenario, planned.plan, as_of - 365, as_of)
        if (one.leg, one.geography) == ("sea", "")
    )
    stages = len(set(planned.plan.stage[planned.plan.open].tolist()))
    share = sea.used / sea.whole
    words = f"{share:.1%} of the sea's container-days, bound {sea.bound / sea.whole:.1%}, {stages} stages at as_of"
    return words, share >= 0.85 and stages == len(planned.scenario.geographies[0].stages)


def fixed_point(name: str) -> Measured:
    """What pg_dump writes of the restored dump is the dump, for the default target and for 18."""
    wrong = []
    with _scratch() as folder:
        for target, version in ((15, 15), (15, 16), (18, 18)):
            dump = folder / f"{name}.sql"
            _compile(name, dump, target)
            with _restored(dump, version) as (server, _):
                wrong += [] if _same_again(dump, server) else [f"target {target} on {version}"]
    return "same bytes from pg_dump 15, 16 and 18" if not wrong else f"differs: {', '.join(wrong)}", not wrong


def restores(name: str, versions: Sequence[int] = VERSIONS) -> Measured:
    """The dump restores in one transaction on each release of PostgreSQL, and every law holds there."""
    words, good = [], True
    with _scratch() as folder:
        dump = folder / f"{name}.sql"
        _compile(name, dump, 15)
        for version in versions:
            with _restored(dump, version) as (server, seconds):
                started = time.perf_counter()
                outcomes = verify.verify_database(server.dsn(), dump.with_suffix(".manifest.json"))
                failed = [outcome.name for outcome in outcomes if outcome.status == "fail"]
                good &= not failed
                checked = time.perf_counter() - started
                words.append(f"{version}: {seconds:.0f} + {checked:.0f} s {' '.join(failed)}".rstrip())
    return "restore + verify on " + ", ".join(words), good


@contextmanager
def _restored(dump: Path, version: int) -> Iterator[tuple[servers.Server, float]]:
    """A server that holds the dump, and how long psql took."""
    with servers.server(servers.required(version)) as server:
        started = time.perf_counter()
        servers.load(dump, server.dsn(), server.installation.bin / "psql")
        yield server, time.perf_counter() - started


def _same_again(dump: Path, server: servers.Server) -> bool:
    """Compare line by line with a streaming pg_dump, but for our blocks, the key and the version comments."""
    program = server.installation.bin / "pg_dump"
    command = (str(program), "-O", "-x", "-w", "-d", server.dsn())
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PGTZ": "UTC"}) as process:
        assert process.stdout
        with dump.open("rb") as file:
            pairs = zip_longest(_comparable(iter(file)), _comparable(iter(process.stdout)))
            same = all(ours == theirs for ours, theirs in pairs)
        for _ in process.stdout:
            pass
    return same and process.returncode == 0


def _comparable(lines: Iterator[bytes]) -> Iterator[bytes]:
    ours = False
    for line in lines:
        if line == b"-- aqc: begin\n":
            ours = True
        elif ours:
            ours = line != b"-- aqc: end\n"
            if not ours:
                next(lines)
        elif not line.startswith((b"\\restrict ", b"\\unrestrict ", b"-- Dumped ")):
            yield line


def readme_plan() -> Measured:
    """The README shows the plan of full as it is."""
    shown = re.search(
        r"<!-- bars: aqc (.*?) -->\n```text\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert shown, "the README shows no plan"
    with _scratch() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder)}  # as if nobody had calibrated this machine
        command = (*AQC, *shown[1].split())
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    printed = done.stdout
    stale = [old for old, new in zip_longest(shown[2].strip().splitlines(), printed.strip().splitlines()) if old != new]
    return f"{len(stale)} lines differ" + (f", first {stale[0]}" if stale else ""), not stale


BARS: Mapping[str, Callable[[], Measured]] = {
    "smoke-time": smoke_time,
    "full-solve": full_solve_time,
    "full-places-all": full_places_all,
    "full-is-full": full_is_full,
    "readme-plan": readme_plan,
    "full-report": full_report,
    "full-compile": full_time_and_memory,
    "equal-bytes": equal_bytes,
    "smoke-fixed-point": lambda: fixed_point("smoke"),
    "forty-fixed-point": lambda: fixed_point("forty"),
    "forty-restore-verify": lambda: restores("forty"),
    "uat-restore-verify": lambda: restores("uat", VERSIONS[:1]),
}


def _compile(name: str, dump: Path, target: int) -> None:
    command = (*AQC, "compile", f"scenarios/{name}.yaml", "-o", str(dump), "--pg-version", str(target), "--quiet")
    subprocess.run((*command, "--no-cache"), check=True, cwd=ROOT)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="aqc-bars-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def measure(*command: str, environment: Mapping[str, str] = MappingProxyType({})) -> Run:
    started, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env={**os.environ, **environment})
    while process.poll() is None:
        peak = max(peak, sum(_pss_mb(pid) for pid in _tree(process.pid)))
        time.sleep(0.05)
    return Run(time.perf_counter() - started, peak, process.returncode)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _dispatched_features() -> tuple[str, ...]:
    """SIMD features that this numpy would choose at run time and this machine has."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return tuple(name for name in __cpu_dispatch__ if __cpu_features__.get(name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One digest, whatever the surroundings: `make matrix`, or python benchmarks/matrix.py [--short] [--python PATH ...]

Compiles smoke, uat, and a farm that says everything the language can (tests/keys/farm.yaml), over numbers of workers,
hash seeds, zones, locales, umasks, folders, numpy without SIMD in place of the kernel, a clock that jumps by a day
whenever it is asked (with Debian's faketime) and keys in another order; and once with each further Python that is
named, which has the dependencies of aqc and its own numpy. Prints each variant and what was left out. Exit code 1 when
one has other bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
FARMS = {
    "smoke": ROOT / "scenarios" / "smoke.yaml",
    "everything": ROOT / "tests" / "keys" / "farm.yaml",
    "uat": ROOT / "scenarios" / "uat.yaml",
}
JUMPING = ("faketime", "--exclude-monotonic", "-f", "2024-02-28 23:59:59 i86400")
"""Each question for the time moves it on by a day."""
PROBE = """
import sys
import numpy as np
inner = "numpy._core._multiarray_umath" if int(np.__version__.split(".")[0]) > 1 else "numpy.core._multiarray_umath"
module = __import__(inner, fromlist=["x"])
print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
print(" ".join(name for name in module.__cpu_dispatch__ if module.__cpu_features__[name]))
"""


@dataclass(frozen=True)
class Variant:
    """Surroundings of a compile."""

    name: str
    jobs: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = -1
    permuted: int = 0
    """Seed of another order of the keys; 0 leaves them as they are"""
    python: str = sys.executable
    prefix: tuple[str, ...] = ()
    """Of the command"""


def variants(features: str) -> list[Variant]:
    """Those of this Python. Args: features  SIMD that numpy chooses on this machine, which are switched off."""
    return [
        Variant("1 worker", jobs=1),
        Variant("keys in another order", permuted=1),
        Variant(
            "hash seed 1, Kathmandu, C", environment={"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
        ),
        Variant(
            "no SIMD, no kernel",
            environment={"NPY_DISABLE_CPU_FEATURES": features, "AQC_KERNEL": "numpy", "PYTHONHASHSEED": "3"},
        ),
        Variant("2 workers"),
        Variant("5 workers, umask 077", jobs=5, umask=0o077),
        Variant("hash seed 2, St Johns", environment={"PYTHONHASHSEED": "2", "TZ": "America/St_Johns"}),
        Variant("Turkish, Auckland", environment={"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Auckland"}),
        Variant("text of another encoding", environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
        Variant("optimised", environment={"PYTHONOPTIMIZE": "2"}),
        Variant("keys in a third order", permuted=2),
        *([Variant("a clock that jumps", prefix=JUMPING)] if shutil.which(JUMPING[0]) else []),
    ]


SHORT = 4
"""Of the variants, for the suite"""


def permuted(scenario: Path, seed: int, folder: Path) -> Path:
    """The same scenario with the keys of every map in another order, as JSON, which is YAML."""
    known = json.loads(json.dumps(yaml.safe_load(scenario.read_text("utf-8")), default=str))
    known["include"] = [str((scenario.parent / one).resolve()) for one in known["include"]]
    text = json.dumps(_shuffled(known, random.Random(seed)), ensure_ascii=False, indent=1)
    path = folder / scenario.name
    text = re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text)
    path.write_text(re.sub(r"\d[\d.]*e-\d+", lambda small: f"{Decimal(small[0]):f}", text), encoding="utf-8")
    return path


def _shuffled(value: object, chance: random.Random) -> object:
    if isinstance(value, list):
        return [_shuffled(one, chance) for one in value]
    if not isinstance(value, dict):
        return value
    items = [(key, _shuffled(one, chance)) for key, one in value.items()]
    chance.shuffle(items)
    return dict(items)


def digest(variant: Variant, scenario: Path) -> str:
    """sha256 of the dump, as its manifest has it, or what went wrong."""
    with tempfile.TemporaryDirectory(prefix="aqc-matrix-") as name:
        folder = Path(name)
        path = permuted(scenario, variant.permuted, folder) if variant.permuted else scenario
        command = [*variant.prefix, variant.python, "-m", "compiler.cli", "compile", str(path), "-o", "farm.sql", "-q"]
        done = subprocess.run(
            [*command, "-j", str(variant.jobs)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **variant.environment},
            umask=variant.umask,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            return f"exit {done.returncode}: {done.stderr[-300:]}"
        return str(json.loads((folder / "farm.manifest.json").read_text("utf-8"))["sha256"])


def probe(python: str) -> tuple[str, str]:
    """What a Python is, and the SIMD features that its numpy chooses; ('', why) when it cannot be had."""
    done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=False)
    if done.returncode:
        return "", done.stderr.strip().rsplit("\n", 1)[-1]
    what, features = done.stdout.strip("\n").split("\n")
    return what, features


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--short", action="store_true", help="smoke alone, over the first few variants")
    options.add_argument("--farms", nargs="+", choices=list(FARMS), default=list(FARMS))
    options.add_argument("--python", nargs="+", default=[], help="further Pythons")
    given = options.parse_args()
    what, features = probe(sys.executable)
    rows = variants(features)[: SHORT if given.short else None]
    for python in given.python:
        found, why = probe(python)
        print(f"left out: {python}: {why}" if not found else f"with {found}", flush=True)
        rows += [Variant(found, python=python)] if found else []
    wrong = 0
    for name in given.farms[: 1 if given.short else None]:
        found = {row.name: digest(row, FARMS[name]) for row in rows}
        first = next(iter(found.values()))
        odd = {row: told for row, told in found.items() if told != first}
        wrong += len(odd)
        print(f"{name}: {len(found) - len(odd)} of {len(found)} give {first[:64]} ({what}): {'; '.join(found)}")
        for row, told in odd.items():
            print(f"  {row}: {told}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""The same bits with numpy's SIMD features switched off, and for any hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from farm import farm, plan_of

from compiler.biology.laws.sampling import observations
from compiler.biology.laws.water import readings
from compiler.biology.ledger import keep_ledger
from compiler.biology.simulate import simulate

HERE = Path(__file__).resolve().parent


def digest() -> str:
    """sha256 over everything that a small farm gives."""
    scenario = farm(2)
    histories = [simulate(scenario, plan_of(scenario, batch, 2 * batch)) for batch in (0, 1)]
    ledger = keep_ledger(scenario, histories)
    tables = [getattr(h, f.name) for h in histories for f in fields(h)[1:]]
    arrays = [getattr(one, f.name) for one in tables for f in fields(one)]
    arrays += [values for h in histories for stay in range(9) for values in readings(scenario, h, stay)[1:]]
    arrays += [values for h in histories for values in observations(scenario, h)]
    arrays += [getattr(ledger, f.name) for f in fields(ledger)[:-1]] + list(ledger.meal_cents)
    text = hashlib.sha256()
    for values in arrays:
        text.update(np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes())
    return text.hexdigest()


def elsewhere(**settings: str) -> str:
    """The digest as another process computes it."""
    code = "from test_sim_equal import digest; print(digest())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]), **settings}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def dispatchable() -> str:
    """The SIMD features of this machine that numpy would use beyond its baseline."""
    name = "numpy._core._multiarray_umath" if int(np.__version__.split(".")[0]) >= 2 else "numpy.core._multiarray_umath"
    inside = import_module(name)
    return " ".join(f for f in inside.__cpu_dispatch__ if inside.__cpu_features__[f])


@pytest.mark.parametrize(
    "settings",
    [
        {"NPY_DISABLE_CPU_FEATURES": "simd"},
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C"},
    ],
    ids=lambda settings: " ".join(settings),
)
def test_the_same_bits_everywhere(settings: dict[str, str]) -> None:
    if "NPY_DISABLE_CPU_FEATURES" in settings:
        settings = {"NPY_DISABLE_CPU_FEATURES": dispatchable()}
    assert elsewhere(**settings) == digest()

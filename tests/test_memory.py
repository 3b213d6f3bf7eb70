"""What the C library is told about memory: nothing by who has told it already, and nothing where it cannot be told."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys

import pytest

from compiler.cli.memory import keep_freed

MADE_AGAIN = """
import resource, sys
import numpy as np
from compiler.cli.memory import keep_freed
if sys.argv[1] == "kept":
    assert keep_freed()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(100):
    several = [np.ones(1 << 18) for _ in range(4)]
    del several
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_memory_is_asked_for_once() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}

    def faults(how: str) -> int:
        asked = [sys.executable, "-c", MADE_AGAIN, how]
        return int(subprocess.run(asked, env=plain, check=True, capture_output=True, text=True).stdout)

    assert faults("kept") < faults("not") / 2


def test_who_has_set_it_knows_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "1")
    assert not keep_freed()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MALLOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not keep_freed()

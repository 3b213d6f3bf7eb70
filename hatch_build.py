"""Compile the C files of compiler/exact while a wheel or an editable install is built, if there is a C compiler.

Where there is none, or no header of Python, or AQC_KERNEL=numpy, the wheel is pure Python: aqc then does the same with
numpy, more slowly.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "compiler/exact"
SOURCES = [f"{FOLDER}/{name}.c" for name in ("kernel", "rows", "renumber", "readings")]
BUILT = f"{FOLDER}/_kernel.abi3.so"
OPTIONS = (
    "-O3",
    "-ffp-contract=off",
    "-fvisibility=hidden",
    "-g0",
    "-fPIC",
    "-Wall",
    "-Wextra",
    "-Wno-unused-parameter",
)
"""Two operations on doubles must not become one: every machine gives the same bits."""
LINKED = ("-bundle", "-undefined", "dynamic_lookup") if sys.platform == "darwin" else ("-shared",)


def compile_kernel(root: Path) -> str:
    """Compile it in place; processes that run go on with the one they have. Returns: why it was not, '' if it was."""
    if os.environ.get("AQC_KERNEL") == "numpy":
        return "AQC_KERNEL=numpy"
    compiler = shlex.split(os.environ.get("CC", "cc"))
    flags = shlex.split(os.environ.get("CFLAGS", ""))
    include = sysconfig.get_paths()["include"]
    part = f"{BUILT}.{os.getpid()}"
    command = [*compiler, *flags, *OPTIONS, *LINKED, f"-I{include}", *SOURCES, "-o", part, "-lm"]
    try:
        built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"{compiler[0]}: {error.strerror}"
    if built.returncode:
        return built.stderr.strip() or "the compiler failed"
    (root / part).replace(root / BUILT)
    return ""


class KernelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling finds it by its base class."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """A wheel with the kernel is one for this platform, and any Python from 3.11 on."""
        missing = compile_kernel(Path(self.root))
        if missing:
            self.app.display_warning(f"aqc goes without its compiled kernel: {missing}")
            return
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{platform}"
        build_data["artifacts"].append(BUILT)

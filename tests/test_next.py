"""The command that closing words name is found by the shell that reads them, wherever aqc was called from."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

CASE = Path(__file__).parent / "cases" / "few.yaml"
SCRIPT = f"#!{sys.executable}\nfrom compiler.cli import main\nmain()\n"


@pytest.mark.parametrize("on_path", [False, True])
def test_the_next_command_can_be_typed_as_it_is_printed(on_path: bool, tmp_path: Path) -> None:
    program = tmp_path / "my env" / "bin" / "aqc"
    program.parent.mkdir(parents=True)
    program.write_text(SCRIPT, encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}:/usr/bin:/bin" if on_path else "/usr/bin:/bin"
    surroundings = {**os.environ, "PATH": path, "PYTHONPATH": str(CASE.parent.parent.parent)}
    called = ["my env/bin/aqc", "compile", str(CASE), "-o", "a dump.sql", "-j", "1"]
    said = subprocess.run(called, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True).stderr
    (line,) = (line for line in said.split("\n") if line.startswith("next:"))
    command = shlex.split(line.removeprefix("next:"))
    assert command == ["aqc" if on_path else "my env/bin/aqc", "restore", "a dump.sql"]
    asked = f"{shlex.quote(command[0])} --version"
    assert subprocess.run(asked, shell=True, cwd=tmp_path, env=surroundings, capture_output=True).returncode == 0

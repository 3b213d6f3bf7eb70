"""What editors and shells need: schemas by name, completion in the shells that are here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft7Validator

from compiler import data_folder
from compiler.cli import commands
from compiler.cli.completion import SHELLS
from compiler.cli.schema import NAMES

ROOT = Path(__file__).resolve().parent.parent


def aqc(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, prog_name="aqc")


def test_every_schema_has_its_name_and_is_one() -> None:
    assert {path.name for path in data_folder("schema").glob("*.json")} == {f"{name}.schema.json" for name in NAMES}
    for name in NAMES:
        found = json.loads(aqc("schema", name).stdout)
        Draft7Validator.check_schema(found)
        assert found["title"]
        assert Path(aqc("schema", name, "--path").stdout.strip()).read_text("utf-8") == aqc("schema", name).stdout
    assert aqc("schema").stdout == aqc("schema", "scenario").stdout
    assert aqc("schema", "scenarios").exit_code == 2


def test_every_shipped_scenario_names_the_schema_for_editors() -> None:
    for path in (ROOT / "scenarios").rglob("*.yaml"):
        first = path.read_text("utf-8").split("\n", 1)[0]
        if not first.startswith("# yaml-language-server: $schema="):
            assert path.parent.name == "library", path
            continue
        assert (path.parent / first.split("=", 1)[1]).resolve() == ROOT / "schema" / "scenario.schema.json", path


ANSWERS: Mapping[str, tuple[str, set[str], set[str]]] = {
    "commands": ("aqc ca", {"calibrate"}, {"introspect"}),
    "options": ("aqc lock --ch", {"--check"}, {"--rows-only"}),
    "values": ("aqc validate --format g", {"github", "gitlab"}, {"sarif"}),
    "codes": ("aqc explain AQ52", {"AQ520", "AQ521"}, {"AQ530"}),
    "names": ("aqc schema d", {"diagnostics", "diff"}, {"lock"}),
}


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `aqc` is a program."""
    program = tmp_path / "bin" / "aqc"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m compiler.cli "$@"\n', "utf-8")
    program.chmod(0o755)
    return {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}


def run(shell: str, script: str, environment: dict[str, str], folder: Path) -> str:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} on this machine")
    done = subprocess.run(
        [program, "-c", script], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == "", done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ANSWERS)
def test_bash_completes(kind: str, shell: dict[str, str], tmp_path: Path) -> None:
    typed, wanted, others = ANSWERS[kind]
    words = typed.split()
    script = (
        f"source <(aqc completion bash); COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; "
        f"_aqc_completion aqc {words[-1]} {words[-2]}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    found = set(run("bash", script, shell, tmp_path).split())
    assert wanted <= found and not others & found


@pytest.mark.parametrize("kind", ANSWERS)
def test_fish_completes(kind: str, shell: dict[str, str], tmp_path: Path) -> None:
    typed, wanted, others = ANSWERS[kind]
    output = run("fish", f"aqc completion fish | source; complete -C '{typed}'", shell, tmp_path)
    found = {line.split("\t")[0] for line in output.splitlines()}
    assert wanted <= found and not others & found


def test_zsh_takes_the_script(shell: dict[str, str], tmp_path: Path) -> None:
    script = "autoload -Uz compinit; compinit -u; source <(aqc completion zsh); print ${_comps[aqc]}"
    assert run("zsh", script, shell, tmp_path).strip() == "_aqc_completion"


@pytest.mark.parametrize("shell_name", SHELLS)
@pytest.mark.parametrize("kind", ANSWERS)
def test_what_every_shell_asks_is_answered(shell_name: str, kind: str, shell: dict[str, str], tmp_path: Path) -> None:
    typed, wanted, others = ANSWERS[kind]
    words = typed.split()
    asked = {"_AQC_COMPLETE": f"{shell_name}_complete", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}
    if shell_name == "fish":
        asked["COMP_CWORD"] = words[-1]
    found = run("sh", "aqc", shell | asked, tmp_path)
    assert all(word in found for word in wanted) and not any(word in found for word in others)


def test_files_are_completed_by_the_shell(shell: dict[str, str], tmp_path: Path) -> None:
    asked = {"_AQC_COMPLETE": "bash_complete", "COMP_WORDS": "aqc compile sce", "COMP_CWORD": "2"}
    assert run("sh", "aqc", shell | asked, tmp_path) == "file,sce\n"


def test_a_shell_that_is_not_known_is_wrong_usage() -> None:
    assert aqc("completion", "tcsh").exit_code == 2

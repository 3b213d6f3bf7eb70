"""One option, five formats, held to their published shapes, for validate, plan, diff, check and lock."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path

import diffs
import pytest
from breadth import sampled
from click.testing import CliRunner, Result
from formats import hold
from hypothesis import given
from hypothesis import strategies as st

from compiler.cli import commands
from compiler.diagnostics import FORMATS, Acceptance, Diagnostic, Span, render
from compiler.server.client import psql

ROOT = Path(__file__).resolve().parent.parent
MACHINES = [form for form in FORMATS if form not in ("text", "json")]
SMALL = ROOT / "scenarios" / "examples" / "first-batch.yaml"


def aqc(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, prog_name="aqc")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = SMALL.read_text("utf-8").replace("../library", "library")
    Path("wrong.yaml").write_text(text.replace("seed:", "sead:"), "utf-8")
    Path("doubtful.yaml").write_text(text.replace("rings: 20}", "rings: 20, every_days: 30}"), "utf-8")
    Path("sound.yaml").write_text(text, "utf-8")
    return tmp_path


SAID = tuple(product(("validate", "plan"), (form for form in FORMATS if form != "text")))


@pytest.mark.parametrize(("command", "form"), sampled(SAID, lambda one: one[0] == "validate" or one[1] == "json"))
def test_errors_and_warnings_are_data(command: str, form: str, folder: Path) -> None:
    wrong = aqc(command, "wrong.yaml", "--format", form)
    assert (wrong.exit_code, wrong.stderr) == (1, "")
    assert "AQ101" in json.dumps(hold(form, wrong.stdout))
    doubtful = aqc(command, "doubtful.yaml", "--format", form)
    assert (doubtful.exit_code, doubtful.stderr) == (0, "")
    assert "AQ245" in doubtful.stdout
    if command == "validate" or form != "json":
        assert "AQ245" in json.dumps(hold(form, doubtful.stdout))
        assert "AQ245" not in json.dumps(hold(form, aqc(command, "sound.yaml", "--format", form).stdout))


@pytest.mark.parametrize("form", MACHINES)
@pytest.mark.parametrize("kind", ["comment", "seed", "pin", "batch-at-the-end", "name"])
def test_a_difference_stands_beside_its_lines(kind: str, form: str, folder: Path) -> None:
    diffs.lay_out(folder, kind)
    run = diffs.diff(f"before/{diffs.TUTORIAL}", f"after/{diffs.TUTORIAL}", "--format", form)
    assert run.exit_code == (kind not in diffs.SAME), run.output
    found = hold(form, run.stdout)
    facts = json.loads(diffs.told().stdout)
    told = found["runs"][0]["results"] if form == "sarif" else found
    many = 0 if facts["same"] else 1 + len(facts["lines"]) + len(facts["breaking"])
    assert len(told) == many
    for line in facts["lines"] if many else ():
        number = line["place"].rpartition(":")[2]
        assert any(place_of(form, one) == (f"after/{diffs.TUTORIAL}", number) for one in told)
    assert ("AQ535" in run.stdout) == bool(many and facts["breaking"])


def place_of(form: str, one: object) -> tuple[str, str]:
    assert isinstance(one, str | dict)
    if isinstance(one, str):
        parts = dict(part.split("=") for part in one.split("::")[1].split(" ", 1)[1].split(","))
        return parts["file"], parts["line"]
    if form == "gitlab":
        return one["location"]["path"], str(one["location"]["lines"]["begin"])
    where = one["locations"][0]["physicalLocation"]
    return where["artifactLocation"]["uri"], str(where["region"]["startLine"])


def test_annotations_of_a_revision_name_the_file_as_git_does(folder: Path) -> None:
    shutil.copytree(ROOT / "scenarios" / "library", folder / "library")
    for seed in (1, 2):
        text = (ROOT / "scenarios" / diffs.TUTORIAL).read_text("utf-8")
        Path("farm.yaml").write_text(text.replace("seed: 1\n", f"seed: {seed}\n"), "utf-8")
        own = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", str(seed)]):
            subprocess.run([*own, *words], check=True, capture_output=True)
    run = diffs.diff("--base", "HEAD~1", "--head", "HEAD", "farm.yaml", "--format", "gitlab")
    assert {one["location"]["path"] for one in hold("gitlab", run.stdout)} == {"farm.yaml"}


def test_trouble_of_a_difference_is_data_too(folder: Path) -> None:
    run = aqc("diff", "sound.yaml", "wrong.yaml", "--format", "sarif")
    assert run.exit_code == 2 and run.stderr == ""
    assert [one["ruleId"] for one in hold("sarif", run.stdout)["runs"][0]["results"]] == ["AQ101"]


@pytest.mark.parametrize("form", FORMATS)
def test_findings_of_a_database_are_data(form: str, fresh_database: Callable[[int], str], some_version: int) -> None:
    dsn = fresh_database(some_version)
    run = aqc("check", "--dsn", dsn, "--format", form)
    assert run.exit_code == 0 and "AQ619" in run.stdout
    psql(dsn, "-qc", "CREATE TABLE public.batch_batch (id bigint)")
    run = aqc("check", "--dsn", dsn, "--format", form)
    assert run.exit_code == 1 and "AQ6" in run.stdout
    if form == "json":
        assert json.loads(run.stdout)["format"] == "aqc-check/1"
    elif form != "text":
        assert hold(form, run.stdout)
    down = aqc("check", "--dsn", "postgresql://localhost:1/none", "--format", form)
    assert down.exit_code == 1
    if form != "text":
        assert down.stderr == "" and "AQ" in json.dumps(hold(form, down.stdout))


@pytest.mark.parametrize("command", ["validate", "plan", "diff", "check", "compile", "lock"])
def test_the_option_has_one_name_and_all_formats(command: str) -> None:
    """But for compile, whose --format is that of the dump."""
    text, option = aqc(command, "--help").stdout, "--diagnostics [" if command == "compile" else "--format ["
    assert all(form in text.split(option)[1].split("]")[0] for form in MACHINES)


ANY = st.text(max_size=30)
SPANS = st.builds(Span, st.sampled_from(["f.yaml", "./a b.yaml", "ø,:.yaml"]), *[st.integers(1, 40)] * 2)
TOLD = st.builds(
    Diagnostic,
    st.sampled_from(["AQ013", "AQ245"]),
    st.text(min_size=1, max_size=30),
    st.one_of(st.none(), SPANS),
    ANY,
    st.sampled_from(["error", "warning", "note"]),
    accepted=st.one_of(st.none(), st.builds(Acceptance, st.text(min_size=1, max_size=20), SPANS)),
)


@given(st.lists(TOLD, max_size=5))
def test_whatever_is_told_has_the_published_shape(told: list[Diagnostic]) -> None:
    for form in ("json", "github", "gitlab", "sarif"):
        hold(form, render(told, {}, form))


def test_a_fingerprint_stays_when_the_line_moves_and_differs_for_the_second_of_its_kind() -> None:
    def prints(*lines: int) -> list[str]:
        told = [Diagnostic("AQ245", "rings is not used", Span("f.yaml", line, 3)) for line in lines]
        return [issue["fingerprint"] for issue in json.loads(render(told, {}, "gitlab"))]

    assert prints(4, 9) == prints(5, 12)
    assert len(set(prints(4, 9))) == 2

"""The command line as a shell sees it: exit codes, what goes where, signals, pipes."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from breadth import sampled
from jsonschema import Draft7Validator

from compiler.cli import program as cli
from compiler.pipeline import load_scenario

ROOT = Path(__file__).resolve().parent.parent
SMOKE = str(ROOT / "scenarios/smoke.yaml")
SMALL = str(ROOT / "scenarios/examples/sea-only.yaml")
PLANS = Draft7Validator(json.loads((ROOT / "schema/plan.schema.json").read_text(encoding="utf-8")))
"""A small farm, of which nothing is told."""
Inside = Callable[..., subprocess.CompletedProcess[str]]
AQC = (sys.executable, "-m", "compiler.cli")
INSTANCE = {
    "format": "aqc-schedule-instance/1",
    "today": 400,
    "legs": [
        {
            "id": "fw",
            "stages": ["egg"],
            "fallow": 0,
            "join": 0,
            "sites": [{"id": "S1", "geo": "X", "pools": {"egg": {"containers": 2, "turnaround": 5, "down": []}}}],
        }
    ],
    "batches": [
        {
            "id": name,
            "geo": "X",
            "start": start,
            "early": 0,
            "late": 0,
            "stages": [{"stage": "egg", "days": 90, "need": 2, "overlap": 0}],
        }
        for name, start in (("A", 0), ("B", 95))
    ],
}


def aqc(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*AQC, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    """inside("plan", …): what the console script runs, without the half second that a process takes to begin."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = cli._exit_code(lambda: cli.commands.main(arguments, prog_name="aqc", standalone_mode=False))
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    text = Path(SMOKE).read_text(encoding="utf-8")
    path.write_text(text.replace("seed:", "sead:", 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("words", ["", "schema", "validate none.yaml", "plan --seed -1"], ids=[0, "0 and much", 1, 2])
def test_a_process_says_and_leaves_with_what_its_command_does(
    words: str, inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that other tests need none, where no signal, stream or server is what they are about."""
    monkeypatch.setenv("COLUMNS", "100")  # lines are as wide, whoever looks on
    one, other = aqc(*words.split(), cwd=tmp_path), inside(*words.split())
    assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)


@pytest.mark.parametrize("command", ["", *cli.commands.commands])
def test_help_teaches_by_example(command: str, inside: Inside) -> None:
    run = inside(*command.split(), "--help")
    assert run.returncode == 0
    assert f"aqc {command}".strip() in run.stdout
    assert "Example" in run.stdout or not command
    assert run.stderr == ""


def test_version() -> None:
    from compiler import __version__

    assert aqc("--version").stdout == f"aqc, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["compile"],
        ["compile", SMOKE, "--jobs", "0"],
        ["compile", SMOKE, "--pg-version", "14"],
        ["plan", SMOKE, "--as-of", "2025-13-01"],
        ["plan", SMOKE, "--as-of", "soon"],
        ["plan", SMOKE, "--seed", "-1"],
        ["verify"],
        ["verify", "x.sql", "--dsn", "postgresql://nowhere"],
        ["explain", "AQ999"],
        ["validate"],
        ["validate", "--format", "xml", SMOKE],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(arguments: list[str], inside: Inside) -> None:
    run = inside(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert "Error" in run.stderr


@pytest.mark.parametrize("command", ["validate", "plan", "compile"])
def test_a_wrong_scenario_is_1(command: str, broken: Path, tmp_path: Path, inside: Inside) -> None:
    run = inside(command, str(broken))
    assert run.returncode == 1
    assert run.stdout == ""
    assert "broken.yaml:" in run.stderr and "sead" in run.stderr and "seed" in run.stderr
    assert list(tmp_path.rglob("*.sql*")) == []


@pytest.mark.parametrize("command", ["validate", "plan", "compile"])
def test_a_missing_scenario_is_1(command: str, inside: Inside) -> None:
    run = inside(command, "nowhere.yaml")
    assert run.returncode == 1
    assert "nowhere.yaml" in run.stderr and "Traceback" not in run.stderr


def test_diagnostics_for_machines_are_data(broken: Path, inside: Inside) -> None:
    def told(form: str) -> str:
        return inside("validate", str(broken), "--format", form).stdout

    assert "::error" in told("github")
    assert json.loads(told("sarif"))["version"] == "2.1.0"
    assert json.loads(told("json"))


def test_a_sound_scenario_is_0(inside: Inside) -> None:
    run = inside("validate", SMOKE)
    assert (run.returncode, run.stdout) == (0, "")
    assert "sound" in run.stderr


def test_plan_prints_text_and_json(inside: Inside) -> None:
    text = inside("plan", SMALL)
    assert text.returncode == 0 and "environmental_environmentalreading" in text.stdout
    facts = json.loads(inside("plan", SMALL, "--format", "json").stdout)
    PLANS.validate(facts)
    assert facts["rows"] == sum(table["rows"] for table in facts["tables"].values())
    assert all(batches["placed"] == batches["asked"] for batches in facts["batches"])


@pytest.mark.parametrize("case", ["ordered", "dead-at-sea", "single-fish"])
def test_a_printed_plan_has_the_shape_that_is_published(case: str, inside: Inside) -> None:
    PLANS.validate(json.loads(inside("plan", str(ROOT / f"tests/cases/{case}.yaml"), "--format", "json").stdout))


def test_as_of_and_seed_replace_those_of_the_scenario(inside: Inside) -> None:
    facts = json.loads(inside("plan", SMALL, "--format", "json", "--as-of", "2025-03-01", "--seed", "99").stdout)
    assert (facts["as_of"], facts["seed"]) == ("2025-03-01", 99)


def test_a_resolved_scenario_is_the_same_scenario(tmp_path: Path, inside: Inside) -> None:
    """Forty takes the farms of the library whole; a smaller farm leaves names over that only a library may say."""
    whole, resolved = ROOT / "scenarios/forty.yaml", tmp_path / "resolved.yaml"
    resolved.write_text(inside("plan", str(whole), "--resolved").stdout, encoding="utf-8")
    assert load_scenario(resolved).scenario.digest == load_scenario(whole).scenario.digest


def test_solve_prints_json(tmp_path: Path, inside: Inside) -> None:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(INSTANCE), encoding="utf-8")
    run = inside("solve", str(path))
    assert run.returncode == 0 and json.loads(run.stdout)["verdict"] == "plan"
    tighter = {**INSTANCE, "batches": [INSTANCE["batches"][0], {**INSTANCE["batches"][1], "start": 94}]}  # type: ignore[index,dict-item]
    path.write_text(json.dumps(tighter), encoding="utf-8")
    run = inside("solve", str(path))
    assert run.returncode == 1 and json.loads(run.stdout)["verdict"] == "impossible"
    assert inside("solve", str(tmp_path / "none.json")).returncode == 1


def test_light_commands_import_nothing_heavy() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "compiler.cli", "explain", "AQ601"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    imported = {line.split("|")[-1].strip() for line in run.stderr.splitlines()}
    assert {"numpy", "jinja2", "psycopg2", "rich", "ortools"} & imported == set()
    assert "AQ601" in run.stdout


def test_compile_keeps_data_and_words_apart(tmp_path: Path) -> None:
    to_file = aqc("compile", SMALL, "-o", "out/sea-only.sql", cwd=tmp_path)
    assert (to_file.returncode, to_file.stdout) == (0, "")
    assert "wrote out/sea-only.sql" in to_file.stderr and "aqc restore out/sea-only.sql" in to_file.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["sea-only.manifest.json", "sea-only.sql"]
    to_pipe = aqc("compile", SMALL, "-o", "-", "--quiet", cwd=tmp_path)
    assert to_pipe.stderr == ""
    assert to_pipe.stdout == (tmp_path / "out/sea-only.sql").read_text(encoding="utf-8")


def test_compile_goes_to_dumps_by_default(tmp_path: Path, inside: Inside) -> None:
    assert inside("compile", SMALL, "--quiet").returncode == 0
    assert (tmp_path / "dumps/sea-only.sql").exists()


def test_a_closed_pipe_is_quiet() -> None:
    shell = f"{sys.executable} -m compiler.cli compile {SMALL} -o - | head -1"
    run = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.stdout == "--\n"
    assert run.stderr == ""


@pytest.mark.parametrize(
    "command",
    [["compile", SMALL, "-o", "-", "-q"], ["schema"], ["plan", SMALL], ["--version"], ["--help"], ["plan", "--help"]],
)
def test_a_reader_who_leaves_is_no_failure(command: list[str]) -> None:
    with subprocess.Popen([*AQC, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


@pytest.mark.parametrize("command", ["schema", "--version", "explain AQ001", f"validate --format json {SMALL}"])
@pytest.mark.parametrize(("redirected", "reason"), [(">/dev/full", "no space left"), (">&-", "bad file descriptor")])
def test_a_standard_output_that_takes_nothing_is_told(command: str, redirected: str, reason: str) -> None:
    shell = f"{sys.executable} -m compiler.cli {command} {redirected}"
    run = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 1
    assert f"AQ516: cannot write standard output: {reason}" in run.stderr


@pytest.mark.parametrize("kib", [60_000, 150_000], ids=["for numpy", "for the rows"])
def test_full_memory_is_told(tmp_path: Path, kib: int) -> None:
    shell = f"ulimit -v {kib}; {sys.executable} -m compiler.cli compile {SMOKE} -j 1 -o {tmp_path}/smoke.sql"
    run = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (run.returncode, "AQ515" in run.stderr, list(tmp_path.iterdir())) == (1, True, [])


@pytest.fixture
def compiling(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A compile in its own process group, caught while its file has the temporary name.

    A farm of which every hour is recorded is as soon begun as any of its size, and takes longest to be written.
    """
    words = Path(SMOKE).read_text(encoding="utf-8").replace("library/", f"{ROOT}/scenarios/library/")
    hourly = re.sub(r"\bhours: \[.*?\]", f"hours: {[*range(24)]}", words)
    assert hourly.count(", 23]") == 2
    (tmp_path / "hourly.yaml").write_text(hourly, encoding="utf-8")
    (tmp_path / "out").mkdir()
    command = [*AQC, "compile", "hourly.yaml", "-o", "out/hourly.sql", "--jobs", "2"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not any(path.stat().st_size for path in (tmp_path / "out").glob(".*-part")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


PRESSED = ((signal.SIGINT, 1), (signal.SIGINT, 4), (signal.SIGTERM, 1), (signal.SIGHUP, 1), (signal.SIGQUIT, 4))


@pytest.mark.parametrize(("number", "times"), sampled(PRESSED, PRESSED[1:2].__contains__))
def test_an_interrupt_leaves_nothing(compiling: subprocess.Popen[str], tmp_path: Path, number: int, times: int) -> None:
    for _ in range(times):
        os.killpg(compiling.pid, number)
    _, words = compiling.communicate(timeout=30)
    assert compiling.returncode == 128 + number
    assert "Traceback" not in words
    assert list((tmp_path / "out").iterdir()) == []


def test_a_kill_leaves_nothing_that_looks_whole(compiling: subprocess.Popen[str], tmp_path: Path) -> None:
    os.killpg(compiling.pid, signal.SIGKILL)
    compiling.wait(timeout=30)
    assert [path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")] == []


def test_our_bug_is_70_and_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AQC_DEBUG", raising=False)

    def fail() -> int:
        raise ZeroDivisionError("three fish over no tanks")

    assert cli._exit_code(fail) == 70
    words = capsys.readouterr().err
    assert "bug of aqc" in words and "AQC_DEBUG=1" in words and "Traceback" not in words
    monkeypatch.setenv("AQC_DEBUG", "1")
    assert cli._exit_code(fail) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.server
def test_the_whole_round_trip(tmp_path: Path, inside: Inside) -> None:
    """Compile, verify the file, restore it into a server of our own, verify that."""
    dump = str(tmp_path / "sea-only.sql")
    assert inside("compile", SMALL, "-o", dump).returncode == 0
    verified = inside("verify", dump)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "0 failed" in verified.stdout
    directory = Path("/tmp") / f"aqc-test-{os.getpid()}"
    restored = aqc("restore", dump, "--dir", str(directory))
    try:
        assert restored.returncode == 0, restored.stderr
        words = dict(line.split(": ", 1) for line in restored.stderr.splitlines() if ": " in line)
        dsn = shlex.split(words["verify"])[-1]
        assert aqc("verify", "--dsn", dsn).returncode == 0
        beside = str(tmp_path / "sea-only.manifest.json")
        outcomes = json.loads(inside("verify", "--dsn", dsn, "--manifest", beside, "--format", "json").stdout)
        assert {outcome["status"] for outcome in outcomes} <= {"pass", "none", "skip"}
        again = inside("restore", dump, "--dsn", dsn)
        assert again.returncode == 1 and "AQ582" in again.stderr
    finally:
        subprocess.run(["/bin/sh", "-c", words["stop"]], check=True, cwd="/", stdout=subprocess.DEVNULL)
        shutil.rmtree(directory)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["verify", "none.sql"], "AQ585"),
        (["restore", "none.sql"], "AQ585"),
        (["verify", "--dsn", "host=/nowhere"], "AQ603"),
        (["verify", "--dsn", "host=/nowhere", "--manifest", "none.json"], "AQ601"),
        (["verify", "--dsn", "host=/nowhere", "--manifest", SMOKE], "AQ602"),
    ],
)
def test_what_cannot_be_verified_says_why(arguments: list[str], code: str, inside: Inside) -> None:
    run = inside(*arguments)
    assert run.returncode == 1
    assert code in run.stderr and "Traceback" not in run.stderr

"""aqc lock: what it writes, what it proves, what compile refuses for it, and git that merges it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compiler.cli import commands
from compiler.diagnostics import Stop
from compiler.nouns import read_manifest
from compiler.proof import locks

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
SMALL = "examples/first-batch.yaml"


def aqc(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, prog_name="aqc")


def told(run: Result) -> Result:
    """What main() does with a Stop that a command let through."""
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small scenario and its lock."""
    folder = tmp_path_factory.mktemp("locked")
    shutil.copytree(SCENARIOS, folder / "scenarios")
    here = os.getcwd()
    os.chdir(folder)
    try:
        run = told(aqc("lock", f"scenarios/{SMALL}"))
    finally:
        os.chdir(here)
    assert run.exit_code == 0, run.output
    return folder


@pytest.fixture
def folder(locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(locked, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_lock_says_what_the_dump_holds(folder: Path) -> None:
    name = f"scenarios/{SMALL}"
    run = told(aqc("compile", name, "-o", "x.sql", "--locked", "-q"))
    assert (run.exit_code, run.output) == (0, "")
    entry = locks.read_lock(Path("aqc.lock")).entries[name]
    assert entry.tables == locks.rows_of_manifest(read_manifest(Path("x.manifest.json")))
    assert entry.head.seed == read_manifest(Path("x.manifest.json")).seed


def test_a_lock_is_sorted_with_one_line_a_table_and_reads_back(folder: Path) -> None:
    text = Path("aqc.lock").read_text("utf-8")
    tables = re.findall(r"^      (\w+): \{rows: \d+, sha256: \"[0-9a-f]{64}\"\}$", text, re.MULTILINE)
    assert tables == sorted(tables) and len(tables) > 100
    entries = dict(locks.read_lock(Path("aqc.lock")).entries)
    assert locks.spelt(entries) == text
    assert locks.spelt({}) != text


def test_data_mode_is_held_to_the_tables_that_it_has(folder: Path) -> None:
    run = told(aqc("compile", f"scenarios/{SMALL}", "-o", "x.sql", "--mode", "data", "--locked", "-q"))
    assert run.exit_code == 0, run.output
    change(Path("aqc.lock"), "batch_batch: {rows: 1,", "batch_batch: {rows: 2,")
    run = told(aqc("compile", f"scenarios/{SMALL}", "-o", "y.sql", "--mode", "data", "--locked", "-q"))
    assert run.exit_code == 1 and "AQ521" in run.output and not Path("y.sql").exists()


REFUSED: Mapping[str, tuple[Sequence[str], tuple[str, str], str, str]] = {
    "seed": (("--seed", "99"), ("", ""), "AQ520", r"aqc\.lock:\d+:5: error AQ520: .* seed \d+ was reviewed, .* 99 now"),
    "as_of": (("--as-of", "2024-06-01"), ("", ""), "AQ520", r"as_of \S+ was reviewed, and it is 2024-06-01 now"),
    "rows": ((), ("batch_batch: {rows: 1,", "batch_batch: {rows: 7,"), "AQ521", "batch_batch had 7 rows and has 1"),
    "a table more": (
        (),
        ("    tables:\n", "    tables:\n      aardvark: {rows: 5}\n"),
        "AQ521",
        "aardvark had 5 rows and has 0",
    ),
    "version of the values": ((), ("algorithm: ", "algorithm: 9"), "AQ520", r"algorithm 9\d was reviewed"),
    "catalog": ((), ('catalog: "', 'catalog: "' + "0" * 64 + '" # "'), "AQ520", "catalog 000000000000 was reviewed"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_was_not_reviewed_is_refused_and_the_dump_before_it_stays(kind: str, folder: Path) -> None:
    options, (old, new), code, words = REFUSED[kind]
    Path("dumps").mkdir()
    for name in ("x.sql", "x.manifest.json"):
        Path("dumps", name).write_text("of yesterday", "utf-8")
    if old:
        change(Path("aqc.lock"), old, new)
    run = told(aqc("compile", f"scenarios/{SMALL}", "-o", "dumps/x.sql", "--locked", *options))
    assert run.exit_code == 1
    assert code in run.output
    assert re.search(words, run.output), run.output
    assert {path.name: path.read_text("utf-8") for path in Path("dumps").iterdir()} == {
        "x.sql": "of yesterday",
        "x.manifest.json": "of yesterday",
    }


def test_other_values_in_as_many_rows_are_told_with_both_digests(folder: Path) -> None:
    path = Path("aqc.lock")
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'(batch_batch: \{rows: 1, sha256: ")[0-9a-f]{12}', r"\g<1>" + "0" * 12, text), "utf-8")
    run = told(aqc("lock", "--check"))
    assert run.exit_code == 1
    assert re.search(r"batch_batch has the 1 rows with other values, sha256 0{12} and now [0-9a-f]{12}", run.output)
    assert f"aqc lock scenarios/{SMALL}" in run.output


def test_check_proves_and_renewing_mends(folder: Path) -> None:
    assert told(aqc("lock", "--check")).exit_code == 0
    before = Path("aqc.lock").read_bytes()
    change(Path("scenarios", SMALL), "seed: ", "seed: 9")
    run = told(aqc("lock", "--check", f"scenarios/{SMALL}", "--format", "json"))
    assert run.exit_code == 1 and '"AQ520"' in run.stdout and '"AQ521"' in run.stdout
    assert Path("aqc.lock").read_bytes() == before
    assert told(aqc("lock")).exit_code == 0
    assert Path("aqc.lock").read_bytes() != before
    assert told(aqc("lock", "--check")).exit_code == 0


def test_rows_only_says_so_and_holds_the_scenario(folder: Path) -> None:
    run = told(aqc("lock", "--rows-only", f"scenarios/{SMALL}"))
    assert run.exit_code == 0 and "values not proven" in run.output
    text = Path("aqc.lock").read_text("utf-8")
    assert "holds: rows\n" in text and "sha256" not in text and "not digested" in text
    assert told(aqc("lock", "--check")).exit_code == 0
    assert told(aqc("compile", f"scenarios/{SMALL}", "-o", "x.sql", "--locked")).exit_code == 0
    assert told(aqc("lock")).exit_code == 0 and Path("aqc.lock").read_text("utf-8") == text
    change(Path("scenarios", SMALL), "about: ", "about: other ")
    run = told(aqc("lock", "--check"))
    assert run.exit_code == 1 and "scenario" in run.output
    assert told(aqc("lock", "--digests", f"scenarios/{SMALL}")).exit_code == 0
    assert "sha256" in Path("aqc.lock").read_text("utf-8")


UNREADABLE: Mapping[str, tuple[str, str, str]] = {
    "conflict": (
        "    seed: ",
        "<<<<<<< HEAD\n    seed: 1\n=======\n    seed: 2\n>>>>>>> other\n    seed: ",
        r"aqc\.lock:\d+:1: error AQ526",
    ),
    "version": ("aqc-lock: 1", "aqc-lock: 2", r"aqc\.lock:3:11: error AQ527: .* version 2, .* reads version 1"),
    "no version": ("aqc-lock: 1\n", "", r"AQ102: .*aqc-lock"),
    "unknown key": ("    seed: ", "    sead: 1\n    seed: ", r"aqc\.lock:\d+:5: error AQ101: unknown key `sead`"),
    "twice": ("    seed: ", "    seed: 1\n    seed: ", r"aqc\.lock:\d+:5: error AQ011"),
    "no YAML": ("scenarios:", "scenarios: [", r"aqc\.lock:\d+:\d+: error AQ001"),
    "gone": (f'"scenarios/{SMALL}"', '"scenarios/gone.yaml"', r"aqc\.lock:\d+:3: error AQ523: .*gone\.yaml"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_lock_that_cannot_be_held_is_told_with_its_place(kind: str, folder: Path) -> None:
    old, new, words = UNREADABLE[kind]
    change(Path("aqc.lock"), old, new)
    run = told(aqc("lock", "--check"))
    assert run.exit_code == (1 if kind == "gone" else 2)
    assert re.search(words, run.output), run.output
    before = Path("aqc.lock").read_bytes()
    assert told(aqc("lock")).exit_code == 1
    assert Path("aqc.lock").read_bytes() == before


def test_without_a_lock_or_outside_of_it(folder: Path) -> None:
    run = told(aqc("compile", "scenarios/smoke.yaml", "--locked"))
    assert run.exit_code == 1 and "AQ522" in run.output and not Path("dumps").exists()
    Path("aqc.lock").unlink()
    run = told(aqc("lock", "--check"))
    assert run.exit_code == 2 and "AQ525" in run.output
    assert told(aqc("lock")).exit_code == 2
    assert told(aqc("compile", f"scenarios/{SMALL}", "--locked", "-o", "-")).exit_code == 2
    assert told(aqc("lock", "--check", "--rows-only")).exit_code == 2


def test_a_scenario_that_follows_the_clock_or_is_wrong_leaves_the_lock_alone(folder: Path) -> None:
    before = Path("aqc.lock").read_bytes()
    text = Path("scenarios", SMALL).read_text("utf-8")
    Path("scenarios/examples/today.yaml").write_text(re.sub(r"as_of: \S+", "as_of: today", text), "utf-8")
    run = told(aqc("lock", "scenarios/examples/today.yaml"))
    assert run.exit_code == 1 and re.search(r"today\.yaml:\d+:\d+: error AQ524", run.output)
    change(Path("scenarios", SMALL), "seed:", "sead:")
    assert told(aqc("lock")).exit_code == 1
    assert Path("aqc.lock").read_bytes() == before


def test_the_lock_is_found_from_below_and_its_paths_are_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "scenarios" / "examples")
    assert told(aqc("lock", "--check", Path(SMALL).name)).exit_code == 0
    monkeypatch.chdir(folder.parent)
    run = told(aqc("compile", str(folder / "scenarios" / SMALL), "--locked", "-q", "-o", str(folder / "x.sql")))
    assert run.exit_code == 0, run.output


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"GIT_CONFIG_GLOBAL": "/dev/null", "HOME": os.getcwd(), "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *who, *arguments], capture_output=True, text=True, env=own, check=False)


def entry_of(seed: int) -> locks.Entry:
    head = locks.Head("2025-01-01", seed, 5, "a" * 64, f"{seed:064x}", "")
    return locks.Entry(head, {"batch_batch": locks.Row(seed, f"{seed:064x}")})


def test_git_merges_blocks_and_leaves_a_conflict_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, whole = Path("aqc.lock"), {name: entry_of(at + 1) for at, name in enumerate(("a.yaml", "b.yaml", "c.yaml"))}
    git("init", "-q")
    for branch, entries in {
        "main": whole,
        "other": whole | {"a.yaml": entry_of(8)},
        "third": whole | {"a.yaml": entry_of(9)},
    }.items():
        git("checkout", "-q", *(() if branch == "main" else ("-b", branch, "main")))
        path.write_text(locks.spelt(entries), "utf-8")
        git("add", ".")
        assert git("commit", "-qm", branch).returncode == 0
    git("checkout", "-q", "main")
    path.write_text(locks.spelt(whole | {"b.yaml": entry_of(7)}), "utf-8")
    git("commit", "-qam", "b")
    assert git("merge", "-q", "-m", "merged", "other").returncode == 0
    assert locks.read_lock(path).entries == whole | {"a.yaml": entry_of(8), "b.yaml": entry_of(7)}
    assert git("merge", "-q", "third").returncode != 0
    with pytest.raises(Stop, match="AQ526 a merge left"):
        locks.read_lock(path)


@pytest.mark.slow
def test_the_shipped_scenarios_are_what_was_reviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert set(locks.read_lock(Path("aqc.lock")).entries) == {"scenarios/smoke.yaml", "scenarios/tutorial.yaml"}
    run = told(aqc("lock", "--check"))
    assert run.exit_code == 0, run.output

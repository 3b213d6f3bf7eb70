"""aqc diff: what it says of each kind of change, that what it proves is so, and git without the work tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import diffs
import numpy as np
import pytest
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt

from compiler import data_folder
from compiler.biology import mix_all, simulate
from compiler.cli.diff import markdown, text
from compiler.cli.diff.beside import annotate
from compiler.emit import simulate_all
from compiler.nouns import Area, Batch, Container, Geography, Hall, Scenario, Station, Water, batch_plan
from compiler.pipeline import live, plan_scenario, side_of
from compiler.proof.changes.lives import BESIDE, data_facts
from compiler.proof.changes.side import container_key

ROOT = diffs.ROOT
SCHEMA = json.loads((ROOT / "schema" / "diff.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", diffs.KINDS)
def test_each_kind_of_change_is_told_in_all_formats(kind: str, folder: Path) -> None:
    diffs.lay_out(folder, kind)
    run = diffs.told()
    assert run.exit_code == (kind not in diffs.SAME), run.output
    Draft7Validator(SCHEMA).validate(json.loads(run.stdout))
    for suffix, content in diffs.rendered(run.stdout).items():
        assert content == (diffs.GOLDEN / f"{kind}.{suffix}").read_text(encoding="utf-8"), suffix


def test_the_page_of_reviews_shows_what_is_printed() -> None:
    page = (ROOT / "docs" / "reviews.md").read_text(encoding="utf-8")
    assert page.count("```text") == 1
    assert f"```text\n{(diffs.GOLDEN / 'pin.txt').read_text(encoding='utf-8')}```\n" in page


def test_every_golden_difference_has_its_kind() -> None:
    assert {path.stem for path in diffs.GOLDEN.iterdir()} == set(diffs.KINDS)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_nothing_is_printed_when_nothing_changed_unless_asked(form: str, folder: Path) -> None:
    diffs.lay_out(folder, "comment")
    files = (f"before/{diffs.TUTORIAL}", f"after/{diffs.TUTORIAL}", "--format", form)
    run, asked = diffs.diff(*files), diffs.diff(*files, "--always")
    assert (run.exit_code, run.output) == (0, "")
    assert asked.exit_code == 0
    assert "nothing changes" in asked.output


def test_a_default_that_is_written_down_is_no_change(folder: Path) -> None:
    diffs.lay_out(folder, "comment")
    path = folder / "after" / diffs.TUTORIAL
    path.write_text(path.read_text("utf-8").replace("solve:\n", "solve:\n  mode: place all\n"), encoding="utf-8")
    run = diffs.diff(f"before/{diffs.TUTORIAL}", f"after/{diffs.TUTORIAL}")
    assert (run.exit_code, run.output) == (0, "")
    assert [line["key"] for line in json.loads(diffs.told().stdout)["lines"]] == ["solve.mode"]


def test_starts_that_follow_as_of_are_put_down_to_its_line(folder: Path) -> None:
    diffs.lay_out(folder, "as-of")
    for name in ("before", "after"):
        path = folder / name / diffs.TUTORIAL
        text_then = path.read_text("utf-8")
        path.write_text(text_then.replace("first_start: 2022-02-01", "first_start: as_of - 1065 days"), "utf-8")
    batches = json.loads(diffs.told().stdout)["batches"]
    assert {(batch["days"], *batch["kinds"], *batch["because"]) for batch in batches} == {
        (1, "later", f"after/{diffs.TUTORIAL}:6")
    }


@pytest.mark.parametrize(
    "kind", ["pin", "as-of", "library-value", "batch-in-the-middle", "maintenance", "table-group", "water"]
)
def test_batches_that_are_said_to_live_as_before_do(kind: str, folder: Path) -> None:
    """Every day, death, meal and sample of them is equal, and what their feed cost where that is said, too."""
    diffs.lay_out(folder, kind)
    sides = [side_of(Path(name) / diffs.TUTORIAL, name) for name in ("before", "after")]
    facts = data_facts(*sides)
    lived = [live(plan_scenario(Path(name) / diffs.TUTORIAL)) for name in ("before", "after")]
    lives = [
        {
            one.scenario.batches[h.plan.batch].number: (h, one.ledger.meal_cents[at])
            for at, h in enumerate(one.histories)
        }
        for one in lived
    ]
    same = [number for number in lives[0] if number in lives[1] and number not in facts["batches"]]
    assert len(same) == facts["unchanged"]
    for number in same:
        (one, paid), (other, paid_then) = (known[number] for known in lives)
        for table in ("stays", "days", "moves", "samples", "lice", "treatments", "episodes", "meals"):
            equal(getattr(one, table), getattr(other, table))
        if number not in facts["costs"]:
            assert np.array_equal(paid, paid_then), number
    assert all(number in lives[1] for number in facts["batches"])


@pytest.mark.parametrize(
    ("kind", "values"),
    [("seed", ["2", "2"]), ("pin", ["FI-SEA-05"]), ("water", ["7.05"]), ("rings", ["[17, 18]"])],
)
def test_annotations_mark_the_value_that_changed(kind: str, values: list[str], folder: Path) -> None:
    """A seed breaks what relies on it, which is told at its line, too."""
    diffs.lay_out(folder, kind)
    spans = [told.span for told in annotate(json.loads(diffs.told().stdout))[1:] if told.span]
    texts = [Path(one.file).read_text("utf-8").splitlines()[one.line - 1] for one in spans]
    marked = [text[one.column - 1 : one.end_column - 1] for one, text in zip(spans, texts, strict=True)]
    assert marked == values


def equal(one: Any, other: Any) -> None:
    for name in one.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


class Forbidden(Exception):
    """A field was read of which the proof says that no life reads it."""


@pytest.mark.parametrize("name", ["scenarios/tutorial.yaml", "scenarios/smoke.yaml"])
def test_no_life_reads_what_is_left_out_of_the_proof(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = plan_scenario(ROOT / name)
    scenario, histories = planned.scenario, simulate_all(planned.scenario, planned.plan)
    indices = {Hall: {"station"}, Container: {"place", "parent"}, Area: {"geography"}}
    followed = {"stations", "feed_stores"}
    for kind in (Scenario, Geography, Batch, Hall, Area, Container, Station, Water):
        left_out = BESIDE.get(kind, frozenset()) - indices.get(kind, set())
        guard(kind, left_out | (followed if kind is Scenario else set()), monkeypatch)
    for at, batch in enumerate(scenario.batches):
        if batch.mixed == "no" and planned.plan.start[at] >= 0:
            simulate(scenario, batch_plan(planned.plan, at))
    mix_all(scenario, planned.plan, histories)
    with pytest.raises(Forbidden):
        _ = scenario.users


def guard(kind: type, fields: set[str] | frozenset[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def read(thing: Any, name: str) -> Any:
        copied = sys._getframe(1).f_code.co_filename.endswith("dataclasses.py")
        if name in fields and not copied:
            raise Forbidden(f"{kind.__name__}.{name}")
        return object.__getattribute__(thing, name)

    monkeypatch.setattr(kind, "__getattribute__", read, raising=False)


def test_a_life_is_not_called_the_same_when_its_container_is_of_another_size(folder: Path) -> None:
    diffs.lay_out(folder, "comment")
    side = side_of(Path("before") / diffs.TUTORIAL, "")
    at = int(side.plan.container[0])
    boxes = list(side.scenario.containers)
    boxes[at] = replace(boxes[at], volume_m3=boxes[at].volume_m3 + 1.0)
    other = replace(side, scenario=replace(side.scenario, containers=tuple(boxes)))
    facts = data_facts(side, other)
    tenants = {side.scenario.batches[b].number for b in side.plan.batch[side.plan.container == at]}
    assert set(facts["batches"]) == tenants
    assert container_key(side.scenario, at)


def test_another_algorithm_changes_everything_and_is_named() -> None:
    from compiler.proof import compare

    side = side_of(ROOT / "scenarios" / "tutorial.yaml", "tutorial.yaml")
    facts = compare(side, replace(side, algorithm=side.algorithm + 1), lambda plan, expected: (1, 1))
    assert not facts["same"]
    assert facts["data"]["changes"] == "everything"
    assert [one["kind"] for one in facts["breaking"]] == ["algorithm"]


@pytest.mark.slow
def test_tables_are_those_of_the_plan(folder: Path) -> None:
    diffs.lay_out(folder, "table-group")
    files = (f"before/{diffs.TUTORIAL}", f"after/{diffs.TUTORIAL}")
    facts = json.loads(diffs.diff(*files, "--format", "json", "--tables").stdout)
    Draft7Validator(SCHEMA).validate(facts)
    assert facts["data"]["proof"] == "histories"
    assert facts["data"]["batches"] == []
    sizes = {one["table"]: one["after"]["rows"] for one in facts["tables"]["differ"]}
    assert sizes["health_licecount"] == 0
    plan = json.loads(aqc("plan", files[1], "--format", "json", cwd=folder).stdout)
    assert facts["tables"]["rows"]["after"] == plan["rows"]
    assert facts["tables"]["bytes"]["after"] == plan["bytes"]
    assert "tables differ in size" in text.render(facts)
    assert "health\\_licecount" in markdown.render(facts) or "`health_licecount`" in markdown.render(facts)


def aqc(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "compiler.cli", *arguments]
    known = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(run, capture_output=True, text=True, cwd=cwd, env=known, check=False)


def git(folder: Path, *arguments: str) -> str:
    own = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-C", str(folder)]
    return subprocess.run([*own, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(folder: Path) -> Iterator[Path]:
    """farms/tutorial.yaml, its library and a CSV of its stations in one revision, `old`."""
    diffs.lay_out(folder, "comment")
    (folder / "farms").mkdir()
    for path in (folder / "before").iterdir():
        path.rename(folder / "farms" / path.name)
    path = folder / "farms" / diffs.TUTORIAL
    content = path.read_text("utf-8").replace("    areas: {count: 6}", "    areas: {count: 0, csv: areas.csv}")
    path.write_text(content, encoding="utf-8")
    (folder / "farms" / "areas.csv").write_text(areas(6), encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "farms")
    git(folder, "commit", "-q", "-m", "a farm")
    git(folder, "tag", "old")
    yield folder


def areas(count: int) -> str:
    rows = [f"FI-SEA-{at:02},{62 + at / 100},{-7 + at / 100}" for at in range(1, count + 1)]
    return "\n".join(["name,latitude,longitude", *rows]) + "\n"


def state(folder: Path) -> Sequence[Any]:
    """Every file with its content and time of change, git's own too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path), path.read_bytes(), path.stat().st_mtime_ns) for path in files]


def test_a_revision_is_read_with_its_includes_and_csv_files_and_nothing_is_touched(repository: Path) -> None:
    library = repository / "farms" / diffs.SALMON
    library.write_text(library.read_text("utf-8").replace("    tgc: 1.13\n", "    tgc: 1.14\n"), encoding="utf-8")
    (repository / "farms" / "areas.csv").write_text(areas(7), encoding="utf-8")
    before = state(repository)
    run = diffs.diff("--base", "old", f"farms/{diffs.TUTORIAL}", "--format", "json")
    assert state(repository) == before
    assert run.exit_code == 1, run.output
    facts = json.loads(run.stdout)
    assert facts["before"]["file"] == f"old:farms/{diffs.TUTORIAL}"
    place = f"farms/{diffs.SALMON}:{library.read_text('utf-8').splitlines().index('    tgc: 1.14') + 1}"
    assert [(line["key"], line["place"]) for line in facts["lines"]] == [("stages.Fry.tgc", place)]
    assert {one["container"].split("/")[0] for one in facts["places"]["added"]} == {"FI-SEA-07"}
    assert "aqc-diff-" not in run.stdout


def test_a_revision_is_held_to_the_catalog_that_it_had(repository: Path) -> None:
    """A catalog of one's own, named by its folder: neither where it is laid out nor what it says now counts."""
    shutil.copytree(data_folder("schema") / "aquamind", repository / "catalog")
    path = repository / "farms" / diffs.TUTORIAL
    path.write_text(f"target: ../catalog\n{path.read_text('utf-8')}", encoding="utf-8")
    git(repository, "add", "catalog", "farms")
    git(repository, "commit", "-q", "-m", "a catalog of its own")
    told = diffs.diff("--base", "HEAD", f"farms/{diffs.TUTORIAL}", "--trust-catalog")
    assert (told.exit_code, told.output) == (0, "")
    (repository / "catalog" / "target.json").write_text("{}", encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "spoilt")
    told = diffs.diff("--base", "HEAD~1", "--head", "HEAD~1", f"farms/{diffs.TUTORIAL}", "--trust-catalog")
    assert (told.exit_code, told.output) == (0, "")


def test_two_revisions_are_compared_whatever_the_work_tree_says(repository: Path) -> None:
    path = repository / "farms" / diffs.TUTORIAL
    path.write_text(path.read_text("utf-8").replace("seed: 1\n", "seed: 2\n"), encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "another seed")
    path.write_text("nonsense", encoding="utf-8")
    run = diffs.diff("--base", "old", "--head", "HEAD", f"farms/{diffs.TUTORIAL}", "--format", "json")
    facts = json.loads(run.stdout)
    assert [(line["key"], line["place"]) for line in facts["lines"]] == [("seed", f"HEAD:farms/{diffs.TUTORIAL}:5")]
    assert facts["data"]["changes"] == "everything"


def test_a_hook_of_another_repository_is_not_asked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    run = diffs.diff("--base", "old", f"farms/{diffs.TUTORIAL}")
    assert (run.exit_code, run.output) == (0, "")


def test_a_folder_may_be_gone_since(repository: Path) -> None:
    (repository / "farms").rename(repository / "elsewhere")
    run = diffs.diff("--base", "old", "--head", "main", f"farms/{diffs.TUTORIAL}")
    assert (run.exit_code, run.output) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--base", "none", "farms/tutorial.yaml"), "AQ640", "git knows no revision none"),
        (("--base", "--help", "farms/tutorial.yaml"), "AQ640", "git knows no revision --help"),
        (("--base", "old", "farms/other.yaml"), "AQ641", "old has no file farms/other.yaml"),
        (("--base", "old", "/tutorial.yaml"), "AQ640", "git says"),
        (("farms/tutorial.yaml", "farms/other.yaml"), "AQ002", "there is no file"),
    ],
)
def test_trouble_is_told_with_a_code_and_exit_code_2(
    arguments: Sequence[str], code: str, words: str, repository: Path
) -> None:  # fmt: skip
    run = diffs.diff(*arguments)
    assert run.exit_code == 2
    assert code in run.stderr and words in run.stderr
    assert run.stdout == ""


def test_git_that_is_not_installed_is_told(repository: Path) -> None:
    run = aqc("diff", "--base", "old", f"farms/{diffs.TUTORIAL}", cwd=repository, PATH="/nowhere")
    assert run.returncode == 2
    assert "AQ640" in run.stderr and "git cannot be run" in run.stderr


def test_mistakes_of_a_revision_are_told_with_its_name(repository: Path) -> None:
    path = repository / "farms" / diffs.TUTORIAL
    path.write_text(path.read_text("utf-8").replace("every_days", "every_day"), encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "a slip")
    run = diffs.diff("--base", "old", "--head", "main", f"farms/{diffs.TUTORIAL}")
    assert run.exit_code == 2
    assert f"main:farms/{diffs.TUTORIAL}:18:5: error AQ101" in run.stderr
    assert "every_day: 75" in run.stderr


@pytest.mark.parametrize(
    "arguments", [("a.yaml",), ("a.yaml", "b.yaml", "c.yaml"), ("--head", "x", "a.yaml", "b.yaml"), ("--base", "x")]
)
def test_wrong_usage_is_exit_code_2(arguments: Sequence[str], folder: Path) -> None:
    assert diffs.diff(*arguments).exit_code == 2


def test_colours_are_for_people(folder: Path) -> None:
    diffs.lay_out(folder, "seed")
    run = diffs.told("text")
    assert "\x1b[" not in run.output
    assert "\x1b[" in text.render(json.loads(diffs.told("json").stdout))


def test_markdown_is_a_comment_with_a_marker_a_summary_and_folded_details() -> None:
    content = (diffs.GOLDEN / "pin.md").read_text(encoding="utf-8")
    marker, summary, *_ = content.splitlines()
    assert marker == "<!-- aqc diff: after/tutorial.yaml -->"
    assert summary.startswith("**aqc diff** `after/tutorial.yaml`: batches: 4 moved")
    assert content.count("<details>") == content.count("</details>") == 5
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(content)
    assert page.count("<table>") == 3
    assert "<td>FI-2022-002</td>" in page


def test_no_name_of_a_scenario_is_taken_for_markdown_or_rules_a_terminal() -> None:
    facts = json.loads((diffs.GOLDEN / "pin.json").read_text(encoding="utf-8"))
    facts["batches"][0]["batch"] = "<b>|*x* @all\x1b[31m"
    facts["lines"][0]["after"] = '"`|<i>\x1b[31m"'
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown.render(facts))
    assert "<b>" not in page and "<i>" not in page and "<em>" not in page and "@all" not in page
    assert "\x1b[31mx" not in text.render(facts) and "\ufffd[31m" in text.render(facts)


def test_a_comment_is_never_longer_than_github_takes() -> None:
    facts = json.loads((diffs.GOLDEN / "pin.json").read_text(encoding="utf-8"))
    for key in ("lines", "batches"):
        facts[key] = facts[key] * 2000
    facts["places"]["sites"] = facts["places"]["sites"] * 2000
    size = {"rows": 123_456_789, "bytes": 1}
    tables = [{"table": "inventory_historicalcontainerfeedingsummary", "before": size, "after": size}] * 2000
    sums = {"before": 1, "after": 2}
    facts["tables"] = {"differ": tables, "rows": sums, "bytes": sums, "compile_seconds": sums, "restore_seconds": sums}
    content = markdown.render(facts)
    assert len(content.encode()) < 65_536
    assert content.count("</details>") == 6

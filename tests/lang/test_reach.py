"""Files of others: a scenario names those of its own tree, and shows nothing of what lies elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.diagnostics.render import render
from compiler.language.lower import lower
from compiler.language.parse import parse_file

SECRET = "password: hunter2\n"
WAYS = ("{outside}/secret.yaml", "../../outside/secret.yaml", "link.yaml", "folder/secret.yaml", ".hidden/secret.yaml")
ELSEWHERE = ("/proc/self/environ", "/etc/passwd", "../.git/config", "{outside}/none.yaml")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder for scenarios, in which aqc runs, and a secret outside, with links to it."""
    scenarios = tmp_path / "work" / "scenarios"
    for folder in (scenarios, tmp_path / "outside", tmp_path / "work" / ".git", scenarios / ".hidden"):
        folder.mkdir(parents=True)
    for file in (tmp_path / "outside/secret.yaml", tmp_path / "work/.git/config", scenarios / ".hidden/secret.yaml"):
        file.write_text(SECRET)
    (scenarios / "link.yaml").symlink_to(tmp_path / "outside" / "secret.yaml")
    (scenarios / "folder").symlink_to(tmp_path / "outside")
    monkeypatch.chdir(scenarios)
    return scenarios


@pytest.mark.parametrize("name", (*WAYS, *ELSEWHERE))
def test_an_include_from_elsewhere_is_refused_and_not_shown(name: str, tree: Path) -> None:
    name = name.format(outside=tree.parents[1] / "outside")
    (tree / "farm.yaml").write_text(f"aqc: 1\ninclude: [{name}]\n")
    document, told = parse_file(tree / "farm.yaml")
    assert document is not None
    assert [(one.code, one.span and one.span.line) for one in told] == [("AQ050", 2)]
    assert "hunter2" not in render(told, document.sources) and not any(
        "hunter2" in t for t in document.sources.values()
    )


@pytest.mark.parametrize("name", ["{outside}/secret.yaml", "link.yaml", "../.git/config", "/etc/passwd"])
def test_a_csv_file_from_elsewhere_is_refused_and_not_shown(name: str, tree: Path) -> None:
    name = name.format(outside=tree.parents[1] / "outside")
    (tree / "farm.yaml").write_text(f"include: [smoke.yaml]\ngeographies: {{Scotland: {{areas: {{csv: {name}}}}}}}\n")
    document, _ = parse_file(tree / "farm.yaml")
    assert document is not None
    scenario, told = lower(document)
    assert scenario is None and [one.code for one in told if one.severity == "error"] == ["AQ050"]
    assert "hunter2" not in render(told, document.sources)


def test_files_of_the_repository_and_of_the_folder_in_which_aqc_runs_are_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree.parent / "shared.yaml").write_text("seed: 5\n")
    (tree / "farm.yaml").write_text("include: [smoke.yaml, ../shared.yaml]\n")
    assert parse_file(tree / "farm.yaml")[1] == ()
    (tree / "farm.yaml").write_text("include: [smoke.yaml, ../../outside/more.yaml]\n")
    (tree.parents[1] / "outside" / "more.yaml").write_text("seed: 5\n")
    assert [one.code for one in parse_file(tree / "farm.yaml")[1]] == ["AQ050"]
    monkeypatch.chdir(tree.parents[1])
    assert parse_file(tree / "farm.yaml")[1] == ()
    monkeypatch.chdir("/")
    assert [one.code for one in parse_file(tree / "farm.yaml")[1]] == ["AQ050"]

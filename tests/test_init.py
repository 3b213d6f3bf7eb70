"""aqc init: what it writes validates and compiles; its workflows run as they stand, against real git and HTTP."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from test_cli import AQC, ROOT, aqc

from compiler.cli.init.starting import _origin, editor_schema

GITHUB, GITLAB = ".github/workflows/scenarios.yml", ".gitlab-ci.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository of git with all that init writes, committed."""
    made = tmp_path / "farm"
    assert aqc("init", str(made), "--yes", "--ci", "both").returncode == 0
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "begin"]):
        git(made, *words)
    return made


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for PATH in which aqc is this one."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, words in (("aqc", [str(one) for one in AQC]), ("python", [sys.executable])):
        script = bin_ / name
        script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {" ".join(words)} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return bin_


def git(where: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", *words]
    return subprocess.run(command, cwd=where, check=True, capture_output=True, text=True).stdout.strip()


def shell(script: str, where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A step as a runner does it: bash -e, with pipefail."""
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(words, cwd=where, capture_output=True, text=True, env=environment, check=False)


class Comments:
    """A server of comments with the addresses and answers of GitHub's and GitLab's interfaces."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {n: f"talk {n}" for n in range(1, 131)}
        self.kept[7] = "<!-- aqc: scenarios -->\nfrom somebody who knows the marker"
        self.seen: set[str] = set()
        comments = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                comments.seen.add(self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or "")
                size = int(self.headers.get("Content-Length") or 0)
                said = json.loads(self.rfile.read(size)) if size else {}
                answer = json.dumps(comments.take(self.command, self.path, said)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def take(self, method: str, path: str, said: dict[str, Any]) -> Any:
        own = re.search(r"/(\d+)$", path)
        if path == "/user":
            return {"username": "github-actions[bot]"}
        if method == "GET":
            page = int(re.search(r"page=(\d+)$", path)[1])  # type: ignore[index]
            rows = sorted(self.kept.items())[(page - 1) * 100 : page * 100]
            who = {at: "github-actions[bot]" if at > 130 else "someone" for at, _ in rows}
            return [
                {"id": at, "body": text, "user": {"login": who[at]}, "author": {"username": who[at]}}
                for at, text in rows
            ]
        if method == "POST":
            self.kept[max(self.kept) + 1] = said["body"]
        elif method == "DELETE" and own:
            del self.kept[int(own[1])]
        elif own:
            self.kept[int(own[1])] = said["body"]
        return {}

    @property
    def ours(self) -> list[str]:
        return [text for at, text in self.kept.items() if at > 130]


@pytest.fixture
def comments() -> Iterator[Comments]:
    made = Comments()
    yield made
    made.server.shutdown()
    made.server.server_close()


def changed(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "scenarios" / "farm.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    git(folder, "commit", "-qam", message)


def test_what_is_written_validates_plans_and_compiles_at_once(tmp_path: Path) -> None:
    for farm in ("faroe-islands", "scotland"):
        made = tmp_path / farm
        told = aqc("init", str(made), "--yes", "--farm", farm, "--name", "trial")
        assert told.returncode == 0, told.stderr
        assert "AQ288" not in aqc("validate", "scenarios/trial.yaml", cwd=made).stderr
        assert aqc("plan", "scenarios/trial.yaml", cwd=made).returncode == 0
    told = aqc("compile", "scenarios/trial.yaml", "-q", cwd=made)
    assert (told.returncode, told.stderr) == (0, "")
    assert (made / "dumps" / "trial.sql").stat().st_size > 10_000_000


def test_comments_of_the_scenario_are_true(tmp_path: Path) -> None:
    """What is commented out is taken in, and then validates, too."""
    made = tmp_path / "farm"
    aqc("init", str(made), "--yes", "--ci", "none")
    path = made / "scenarios" / "farm.yaml"
    text = path.read_text(encoding="utf-8")
    opened = re.sub(r"^( *)# ((?:pins|maintenance|sea):.*|  \S.*|  - .*)$", r"\1\2", text, flags=re.MULTILINE)
    assert opened.count("\n") == text.count("\n") and opened != text
    path.write_text(opened, encoding="utf-8")
    told = aqc("validate", "scenarios/farm.yaml", cwd=made)
    assert told.returncode == 0, told.stderr
    assert {"pins", "station"} <= set(re.findall(r"\w+", opened))


def test_the_packaged_library_is_found_from_anywhere(tmp_path: Path) -> None:
    """As installed from a wheel, the data lie within the package, and there is no checkout."""
    site = tmp_path / "site"
    shutil.copytree(ROOT / "compiler", site / "compiler", ignore=shutil.ignore_patterns("__pycache__", "_assets"))
    for name in ("schema", "templates", "scenarios"):
        shutil.copytree(ROOT / name, site / "compiler" / "_assets" / name)
    made = tmp_path / "elsewhere" / "farm"
    for words in (["init", str(made), "--yes"], ["validate", str(made / "scenarios" / "farm.yaml")]):
        told = aqc(*words, cwd=tmp_path, PYTHONPATH=str(site))
        assert told.returncode == 0, told.stderr
    assert not list(made.glob("**/library"))


def test_the_wheel_takes_the_templates_along() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"templates" = "compiler/_assets/templates"' in text
    assert (ROOT / "templates" / "init" / "scenario.yaml").is_file()


def test_editors_find_the_schema(folder: Path) -> None:
    scenario = folder / "scenarios" / "farm.yaml"
    line = scenario.read_text(encoding="utf-8").splitlines()[0]
    schema = (scenario.parent / line.split("$schema=")[1]).resolve()
    assert schema == folder / ".aqc" / "scenario.schema.json"
    mapping = (folder / ".idea" / "jsonSchemas.xml").read_text(encoding="utf-8")
    assert ".aqc/scenario.schema.json" in mapping and "scenarios/*.yaml" in mapping
    content = json.loads(schema.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(content)
    text = re.sub(r": (\d{4}-\d\d-\d\d)", r": '\1'", scenario.read_text(encoding="utf-8"))
    assert list(jsonschema.Draft7Validator(content).iter_errors(yaml.safe_load(text))) == []
    wrong = yaml.safe_load(text.replace("every_days", "every_day"))
    assert list(jsonschema.Draft7Validator(content).iter_errors(wrong))


def test_an_editor_does_not_ask_for_what_an_include_brings() -> None:
    def demands(part: Any) -> Iterator[list[str]]:
        if isinstance(part, dict):
            if isinstance(part.get("required"), list):
                yield part["required"]
            for one in part.values():
                yield from demands(one)

    assert list(demands(json.loads(editor_schema()))) == [["aqc", "name", "as_of"]]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    (tmp_path / ".aqc").mkdir()
    (tmp_path / ".aqc" / "scenario.schema.json").symlink_to(tmp_path / "nowhere")
    told = aqc("init", str(tmp_path), "--yes", "--name", "a")
    assert told.returncode == 1
    assert told.stderr.count("AQ561") == 2 and ".gitignore is there already and was left alone" in told.stderr
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert not (tmp_path / "nowhere").exists() and (tmp_path / "scenarios" / "a.yaml").is_file()
    (tmp_path / ".aqc" / "scenario.schema.json").unlink()
    (tmp_path / ".gitignore").unlink()
    assert aqc("init", str(tmp_path), "--yes", "--name", "a").returncode == 0
    told = aqc("init", str(tmp_path), "--yes", "--name", "a")
    assert told.returncode == 0 and "wrote" not in told.stderr, "the same once more is no matter"
    assert not list(tmp_path.rglob("*.part"))


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = aqc("init", str(tmp_path / "file" / "farm"), "--yes")
    assert (told.returncode, "AQ564" in told.stderr) == (1, True)
    told = aqc("init", str(tmp_path / "x"), "--yes", "--name", "../x")
    assert (told.returncode, "no name of letters" in told.stderr) == (2, True)
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", "https://gitlab.com/farm/farm.git")
    told = aqc("init", str(tmp_path / "below"), "--yes")
    assert "AQ562" in told.stderr and "AQ563" in told.stderr
    assert (tmp_path / "below" / GITLAB).is_file() and not (tmp_path / "below" / GITHUB).exists()


def test_at_a_terminal_it_asks(tmp_path: Path) -> None:
    """A real terminal, answered line by line; an empty answer takes what stands in brackets."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [*AQC, "init", str(tmp_path / "my farm")], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    os.write(ours, b"\nscotland\ngithub\nn\n\n")
    said = b""
    while True:
        try:
            said += os.read(ours, 4096)
        except OSError:
            break
    assert running.wait() == 0, said.decode()
    assert b"Name of the scenario [my-farm]" in said
    made = tmp_path / "my farm"
    assert "geography: Scotland" in (made / "scenarios" / "my-farm.yaml").read_text(encoding="utf-8")
    assert (made / GITHUB).is_file() and not (made / GITLAB).exists()
    assert not (made / ".pre-commit-config.yaml").exists() and (made / ".idea").is_dir()


@pytest.mark.parametrize(
    ("origin", "spec", "sure"),
    [
        ({}, "aqc[solver]==0.1.0", True),
        (
            {"url": "https://me:token@host/aqc.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "aqc[solver] @ git+https://host/aqc.git@abc",
            True,
        ),
        ({"url": "https://host/aqc-0.1.0.whl", "archive_info": {}}, "aqc[solver] @ https://host/aqc-0.1.0.whl", True),
        ({"url": "file:///home/me/aqc", "dir_info": {"editable": True}}, "aqc[solver]==0.1.0", False),
    ],
)
def test_workflows_install_what_was_installed_here(origin: dict[str, Any], spec: str, sure: bool) -> None:
    found = _origin(origin)
    assert (found.spec, found.sure) == (spec, sure)


def test_an_uncertain_aqc_is_not_fetched_from_an_index(folder: Path, tmp_path: Path) -> None:
    """A name that nobody has registered could be anybody's tomorrow."""
    lines = (folder / "requirements-aqc.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == []
    aqc("init", str(tmp_path / "other"), "--yes", "--install", "aqc[solver]==9.9")
    assert "\naqc[solver]==9.9\n" in (tmp_path / "other" / "requirements-aqc.txt").read_text(encoding="utf-8")


def test_the_hook_stops_a_wrong_scenario(folder: Path, programs: Path) -> None:
    (hook,) = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    path = f"{programs}:{os.environ['PATH']}"
    assert shell(hook["entry"], folder, PATH=path).returncode == 0
    changed(folder, "every_days", "every_day", "typo")
    told = shell(hook["entry"], folder, PATH=path)
    assert told.returncode != 0 and "did you mean every_days?" in told.stderr
    assert re.search(hook["files"], "scenarios/library/mine.yaml") and not re.search(hook["files"], "README.md")


def test_the_workflow_of_github_may_do_no_more_than_it_needs(folder: Path) -> None:
    text = (folder / GITHUB).read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    assert set(flow[True]) == {"pull_request", "push"}, "never pull_request_target"
    assert flow["permissions"] == {}
    assert flow["jobs"]["check"]["permissions"] == {"contents": "read"}
    assert flow["jobs"]["comment"]["permissions"] == {"pull-requests": "write"}
    assert "!github.event.pull_request.head.repo.fork" in flow["jobs"]["comment"]["if"]
    used = [step["uses"] for job in flow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/(checkout|setup-python)@v\d+\.\d+\.\d+", one) for one in used) and len(used) == 2
    scripts = [step["run"] for job in flow["jobs"].values() for step in job["steps"] if "run" in step]
    assert not any("${{" in script for script in scripts), "text of a pull request is no part of a script"
    assert all("uses" not in step and "aqc " not in step.get("run", "") for step in flow["jobs"]["comment"]["steps"])
    checkout = flow["jobs"]["check"]["steps"][0]["with"]
    assert checkout["persist-credentials"] is False and checkout["fetch-depth"] == 0


class Hub:
    """Runs the jobs of the GitHub workflow as they stand, but for the installation."""

    def __init__(self, folder: Path, programs: Path, comments: Comments, base: str) -> None:
        self.folder, self.comments, self.base = folder, comments, base
        self.path = f"{programs}:{os.environ['PATH']}"
        self.flow = yaml.safe_load((folder / GITHUB).read_text(encoding="utf-8"))["jobs"]
        self.summary = folder.parent / "summary.md"

    def check(self) -> str:
        """The first job; returns its output."""
        output = self.folder.parent / "output"
        output.write_text("", encoding="utf-8")
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        for step in self.flow["check"]["steps"]:
            if "run" in step and step["name"] != "install":
                told = shell(step["run"], self.folder, PATH=self.path, HOME=str(self.folder), BASE=self.base, **files)
                assert told.returncode == 0, (step["name"], told.stdout, told.stderr)
        found = re.fullmatch(r"comment<<(\S+)\n(.*)\n\1\n", output.read_text(encoding="utf-8"), re.DOTALL)
        assert found
        return found[2]

    def comment(self, text: str) -> None:
        """The second job, with the addresses that a runner fills in."""
        (step,) = self.flow["comment"]["steps"]
        notes = f"{self.comments.url}/repos/farm/farm/issues"
        told = shell(
            step["run"],
            self.folder.parent,
            PATH=self.path,
            GH_TOKEN="secret",
            COMMENT=text,
            NOTES=f"{notes}/7/comments",
            NOTE=f"{notes}/comments",
        )
        assert told.returncode == 0, told.stderr
        assert "secret" not in told.stdout + told.stderr


@pytest.mark.slow
def test_the_workflow_of_github_reviews_a_pull_request(folder: Path, programs: Path, comments: Comments) -> None:
    hub = Hub(folder, programs, comments, git(folder, "rev-parse", "HEAD"))
    hub.comment(hub.check())
    assert comments.ours == [], "nothing changed, nothing is said"
    changed(folder, "count: 4\n    first", "count: 5\n    first", "one batch more")
    shutil.copy(folder / "scenarios" / "farm.yaml", folder / "scenarios" / "new.yaml")
    hub.comment(hub.check())
    (text,) = comments.ours
    assert text.startswith("<!-- aqc: scenarios -->\n") and "<!-- aqc diff: scenarios/farm.yaml -->" in text
    assert "added" in text and "new.yaml" not in text
    assert comments.seen == {"Bearer secret"}
    hub.comment(hub.check().replace("added", 'ad"ded $(id) `id` \\n ${{ x }}'))
    (again,) = comments.ours
    assert 'ad"ded $(id) `id` \\n ${{ x }}' in again, "one comment, updated, as text and nothing else"
    changed(folder, "count: 5\n    first", "count: 4\n    first", "as before")
    hub.comment(hub.check())
    assert comments.ours == []
    assert len(comments.kept) == 130, "what others say stays"
    assert "```text\nfarm: history up to 2025-01-01" in hub.summary.read_text(encoding="utf-8")


def test_the_workflow_of_github_stops_at_a_wrong_scenario(folder: Path, programs: Path) -> None:
    changed(folder, "every_days", "every_day", "typo")
    steps = yaml.safe_load((folder / GITHUB).read_text(encoding="utf-8"))["jobs"]["check"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == "validate")
    told = shell(script, folder, PATH=f"{programs}:{os.environ['PATH']}")
    assert told.returncode == 1 and told.stdout.startswith("::error file=scenarios/farm.yaml,line=")


@pytest.mark.slow
def test_the_pipeline_of_gitlab_reviews_a_merge_request(folder: Path, programs: Path, comments: Comments) -> None:
    flow = yaml.safe_load((folder / GITLAB).read_text(encoding="utf-8"))
    path = f"{programs}:{os.environ['PATH']}"
    base = git(folder, "rev-parse", "HEAD")

    def run() -> None:
        lines = [line for line in flow["scenarios"]["script"] if not line.startswith("pip install")]
        told = shell("\n".join(lines), folder, PATH=path, HOME=str(folder), CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
        assert told.returncode == 0, told.stderr
        notes = f"{comments.url}/projects/1/merge_requests/2/notes"
        told = shell(
            "\n".join(flow["comment"]["script"]),
            folder,
            PATH=path,
            AQC_COMMENT_TOKEN="secret",
            NOTES=notes,
            CI_API_V4_URL=comments.url,
        )
        assert told.returncode == 0, told.stderr
        assert "secret" not in told.stdout + told.stderr

    run()
    assert comments.ours == []
    changed(folder, "seed: 1", "seed: 2", "another seed")
    run()
    run()
    (text,) = comments.ours
    assert text.startswith("<!-- aqc: scenarios -->\n") and "seed" in text
    assert comments.seen == {"secret"}
    changed(folder, "seed: 2", "seed: 1", "as before")
    run()
    assert comments.ours == [] and len(comments.kept) == 130
    (rule,) = flow["comment"]["rules"]
    assert "$AQC_COMMENT_TOKEN" in rule["if"] and flow["comment"]["variables"]["GIT_STRATEGY"] == "none"
    assert flow["comment"]["variables"]["NOTES"].startswith("$CI_API_V4_URL/projects/")

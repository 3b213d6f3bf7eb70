"""A revision of a scenario, read from git without touching the work tree: it, what it includes, its CSV files and
catalog."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from compiler.diagnostics import Diagnostic, Span, Stop

SUFFIXES = frozenset({".yaml", ".yml", ".csv", ".tsv", ".txt", ".json"})
"""Of files that a scenario may name."""
MOST_BYTES = 4 * 1024 * 1024
"""No file of a scenario may be larger."""

_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})


@dataclass(frozen=True, slots=True)
class Checkout:
    """A scenario of a revision, laid out in a folder."""

    file: Path
    folder: Path
    revision: str

    def relabelled(self, value: Any) -> Any:
        """Facts in which files of the folder are called REVISION:path."""
        if isinstance(value, str):
            return value.replace(f"{self.folder}/", f"{self.revision}:")
        if isinstance(value, dict):
            return {key: self.relabelled(each) for key, each in value.items()}
        return [self.relabelled(each) for each in value] if isinstance(value, list) else value

    def restated(self, stop: Stop) -> Stop:
        """The same diagnostics, likewise."""
        sources = {self.relabelled(name): text for name, text in stop.sources.items()}
        return Stop(map(self._restated, stop.diagnostics), sources)

    def _restated(self, told: Diagnostic) -> Diagnostic:
        return replace(
            told,
            message=self.relabelled(told.message),
            hint=self.relabelled(told.hint),
            span=self._moved(told.span) if told.span else None,
            related=tuple((self._moved(span), self.relabelled(words)) for span, words in told.related),
        )

    def _moved(self, span: Span) -> Span:
        return replace(span, file=self.relabelled(span.file))


def check_out(revision: str, file: Path, folder: Path) -> Checkout:
    """Lay out the YAML, CSV and JSON files of a revision of the repository that holds `file`.

    Errors: Stop with AQ640 when git knows no such revision, AQ641 when the file is not in it.
    """
    near = next(parent for parent in file.absolute().parents if parent.is_dir())
    root = Path(os.fsdecode(_git(near, "rev-parse", "--show-toplevel")).removesuffix("\n"))
    try:
        commit = _git(near, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode()
    except Stop:
        raise _unknown(f"git knows no revision {revision}", f"git fetch, or see `git log --all`: {root}") from None
    own = PurePosixPath(os.path.relpath(Path(os.path.realpath(near)) / file.absolute().relative_to(near), root))
    files = dict(_listed(root, commit.strip(), own))
    if own not in files:
        message = f"{revision} has no file {own}"
        raise Stop(
            (Diagnostic("AQ641", message, hint="name a file that is there, or compare two files: aqc diff A B"),)
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".git").touch()  # the end of the tree within which a scenario may name files, as in the repository
    for path, content in zip(files, _contents(root, files.values()), strict=True):
        place = folder.joinpath(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return Checkout(folder.joinpath(own), folder, revision)


def _listed(root: Path, commit: str, own: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    """Path and object of every file that a scenario may name, in the order of git."""
    for entry in os.fsdecode(_git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)).split("\0"):
        facts, _, name = entry.partition("\t")
        path = PurePosixPath(name)
        if name and (path.suffix.lower() in SUFFIXES or path == own):
            mode, _, identity, size = facts.split()
            if mode.startswith("100") and int(size) <= MOST_BYTES:
                yield path, identity


def _contents(root: Path, identities: Any) -> Iterator[bytes]:
    """The bytes of each object, in order."""
    asked = "".join(f"{identity}\n" for identity in identities).encode()
    answer, at = _git(root, "cat-file", "--batch", said=asked), 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        size = int(answer[at:end].rsplit(b" ", 1)[1])
        yield answer[end + 1 : end + 1 + size]
        at = end + 2 + size


def _git(folder: Path, *arguments: str, said: bytes = b"") -> bytes:
    """What git prints. Errors: Stop with AQ640."""
    # a hook of git is told of its own repository by GIT_DIR and others: the file's own is asked
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        run = subprocess.run(["git", "-C", str(folder), *arguments], input=said, capture_output=True, env=environment)
    except OSError as error:
        raise _unknown(
            f"git cannot be run: {error.strerror}", "install git, or compare two files: aqc diff A B"
        ) from None
    if run.returncode:
        words = os.fsdecode(run.stderr).strip().removeprefix("fatal: ") or f"exit code {run.returncode}"
        raise _unknown(f"git says: {words}", "run it in a git repository, or compare two files: aqc diff A B")
    return run.stdout


def _unknown(message: str, hint: str) -> Stop:
    return Stop((Diagnostic("AQ640", message, hint=hint),))

"""Which aqc this is. Rows that several machines make are those of one only where all of them are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import compiler
from compiler.diagnostics import Diagnostic

SHORT = 12
"""Characters of a digest that messages show"""
CODE = ("*.py", "*.[ch]")
CATALOGS = ("target.json", "tables/*.json", "rows/*.json", "fields/*.json")


class Build(NamedTuple):
    """An aqc, as far as rows depend on it."""

    version: str
    algorithm: int
    catalogs: str
    """sha256 of the catalogs in schema/"""
    code: str
    """sha256 of the modules and of what the kernel is built from: two checkouts may have the same version"""

    def __str__(self) -> str:
        digests = f"catalog {self.catalogs[:SHORT]}, code {self.code[:SHORT]}"
        return f"aqc {self.version}, ALGORITHM {self.algorithm}, {digests}"


@cache
def this_build() -> Build:
    """That of this process."""
    package, schema = Path(compiler.__file__).parent, compiler.data_folder("schema")
    catalogs = (path for part in CATALOGS for path in schema.glob(f"*/{part}"))
    digests = _digest(schema, catalogs), _digest(package, (path for part in CODE for path in package.rglob(part)))
    return Build(compiler.__version__, compiler.ALGORITHM, *digests)


def other_build(build: object, where: str) -> Iterator[Diagnostic]:
    """AQ544 when a worker has another aqc than this process. Args: build  its answer, an error where it has none"""
    ours = this_build()
    if build != ours:
        theirs = build if isinstance(build, Build) else f"no such aqc: {build}"
        hint = "install the same aqc there, and start the workers again"
        yield Diagnostic("AQ544", f"{where} has {theirs}; here it is {ours}", hint=hint)


def _digest(root: Path, paths: Iterable[Path]) -> str:
    """What the files say, and where they lie below the root."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        text = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\n{len(text)}\n".encode() + text)
    return whole.hexdigest()

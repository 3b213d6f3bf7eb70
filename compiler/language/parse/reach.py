"""Which files a scenario may name: those of its own tree, and those that come with aqc."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Span
from compiler.language.parse.texts import shorten


def beyond_reach(file: Path, main: Path | None) -> bool:
    """Whether a file, links followed, lies outside of the tree of the scenario whose own file is `main`, or is hidden.

    The tree is the folder of the scenario, the git work tree or the folder `scenarios` around it, and the folder where
    aqc runs, unless that is a home or the root of all files. Lines of files are quoted in messages, and who validates
    the scenarios of others in CI must not print what only the runner may read: `.git/config` holds its token.
    """
    try:
        found = file.resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    return not any(
        found.is_relative_to(root) and not any(part.startswith(".") for part in found.relative_to(root).parts)
        for root in _roots(main.resolve().parent if main else None, Path.cwd())
    )


def refuse_beyond(name: str, span: Span) -> Diagnostic:
    """AQ050 for a name, whether there is such a file or not."""
    message = f"`{shorten(name)}` lies outside of the folders whose files a scenario may name, or is hidden"
    return Diagnostic("AQ050", message, span, "copy it beside the scenario, or run aqc in a folder above both")


@cache
def _roots(folder: Path | None, here: Path) -> tuple[Path, ...]:
    wide = {Path("/"), Path.home()}
    above = (folder, *folder.parents) if folder else ()
    work = [parent for parent in above if (parent / ".git").exists()][:1]
    named = [parent for parent in above if parent.name == "scenarios"][:1]
    around = (root for root in (*work, *named, here) if root not in wide)
    return (*above[:1], *around, data_folder("scenarios").resolve())

"""Build the documentation as a site: docs/ and the documents beside it, with the links between them.

python docs/make_site.py             into build/site; open build/site/index.html, or see what it prints
python docs/make_site.py FOLDER      elsewhere

Errors: exit code 1 when a page, a link or an anchor leads nowhere, or a page is missing in the navigation (mkdocs.yml).
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "schema/aquamind/README.md": "catalog.md",
}
"""Path in the repository to that on the site."""
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
PAGE = {"README.md": "index.md", "docs/adr": "adr/0001-solve-first.md", **OUTSIDE}
"""Where links to these lead: what is no page of docs/."""


def main(arguments: list[str]) -> int:
    out = Path(arguments[0]) if arguments else ROOT / "build" / "site"
    with tempfile.TemporaryDirectory(prefix="aqc-site-") as made:
        work = Path(made)
        gather(work / "docs")
        shutil.copy(ROOT / "mkdocs.yml", work)
        words = [sys.executable, "-m", "mkdocs", "build", "--strict"]  # --quiet would count no warnings
        quiet = {"NO_MKDOCS_2_WARNING": "1"}  # of what comes after MkDocs: no fault of a page
        answer = subprocess.run(
            words, cwd=work, capture_output=True, text=True, check=False, env={**os.environ, **quiet}
        )
        if answer.returncode:
            print(answer.stdout + answer.stderr, file=sys.stderr)
            return 1
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(work / "site", out)
    print(f"wrote {out}\nnext:  {Path(sys.executable).name} -m http.server -d {out}", file=sys.stderr)
    return 0


def gather(folder: Path) -> None:
    """All pages of the site, as MkDocs reads them."""
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for path, page in OUTSIDE.items():
        shutil.copy(ROOT / path, folder / page)
    origin = {page: path for path, page in OUTSIDE.items()}
    for file in folder.rglob("*.md"):
        page = file.relative_to(folder).as_posix()
        text = file.read_text(encoding="utf-8")
        file.write_text(relink(text, origin.get(page, f"docs/{page}"), page), encoding="utf-8")


def relink(text: str, path: str, page: str) -> str:
    """Links of a file of the repository, as its page on the site has them; what the site has not stays as it is."""

    def on_site(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1]))
        there = PAGE.get(target) or (target.removeprefix("docs/") if target.startswith("docs/") else None)
        return f"]({posixpath.relpath(there, posixpath.dirname(page) or '.')}" if there else found[0]

    return LINK.sub(on_site, text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

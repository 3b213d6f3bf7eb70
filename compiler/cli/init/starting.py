"""What a new folder for scenarios holds: files by their paths, filled from templates/init/."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compiler import __version__, data_folder

SCHEMA = ".aqc/scenario.schema.json"
_OWN_KEYS = ["aqc", "name", "as_of"]
"""What a scenario says itself; all else that the language demands may come with an include."""


@dataclass(frozen=True, slots=True)
class Farm:
    """A geography of the packaged library to begin with."""

    name: str
    library: str
    code: str
    station: str
    area: str


FARMS: Mapping[str, Farm] = {
    "faroe-islands": Farm("Faroe Islands", "faroe-islands.yaml", "FI", "FI-FW-01", "FI-SEA-01"),
    "scotland": Farm("Scotland", "scotland.yaml", "SCO", "S-FW-01", "S-SEA-01"),
}


@dataclass(frozen=True, slots=True)
class Install:
    """How pip gets this aqc on another machine."""

    spec: str
    sure: bool
    """False where it was installed from a folder, which another machine does not have"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user chose."""

    name: str
    farm: str
    ci: str
    """github, gitlab, both or none"""
    pre_commit: bool
    jetbrains: bool
    install: str | None
    """Line of a requirements file; None: as this aqc was installed"""


def files_of(wish: Wish) -> dict[str, str]:
    """The files of a new folder: their text by their path within it."""
    fill = _templates(wish)
    files = {
        f"scenarios/{wish.name}.yaml": fill("scenario.yaml"),
        SCHEMA: editor_schema(),
        ".gitignore": fill("gitignore"),
    }
    if wish.jetbrains:
        files[".idea/jsonSchemas.xml"] = fill("jsonSchemas.xml")
    if wish.pre_commit:
        files[".pre-commit-config.yaml"] = fill("pre-commit.yaml")
    if wish.ci != "none":
        files["requirements-aqc.txt"] = fill("requirements.txt")
    if wish.ci in ("github", "both"):
        files[".github/workflows/scenarios.yml"] = fill("github.yaml")
    if wish.ci in ("gitlab", "both"):
        files[".gitlab-ci.yml"] = fill("gitlab.yaml")
    return files


def _templates(wish: Wish) -> Any:
    """fill(name): the text of a template; « » are ours, as {{ }} and [[ ]] belong to pipelines and shells."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    places = Environment(
        loader=FileSystemLoader(data_folder("templates") / "init"),
        undefined=StrictUndefined,
        variable_start_string="«",
        variable_end_string="»",
        block_start_string="«%",
        block_end_string="%»",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    known = {
        "name": wish.name,
        "file": f"scenarios/{wish.name}.yaml",
        "farm": FARMS[wish.farm],
        "install": Install(wish.install, True) if wish.install else installed_as(),
        "version": __version__,
    }
    return lambda name: places.get_template(name).render(known)


def editor_schema() -> str:
    """The JSON Schema as an editor needs it that sees one file: what includes may bring is not missing in it."""
    whole = json.loads((data_folder("schema") / "scenario.schema.json").read_text(encoding="utf-8"))
    freed = _without_required(whole)
    return json.dumps({**freed, "required": _OWN_KEYS}, ensure_ascii=False, indent=1) + "\n"


def _without_required(part: Any) -> Any:
    """The same schema, in which a map may be a part of itself. A key that is called so is no demand."""
    if isinstance(part, list):
        return [_without_required(one) for one in part]
    if not isinstance(part, dict):
        return part
    is_demand = isinstance(part.get("required"), list)
    return {key: _without_required(value) for key, value in part.items() if not (key == "required" and is_demand)}


def installed_as() -> Install:
    """How this aqc came here, as pip noted it (PEP 610); a version of an index where it noted nothing else."""
    from importlib import metadata

    try:
        noted = metadata.distribution("aqc").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return Install(f"aqc[solver]=={__version__}", False)
    origin: Mapping[str, Any] = json.loads(noted) if noted else {}
    return _origin(origin)


def _origin(origin: Mapping[str, Any]) -> Install:
    """A line of a requirements file from what pip noted; secrets of a URL are left out."""
    url = re.sub(r"//[^/@]*@", "//", str(origin.get("url", "")))
    if not url:
        return Install(f"aqc[solver]=={__version__}", True)
    if "vcs_info" in origin:
        kept = origin["vcs_info"]
        return Install(f"aqc[solver] @ {kept['vcs']}+{url}@{kept['commit_id']}", not url.startswith("file:"))
    if url.startswith("file:"):
        return Install(f"aqc[solver]=={__version__}", False)
    return Install(f"aqc[solver] @ {url}", True)

"""Find the project's data folders (schema, templates, scenarios) in a checkout or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Path of a data folder, `schema`, `templates` or `scenarios`.

    Errors: FileNotFoundError when the installation is incomplete.
    """
    for root in (_PACKAGE / "_assets", _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"the installation of aqc has no folder {name!r}; install it again")

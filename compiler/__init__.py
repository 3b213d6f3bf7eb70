"""aqc: a YAML scenario of a salmon farm in, a PostgreSQL dump of AquaMind out. Read pipeline.py first."""

from pathlib import Path

__version__ = "0.1.0"
ALGORITHM = 5
"""Version of the values: raised whenever the same scenario and seed would give other bytes."""

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """Path of a data folder, `schema`, `templates` or `scenarios`, in a checkout or inside an installed wheel.

    Errors: FileNotFoundError when the installation is incomplete.
    """
    for root in (_PACKAGE / "_assets", _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"the installation of aqc has no folder {name!r}; install it again")

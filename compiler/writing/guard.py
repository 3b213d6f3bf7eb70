"""The block with which a dump asks for itself whether the database is fit: the one judgement of `target`, as SQL."""

from __future__ import annotations

from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import data_folder
from compiler.target import standing_query


def guard(mode: Literal["full", "data"]) -> str:
    """SQL that raises the first hindrance of that mode.

    That a database holds tables is left to restore and check: psql may load a full dump beside other tables.
    """
    folder = data_folder("templates") / "database"
    environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False)
    return environment.get_template("guard.sql.j2").render(standing=standing_query().strip(), mode=mode)

"""Diagnostics -> what is printed: text with carets, json, github annotations, gitlab code quality, sarif."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from compiler.diagnostics.diagnostic import Diagnostic
from compiler.diagnostics.machine import render_github, render_gitlab, render_json, render_sarif
from compiler.diagnostics.registry import titles
from compiler.diagnostics.text import render_text

Format = Literal["text", "json", "github", "gitlab", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "github", "gitlab", "sarif")


def render(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], format: Format = "text", colour: bool = False
) -> str:
    """All diagnostics in one format, ending in a line feed; empty text (text, github) when there are none.

    `sources` are the texts to quote (Document.sources); a file that is not among them is named but not quoted.
    In the format text no control character of the input is printed raw. `colour` is for text only.
    """
    told = tuple(diagnostics)
    if format == "json":
        return render_json(told)
    if format == "github":
        return render_github(told)
    if format == "gitlab":
        return render_gitlab(told)
    if format == "sarif":
        return render_sarif(told, titles())
    return render_text(told, sources, colour)

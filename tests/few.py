"""cases/few.yaml, compiled in this process once: a farm that takes no second."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from smoke import emitted

from compiler.nouns import Manifest
from compiler.pipeline import Lived, live, plan_scenario

FEW = Path(__file__).parent / "cases" / "few.yaml"


@cache
def few() -> Lived:
    return live(plan_scenario(FEW))


@cache
def few_dump() -> tuple[bytes, Manifest]:
    stream = BytesIO()
    manifest, _ = emitted(few(), stream)
    return stream.getvalue(), manifest

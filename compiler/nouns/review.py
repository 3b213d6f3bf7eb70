"""What a dump is held to before it is written."""

from __future__ import annotations

from typing import Protocol

from compiler.nouns.manifest import Manifest
from compiler.nouns.plan import Plan
from compiler.nouns.scenario import Scenario


class Review(Protocol):
    """What a dump must be to be written: asked of its plan, then of all of it. Both raise Stop."""

    def of_plan(self, scenario: Scenario, plan: Plan) -> None: ...

    def of_manifest(self, manifest: Manifest) -> None: ...

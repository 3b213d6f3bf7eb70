"""Whether the target that a scenario names may be used."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario
from compiler.target import content_digest, is_outside, load_catalog


def admitted(scenario: Scenario, is_trusted: bool) -> tuple[Scenario, tuple[Diagnostic, ...]]:
    """The scenario, whose digest covers what a catalog of somebody else says; AQ350 when that is not trusted."""
    if not is_outside(scenario.target):
        return scenario, ()
    if not is_trusted:
        message = (
            f"the catalog {scenario.target} is not one of schema/ of aqc, and decides what the dump makes a server do"
        )
        hint = "read its files; then say --trust-catalog"
        return scenario, (Diagnostic("AQ350", message, scenario.span_of("target"), hint),)
    try:
        load_catalog(scenario.target)
    except FileNotFoundError:
        return scenario, ()  # AQ282 tells of it
    own = hashlib.sha256(f"{scenario.digest} {content_digest(scenario.target)}".encode())
    return replace(scenario, digest=own.hexdigest()), ()

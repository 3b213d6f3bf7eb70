"""scenarios/smoke.yaml, compiled up to its ledger, once for all tests. As a program it renews the golden digests."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from compiler import data_folder
from compiler.biology.ledger import Ledger, keep_ledger
from compiler.diagnostics.diagnostic import stop_on_errors
from compiler.emit import Options, emit, simulate_all
from compiler.language import parse_file
from compiler.language.lower import lower
from compiler.nouns.history import History
from compiler.nouns.manifest import Manifest
from compiler.nouns.plan import Plan
from compiler.nouns.scenario import Scenario
from compiler.solver import solve
from compiler.target import load_catalog
from compiler.target.catalog import Catalog

GOLDEN = Path(__file__).parent / "golden" / "smoke.json"


@dataclass(frozen=True)
class Smoke:
    scenario: Scenario
    plan: Plan
    histories: Sequence[History]
    ledger: Ledger
    catalog: Catalog


@cache
def smoke() -> Smoke:
    document, wrong = parse_file(data_folder("scenarios") / "smoke.yaml")
    stop_on_errors(wrong)
    assert document
    scenario, wrong = lower(document)
    stop_on_errors(wrong)
    assert scenario
    plan, wrong = solve(scenario)
    stop_on_errors(wrong)
    assert plan
    histories = simulate_all(scenario, plan)
    return Smoke(scenario, plan, histories, keep_ledger(scenario, histories), load_catalog())


def write(out: Path | io.BytesIO, **options: int | bool | str) -> Manifest:
    """Emit smoke, with options of emit.Options."""
    s = smoke()
    return emit(s.scenario, s.histories, s.ledger, s.catalog, out, Options(**options))  # type: ignore[arg-type]


@cache
def dump(**options: int | bool | str) -> tuple[bytes, Manifest]:
    """The whole dump, made in this process."""
    stream = io.BytesIO()
    manifest = write(stream, **options)
    return stream.getvalue(), manifest


def golden(manifest: Manifest) -> str:
    """Rows and digest of every table that has rows, as the golden file holds them."""
    facts = {name: [table.rows, table.sha256] for name, table in sorted(manifest.tables.items()) if table.rows}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in facts.items())
    return f"{{\n{lines}\n}}\n"


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(golden(dump()[1]), encoding="utf-8")

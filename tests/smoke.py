"""scenarios/smoke.yaml, compiled up to its ledger, once for all tests. As a program it renews the golden digests."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from compiler import ALGORITHM, data_folder
from compiler.diagnostics import Diagnostic, stop_on_errors
from compiler.emit import Options, Progress, emit
from compiler.nouns import Manifest, manifest_path, to_json
from compiler.pipeline import Lived, Planned, farm_of, live, plan_scenario
from compiler.solver import solve
from compiler.solving import mix

GOLDEN = Path(__file__).parent / "golden" / "smoke.json"
VERSIONS = Path(__file__).parent / "golden" / "algorithms.txt"
"""A line for each compiler.ALGORITHM that there was: the number, and the digest of its rows. Lines are only added."""
OPTIONS = Options()


@cache
def planned() -> Planned:
    return plan_scenario(data_folder("scenarios") / "smoke.yaml")


@cache
def smoke() -> Lived:
    return live(planned())


def cut(as_of: int) -> Lived:
    """Smoke with its history cut earlier."""
    known = planned().scenario
    own, mixes = [one for one in known.batches if one.mixed == "no"], [one for one in known.mixes if one.day < as_of]
    scenario = replace(known, as_of=as_of, batches=tuple(own), mixes=tuple(mixes))
    plan, _ = stop_on_errors(solve(scenario))
    (scenario, plan), _ = stop_on_errors(mix(scenario, plan))
    return live(replace(planned(), scenario=scenario, plan=plan))


def without(tables: set[str] | frozenset[str]) -> Lived:
    """Smoke with these tables switched off, too."""
    scenario = smoke().scenario
    return replace(smoke(), scenario=replace(scenario, tables_off=scenario.tables_off | tables))


def emitted(
    lived: Lived, out: Path | io.BytesIO, options: Options = OPTIONS, progress: Progress | None = None
) -> tuple[Manifest, tuple[Diagnostic, ...]]:
    """Emit what was lived: the manifest, and notes."""
    return emit(farm_of(lived), lived.catalog, out, options, progress)[:2]


def write(out: Path | io.BytesIO, **options: int | bool | str) -> Manifest:
    """Emit smoke, with options of emit.Options."""
    return emitted(smoke(), out, Options(**options))[0]  # type: ignore[arg-type]


@cache
def dump(**options: int | bool | str) -> tuple[bytes, Manifest]:
    """The whole dump, made in this process."""
    stream = io.BytesIO()
    manifest = write(stream, **options)
    return stream.getvalue(), manifest


def laid(out: Path, **options: int | bool | str) -> Manifest:
    """The whole dump as a file with its manifest beside it, for tests of what becomes of a dump, not of its making."""
    text, manifest = dump(**options)
    out.write_bytes(text)
    manifest_path(out).write_text(to_json(manifest), encoding="utf-8")
    return manifest


def golden(manifest: Manifest) -> str:
    """Rows and digest of every table that has rows, as the golden file holds them."""
    facts = {name: [table.rows, table.sha256] for name, table in sorted(manifest.tables.items()) if table.rows}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in facts.items())
    return f"{{\n{lines}\n}}\n"


def version(text: str) -> str:
    """The line of VERSIONS for the rows of a golden text."""
    return f"{ALGORITHM} {hashlib.sha256(text.encode()).hexdigest()}"


def renewed(lines: Sequence[str], line: str) -> list[str]:
    """The lines of VERSIONS with this one. Errors: ValueError when its number has other rows already."""
    known = dict(each.split() for each in lines)
    number, digest = line.split()
    if known.get(number, digest) != digest:
        raise ValueError(f"rows differ from those of ALGORITHM {number}: raise it in compiler/__init__.py, then renew")
    return list(lines) if number in known else [*lines, line]


if __name__ == "__main__":
    text = golden(dump()[1])
    try:
        lines = renewed(VERSIONS.read_text(encoding="utf-8").splitlines(), version(text))
    except ValueError as error:
        raise SystemExit(str(error)) from None
    GOLDEN.write_text(text, encoding="utf-8")
    VERSIONS.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

"""The least and the most, and what nobody would type: each key of the schema with values at and beyond its ends.

Run as a script it tries many: python tests/keys/extremes.py SEED COUNT prints those that break a promise.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from changing import FARM, MISSING, Place, farm, places

from compiler.diagnostics import Stop
from compiler.language import plain
from compiler.pipeline import Options, compile_scenario, plan_scenario

CPU_SECONDS, BYTES = 60, 3 << 30
"""What a case may use of the processor and of the memory before the system ends it: far more than any needs"""
COMPILED = 20
"""One in so many that plan is compiled, too."""
WORDS = (
    "", " ", "x" * 61, "x" * 300, "e\\u0301\\u202e", "\\u00a0", "\\0", "\\U0001f41f", "'\\\"\\\\; --", "{n}", "{",
    "{n:99999}", "{code}", "null", "../../etc", "2025-01-01", "\\ud800",
)  # fmt: skip
NUMBERS = (
    "0",
    "-1",
    "1",
    "0.5",
    "1e-300",
    "1e300",
    ".nan",
    ".inf",
    "-.inf",
    "9" * 30,
    "-0.0",
    "1_000",
    "0x10",
    "1e400",
)
OTHER = (
    "null",
    "true",
    "[]",
    "{}",
    "[[]]",
    "{a: 1}",
    "2025-01-01",
    '"2025-01-01"',
    "as_of - 1 day",
    "text",
    "[1, 2, 3]",
)
DAYS = (
    "0001-01-01",
    "1969-12-31",
    "2199-12-31",
    "9999-12-31",
    "2025-02-29",
    "as_of - 99999999 days",
    "as_of + 99999 days",
    "today",
)


@dataclass(frozen=True)
class Case:
    """A key of the farm, and the YAML that stands there."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:60]}"


def cases() -> list[Case]:
    """All of them, each key once and those of stages for each stage."""
    found: dict[tuple[str, str, str], Case] = {}
    for place in places(farm()):
        if place.key not in ("aqc", "include"):
            for text in dict.fromkeys(_texts(place)):
                found.setdefault((place.defined, place.key, text), Case(place, text))
    return [found[key] for key in sorted(found)]


def _texts(place: Place) -> Iterator[str]:
    """What to type there: around the ends that the schema states, then what is of no sense."""
    for form in (place.part, *place.part.get("anyOf", ())):
        if form.get("type") in ("integer", "number"):
            step = 1 if form["type"] == "integer" else 1e-6
            for end, sign in (("minimum", -1), ("maximum", 1)):
                if end in form:
                    yield from (repr(form[end]), repr(form[end] + sign * step), repr(form[end] - sign * step))
            yield from NUMBERS
        if form.get("type") == "string":
            yield from DAYS if form.get("format") == "date" else (f'"{word}"' for word in WORDS)
        if form.get("type") == "array":
            yield from _lists(form)
    yield from OTHER


def _lists(form: Mapping[str, Any]) -> Iterator[str]:
    """None of them, the same ones, the most, far too many."""
    item = form.get("items", {})
    low, high = item.get("minimum", 0), item.get("maximum", 1)
    for count in (0, form.get("minItems", 1), form.get("maxItems", 2) + 1, 5000):
        yield from (json.dumps([end] * count) for end in (low, high, "x"))
    yield json.dumps([high, low])


def yaml_of(case: Case) -> str:
    """A scenario that includes the farm and types the case at its place; lists on the way are typed anew."""
    path, rest = case.place.path, "@"
    at = next((at for at, step in enumerate(path) if isinstance(step, int)), len(path))
    nested: Any = rest
    if at < len(path):
        nested = _typed(_below(plain(farm().root), path[:at]), path[at:])
    for step in reversed(path[:at]):
        nested = {step: nested}
    text = json.dumps({"include": [str(FARM)], **nested}, ensure_ascii=False, default=lambda day: f"@{day}@")
    return text.replace('"@"', case.text).replace('"@', "").replace('@"', "") + "\n"


def _below(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _typed(value: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return "@"
    if isinstance(value, list):
        return [_typed(one, path[1:]) if at == path[0] else one for at, one in enumerate(value)]
    return {**value, path[0]: _typed(value.get(path[0], {}) if value is not MISSING else {}, path[1:])}


def broken(case: Case, folder: Path, compiled: bool = False) -> str:
    """What is wrong with how a case is met, '' where it is refused at a line, or is planned (and compiled).

    In a process of its own, under limits of the system: one that it ends has broken them.
    """
    path = folder / f"case-{os.getpid()}.yaml"
    path.write_text(yaml_of(case), encoding="utf-8", errors="surrogatepass")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, pickle.dumps(_met(path, compiled))[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    if status or not said:
        return f"the process ended with status {status}: too much work or memory"
    found: str = pickle.loads(said)
    return found


def _met(path: Path, compiled: bool) -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    try:
        if compiled:
            compile_scenario(path, BytesIO(), Options(jobs=1))
        else:
            plan_scenario(path)
    except Stop as stop:
        wrong = [one for one in stop.diagnostics if one.span is None or not one.message or not one.hint]
        return f"no place or no hint: {wrong[0]}" if wrong else ""
    except BaseException:
        return traceback.format_exc()[-1500:]
    return ""


def main(seed: str = "1", count: str = "3000") -> None:
    """Try a sample, one in COMPILED compiled, and print what is broken."""
    known = cases()
    tried = Random(int(seed)).sample(known, min(int(count), len(known)))
    with TemporaryDirectory() as folder:
        for number, case in enumerate(tried):
            if found := broken(case, Path(folder), number % COMPILED == 0):
                print(f"--- {case}\n{found}", flush=True)
    print(f"{len(tried)} of {len(known)} tried")


if __name__ == "__main__":
    main(*sys.argv[1:])

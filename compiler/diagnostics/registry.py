"""The registry of diagnostic codes: schema/diagnostics/*.yaml, one file for each stage."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml

from compiler import data_folder

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STAGES = {
    "AQ0": "Reading the YAML",
    "AQ1": "The shape of a scenario",
    "AQ113": "The meaning of what fish, people and instruments do",
    "AQ2": "The meaning of a scenario",
    "AQ3": "Solving",
    "AQ34": "The meaning of what finance keeps, and of batches that end early",
    "AQ4": "Simulation",
    "AQ5": "Writing the dump",
    "AQ52": "Locks",
    "AQ53": "Reviews",
    "AQ6": "Verification",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means (`explain`), what to do (`mend`), and a short wrong input (`example`)."""

    code: str
    title: str
    explain: str
    mend: str
    example: str = ""


@cache
def registry() -> Mapping[str, Entry]:
    """Every registered code in order. Errors: ValueError when a file is wrong or a code stands twice."""
    entries: dict[str, Entry] = {}
    for path in sorted((data_folder("schema") / "diagnostics").glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}
        for code, fields in content.items():
            if code in entries:
                raise ValueError(f"{path.name}: {code} is registered twice")
            try:
                entries[code] = Entry(code, **{key: str(value).strip() for key, value in fields.items()})
            except TypeError as error:
                raise ValueError(f"{path.name}: {code}: {error}") from error
    return MappingProxyType(dict(sorted(entries.items())))


def titles() -> Mapping[str, str]:
    """The title of every code, in order."""
    return {code: entry.title for code, entry in registry().items()}


def explain_code(code: str) -> str | None:
    """The entry of a code (in any case, with or without AQ) as text for a terminal; None when there is none."""
    entry = registry().get(_normal(code))
    if entry is None:
        return None
    example = f"\n\nExample\n{_indent(entry.example)}" if entry.example else ""
    return f"{entry.code}: {entry.title}\n\n{entry.explain}\n\nWhat to do\n{_indent(entry.mend)}{example}\n"


def near_codes(code: str) -> tuple[str, ...]:
    """Registered codes of the same stage that look like an unknown one, the likeliest first; at most three."""
    wanted = _normal(code)
    return tuple(difflib.get_close_matches(wanted, [known for known in registry() if known[:3] == wanted[:3]], 3))


def reference() -> str:
    """docs/diagnostics.md: every code with its explanation, by stage."""
    parts = [
        "# Diagnostics\n\nEvery code that aqc prints, as `aqc explain CODE` shows it. Codes are never used again.\n"
    ]
    stage = ""
    for entry in registry().values():
        if _stage(entry.code) != stage:
            stage = _stage(entry.code)
            parts.append(f"## {stage:x<5}: {_STAGES[stage]}\n")
        example = f"\n```text\n{entry.example}\n```\n" if entry.example else ""
        parts.append(f"### {entry.code}: {entry.title}\n\n{entry.explain}\n\n**What to do.** {entry.mend}\n{example}")
    return "\n".join(parts)


def _stage(code: str) -> str:
    """The longest beginning of a code that a stage has; those from AQ113 to AQ129 are one."""
    if "AQ113" <= code < "AQ13":
        return "AQ113"
    return max((stage for stage in _STAGES if code.startswith(stage)), key=len)


def _normal(code: str) -> str:
    digits = code.strip().upper().removeprefix("AQ")
    return f"AQ{digits:0>3}" if digits.isdigit() else f"AQ{digits}"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())

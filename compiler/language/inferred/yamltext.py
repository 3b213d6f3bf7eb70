"""Library text: YAML that the strict reader takes for what was meant, and CSV files of what has no pattern."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from compiler.language.parse import CONTROL, MAX_KEY, composed

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ._/&-]*[A-Za-z0-9])?")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_LONG = 100
"""Text of more characters is folded."""
_WIDTH = 130
_COMPACT = 6
"""Deepest map that is still broken into lines."""


def said(text: str) -> str:
    """A name as a scenario can hold it: in one spelling, without characters that nobody sees.

    >>> said(" Tank\\t7 "), said("")
    ('Tank 7', '?')
    """
    plain = CONTROL.sub(" ", composed(text.replace("\n", " "))).strip()
    return plain[:MAX_KEY] or "?"


def number(value: object, low: float, high: float) -> int | float:
    """A number of the database within what the language takes; whole where it is."""
    exact = min(max(Decimal(str(value if value is not None else low)), Decimal(str(low))), Decimal(str(high)))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


class _Root(dict[str, Any]):
    """A map that is never put into one line."""


class _Dumper(yaml.SafeDumper):
    """Short maps in one line; no anchors; nothing that two readers could take for two things."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    plain = bool(_PLAIN.fullmatch(value)) and value.lower() not in _WORDS
    style = ">" if len(value) > _LONG and " " in value else None if plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _float(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    kind = "int" if value.is_integer() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", format(Decimal(repr(value)), "f").removesuffix(".0"))


def _map(dumper: yaml.SafeDumper, value: Mapping[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", list(value.items()))
    is_short = _depth(value) <= 1 and len(repr(value)) < _WIDTH - 4 * _COMPACT
    node.flow_style = is_short and not isinstance(value, _Root)
    return node


def _list(dumper: yaml.SafeDumper, value: Sequence[Any]) -> yaml.Node:
    of_maps = any(isinstance(one, Mapping) for one in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=not of_maps)


def _depth(value: object) -> int:
    """Levels of maps below."""
    inner = value.values() if isinstance(value, Mapping) else ()
    return max((1 + _depth(one) for one in inner), default=0)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _float)
_Dumper.add_representer(dict, _map)
_Dumper.add_representer(_Root, _map)
_Dumper.add_representer(list, _list)


def yaml_text(head: Sequence[str], content: Mapping[str, Any]) -> str:
    """A file: comment lines, then each part of the map behind an empty line."""
    parts = ["".join(f"# {line}".rstrip() + "\n" for line in head)]
    for key, value in content.items():
        part = _Root({key: value})
        parts.append(yaml.dump(part, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, indent=2))
    return "\n".join(parts)


def csv_text(rows: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Things by name as a CSV file; None where a cell could not say what was meant."""
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["name", *columns])
    for name, row in rows.items():
        cells = [name, *(_cell(row.get(column, "")) for column in columns)]
        if any(cell is None for cell in cells) or name.startswith("sep="):
            return None
        writer.writerow(cells)
    return stream.getvalue()


def _cell(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, list):
        parts = [_cell(part) for part in value]
        return ";".join(map(str, parts)) if parts and None not in parts else None
    text = str(value)
    is_text = ";" not in text and text not in ("true", "false") and not re.fullmatch(r"[-+0-9_.,\s]+", text)
    return text if is_text or not text else None


def day(value: date) -> str:
    """2025-06-01"""
    return value.isoformat()

"""Write the generated pages of docs/: the scenario reference, the diagnostics, the laws and the command line.

python docs/generate.py            write them
python docs/generate.py --check    exit 1 and name the pages that are stale
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from compiler import cli, explain
from compiler.assets import folder
from compiler.verifying.laws import read_laws

HERE = Path(__file__).resolve().parent
Schema = Mapping[str, Any]


def scenario_reference() -> str:
    """Every key of the language: where it may stand, what it takes, its default and what it means."""
    schema: Schema = json.loads((folder("schema") / "scenario.schema.json").read_text(encoding="utf-8"))
    lines = [
        "# Scenario reference",
        "",
        "Generated from `schema/scenario.schema.json` by `make docs`; editors that know JSON Schema show the same.",
        "Names in angle brackets are yours. Units stand in the keys.",
        "",
        str(schema.get("description", "")),
        "",
    ]
    for name, part in schema.get("properties", {}).items():
        lines += [f"## {name}", "", *_section(name, _resolve(part, schema), schema, ())]
    return "\n".join(lines).rstrip() + "\n"


def _section(path: str, part: Schema, schema: Schema, seen: tuple[str, ...]) -> Iterator[str]:
    yield _sentence(part)
    yield ""
    rows = list(_leaves(path, part, schema, seen))
    if rows:
        yield "| key | takes | default | meaning |"
        yield "|---|---|---|---|"
        yield from rows
        yield ""


def _leaves(path: str, part: Schema, schema: Schema, seen: tuple[str, ...]) -> Iterator[str]:
    for name, child in _children(part):
        reference = str(child.get("$ref", ""))
        child = _resolve(child, schema)
        own = f"{path}.{name}"
        yield f"| `{own}` | {_takes(child)} | {_default(child)} | {_sentence(child)} |"
        if not reference or reference not in seen:
            yield from _leaves(own, child, schema, (*seen, reference) if reference else seen)


def _children(part: Schema) -> Iterator[tuple[str, Schema]]:
    yield from part.get("properties", {}).items()
    for pattern in part.get("patternProperties", {}).values():
        yield "<name>", pattern
    if isinstance(part.get("additionalProperties"), dict):
        yield "<name>", part["additionalProperties"]
    if isinstance(part.get("items"), dict) and _children_of_any(part["items"]):
        yield "[]", part["items"]
    for key in ("oneOf", "anyOf"):
        for choice in part.get(key, ()):
            yield from _children(choice)


def _children_of_any(part: Schema) -> bool:
    return "$ref" in part or any(True for _ in _children(part))


def _resolve(part: Schema, schema: Schema) -> Schema:
    """The part with its `$ref` followed; words beside the reference win over those behind it."""
    while "$ref" in part:
        target: Any = schema
        for step in str(part["$ref"]).removeprefix("#/").split("/"):
            target = target[step]
        part = {**target, **{key: value for key, value in part.items() if key != "$ref"}}
    return part


def _takes(part: Schema) -> str:
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    for key in ("oneOf", "anyOf"):
        if key in part:
            return " or ".join(dict.fromkeys(_takes(choice) for choice in part[key]))
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    kind = part.get("type", "any")
    kinds = " or ".join(kind) if isinstance(kind, list) else str(kind)
    if kinds == "array" and isinstance(part.get("items"), dict):
        kinds = f"list of {_takes(part['items'])}"
    return f"{kinds}{_bounds(part)}".replace("|", "\\|")


def _bounds(part: Schema) -> str:
    words = [
        f"{word} {part[key]:g}"
        for key, word in (
            ("minimum", "from"),
            ("exclusiveMinimum", "above"),
            ("maximum", "to"),
            ("exclusiveMaximum", "below"),
        )
        if key in part
    ]
    return " " + " ".join(words) if words else ""


def _default(part: Schema) -> str:
    return f"`{json.dumps(part['default'], ensure_ascii=False)}`" if "default" in part else ""


def _sentence(part: Schema) -> str:
    return " ".join(str(part.get("description", "")).split()).replace("|", "\\|")


def diagnostics() -> str:
    return explain.reference()


def laws() -> str:
    """The laws that `aqc verify` checks."""
    lines = [
        "# Laws",
        "",
        "`aqc verify` puts these to a restored database, each one query under `templates/verify/`. Generated: `make docs`.",
        "A query gives one row a subject: its name, a value and whether the law holds. A law fails when one row fails,",
        "and `none` is printed where the database holds nothing that the law speaks of. Beside the laws stand the",
        "promises of the manifest (digests of the file and of each table, rows of each table) and columns' legal choices.",
        "",
        "To ask one by hand in psql, run `begin; \\i templates/verify/prelude.sql` first: it makes the table `stay`,",
        "which many laws share.",
        "",
    ]
    for law in read_laws():
        unit = f" ({law.unit})" if law.unit else ""
        lines += [
            f"## {law.title}",
            "",
            law.law,
            "",
            f"- name: `{law.name}`",
            f"- one row for each of: {law.subject}{unit}",
        ]
        lines += [f"- a failing row means: {law.failing}", ""]
    return "\n".join(lines).rstrip() + "\n"


def command_line() -> str:
    """The help of every command, as the terminal shows it."""
    lines = [
        "# The command line",
        "",
        "Generated from the help texts by `make docs`.",
        "",
        "```text",
        _help(cli.commands, "aqc"),
        "```",
        "",
    ]
    for name, command in sorted(cli.commands.commands.items()):
        lines += [f"## aqc {name}", "", "```text", _help(command, f"aqc {name}"), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _help(command: click.Command, path: str) -> str:
    with click.Context(command, info_name=path, terminal_width=100) as context:
        return command.get_help(context).rstrip()


PAGES = {
    "scenario-reference.md": scenario_reference,
    "diagnostics.md": diagnostics,
    "verify.md": laws,
    "cli.md": command_line,
}


def main(arguments: list[str]) -> int:
    stale = [name for name, write in PAGES.items() if not _same(HERE / name, write())]
    if arguments == ["--check"]:
        print(*(f"docs/{name} is stale: run `make docs`" for name in stale), sep="\n", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote docs/{name}", file=sys.stderr)
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

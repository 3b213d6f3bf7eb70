"""Walk a JSON Schema: follow references, and find where a key of some name belongs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_DEEPEST = 8


def follow(schema: Any, root: dict[str, Any]) -> dict[str, Any]:
    """The schema that a local reference such as #/definitions/stage stands for; other schemas as they are."""
    steps = 0
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str) and steps < _DEEPEST:
        target: Any = root
        for part in schema["$ref"].removeprefix("#").strip("/").split("/"):
            if part:
                target = target[part.replace("~1", "/").replace("~0", "~")]
        schema, steps = target, steps + 1
    return schema if isinstance(schema, dict) else {}


def branches(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema itself and everything that it is made of by allOf, anyOf and oneOf."""
    yield schema
    for word in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(word, ()):
            yield from branches(follow(branch, root), root)


def places(key: str, root: dict[str, Any]) -> list[str]:
    """Where the schema knows `key`: `` for the top, `stages.<name>`, `record.meals`; the shallowest first."""
    found = {path for path, name in _keys(root, root, (), ()) if name == key}
    return [".".join(path) for path in sorted(found, key=lambda path: (len(path), path))]


def _keys(
    schema: dict[str, Any], root: dict[str, Any], path: tuple[str, ...], above: tuple[int, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if id(schema) in above or len(path) > _DEEPEST:
        return
    for part in branches(schema, root):
        for name, child in part.get("properties", {}).items():
            yield path, name
            yield from _keys(follow(child, root), root, (*path, name), (*above, id(schema)))
        for child in (part.get("additionalProperties"), *part.get("patternProperties", {}).values()):
            if isinstance(child, dict):
                yield from _keys(follow(child, root), root, (*path, "<name>"), (*above, id(schema)))
        if isinstance(part.get("items"), dict):
            yield from _keys(follow(part["items"], root), root, path, (*above, id(schema)))

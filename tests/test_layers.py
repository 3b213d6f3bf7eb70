"""The house keeps its order: who may import whom, how long a file and a function may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "compiler"

LAYERS = """
    assets diagnostics
    exact
    rng
    sea trade
    life
    model rows
    plan
    history
    processes
    catalog
    copying
    copytext ddl
    loading
    introspecting
    introspect
    parsing
    parse
    explain
    rendering shaping
    render shape
    lowering
    lower
    checks
    solving
    solver
    planned
    simulate
    ledger
    deriving
    derive
    world usage
    books
    part
    activities
    tables
    historying
    manifest
    emitting
    emit
    serving
    servers
    verifying
    verify report target
    pipeline progress terminal
    commands
    cli
"""
"""Bottom to top. A module imports only from lines above its own; a name is a module or a package of them."""

PLUGINS = {"checks", "processes", "tables"}
"""Packages whose files must not know one another."""

ONLY = {
    "click": {"cli", "commands", "terminal"},
    "rich": {"progress"},
    "yaml": {"parse", "parsing", "explain"},
    "psycopg2": {"verify", "verifying", "catalog", "introspecting", "servers", "target"},
    "jinja2": {"ddl", "emit", "loading", "report"},
    "ortools": {"solving"},
}

MODULES = sorted(ROOT.rglob("*.py"))
RANK = {name: rank for rank, line in enumerate(LAYERS.split("\n")) for name in line.split()}


def name_of(path: Path) -> str:
    parts = ("compiler", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """`compiler.tables.batch.batch_batch` belongs to the part `tables`; the package itself to none."""
    return module.split(".")[1] if "." in module else ""


KNOWN = {name_of(path) for path in MODULES}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that the file imports, at the top or inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield node.lineno, full if full in KNOWN else node.module


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_imports_point_down(path: Path) -> None:
    own = part_of(name_of(path))
    if not own:
        assert [name for _, name in imports(path) if name.startswith("compiler")] == []
        return
    assert own in RANK, f"{path} is in no layer: name it in LAYERS"
    for line, name in imports(path):
        other = part_of(name) if name.split(".")[0] == "compiler" else ""
        if not other:
            continue
        if other == own:
            shared = name.rsplit(".", 1)[-1]
            sideways = own in PLUGINS and name != f"compiler.{own}" and not shared.startswith("_")
            assert not sideways, f"{path}:{line}: {own} imports its neighbour {name}"
        else:
            assert RANK[other] < RANK[own], f"{path}:{line}: {own} imports {name}, which is not below it"


def test_no_import_cycles() -> None:
    graph = {name_of(path): {name for _, name in imports(path) if name in KNOWN} - {"compiler"} for path in MODULES}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " imports ".join((*trail, module))
        if module not in done:
            for other in sorted(graph[module]):
                visit(other, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_each_library_has_its_place(path: Path) -> None:
    for line, name in imports(path):
        places = ONLY.get(name.split(".")[0])
        assert places is None or part_of(name_of(path)) in places, f"{path}:{line}: only {places} may import {name}"


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, f"{path} is longer than 300 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 40, f"{path}:{node.lineno}: {node.name} has {length} lines"


def test_every_layer_exists() -> None:
    parts = {part_of(module) for module in KNOWN} - {""}
    assert set(RANK) - parts == set(), "LAYERS names parts that do not exist"

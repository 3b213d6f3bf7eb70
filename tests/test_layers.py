"""The house keeps its order: who may import whom and through which door, how long a file and a function may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "compiler"

LAYERS = """
    diagnostics exact
    nouns
    target
    biology
    language
    solving
    solver
    filling
    writing
    emit
    server
    proof
    pipeline
    advance
    cli
"""
"""Bottom to top. A package imports only the faces of packages on lines above its own."""

ROOMS = {
    "biology": "laws planned pace usual forecast record emptied simulate mixed ledger",
    "filling": "months fasting suffering facts parents brood upkeep fleet vacancies mishaps openwork variants "
    "world people tanks books derive models places part slips written defects habits voyages boarding actions whatif "
    "activities lots transactions deliveries projects closing kinds watched tables histories counting numbering farm "
    "alone making keys",
    "language": "parse shape lower checks acceptance trust inferred",
}
"""Packages whose parts have an order of their own, bottom to top; a part with parts is entered by its face, too."""

PLUGINS = {"compiler.language.checks", "compiler.biology.laws", "compiler.filling.tables"}
"""Packages whose files must not know one another, but for those whose names begin with an underscore."""

ONLY = {
    "click": {"cli"},
    "rich": {"cli"},
    "yaml": {"language", "diagnostics"},
    "psycopg2": {"proof", "target"},
    "jinja2": {"writing", "emit", "cli"},
    "jsonschema": {"language"},
    "ortools": {"solving"},
    "platformdirs": {"cli"},
    "bokeh": {"cli"},
    "distributed": {"writing"},
    "fsspec": {"writing"},
    "botocore": {"writing"},
}

MODULES = sorted(ROOT.rglob("*.py"))
KERNEL = sorted(ROOT.rglob("*.[ch]"))
RANK = {name: rank for rank, line in enumerate(LAYERS.split("\n")) for name in line.split()}
MOST_ENTRIES, MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 17, 300, 40, 6


def name_of(path: Path) -> str:
    parts = ("compiler", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


KNOWN = {name_of(path) for path in MODULES}


def package_of(module: str) -> str:
    """`compiler.filling.tables.batch.batch_batch` belongs to the package `filling`; the root itself to none."""
    return module.split(".")[1] if "." in module else ""


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    line: int
    lines: int
    parameters: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What tests ask of a file."""

    imports: tuple[tuple[int, str, str], ...]
    """Line, module and name of everything that it imports, at the top or inside functions."""
    functions: tuple[Function, ...]


@cache
def facts(path: Path) -> Facts:
    """A file is parsed once for all tests."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    functions = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return Facts(tuple(each for node in nodes for each in _imported(node, path)), tuple(map(_function, functions)))


def _imported(node: ast.AST, path: Path) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        assert node.level == 0, f"{path}:{node.lineno}: relative import"
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            inner = full in KNOWN and package_of(full) == package_of(name_of(path))
            yield (node.lineno, full, "") if inner else (node.lineno, node.module, alias.name)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    of = node.args
    many = len(of.posonlyargs + of.args + of.kwonlyargs)
    return Function(node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1, many)


def ours(path: Path) -> Iterator[tuple[int, str, str]]:
    """Those imports that name a package of the project."""
    yield from (each for each in facts(path).imports if each[1].startswith("compiler."))


@cache
def exported(face: Path) -> set[str]:
    """The names of `__all__`."""
    for node in ast.parse(face.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            names: list[str] = ast.literal_eval(node.value)
            return set(names)
    return set()


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_imports_point_down(path: Path) -> None:
    own = package_of(name_of(path))
    if not own:
        assert list(ours(path)) == []
        return
    assert own in RANK, f"{path} is in no layer: name it in LAYERS"
    for line, module, _ in ours(path):
        other = package_of(module)
        assert other == own or RANK[other] < RANK[own], f"{path}:{line}: {own} imports {module}, which is not below it"


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_only_faces_are_imported_from_outside(path: Path) -> None:
    own = package_of(name_of(path))
    for line, module, name in ours(path):
        if package_of(module) == own:
            continue
        face = ROOT / package_of(module) / "__init__.py"
        assert module.count(".") == 1, f"{path}:{line}: {module} goes past the face of {package_of(module)}"
        assert not face.exists() or name in exported(face), f"{path}:{line}: {name} is not in __all__ of {module}"


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_rooms_of_a_package_have_an_order(package: str) -> None:
    order = ROOMS[package].split()
    for path in sorted((ROOT / package).rglob("*.py")):
        if path.parent == ROOT / package and path.name == "__init__.py":
            continue
        own = name_of(path).split(".")[2]
        assert own in order, f"{path}: {own} is missing in ROOMS"
        for line, module, _ in ours(path):
            parts = module.split(".")
            if parts[1] != package or parts[2] == own:
                continue
            assert order.index(parts[2]) < order.index(own), f"{path}:{line}: {own} imports {module}"
            face = exported(ROOT / package / parts[2] / "__init__.py") if len(parts) > 3 else set()
            assert not face, f"{path}:{line}: {module} goes past the face of {parts[2]}"


@pytest.mark.parametrize("package", sorted(PLUGINS))
def test_plugins_do_not_know_one_another(package: str) -> None:
    for path in sorted(ROOT.joinpath(*package.split(".")[1:]).rglob("*.py")):
        for line, module, _ in ours(path):
            sideways = module.startswith(f"{package}.") and not module.rsplit(".", 1)[-1].startswith("_")
            assert not sideways, f"{path}:{line}: imports its neighbour {module}"


def test_no_import_cycles() -> None:
    graph = {
        name_of(path): {module for _, module, _ in ours(path) if package_of(module) == package_of(name_of(path))}
        for path in MODULES
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " imports ".join((*trail, module))
        if module not in done:
            for other in sorted(graph.get(module, ())):
                visit(other, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_each_library_has_its_place(path: Path) -> None:
    for line, module, _ in facts(path).imports:
        places = ONLY.get(module.split(".")[0])
        assert places is None or package_of(name_of(path)) in places, f"{path}:{line}: only {places} import {module}"


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES, f"{path} is longer than {MOST_LINES} lines"
    for one in facts(path).functions:
        assert one.lines <= MOST_FUNCTION_LINES, f"{path}:{one.line}: {one.name} has {one.lines} lines"


@pytest.mark.parametrize("path", KERNEL, ids=identify)
def test_files_and_functions_of_the_kernel_are_short(path: Path) -> None:
    """A function is what stands between braces in the first column, and the line above."""
    lines, begun = path.read_text(encoding="utf-8").splitlines(), 0
    assert 0 < len(lines) <= MOST_LINES, f"{path} is longer than {MOST_LINES} lines"
    for number, line in enumerate(lines, 1):
        begun = number if line == "{" else begun
        short = line != "}" or number - begun + 2 <= MOST_FUNCTION_LINES
        assert short, f"{path}:{begun - 1}: {lines[begun - 2]} has {number - begun + 2} lines"


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_no_plugin_is_found_by_its_attributes(path: Path) -> None:
    """A plug-in is a typed value; hasattr and getattr do not ask modules what they have."""
    text = path.read_text(encoding="utf-8")
    if "import_module" not in text and "ModuleType" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        asks = isinstance(node, ast.Call) and ast.unparse(node.func) in ("hasattr", "getattr")
        assert not asks, f"{path}:{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_functions_take_few_parameters(path: Path) -> None:
    """More than six want a reason beside them: a comment `# parameters: why` on the line of the def."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for one in facts(path).functions:
        excused = "# parameters: " in lines[one.line - 1]
        few = one.parameters <= MOST_PARAMETERS or excused
        assert few, f"{path}:{one.line}: {one.name} takes {one.parameters} parameters"


def test_the_house_has_few_rooms() -> None:
    entries = [path for path in ROOT.iterdir() if path.name not in ("__pycache__", "_assets")]
    assert len(entries) <= MOST_ENTRIES, sorted(path.name for path in entries)


def test_every_layer_exists() -> None:
    packages = {package_of(module) for module in KNOWN} - {""}
    assert set(RANK) == packages

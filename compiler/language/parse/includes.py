"""A scenario and the files that it includes -> one Document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Span
from compiler.language.parse import files, merging, tree
from compiler.language.parse.nodes import Document, Node
from compiler.language.parse.reach import beyond_reach, refuse_beyond
from compiler.language.parse.texts import shorten
from compiler.language.parse.wording import closest

_MAX_CHAIN = 16


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `chain` holds the files being read now, outermost first."""

    sources: dict[str, str] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    done: set[Path] = field(default_factory=set)
    chain: list[Path] = field(default_factory=list)
    mistakes: list[Diagnostic] = field(default_factory=list)


def parse_file(path: str | Path) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read a scenario file with its includes.

    The Document is there whenever the main file could be read as text, so that its sources can be shown under carets;
    with errors among the diagnostics its root is incomplete and only fit for that.

    The main file is shown as the path was given; an include relative to the working directory when below it, otherwise
    as scenarios/... when packaged. Names of files are for people only: neither digest() nor anything that reaches a
    dump may depend on them. A file that is included twice counts once, at its first place.
    """
    shown = str(path)
    text = files.read(Path(path), shown, None)
    if isinstance(text, Diagnostic):
        return None, (text,)
    return _document(text, shown, Path(path))


def parse_text(text: str, file: str = "scenario.yaml") -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Like load, from text that is called `file`; includes are looked for in the packaged scenarios only."""
    return _document(text.replace("\r\n", "\n"), file, None)


def _document(text: str, shown: str, path: Path | None) -> tuple[Document, tuple[Diagnostic, ...]]:
    reading = _Reading()
    root = _read_tree(text, shown, path, reading) or Node("map", {}, Span(shown, 1, 1, 1, 1))
    return Document(root, reading.sources, reading.paths), tuple(reading.mistakes)


def _read_tree(text: str, shown: str, path: Path | None, reading: _Reading) -> Node | None:
    """The tree of one text with its includes under it, without the key include."""
    reading.sources[shown] = text
    if path is not None:
        reading.paths[shown] = path
        reading.chain.append(path.resolve())
    root, mistakes = tree.build(text, shown)
    reading.mistakes += mistakes
    root = _checked_top(root, shown, reading, bool(mistakes))
    if root is not None:
        root = _with_includes(root, path, reading)
    if path is not None:
        reading.done.add(reading.chain.pop())
    return root


def _checked_top(root: Node | None, shown: str, reading: _Reading, known_bad: bool) -> Node | None:
    if root is None or (root.kind == "text" and root.value == ""):
        if not known_bad:
            span = Span(shown, 1, 1, 1, 1)
            reading.mistakes.append(Diagnostic("AQ006", "the file is empty", span, "a scenario begins with `aqc: 1`"))
        return None
    if root.kind != "map":
        message = (
            f"the file is one {'list' if root.kind == 'list' else 'value'}; a scenario is a map of `key: value` lines"
        )
        reading.mistakes.append(Diagnostic("AQ026", message, root.span, "begin with `aqc: 1`"))
        return None
    return root


def _with_includes(root: Node, path: Path | None, reading: _Reading) -> Node:
    assert isinstance(root.value, dict)
    entries = {key: child for key, child in root.value.items() if key != "include"}
    keys = {key: span for key, span in root.keys.items() if key != "include"}
    over = Node("map", entries, root.span, keys)
    base = Node("map", {}, root.span)
    known = len(reading.mistakes)
    for entry in _entries(root, reading):
        included = _include(entry, path, reading)
        if included is not None:
            base, _ = merging.merge(base, included)
    merged, mistakes = merging.merge(base, over)
    reading.mistakes += mistakes if len(reading.mistakes) == known else []
    return _own_keys_first(merged, entries)


def _own_keys_first(node: Node, own: Mapping[str, Node]) -> Node:
    """The same map in the order in which its own file says things, what is only included after that."""
    assert isinstance(node.value, dict)
    order = [*(key for key in own if key in node.value), *(key for key in node.value if key not in own)]
    return Node("map", {key: node.value[key] for key in order}, node.span, {key: node.keys[key] for key in order})


def _entries(root: Node, reading: _Reading) -> list[Node]:
    assert isinstance(root.value, dict)
    include = root.value.get("include")
    if include is None:
        return []
    if not isinstance(include.value, list):
        hint = "type a list of paths, such as [library/scotland.yaml]"
        reading.mistakes.append(Diagnostic("AQ027", "`include` must be a list of paths", include.span, hint))
        return []
    for entry in include.value:
        if entry.kind != "text":
            hint = "type the path of a YAML file"
            reading.mistakes.append(Diagnostic("AQ027", "an entry of `include` must be a path", entry.span, hint))
    return [entry for entry in include.value if entry.kind == "text"]


def _include(entry: Node, path: Path | None, reading: _Reading) -> Node | None:
    name = str(entry.value)
    folders = [*([path.parent] if path is not None else []), data_folder("scenarios")]
    own = reading.chain[0] if reading.chain else None
    near = [folder for folder in folders if not beyond_reach(files.existing(folder, name) or folder / name, own)]
    found = next((file for folder in near if (file := files.existing(folder, name))), None)
    if found is None and folders[0] not in near:
        reading.mistakes.append(refuse_beyond(name, entry.span))
        return None
    if found is None:
        reading.mistakes.append(_missing(name, entry.span, folders))
        return None
    resolved = found.resolve()
    if resolved in reading.chain or len(reading.chain) >= _MAX_CHAIN:
        chain = " -> ".join(p.name for p in [*reading.chain, resolved])
        reading.mistakes.append(
            Diagnostic(
                "AQ029", f"files include each other in a circle: {chain}", entry.span, "remove one of the includes"
            )
        )
        return None
    if resolved in reading.done:
        return None
    text = files.read(found, name, entry.span)
    if isinstance(text, Diagnostic):
        reading.mistakes.append(text)
        return None
    return _read_tree(text, _shown(found, reading.sources), found, reading)


def _shown(path: Path, taken: Mapping[str, str]) -> str:
    """The name of an included file for users; the whole path where a shorter name would be taken already."""
    resolved = path.resolve()
    scenarios = data_folder("scenarios").resolve()
    for root, prefix in ((Path.cwd(), ""), (scenarios, "scenarios/")):
        if resolved.is_relative_to(root):
            name = prefix + resolved.relative_to(root).as_posix()
            return str(resolved) if name in taken else name
    return str(path)


def _missing(name: str, span: Span, folders: list[Path]) -> Diagnostic:
    files_near = islice((p for folder in folders for g in ("*.yaml", "*/*.yaml") for p in folder.glob(g)), 2000)
    present = sorted(
        {(p.relative_to(p.parents[1]) if p.parent not in folders else Path(p.name)).as_posix() for p in files_near}
    )
    near = closest(name, present)
    hint = (
        f"did you mean {near}?" if near else "paths are relative to this file, or to the scenarios that come with aqc"
    )
    return Diagnostic("AQ028", f"no file `{shorten(name)}` to include", span, hint)

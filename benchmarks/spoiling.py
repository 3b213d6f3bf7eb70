"""Dumps in all their forms, and how they are spoilt: cut, with a hole, with a flipped bit, with files mixed up."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.nouns import manifest_path
from compiler.writing.archive import TOC
from compiler.writing.packing import ENDINGS, Packing, pack, packing_of, unpacked

Files = Mapping[str, bytes]
"""[name in a folder] what is in it; a dump that is one file has the name ''"""
Change = Callable[[bytes, random.Random], bytes]

FORMS: dict[str, Packing] = {
    "sql": "none",
    "gz": "gzip",
    "zst": "zstd",
    "lz4": "lz4",
    "dir": "none",
    "dir-gz": "gzip",
    "dir-zst": "zstd",
    "dir-lz4": "lz4",
}


@dataclass(frozen=True)
class Form:
    """A dump as it lies there, its manifest, and the same unpacked."""

    name: str
    files: Files
    texts: Files
    manifest: str

    @property
    def is_folder(self) -> bool:
        return self.name.startswith("dir")


def read_form(name: str, dump: Path) -> Form:
    """A dump that was written."""
    paths = {path.name: path for path in dump.iterdir()} if dump.is_dir() else {"": dump}
    texts = {}
    for own, path in paths.items():
        with unpacked(path) as text:
            texts[own] = text.read()
    files = {own: path.read_bytes() for own, path in paths.items()}
    return Form(name, files, texts, manifest_path(dump).read_text("utf-8"))


def lay(form: Form, files: Files, folder: Path) -> Path:
    """The dump made of these files, in place of any before. Returns: its path; no manifest lies beside it."""
    path = folder / ("farm" if form.is_folder else f"farm.sql{ENDINGS[FORMS[form.name]]}")
    for old in folder.glob("farm*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    if form.is_folder:
        path.mkdir()
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def is_read_as_before(form: Form, files: Files) -> bool:
    """Whether spoilt files say the same: a packed file has bytes that nobody reads."""
    return files.keys() == form.files.keys() and all(
        files[name] == data or form.texts[name] == text_of(files[name]) for name, data in form.files.items()
    )


def text_of(data: bytes) -> bytes:
    """What a packed file says. Errors: Damaged."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        with unpacked(Path(file.name)) as text:
            return text.read()


def cut(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text) - 1)]


def hole(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + chance.choice([1, 9, 99, 999, 99_999]) :]


def flip(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << chance.randrange(8)]) + text[at + 1 :]


CHANGES: dict[str, Change] = {"cut": cut, "hole": hole, "flip": flip}
KINDS = (*CHANGES, "mix")


def spoilt(kind: str, form: Form, chance: random.Random) -> Files:
    """The files as they lie there. One of a folder is spoilt, its contents in one of four tries; what is packed is
    spoilt before or after it is packed.
    """
    if kind == "mix":
        return mixed(form.files, chance)
    name = TOC if form.is_folder and chance.random() < 0.25 else chance.choice(sorted(form.files))
    packing, change = packing_of(form.files[name]), CHANGES[kind]
    if packing == "none" or chance.random() < 0.5:
        return {**form.files, name: change(form.files[name], chance)}
    return {**form.files, name: pack(change(form.texts[name], chance), packing)}


def mixed(files: Files, chance: random.Random) -> Files:
    """A folder in which a file is missing, has changed places with another, or lies there twice, packed otherwise."""
    one, other = chance.sample(sorted(files.keys() - {TOC}), 2)
    way = chance.choice(["missing", "exchanged", "twice"])
    if way == "missing":
        gone = chance.choice([one, one, one, TOC])
        return {name: data for name, data in files.items() if name != gone}
    if way == "exchanged":
        return {**files, one: files[other], other: files[one]}
    stem = one[: one.index(".dat") + len(".dat")]
    packing = chance.choice([name for name, ending in ENDINGS.items() if stem + ending != one])
    return {**files, stem + ENDINGS[packing]: pack(b"\\.\n\n\n", packing)}

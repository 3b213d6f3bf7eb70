"""Bytes that coverage guides, for the readers of what strangers write: python benchmarks/guided.py KIND SECONDS

KIND is tree, instance, manifest, address, grammar or toc. Wants `pip install atheris` (Linux, x86-64). Begins with what
the cases of torture.py are made from, and keeps what reaches new lines in build/guided/KIND. A reader may refuse in its
own way, which is told below; any other exception, or 2 s for one input, ends the run with exit code 77 and is kept.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["compiler"]):
    from hostile.making import KINDS as HOSTILE
    from hostile.making import shipped

    from compiler.diagnostics import Stop
    from compiler.language import Document, build_tree, check_shape, schema
    from compiler.nouns.manifest import from_json
    from compiler.solving.reading import read_instance
    from compiler.target import address
    from compiler.target.grammar import wrong_check, wrong_index, wrong_name, wrong_view
    from compiler.writing.toc import decode_toc

SEEDS = 200
SECONDS_EACH = 2


def tree(data: bytes) -> None:
    """YAML to a tree, and its shape."""
    text = data.decode("utf-8", "surrogateescape")
    root, _ = build_tree(text, "farm.yaml")
    if root is not None:
        check_shape(Document(root, {"farm.yaml": text}), dict(schema()))


def instance(data: bytes) -> None:
    read_instance(data.decode("utf-8", "replace"))


def manifest(data: bytes) -> None:
    try:
        from_json(data.decode("utf-8"))
    except ValueError:
        return


def connection(data: bytes) -> None:
    try:
        address(data.decode("utf-8", "surrogateescape"))
    except Stop:
        return


def grammar(data: bytes) -> None:
    """Names, conditions, indexes and views of a catalog."""
    text = data.decode("utf-8", "surrogateescape")
    for wrong in (wrong_name, wrong_check, wrong_index, wrong_view):
        wrong(text)


def toc(data: bytes) -> None:
    try:
        list(decode_toc(data))
    except ValueError:
        return


READERS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "tree": (tree, "scenarios"),
    "instance": (instance, "instances"),
    "manifest": (manifest, "manifests"),
    "address": (connection, "dsns"),
    "grammar": (grammar, "catalogs"),
    "toc": (toc, "dumps"),
}
"""[KIND] the reader, and the kind of torture's cases that it begins with"""


def seeds(kind: str) -> Iterator[bytes]:
    """What a run begins with."""
    for number in range(SEEDS):
        arguments, files = HOSTILE[kind](random.Random(f"{kind} {number}"))
        yield from files.values()
        yield from (word.encode("utf-8", "surrogateescape") for word in arguments)
    if kind == "scenarios":
        yield from (text.encode() for text in shipped().values())


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[1] not in READERS:
        sys.exit(__doc__)
    reader, kind = READERS[sys.argv[1]]
    corpus = ROOT / "build" / "guided" / sys.argv[1]
    corpus.mkdir(parents=True, exist_ok=True)
    for at, text in enumerate(seeds(kind)):
        (corpus / f"seed-{at}").write_bytes(text)
    limits = [
        f"-max_total_time={int(sys.argv[2])}",
        f"-timeout={SECONDS_EACH}",
        "-max_len=4096",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={corpus}/", str(corpus)], reader)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

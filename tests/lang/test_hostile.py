"""Files that mean no good, or no text at all: always diagnostics, in bounded time and memory, never a traceback."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lang_cases import steady

from compiler import data_folder
from compiler.diagnostics.render import FORMATS, render
from compiler.language.parse import parse_file, parse_text, plain, tree
from compiler.language.parse.files import MAX_BYTES, decode
from compiler.language.shape import check_shape

BYTES: dict[str, tuple[str, bytes, int, int]] = {
    "latin-1": ("AQ004", b"aqc: 1\nname: Bor\xf0oy\n", 2, 10),
    "surrogate bytes": ("AQ004", b"name: \xed\xa0\x80\n", 1, 7),
    "overlong slash": ("AQ004", b"name: \xc0\xaf\n", 1, 7),
    "cut short": ("AQ004", b"name: \xe6\xbc", 1, 7),
    "byte order mark": ("AQ005", b"\xef\xbb\xbfaqc: 1\n", 1, 1),
    "utf-16": ("AQ005", b"\xff\xfea\x00", 1, 1),
    "no bytes": ("AQ006", b"", 1, 1),
    "spaces": ("AQ006", b"  \n\n", 1, 1),
    "nul": ("AQ010", b"aqc: 1\nname: a\x00b\n", 2, 8),
    "escape": ("AQ010", b"name: \x1b[31mred\n", 1, 7),
    "bare carriage return": ("AQ010", b"aqc: 1\rname: a\n", 1, 7),
    "mark inside": ("AQ010", "a: b\ufeff\n".encode(), 1, 5),
    "direction of writing": ("AQ010", "a: \u202eb\n".encode(), 1, 4),
    "line separator": ("AQ010", "a: b\u2028c\n".encode(), 1, 5),
    "next line": ("AQ010", "a: b\x85c\n".encode(), 1, 5),
    "unending quote": ("AQ001", b'a: "' + b"x" * 1000, 1, 4),
    "a bracket at the end": ("AQ001", b"aqc: 1\nname: [a\n\n", 2, 9),
    "a brace at the end": ("AQ001", b"aqc: 1\nname: {a: b,\n", 2, 13),
    "brackets": ("AQ024", b"[" * 100_000, 1, tree.MAX_DEPTH + 1),
    "braces": ("AQ024", b"{a: " * 100_000, 1, 4 * tree.MAX_DEPTH + 1),
    "dashes": ("AQ024", b"- " * 50_000, 1, 2 * tree.MAX_DEPTH + 1),
    "questions": ("AQ024", b"? " * 50_000, 1, 2 * tree.MAX_DEPTH + 1),
    "commas": ("AQ025", b"[" + b"a," * 120_000 + b"]", 1, 2 * tree.MAX_VALUES),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_are_refused_at_their_place(name: str, tmp_path: Path) -> None:
    code, content, line, column = BYTES[name]
    file = tmp_path / "scenario.yaml"
    file.write_bytes(content)
    document, diagnostics = parse_file(file)
    first = diagnostics[0]
    assert first.span is not None
    assert (first.code, first.span.line, first.span.column) == (code, line, column)
    for format in FORMATS:
        assert render(diagnostics, document.sources if document else {}, format)


def test_a_file_of_ten_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"a" * 10_000_000)
    _, diagnostics = parse_file(file)
    assert [d.code for d in diagnostics] == ["AQ008"]
    assert str(decode(b"a" * (MAX_BYTES + 1), "x")).count("AQ008") == 1


@pytest.mark.parametrize("text", ["\t" * MAX_BYTES, "\t\n" * (MAX_BYTES // 2), "a: 'x\n" + "\x07" * MAX_BYTES])
def test_a_file_full_of_tabs_is_refused_quickly(text: str) -> None:
    document, diagnostics = parse_text(text)
    assert document is not None
    assert len(diagnostics) <= 101
    assert len(render(diagnostics, document.sources)) < 60_000


@pytest.mark.parametrize("path", ["missing.yaml", "a\0b", "x" * 5000, ""])
def test_paths_that_name_no_file(path: str) -> None:
    document, diagnostics = parse_file(path)
    assert document is None
    assert [d.code for d in diagnostics] in (["AQ002"], ["AQ003"])


def test_folders_and_devices_are_refused(tmp_path: Path) -> None:
    assert [d.code for d in parse_file(tmp_path)[1]] == ["AQ003"]
    assert [d.code for d in parse_file("/dev/zero")[1]] == ["AQ003"]


@pytest.mark.parametrize("levels", [6, 9, 40])
def test_laughter_is_counted_not_written_out(levels: int) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    _, diagnostics = parse_text("\n".join(lines))
    assert [d.code for d in diagnostics] == ["AQ025"]


def test_many_aliases_of_little_are_no_bomb() -> None:
    document, diagnostics = parse_text("a: &a [1, 2]\nb: [" + "*a, " * 1000 + "]\n")
    assert diagnostics == ()
    assert document is not None
    assert plain(document.root) == {"a": [1, 2], "b": [[1, 2]] * 1000}


def test_a_thousand_anchors_and_misspelt_aliases() -> None:
    anchors = "".join(f"k{n}: &name{n:06} 1\n" for n in range(20_000))
    document, diagnostics = parse_text(anchors + "".join(f"z{n}: *nome{n:06}\n" for n in range(200)))
    assert document is not None
    assert len(diagnostics) == 101


def test_every_plain_scalar_that_yaml_1_1_reads_otherwise_is_refused() -> None:
    for text in ("yes", "On", "0o7", "0777", "1_0", "1e9", "+1", "190:20:30", ".NaN", "~", "2001-1-1"):
        assert len(parse_text(f"a: {text}\n")[1]) == 1, text


@pytest.mark.parametrize("seed", range(12))
def test_shipped_files_cut_and_spliced_give_diagnostics_or_documents(seed: int) -> None:
    choose = random.Random(seed)
    folder = data_folder("scenarios")
    schema = json.loads((data_folder("schema") / "scenario.schema.json").read_text(encoding="utf-8"))
    for file in sorted(folder.glob("**/*.yaml")):
        lines = file.read_text(encoding="utf-8").split("\n")
        start = choose.randrange(len(lines))
        text = "\n".join(lines[start : start + choose.randrange(1, 60)])
        for _ in range(choose.randrange(1, 4)):
            place = choose.randrange(len(text) + 1)
            text = text[:place] + choose.choice(SPLICES) + text[place + choose.randrange(8) :]
        document, diagnostics = parse_text(text, "x")
        assert document is not None
        for format in FORMATS:
            render(diagnostics or check_shape(document, schema), document.sources, format).encode()


SPLICES = [*"[]{}:#%?<|>'\"-\n\r\t\0\u202e\ud800漢", "no", "1e3", "~", "null", "*a", "&a", "!!x", "[[["]


@steady
@given(st.binary(max_size=200))
def test_any_bytes_give_a_document_or_diagnostics(content: bytes) -> None:
    text = decode(content, "x")
    document, diagnostics = parse_text(text, "x") if isinstance(text, str) else (None, (text,))
    assert document is not None or diagnostics
    for format in FORMATS:
        render(diagnostics, document.sources if document else {}, format)


@steady
@given(st.text(st.sampled_from("ab01-:.,[]{}&*!|>'\"%@`#?~ \n\t_<=é漢\x07"), max_size=60))
def test_any_text_of_yaml_signs_gives_a_document_or_diagnostics(text: str) -> None:
    document, diagnostics = parse_text(text, "x")
    assert document is not None
    shown = render(diagnostics, document.sources)
    assert all(c.isprintable() or c == "\n" for c in shown)


@steady
@given(st.text(max_size=40))
def test_any_text_even_with_half_characters_gives_no_traceback(text: str) -> None:
    document, diagnostics = parse_text(text, "x")
    assert document is not None
    for format in FORMATS:
        render(diagnostics, document.sources, format).encode()


@pytest.mark.parametrize("text", ["9" * 10_000 + "x", "1" * 100_000 + "_x", "1_" * 50_000 + "x"])
def test_long_texts_that_begin_like_numbers_are_read_in_no_time(text: str) -> None:
    begun = time.process_time()
    document, diagnostics = parse_text(f"seed: {text}\n")
    assert document is not None and diagnostics == ()
    assert time.process_time() - begun < 1

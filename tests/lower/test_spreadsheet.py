"""CSV files as spreadsheets of several countries write them: each is read as what it says, or refused at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.diagnostics import Diagnostic, Span
from compiler.language.lower.spreadsheet import Sheet, read_sheet, scalar

TYPED = Span("farm.yaml", 3, 5)
HEAD = "name,volume_m3,max_biomass_kg\n"


def read(content: bytes, folder: Path) -> Sheet | Diagnostic:
    file = folder / "rings.csv"
    file.write_bytes(content)
    return read_sheet(file, "rings.csv", TYPED, "name")


def values(content: bytes, folder: Path) -> list[list[object]]:
    sheet = read(content, folder)
    assert isinstance(sheet, Sheet), sheet
    return [[scalar(cell.text, sheet.comma) for cell in row] for row in sheet.rows]


WAYS: dict[str, bytes] = {
    "English": HEAD.encode() + b"Eidi,30500.5,500000\nB,19_000,1\n",
    "Nordic": b"name;volume_m3;max_biomass_kg\nEidi;30500,5;500000\nB;19000;1\n",
    "with thousands": b"name;volume_m3;max_biomass_kg\nEidi;30.500,5;500.000\nB;19 000;1\n",
    "with a separator stated": b"sep=;\r\nname;volume_m3;max_biomass_kg\r\nEidi;30500,5;500000\r\nB;19000;1\r\n",
    "with a mark": b"\xef\xbb\xbf" + HEAD.encode() + b"Eidi,30500.5,500000\nB,19000,1\n",
    "Unicode text": "name\tvolume_m3\tmax_biomass_kg\nEidi\t30500,5\t500000\nB\t19000\t1\n".encode("utf-16"),
    "of an old Macintosh": HEAD.replace("\n", "\r").encode() + b"Eidi,30500.5,500000\rB,19000,1\r",
    "with empty lines": HEAD.encode() + b"Eidi,30500.5,500000\n,,\n\nB,19000,1\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_the_same_however_it_was_saved(way: str, tmp_path: Path) -> None:
    assert values(WAYS[way], tmp_path) == [["Eidi", 30500.5, 500000], ["B", 19000, 1]]


REFUSED: dict[str, tuple[bytes, str, int, int, str]] = {
    "Latin-1": (HEAD.encode() + b"Ei\xf0i,1,2\n", "AQ206", 2, 3, "CSV UTF-8"),
    "thousands or thousandths": (b"name;volume_m3\nA;1\nB;30.500\n", "AQ208", 3, 3, "write 30500, or 30.5000"),
    "an open quote": (HEAD.encode() + b'"A,1,2\n', "AQ208", 1, 1, "quote a cell"),
    "an escape": (HEAD.encode() + b"A,1,2\nB\x1b[31m,1,2\n", "AQ010", 3, 2, "remove it"),
    "a change of direction": (HEAD.encode() + "A\u202eB,1,2\n".encode(), "AQ010", 2, 2, "remove it"),
    "a zero byte": (HEAD.encode() + b"A,1,2\x00\n", "AQ010", 2, 6, "remove it"),
    "a deep column": (b"name," + b".".join([b"a"] * 9) + b"\nA,5\n", "AQ051", 1, 6, "keys of the language"),
    "a long column": (b"name," + b"a" * 201 + b"\nA,5\n", "AQ051", 1, 6, "keys of the language"),
    "a long cell": (HEAD.encode() + b"A," + b"9" * 10_001 + b",2\n", "AQ051", 2, 3, "quote that is open"),
    "a cell too long for csv": (HEAD.encode() + b"A," + b"9" * 131_073 + b",2\n", "AQ051", 2, 3, "write less"),
    "no names": (b"label,volume_m3\nA,1\n", "AQ207", 3, 5, "its columns are label, volume_m3"),
    "nothing": (b"", "AQ207", 3, 5, "its columns are none"),
}


@pytest.mark.parametrize("way", REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place(way: str, tmp_path: Path) -> None:
    content, code, line, column, hint = REFUSED[way]
    found = read(content, tmp_path)
    assert isinstance(found, Diagnostic) and found.span is not None
    assert (found.code, found.span.line, found.span.column) == (code, line, column)
    assert hint in found.hint


def test_folders_devices_and_missing_files_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/dev/zero"), tmp_path / "none.csv", tmp_path / "a\0b", tmp_path / ("x" * 5000)):
        found = read_sheet(path, "x", TYPED, "name")
        assert isinstance(found, Diagnostic) and (found.code, found.span) == ("AQ206", TYPED)


@pytest.mark.parametrize(
    "text", ["9" * 5000, "1__2", "1_", "_1", "1,2,3", "٣", "1e5", "nan", "-", "+", "1." + "0" * 40]
)
def test_strange_numbers_stay_text(text: str) -> None:
    assert scalar(text, False) == text == scalar(text, True)


def test_a_hundred_thousand_columns_are_refused_at_once(tmp_path: Path) -> None:
    found = read(b"name," + b",".join(b"c%d" % n for n in range(100_000)) + b"\nA\n", tmp_path)
    assert isinstance(found, Diagnostic) and (found.code, found.message) == (
        "AQ207",
        "rings.csv has 100,001 columns; 500 are the most",
    )

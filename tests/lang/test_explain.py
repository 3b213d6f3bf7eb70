"""The registry of codes, `aqc explain` and the reference page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import compiler
from compiler import data_folder
from compiler.diagnostics.registry import explain_code, near_codes, reference, registry

COMPILER = Path(compiler.__file__).parent


def test_every_entry_is_complete_and_in_its_file() -> None:
    for code, entry in registry().items():
        assert re.fullmatch(r"AQ[0-6]\d\d", code)
        assert entry.title and entry.explain and entry.mend and entry.example, code
        assert len(entry.title) <= 70 and not entry.title.endswith("."), code


def test_every_code_in_the_source_is_registered_and_every_entry_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(COMPILER.rglob("*.py")))
    stages = {path.name[0] for path in (data_folder("schema") / "diagnostics").glob("*.yaml")}
    used = {code for code in re.findall(r'"(AQ\d{3})"', source) if code[2] in stages}
    assert used - set(registry()) == set(), "used and not registered"
    assert set(registry()) - used == set(), "registered and never used"


@pytest.mark.parametrize("spelling", ["AQ013", "aq013", "13", " AQ13 "])
def test_a_code_is_explained_however_it_is_spelt(spelling: str) -> None:
    text = explain_code(spelling)
    assert text is not None
    assert text.startswith("AQ013: an ambiguous number\n")
    assert "What to do" in text and "fish: 1e3" in text


@pytest.mark.parametrize("code", ["AQ998", "", "hello", "AQ0130", "²"])
def test_an_unknown_code_has_no_explanation(code: str) -> None:
    assert explain_code(code) is None


def test_near_codes_are_offered() -> None:
    assert "AQ013" in near_codes("AQ0133")
    assert near_codes("hello") == near_codes("AQ999") == ()


def test_the_reference_has_every_code_once() -> None:
    heads = re.findall(r"^### (AQ\d{3}): ", reference(), re.MULTILINE)
    assert heads == list(registry())

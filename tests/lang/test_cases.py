"""Every 0xx and 1xx code on real text, with file, line, message and hint."""

from pathlib import Path

import pytest
import yaml
from lang_cases import cases, differences, expected, name, schema_of
from test_hostile import BYTES

from compiler.diagnostics.registry import registry
from compiler.language.parse import parse_file, tree
from compiler.language.shape import check_shape


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@pytest.mark.parametrize("case", cases("parse"), ids=name)
def test_parse(case: Path, loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "LOADER", loader)
    _, diagnostics = parse_file(case)
    assert differences(expected(case), diagnostics) == []


@pytest.mark.parametrize("case", cases("shape"), ids=name)
def test_shape(case: Path) -> None:
    document, diagnostics = parse_file(case)
    assert document is not None
    assert diagnostics == ()
    assert differences(expected(case), check_shape(document, schema_of(case))) == []


def test_every_code_of_the_front_end_has_a_case() -> None:
    shown = {promise.code for stage in ("parse", "shape") for case in cases(stage) for promise in expected(case)}
    shown |= {code for code, *_ in BYTES.values()} | {"AQ002", "AQ008", "AQ050", "AQ051"}
    codes = {code for code in registry() if code < "AQ113"}
    assert codes - shown == set(), "without a case"
    assert shown - codes == set(), "not registered"

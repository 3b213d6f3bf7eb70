"""A few places of the matrix that `make matrix` walks through: the digest is that of smoke everywhere."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import smoke

MATRIX = Path(__file__).resolve().parent.parent / "benchmarks" / "matrix.py"


def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("matrix", MATRIX)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["matrix"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["keys in another order", "5 workers, umask 077", "no SIMD, no kernel"])
def test_surroundings_and_the_order_of_keys_change_no_byte(name: str) -> None:
    matrix = program()
    (variant,) = [one for one in matrix.variants("") if one.name == name]
    assert matrix.digest(variant, matrix.FARMS["smoke"]) == smoke.dump()[1].sha256


def test_another_seed_is_another_digest(tmp_path: Path) -> None:
    matrix = program()
    text = matrix.FARMS["smoke"].read_text("utf-8").replace("include: [", f"include: [{matrix.FARMS['smoke'].parent}/")
    text = text.replace(", library/", f", {matrix.FARMS['smoke'].parent}/library/").replace("seed: 7", "seed: 8")
    (tmp_path / "smoke.yaml").write_text(text, "utf-8")
    found = matrix.digest(matrix.Variant("another seed"), tmp_path / "smoke.yaml")
    assert len(found) == 64 and found != smoke.dump()[1].sha256

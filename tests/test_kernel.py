"""The compiled kernel gives what numpy gives, bit by bit; without a C compiler there is nothing to compare."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.biology.laws import _readings
from compiler.biology.laws._instruments import Sensed
from compiler.biology.laws._panel import panel_of
from compiler.exact import KERNEL, arithmetic, chance, kernel
from compiler.exact.arithmetic import bounds, cube_root, half_even
from compiler.filling import numbering
from compiler.filling.written import tallies, tally
from compiler.nouns import Day, Moment, Number, Rows, Same, Serial, Text, Water, WaterCourse, Word
from compiler.target.catalog import Key, Table, read_column
from compiler.writing import copytext

ROOT = Path(__file__).resolve().parent.parent
compiled = pytest.mark.skipif(KERNEL is None, reason="the kernel was not built")
BITS = st.floats(allow_nan=False, allow_infinity=False, width=64)


def numpy_alone(work: Callable[[], Any]) -> Any:
    """What comes of it without the kernel."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (arithmetic, chance, _readings, copytext, numbering):
            patch.setattr(module, "KERNEL", None)
        return work()


def same(work: Callable[[], Any]) -> None:
    """Equal bits, shapes and types with and without the kernel."""
    found, wanted = work(), numpy_alone(work)
    assert type(found) is type(wanted)
    if isinstance(found, np.ndarray):
        assert (found.dtype, found.shape, found.tobytes()) == (wanted.dtype, wanted.shape, wanted.tobytes())
    else:
        assert found == wanted


@compiled
@given(
    key=st.integers(0, 2**128 - 1),
    first=st.one_of(st.integers(-3, 3), st.integers(-(2**40), 2**40)),
    days=st.integers(0, 9),
    lanes=st.one_of(st.integers(0, 13), st.tuples(st.integers(0, 40), st.integers(0, 9))),
)
def test_words(key: int, first: int, days: int, lanes: int | tuple[int, int]) -> None:
    asked = lanes if isinstance(lanes, int) else range(lanes[0], lanes[0] + lanes[1])
    same(lambda: chance.words(key, first, days, asked))


@compiled
@given(st.lists(BITS.filter(lambda x: abs(x) < 2**40), max_size=40), st.integers(0, 3))
def test_half_even(values: list[float], decimals: int) -> None:
    """Ties among them, and doubles just beside a tie."""
    ties = [k / 2 / 10**decimals for k in range(-9, 9)]
    beside = [float(np.nextafter(tie, way)) for tie in ties for way in (-1e9, 1e9)]
    found = np.array([*values, *ties, *beside])
    same(lambda: half_even(found, decimals))
    same(lambda: half_even(found[::3].reshape(-1, 1), decimals))


@compiled
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=40))
def test_bounds(values: list[int]) -> None:
    found = np.array(values, dtype=np.int64)
    same(lambda: bounds(found))
    same(lambda: bounds(found[::-2]))
    assert bounds(found) == (min(values), max(values))


@compiled
@given(st.lists(st.floats(1e-300, 1e300), min_size=9, max_size=60))
def test_cube_root(values: list[float]) -> None:
    same(lambda: cube_root(np.array(values)))
    same(lambda: cube_root(np.array(values, dtype=np.float64)[::-2]))


def _water(chosen: np.random.Generator, at: int) -> Water:
    """Any law: half of the terms of each are 0, as they are in the library."""
    terms = (chosen.normal(0, 3, 6) * (chosen.random(6) < 0.5)).tolist()
    low, high = sorted(chosen.uniform(-5, 15, 2).tolist())
    monthly = tuple(chosen.normal(0, 2, 12).tolist()) if chosen.random() < 0.3 else (0.0,) * 12
    oxygen = float(chosen.choice([0.0, 0.0, -0.6, 0.5, 1.0]))
    kind = "OXYGEN" if chosen.random() < 0.2 else "OTHER"
    deviations = *chosen.uniform(0, 2, 2).tolist(), oxygen
    rare, shown = (3.0, float(chosen.uniform(0, 9))), (low, high, int(chosen.integers(0, 5)), bool(chosen.integers(2)))
    return Water(f"water {at}", "", kind, terms[0], monthly, *terms[1:], *deviations, *rare, *shown)


def _course(chosen: np.random.Generator) -> WaterCourse:
    months, hour = tuple(chosen.uniform(0, 2, 12).tolist()), int(chosen.integers(24))
    return WaterCourse(4, 0.95, 0.31, 10.0, hour, 0.5, months, 0.6, 14, (1.0, 0.5), (0.0, 1.0), (0.0, 1.0))


@compiled
@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    sensors=st.integers(0, 7),
    first=st.one_of(st.integers(-600, 600), st.integers(20_000, 21_000)),
    days=st.one_of(st.integers(0, 3), st.integers(4, 700)),
    hours=st.integers(0, 24),
    off_sd=st.sampled_from([0.0, 0.7]),
)
def test_readings(seed: int, sensors: int, first: int, days: int, hours: int, off_sd: float) -> None:
    """Any weather and any sensors: what both would show, also before 1970, of no day, and where no oxygen is known."""
    chosen = np.random.default_rng(seed)
    waters = tuple(_water(chosen, at) for at in range(8))
    course, at = _course(chosen), tuple(chosen.choice(24, hours, replace=False).tolist())
    instruments = SimpleNamespace(off_sd=off_sd, calibrated_days=int(chosen.integers(1, 200)))
    boxes = (SimpleNamespace(entity="ring 1", sensors=tuple(f"water {one}" for one in range(sensors))),)
    scenario: Any = SimpleNamespace(
        seed=seed, reading_hours=at, containers=boxes, water_course=course, instruments=instruments
    )
    panel = panel_of(SimpleNamespace(waters=waters), boxes[0])  # type: ignore[arg-type]

    def some(*shape: int) -> Any:
        return chosen.normal(0, 1, shape) if chosen.random() < 0.5 else None

    each = (days, sensors)
    daily = (chosen.uniform(0, 1.5, days), chosen.uniform(-1, 1, days), chosen.uniform(-1, 20, days))
    felt = _readings.Felt(*daily, chosen.normal(0, 1, each), some(*each), some(*each), some(days), some(days, hours))
    same(lambda: _readings.read(scenario, panel, Sensed(0, sensors, first, days), felt))


def _told(change: int = -1, to: Any = None, days: int = 2, keys: int = 48, hours: int = 3) -> tuple[Any, ...]:
    """What the kernel is told of a sensor on two days at three hours, with one array put in place of another."""
    sizes = (12, 2, 2, 2, 2, 2, 2, 2, 3, 6, 3, 3, 65536)
    arrays = tuple(to if at == change else np.zeros(size) for at, size in enumerate(sizes))
    return np.zeros(6, np.int32), bytes(keys), (0, days, hours, 9), arrays, (0.0,) * 6


COLUMNS = {
    "id": "bigint not null",
    "small": "smallint",
    "exact": "numeric(18,4)",
    "plain": "numeric(12,0)",
    "double": "double precision",
    "word": "character varying(20)",
    "text": "text",
    "day": "date",
    "moment": "timestamp with time zone",
    "flag": "boolean",
}


@compiled
@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 7, 300, 9000]))
def test_rows(seed: int, size: int) -> None:
    """Rows of all kinds of columns, some without a value, longer than one piece and shorter; days and times of day that
    come again, and none that does.
    """
    chosen = np.random.default_rng(seed)

    def null() -> Any:
        return chosen.random(size) < chosen.choice([0.0, 0.3, 1.0]) if chosen.random() < 0.7 else None

    texts = ["", "a\tb\\", "Hvalba", "x" * 20, None]
    most = 10 ** int(chosen.integers(1, 17))
    seconds = chosen.integers(-(10**10), 10**11, size)
    columns = {
        "id": Serial(int(chosen.integers(0, 10**12))),
        "small": Number(chosen.integers(-9, 10, size).astype(chosen.choice([np.int8, np.int16, np.int64])), 0, null()),
        "exact": Number(chosen.integers(-(10**11), 10**11, size), int(chosen.integers(0, 5)), null()),
        "double": Number(chosen.integers(-most, most, size), int(chosen.integers(0, 6)), null()),
        "plain": Number(chosen.integers(-(10**8), 10**8, size), 0, null()),
        "word": Word(texts, chosen.integers(0, len(texts), size).astype(np.int8)),
        "text": Text([texts[at] for at in chosen.integers(0, len(texts), size)]),
        "day": Day(chosen.integers(-354_285, 2_932_896, size), null()),
        "moment": Moment(chosen.choice(seconds[:5], size) if chosen.random() < 0.5 else seconds, null()),
        "flag": Same(bool(chosen.random() < 0.5)),
    }
    shown = tuple(read_column(name, kind) for name, kind in COLUMNS.items())
    table = Table("t", "test", shown, Key("t_pkey", ("id",)), (), (), (), ())
    columns = {name: column for name, column in columns.items() if name == "id" or chosen.random() < 0.8}
    same(lambda: copytext.encode(Rows(size, columns), table))


@compiled
@given(st.lists(st.lists(st.integers(-3, 6), max_size=9), max_size=4), st.booleans())
def test_ids_by_day(blocks: list[list[int]], short: bool) -> None:
    """Of several blocks, one after the other; where a row more comes than was counted, both refuse."""

    def ids() -> list[list[int]] | str:
        days = np.array([day for block in blocks for day in block], dtype=np.int64)
        counter = numbering.Counter("t", numbering.number(tallies([tally(days[short:])]), [0])[0])
        try:
            return [counter.ids(np.array(block, dtype=np.int32)).tolist() for block in blocks]
        except ValueError as error:
            return str(error)

    same(ids)


@compiled
@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda one: one.count_up(*[np.zeros(n, np.int64) for n in (3, 4)], 0, *[np.zeros(2, np.int64)] * 2), "fit"),
        (lambda one: one.words(np.zeros(3, np.uint64), (0, 0), 0, 2, (0, 2)), "size"),
        (lambda one: one.half_even(np.zeros(3, np.int64), np.zeros(4), 1.0), "size"),
        (lambda one: one.rows(bytearray(9), ((0, 10, b"0123456789", None, None, None, 0, 0),), 0, 1), "longer"),
        (lambda one: one.rows(bytearray(99), ((1, 3, None, np.zeros(2, np.int64), None, None, 0, 0),), 0, 3), "short"),
        (lambda one: one.rows(bytearray(99), ((9, 3, None, None, None, None, 0, 0),), 0, 3), "no such"),
        (lambda one: one.rows(bytearray(25), ((0, 10, b"0123456789", None, None, None, 0, 0),), 0, 1), "longer"),
        (lambda one: one.rows(bytearray(99), ((1, 3, None, None, None, None, 0, 0),), 0, 3), "without"),
        (lambda one: one.rows(bytearray(99), ((0, 0, None, None, None, None, 0, 0),), 0, 3), "without"),
        (lambda one: one.bounds(np.zeros(0, np.int64)), "no values"),
        (lambda one: one.readings(*_told(0)), "fit"),
        (lambda one: one.readings(*_told(12)), "fit"),
        (lambda one: one.readings(*_told(days=1)), "fit"),
        (lambda one: one.readings(*_told(keys=16)), "fit"),
        (lambda one: one.readings(*_told(keys=64)), "short"),
        (lambda one: one.readings(*_told(9, np.zeros(5))), "short"),
        (lambda one: one.readings(*_told(12, np.zeros(65535))), "short"),
        (lambda one: one.readings(*_told(keys=33)), "no such"),
        (lambda one: one.readings(*_told(days=-1)), "no such"),
        (lambda one: one.readings(*_told(days=2**62)), "no such"),
        (lambda one: one.readings(*_told(hours=2**62)), "no such"),
        (lambda one: one.readings(*_told()[:2], (0, 2, 3, 0), *_told()[3:]), "no such"),
        (lambda one: one.readings(*_told()[:3], _told()[3][:12], (0.0,) * 6), "many arrays"),
    ],
)
def test_what_does_not_fit_is_refused_and_not_read(call: Callable[[Any], object], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        call(KERNEL)


@compiled
def test_what_the_kernel_is_told_of_readings_would_fit() -> None:
    """So that each fault above is the only one."""
    assert KERNEL
    KERNEL.readings(*_told())
    KERNEL.readings(np.zeros(0, np.int32), b"", (0, 0, 0, 1), _told()[3], (0.0,) * 6)


def test_the_kernel_can_be_left_out() -> None:
    """By a word in the environment, and where it is of another text."""
    say = "from compiler.exact import KERNEL; print(KERNEL)"
    shown = subprocess.run(
        [sys.executable, "-c", say], env={**os.environ, "AQC_KERNEL": "numpy"}, cwd=ROOT, capture_output=True, text=True
    )
    assert shown.stdout == "None\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "REVISION", -1)
        assert kernel._load() is None


@pytest.mark.skipif(
    not shutil.which("cc") or not Path(sysconfig.get_paths()["include"], "Python.h").exists(),
    reason="no C compiler, or no header of Python",
)
def test_it_is_built_without_a_warning(tmp_path: Path) -> None:
    """As a wheel is, whose name then says for which machines; without a compiler it is for all."""
    for path in (ROOT / "hatch_build.py", *(ROOT / "compiler/exact").glob("*.[ch]")):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    say = "import hatch_build as hook; from pathlib import Path; print(repr(hook.compile_kernel(Path('.'))))"
    for environment, told in (
        ({"CC": "no-such-compiler"}, "'no-such-compiler: No such"),
        ({"CFLAGS": "-Werror"}, "''"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", say], cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True
        )
        assert done.stdout.startswith(told), done.stderr
        assert (tmp_path / "compiler/exact/_kernel.abi3.so").exists() == (told == "''")

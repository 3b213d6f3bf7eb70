"""Exact arithmetic against Python's own integers, fractions and dates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.exact import arithmetic as exact

EPOCH = date(1970, 1, 1)
NEAR_TIES = st.builds(lambda n, e: (n + 0.5) / 100 + e * 2.0**-40, st.integers(-(10**7), 10**7), st.integers(-2, 2))
FLOATS = st.floats(-1e9, 1e9, allow_nan=False) | NEAR_TIES


@given(x=FLOATS, decimals=st.integers(0, 4))
def test_half_even_is_pythons_round_of_the_exact_binary_value(x: float, decimals: int) -> None:
    found = int(exact.half_even(np.array([x]), decimals)[0])
    assert found == round(Fraction(x) * 10**decimals)
    assert found == int(Decimal(repr(round(x, decimals))).scaleb(decimals).to_integral_value())


@given(n=st.integers(-(2**60), 2**60), d=st.integers(1, 2**30))
def test_divide_half_up(n: int, d: int) -> None:
    found = int(exact.divide_half_up(np.array([n]), d)[0])
    assert found == (Fraction(n, d) + Fraction(1, 2)).__floor__()


@given(x=st.floats(1e-9, 1e12))
def test_cube_root_is_right_to_the_last_places(x: float) -> None:
    root = Fraction(float(exact.cube_root(np.array([x]))[0]))
    assert abs(root**3 / Fraction(x) - 1) < Fraction(3, 2**52)


@pytest.mark.parametrize("whole", [1, 2, 3, 10, 17, 100])
def test_cube_roots_of_cubes_are_close(whole: int) -> None:
    assert float(exact.cube_root(np.array(float(whole**3)))) == pytest.approx(whole, rel=1e-15)


@given(total=st.integers(0, 10**7), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_largest_remainder_shares_everything_nearly_in_proportion(total: int, weights: list[int]) -> None:
    parts = exact.largest_remainder(total, np.array(weights)).tolist()
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(total * weight, sum(weights))) < 1


@given(days=st.integers(-700_000, 2_900_000))
def test_civil_dates(days: int) -> None:
    expected = EPOCH + timedelta(days)
    assert tuple(int(x) for x in exact.civil(days)) == (expected.year, expected.month, expected.day)
    assert int(exact.day_number(expected.year, expected.month, expected.day)) == days
    assert int(exact.day_of_year(days)) == expected.timetuple().tm_yday


def test_between_months() -> None:
    """The value of a month holds on its 15th; half-way from 15 April to 15 May is the 30th of April."""
    course = [float(m) for m in range(12)]
    days = [(date(2023, m, d) - EPOCH).days for m, d in [(1, 15), (4, 15), (4, 30), (12, 15), (1, 1)]]
    expected = [0.0, 3.0, 3.5, 11.0, 11.0 + 17 / 31 * -11.0]
    assert exact.between_months(course, np.array(days)).tolist() == pytest.approx(expected, rel=1e-15)


def test_between_months_within_and_beyond_the_table() -> None:
    """The years that are kept in a table are those that are reckoned, to the last bit."""
    course, days = [float(m) * 1.1 for m in range(12)], np.arange(9_990, 26_400)
    inside = days[10:-20]
    far = exact.between_months(course, days)
    assert len(inside) < len(days) and exact.between_months(course, inside).tolist() == far[10:-20].tolist()
    assert exact.between_months(course, int(inside[7])) == far[17]

"""Arithmetic that is equal on every machine: only + - * / sqrt, comparisons, floor and integers, in a stated order."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compiler.exact.kernel import KERNEL

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]
Ints = NDArray[np.integer] | int

SECONDS_PER_DAY = 86_400
HOUR = 3_600
"""Seconds of an hour."""

_FEW = 8
"""Numpy returns scalars for arrays without a shape, and the kernel arrays."""
_TABLED_FROM, _TABLED_DAYS = 10_000, 1 << 14
"""1997 to 2042"""
_SPLIT = 134217729.0
"""2**27 + 1 cuts a double into two halves whose products are exact (Dekker 1971)."""


def _error(x: Float, y: float, product: Float) -> Float:
    """What x * y is more than the double it gave, exactly (Dekker's product; |x * y| < 2**990)."""
    big = x * _SPLIT
    high = big - (big - x)
    low = x - high
    big_y = y * _SPLIT
    high_y = big_y - (big_y - y)
    low_y = y - high_y
    error: Float = ((high * high_y - product) + high * low_y + low * high_y) + low * low_y
    return error


def half_even(x: NDArray[np.floating], decimals: int = 0) -> Int64:
    """x scaled by 10**decimals as Python's round() gives it: the exact binary value decides, ties go to even.

    Args:    x  float64 [any shape], |x| * 10**decimals < 2**52
    Returns: int64 [same shape]

    >>> half_even(np.array([0.285, 0.5, 1.5, -2.5]))
    array([ 0,  0,  2, -2])
    >>> int(half_even(np.array(0.285), 2))  # the double 0.285 lies below 0.285
    28
    """
    values, scale = np.asarray(x, dtype=np.float64), float(10**decimals)
    if KERNEL and values.size > _FEW:
        found = np.empty(values.shape, dtype=np.int64)
        KERNEL.half_even(found, np.ascontiguousarray(values), scale)
        return found
    product = values * scale
    whole = np.floor(product)
    part = product - whole
    rounded = np.asarray(whole.astype(np.int64) + (part > 0.5))
    half = part == 0.5
    if half.any():  # rare, so that the error of the product is asked for there alone
        error, below = _error(values[half], scale, product[half]), rounded[half]
        rounded[half] = below + ((error > 0.0) | (error == 0.0) & (below & 1 == 1))
    result: Int64 = rounded[()]
    return result


def divide_half_up(numerator: NDArray[np.integer], denominator: Ints) -> Int64:
    """Integer quotient rounded to nearest, ties upwards. int64 in, denominator > 0, |2 * numerator| < 2**63.

    >>> divide_half_up(np.array([7, 5, -5]), 2)
    array([ 4,  3, -2])
    """
    n = np.asarray(numerator, dtype=np.int64)
    d = np.asarray(denominator, dtype=np.int64)
    quotient: Int64 = (2 * n + d) // (2 * d)
    return quotient


def cube_root(x: NDArray[np.floating]) -> Float:
    """Cube root by Newton's method from a fixed start, within one unit in the last place.

    Args:    x  float64 [any shape], > 0
    Returns: float64 [same shape]; x = m * 8**e with 1/8 <= m < 1, so six steps always suffice.

    >>> cube_root(np.array([0.125, 27.0, 5000.0])).round(6).tolist()
    [0.5, 3.0, 17.099759]
    """
    values = np.asarray(x, dtype=np.float64)
    if KERNEL and values.size > _FEW:
        found = np.empty(values.shape)
        KERNEL.cube_root(found, np.ascontiguousarray(values))
        return found
    mantissa, exponent = np.frexp(values)
    triple = -(-exponent // 3)
    m = np.ldexp(mantissa, exponent - 3 * triple)
    root = 0.4 + 0.6 * m
    for _ in range(6):
        root = root - (root * root * root - m) / (3.0 * root * root)
    result: Float = np.ldexp(root, triple)
    return result


def cube(root: NDArray[np.floating]) -> Float:
    """root * root * root, in this order.

    >>> cube(np.array([0.5, 3.0])).tolist()
    [0.125, 27.0]
    """
    values = np.asarray(root, dtype=np.float64)
    result: Float = values * values * values
    return result


def bounds(values: NDArray[np.integer]) -> tuple[int, int]:
    """The least and the greatest of some integers. Errors: ValueError where there are none.

    >>> bounds(np.array([3, -1, 2]))
    (-1, 3)
    """
    if KERNEL and values.dtype == np.int64 and values.flags.c_contiguous:
        return KERNEL.bounds(values)
    return int(values.min()), int(values.max())


def largest_remainder(total: int | NDArray[np.integer], weights: NDArray[np.integer]) -> Int64:
    """Share `total` in proportion to integer weights; the parts add up exactly. Or each of many by weights of its own.

    Args:    total >= 0, weights int64 [..., n] >= 0 with a positive sum; total * max(weights) < 2**63
    Returns: int64 [..., n]; surplus units go to the largest remainders, earlier entries first on ties.

    >>> largest_remainder(10, np.array([1, 1, 1]))
    array([4, 3, 3])
    >>> largest_remainder(np.array([1000, 1]), np.array([[700, 235, 52, 14], [1, 1, 2, 1]])).tolist()
    [[699, 235, 52, 14], [0, 0, 1, 0]]
    """
    w, all_ = np.asarray(weights, dtype=np.int64), np.asarray(total, dtype=np.int64)[..., None]
    shared, whole = all_ * w, w.sum(axis=-1, keepdims=True)
    parts: Int64 = shared // whole
    surplus = all_ - parts.sum(axis=-1, keepdims=True)
    first = np.argsort(parts * whole - shared, axis=-1, kind="stable")  # by remainder, the largest first
    rank = np.empty_like(first)
    np.put_along_axis(rank, first, np.arange(w.shape[-1]), axis=-1)
    parts += rank < surplus
    return parts


def civil(days: Ints) -> tuple[Int64, Int64, Int64]:
    """Year, month (1-12) and day (1-31) of days since 1970-01-01, proleptic Gregorian, by integers only.

    >>> [int(part) for part in civil(19_782)]
    [2024, 2, 29]
    """
    z = np.asarray(days, dtype=np.int64) + 719468
    era = z // 146097
    of_era = z - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = np.where(shifted < 10, shifted + 3, shifted - 9)
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, day


def day_number(year: Ints, month: Ints, day: Ints) -> Int64:
    """Days since 1970-01-01 of a civil date; the inverse of `civil`.

    >>> int(day_number(2024, 2, 29))
    19782
    """
    m = np.asarray(month, dtype=np.int64)
    y = np.asarray(year, dtype=np.int64) - (m <= 2)
    era = y // 400
    year_of_era = y - era * 400
    of_year = (153 * (m + np.where(m > 2, -3, 9)) + 2) // 5 + np.asarray(day, dtype=np.int64) - 1
    of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + of_year
    number: Int64 = era * 146097 + of_era - 719468
    return number


def day_of_year(days: Ints) -> Int64:
    """1 to 366.

    >>> int(day_of_year(day_number(2024, 12, 31)))
    366
    """
    year, _, _ = civil(days)
    number: Int64 = np.asarray(days, dtype=np.int64) - day_number(year, 1, 1) + 1
    return number


def iso_date(day: int) -> str:
    """A day since 1970-01-01 as people write it.

    >>> iso_date(20410)
    '2025-11-18'
    """
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def iso_weekday(day: Ints) -> Int64:
    """1 Monday to 7 Sunday of days since 1970-01-01, which was a Thursday. Shape of day.

    >>> iso_weekday(np.array([0, 3, 4])).tolist()
    [4, 7, 1]
    """
    weekday: Int64 = (np.asarray(day) + 3) % 7 + 1
    return weekday


def between_months(monthly: ArrayLike, day: Ints) -> Float:
    """A yearly course given by months: a value holds on the 15th of its month, lines in between.

    Args:    monthly  twelve values, January to December      day  days since 1970-01-01 [any shape]
    Returns: float64 [same shape]

    >>> year = [4.0, 6.0, *[10.0] * 10]
    >>> between_months(year, day_number(2025, np.array([1, 2]), 15)).tolist()
    [4.0, 6.0]
    """
    values = np.asarray(monthly, dtype=np.float64)
    days = np.asarray(day, dtype=np.int64)
    at = days - _TABLED_FROM
    # days before those are above all as unsigned numbers
    known = int(at.astype(np.uint64).max(initial=0)) < _TABLED_DAYS
    begins, ends, part = (one[at] for one in _tabled_months()) if known else _in_months(days)
    before = values[begins]
    course: Float = before + part * (values[ends] - before)
    return course


def _in_months(days: Int64) -> tuple[Int64, Int64, Float]:
    """The months (0-11) from the middle of one of which to that of the other a day lies, and the part that is over."""
    year, month, of_month = civil(days)
    count = year * 12 + month - 1 - (of_month < 15)
    after = count + 1
    first = day_number(count // 12, count % 12 + 1, 15)
    last = day_number(after // 12, after % 12 + 1, 15)
    return count % 12, after % 12, (days - first) / (last - first)


@cache
def _tabled_months() -> tuple[Int64, Int64, Float]:
    """Likewise of the days of a farm: they are asked for again and again."""
    return _in_months(np.arange(_TABLED_FROM, _TABLED_FROM + _TABLED_DAYS))


PI = 3.141592653589793


def sine(x: ArrayLike) -> Float:
    """Sine of angles in radians, |x| < 100, by its series within a quarter turn; right within 1e-13.

    >>> sine(np.array([0.0, PI / 6, PI / 2, -PI / 2])).round(12).tolist()
    [0.0, 0.5, 1.0, -1.0]
    """
    values = np.asarray(x, dtype=np.float64)
    turns = np.floor(values / PI + 0.5)
    part = values - turns * PI
    square = part * part
    series = np.ones_like(part)
    for k in range(10, 0, -1):
        series = 1.0 - square / (2.0 * k * (2.0 * k + 1.0)) * series
    odd = turns - 2.0 * np.floor(turns / 2.0)
    result: Float = (1.0 - 2.0 * odd) * part * series
    return result


def arc_cosine(x: ArrayLike) -> Float:
    """Angle in [0, pi] whose cosine is x, cut at -1 and 1: halved four times, then its sine's series; within 1e-10.

    >>> (arc_cosine(np.array([-2.0, 0.0, 1.0])) / PI).round(9).tolist()
    [1.0, 0.5, 0.0]
    """
    cosine = np.minimum(np.maximum(np.asarray(x, dtype=np.float64), -1.0), 1.0)
    for _ in range(4):
        cosine = np.sqrt((1.0 + cosine) / 2.0)
    sine_of = np.sqrt(np.maximum((1.0 - cosine) * (1.0 + cosine), 0.0))
    square, series = sine_of * sine_of, np.ones_like(sine_of)
    for k in range(12, 0, -1):
        series = 1.0 + square * (2.0 * k - 1.0) * (2.0 * k - 1.0) / (2.0 * k * (2.0 * k + 1.0)) * series
    result: Float = 16.0 * sine_of * series
    return result

"""Addressed chance: the published generator, values that depend on their address only, distributions that are right."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.exact import chance as rng
from compiler.exact.chance import Stream

WORD = 2**64 - 1
STREAMS = (Path(__file__).parent / "golden" / "streams.txt").read_text(encoding="utf-8").splitlines()


def philox(counter: int, key: int) -> list[int]:
    """Philox4x64-10 in plain Python, from the paper (Salmon et al. 2011, section 3.3)."""
    c = [counter >> 64 * i & WORD for i in range(4)]
    k = [key & WORD, key >> 64]
    for _ in range(10):
        low = 0xD2E7470EE14C6C93 * c[0]
        high = 0xCA5A826395121157 * c[2]
        c = [high >> 64 ^ c[1] ^ k[0], high & WORD, low >> 64 ^ c[3] ^ k[1], low & WORD]
        k = [(k[0] + 0x9E3779B97F4A7C15) & WORD, (k[1] + 0xBB67AE8584CAA73B) & WORD]
    return c


KNOWN = [
    (0, 0, [0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B]),
    (2**256 - 1, 2**128 - 1, [0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0]),
]
"""Known answers of the authors' reference implementation (Random123, kat_vectors, philox4x64 10)."""


def test_streams_are_only_added_to() -> None:
    """A new stream is a new line at the end of the file, too. Aliases count as members: no two names share a number."""
    assert [f"{name} {int(stream)}" for name, stream in Stream.__members__.items()] == STREAMS
    assert len({line.split()[1] for line in STREAMS}) == len(STREAMS)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_the_plain_generator_gives_the_published_answers(counter: int, key: int, expected: list[int]) -> None:
    assert philox(counter, key) == expected


@given(key=st.integers(0, 2**128 - 1), first=st.integers(-5, 40_000), days=st.integers(1, 5), lanes=st.integers(1, 9))
def test_words_are_philox_blocks_at_their_address(key: int, first: int, days: int, lanes: int) -> None:
    found = rng.words(key, first, days, lanes)
    for day in range(days):
        for lane in range(lanes):
            counter = ((lane // 4 << 64) + first + day) % 2**256
            assert int(found[day, lane]) == philox(counter, key)[lane % 4]


@given(first=st.integers(0, 30_000), skip=st.integers(0, 50), days=st.integers(1, 50), lanes=st.integers(1, 8))
def test_a_value_does_not_depend_on_the_range(first: int, skip: int, days: int, lanes: int) -> None:
    whole = rng.words(99, first, skip + days, 8)
    assert (rng.words(99, first + skip, days, lanes) == whole[skip:, :lanes]).all()


@given(st.integers(0, 3000), st.integers(0, 40), st.integers(0, 12), st.integers(0, 12))
def test_a_range_of_lanes_is_cut_out_of_all(first: int, days: int, low: int, more: int) -> None:
    assert (
        rng.words(99, first, days, range(low, low + more)) == rng.words(99, first, days, 24)[:, low : low + more]
    ).all()
    assert rng.words(99, first, days, range(low, low + more)).shape == (days, more)


@pytest.mark.parametrize("lanes", [1, 4, 7, range(2, 3), range(3, 9)])
def test_many_entities_are_drawn_as_each_is(lanes: int | range) -> None:
    names = ["A/1", "å", ""]
    drawn = rng.words_of_all(7, Stream.MEALS, names, (-3, 5), lanes)
    assert drawn.dtype == np.uint64
    assert [one.tolist() for one in drawn] == [
        rng.words(rng.key(7, Stream.MEALS, name), -3, 5, lanes).tolist() for name in names
    ]
    assert rng.words_of_all(7, Stream.MEALS, [], (0, 2)).shape == (0, 2, 4)


def test_a_key_depends_on_seed_stream_and_name() -> None:
    keys = {rng.key(s, t, e) for s in (1, 2) for t in (Stream.DEATHS, Stream.MEALS) for e in ("A", "B", "A/1")}
    assert len(keys) == 12
    assert rng.key(1, Stream.DEATHS, "A") == rng.key(1, Stream(12), "A")


def test_streams_are_append_only() -> None:
    assert [s.name for s in Stream][:5] == [
        "EGGS",
        "DEAD_ON_ARRIVAL",
        "BATCH_GROWTH",
        "HARVEST_WEIGHT",
        "BATCH_QUALITY",
    ]
    assert [int(s) for s in Stream] == list(range(1, len(Stream) + 1))


def test_sixteen_bit_lanes_start_at_the_low_end() -> None:
    words = np.array([[0x0004000300020001, 0xFFFF000000008000]], dtype=np.uint64)
    assert rng.sixteen(words).tolist() == [[1, 2, 3, 4, 0x8000, 0, 0, 0xFFFF]]
    assert rng.sixteen(words.astype(">u8")).tolist() == [[1, 2, 3, 4, 0x8000, 0, 0, 0xFFFF]]


def test_uniform_takes_the_upper_53_bits() -> None:
    words = np.array([0, 2**64 - 1, 1 << 63, 2047], dtype=np.uint64)
    assert rng.uniform(words).tolist() == [0.0, 1.0 - 2.0**-53, 0.5, 0.0]


@pytest.mark.parametrize("per_year", [0.0, 1e-9, 0.3, 52.0, 364.999, 365.0, 400.0])
def test_what_begins_is_told_from_words_as_from_their_values(per_year: float) -> None:
    limit = int(min(per_year / 365.0, 1.0) * 2.0**64)
    near = [limit + step for step in range(-9000, 9000, 500) if 0 <= limit + step < 1 << 64]
    words = np.array([0, *near, (1 << 64) - 1], dtype=np.uint64)
    assert rng.begins(words, per_year).tolist() == (rng.uniform(words) * 365.0 < per_year).tolist()


def test_the_normal_table_holds_the_quantiles() -> None:
    table = rng.normal_table()
    places = [0, 1, 17, 655, 10_000, 32_767, 32_768, 60_000, 65_535]
    for i in places:
        assert table[i] == pytest.approx(NormalDist().inv_cdf((i + 0.5) / 65536), abs=2.0**-25 + 1e-12)
    assert (np.diff(table) > 0).all()
    assert (table == -table[::-1]).all()
    assert float((table * table).cumsum()[-1]) / 65536 == pytest.approx(1.0, abs=1e-4)


def test_quantile_meets_the_table_and_stays_within_its_ends() -> None:
    table = rng.normal_table()
    middle = (np.array([0, 5, 40_000, 65_535]) + 0.5) / 65536
    assert rng.quantile(middle).tolist() == table[[0, 5, 40_000, 65_535]].tolist()
    assert rng.quantile(np.array([0.0, 1.0 - 2.0**-53])).tolist() == [table[0], table[-1]]


@pytest.mark.parametrize("mean", [0.0, 0.02, 0.7, 3.0, 12.0, 23.99, 24.01, 60.0, 1e3, 1e6])
def test_poisson_has_the_right_mean_and_variance(mean: float) -> None:
    u = rng.uniform(rng.words(rng.key(5, Stream.DEATHS, str(mean)), 0, 50_000, 4)).ravel()
    counts = rng.poisson(u, np.full(u.shape, mean))
    assert counts.min() >= 0
    if mean == 0.0:
        assert counts.max() == 0
        return
    n = len(u)
    assert counts.mean() == pytest.approx(mean, abs=4 * (mean / n) ** 0.5)
    assert counts.var() == pytest.approx(mean, rel=0.01 + 4 * ((2 + 1 / mean) / n) ** 0.5)


def test_poisson_inverts_the_distribution() -> None:
    """P(0) and P(1) of mean 2 are e^-2 and 2 e^-2: the count steps exactly there."""
    p0 = 0.1353352832366127
    edge = np.array([p0 - 1e-12, p0 + 1e-12, 3 * p0 - 1e-12, 3 * p0 + 1e-12])
    assert rng.poisson(edge, np.full(4, 2.0)).tolist() == [0, 1, 1, 2]


def test_choose_follows_integer_weights() -> None:
    u = (np.arange(1000) + 0.5) / 1000
    assert np.bincount(rng.choose(u, np.array([100, 0, 650, 250]))).tolist() == [100, 0, 650, 250]
    assert rng.choose(u[:2], np.array([0, 0])).tolist() == [1, 1]


def test_single_values_are_those_of_the_arrays() -> None:
    words = rng.words(rng.key(3, Stream.EGGS, "FI-1"), 12, 1, 8)
    assert rng.one_uniform(3, Stream.EGGS, "FI-1", 12, 6) == float(rng.uniform(words)[0, 6])
    assert rng.one_normal(3, Stream.EGGS, "FI-1", 12, 6) == float(rng.normal(words)[0, 6])

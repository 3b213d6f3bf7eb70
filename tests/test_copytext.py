"""COPY text is what the server itself would print: checked with a slow formatter and with real servers."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.exact import jsonb
from compiler.nouns.rows import Column, Day, Double, Moment, Number, Rows, Same, Serial, Text, Word
from compiler.target import load_catalog
from compiler.target.catalog import Key, Table, read_column
from compiler.writing import copytext
from compiler.writing.values import spell

TYPES = {
    "small": "smallint",
    "whole": "integer",
    "big": "bigint not null",
    "exact": "numeric(10,4)",
    "share": "numeric(5,2)",
    "place": "numeric(9,6)",
    "plain": "numeric(12,0)",
    "about": "double precision",
    "flag": "boolean",
    "word": "character varying(20)",
    "text": "text",
    "day": "date",
    "moment": "timestamp with time zone",
    "clock": "time without time zone",
    "json": "jsonb",
    "uuid": "uuid",
}


@pytest.fixture(autouse=True, scope="module", params=["kernel", "numpy"])
def encoder(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both print all of it; where the kernel was not built, numpy does twice."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(copytext, "KERNEL", None)
        yield


EPOCH_DAY = date(1970, 1, 1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def table(*names: str) -> Table:
    """A table with the named ones of TYPES as columns."""
    columns = tuple(read_column(name, TYPES[name]) for name in names or TYPES)
    return Table("t", "test", columns, Key("t_pkey", (columns[0].name,)), (), (), (), ())


def lines(name: str, values: Column, size: int) -> list[str]:
    """The lines of a column alone."""
    text = copytext.encode(Rows(size, {name: values}), table(name)).decode()
    assert text.count("\n") == size
    return text.split("\n")[:-1]


@pytest.fixture(scope="module")
def connection(postgres: Callable[[int], Any], some_version: int) -> Iterator[Any]:
    opened = psycopg2.connect(postgres(some_version).dsn(), options="-c timezone=UTC")
    yield opened
    opened.close()


def through_server(connection: Any, text: bytes, shape: Table) -> bytes:
    """COPY in, COPY out, in a table of those types that is gone afterwards."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in shape.columns)
    out = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE t ({columns})")
        cursor.copy_expert("COPY t FROM STDIN", io.BytesIO(text))
        cursor.copy_expert("COPY t TO STDOUT", out)
    connection.rollback()
    return out.getvalue()


JSON_TEXT = jsonb({"bb": 1, "a": [1.5, None]})
ints = np.array
mask = np.array

CASES: list[tuple[str, Column, list[str]]] = [
    ("big", Serial(9998), ["9998", "9999", "10000"]),
    ("big", Number(ints([0, -7, 10**18])), ["0", "-7", "1000000000000000000"]),
    ("small", Number(ints([32767, -32767, 5], np.int16)), ["32767", "-32767", "5"]),
    ("whole", Number(ints([1, 2, 3]), null=mask([False, True, False])), ["1", "\\N", "3"]),
    ("whole", Number(ints([1, 2, 3]), null=mask([True, True, True])), ["\\N", "\\N", "\\N"]),
    ("exact", Number(ints([1234, 5, 0]), 2), ["12.3400", "0.0500", "0.0000"]),
    ("exact", Number(ints([-5, -123456, 7]), 4), ["-0.0005", "-12.3456", "0.0007"]),
    ("exact", Number(ints([12, -3, 0])), ["12.0000", "-3.0000", "0.0000"]),
    ("exact", Number(ints([999999, 1, 2]), 0, mask([False, False, True])), ["999999.0000", "1.0000", "\\N"]),
    ("share", Number(ints([99999, -99999, 100], np.int32), 2), ["999.99", "-999.99", "1.00"]),
    ("place", Number(ints([62012345, -6789012, 1]), 6), ["62.012345", "-6.789012", "0.000001"]),
    ("plain", Number(ints([0, 123456789012 - 1, 4])), ["0", "123456789011", "4"]),
    ("about", Number(ints([150, -25, 1000]), 2), ["1.5", "-0.25", "10"]),
    ("about", Double(ints([0.1, 1e15, -0.0])), ["0.1", "1e+15", "-0"]),
    ("about", Double(ints([1e-5, 123456.75, 1e14]), mask([False, False, True])), ["1e-05", "123456.75", "\\N"]),
    ("flag", Same(True), ["t", "t", "t"]),
    ("flag", Word(("f", "t", None), ints([1, 0, 2], np.uint8)), ["t", "f", "\\N"]),
    ("word", Word(("a\tb", None, ""), ints([0, 1, 2])), ["a\\tb", "\\N", ""]),
    ("text", Text(["back\\slash", "\\N", "\\."]), ["back\\\\slash", "\\\\N", "\\\\."]),
    ("text", Text(["\n\r\b\f\v", "føroyar 𝄞", None]), ["\\n\\r\\b\\f\\v", "føroyar 𝄞", "\\N"]),
    ("text", Text(["", "", ""]), ["", "", ""]),
    ("text", Same(None), ["\\N", "\\N", "\\N"]),
    ("exact", Same("2.5"), ["2.5000"] * 3),
    ("exact", Text(["0.1", "-0.0", "7"]), ["0.1000", "0.0000", "7.0000"]),
    ("day", Day(ints([0, -1, 19723])), ["1970-01-01", "1969-12-31", "2024-01-01"]),
    ("day", Day(ints([0, 1, 2]), mask([False, True, False])), ["1970-01-01", "\\N", "1970-01-03"]),
    ("day", Day(ints([-354285, 0, 2932896])), ["1000-01-01", "1970-01-01", "9999-12-31"]),
    (
        "moment",
        Moment(ints([0, -1, 1704088799])),
        ["1970-01-01 00:00:00+00", "1969-12-31 23:59:59+00", "2024-01-01 05:59:59+00"],
    ),
    ("moment", Moment(ints([5, 6, 7]), mask([True, False, True])), ["\\N", "1970-01-01 00:00:06+00", "\\N"]),
    ("moment", Same("2024-01-01 00:00:00.5+00"), ["2024-01-01 00:00:00.5+00"] * 3),
    ("clock", Same("08:00:00"), ["08:00:00"] * 3),
    (
        "json",
        Text([jsonb({"bb": 1, "a": [1.5, None]}), "[]", "{}"]),
        ['{"a": [1.5, null], "bb": 1}', "[]", "{}"],
    ),
    ("uuid", Same("0f8fad5b-d9cb-469f-a165-70867728950e"), ["0f8fad5b-d9cb-469f-a165-70867728950e"] * 3),
]


@pytest.mark.parametrize(("name", "values", "expected"), CASES, ids=[f"{n}-{i}" for i, (n, *_) in enumerate(CASES)])
def test_a_column_is_printed_as(name: str, values: Column, expected: list[str]) -> None:
    assert lines(name, values, 3) == expected


def test_the_server_prints_every_case_alike(connection: Any) -> None:
    for name, values, expected in CASES:
        text = copytext.encode(Rows(3, {name: values}), table(name))
        assert through_server(connection, text, table(name)) == text == "".join(f"{e}\n" for e in expected).encode()


REFUSED: list[tuple[str, Column, str]] = [
    ("small", Number(ints([1, 40000])), "does not fit smallint"),
    ("whole", Number(ints([2**31, 0])), "does not fit integer"),
    ("whole", Number(ints([1, 2]), 1), "does not fit integer"),
    ("share", Number(ints([100000, 0]), 2), r"does not fit numeric\(5,2\)"),
    ("share", Number(ints([1, 0]), 3), r"does not fit numeric\(5,2\)"),
    ("share", Same("1.234"), r"does not fit numeric\(5,2\)"),
    ("share", Same("1e2"), "is not a number"),
    ("big", Number(ints([1, 2]), null=mask([True, False])), "NULL in a NOT NULL"),
    ("big", Same(None), "NULL in a NOT NULL"),
    ("big", Number(ints([1, 2, 3])), "3 values for 2 rows"),
    ("text", Number(ints([1, 2])), "numbers for text"),
    ("whole", Double(ints([1.0, 2.0])), "a double for integer"),
    ("day", Moment(ints([1, 2])), "timestamp with time zone for date"),
    ("day", Day(ints([1, 10**7])), "leave the years"),
    ("day", Same("2024-13-01"), "as the server prints it"),
    ("moment", Same("2024-01-01 00:00:00"), "as the server prints it"),
    ("moment", Same("2024-01-01 00:00:00.50+00"), "as the server prints it"),
    ("flag", Same("true"), "as the server prints it"),
    ("word", Same("x" * 21), "21 characters"),
    ("word", Word(("a",), ints([0, 1])), "outside of a vocabulary of 1"),
    ("word", Word(("a",), ints([0, -1])), "outside of a vocabulary of 1"),
    ("text", Text(["a\0b", ""]), "NUL"),
    ("text", Text(["\ud800", ""]), "surrogates"),
]


@pytest.mark.parametrize(("name", "values", "reason"), REFUSED, ids=[f"{n}-{i}" for i, (n, *_) in enumerate(REFUSED)])
def test_what_a_column_cannot_hold_is_refused(name: str, values: Column, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        copytext.encode(Rows(2, {name: values}), table(name))


def test_columns_come_in_catalog_order_and_missing_ones_are_null() -> None:
    rows = Rows(2, {"text": Same(""), "big": Serial(9), "share": Number(ints([1, 2]))})
    assert copytext.encode(rows, table("small", "big", "share", "text")) == b"\\N\t9\t1.00\t\n\\N\t10\t2.00\t\n"


def test_unknown_and_missing_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="no column colour"):
        copytext.encode(Rows(1, {"colour": Same("red")}), table("text"))
    with pytest.raises(ValueError, match="column big: NULL"):
        copytext.encode(Rows(1, {}), table("big"))


def test_no_rows_are_no_bytes() -> None:
    empty = np.array([], np.int64)
    columns: dict[str, Column] = {
        "big": Serial(1), "exact": Number(empty, 2), "day": Day(empty), "moment": Moment(empty),
        "text": Text([]), "word": Word([], empty), "about": Double(np.array([], np.float64)),
    }  # fmt: skip
    assert copytext.encode(Rows(0, columns), table()) == b""


@pytest.mark.parametrize("size", [1, 7, 40_000])
def test_blocks_are_whole_rows_and_add_up(size: int) -> None:
    values = (np.arange(size) * 7919) % 100_003
    rows = Rows(size, {"big": Serial(1), "exact": Number(values, 2), "moment": Moment(values * 3600)})
    shape = table("big", "exact", "moment")
    found = list(copytext.blocks(rows, shape))
    assert all(block.endswith(b"\n") for block in found)
    assert b"".join(found) == copytext.encode(rows, shape)
    expected = [
        f"{row + 1}\t{Decimal(value).scaleb(-2):.4f}\t{EPOCH + timedelta(hours=value):%Y-%m-%d %H:%M:%S}+00"
        for row, value in enumerate(values.tolist())
    ]
    assert copytext.encode(rows, shape).decode().splitlines() == expected


def slow(value: int, decimals: int, scale: int) -> str:
    return f"{Decimal(value).scaleb(-decimals):.{scale}f}" if value else f"{Decimal(0):.{scale}f}"


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_numbers_of_any_size_equal_a_slow_formatter(data: st.DataObject) -> None:
    scale = data.draw(st.integers(0, 9))
    decimals = data.draw(st.integers(0, scale))
    bound = 10 ** data.draw(st.integers(1, 9 + decimals)) - 1
    values = data.draw(st.lists(st.integers(-bound, bound), min_size=1, max_size=40))
    null = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)) | st.none())
    repeat = data.draw(st.sampled_from([1, 200]))
    shape = Table("t", "test", (read_column("n", f"numeric(18,{scale})"),), Key("k", ("n",)), (), (), (), ())
    column = Number(np.array(values * repeat), decimals, None if null is None else np.array(null * repeat))
    text = copytext.encode(Rows(len(values) * repeat, {"n": column}), shape).decode().splitlines()
    missing = null or [False] * len(values)
    assert (
        text
        == ["\\N" if gone else slow(value, decimals, scale) for value, gone in zip(values, missing, strict=True)]
        * repeat
    )


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_from_the_server(connection: Any, texts: list[str]) -> None:
    text = copytext.encode(Rows(len(texts), {"text": Text(texts)}), table("text"))
    assert through_server(connection, text, table("text")) == text
    vocabulary = sorted(set(texts))
    codes = np.array([vocabulary.index(value) for value in texts])
    assert copytext.encode(Rows(len(texts), {"text": Word(vocabulary, codes)}), table("text")) == text


def test_doubles_are_printed_as_the_server_does(connection: Any) -> None:
    chance = random.Random(1)
    values = [struct.unpack("d", chance.randbytes(8))[0] for _ in range(20_000)]
    values += [digits * 10.0**power for digits in (1, -1.5, 123456789) for power in range(-25, 25)]
    values += [float(chance.randrange(2**53, 2**63)) for _ in range(20_000)]
    values += [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0**53, 2.0**53 + 2, 9.5e-5, 0.0001]
    values += [float("nan"), float("inf"), float("-inf"), 0.0, -0.0]
    values += [round(chance.uniform(0, 30), chance.randrange(6)) for _ in range(5_000)]
    text = copytext.encode(Rows(len(values), {"about": Double(np.array(values))}), table("about"))
    assert through_server(connection, text, table("about")) == text


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(JSON, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_jsonb_is_printed_as_the_server_does(connection: Any, values: list[Any]) -> None:
    text = copytext.encode(Rows(len(values), {"json": Text([jsonb(value) for value in values])}), table("json"))
    assert through_server(connection, text, table("json")) == text


@given(st.lists(st.integers(-(10**10), 10**11), min_size=1, max_size=50))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_moments_and_days_come_back_from_the_server(connection: Any, seconds: list[int]) -> None:
    values = np.array(seconds)
    rows = Rows(len(values), {"day": Day(values // 86_400), "moment": Moment(values)})
    text = copytext.encode(rows, table("day", "moment"))
    assert through_server(connection, text, table("day", "moment")) == text


@pytest.mark.parametrize("value", [float("nan"), "a\0b", {1, 2}, {"a\0": 1}])
def test_what_jsonb_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        jsonb(value)


def test_every_type_of_the_target_can_be_written() -> None:
    samples = {"boolean": "t", "date": "2024-01-01", "timestamp with time zone": "2024-01-01 00:00:00+00"}
    samples |= {"time without time zone": "08:00:00", "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e", "jsonb": "{}"}
    for shape in load_catalog().tables.values():
        for column in shape.columns:
            assert spell(samples.get(column.base, "1"), column)

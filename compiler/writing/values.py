"""Single values as the server prints them: the slow half of copytext, for vocabularies, seeds and small tables."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from compiler.target import Column

NULL = b"\\N"
INTEGERS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
"""Bound of each integer type: values lie in (-bound, bound); the one below has no magnitude of its own type."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"})
_SPECIAL = re.compile(r"[\\\t\n\r\x08\f\v\0]")
"""What text rarely holds: to look for it is quicker than to translate."""
_NUMERAL = re.compile(r"(?P<sign>-?)(?P<whole>0|[1-9]\d*)(?:\.(?P<fraction>\d+))?", re.ASCII)
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{0,5}[1-9])?"
_FORMS = {
    "boolean": re.compile(r"[tf]"),
    "date": re.compile(_DAY, re.ASCII),
    "time without time zone": re.compile(_CLOCK, re.ASCII),
    "timestamp with time zone": re.compile(rf"{_DAY} {_CLOCK}\+00", re.ASCII),
    "uuid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII),
}


def spell(value: str | int | bool | None, column: Column) -> bytes:
    """One value of a column as COPY text.

    Text for numbers is padded to the column's scale; other typed text must already be as the server prints it.

    Errors: ValueError when the column cannot hold the value (our bug: tables/ made it).
    """
    if value is None:
        if column.not_null:
            raise ValueError(f"column {column.name}: NULL in a NOT NULL column")
        return NULL
    if isinstance(value, bool):
        value = "t" if value else "f"
    text = str(value)
    if column.base in INTEGERS or column.base == "numeric":
        return _number(text, column)
    if column.base == "double precision":
        return double(float(text)).encode()
    form = _FORMS.get(column.base)
    if form and not form.fullmatch(text):
        raise ValueError(f"column {column.name}: {text!r} is not a {column.base} as the server prints it")
    if column.arguments and len(text) > column.arguments[0]:
        raise ValueError(f"column {column.name}: {len(text)} characters in {column.type}: {text!r}")
    return escape(text)


def escape(text: str) -> bytes:
    """Text between two tabs of COPY. Errors: ValueError for NUL and for lone surrogates, which no server stores."""
    if not _SPECIAL.search(text):
        return text.encode()
    if "\0" in text:
        raise ValueError(f"NUL character in {text!r}")
    return text.translate(_ESCAPES).encode()


def check_range(low: int, high: int, decimals: int, column: Column) -> None:
    """Refuse scaled integers low..high that the column cannot hold exactly.

    Errors: ValueError with the column and the value.
    """
    if column.base in INTEGERS:
        bound = INTEGERS[column.base] * 10**decimals
        fits = decimals == 0 and -bound < low and high < bound
    elif column.base == "numeric" and column.arguments:
        precision, scale = column.arguments
        bound = 10 ** (precision - scale + decimals)
        fits = decimals <= scale and -bound < low and high < bound
    else:
        raise ValueError(f"column {column.name}: numbers for {column.type}")
    if not fits:
        shown = " to ".join(str(Decimal(end).scaleb(-decimals)) for end in dict.fromkeys((low, high)))
        raise ValueError(f"column {column.name}: {shown} does not fit {column.type}")


def double(value: float) -> str:
    """double precision as the server prints it: shortest digits, exponent form below 1e-04 and from 1e+15."""
    text = repr(value)
    if -1e15 < value < 1e15 and "e" not in text:
        return text.removesuffix(".0")
    if not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if value == 0:
        return sign + "0"
    _, numerals, exponent = _shortest(abs(value)).normalize().as_tuple()
    digits = "".join(map(str, numerals))
    power = len(digits) - 1 + int(exponent)
    if not -4 <= power < 15:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{fraction}e{power:+03d}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    whole, fraction = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole


def _shortest(value: float) -> Decimal:
    """The shortest decimal inside of the interval that reads back as the value, which must be positive.

    Python also takes a decimal that lies on the interval's edge, half way to the neighbour, and the server does not.
    Such edges have few enough digits only above 2**53.
    """
    text = Decimal(repr(value))
    if value < 2**53 or not _is_edge(text, value):
        return text
    longer = (Decimal(f"{value:.{digits}e}") for digits in range(len(text.as_tuple().digits), 17))
    return next(text for text in longer if float(text) == value and not _is_edge(text, value))


def _is_edge(text: Decimal, value: float) -> bool:
    """Whether the decimal lies half way between the value, at least 2**53, and its neighbour on that side."""
    neighbour = math.nextafter(value, math.inf if text > Decimal(value) else 0.0)
    return 2 * int(text) == int(value) + (int(neighbour) if math.isfinite(neighbour) else 2**1024)


def _number(text: str, column: Column) -> bytes:
    match = _NUMERAL.fullmatch(text)
    if not match:
        raise ValueError(f"column {column.name}: {text!r} is not a number")
    fraction = match["fraction"] or ""
    scaled = int(match["whole"] + fraction) * (-1 if match["sign"] else 1)
    check_range(scaled, scaled, len(fraction), column)
    scale = column.arguments[1] if column.base == "numeric" else 0
    sign = match["sign"] if scaled else ""
    return f"{sign}{match['whole']}{'.' if scale else ''}{fraction.ljust(scale, '0')}".encode()

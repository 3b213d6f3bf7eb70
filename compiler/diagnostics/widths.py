"""Text on a terminal: what is safe to print, and how many columns it takes."""

from __future__ import annotations

import unicodedata

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with control, format and unassigned characters written as <U+001B>, so that none acts on a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(printable(character) for character in text)


def printable(character: str) -> str:
    """One character as `visible` writes it."""
    return f"<U+{ord(character):04X}>" if unicodedata.category(character) in _UNSAFE else character


def width(text: str) -> int:
    """Columns that printed text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1

"""What is said about a mistake in the tree of one text: code -> message and hint, with places for the particulars."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

from compiler.diagnostics import Diagnostic, Span

_WORDS = {
    "AQ007": (
        "a second document begins here; a scenario is one document",
        "remove the line ---, or move the rest to a file and include it",
    ),
    "AQ010": (
        "the text holds the control character {name}",
        "remove the escape; texts may hold letters, digits, signs, spaces and line ends",
    ),
    "AQ011": ("`{key}` is given twice", "remove one of the two, or rename it"),
    "AQ016": ("`{key}` has no value", "type a value after the colon; null removes what an included file says"),
    "AQ018": (
        "the tag `{tag}`; the language has no tags",
        "remove the word with the !, or quote the text if it is meant",
    ),
    "AQ019": ("a key must be text; this is a {kind}", "{advice}"),
    "AQ020": (
        "`<<` merges another map in YAML 1.1; this language has no merge keys",
        "put what is shared into a file of its own and name it under include",
    ),
    "AQ021": ("`*{name}` repeats a value that nothing above is named for", "{advice}"),
    "AQ022": ("`*{name}` stands inside the value that it repeats", "write the inner value out"),
    "AQ023": ("two values are named `&{name}`", "give each its own name"),
    "AQ024": ("more than {limit} levels of nesting", "write it flatter; the language needs fewer than ten levels"),
    "AQ025": (
        "more than {limit:,} values when every alias is written out",
        "use counts and name patterns instead of lists, and fewer aliases",
    ),
    "AQ032": ("a % directive; the language has none", "remove the lines that begin with %"),
    "AQ034": ("an empty entry", "type a value, or remove the dash or comma"),
    "AQ035": ("a key of {count} characters; a key is one line of at most {limit}", "give it a short name"),
}


def say(code: str, span: Span, related: tuple[tuple[Span, str], ...] = (), **particulars: object) -> Diagnostic:
    """The diagnostic of a code, its message and hint filled with the particulars."""
    message, hint = _WORDS[code]
    return Diagnostic(code, message.format(**particulars), span, hint.format(**particulars), related=related)


def closest(word: str, words: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be; empty when none is near.

    Looks at the first 300 words of about the same length: comparing is slow, and there may be many thousands.
    """
    if len(word) > 100:
        return ""
    alike = (candidate for candidate in words if abs(len(candidate) - len(word)) <= 2 + len(word) // 3)
    known = {candidate.lower(): candidate for candidate in islice(alike, 300)}
    near = difflib.get_close_matches(word.lower(), sorted(known), 1)
    return known[near[0]] if near else ""

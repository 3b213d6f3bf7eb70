"""Numbers that a comma tears apart: in braces and brackets 400,000 is 400 and then 000."""

from __future__ import annotations

import re
from dataclasses import replace

from compiler.diagnostics import Diagnostic, Span

_HEAD = re.compile(r"-?[0-9]+(?:_[0-9]{3})*")
_DIGITS = re.compile(r"[0-9]+")


class Torn:
    """Looks at the plain values of one text in their order."""

    __slots__ = ("joined", "parts", "span")

    def __init__(self) -> None:
        self.parts = ""
        self.span: Span | None = None
        self.joined: list[Span] = []

    def goes_on(self, text: str, span: Span, is_key: bool) -> Diagnostic | None:
        """AQ013 when a value goes on with the number right before it, but for a comma and no space.

        A list such as [100,200] may be meant; a key is never a number, and no number begins with zeros.
        """
        before, self.span = self.span, span
        head, self.parts = self.parts, text
        if before is None or (before.end_line, before.end_column + 1) != (span.line, span.column):
            return None
        if not _HEAD.fullmatch(head) or not _DIGITS.fullmatch(text) or len(head) + len(text) > 18:
            return None
        if not is_key and not re.fullmatch("0[0-9]+", text):
            return None
        whole = f"{head}_{text}" if len(text) == 3 and head != "0" and len(head.split("_")[0]) < 4 else f"{head}.{text}"
        self.parts, self.span = whole, replace(span, column=before.column)
        self.joined.append(span)
        shown = whole.replace("_", ",").replace(".", ",")
        message = f"`{shown}` is not a number as this language writes them: the comma ends a value"
        return Diagnostic("AQ013", message, self.span, f"type {whole}")

    def has(self, span: Span) -> bool:
        """Whether the key at a place is the end of a number."""
        return span in self.joined

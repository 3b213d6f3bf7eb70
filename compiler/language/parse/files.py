"""Read text files as users have them: every way a file can be no good is a Diagnostic."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from compiler.diagnostics import Diagnostic, Span

MAX_BYTES = 4 * 1024 * 1024
_BOM = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def existing(folder: Path, name: str) -> Path | None:
    """The file of a name in a folder, where some systems spell an accent apart from its letter; None without any."""
    for spelling in dict.fromkeys((name, unicodedata.normalize("NFD", name))):
        try:
            if (folder / spelling).exists():
                return folder / spelling
        except (OSError, ValueError):
            return None
    return None


def read(path: Path, shown: str, span: Span | None) -> str | Diagnostic:
    """The text with line feeds as line ends. `span`: the include entry that names the file, None for the main file."""
    try:
        if path.is_dir():
            return Diagnostic("AQ003", f"`{shown}` is a folder", span, "name a file")
        if not path.exists():
            return Diagnostic("AQ002", f"there is no file `{shown}`", span, "check the path; it is case sensitive")
        if not path.is_file():
            return Diagnostic("AQ003", f"`{shown}` is not a regular file", span, "name a file that can be read twice")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Diagnostic(
            "AQ003", f"`{shown}` cannot be read: {reason.lower()}", span, "check the path and its permissions"
        )
    return decode(content, shown)


def decode(content: bytes, shown: str) -> str | Diagnostic:
    """Bytes of a file as text: UTF-8 without a byte order mark, at most MAX_BYTES."""
    top = Span(shown, 1, 1, 1, 1)
    if len(content) > MAX_BYTES:
        return Diagnostic(
            "AQ008",
            f"the file is larger than {MAX_BYTES:,} bytes",
            top,
            "use counts and name patterns instead of lists",
        )
    for mark, encoding in _BOM.items():
        if content.startswith(mark):
            return Diagnostic(
                "AQ005", f"the file begins with a byte order mark ({encoding})", top, "save it as UTF-8 without BOM"
            )
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        span = Span(shown, line, column, line, column + 1)
        return Diagnostic(
            "AQ004", f"the byte 0x{content[error.start]:02X} is not UTF-8", span, "save the file as UTF-8"
        )

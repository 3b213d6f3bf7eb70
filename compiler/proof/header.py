"""SQL files with a header of comment lines `-- key: text`: laws, pages, questions and the guide."""

from __future__ import annotations

from collections.abc import Mapping


def headed(text: str) -> tuple[Mapping[str, str], str]:
    """The texts of a header by their keys, and the query behind it.

    >>> headed("-- title: Two\\n-- law: It is: two.\\nselect 2\\n")
    ({'title': 'Two', 'law': 'It is: two.'}, 'select 2')
    """
    lines = text.splitlines()
    header = [line for line in lines if line.startswith("-- ")]
    return dict(line[3:].split(": ", 1) for line in header), "\n".join(lines[len(header) :]).strip()

"""The page: data, styles, scripts and the plotting library in one file."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from compiler import __version__, data_folder
from compiler.diagnostics import Diagnostic, Stop, visible
from compiler.exact import iso_date
from compiler.proof import Drawn
from compiler.writing import write_small

LIBRARY = ("bokeh.min.js", "bokeh-api.min.js")
SCRIPTS = ("data.js", "charts.js", "gantt.js", "day.js", "batch.js", "farm.js", "page.js")


def library() -> tuple[str, ...]:
    """The scripts of Bokeh, as its package ships them. Errors: Stop with AQ540 where it is not installed."""
    found = find_spec("bokeh")
    folder = Path(found.origin).parent / "server" / "static" / "js" if found and found.origin else None
    if folder is None or not all((folder / name).is_file() for name in LIBRARY):
        hint = "python -m pip install 'aqc[report]'"
        raise Stop([Diagnostic("AQ540", "aqc report draws with Bokeh, which is not installed here", hint=hint)])
    return tuple((folder / name).read_text(encoding="utf-8") for name in LIBRARY)


def write_page(out: Path, drawn: Sequence[Drawn], difference: str | None, plotting: Sequence[str]) -> None:
    """Write the page whole, or nothing. The same farms and library give the same bytes.

    Args:   difference  what changes from the first to the second farm; None of one farm
            plotting    scripts of the library
    Errors: Stop with AQ51x when the file cannot be written.
    """
    folder = data_folder("templates") / "report"
    own = "\n".join((folder / name).read_text(encoding="utf-8") for name in SCRIPTS)
    scripts = [as_script(text) for text in (*plotting, own)]
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template("page.html").render(
        title=" and ".join(dict.fromkeys(visible(one.side.scenario.name) for one in drawn)),
        farms=[_farm(one) for one in drawn],
        difference=None if difference is None else "\n".join(map(visible, difference.split("\n"))),
        version=__version__,
        style=Markup((folder / "page.css").read_text(encoding="utf-8")),
        scripts=[Markup(script) for script in scripts],
        hashes=Markup(" ".join(f"'sha256-{_digest(script)}'" for script in scripts)),
    )
    write_small(out, text)


def _farm(one: Drawn) -> dict[str, Any]:
    scenario = one.side.scenario
    words = f"history up to {iso_date(scenario.as_of)}, seed {scenario.seed}"
    return {
        "label": visible(one.side.label),
        "words": f"{visible(scenario.about)}; {words}" if scenario.about else words,
        "data": Markup(as_data(one.picture)),
    }


def as_data(picture: Any) -> str:
    r"""JSON that no HTML parser takes for markup.

    >>> print(as_data({"name": "</script><!--", "\u202e": 1}))
    {"name":"\u003c/script\u003e\u003c!--","\u202e":1}
    """
    text = json.dumps(picture, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def as_script(text: str) -> str:
    r"""JavaScript that does not end its element.

    >>> print(as_script('"</script>"'))
    "<\/script>"
    """
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")

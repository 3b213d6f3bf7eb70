"""aqc guide: tell testers what they will find, page by page."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from compiler.cli.terminal import FILE, anchor_option, as_of_option, change_of, formats, seed_option, show, trust_option

if TYPE_CHECKING:
    from compiler.nouns import Scenario, User
    from compiler.proof import Visit

PASSWORD = "{}-aqc"
"""What the library sets for its users, by login name"""


@click.command()
@click.argument("file", type=FILE)
@formats("the guide is", "markdown", "html")
@click.option("--output", "-o", "out", type=FILE, help="File to write; by default the guide is printed.")
@as_of_option
@anchor_option
@seed_option
@trust_option
def guide(  # parameters: one an option of the command
    file: Path, form: str, out: Path | None, as_of: str | None, anchor: str | None, seed: int | None, trust: bool
) -> None:
    """Tell testers what they will find: whom to log in as, which batch, workflow or month to open, what to expect.

    The guide is asked of the rows that `aqc compile` would write, so that every number in it is in the database; with
    --as-of its days move along. Below the pages stands what the application itself gets wrong, so that nobody takes it
    for a fault of the data.

    \b
    Example: aqc guide scenarios/uat.yaml --as-of today
             aqc guide scenarios/uat.yaml --format html -o guide.html
    """
    from compiler import pipeline
    from compiler.proof import look_ahead
    from compiler.writing import write_small

    planned = pipeline.plan_scenario(file, change_of(as_of, seed, trust, anchor))
    show(planned.warnings, planned.sources)
    lived = pipeline.live(planned, os.cpu_count() or 1)
    text = as_markdown(planned.scenario, look_ahead(pipeline.farm_of(lived), lived.catalog), str(file))
    text = as_html(text, planned.scenario.name) if form == "html" else text
    if out is None:
        click.echo(text, nl=False)
    else:
        write_small(out, text)
        click.echo(f"wrote {out}")


def as_markdown(scenario: Scenario, visits: Sequence[Visit], file: str) -> str:
    """The guide to what `file` compiles to; pages in the order of the visits, those with nothing to open at the end."""
    from compiler import data_folder
    from compiler.cli.report import templates
    from compiler.exact import iso_date

    environment = templates()
    environment.filters["cell"] = _cell
    faults = data_folder("schema") / scenario.target / "faults.md"
    return environment.get_template("guide.md").render(
        scenario=scenario,
        file=quote(file),
        as_of=iso_date(scenario.as_of),
        last=iso_date(scenario.as_of - 1),
        accounts=_accounts(scenario),
        shown=[(visit, _reader(scenario, visit)) for visit in visits if visit.rows],
        empty=[visit.page for visit in visits if not visit.rows],
        faults=faults.read_text(encoding="utf-8") if faults.is_file() else "",
    )


def _cell(text: str) -> str:
    """Text that stays within a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def as_html(markdown: str, title: str) -> str:
    """One page without scripts or network."""
    from html import escape

    from markdown_it import MarkdownIt

    from compiler import data_folder

    page = (data_folder("templates") / "guide.html").read_text(encoding="utf-8")
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return page.replace("{{ title }}", escape(title)).replace("{{ body }}", body)


def _accounts(scenario: Scenario) -> list[tuple[User, str | None]]:
    """Those who can log in, with the password that opens, where it is the library's."""
    from concurrent.futures import ThreadPoolExecutor

    users = [user for user in scenario.users if not user.password_hash.startswith("!")]
    with ThreadPoolExecutor() as threads:  # a hash takes a quarter of a second, by design, and lets others run
        opens = list(threads.map(_opens, users))
    return [
        (user, PASSWORD.format(user.username) if opened else None) for user, opened in zip(users, opens, strict=True)
    ]


def _opens(user: User) -> bool:
    """Whether the library's password for this login has the hash of the scenario, in Django's form."""
    kind, _, rest = user.password_hash.partition("$")
    iterations, _, salted = rest.partition("$")
    salt, _, digest = salted.partition("$")
    if kind != "pbkdf2_sha256" or not iterations.isdigit():
        return False
    found = hashlib.pbkdf2_hmac("sha256", PASSWORD.format(user.username).encode(), salt.encode(), int(iterations))
    return b64encode(found).decode() == digest


def _reader(scenario: Scenario, visit: Visit) -> str:
    """Login of somebody who sees the page: the first user of the best role that anybody has, else a superuser."""
    for role in visit.page.roles:
        for user in scenario.users:
            if user.role == role and not user.password_hash.startswith("!"):
                return user.username
    return next((user.username for user in scenario.users if user.is_superuser), "nobody")

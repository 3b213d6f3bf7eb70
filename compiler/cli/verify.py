"""aqc verify: hold a dump or a database to the laws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from click.exceptions import Exit

from compiler.cli.terminal import DUMP, FILE, formats

if TYPE_CHECKING:
    from compiler.proof import Defective


@click.command()
@click.argument("dump", type=DUMP, required=False)
@click.option("--dsn", metavar="URL", help="Check this restored database in place of a dump.")
@click.option("--manifest", type=FILE, help="Promises to hold the database to.  [default: the one beside the dump]")
@click.option("--truth", type=FILE, help="Labels of ordered defects, a CSV of aqc truth: laws judge all other rows.")
@click.option(
    "--group",
    type=click.Choice(["all", "realism"]),
    default="all",
    show_default=True,
    help="What must hold for any farm, or how the data compare with good farms.",
)
@formats("outcomes are", "text", "json")
def verify(
    dump: Path | None,
    dsn: str | None,
    manifest: Path | None,
    truth: Path | None,
    group: Literal["all", "realism"],
    form: str,
) -> None:
    """Hold a dump or a restored database to its manifest and to the laws of conservation.

    A dump, also a packed one, is restored into a temporary server first. Every law is a query over the database; the
    laws and what a failure means stand in docs/verify.md.

    Of the group `realism` are the properties by which an analyst tells made data from a farm's (docs/realism.md): they
    want a farm of many batches, and tidy records fail them.

    Where the scenario orders defects (record: defects) --truth names them: each must stand as it is labelled, and is
    put right before the laws are asked, in a transaction that is rolled back.

    \b
    Example: aqc verify dumps/smoke.sql
             aqc verify --dsn postgresql://postgres@localhost/aquamind --manifest dumps/smoke.manifest.json
    """
    if (dump is None) == (dsn is None):
        raise click.UsageError("name either a DUMP or a database with --dsn")
    from compiler.cli.progress import loading_bar
    from compiler.proof import as_json, as_text, verify_database, verify_dump

    labels = _labels(truth) if truth else None
    if dump:
        with loading_bar() as watch:
            outcomes = verify_dump(dump, manifest, group, labels, watch)
    else:
        with loading_bar("asking the laws"):
            outcomes = verify_database(dsn or "", manifest, group, labels)
    click.echo(as_json(outcomes) if form == "json" else as_text(outcomes), nl=False)
    raise Exit(1 if any(outcome.status == "fail" for outcome in outcomes) else 0)


def _labels(truth: Path) -> Sequence[Defective]:
    """Errors: a wrong usage when the file cannot be read."""
    from compiler.proof import read_defects

    try:
        return read_defects(truth)
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"cannot read {truth}: {error}", param_hint="--truth") from None

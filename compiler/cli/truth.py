"""aqc truth: what really happened, as labels for data that shows only the traces."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.terminal import FILE, as_of_option, change_of, seed_option, show, trust_option

if TYPE_CHECKING:
    from compiler.proof import Label

PARQUET = ".parquet"


@click.command()
@click.argument("file", type=FILE)
@click.option("--output", "-o", "out", type=FILE, help="File to write, .csv or .parquet; by default CSV is printed.")
@as_of_option
@seed_option
@trust_option
def truth(file: Path, out: Path | None, as_of: str | None, seed: int | None, trust: bool) -> None:
    """Write down what really happened: events, outbreaks, treatments, and where sensors fell silent, stuck or spiked.

    The dump shows their traces only, as a farm's database does. A label a line says what it was, planned or drawn, the
    batch, container, sensor and days or moments whose rows bear the trace, and how bad it was: to train and to judge
    whoever looks for it.

    Defects that the scenario orders (record: defects) are told value by value, with table, row, column, the value as it
    should be and as it was written; `aqc verify --truth` holds a database to them.

    \b
    Example: aqc truth scenarios/uat.yaml -o truth.csv
             aqc truth scenarios/forty.yaml -o truth.parquet
    """
    from compiler import pipeline
    from compiler.proof import defects, labels

    planned = pipeline.plan_scenario(file, change_of(as_of, seed, trust))
    show(planned.warnings, planned.sources)
    lived = pipeline.live(planned, os.cpu_count() or 1)
    found = list(labels(lived.scenario, lived.histories))
    if lived.scenario.defects:
        found += defects(pipeline.farm_of(lived))
    if out is None:
        click.echo(_csv(found), nl=False)
        return
    _write(out, _parquet(found) if out.suffix == PARQUET else _csv(found).encode())
    click.echo(f"wrote {out}: {len(found):,} labels")


def _write(out: Path, data: bytes) -> None:
    from compiler.writing import open_output

    with open_output(out, len(data)) as stream:
        stream.write(data)


def _csv(found: Iterable[Label]) -> str:
    from compiler.proof import LABEL_COLUMNS

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LABEL_COLUMNS)
    writer.writerows([getattr(one, name) for name in LABEL_COLUMNS] for one in found)
    return text.getvalue()


def _parquet(found: list[Label]) -> bytes:
    """Errors: a wrong usage when pyarrow is not installed."""
    from compiler.proof import LABEL_COLUMNS

    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise click.BadParameter(
            "a .parquet file needs pyarrow: pip install 'aqc[parquet]', or write a .csv", param_hint="--output"
        ) from None
    numbers = {"severity", "share_lost"}
    kinds = [(name, pyarrow.float64() if name in numbers else pyarrow.string()) for name in LABEL_COLUMNS]
    columns = [pyarrow.array([getattr(one, name) for one in found], kind) for name, kind in kinds]
    data = BytesIO()
    parquet.write_table(pyarrow.table(columns, schema=pyarrow.schema(kinds)), data)
    return data.getvalue()

"""aqc restore: restore a dump."""

from __future__ import annotations

from pathlib import Path

import click

from compiler.cli.terminal import DUMP, FOLDER, typeable


@click.command()
@click.argument("dump", type=DUMP)
@click.option("--dsn", metavar="URL", help="Restore into this empty database: postgresql://user@host/name.")
@click.option("--dir", "folder", type=FOLDER, help="Directory of the embedded server.  [default: beside the dump]")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Connections that load a folder at once.")
@click.option("--unsafe", is_flag=True, help="Run commands of psql that a dump without a manifest holds.")
def restore(dump: Path, dsn: str | None, folder: Path | None, jobs: int | None, unsafe: bool) -> None:
    """Restore a dump, also a packed one, with the real psql, in one transaction.

    Without --dsn a server from the extra aqc[postgres] is started in a directory that is named at the end, together
    with the commands to connect and to stop it. A password in --dsn is handed to psql unseen and never printed; others
    see it in the list of processes, so it is best in PGPASSWORD or ~/.pgpass.

    A folder that `aqc compile --format directory` wrote is loaded by pg_restore (of 16 or later where zstd or lz4 packs
    it): into a server of its own with one connection a core, into the database of --dsn in one transaction unless
    --jobs says how many. With several, what came before an error or Ctrl-C is dropped again; only when aqc itself is
    killed does it stay.

    A dump with a manifest beside it must have its digest. One without is read for commands of psql first, which could
    do anything as you. What psql is fed with stands in a restriction with a key drawn at random.

    \b
    Example: aqc restore dumps/smoke.sql
             aqc restore dumps/smoke.sql --dsn postgresql://postgres@localhost/aquamind
    """
    from compiler.cli import report
    from compiler.cli.progress import loading_bar
    from compiler.server import restore as load

    with loading_bar() as watch:
        restored = load(dump, dsn, folder, unsafe, jobs, watch)
    click.echo(typeable(report.restored(dump, restored)), err=True)

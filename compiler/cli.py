"""Options -> one call into the pipeline -> text -> exit code. A command imports its modules when it runs."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import Exit

from compiler import __version__
from compiler.commands import check, introspect
from compiler.diagnostics import Diagnostic, Stop
from compiler.terminal import FILE, FOLDER, formats, show

if TYPE_CHECKING:
    from compiler.pipeline import Change

INTERRUPTED, TERMINATED, OUR_BUG = 130, 143, 70


diagnostics_format = formats("diagnostics are", "text", "json", "github", "sarif")
as_of_option = click.option("--as-of", metavar="DATE", help="First day without history; `today` asks the clock.")
seed_option = click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all chance.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="aqc")
def commands() -> None:
    """Compile a YAML scenario of a salmon farm into a PostgreSQL dump of AquaMind.

    \b
    A first round trip:
      aqc validate scenarios/smoke.yaml      is it a sound scenario?
      aqc plan     scenarios/smoke.yaml      does everything fit, and how full is the farm?
      aqc compile  scenarios/smoke.yaml      write dumps/smoke.sql
      aqc restore  dumps/smoke.sql           a database to look at
      aqc verify   dumps/smoke.sql           the laws, checked in SQL

    Exit codes: 0 good, 1 the scenario or the data is wrong, 2 wrong usage, 70 a bug of aqc.
    """


@commands.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@diagnostics_format
@as_of_option
def validate(files: tuple[Path, ...], form: str, as_of: str | None) -> None:
    """Check scenarios: syntax, unknown keys, units, meaning, and whether a plan exists.

    Every mistake is printed with file, line, column, code and what to type instead; all of a stage at once.

    \b
    Example: aqc validate scenarios/*.yaml
             aqc validate --format github scenarios/full.yaml     annotations on a pull request
    """
    from compiler import pipeline

    found: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for path in files:
        try:
            planned = pipeline.plan_scenario(path, _change(as_of))
            found, sources = [*found, *planned.warnings], {**sources, **planned.sources}
        except Stop as stop:
            found, sources = [*found, *stop.diagnostics], {**sources, **stop.sources}
    show(found, sources, form, err=form == "text")
    wrong = any(d.severity == "error" for d in found)
    if not wrong and form == "text":
        click.echo("sound: " + " ".join(map(str, files)), err=True)
    raise Exit(1 if wrong else 0)


@commands.command()
@click.argument("file", type=FILE)
@formats("the plan is", "text", "json")
@click.option("--resolved", is_flag=True, help="Print the scenario after includes, with the origin of each value.")
@as_of_option
@seed_option
def plan(file: Path, form: str, resolved: bool, as_of: str | None, seed: int | None) -> None:
    """Show what would be compiled: batches placed, how full the farm is, rows and bytes to come.

    Utilisation is container-days with fish over all container-days, beside the most that any plan could reach. The
    bottleneck is the kind of container that is fullest. Nothing is written.

    \b
    Example: aqc plan scenarios/full.yaml
             aqc plan scenarios/full.yaml --format json | jq .tables
             aqc plan scenarios/smoke.yaml --resolved
    """
    from compiler import pipeline

    if resolved:
        click.echo(pipeline.resolve_scenario(file), nl=False)
        return
    from compiler import report

    planned = pipeline.plan_scenario(file, _change(as_of, seed))
    show(planned.warnings, planned.sources)
    facts = report.describe(planned.scenario, planned.plan, pipeline.expect_tables(planned, os.cpu_count() or 1))
    click.echo(report.as_json(facts) if form == "json" else report.as_text(facts), nl=False)


@commands.command()
@click.argument("instance", type=FILE)
def solve(instance: Path) -> None:
    """Solve one scheduling instance in the exchange format and print the verdict and the plan as JSON.

    The verdict is `plan` (exit code 0), `impossible` with a witness, or `not_found` within the limit (both 1).

    \b
    Example: aqc solve instance.json | jq .verdict
    """
    from compiler import solver

    answer, code = solver.solve_json(instance)
    click.echo(json.dumps(answer))
    raise Exit(code)


@commands.command("compile")
@click.argument("file", type=FILE)
@click.option("-o", "--output", metavar="PATH", help="The dump, `-` for standard output.  [default: dumps/<name>.sql]")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Worker processes.  [default: one a core]")
@as_of_option
@seed_option
@click.option(
    "--pg-version", type=click.IntRange(15, 18), default=15, help="As pg_dump of this release.  [default: 15]"
)
@click.option(
    "--mode",
    type=click.Choice(["full", "data"]),
    default="full",
    help="A whole database, or rows for one that the migrations made.",
)
@click.option("--replace", is_flag=True, help="With --mode data: rows that are there give way.")
@click.option("--no-restrict", is_flag=True, help="Leave out \\restrict, unknown to psql older than August 2025.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no closing words.")
@diagnostics_format
def compile_(
    file: Path, output: str | None, jobs: int | None, as_of: str | None, seed: int | None,
    pg_version: int, mode: str, replace: bool, no_restrict: bool, quiet: bool, form: str,
) -> None:  # fmt: skip
    """Compile a scenario into a dump that plain psql restores, with its manifest beside it.

    The same scenario and seed give the same bytes, whatever the machine and the number of jobs. The dump has a
    temporary name until it is complete: what is there under the final name is whole.

    \b
    Example: aqc compile scenarios/smoke.yaml
             aqc compile scenarios/full.yaml -o /data/full.sql --jobs 2
             aqc compile scenarios/smoke.yaml -o - | psql -v ON_ERROR_STOP=1 -1 mydatabase
             aqc compile scenarios/smoke.yaml --mode data --replace
    """
    if replace and mode != "data":
        raise click.UsageError("--replace goes with --mode data: a full dump is for an empty database")
    from compiler import pipeline, report
    from compiler.progress import progress_bar

    options = pipeline.Options(jobs or os.cpu_count() or 1, pg_version, not no_restrict, mode, replace)  # type: ignore[arg-type]
    out = sys.stdout.buffer if output == "-" else Path(output) if output else None
    try:
        with progress_bar(quiet) as progress:
            done = pipeline.compile_scenario(file, out, options, _change(as_of, seed), progress)
    except Stop as stop:
        show(stop.diagnostics, stop.sources, form)
        raise Exit(1) from None
    show(done.warnings, done.sources, form)
    if not quiet:
        click.echo(report.farewell(done.manifest, done.dump), err=True)


@commands.command()
@click.argument("dump", type=FILE)
@click.option("--dsn", metavar="URL", help="Restore into this empty database: postgresql://user@host/name.")
@click.option("--dir", "folder", type=FOLDER, help="Directory of the embedded server.  [default: beside the dump]")
def restore(dump: Path, dsn: str | None, folder: Path | None) -> None:
    """Restore a dump with the real psql, in one transaction.

    Without --dsn a server from the extra aqc[postgres] is started in a directory that is named at the end, together
    with the commands to connect and to stop it.

    \b
    Example: aqc restore dumps/smoke.sql
             aqc restore dumps/smoke.sql --dsn postgresql://postgres@localhost/aquamind
    """
    from compiler import report, servers

    click.echo(report.restored(dump, servers.restore(dump, dsn, folder)), err=True)


@commands.command()
@click.argument("dump", type=FILE, required=False)
@click.option("--dsn", metavar="URL", help="Check this restored database in place of a dump.")
@click.option("--manifest", type=FILE, help="Promises to hold the database to.  [default: the one beside the dump]")
@formats("outcomes are", "text", "json")
def verify(dump: Path | None, dsn: str | None, manifest: Path | None, form: str) -> None:
    """Hold a dump or a restored database to its manifest and to the laws of conservation.

    A dump is restored into a temporary server first. Every law is a query over the database; the laws and what a
    failure means stand in docs/verify.md.

    \b
    Example: aqc verify dumps/smoke.sql
             aqc verify --dsn postgresql://postgres@localhost/aquamind --manifest dumps/smoke.manifest.json
    """
    if (dump is None) == (dsn is None):
        raise click.UsageError("name either a DUMP or a database with --dsn")
    from compiler import verify as verifying

    outcomes = verifying.verify_dump(dump, manifest) if dump else verifying.verify_database(dsn or "", manifest)
    click.echo(verifying.as_json(outcomes) if form == "json" else verifying.as_text(outcomes), nl=False)
    raise Exit(1 if any(outcome.status == "fail" for outcome in outcomes) else 0)


@commands.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain a diagnostic code: what it means, an example, and how to mend it.

    \b
    Example: aqc explain AQ203
    """
    from compiler import explain as registry

    text = registry.explain(code)
    if text is None:
        near = registry.near(code)
        raise click.UsageError(f"there is no code {code}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    click.echo(text, nl=False)


commands.add_command(introspect)
commands.add_command(check)


def _change(as_of: str | None, seed: int | None = None) -> Change:
    """What the options replace in the scenario; the only place that asks the clock, for whoever says `today`."""
    from datetime import UTC, date, datetime

    from compiler.pipeline import Change

    today = datetime.now(UTC).date()
    try:
        day = None if as_of is None else today if as_of == "today" else date.fromisoformat(as_of)
    except ValueError:
        raise click.BadParameter(
            f"{as_of!r} is no date such as 2025-11-18, nor `today`", param_hint="--as-of"
        ) from None
    return Change(None if day is None else (day - date(1970, 1, 1)).days, seed, today)


def main() -> None:
    """Entry of the console script: run a command and map what went wrong to an exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_exit_code(lambda: commands.main(prog_name="aqc", standalone_mode=False)))


def _terminate(*_: object) -> NoReturn:
    sys.exit(TERMINATED)


def _exit_code(run: Callable[[], int | None]) -> int:
    try:
        code = run()
        sys.stdout.flush()
        return code or 0
    except Stop as stop:
        show(stop.diagnostics, stop.sources)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("aqc: interrupted; nothing half-written is left", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _our_bug(error)


def _our_bug(error: Exception) -> int:
    if os.environ.get("AQC_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    say = f"aqc {__version__}: a bug of aqc, not of your scenario: {type(error).__name__}: {error}"
    click.echo(f"{say}\nPlease report it with the scenario and what AQC_DEBUG=1 in the environment shows.", err=True)
    return OUR_BUG


if __name__ == "__main__":
    main()

"""Options -> one call into the pipeline -> text -> exit code. A command imports its modules when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import click

from compiler import __version__
from compiler.cli.advance import advance
from compiler.cli.check import check
from compiler.cli.compile import compile_
from compiler.cli.completion import completion
from compiler.cli.cost import calibrate
from compiler.cli.diff import diff
from compiler.cli.explain import explain
from compiler.cli.guide import guide
from compiler.cli.infer import infer
from compiler.cli.init import init
from compiler.cli.introspect import introspect
from compiler.cli.leaving import leave_quietly, mind_signals
from compiler.cli.lock import lock
from compiler.cli.picture import report
from compiler.cli.plan import plan
from compiler.cli.restore import restore
from compiler.cli.schema import schema
from compiler.cli.solve import solve
from compiler.cli.streams import drop, is_of_stream, open_closed
from compiler.cli.terminal import show
from compiler.cli.truth import truth
from compiler.cli.validate import validate
from compiler.cli.verify import verify
from compiler.diagnostics import Diagnostic, Stop, masked

INTERRUPTED, OUR_BUG = 130, 70
NO_ROOM = "failed to map segment from shared object"
"""What the system says of a library for which there is no memory."""


class _ReaderLeft(Exception):
    """A closed pipe, under a name that click does not know: it would leave with 1."""


@contextmanager
def _renamed() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderLeft from error


class _Commands(click.Group):
    def make_context(self, *args: Any, **options: Any) -> click.Context:
        with _renamed():  # --help and --version print while the command line is read
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> object:
        with _renamed():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
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

    Exit codes: 0 good, 1 the scenario or the data is wrong or a server refuses, 2 wrong usage, 70 a bug of aqc; those
    of diff: 0 the same, 1 different, 2 trouble.
    """


for _command in (
    *(init, validate, plan, diff, lock, report, solve, compile_, restore, verify, advance, guide, truth),
    *(explain, introspect, infer, check, calibrate, schema, completion),
):
    commands.add_command(_command)


def main() -> None:
    """Entry of the console script: run a command and map what went wrong to an exit code."""
    _start_lightly()
    mind_signals()
    open_closed()
    try:
        code = _exit_code(lambda: commands.main(prog_name="aqc", standalone_mode=False))
    except OSError:
        code = 1  # nobody can be told: standard error cannot be written
        drop(sys.stderr)
    sys.exit(code)


def _start_lightly() -> None:
    """Spare what a short command would pay for and no command of ours uses: a quarter of the time of `validate`."""
    gc.set_threshold(100_000)  # modules and scenarios are many small objects that stay: looking through them frees none
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads of linear algebra


def _exit_code(run: Callable[[], int | None]) -> int:
    try:
        code = run()
        sys.stdout.flush()
        return code or 0
    except Stop as stop:
        show(stop.diagnostics, stop.sources)
        return 1
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        click.echo(masked(said.getvalue()), err=True, nl=False)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        leave_quietly()
        click.echo("aqc: interrupted; nothing half-written is left", err=True)
        return INTERRUPTED
    except (MemoryError, ImportError) as error:
        if isinstance(error, ImportError) and NO_ROOM not in str(error):
            return _our_bug(error)
        hint = "use fewer --jobs, or a machine or limit with more memory"
        show([Diagnostic("AQ515", "memory is full; nothing half-written is left", hint=hint)], {})
        return 1
    except (BrokenPipeError, _ReaderLeft):
        drop(sys.stdout)
        return 0
    except OSError as error:
        if not is_of_stream(error):
            return _our_bug(error)
        drop(sys.stdout)
        message = f"cannot write standard output: {(error.strerror or str(error)).lower()}"
        show([Diagnostic("AQ516", message, hint="send it elsewhere, or free some space")], {})
        return 1
    except Exception as error:
        return _our_bug(error)


def _our_bug(error: Exception) -> int:
    if os.environ.get("AQC_DEBUG") == "1":
        import traceback

        click.echo(masked("".join(traceback.format_exception(error))), err=True, nl=False)
    say = masked(f"aqc {__version__}: a bug of aqc, not of your scenario: {type(error).__name__}: {error}")
    click.echo(f"{say}\nPlease report it with the scenario and what AQC_DEBUG=1 in the environment shows.", err=True)
    return OUR_BUG

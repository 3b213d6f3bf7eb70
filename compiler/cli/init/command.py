"""aqc init: its options and questions, what is written, what is left alone."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote

import click
from click.exceptions import Exit

from compiler.cli.init.starting import FARMS, Wish, files_of, installed_as
from compiler.cli.terminal import FOLDER, show
from compiler.diagnostics import Diagnostic, Stop

_CI = ("github", "gitlab", "both", "none")


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=FOLDER)
@click.option("--name", metavar="TEXT", help="Of the scenario.  [default: that of the folder]")
@click.option("--farm", type=click.Choice(list(FARMS)), help="Whose places it begins with.  [default: faroe-islands]")
@click.option(
    "--ci", type=click.Choice(_CI), help="Workflows for pull requests.  [default: what the folder's origin is]"
)
@click.option("--pre-commit/--no-pre-commit", default=None, help="Validate before commits.  [default: yes]")
@click.option("--jetbrains/--no-jetbrains", default=None, help="Schema for IDEs of JetBrains, too.  [default: yes]")
@click.option("--install", metavar="SPEC", help="What pip installs in workflows.  [default: as this aqc was installed]")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
def init(  # parameters: one for each option
    folder: Path,
    name: str | None,
    farm: str | None,
    ci: str | None,
    pre_commit: bool | None,
    jetbrains: bool | None,
    install: str | None,
    yes: bool,
) -> None:
    """Begin a folder for scenarios: a commented one that compiles at once, its schema for editors, .gitignore,
    pre-commit, and workflows of GitHub Actions and GitLab CI that validate, plan, diff and comment.

    What the options leave open is asked for at a terminal. Nothing is written over: what is there already is left
    alone and named, and the exit code is then 1.

    \b
    Example: aqc init farm
             aqc init farm --ci github --no-pre-commit --yes
    """
    asks = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-") or "farm"
    wish = Wish(
        name=_name(name if name is not None else _asked("Name of the scenario", plain, asks)),
        farm=farm or _asked("Whose places", "faroe-islands", asks, tuple(FARMS)),
        ci=ci or _asked("Workflows for", _host(folder), asks, _CI),
        pre_commit=_sure("Validate before commits (pre-commit)", asks) if pre_commit is None else pre_commit,
        jetbrains=_sure("Schema for IDEs of JetBrains", asks) if jetbrains is None else jetbrains,
        install=install,
    )
    _begin(folder, wish)


def _begin(folder: Path, wish: Wish) -> None:
    files = files_of(wish)
    written, left = _write(folder, files)
    show([*left, *_doubts(folder, wish)], {})
    if written:
        click.echo(f"wrote {' '.join(written)}", err=True)
    scenario = f"scenarios/{wish.name}.yaml"
    where = "" if folder == Path(".") else f"cd {quote(str(folder))} && "
    click.echo(f"next:  {where}aqc validate {quote(scenario)} && aqc compile {quote(scenario)}", err=True)
    raise Exit(1 if left else 0)


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", text):
        raise click.BadParameter(f"{text!r} is no name of letters, digits, - and _", param_hint="--name")
    return text


def _asked(question: str, usual: str, asks: bool, choices: tuple[str, ...] = ()) -> str:
    """The answer, or what is usual where nobody can be asked."""
    if not asks:
        return usual
    kind = click.Choice(choices) if choices else None
    answer: str = click.prompt(question, default=usual, type=kind, err=True)
    return answer


def _sure(question: str, asks: bool) -> bool:
    return click.confirm(question, default=True, err=True) if asks else True


def _host(folder: Path) -> str:
    """Where the folder's repository has its origin, as its configuration says; both where that is unknown."""
    config = next((path / ".git" / "config" for path in _above(folder) if (path / ".git").is_dir()), None)
    text = config.read_text(encoding="utf-8", errors="replace") if config and config.is_file() else ""
    hosts = [name for name in ("github", "gitlab") if re.search(rf"url\s*=.*\b{name}\.", text)]
    return hosts[0] if len(hosts) == 1 else "both"


def _above(folder: Path) -> Iterator[Path]:
    whole = folder.resolve()
    yield from (whole, *whole.parents)


def _doubts(folder: Path, wish: Wish) -> Iterator[Diagnostic]:
    """AQ562 for workflows below the root of a repository, AQ563 where it is unknown how other machines get aqc."""
    if wish.ci == "none":
        return
    root = next((path for path in _above(folder) if (path / ".git").exists()), None)
    if root and root != folder.resolve():
        message = f"workflows run at the root of a repository, which is {root}"
        yield Diagnostic("AQ562", message, hint="move them there, and say where scenarios/ is", severity="warning")
    if wish.install is None and not installed_as().sure:
        message = "this aqc was installed from a folder, which workflows do not have"
        hint = "name in requirements-aqc.txt where pip finds it, or say --install"
        yield Diagnostic("AQ563", message, hint=hint, severity="warning")


def _write(folder: Path, files: Mapping[str, str]) -> tuple[list[str], list[Diagnostic]]:
    """Write what is not there yet: the paths, and AQ561 for each that was left alone. Errors: Stop AQ564."""
    written: list[str] = []
    left: list[Diagnostic] = []
    for name, text in files.items():
        path = folder / name
        if os.path.lexists(path):
            if not path.is_file() or path.read_bytes() != text.encode():
                hint = (
                    f"compare it with what `aqc init` writes into an empty folder; take {name} away to have it written"
                )
                left.append(
                    Diagnostic("AQ561", f"{path} is there already and was left alone", hint=hint, severity="warning")
                )
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_new(path, text)
        except OSError as error:
            message = f"cannot write {error.filename or path}: {error.strerror}"
            raise Stop([Diagnostic("AQ564", message, hint="name a folder that you may write to")]) from None
        written.append(str(path))
    return written, left


def _write_new(path: Path, text: str) -> None:
    """Whole or not at all, and never over a file that came to be meanwhile."""
    from compiler.writing import finish, passing_file

    with passing_file(path) as (stream, part):
        stream.write(text.encode())
        finish(stream)
        os.link(part, path)

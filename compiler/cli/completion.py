"""aqc completion: what a shell needs to complete commands, options, files and codes."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_AQC_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script by which a shell completes commands, options, their values, files and codes.

    \b
    bash: echo 'source <(aqc completion bash)' >> ~/.bashrc                                (bash 4.4 or newer)
    zsh:  echo 'source <(aqc completion zsh)' >> ~/.zshrc                                  (after compinit)
    fish: aqc completion fish > ~/.config/fish/completions/aqc.fish

    \b
    Example: source <(aqc completion bash)
    """
    kind = get_completion_class(shell)
    assert kind is not None, shell
    click.echo(kind(context.find_root().command, {}, "aqc", _VARIABLE).source())


def complete_code(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes that begin so, with their titles."""
    from compiler.diagnostics import titles

    wanted = incomplete.upper()
    return [CompletionItem(code, help=title) for code, title in titles().items() if code.startswith(wanted)]

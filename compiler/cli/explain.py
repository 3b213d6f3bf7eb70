"""aqc explain: explain a diagnostic code."""

from __future__ import annotations

import click

from compiler.cli.completion import complete_code


@click.command()
@click.argument("code", shell_complete=complete_code)
def explain(code: str) -> None:
    """Explain a diagnostic code: what it means, an example, and how to mend it.

    \b
    Example: aqc explain AQ203
    """
    from compiler.diagnostics import explain_code, near_codes

    text = explain_code(code)
    if text is None:
        near = near_codes(code)
        raise click.UsageError(f"there is no code {code}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    click.echo(text, nl=False)

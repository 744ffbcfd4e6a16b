"""`briefing completion`: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click

from tui.cli.output import out

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="Print a shell's completion script.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print a completion script, to be sourced: `eval "$(briefing completion bash)"`."""
    from click.shell_completion import get_completion_class

    from tui.cli.main import group

    kind = get_completion_class(shell)
    assert kind is not None
    out(kind(group, {}, "briefing", "_BRIEFING_COMPLETE").source())

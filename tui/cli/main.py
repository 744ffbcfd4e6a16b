"""The click group: command names are known, commands are imported when they run."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from io import StringIO

import click

from tui import __version__
from tui.cli import COMMANDS
from tui.cli.options import CommandGroup
from tui.cli.output import ReaderLeft, err

EPILOG = """
Exit status: 0 ok; 1 problems found, or nothing found; 2 wrong usage; 3 cannot read or print; 130 interrupted.
"""


class Commands(CommandGroup):
    """Commands by name, each in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"tui.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="[COMMAND] [PATH]...",
)
@click.version_option(__version__, "-V", "--version", prog_name="briefing", message="%(prog)s %(version)s")
def group() -> None:
    """Read, search and keep up with briefings in a terminal.

    `briefing PATH...` opens the screen on files and folders; `briefing` alone opens $BRIEFING_PATH, else
    the configured library, else ./briefings, else the samples. `-` reads standard input.
    """


def run(arguments: Sequence[str]) -> int:
    """Run a command line. Returns the exit status; click's own complaints are 2."""
    try:
        result = group.main(list(arguments), prog_name="briefing", standalone_mode=False)
    except click.ClickException as error:
        _say(error)
        return error.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        return 130
    except SystemExit as leave:
        # This is how click leaves where nobody reads the help that it prints.
        if isinstance(leave.__context__, BrokenPipeError):
            raise ReaderLeft from None
        raise
    return result if isinstance(result, int) else 0


def _say(error: click.ClickException) -> None:
    """Print a complaint of click's, which repeats what was typed."""
    said = StringIO()
    error.show(said)
    err(said.getvalue(), end="")

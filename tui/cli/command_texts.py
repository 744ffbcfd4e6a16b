"""The commands as the manual and the man pages list them, from their own definitions.

Click's help is not printed as it is: its layout differs between versions of click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from tui.cli.main import group


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its name, in the order of help."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                below = command.get_command(context, inner)
                assert below is not None
                yield f"{name} {inner}", below


def usage(name: str, command: click.Command) -> str:
    """`briefing list [OPTION...] [WORDS...]`."""
    parts = [f"briefing {name}"]
    if any(isinstance(parameter, click.Option) for parameter in command.params):
        parts.append("[OPTION...]")
    parts += ["COMMAND"] if isinstance(command, click.Group) else []
    parts += [_argument(parameter) for parameter in command.params if isinstance(parameter, click.Argument)]
    return " ".join(parts)


def _argument(argument: click.Argument) -> str:
    if isinstance(argument.type, click.Choice):
        return "|".join(argument.type.choices)
    name = argument.metavar or str(argument.name).upper()
    if argument.nargs == -1:
        return f"[{name}...]"
    return name if argument.required else f"[{name}]"


def option(given: click.Option) -> str:
    """`-L, --library PATH`."""
    written = ", ".join(given.opts)
    if given.is_flag:
        return written
    if isinstance(given.type, click.Choice):
        return f"{written} {'|'.join(given.type.choices)}"
    return f"{written} {given.metavar or 'N'}"


def paragraphs(command: click.Command) -> str:
    """What the command says of itself, one line for each paragraph."""
    told = (command.help or "").strip()
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", told))


def options(command: click.Command) -> list[click.Option]:
    """The options of a command, those of every command left out."""
    return [parameter for parameter in command.params if isinstance(parameter, click.Option) and parameter.name != "help"]

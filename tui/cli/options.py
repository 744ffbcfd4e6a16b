"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tui.model.handling import Ceiling, Tlp

    _TlpType = click.ParamType[Tlp]
else:
    # The oldest release that is allowed does not say what a parameter becomes.
    _TlpType = click.ParamType

LIBRARY = ("-L", "--library")

library_option: Callable[[Any], Any] = click.option(
    *LIBRARY,
    multiple=True,
    metavar="PATH",
    help="A file or folder to read; may be given more than once. "
    "Default: $BRIEFING_PATH, else the configured library, else ./briefings, else the samples.",
)
json_option: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def ceiling_option(command: Any) -> Any:
    """`--max-tlp` and `--allow-unmarked`, which `tui.cli.inputs.Inputs` takes as one ceiling."""
    label = click.option(
        "--max-tlp",
        type=TlpLabel(),
        metavar="LABEL",
        default=None,
        help="Leave out what is above this TLP label, unmarked or restricted in words: it is counted, never named.",
    )
    unmarked = click.option("--allow-unmarked", is_flag=True, help="With --max-tlp, keep what is unmarked or restricted in words.")
    return label(unmarked(command))


class TlpLabel(_TlpType):
    """A TLP 2.0 label, with or without `TLP:`, in any case."""

    name = "label"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Tlp:
        """The label in its own spelling; a value that is none ends the command with a sentence."""
        from tui.model.handling import parse_tlp

        try:
            return parse_tlp(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The labels that begin so."""
        from click.shell_completion import CompletionItem

        from tui.model.handling import TLP_LABELS

        return [CompletionItem(label) for label in TLP_LABELS if label.startswith(incomplete.upper())]


def ceiling_of(max_tlp: Tlp | None, allow_unmarked: bool) -> Ceiling:
    """What may be shown, from the two options; everything without `--max-tlp`."""
    from tui.model.handling import NO_CEILING, shown_up_to

    return NO_CEILING if max_tlp is None else shown_up_to(max_tlp, unmarked=allow_unmarked)


catalog_option: Callable[[Any], Any] = click.option(
    "--no-catalog", is_flag=True, help="Read every file instead of using, making or refreshing the catalog."
)


WHOLE = 10_000
"""Characters, more than any first sentence of a command has."""


class CommandGroup(click.Group):
    """A group whose help says the whole sentence of each command; click's own cuts them to the line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str(WHOLE)) for name, command in found if command and not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class QueryCommand(click.Command):
    """A command that takes a query: `-word` is a word that must not be there, not a heap of options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell options from words; what stands after `--` is words."""
        valued = {name for option in self.params if isinstance(option, click.Option) and not option.is_flag for name in option.opts}
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for argument in rest:
            if argument == "--":
                words += rest
            elif argument in valued:
                options += [argument, *islice(rest, 1)]
            elif _is_option(argument):
                options.append(argument)
            else:
                words.append(argument)
        if not ctx.resilient_parsing:
            _tell_of_paths(words)
        return super().parse_args(ctx, [*options, "--", *words])


def _tell_of_paths(words: list[str]) -> None:
    """Say of words that are files or folders which option reads them, since a query takes them for words."""
    for word in words:
        if (os.sep in word or word in (os.curdir, os.pardir)) and os.path.exists(word):
            from shlex import quote

            from tui.cli.exit_status import complain

            complain(f"“{word}” is taken for words to look for; `-L {quote(word)}` reads what is there")


def _is_option(argument: str) -> bool:
    """Whether a word of a command line is an option. `-Llib/` is one; `-Libya` is a word that must not be there."""
    path = argument.removeprefix("-L")
    attached = path != argument and (os.sep in path or path.startswith((".", "~", "=")))
    return argument.startswith("--") or (argument.startswith("-") and len(argument) == 2) or attached


def named_path(path: str) -> str:
    """The path of a file as commands print it: without the `./` of the folder one is in."""
    return path.removeprefix(f".{os.sep}")

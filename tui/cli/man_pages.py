"""Manual pages for `man`, made from the commands' own definitions when the program is built.

The language is that of groff's `man` macros (man(7)).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from tui import __version__
from tui.cli.command_texts import commands, option, options, paragraphs, usage
from tui.cli.main import group
from tui.cli.options import WHOLE

_CODE = re.compile(r"`([^`]+)`")


def man_pages() -> dict[str, str]:
    """The text of every page by the name of its file: `briefing.1`, `briefing-list.1`, `briefing-journal-forget.1`."""
    found = list(commands())
    pages = {"briefing.1": _page("briefing", "read, search and keep up with briefings", _whole(found))}
    for name, command in found:
        pages[f"{_page_name(name)}.1"] = _page(_page_name(name), _short(command), _of_command(name, command))
    return pages


def _page_name(command: str) -> str:
    return "briefing-" + command.replace(" ", "-")


def _short(command: click.Command) -> str:
    """The sentence of a command, as the NAME section has it: without a capital and a full stop."""
    told = command.get_short_help_str(WHOLE).rstrip(".")
    return told[:1].lower() + told[1:]


def _page(name: str, short: str, lines: Iterator[str]) -> str:
    head = [
        f'.TH "{name.upper()}" "1" "" "briefing {__version__}" "The briefing reader"',
        ".SH NAME",
        f"{_text(name)} \\- {_text(short)}",
    ]
    return "\n".join((*head, *lines, ""))


def _whole(found: list[tuple[str, click.Command]]) -> Iterator[str]:
    yield ".SH SYNOPSIS"
    yield _call("briefing [PATH...]")
    yield ".br"
    yield _call("briefing COMMAND [OPTION...] [ARGUMENT...]")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(paragraphs(group))
    yield ".SH COMMANDS"
    for name, command in found:
        if " " not in name:
            yield ".TP"
            yield f"\\fB{_text(_page_name(name))}\\fR(1)"
            yield _text(command.get_short_help_str(WHOLE))
    yield from _last(["briefing-help", "briefing-read"], group)


def _of_command(name: str, command: click.Command) -> Iterator[str]:
    yield ".SH SYNOPSIS"
    yield _call(usage(name, command))
    yield ".SH DESCRIPTION"
    yield from _paragraphs(paragraphs(command))
    given = options(command)
    if given:
        yield ".SH OPTIONS"
    for each in given:
        yield ".TP"
        yield f"\\fB{_text(option(each))}\\fR"
        yield _text(each.help or "")
    inner = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
    beside = [_page_name(f"{name} {each}") for each in inner]
    yield from _last(["briefing", *beside], group)


def _last(see: list[str], whole: click.Group) -> Iterator[str]:
    yield ".SH EXIT STATUS"
    yield _text((whole.epilog or "").strip().removeprefix("Exit status: "))
    yield ".SH SEE ALSO"
    yield ", ".join(f"\\fB{_text(name)}\\fR(1)" for name in see)
    yield ".PP"
    yield _text("`briefing help` opens the manual in the reader, at any topic.")


def _call(line: str) -> str:
    """A line of the synopsis, its first word bold."""
    first, _, rest = line.partition(" ")
    return f"\\fB{_text(first)}\\fR {_text(rest)}".rstrip()


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        yield _text(paragraph)


def _text(text: str) -> str:
    """Words that the macros take for nothing else; what stood between backticks is bold."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
    text = _CODE.sub(r"\\fB\1\\fR", text).replace("`", "\\(ga")
    # groff reads bytes as Latin-1 where nobody tells it otherwise.
    text = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in text)
    return f"\\&{text}" if text.startswith((".", "'")) else text

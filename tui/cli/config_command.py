"""`briefing config`: whether the configuration is right, and what holds."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from tui.cli.options import CommandGroup, json_option, library_option
from tui.cli.output import out, out_object

if TYPE_CHECKING:
    from tui.model.problem import Problem
    from tui.store.config import Config


@click.group("config", cls=CommandGroup, short_help="Your configuration: whether it is right, and what holds.")
def command() -> None:
    """Your configuration: whether it is right, and what holds.

    It is a file `config.yaml` that the program reads and never writes; `briefing help configuration` says what can stand in it.
    """


@command.command("check", short_help="Report every problem of the configuration.")
@json_option
def check_config(as_json: bool) -> int:
    """Report every problem of the configuration as `path:line:column: severity code message`, and what to do.

    Errors and warnings make the exit status 1; infos do not.
    """
    from tui.cli.exit_status import FOUND, OK, complain
    from tui.model.text import one_line
    from tui.store.config import FILE, config_folder, load_config

    config, problems = load_config(os.environ)
    found = sorted([*problems, *beyond_the_file(config)], key=lambda problem: (problem.line, problem.column))
    for problem in found:
        if as_json:
            fields = ("line", "column", "severity", "code", "message", "suggestion")
            out_object({"path": problem.real_path, **{name: getattr(problem, name) for name in fields}})
        else:
            out(one_line(str(problem)))
    counts = Counter(problem.severity for problem in found)
    if not config.path and not found:
        complain(f"there is no configuration, and none is needed; it would be {config_folder(os.environ) / FILE}")
    else:
        said = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items())
        complain(f"{config.path or 'the configuration'}: {said or 'nothing is wrong'}")
    return FOUND if counts["error"] or counts["warning"] else OK


@command.command("show", short_help="Print every value that holds, and where it comes from.")
@library_option
@json_option
def show_config(library: tuple[str, ...], as_json: bool) -> int:
    """Print every value that holds, and where it comes from: the usual, a line of the file, the environment, or an option."""
    from tui.cli.exit_status import OK, complain
    from tui.store.config import load_config

    config, problems = load_config(os.environ)
    for problem in problems:
        complain(str(problem))
    for value in _values(config, library):
        if as_json:
            out_object(value._asdict())
        else:
            out(
                f"{value.key}: {_written(value.value)}  # {value.source}"
                if value.value is not None
                else f"# {value.key} is not set"
            )
    return OK


class _Value(NamedTuple):
    """One thing that can be set, as it holds."""

    key: str
    value: object
    source: str
    """`default`, `PATH:LINE`, `$VARIABLE`, `option`, or why the strictest holds."""


def _values(config: Config, library: tuple[str, ...]) -> Iterator[_Value]:
    from pathlib import Path

    from tui.cli.access import access_of, access_variable
    from tui.cli.inputs import default_library
    from tui.model.own_keys import PRESETS
    from tui.store.config_fields import CONFIG_FIELDS
    from tui.store.guards import STRICTEST
    from tui.ui.chosen_keys import chosen_keys
    from tui.ui.key_names import shown
    from tui.ui.keys import ACTIONS

    for key, field in CONFIG_FIELDS.items():
        line = config.lines.get(key)
        source = f"{config.path}:{line}" if line else "default"
        value = getattr(config, key)
        if key in STRICTEST and config.doubt:
            source = "strictest, as the file cannot be read for certain"
        elif key == "library":
            variable = os.environ.get("BRIEFING_PATH", "")
            source = "option" if library else "$BRIEFING_PATH" if variable else source
            value = [str(path) for path in library or default_library(os.environ, Path.cwd(), config).paths]
        elif key == "theme":
            variable = os.environ.get("BRIEFING_THEME", "")
            value, source = (variable, "$BRIEFING_THEME") if variable else (value or field.usual, source)
        elif key == "keys":
            keymap = chosen_keys(value, config.path).keymap
            usual = chosen_keys(value._replace(lines=())).keymap
            own = {
                action.id: [shown(each) for each in keymap.keys(action.id)]
                for action in ACTIONS
                if keymap.keys(action.id) != usual.keys(action.id)
            }
            value = {"preset": keymap.name, **own}
            source = source if line else f"default, of the presets {', '.join(PRESETS)}"
        elif key == "accessible":
            value, variable = access_of(os.environ, config), access_variable(os.environ)
            source = f"${variable}" if variable else source
        elif key == "editor":
            variable = next((name for name in ("VISUAL", "EDITOR") if os.environ.get(name)), "")
            value, source = (value, source) if value else (os.environ.get(variable), f"${variable}" if variable else source)
        elif value is None or (key in ("searches", "share", "export") and not value):
            value = int(field.usual) if field.holds == "number" else None
        yield _Value(key, value, source)


def _written(value: object) -> str:
    """A value as a configuration has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    plain = text and text[0].isalnum() and text.replace("-", "").replace("_", "").replace("/", "").replace(".", "").isalnum()
    return text if plain or text.startswith(("/", "./", "~/")) else "'" + text.replace("'", "''") + "'"


def beyond_the_file(config: Config) -> Iterator[Problem]:
    """What is wrong with values that the file's reader cannot know: keys, themes, the editor, paths, queries."""
    import difflib

    from tui.model.problem import Problem
    from tui.model.text import cleaned
    from tui.search.parse import parse
    from tui.store.config_fields import THEMES
    from tui.ui.chosen_keys import chosen_keys

    yield from chosen_keys(config.keys, config.path).problems
    if config.theme and config.theme not in THEMES:
        wanted = config.theme.strip().lower()
        near = [name for name in THEMES if name.endswith(f"-{wanted}")] or difflib.get_close_matches(wanted, THEMES, 1, 0.5)
        mend = f"did you mean “{near[0]}”?" if near else "the screen lists them"
        message = f"There is no theme “{config.theme}”."
        yield Problem("warning", "unknown-theme", message, config.lines["theme"], 1, mend, config.path)
    if config.editor and (fault := _fault_of(config.editor)):
        mend = _nearest_editor(config.editor) or "mend it, or leave it out for $VISUAL or $EDITOR"
        yield Problem("warning", "no-such-editor", fault, config.lines["editor"], 1, mend, config.path)
    for path in config.library:
        if not os.path.exists(path):
            message, line = f"{cleaned(str(path))} leads to nothing.", config.lines["library"]
            yield Problem("warning", "no-such-path", message, line, 1, "mend the path, or leave it out", config.path)
    yield from _faults_of_sharing(config)
    for name, query in config.searches.items():
        for note in _faults_of_page(query) if query.startswith("page:") else parse(query).notes:
            yield Problem("warning", "odd-query", f"“{name}”: {note}", config.lines[f"searches: {name}"], 1, "", config.path)


def _faults_of_sharing(config: Config) -> Iterator[Problem]:
    """Commands and templates that are not there."""
    import shutil

    from tui.model.problem import Problem
    from tui.model.text import cleaned

    for name, command in config.share.items():
        if not shutil.which(command[0]):
            message = f"“share: {name}”: there is no command “{cleaned(command[0])}”."
            yield Problem("warning", "no-such-command", message, config.lines["share"], 1, "mend it, or leave it out", config.path)
    for name, path in config.export.items():
        if not path.is_file():
            message = f"“export: {name}”: {cleaned(str(path))} is no file."
            yield Problem("warning", "no-such-template", message, config.lines["export"], 1, "mend the path", config.path)


def _fault_of(editor: str) -> str:
    """Why the command of an editor cannot be run, in a sentence; "" where it can."""
    import shlex
    import shutil

    try:
        name = next(iter(shlex.split(editor)), "")
    except ValueError:
        return f"“{editor}” has a quote that is not closed."
    if not shutil.which(name):
        return f"There is no command “{name}”."
    odd = [word for word in re.findall(r"\{(\w*)\}", editor) if word not in ("file", "line")]
    return f"“{{{odd[0]}}}” stands for nothing; “{{file}}” and “{{line}}” do." if odd else ""


def _nearest_editor(editor: str) -> str:
    """“did you mean …?” with an editor that is there and has nearly this name; "" where there is none."""
    import difflib
    import shutil

    from tui.ui.outside import AT_LINE

    name = editor.split()[0] if editor.split() else ""
    near = [other for other in difflib.get_close_matches(name, AT_LINE, 5, 0.6) if other != name and shutil.which(other)]
    return f"did you mean “{near[0]}”?" if near else ""


def _faults_of_page(query: str) -> list[str]:
    """What is wrong with the name of a saved page."""
    import difflib

    from tui.reading.library_pages.registry import PAGE_OF

    name = query.removeprefix("page:").split(" ")[0]
    near = difflib.get_close_matches(name, PAGE_OF, 1, 0.5)
    mean = f"; did you mean “page:{near[0]}”?" if near else f"; the pages are {', '.join(PAGE_OF)}"
    return [] if name in PAGE_OF else [f"There is no page “{name}”{mean}"]

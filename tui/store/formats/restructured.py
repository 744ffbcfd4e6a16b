"""reStructuredText, read with docutils; what Sphinx adds to it is kept as text.

The one file of docutils under the GPL, for Emacs, is not in what is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tui.model.text import clipped, collapsed
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in, labels_in_markdown
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import TooManyNodes, tree_of
from tui.store.formats.moments import edtf_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition
from tui.store.source_text import source_text

_LONGEST_TITLE = 300

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "math_output": "MathML",
    "syntax_highlight": "none",
    "doctitle_xform": True,
    "sectsubtitle_xform": False,
    "initial_header_level": 1,
    "line_length_limit": 1_000_000,
    "footnote_references": "superscript",
}

_OF_FILE = {
    "date": ("date", "created", "updated", "last-modified"),
    "authors": ("author", "authors"),
    "lang": ("language",),
    "producer": ("organization",),
    "number": ("version", "revision"),
}
"""The fields at the top of a text that say when, by whom and in what."""


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one document of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    from docutils import nodes
    from docutils.core import publish_doctree, publish_from_doctree

    made = Rendition(file)
    text = source_text(data, made.problems)
    made.handling += labels_in(line.strip(" .*:") for line in text.split("\n"))
    _know_all()
    tree = publish_doctree(_with_fields(text), settings_overrides=_SETTINGS)
    said = _fields_of(tree, nodes)
    for one in list(tree.findall(nodes.system_message)):
        # What cannot be understood is shown as it stands.
        one.parent.replace(one, list(one.findall(nodes.literal_block)))
    for one in [*tree.findall(nodes.docinfo), *tree.findall(nodes.topic)]:
        if isinstance(one, nodes.docinfo) or "contents" in one.get("classes", ()):
            one.parent.remove(one)
    for one in tree.findall(nodes.literal):
        one["classes"].append("code")
    for one in list(tree.findall(nodes.footnote)):
        one[:] = [child for child in one if not isinstance(child, nodes.label)]
    made.losses["hidden-text-left-out"] += sum(1 for _ in tree.findall(nodes.comment))
    title = tree.get("title", "") or said.get("title", "") or file.stem
    for one in [child for child in tree.children if isinstance(child, nodes.title)]:
        tree.remove(one)
    page = publish_from_doctree(tree, writer="html5", settings_overrides={**_SETTINGS, "output_encoding": "unicode"})
    try:
        root = tree_of(page if isinstance(page, str) else page.decode("utf-8", "replace"))
    except TooManyNodes:
        raise NotOfThisFormat("This text holds more than is read; it is shown as it stands.") from None
    written = markdown_of(root, made.losses)
    made.handling += labels_in_markdown(written)
    for field, names in _OF_FILE.items():
        found = next((said.pop(name) for name in names if said.get(name)), "")
        if field == "authors":
            made.fields[field] = [each for each in re.split(r"\s*(?:,|;|\n)\s*", re.sub(r"\s*<[^>]*>", "", found)) if each]
        else:
            made.fields[field] = edtf_of(found.strip("$ ").removeprefix("Date: ")) if field == "date" else found
        if found and not made.fields[field]:
            made.keep(names[0], found)
    for name, value in said.items():
        if name != "title":
            made.keep(name, value)
    made.fields |= {"title": clipped(collapsed(title), _LONGEST_TITLE), "body": written}
    own_source(made, data, date=made.fields["date"], author=", ".join(made.fields["authors"]))
    return made


_HEADERS = re.compile(r"(?:[A-Z][\w-]{0,40}:(?: [^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){3,}(?=[ \t]*\n)")


def _with_fields(text: str) -> str:
    """A text with the headers of a PEP as the fields that docutils knows."""
    begins = text.lstrip("\ufeff \t\n")
    found = _HEADERS.match(begins)
    return re.sub(r"(?m)^(?=\S)", ":", found[0]) + begins[found.end() :] if found else text


def _fields_of(tree: Any, nodes: Any) -> dict[str, str]:
    """The fields at the top of a text by their names in small letters; those of a list that is no information stay in the text."""
    found: dict[str, str] = {}
    first = next((child for child in tree.children if not isinstance(child, nodes.title | nodes.subtitle | nodes.comment)), None)
    if not isinstance(first, nodes.docinfo | nodes.field_list):
        return found
    for one in first.children:
        if isinstance(one, nodes.field):
            name, value = one[0].astext(), one[1].astext()
        else:
            name, value = one.tagname, one.astext()
        found.setdefault(name.lower().strip(), value.strip())
    if isinstance(first, nodes.field_list):
        first.parent.remove(first)
    return found


class _AnyOption(dict[str, Callable[[str], str]]):
    """Takes every option of a directive as it stands."""

    def __bool__(self) -> bool:
        return True

    def __missing__(self, name: str) -> Callable[[str], str]:
        return str


def _know_all() -> None:
    """Let docutils keep the text of directives and roles that it does not know; this process reads nothing else."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, roles, states
    from docutils.statemachine import StringList

    def run(self: Any) -> list[Any]:
        given, _, more = (self.arguments[0] if self.arguments else "").partition("\n")
        if self.name in _CODE:
            text = "\n".join(self.content)
            return [nodes.literal_block(text, text, classes=[f"lang-{given}"])] if text else []
        if self.name in _OF_BUILDS:
            return []
        if self.name == "toctree":
            entries = [
                nodes.list_item("", nodes.paragraph(line, line)) for line in [given, *more.split("\n"), *self.content] if line
            ]
            return [nodes.bullet_list("", *entries)] if entries else []
        holder = nodes.container()
        if given:
            holder += nodes.paragraph("", "", nodes.strong(given, given))
        if more:
            self.state.nested_parse(StringList(more.split("\n")), self.content_offset, holder)
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [holder]

    takes = {
        "optional_arguments": 1,
        "final_argument_whitespace": True,
        "has_content": True,
        "option_spec": _AnyOption(),
        "run": run,
    }
    unknown = type("Unknown", (Directive,), takes)
    known_directive, known_role = directives.directive, roles.role

    def directive(name: str, language: Any, document: Any) -> Any:
        found, messages = known_directive(name, language, document) if name not in _CODE else (None, [])
        return (found, messages) if found is not None else (unknown, [])

    def as_text(name: str, raw: str, text: str, *rest: Any, **more: Any) -> Any:
        said = re.sub(r"(?s)^(.*\S)\s*<[^<>]*>$", r"\1", nodes.unescape(text)).lstrip("~!")
        return [nodes.literal(raw, said) if name in _LITERAL else nodes.inline(raw, said)], []

    def role(name: str, language: Any, line: int, reporter: Any) -> Any:
        found, messages = known_role(name, language, line, reporter)
        return (found, messages) if found is not None else (as_text, [])

    directives.directive = states.directives.directive = directive
    roles.role = states.roles.role = role


_CODE = (
    "code",
    "code-block",
    "sourcecode",
    "highlight-block",
    "prompt",
    "ipython",
    "doctest",
    "testcode",
    "testoutput",
    "parsed-code",
)
_OF_BUILDS = ("index", "highlight", "currentmodule", "module", "default-role", "sectnum")
_LITERAL = (
    "func",
    "meth",
    "class",
    "mod",
    "attr",
    "exc",
    "data",
    "obj",
    "file",
    "option",
    "envvar",
    "program",
    "command",
    "kbd",
    "samp",
)

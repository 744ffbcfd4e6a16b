"""The one table of hostile strings, and how to tell that one has done no harm."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tui.model import briefing as b
from tui.model.fields import FIELDS, Field, Shape
from tui.model.text import cleaned


class Hostile(NamedTuple):
    """A text that somebody may write to break the program, or that breaks it by its nature."""

    name: str
    text: str
    prose: bool = True
    """Whether Markdown shows it as it is written."""


TABLE = (
    Hostile("closing tag", "[/oops]"),
    Hostile("sic", "he said [sic] so"),
    Hostile("action", "[@click=app.quit]x[/]", prose=False),
    Hostile("style", "[bold red]x[/bold red]"),
    Hostile("link tag", "[link=file:///etc/passwd]x[/link]"),
    Hostile("broken tag", "[[[ ]]] [=] [$x] \\[b]", prose=False),
    Hostile("colour", "\x1b[31mred\x1b[0m"),
    Hostile("window title", "\x1b]0;owned\x07"),
    Hostile("hyperlink", "\x1b]8;;file:///etc\x1b\\x\x1b]8;;\x1b\\", prose=False),
    Hostile("clipboard", "\x1b]52;c;b3duZWQ=\x07"),
    Hostile("eight-bit controls", "\x9b31m\x9d0;owned\x9c\x85x"),
    Hostile("clear screen", "\x1bc\x1b[2J\x1b[H"),
    Hostile("carriage return", "safe\rowned\x08\x7f\x0b"),
    Hostile("direction override", "\u202eevil\u202c \u2066x\u2069"),
    Hostile("line separators", "one\u2028two\u2029three"),
    Hostile("cjk", "防衛省、概要。「統合」"),
    Hostile("family", "👨\u200d👩\u200d👧\u200d👦 family 🇯🇵 👍🏽"),
    Hostile("marks", "z\u0301\u0302\u0303\u0304\u0305a\u0316\u0317 क्षि กำ"),
    Hostile("formats", "%s %(x)s {0} {title} $HOME ${x} #{x}"),
    Hostile("shell", "; rm -rf ~ $(id) | x && 'q'"),
    Hostile("html", "<b>bold</b><script>x</script>"),
    Hostile("entities", "&lt;b&gt; &amp; &#27;[31m &#x1b;c", prose=False),
    Hostile("option", "--help"),
    Hostile("windows path", "C:\\new\\table\\[x]", prose=False),
    Hostile("arabic ligature", "﷽ \u200fשלום\u200e"),
    Hostile("private", "\ue000\uf8ff\ufffe"),
)

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no line on the screen and no line of output may hold."""


def harm_in(text: str) -> list[str]:
    """The harmful characters in an output, named; a tab or a newline is harmless in a stream."""
    return [f"U+{ord(char):04X}" for char in HARMFUL.findall(text)]


def shown(text: str) -> str:
    """How a text looks where it is shown on one line."""
    return " ".join(cleaned(text).split())


def quoted(text: str) -> str:
    """A text as a double-quoted scalar of YAML, everything odd escaped."""
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


WORDS = (Shape.TEXT, Shape.TEXTS, Shape.PROSE)
LEFT_OUT = {"id", "formerly", "lang", "body"}
"""Keys that are no text for readers, or that stand in another's way."""


def words(key: str, text: str) -> str:
    """The text that stands in a field: the field's name, then the hostile string."""
    return f"{key.replace('_', '')} {text}"


def _value(field: Field, text: str, depth: int) -> str:
    if field.shape is Shape.THINGS:
        assert field.of is not None
        return "[" + ", ".join([mapping(field.of, text, depth - 1)]) + "]" if depth else "[]"
    return quoted(words(field.key, text))


def mapping(kind: type[Any], text: str, depth: int = 3) -> str:
    """A thing of the format with the string in every field, as YAML; what is no text is then a problem that quotes it."""
    pairs = [f"{field.key}: {_value(field, text, depth)}" for field in FIELDS[kind] if field.key not in LEFT_OUT]
    return "{" + ", ".join(pairs) + "}"


def briefing_with(text: str) -> str:
    """A whole briefing with the string everywhere, an unknown key among it."""
    known = mapping(b.Briefing, text)[:-1]
    return f"{known}, {quoted('unknown ' + text)}: {quoted(words('other', text))}}}\n"


def plain_fields(kind: type[Any] = b.Briefing, depth: int = 3) -> set[str]:
    """The keys of all fields that hold text without Markdown."""
    found: set[str] = set()
    for field in FIELDS[kind]:
        if field.shape is Shape.THINGS and field.of is not None and depth:
            found |= plain_fields(field.of, depth - 1)
        elif field.shape in (Shape.TEXT, Shape.TEXTS) and field.key not in LEFT_OUT:
            found.add(field.key)
    return found


def prose_fields(kind: type[Any] = b.Briefing, depth: int = 3) -> set[str]:
    """The keys of all fields that hold Markdown."""
    found: set[str] = set()
    for field in FIELDS[kind]:
        if field.shape is Shape.THINGS and field.of is not None and depth:
            found |= prose_fields(field.of, depth - 1)
        elif field.shape is Shape.PROSE and field.key not in LEFT_OUT:
            found.add(field.key)
    return found

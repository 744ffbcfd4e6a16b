"""A megabyte of one thing: what a stranger may put into a file must cost what its size does, and no more."""

from __future__ import annotations

from tui.store.read import Kind

SIZE = 1_000_000
"""Characters of each text, about."""


def many(text: str, size: int = SIZE) -> str:
    """A text again and again."""
    return text * (size // len(text))


def counted(text: str, size: int = SIZE) -> str:
    """A text again and again, each time with its number where it says `%d`."""
    return "".join(text.replace("%d", str(number)) for number in range(size // (len(text) + 3)))


BOMBS: dict[str, tuple[Kind, str]] = {
    "headings md": ("md", many("# a\n")),
    "keys": ("yaml", counted("k%d: v\n")),
    "unknown keys near": ("yaml", "title: T\n" + counted("titel%d: v\n")),
    "same keys": ("yaml", many("k: v\n")),
    "ids same": ("yaml", "title: T\nactors:\n" + many("- {id: a}\n")),
    "ids names same": ("yaml", "title: T\nactors:\n" + many("- {name: a}\n")),
    "ids j": ("yaml", "title: T\nactors:\n" + counted("- {id: j%d}\n") + "judgments:\n" + many("- x\n", 400000)),
    "section ids": ("yaml", "title: T\nsections:\n" + many("- {id: a}\n")),
    "section titles": ("yaml", "title: T\nsections:\n" + many("- {title: a}\n")),
    "aliases": ("yaml", "a: &a [1]\nb:\n" + many("- *a\n")),
    "aliases unknown": ("yaml", "b:\n" + many("- *a\n")),
    "alias big text": ("yaml", 'title: T\nbluf: &a "' + "x \\n" * 20000 + '"\nquestions:\n' + many("- *a\n", 80000)),
    "anchors": ("yaml", "b:\n" + counted("- &a%d x\n")),
    "anchors lists": ("yaml", "b:\n" + counted("- &a%d [x, *a%d]\n")),
    "anchors redefined": ("yaml", "b:\n" + many("- &a [x, y, z]\n- *a\n")),
    "tabs": ("yaml", many("\t")),
    "tab lines": ("yaml", "a: b\n" + many("\tc: d\n")),
    "quotes": ("yaml", many('"')),
    "quotes2": ("yaml", many("'")),
    "quote lines": ("yaml", many('"a\n')),
    "brackets": ("yaml", many("[")),
    "brackets after err": ("yaml", "a: b: c\n" + many("[")),
    "braces": ("yaml", many("{")),
    "braces2": ("yaml", many("{a: ")),
    "flow commas": ("yaml", "{a: x, " + many("b,") + "}"),
    "flow commas2": ("yaml", "title: T\nx: {a: x, " + counted("b%d,") + "}"),
    "tags one line": ("yaml", "x: [" + many("!a b, ") + "]"),
    "tags lines": ("yaml", "x:\n" + many("- !a b\n")),
    "hash one line": ("yaml", "x: " + many("a #1 ")),
    "hash quoted": ("yaml", "x: [" + many('"a #1", ') + "b]"),
    "hash lines": ("yaml", many("a: b #1\n")),
    "TAG": ("yaml", counted("%TAG !a%d! x\n") + "--- \na: b\n"),
    "percent": ("yaml", many("%a\n")),
    "spaces": ("yaml", "a" + many(" ") + "b"),
    "spaces2": ("yaml", "a: b: " + many(" ") + "b"),
    "spaces lines": ("yaml", many("a     b: c: d\n")),
    "dashes": ("yaml", many("- ")),
    "questions": ("yaml", many("? ")),
    "docs": ("yaml", many("---\n")),
    "docs2": ("yaml", many("--- a\n")),
    "dots": ("yaml", "title: A\n" + many("...\n")),
    "second doc tlp": ("yaml", "a: b\n---\n" + counted("marking: x%d\n")),
    "unknown markings": ("yaml", "title: T\nx:\n" + counted("- marking: x%d\n")),
    "item markings": ("yaml", "title: T\nfacts:\n" + counted("- {text: x, marking: x%d}\n")),
    "tlps bad": ("yaml", "title: T\nfacts:\n" + counted("- {text: x, tlp: x%d}\n")),
    "bad tlp margin": ("yaml", '"\n' + counted("tlp: x%d\n")),
    "traps": ("yaml", counted("k%d: a: b\n")),
    "traps2": ("yaml", many("- - a: b: c\n")),
    "bad dates": ("yaml", "title: T\nevents:\n" + many("- {date: soon, title: a}\n")),
    "bad choices": ("yaml", "title: T\nevents:\n" + many("- {status: happend, title: a}\n")),
    "long date": ("yaml", "title: T\ndate: " + many("2024-")),
    "long likelihood": ("yaml", "title: T\njudgments: [{text: a, likelihood: " + many("very ") + "}]"),
    "refs": ("yaml", "title: T\nbody: |\n  " + many("[[a]] ")),
    "refs2": ("yaml", "title: T\nbody: |\n" + counted("  [[a%d]] [@b%d]\n")),
    "colons": ("yaml", many(": ")),
    "colons2": ("yaml", many("a:")),
    "pipes": ("yaml", many("a: |\n")),
    "gt": ("yaml", many(">\n")),
    "complex keys": ("yaml", many("? [a]\n: b\n")),
    "nl": ("yaml", many("\n")),
    "cr": ("yaml", many("\r")),
    "controls": ("yaml", "a: " + many("\x01\x1b")),
    "esc controls": ("yaml", "x:\n" + many('- "\\e"\n')),
    "nbsp": ("yaml", "a:\n" + many("\u00a0- b\n")),
    "fw": ("yaml", many("a\uff1ab\n")),
    "merge": ("yaml", "x: &d {a: b}\ny:\n" + many("- <<: *d\n")),
    "sur": ("yaml", 'x: "' + many("\\ud83d\\ude00") + '"'),
    "surl": ("yaml", many('- "\\ud83d\\ude00"\n')),
    "json keys": ("json", "{" + counted('"k%d":1,') + '"k":1}'),
    "json same": ("json", "{" + many('"k":1,') + '"k":1}'),
    "json deep": ("json", many("[")),
    "json quotes": ("json", many('"')),
    "json quotes2": ("json", '{"a":"' + many('\\"')),
    "json arr": ("json", '{"title":"T","x":[' + many("1,") + "1]}"),
    "json arr obj": ("json", '{"title":"T","x":[' + many('{"a":1},') + "1]}"),
    "json tlp": ("json", '{"title":"T","x":[' + counted('{"tlp":"x%d"},') + "1]}"),
    "json esc": ("json", '{"title":"' + many("\\u00e9") + '"}'),
    "json colon": ("json", many(":")),
    "json nlstr": ("json", '{"title":"T","x":"' + many("a\\n") + '"}'),
    "front": ("md", "---\n" + many("a: b: c\n") + "---\n"),
    "auto": ("auto", many("a: b\n")),
}

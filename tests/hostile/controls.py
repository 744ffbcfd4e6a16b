"""Every control in every form that a file can hide it in, and whole libraries, journals and names full of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tests.hostile.strings import briefing_with, quoted

CONTROLS = [
    *map(chr, [*range(1, 9), 11, 12, 13, *range(14, 32), *range(127, 160)]),
    *"\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
]
"""All that cleaning takes away but NUL, which no name and no variable can hold."""

MARK = "OWN"
"""Stands behind every control, so that one of the framework's own is told from one that came through."""

ESCAPES = "\x1b]0;OWN\x07\x1b[201~OWN\rOWN\r\x9b31m\x1b]52;c;T1dO\x07"
"""A window title, the end of a bracketed paste with a command behind it, a colour, a clipboard."""

RAW = "".join(control + MARK for control in CONTROLS) + ESCAPES

DECIMAL = "".join(f"&#{ord(control)};{MARK}" for control in RAW if control not in MARK)
HEXADECIMAL = " ".join(f"&#x{ord(control):x};" for control in CONTROLS) + " &NewLine; &Tab; &#xd800; &#0;"
PERCENT = "".join(quote(control) + MARK for control in CONTROLS)
BYTES = "".join(f"%{number:02x}{MARK}" for number in [*range(1, 32), *range(127, 160), 0xE2, 0xFF])
ESCAPED = quote(ESCAPES, safe="]")

FORMS: Mapping[str, str] = {
    "as it is": RAW,
    "character references": f"{DECIMAL} and {HEXADECIMAL}",
    "percent-encoding": f"<http://x/{PERCENT}> <http://x/{ESCAPED}> <http://x/{BYTES}> [label](http://x/{PERCENT})",
}
"""The same in a text; `as it is` must be written down in a way that the file allows."""

MARKDOWN = f"""\
# Heading <http://x/{ESCAPED}> {DECIMAL}

Findme {DECIMAL} {HEXADECIMAL} <http://x/{PERCENT}> <http://x/{ESCAPED}> http://x/{ESCAPED} <mailto:a@x.y?{BYTES}>

&#x202e;

&#12;

[link](http://x/{PERCENT} "title {DECIMAL}") ![picture {DECIMAL}](http://x/{BYTES} "{DECIMAL}") ![](http://x/{PERCENT})

Setext <http://x/{ESCAPED}> &#x202e;
===

[^n&#x202e;]: Foot {DECIMAL}

text[^n&#x202e;] and [@source{HEXADECIMAL}, p. {DECIMAL}] [[target#part&#27;|label {DECIMAL}]] [ref]

```python &#x202e; {DECIMAL}
code &#27;
```

[ref]: <http://y/{PERCENT}> "{DECIMAL}"
[unused&#x202e;]: <http://y/&#27;{BYTES}> "{DECIMAL}"

| head {DECIMAL} | b |
|---|---|
| cell &#x202e; | <http://x/{PERCENT}> |

- [ ] task &#x202e;<http://x/{ESCAPED}>
"""


def raw_markdown() -> str:
    """The same with the controls themselves in every place."""
    return (
        f"---\ntitle: {quoted('front ' + RAW)}\n---\n# Raw {RAW}\n\nfindme {RAW}\n\n`{RAW}`\n\n```{RAW}\n{RAW}\n```\n\n{MARKDOWN}"
    )


def library(folder: Path) -> Path:
    """A library that hides every control in every form in every field, in names, and in what it shares."""
    folder.mkdir(exist_ok=True)
    for name, text in FORMS.items():
        (folder / f"{name}.yaml").write_text(briefing_with(text), encoding="utf-8")
    (folder / "raw.yaml").write_text(f"title: Raw {RAW}\nbody: |\n  findme {RAW}\n{RAW}: {RAW}\n", encoding="utf-8", newline="")
    (folder / "markdown.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "raw.md").write_text(raw_markdown(), encoding="utf-8", newline="")
    fields = {"title": f"JSON {RAW}\ud800", "bluf": f"findme {RAW}\udc9b", "tags": [RAW], RAW: {RAW: [RAW]}, "body": MARKDOWN}
    (folder / "x.json").write_text(json.dumps(fields), encoding="utf-8")
    raw = quoted(RAW)
    shared = f"sources:\n  shared: {{title: {raw}, note: {quoted(DECIMAL)}}}\nproducer: {raw}\n{raw}: {raw}\n"
    (folder / "library.yaml").write_text(shared, encoding="utf-8")
    for name in (f"{RAW[:100]}.md", f"{RAW[100:200]}.yaml", "new\nline.md", f"{ESCAPES}.yaml".replace("/", "")):
        (folder / name).write_text("title: Named\ndate: 2024-13\nbody: findme\n", encoding="utf-8")
    return folder


def _everywhere(value: object) -> object:
    """A value of an exported journal with the controls behind every text in it that is free."""
    if isinstance(value, dict):
        return {
            name: kept if name in ("type", "secret", "tlp", "digest", "file_digest", "letter") else _everywhere(kept)
            for name, kept in value.items()
        }
    if isinstance(value, list):
        return [_everywhere(one) for one in value]
    return f"{value}{RAW}" if isinstance(value, str) else value


def journal() -> str:
    """An exported journal with the controls in every text, of a briefing that is gone, and of one that is there."""
    place = {"section": "s", "kind": "paragraph", "quote": "q"}
    block = {"kind": "paragraph", "text": "findme"}
    fields = {"title": "old", "likelihood": "likely"}
    item = {"kind": "judgment", "id": "j", "name": "n", "fields": fields}
    lines: list[dict[str, object]] = []
    for key in ("gone", "x"):
        about = {"key": key, "id": key, "path": "/nowhere/", "title": "t", "marking": {"tlp": "RED", "text": "m"}}
        lines += [
            {
                "type": "briefing",
                **about,
                "opened_at": 1.75e9,
                "sections": 2,
                "place": place,
                "read": {"s": 1.75e9},
                "formerly": ["f"],
            },
            {
                "type": "edition",
                "key": key,
                "title": "t",
                "number": "n",
                "sections": [
                    {"id": "s", "title": "t", "blocks": [block], "read_at": 1.75e9},
                    {"id": "~judgments", "title": "t", "items": [item], "read_at": 1.75e9},
                ],
            },
            {
                "type": "note",
                "id": f"n{key}",
                "key": key,
                "anchor": {"section": "s", "exact": "findme", "prefix": "p", "suffix": "s"},
                "section_title": "t",
                "text": "comment",
                "tags": ["tag"],
                "marking": {"tlp": "RED", "text": "m"},
                "citation": "c",
                "created": 1.75e9,
                "modified": 1.75e9,
            },
            {"type": "mark", "letter": "a", "key": key, "place": place, "at": 1.75e9},
            {"type": "visit", "v": 1750000000000000 + len(lines), "key": key, "place": place, "at": 1.75e9},
        ]
    return "".join(json.dumps(_everywhere(line)) + "\n" for line in lines)

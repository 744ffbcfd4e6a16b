"""Markdown made to hurt, and what reading it costs: every stage between a file and its screen."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator

from tui.catalog.section_texts import section_sources
from tui.document.compose import compose
from tui.document.document import Document
from tui.document.layout import layout
from tui.document.plain import plain_text
from tui.search.find import Finder
from tui.search.patterns import compile_pattern
from tui.store.read import held_in
from tui.ui.widgets.section_list import SectionRows


def _again(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _numbered(unit: str) -> Callable[[int], str]:
    return lambda size: "".join(unit.replace("#", str(number)) for number in range(size // (len(unit) + 3)))


HURTING: dict[str, Callable[[int], str]] = {
    "headings of one title": _again("# a\n"),
    "headings with text": _again("# a\n\nb\n\n"),
    "underlined headings": _again("a\n=\n"),
    "headings of all levels": lambda size: "".join("#" * (number % 6 + 1) + " a\n" for number in range(size // 6)),
    "headings that are links": _again("# [[#a]]\n"),
    "headings with numbers": lambda size: "".join(f"# a-{number % 7}\n" for number in range(size // 6)),
    "links to headings": lambda size: "# a\n" * (size // 8) + "\n" + "[[#zz]] " * (size // 16),
    "a heading of blanks": lambda size: "# a" + " " * size + "b",
    "a heading of signs": lambda size: "# a" + " #" * (size // 2) + "b",
    "a title of stars": lambda size: "# " + "*a **b " * (size // 7),
    "underlines in a list": lambda size: "- x\n" + " a\n=\n" * (size // 5),
    "underlines of tables": lambda size: "a|b\n-\n" * (size // 6),
    "footnotes": _numbered("a[^#]\n\n[^#]: b\n\n"),
    "open footnotes": lambda size: "[^a]: b\n\n" + "[^" * (size // 2),
    "definitions": _numbered("[a#]: /x\n\n"),
    "definitions of one label": _again("[a]: /x\n"),
    "definitions that are used": _numbered("[a#]: /x\n\n# [a#]\n\n"),
    "references": lambda size: '[a]: /x "t"\n\n' + "[a] " * (size // 4),
    "levels of lists": lambda size: "".join(" " * (number % 50) + "- a\n" for number in range(size // 28)),
    "ordered lists": _again("1. a\n"),
    "levels of quotes": lambda size: "\n".join(">" * (number % 30) + " a" for number in range(size // 17)),
    "columns": lambda size: "|a" * (size // 4) + "|\n" + "|-" * (size // 4) + "|\n",
    "rows": lambda size: "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6),
    "columns and rows": lambda size: "|a" * (size // 8) + "|\n" + "|-" * (size // 8) + "|\n" + "|x\n" * (size // 6),
    "one long row": lambda size: "|a|\n|-|\n" + "|x" * (size // 4) + "|\n" + "|x|\n" * (size // 8),
    "backticks": lambda size: " ".join("`" * number for number in range(1, int((2 * size) ** 0.5))),
    "open code": _again("`a"),
    "emphasis": _again("*a* "),
    "open emphasis": _again("*a_b "),
    "nested emphasis": lambda size: "*a " * (size // 6) + "b* " * (size // 6),
    "nested deletions": lambda size: "~~a " * (size // 8) + "b~~ " * (size // 8),
    "brackets": _again("["),
    "brackets and code": _again("[`]`"),
    "brackets and escapes": _again("[\\]"),
    "brackets in brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "half links": _again("[a]("),
    "half links with titles": _again('[a](b "'),
    "half images": _again("!["),
    "nested images": lambda size: ("![" * 59 + "a" + "](b)" * 59 + " ") * (size // 360 + 1),
    "images in links": lambda size: "[![a *b " * (size // 16) + "* c](d)](e)" * (size // 16),
    "addresses": _again("<http://a> "),
    "bare addresses": _again("http://"),
    "comments": _again("<!-- a -->\n\n"),
    "open comments": _again("<!-- a\n\n"),
    "html": _again("<div>\n\na\n\n"),
    "open html": _again("<div>"),
    "attributes of html": lambda size: "<a" + ' b="c"' * (size // 6) + "\n",
    "attributes without an end": _again('<a b="c\n'),
    "blanks in html": lambda size: "<a b" + " " * size + "c",
    "raw text": _again("<pre>\n\n"),
    "labels in code": _again("`[a] "),
    "breaks": _again("|a<br>b|\n|-|\n"),
    "details": _again("<details>\n\na\n\n</details>\n\n"),
    "fences": lambda size: "\n".join("`" * number for number in range(3, int((2 * size) ** 0.5))),
    "an info string": lambda size: "```" + "a " * (size // 2) + "\nx\n```\n",
    "blanks": lambda size: "a" + " " * size + "b",
    "tabs": _again("\t"),
    "dashes and blanks": lambda size: "a|\n-" + " " * size + "x\n",
    "citations": lambda size: "[@a" + "; @b" * (size // 4),
    "places": _again("[[a|b"),
    "marks on a letter": lambda size: "a" + "\u0301" * size,
    "halves of flags": _again("\U0001f1ef"),
    "joined signs": _again("\U0001f469\u200d"),
    "front matter that never ends": lambda size: "---\n" + "a: b\n" * (size // 5),
    "front matter": lambda size: "---\na: b\n---\n" + "# a\n" * (size // 4),
    "toml": lambda size: "+++\n" + "".join(f"a{number} = 1\n" for number in range(size // 9)) + "+++\n",
    "hard breaks": _again("a\\\n"),
    "tasks": _again("- [ ] a\n"),
}
"""By what they hold, texts of about any size."""


MOST_SECONDS = 1.0
"""That a text of a few thousand characters may cost, whatever stands in it; a machine at work takes its time."""

_SEEDS = (
    """---
title: T
date: 2024-07-28
tags: [a, b]
---

# One

Text with *emphasis*, **strong `code`**, [a link](http://x.org/a "title") and ![an image](y.png), [a reference][r],
a note[^1], <http://auto.example>, [@seed, p. 4] and [[place|label]].

| a | b |
|---|:-:|
| one<br>two | x \\| y |

- item
  - inner

    1. one
    2. two
- [ ] task

> quote
> > inner

```python title=x
print(1)
```

<div>
<b>html</b>
</div>

<!-- a
# comment -->

Under
=====

***

[r]: /url 'title'
[^1]: The note.

    Its second paragraph.
""",
    "+++\ntitle = 'T'\n[extra]\na = [1, 2]\n+++\nA | B\n--|--\n1 | 2\n\n~~~ a b\nx\n~~~\n"
    "\n1. a\n\n   ```\n   b\n   ```\n2. *a **b* c**\n",
    "Text\n----\n\n\tcode\n\nline  \nbreak\\\nend &amp; &#x202e; \u65e5\u672c\u3002 e\u0301 "
    "\U0001f469\u200d\U0001f4bb \u05e2\u05d1 \u202etext\n",
)
_PIECES = (
    *("[", "]", "(", ")", "![", "[[", "]]", "[^", "]:", "[@", "|", "`", "```", "~~~", "~~", "*", "**", "_", "<", ">", "<!--"),
    *("#", "\n# ", "\n- ", "\n1. ", "\n> ", "\n\n", "\n", "\n---\n", "\n===\n", "\n|-|\n", "+++", "---", "    ", "\t", "\\", "&"),
    *("http://", ":", '"', "'", "{", "}", "\0", "\x1b", "\r", "\u2028", "\ufeff", "<div>", "</pre>", "<br>", "=", "!", "-->", ";"),
)


def mutations(seeds: Iterable[int]) -> Iterator[str]:
    """Markdown with pieces put in, taken out, repeated, swapped and cut off; one text for each seed."""
    for seed in seeds:
        chance = random.Random(seed)
        text = chance.choice(_SEEDS)
        for _ in range(chance.randint(1, 12)):
            at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
            many = chance.choice((1, 1, 2, 3, 50, 300))
            piece = chance.choice((chance.choice(_PIECES), chance.choice(_PIECES) + chance.choice(_PIECES), text[at : at + 40]))
            kind = chance.randint(0, 4)
            if kind == 0:
                text = text[:at] + (piece * many)[:2_000] + text[at:]
            elif kind == 1:
                text = text[:at] + text[min(to, at + 40) :]
            elif kind == 2:
                text = text[:at] + piece + text[to:]
            elif kind == 3:
                text = text[: at + 1]
            else:
                text = text[:at] + text[at:to] * 2 + text[to:]
            text = text[:6_000]
        yield text


def _made(document: Document) -> None:
    for part in document.parts:
        for block in part.blocks:
            layout(block, 80)


def cost(source: str, name: str = "x.md") -> float:
    """Seconds of work from the bytes of a file to its text in the shell, its sections, its index and what is found in it."""
    data = source.encode("utf-8", "surrogatepass")
    start = time.process_time()
    briefing = next(held_in(data, below=name)).read()
    document = compose(briefing)
    _made(document)
    SectionRows(document.sections)
    finder = Finder(document)
    finder.look_for(compile_pattern("a"))
    for number in range(len(document.parts)):
        finder.matches(number)
    for section in document.sections:
        finder.in_sections().within(section.index)
    for _ in plain_text(document, 40):
        pass
    section_sources(briefing)
    return time.process_time() - start

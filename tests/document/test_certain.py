"""What is shown of Markdown without the parser is what the parser shows."""

from __future__ import annotations

import random

import pytest

from tui.document import markdown
from tui.document.apparatus.entry import Context, prose_blocks
from tui.document.certain import certain_blocks
from tui.document.compose import compose
from tui.document.markdown import parse_markdown
from tui.document.names import Names
from tui.model.briefing import Briefing, Judgment, Prose, Section

USUAL = (
    "One sentence, and another one: with a dash - and “quotes”.",
    "Two\nlines [sic] & more.\n\nA second paragraph.\n",
    "**Words** are said to be [a link](https://example.org/4150) [@s1].",
    "*So* it is [@s1; @s2], (**two words**), [it's here](https://a-b.example.org/x_y/z.html?q=1#f).",
    "軍器止国自明令衛軍国訓外抑自防本臣鮮抑談定軍兵務日軍臣基会自衛共共地令部島核自上。",
)

PIECES = (
    *(
        "a",
        "b c",
        "é",
        "日本",
        "語",
        "😀",
        "www.x.org",
        "x@y.z",
        "a_b",
        "“x”",
        "…",
        "—",
        "'",
        '"',
        "!",
        "(",
        ")",
        ".",
        ",",
        ";",
        ":",
    ),
    *("[@s1]", "[@s1; @s2]", "[@a;@b]", "[@s1](x)", "[@s1].", "[sic]", "[a]", "[^1]", "](", "[", "]", "]:", "[[x]]", "[x]: y"),
    *("**", "*", "**b c**", "*d*", "**x, y's**", "**b**c", "c**b**", "(**b**)", "***a***", "_a_", "~", "`", "\\", "`**b**`"),
    *("[w o](https://e.org/1)", "[w](https://a-b.e.org/x_y/z.html?q=1#f_2)", "[w](https://E.org)", "[w](https://e.org:80/a)"),
    *(
        "[d  e](https://e.org)",
        "[w](https://e.org/%20)",
        "[x **b** y](https://e.org)",
        "**x [@s1]**",
        "://",
        "<",
        "&",
        "&amp;",
        "&b",
    ),
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\n\n\n",
        "\n \n",
        "\u3000",
        "\u00a0",
        "\u200b",
        "\n    x",
        "\n> q",
        "\n* i",
        "\n1. x",
        "\n- x",
    ),
    *(
        "\n* i",
        "\n1. x",
        "\n- x",
        "#",
        "- ",
        "1. ",
        "=",
        "|",
        "+",
        "--",
        "\n---",
        "\n[@s1] x",
        "\n**q** r",
        "\n[w](https://e.org) v",
    ),
)


def test_what_is_certain_is_what_the_parser_shows() -> None:
    rng = random.Random(7)
    certain = 0
    for _ in range(12_000):
        text = "".join(rng.choices(PIECES, k=rng.randrange(1, 7)))
        line, step = rng.choice((0, 5)), rng.choice((0, 1))
        found = certain_blocks(text, section=3, line=line, step=step, role="lead")
        if found is not None:
            certain += 1
            assert found == parse_markdown(text, section=3, line=line, step=step, role="lead"), text
    assert certain > 1_000


@pytest.mark.parametrize("text", USUAL)
def test_what_people_write_most_needs_no_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    briefing = Briefing(
        id="t",
        title="T",
        bluf=Prose(text, 2, 1),
        sections=(Section(title="S", body=Prose(text, 5, 1)),),
        judgments=(Judgment(text=Prose(text)),),
    )
    expected = parse_markdown(text, section=2, line=5, step=1)

    def parser() -> None:
        raise AssertionError("the text was parsed")

    monkeypatch.setattr(markdown, "parser", parser)
    document = compose(briefing)
    assert [block for part in document.parts for block in part.blocks if block.section == 2][1:] == expected


def test_a_field_of_one_paragraph_stands_on_its_own_line() -> None:
    context = Context(Briefing(), Names(Briefing()), 0)
    (block,) = prose_blocks(Prose("\n\nOne [@s1].", 7, 1), context)
    assert (block.text, block.line) == ("One [s1].", 9)
    (block,) = prose_blocks(Prose("One\n[@s1].", 7, 1), context)
    assert (block.text, block.line) == ("One [s1].", 7)

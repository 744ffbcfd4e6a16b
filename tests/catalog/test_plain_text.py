"""Markdown as plain text: markup goes, words stay, and it takes no time."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.catalog.libraries import random_briefing
from tests.document.sources import markdown_texts
from tests.yardstick import SHARE, cost_of
from tui.catalog.plain_text import placed_blocks, plain_blocks
from tui.catalog.record import catalog_record
from tui.catalog.section_texts import section_sources
from tui.catalog.tokens import LONGEST, token_text, token_texts
from tui.document.compose import compose
from tui.document.markdown import parse_markdown
from tui.model.text import cleaned
from tui.search.words import BREAK, tokens_of
from tui.store.library import briefings
from tui.store.read import read_text

LABELS = {"[[usfj]]": "U.S. Forces Japan"}


PIECES = (
    "alpha", "bravo", "*c*", "**delta**", "`echo`", "[fox](http://x.y/z?a=1&b=2)",
    "[golf](u \"t u\")", "_hotel_", "**in",
    "dia**", "*jul", "iet*", "kilo_lima", "5*3", "a*b*c", "[mike]", "[^november]", "[[papa]]", "[[papa#q|ro]]",
    "[@seed, p. 4]", "\\*", "\\_x", "`a*b`", "(*quebec*)", "**\"romeo\"**,", "*", "**", "_",
    "__sierra__.", "~~tango~~",
    "&amp;", "R&D", "<b>u</b>", "<br>", "|", "a|b", "![i](p.png)", "日本", "の統合", "*日*本", "**「x」**は",
    "2.", "1)", "[x]", "[ ]",
    "\"**v**\"", "`w", "x``y", "[z", "]", "(z)", "***both***", "**a *b* c**", "*a **b** c*",
    "__a_b__", "http://a.b/c_d_e*f*",
    "<http://l.m>", "$5", "10%", "#5", "- 5", "+", "==", "&#8217;", "a&#8220;b&#8221;", "&eacute;",
    "&nosuch;", "&#42;q*",
    "[r `s`](u)", "<u@v>", "<a:b>", "&lt;w&gt;", "**`x`**", "`y\nz`", "&#130;", "[&](u)", "&#55555;",
    "a\\\n", "[s \\[t\\] \\*u](<https://v.w/x y(z>)", "[b](<javascript:x>)", "[**c**](<u>)", "[d](< e>)",
    "[f](<>)", "[**g](h)", "[*i* **j**!](k)",
)  # fmt: skip
BEGINNINGS = (
    "", "", "", "", "- ", "* ", "+ ", "1. ", "2. ", "3) ", "  ", "    ", "   ", "> ", "  - ",
    "    - ", "      - ", "   1. ",
    "- [x] ", "- [ ] ", "1. [x] ", "# ", "## ", "| ", "\t", "- - ", "1. - ", "- 1. ", "      ",
)  # fmt: skip
ODD_LINES = (
    "---", "***", "===", "```", "```py", "~~~", "| a | b |", "|---|---|", "| c | *d* |", "|a|b|c|",
    "<div>", "</div>",
    "<!-- e *f* -->", "<!--", "-->", "    code", "", "", "", "", "", "", "", "[ref]: /url",
    "[^november]: note", "<details>",
    "```py papa", "  ```", "  ```", "- ```", "> ```",
)  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("one\ntwo\n\nthree", ["one two", "three"]),
        ("a **b** *c* ***d*** ~~e~~ __f__ _g_", ["a b c d e f g"]),
        ("5*3=15 and 2 * 3", ["5*3=15 and 2 * 3"]),
        ("`co*de*` and ``a|b _c_ &amp;``", ["co*de* and a|b _c_ &amp;"]),
        ("[text](http://x.example/secret 'title') ![alt](y.png)", ["text (title) alt"]),
        ("[t][ref] and [sic]\n\n[ref]: http://x.example/secret", ["t and [sic]", "[ref] http://x.example/secret"]),
        ("said so [@seed, p. 4; @other].[^1]", ["said so [seed, p. 4; other].[^1]"]),
        ("[[usfj]] [[usfj|Forces]] [[other#part]]", ["U.S. Forces Japan Forces other § part"]),
        ("- one\n- [ ] two\n  more\n1. three", ["one", "☐ two more", "three"]),
        ("since\n2006. The survey", ["since 2006. The survey"]),
        ("1. one\n2. two", ["one", "two"]),
        ("> quoted\n> on", ["quoted on"]),
        ("| a | b |\n|---|:-:|\n| c | d |", ["a b", "c d"]),
        ("```py\nx*y*z\n```\nafter", ["x*y*z", "after"]),
        ("a\\*b \\_c\\_ &amp; <https://a.example/>", ["a*b _c_ & https://a.example/"]),
        ("***\n\nafter a rule", ["after a rule"]),
        ("see[^x] and `alpha`[beta][gamma]", ["see[^x] and alpha[beta][gamma]"]),
        ("```py\nx\n```\n\n```papa quebec\ny\n```", ["x", "papa quebec", "y"]),
        ("[t][ref]\n\n[ref]: http://x.example 'Romeo'", ["t", "[ref] http://x.example (Romeo)"]),
        ("1. one\n\n   two\n\n   ```\n   *three*\n   ```\n\nfour", ["one", "two", "*three*", "four"]),
        ("日本の\n統合", ["日本の統合"]),
        ("you&#8217;re <https://a.example/b> ![alt](y.png)it", ["you’re https://a.example/b alt it"]),
    ],
)
def test_what_a_reader_sees_is_kept(markdown: str, plain: list[str]) -> None:
    assert plain_blocks(markdown, LABELS.get) == plain


def _words_shown(text: str) -> list[list[str]]:
    """The words of each paragraph, item, row or piece of code that the page shows."""
    shown: list[str] = []
    for block in parse_markdown(text):
        rows = block.table.rows if block.table else ()
        shown += [" ".join([block.text[start:end] for start, end in row]) for row in rows] if rows else [block.text]
    return [words for one in shown if (words := tokens_of([one]))]


def _assert_what_is_indexed_is_shown(text: str) -> None:
    text = cleaned(text)
    assert [words for one in plain_blocks(text) if (words := tokens_of([one]))] == _words_shown(text)
    lines = text.split("\n")
    for block in placed_blocks(text):
        assert text[block.start :].startswith(block.source)
        assert text.count("\n", 0, block.start) <= len(lines)


@settings(max_examples=300, deadline=None)
@example("<!-- comment -->|[delta](/x 'why')\n| - | - |")
@example("alpha\n<b>|[delta](/x 'why')\n| - | - |\n\nbravo")
@given(markdown_texts)
def test_odd_markdown_is_indexed_as_the_page_shows_it(text: str) -> None:
    _assert_what_is_indexed_is_shown(text)


@pytest.mark.parametrize("cited", ["@s1;@s2", "@s1;  @s2", "@s1;\n@s2", "@s1,p. 3", "@s1,", "@s1, ;@s2,p", "@s1; "])
@pytest.mark.parametrize("rest", ["", " `c` *d"])
def test_citations_are_indexed_with_the_blanks_that_the_page_gives_them(cited: str, rest: str) -> None:
    text = f"Moved [{cited}] on{rest}"
    assert plain_blocks(text) == [block.text for block in parse_markdown(text)]


@pytest.mark.parametrize("seed", range(4))
def test_lines_of_usual_markdown_in_any_order_are_indexed_as_the_page_shows_them(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(400):
        lines = [
            rng.choice(ODD_LINES)
            if rng.random() < 0.4
            else rng.choice(BEGINNINGS) + rng.choice((" ", "", " ")).join(rng.choices(PIECES, k=rng.randint(1, 5)))
            for _ in range(rng.randint(1, 7))
        ]
        _assert_what_is_indexed_is_shown("\n".join(lines))


@given(st.text(alphabet="ab *_`[]()<>!\\|#-~\n&:@日1.", max_size=80))
def test_any_text_becomes_blocks_of_one_line(text: str) -> None:
    for block in plain_blocks(text):
        assert block.strip()
        assert "\n" not in block


@pytest.mark.parametrize(
    "piece", ["*a ", "`", "[", "[[", "![", "(", "\\", "<", "~~~\n", "> ", "| ", "- ", "[a](", "_a", "``` ", "&amp;"]
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    assert cost_of(lambda: plain_blocks(piece * (40_000 // SHARE))) < 75 / SHARE


def test_tokens_are_those_that_queries_are_made_of() -> None:
    texts = ["Don't SHOUT, naïve co-op", "日本の統合 x1", "", "snake_case 3.5 U.S.", "Ünïcödé ﬁne", "tab\tand\nline"]
    assert token_text(texts).split() == tokens_of(texts)
    assert token_text(("one",)) == "one"


@given(st.lists(st.text(max_size=30), max_size=4))
def test_tokens_of_any_text_are_those_that_queries_are_made_of(texts: list[str]) -> None:
    assert _runs(token_text(texts).split()) == _runs(tokens_of(texts))


@given(st.lists(st.lists(st.text(st.characters() | st.sampled_from("\0\1 ab"), max_size=30), max_size=3), max_size=4))
def test_tokens_of_several_texts_are_those_of_each(given_texts: list[list[str]]) -> None:
    long = [["x" * (LONGEST + 1)], ["a b", "c " * 3_000], ["y" * LONGEST, "z"]]
    for texts in (given_texts, [*given_texts, *long], long[1:], [["ab", "C-d"], [], [""], ["e"]]):
        assert [text.split() for text in token_texts(texts)] == [token_text(each).split() for each in texts]


def _runs(tokens: list[str]) -> list[str]:
    """The tokens with one break where there are several, none at the ends."""
    return " ".join(tokens).replace(f"{BREAK} {BREAK}", BREAK).replace(f"{BREAK} {BREAK}", BREAK).strip(f"{BREAK} ").split()


def test_a_token_of_a_megabyte_is_cut() -> None:
    assert len(token_text(("a" * 1_000_000,))) == LONGEST
    assert len(token_text(("é" * 1_000_000,))) == LONGEST


def test_sections_are_those_of_the_composed_page() -> None:
    rng = random.Random(8)
    for _ in range(150):
        briefing = read_text(random_briefing(rng), name="random.json", kind="json")
        assert [source.id for source in section_sources(briefing)] == [section.id for section in compose(briefing).sections]


def test_sections_of_the_samples_are_those_of_their_pages() -> None:
    for briefing in briefings(["briefings"]).briefings:
        assert [source.id for source in section_sources(briefing)] == [section.id for section in compose(briefing).sections]


def test_a_field_that_several_rows_say_is_made_plain_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(text: str, *given: Any) -> list[str]:
        made.append(text)
        return plain_blocks(text, *given)

    monkeypatch.setattr("tui.catalog.section_texts.plain_blocks", counted)
    for briefing in briefings(["briefings"]).briefings:
        made.clear()
        catalog_record(briefing, b"")
        assert {briefing.bluf.text, *[one.text.text for one in briefing.judgments]} <= set(made)
        assert max(map(made.count, made)) == 1


def test_raw_html_is_indexed_as_it_is_shown() -> None:
    source = "<pre>\na*b*c d[0][1]\n\n# no\n</pre>\n\n*d* one<br>two ![](http://x/pic.png) [a](b 'c d')\n\n<!-- *e* -->\ntext\n"
    assert plain_blocks(source) == ["<pre> a*b*c d[0][1] # no </pre>", "d one two pic.png a (c d)", "<!-- *e* -->", "text"]

"""Links without a mouse: labels to type, and addresses that are safe to open."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.briefings import reader_of, spot_of
from tui.document.block import Block, Span
from tui.reading.links import LETTERS, Hints, Link, labels, links_of, safe_address
from tui.search.named import NameFinder


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" HTTP://example.org ", "http://example.org"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/%41", "https://example.org/%41"),
        ("https://bücher.example/ü?q=é", "https://xn--bcher-kva.example/%C3%BC?q=%C3%A9"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("http://[::1]/", "http://[::1]/"),
        ("https://example.org/\x1b[31m", "https://example.org/%1B[31m"),
        ("https://example.org/\u202e", "https://example.org/%E2%80%AE"),
        ("https://example.org/\ud800", "https://example.org/?"),
        ('https://example.org/`rm`"<>', "https://example.org/%60rm%60%22%3C%3E"),
    ],
)
def test_an_address_is_opened_as_printable_ascii(target: str, address: str) -> None:
    assert safe_address(target) == address


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://example.org",
        "vbscript:x",
        "ssh://-oProxyCommand=x",
        "//example.org",
        "example.org",
        "-https://example.org",
        "#section",
        "@seed",
        "[[indopacom]]",
        "",
        "https:",
        "https://",
        "https:///path",
        "https:example.org",
        "mailto:",
        "http://[bad",
        "https://exa mple.org/",
        "https://exa\x1bmple.org/",
        "https://\u3000x/",
        "https://\u202eexample.org",
        "https://x\ud800.org/",
    ],
)
def test_anything_else_is_not_opened(target: str) -> None:
    assert safe_address(target) is None


@given(st.text())
def test_no_text_makes_an_address_with_anything_but_printable_ascii(text: str) -> None:
    for target in (text, f"https://{text}", f"https://example.org/{text}", f"mailto:{text}"):
        address = safe_address(target)
        if address is not None:
            assert address.isascii()
            assert address.isprintable()
            assert " " not in address
            assert address.startswith(("http://", "https://", "mailto:"))


def test_links_of_a_block_are_in_order_and_pieces_of_one_are_one() -> None:
    spans = (
        Span(0, 3, "link", "a"),
        Span(3, 6, "link strong", "a"),
        Span(7, 8, "strong"),
        Span(8, 9, "link", "a"),
        Span(9, 10, "cite", "@b"),
    )
    assert list(links_of(2, 5, Block("paragraph", "0123456789", spans))) == [
        Link(2, 5, 0, 6, "a"),
        Link(2, 5, 8, 9, "a"),
        Link(2, 5, 9, 10, "@b"),
    ]


@given(st.integers(0, 1500))
def test_labels_are_different_of_one_length_and_can_be_typed(count: int) -> None:
    made = labels(count)
    assert len(set(made)) == count
    assert len({len(label) for label in made}) <= 1
    assert all(set(label) <= set(LETTERS) for label in made)
    assert not {"y", "f"} & set(LETTERS)


def hints(count: int) -> Hints:
    return Hints(Link(0, number, 0, 1, f"t{number}") for number in range(count))


def test_a_letter_follows_where_few_links_are() -> None:
    answer = hints(3).type("S")
    assert isinstance(answer, Link)
    assert answer.target == "t1"


def test_with_many_links_two_letters_are_waited_for() -> None:
    many = hints(40)
    ((_, _, first, _),) = many.labels_in(0, 0, 0, 1)
    assert many.type(first[0]) == "more"
    assert many.typed == first[0]
    answer = many.type(first[1])
    assert isinstance(answer, Link)
    assert answer.target == "t0"


def test_a_letter_that_begins_no_label_is_told() -> None:
    few = hints(2)
    assert few.type("z") == "none"
    assert few.type("1") == "none"


def test_only_labels_that_still_fit_are_shown() -> None:
    many = hints(40)
    many.type("s")
    shown = [label for number in range(40) for label in many.labels_in(0, number, 0, 1)]
    assert 0 < len(shown) < 40
    assert all(label.text.startswith("s") for label in shown)
    assert many.labels_in(0, 0, 1, 9) == []


def test_what_is_only_named_is_labelled_quietly_behind_the_links() -> None:
    both = Hints([Link(0, 0, 0, 1, "link")], [Link(0, 0, 5, 8, "name")])
    assert [(label.start, label.is_quiet) for label in both.labels_in(0, 0, 0, 9)] == [(0, False), (5, True)]
    answer = both.type("s")
    assert isinstance(answer, Link)
    assert answer.target == "name"


def test_names_are_whole_words_and_abbreviations_stand_in_capitals() -> None:
    body = "Those who know the WHO, the world office and [[w]] are few."
    text = f"title: T\nactors: {{w: {{name: World Office, short: WHO}}}}\nbody: {body}\n"
    reader = reader_of(text)
    reader.view.show(spot_of(reader.document, "Those who"))
    named = reader.named_in_window()
    block = reader.view.current_block.text
    assert [block[link.start : link.end] for link in named] == ["WHO", "world office"]
    assert {link.target for link in named} == {"w"}


def test_the_links_of_the_current_block_are_cites_links_and_names() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "It reports to"))
    assert [link.target for link in reader.links_here()] == ["[[indopacom]]", "https://example.org/release"]
    reader.view.show(spot_of(reader.document, "Washington will"))
    assert [link.target for link in reader.links_here()] == ["@seed"]
    reader.view.show(spot_of(reader.document, "Missile"))
    assert reader.links_here() == []


def test_links_in_the_window_are_those_that_can_be_seen() -> None:
    reader = reader_of(width=60, rows=40)
    everywhere = [link.target for link in reader.links_in_window()]
    assert "[[indopacom]]" in everywhere
    assert "@seed" in everywhere
    reader.view.resize(60, 2)
    reader.view.show(spot_of(reader.document, "Missile"), at_top=True)
    assert all("indopacom" not in link.target for link in reader.links_in_window())
    for link in reader.links_in_window():
        assert any((line.part, line.block) == (link.part, link.block) for line in reader.view.window())


def test_links_of_a_block_scrolled_half_out_are_only_those_on_its_shown_lines() -> None:
    words = " ".join(f"[w{n}](https://example.org/{n})" for n in range(60))
    reader = reader_of(f"title: x\nbody: |\n  {words}", width=20, rows=3)
    part, block = spot_of(reader.document, "w0")
    text = reader.document.parts[part].blocks[block].text
    reader.view.show((part, block), text.index("w30"), at_top=True)
    targets = [link.target for link in reader.links_in_window()]
    assert "https://example.org/30" in targets
    assert "https://example.org/0" not in targets
    assert "https://example.org/59" not in targets


def test_names_are_found_in_a_time_that_hangs_on_the_text_alone() -> None:
    """Twenty thousand names that begin alike are looked for by all their words at once."""
    finder = NameFinder([*[(f"Actor {number}", number) for number in range(20_000)], ("自衛隊", -1)])
    started = process_time()
    found = finder.find(" ".join(f"Actor {number}" for number in range(0, 20_000, 10)) + " 自衛隊の")
    assert [one.value for one in found] == [*range(0, 20_000, 10), -1]
    assert process_time() - started < 1

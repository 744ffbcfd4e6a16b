"""Finding again what was read, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reading.shelves import Desk
from tui.changes.document_edition import edition_of
from tui.changes.edition import Edition, KeptBlock, KeptItem, KeptSection
from tui.document.compose import compose
from tui.journal.records import Standing
from tui.reading.kept_briefings import KeptBriefings
from tui.reading.pages.read_again import asks_for_words, find_read, not_asked, said_of, with_outcomes
from tui.search.parse import parse
from tui.store.read import read_file, read_text

JULY, AUGUST = 1_720_000_000.0, 1_722_600_000.0
"""3 July and 2 August 2024."""

DETERRENCE = KeptSection(
    "d",
    "Deterrence",
    blocks=(KeptBlock("paragraph", "Café forces rest."), KeptBlock("paragraph", "Other plans.")),
    read_at=AUGUST,
)
JUDGMENTS = KeptSection(
    "~judgments",
    "Judgments",
    items=(KeptItem("judgment", "j1", "Forces leave", {"text": "Forces leave", "likelihood": "likely"}),),
    read_at=JULY,
)


class Kept:
    """A journal of a few sections."""

    def standing(self, key: str) -> Standing | None:
        return None

    def kept_sections(self) -> Iterator[tuple[str, KeptSection]]:
        yield "talks", DETERRENCE
        yield "old", JUDGMENTS
        yield "secret", KeptSection("s", "", blocks=(KeptBlock("paragraph", "abcdef"),), digested=True, read_at=AUGUST)
        yield "unread", KeptSection("~facts", "Facts", items=(KeptItem("fact", "f", "Seen forces", {}),))


def found(words: str) -> list[tuple[str, str]]:
    """Keys and texts."""
    return [(one.key, one.text) for one in find_read(Kept(), parse(words))]


def test_what_was_read_is_found_with_the_newest_first() -> None:
    assert found("forces") == [("talks", "Café forces rest."), ("old", "Forces leave · likely")]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("cafe force", ["talks"]),
        ("caf", []),
        ("caf*", ["talks"]),
        ('"forces rest"', ["talks"]),
        ("forces -café", ["old"]),
        ("plans OR leave", ["talks", "old"]),
        ("section:deterrence", ["talks", "talks"]),
        ("deterrence", []),
        ("forces read:2024-07", ["old"]),
        ("forces plans", []),
        ("abcdef", []),
        ("seen", []),
        (" ", []),
        ("tag:japan", []),
        ("forces tag:japan", []),
    ],
)
def test_the_language_is_that_of_the_search_within_one_passage(words: str, keys: list[str]) -> None:
    assert [key for key, _ in found(words)] == keys


def test_only_what_is_asked_for_is_given() -> None:
    assert [one.key for one in find_read(Kept(), parse("forces"), most=1)] == ["talks"]
    assert [one.key for one in find_read(Kept(), parse("forces"), within=lambda key: key == "old")] == ["old"]
    assert find_read(Kept(), parse("forces"), stop=lambda: True) == []
    assert (asks_for_words(parse("read:2024")), asks_for_words(parse("a read:2024"))) == (False, True)
    assert not_asked(parse("a read:2024 tag:x is:new")) == ("tag:x", "is:new")


def became(one: KeptSection, text: str, words: str) -> tuple[str, str]:
    """What is told of the first passage of a section where its briefing now reads so."""

    class One(Kept):
        def kept_sections(self) -> Iterator[tuple[str, KeptSection]]:
            yield "x", one

    now: Edition = edition_of(compose(read_text(text.encode(), name="x.yaml")))
    query = parse(words)
    first = with_outcomes(find_read(One(), query), query, lambda key: now)[0]
    return first.now, first.new


def prose(body: str) -> str:
    """A briefing with one section."""
    return f"title: X\nsections:\n  - {{title: Deterrence, id: d, body: {json.dumps(body)}}}\n"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("A cafe\nforces rest. So.", ("there", "")),
        ("Café forces rest at night.", ("changed", "Café forces rest at night.")),
        ("Nothing of the kind is told here.", ("removed", "")),
        ("Acafé forces rest.", ("changed", "Acafé forces rest.")),
    ],
)
def test_it_says_what_became_of_a_paragraph(body: str, state: tuple[str, str]) -> None:
    assert became(DETERRENCE, prose(body), "forces") == state


@pytest.mark.parametrize(
    ("judgment", "words", "state"),
    [
        ("{id: j1, text: Forces leave, likelihood: likely}", "likely", ("there", "")),
        ("{id: j1, text: Forces leave, likelihood: unlikely}", "likely", ("changed", "Forces leave · unlikely")),
        ("{id: j1, text: Forces leave, likelihood: unlikely}", "forces", ("there", "")),
        ("{id: j9, text: Forces leave, likelihood: likely}", "forces", ("there", "")),
        ("{id: j9, text: Prices rise, likelihood: likely}", "forces", ("removed", "")),
    ],
)
def test_it_says_what_became_of_a_judgment(judgment: str, words: str, state: tuple[str, str]) -> None:
    assert became(JUDGMENTS, f"title: X\njudgments:\n  - {judgment}\n", words) == state


def test_what_became_of_it_is_said_in_a_sentence() -> None:
    one = find_read(Kept(), parse("café"))[0]
    assert said_of(one, "") == "You read this; its briefing is not to be found now."
    assert said_of(one._replace(now="removed"), "3 Jul 2024") == "You read this on 3 Jul 2024; it has been removed since."
    assert said_of(one._replace(now="there"), "3 Jul 2024") == "You read this on 3 Jul 2024."
    done = one._replace(now="removed", unread=True)
    assert said_of(done, "3 Jul 2024") == "You were done with this without reading it on 3 Jul 2024; it has been removed since."


@pytest.mark.parametrize("in_memory", [False, True])
def test_briefings_are_found_where_they_are_now(tmp_path: Path, in_memory: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk = Desk(tmp_path / "library", in_memory=in_memory)
    desk.write(a="title: A\nid: a\nbody: One text.\n", b="title: B\nbody: Two texts.\n", c="title: C\nid: c\nbody: Three.\n")
    for briefing_id in ("a", "b", "c"):
        desk.read(briefing_id)
    keys = {one: desk.journal.key_of(desk.identity(one)) for one in ("a", "b", "c")}
    (desk.folder / "a.yaml").rename(desk.folder / "moved.yaml")
    (desk.folder / "c.yaml").unlink()
    desk.look()
    briefings = KeptBriefings(desk.journal, desk.held)
    texts = {one: briefings.document(keys[one]) for one in keys}
    assert [one for one, document in texts.items() if document is None] == ["c"]
    assert briefings.keys() == {keys["a"], keys["b"]}
    alone = KeptBriefings(desk.journal, None, read_file)
    assert alone.document(keys["b"]) is not None
    assert alone.document(keys["c"]) is None
    desk.write(c="title: Another\nid: another\n")
    assert KeptBriefings(desk.journal, desk.held).document(keys["c"]) is None
    desk.journal.close()

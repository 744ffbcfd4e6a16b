"""What leans on a source or a briefing that was recalled or corrected."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tui.model.briefing import Briefing, HistoryEntry, Prose, Source
from tui.model.dates import parse_date
from tui.model.recalls import Leaning, Recall, address, affected, leans_of, recalls_of

SEED = Source(id="seed", title="Seed article", url="https://www.example.org/seed/?utm_source=x")
RECALL = HistoryEntry(
    date=parse_date("2024-07-03"), type="recall", reason="a forgery.", action="Do not cite it.", summary=Prose("[@seed] is out.")
)


def recalled(source: Source = SEED, *, id: str = "first", history: tuple[HistoryEntry, ...] = (RECALL,)) -> Briefing:
    """A briefing that says that a source was recalled."""
    marked = Source(id=source.id, title=source.title, url=source.url, status="recalled", note=source.note)
    return Briefing(title=f"The {id}", id=id, sources=(marked,), history=history)


def told(*briefings: Briefing, named: Sequence[str] = ()) -> dict[str, list[str]]:
    """For each briefing that is affected, what its banner says; `named` are the ids that the last one links to."""
    last = len(briefings) - 1
    library = [Leaning(n, leans_of(one, named if n == last else ()), recalls_of(one)) for n, one in enumerate(briefings)]
    return {briefings[n].id: [": ".join(recall.said) for recall in recalls] for n, recalls in affected(library).items()}


SAID = "Leans on a recalled source: Seed article (recalled 3 Jul 2024: a forgery); required action: Do not cite it."


def test_a_briefing_leans_on_the_recalled_source_that_it_lists() -> None:
    assert told(recalled()) == {"first": [SAID]}


@pytest.mark.parametrize(
    "source",
    [
        Source(id="other", title="Another name", url="http://example.org/seed#part"),
        Source(id="seed", title="SEED  article"),
        Source(id="copy", title="Copy", archive="https://example.org/seed"),
    ],
)
def test_the_same_source_by_its_address_or_by_id_and_title_affects_another_briefing(source: Source) -> None:
    assert told(recalled(), Briefing(id="second", sources=(source,)))["second"] == [SAID]


@pytest.mark.parametrize(
    "source",
    [
        Source(id="seed", title="Another article"),
        Source(id="x", title="Seed article"),
        Source(id="seed"),
        Source(id="y", url="https://example.org/seed/2"),
    ],
)
def test_a_source_that_shares_only_its_id_or_its_title_is_another_one(source: Source) -> None:
    assert "second" not in told(recalled(), Briefing(id="second", sources=(source,)))


def test_a_source_that_derives_from_a_recalled_one_leans_on_it() -> None:
    derived = Briefing(id="second", sources=(Source(id="copy", title="A copy", derived_from=("seed",)), SEED))
    assert told(recalled(), derived)["second"] == [SAID]


def test_a_briefing_that_names_a_recalled_briefing_leans_on_it() -> None:
    gone = Briefing(id="gone", title="Gone", formerly=("went",), status="recalled")
    said = ["Leans on a recalled briefing: Gone (recalled)"]
    assert told(gone, Briefing(id="a", related=("gone",))) == {"a": said}
    assert told(gone, Briefing(id="a", supersedes=("went",))) == {"a": said}
    assert told(gone, Briefing(id="a"), named=["gone"]) == {"a": said}
    assert told(gone, Briefing(id="a", sources=(Source(id="s", derived_from=("gone",)),))) == {"a": said}
    assert told(gone, Briefing(id="a", related=("here",))) == {}


def test_a_link_to_an_item_of_the_briefing_itself_is_no_link_to_a_briefing() -> None:
    gone = Briefing(id="seed", title="Gone", status="recalled")
    assert told(gone, Briefing(id="a", sources=(SEED,)), named=["seed"]) == {}


def test_what_leans_on_an_affected_briefing_is_not_affected_itself() -> None:
    assert "third" not in told(recalled(), Briefing(id="second", sources=(SEED,)), Briefing(id="third", related=("second",)))


def test_the_fullest_account_is_told_once_however_many_there_are() -> None:
    short = recalled(id="short", history=())
    for order in ((recalled(), short), (short, recalled())):
        assert told(*order) == {"first": [SAID], "short": [SAID]}


def test_a_correction_comes_after_a_recall() -> None:
    corrected = Source(id="c", title="C", url="https://example.org/c", status="corrected", note=Prose("The table was\nwrong."))
    seed = Source(id="seed", title="Seed article", url=SEED.url, status="recalled")
    said = told(Briefing(id="a", sources=(corrected, seed)))["a"]
    assert said == [
        "Leans on a recalled source: Seed article (recalled)",
        "Leans on a corrected source: C (corrected: The table was wrong)",
    ]


def test_the_history_of_a_recalled_briefing_tells_of_the_briefing_unless_it_names_the_source() -> None:
    silent = HistoryEntry(type="recall", reason="Wrong throughout.")
    seed = Source(id="seed", title="Seed article", status="recalled")
    both = Briefing(id="a", title="A", status="recalled", sources=(seed,), history=(silent,))
    assert [(recall.of, recall.reason) for recall in recalls_of(both)] == [("source", ""), ("briefing", "Wrong throughout.")]


def test_nothing_is_affected_where_nothing_was_recalled() -> None:
    assert told(Briefing(id="a", sources=(SEED,)), Briefing(id="b", sources=(SEED,), related=("a",))) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://Example.org/a/", "http://www.example.org/a", True),
        ("https://example.org/a?x=1&utm_medium=m", "https://example.org/a?x=1", True),
        ("https://example.org/a?x=1", "https://example.org/a?x=2", False),
        ("https://example.org/A", "https://example.org/a", False),
        ("doi:10.1/x", "doi:10.1/y", False),
    ],
)
def test_addresses_are_the_same_whatever_way_they_are_written(one: str, other: str, same: bool) -> None:
    assert (address(one) == address(other)) is same


def test_a_recall_without_any_name_affects_the_briefing_that_says_so() -> None:
    nameless = Source(id="s", status="recalled")
    assert [recall.title for recall in recalls_of(Briefing(sources=(nameless,)))] == ["s"]
    assert told(Briefing(id="a", sources=(nameless,)), Briefing(id="b", sources=(Source(id="s"),))) == {
        "a": ["Leans on a recalled source: s (recalled)"]
    }
    assert isinstance(recalls_of(Briefing(sources=(nameless,)))[0], Recall)

"""Which briefings a query finds, where in them, and what the reader shows of it."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, example, given

from tests.catalog.libraries import record_of
from tests.search.queries import QUERIES, TEXTS, records
from tui.model.briefing import Actor, Briefing, Fact, Judgment, Prose, Section, Source
from tui.model.dates import parse_date
from tui.model.scales import parse_likelihood
from tui.search.folded import Folded
from tui.search.match import matches, sections
from tui.search.parse import parse
from tui.search.query import ExactPhrase, Query, Word
from tui.search.query_pattern import query_pattern
from tui.search.record import Record, RecordSection

BRIEFING = Briefing(
    title="Washington rebuilds its command",
    id="us-japan-command",
    formerly=("old-name",),
    date=parse_date("2024-07-28"),
    kind="assessment",
    series="Indo-Pacific weekly",
    number="12",
    lang="en-GB",
    tags=("command-and-control", "south japan"),
    tlp="GREEN",
    authors=("Ann Smith",),
    sections=(
        Section(title="Deterrence", body=Prose("Planned with **nuclear** forces.\n\nThe policies hold. 日本の防衛。")),
        Section(title="Seoul", lead=Prose("Deterred nobody."), body=Prose("See [the paper](https://hidden.example/).")),
    ),
    judgments=(Judgment(text=Prose("It will last."), likelihood=parse_likelihood("probable"), confidence="low"),),
    facts=(Fact(text=Prose("There are 54 ships."), value="54", status="disputed", credibility="6"),),
    actors=(Actor(name="United States Indo-Pacific Command", short="INDOPACOM", id="indopacom"),),
    sources=(Source(title="Overhaul", publisher="Daily", id="seed", reliability="F", credibility="3"),),
)
RECORD = record_of(BRIEFING)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("washington seoul", True),
        ("nuclear seoul", True),
        ("nuclear -seoul", False),
        ("policy", True),
        ('"policy"', False),
        ("plan", True),
        ("planner", False),
        ("plan*", True),
        ('"nuclear forces"', True),
        ('"forces the"', False),
        ('"forces nuclear"', False),
        ("日本", True),
        ("防衛", True),
        ("衛", True),
        ("本防", False),
        ("title:washington", True),
        ("title:nuclear", False),
        ("section:deterrence", True),
        ("body:deterrence", False),
        ("tag:command-and-control", True),
        ("tag:japan", True),
        ("tag:controls", False),
        ('tag:"control south"', False),
        ("actor:indopacom", True),
        ("source:daily", True),
        ("author:smith", True),
        ("series:weekly", True),
        ("kind:assessment", True),
        ("kind:assess", False),
        ("kind:assess*", True),
        ("lang:en", True),
        ("lang:e", False),
        ("id:us-japan-command", True),
        ("id:us-japan", False),
        ("id:us-japan*", True),
        ("id:old-name", True),
        ("date:2024", True),
        ("date:..2024-06", False),
        ("updated:2024", False),
        ("likelihood:likely", True),
        ("likelihood:>likely", False),
        ("confidence:>=low", True),
        ("reliability:F", True),
        ("reliability:<=A", False),
        ("credibility:>=2", False),
        ("credibility:>=4", True),
        ("tlp:green", True),
        ("tlp:<green", False),
        ("-tlp:green", False),
        ("is:disputed", True),
        ("is:draft", False),
        ("is:marked -is:unmarked", True),
        ("hidden", False),
        ("judgments", False),
        ("confidence", True),
        ("jul", True),
        ("28 July 2024", True),
        ("2024-07-28", True),
        ("2024-07", True),
        ("2024-07-29", False),
        ("june 2024", False),
        ("seed", True),
        ("probable", True),
        ('"55–80%"', True),
        ("54", True),
    ],
)
def test_a_briefing_is_found_by_what_its_author_wrote(query: str, found: bool) -> None:
    assert matches(parse(query), RECORD) is found


def test_sections_with_more_of_the_words_come_first() -> None:
    ids = [RECORD.sections[index].id for index in sections(parse("deter nuclear planned OR nobody"), RECORD)]
    assert ids == ["deterrence", "seoul"]
    assert sections(parse("washington"), RECORD) == []
    assert sections(parse("tag:japan -nuclear"), RECORD) == []


@pytest.mark.parametrize(
    ("asked", "given", "found"),
    [
        ("2024-07-28", "2024-06/2024-08", True),
        ("2024-06..2024-08", "by 2024-06", True),
        ("2024-07-28", "by 2024-06", False),
        ("<=2024-06", "2024-07/..", False),
        (">=2024-07", "2030", True),
    ],
)
def test_a_date_answers_where_both_can_mean_the_same_moment(asked: str, given: str, found: bool) -> None:
    date = parse_date(given)
    assert matches(parse(f"date:{asked}"), Record("x", dates={"date": (date.lower, date.upper)})) is found


def test_what_a_label_leaves_out_is_counted() -> None:
    unmarked, restricted, open_ = (
        Record("x"),
        Record("x", flags=frozenset({"restricted"}), fields={"tlp": ("CLEAR",)}),
        Record("x", fields={"tlp": ("CLEAR",)}),
    )
    ceiling, floor = parse("x tlp:<=green"), parse("x tlp:>=clear")
    assert [matches(ceiling, record) for record in (unmarked, restricted, open_)] == [False, False, True]
    assert [matches(ceiling.with_unmarked(), record) for record in (unmarked, restricted, open_)] == [True, True, True]
    assert [matches(floor, record) for record in (unmarked, restricted, open_)] == [False, True, True]
    assert not matches(parse("y tlp:<=green").with_unmarked(), unmarked)
    red = Record("x", fields={"tlp": ("RED",)}, flags=frozenset({"restricted"}))
    assert not matches(ceiling.with_unmarked(), red)


@given(QUERIES, records())
def test_what_is_negated_is_exactly_what_is_not_found(text: str, record: Record) -> None:
    query = parse(text)
    assume(query.root != parse("").root and "tlp" not in text and "(" not in text and '"' not in text and "“" not in text)
    opposite = parse(f"-({query})")
    assume(len(list(query.leaves())) < 8)
    assert matches(opposite, record) is not matches(query, record)


@given(QUERIES, records())
def test_unmarked_briefings_only_ever_add_to_what_is_found(text: str, record: Record) -> None:
    query = parse(text)
    if matches(query, record):
        assert matches(query.with_unmarked(), record)


@given(QUERIES, TEXTS)
@example("日 本の", "か\u309a日本の日本")
def test_the_reader_shows_a_match_exactly_where_search_found_one(text: str, body: str) -> None:
    for typing in (False, True):
        for leaf in parse(text, typing=typing).leaves():
            if isinstance(leaf, Word | ExactPhrase) and leaf.field in ("", "body"):
                query = Query(leaf)
                pattern = query_pattern(query)
                assert pattern is not None
                spans = pattern.spans(body)
                assert bool(spans) == matches(query, Record("", (RecordSection("a", "", (body,)),)))


@given(QUERIES, TEXTS, TEXTS)
@example("c o", "℅", "℅ c")
@example("ﬁ", "ﬁ ﬁne", "")
def test_spans_are_ordered_and_as_many_as_were_counted(text: str, one: str, other: str) -> None:
    pattern = query_pattern(parse(text, typing=True))
    assume(pattern is not None)
    assert pattern is not None
    found = [pattern.spans(one), pattern.spans(other)]
    for spans, body in zip(found, (one, other), strict=True):
        assert all(0 <= start < end <= len(body) for start, end in spans)
        assert all(end <= following for (_, end), (following, _) in pairwise(spans))
    assert pattern.count(Folded([one, other])) == sum(map(len, found))


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        ("policy", "Policies, policy; policed.", ["Policies", "policy"]),
        ("deter*", "deterred undeterred Deterrence", ["deterred", "Deterrence"]),
        ('"joint head"*', "A joint\n headquarters, joint-heads", ["joint\n headquarters", "joint-heads"]),
        ('joint "joint command"', "joint command, joint", ["joint command", "joint"]),
        ("cafe", "Café cafés cafeteria", ["Café", "cafés"]),
        ("日本", "日本、日本の", ["日本", "日本"]),
        ("本", "日本の本", ["本", "本"]),
        ("a -b", "a b", ["a"]),
        ("title:a section:b tag:c", "a b c", ["a", "b"]),
        ("plan", "plane plan-B planning 2plan 2planned", ["plan", "planning", "plan"]),
        ("km", "10km, 10 km, 10kms", ["km", "km"]),
        ('"km"', "10km, 10 km", ["km"]),
        ("F-35", "F-35A, F35, F 35 and F-350, not F-36 or AF-35", ["F-35", "F35", "F 35", "F-350"]),
        ("F-35A", "F-35A, F-35 a decade, F35AB, F35a", ["F-35A", "F35a"]),
        ("C130J", "the C-130J and C130 J", ["C-130J"]),
        ("2.10.4", "v2.10.4, 2.10.41 and 2.10.5", ["2.10.4", "2.10.41"]),
        ("1,234.56", "$1,234.56 or 1234.56 or 1,235.56", ["1,234.56", "1234.56"]),
        ("234", "$1,234.56 or 1234", ["234"]),
        ("3f7868", "3f786850e387", ["3f786850"]),
        ("AN/TPY-2", "two AN/TPY-2s", ["AN/TPY-2"]),
        ("us", "U.S., US and us: U.S.", ["U.S", "US", "us", "U.S"]),
        ("U.S.", "The U.S. and US, not USA", ["U.S", "US"]),
        ("obrien", "O'Brien, O’Brien and OBrien", ["O'Brien", "O’Brien", "OBrien"]),
        ("O’Brien", "O'Brien and OBrien", ["O'Brien", "OBrien"]),
        ("brien", "O'Brien", ["Brien"]),
        ("japan's", "Japan agreed, Japan’s", ["Japan", "Japan"]),
        ("darc OR arc", "Jeanne d’Arc", ["d’Arc"]),
        ('"the obrien plan"', "on the O'Brien plan", ["the O'Brien plan"]),
        ('"the brien plan"', "on the O'Brien plan", []),
        ('"brien plan"', "on the O'Brien plan", ["Brien plan"]),
        ("roll", "rock'n'roll", ["roll"]),
        ("rocknroll", "rock'n'roll", ["rock'n'roll"]),
        ("צהל", 'צה"ל וצהל', ['צה"ל']),
        ("국방부", "대한민국의 국방부는", ["국방부"]),
        ("กลาโหม", "กระทรวงกลาโหมแถลง", ["กลาโหม"]),
        ("हिन्दी", "हिन्दी हिन्", ["हिन्दी"]),
    ],
)
def test_the_reader_walks_whole_words_beginnings_stems_and_phrases(query: str, text: str, pieces: list[str]) -> None:
    pattern = query_pattern(parse(query))
    assert pattern is not None
    assert [text[start:end] for start, end in pattern.spans(text)] == pieces


def test_a_query_without_words_in_the_text_has_no_pattern() -> None:
    for text in ("", "tag:a", "-a", "date:2024", "is:draft"):
        assert query_pattern(parse(text)) is None


def test_one_section_of_a_record_can_be_looked_at_alone() -> None:
    deterrence = next(index for index, section in enumerate(RECORD.sections) if section.id == "deterrence")
    assert matches(parse("nuclear washington"), RECORD.only(deterrence))
    assert not matches(parse("nobody"), RECORD.only(deterrence))


def test_plain_words_find_what_a_scan_of_real_text_finds() -> None:
    paths = sorted(Path("../shared/corpora").glob("**/*.md"))[:200]
    if not paths:
        pytest.skip("the corpora are not here")
    chooser = random.Random(7)
    texts = [text for path in paths if (text := path.read_text("utf-8", "replace")).isascii()][:60]
    vocabulary = sorted({word for text in texts for word in text.lower().split() if word.isalpha()})
    made = [Record("", (RecordSection("a", "", (text,)),)) for text in texts]
    for word in chooser.sample(vocabulary, min(30, len(vocabulary))):
        query = parse(f'"{word}"')
        for text, record in zip(texts, made, strict=True):
            padded = "".join(char if char.isalnum() else " " for char in text.lower())
            assert matches(query, record) is (f" {word} " in f" {padded} ".replace("\n", " ")), word

"""Any text is a query: what each means, and that typing is never an error."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from tests.search.queries import QUERIES
from tests.yardstick import cost_of
from tui.search.explain import explain
from tui.search.fields import FIELDS
from tui.search.parse import LONGEST, MOST_PARTS, parse
from tui.search.query import EVERYTHING, And, Dated, ExactPhrase, Flag, Leaf, Node, Not, Numbered, Or, Ranked, Value, Word


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("japan deterrence", "japan deterrence"),
        ('"extended deterrence" -nuclear', '"extended deterrence" -nuclear'),
        ("“curly quotes” –not", '"curly quotes" -not'),
        ("deter*", "deter*"),
        ('"extended deter*"', '"extended deter"*'),
        ("*ence", "ence"),
        ("japan tokyo OR osaka", "japan (tokyo OR osaka)"),
        ("tokyo | osaka", "tokyo OR osaka"),
        ("OR tokyo OR", "tokyo"),
        ("NOT japan AND korea", "-japan korea"),
        ("-(a OR b)", "-a -b"),
        ("-(a b)", "-a OR -b"),
        ("(a b) OR c", "(a b) OR c"),
        ("command-and-control", '"command and control"'),
        ("japan japan", "japan"),
        ("TITLE:Japan", "title:japan"),
        ("title: japan", "title:japan"),
        ('-title:"joint hq"', '-title:"joint hq"'),
        ("title:(a OR b) c", "(title:a OR title:b) c"),
        ("tags:x", "tag:x"),
        ("title：日本", 'title:"日本"'),
        ("10:30", '"10 30"*'),
        ("F-35 landed", '"f 35"* landed'),
        ("C130J", '"c 130j"'),
        ('"F-35"', '"f 35"'),
        ("786850386", "786850386*"),
        ("U.S. O’Brien's", "us obrien"),
        ("28 Jul 2024", '"28 jul 2024"'),
        ("on 28 July, 2024 in Tokyo", 'on "28 jul 2024" in tokyo'),
        ("July 28th, 2024 | 2024-07-28", '"28 jul 2024"'),
        ("28.7.2024 28/07/2024 28-07-2024 07/28/2024 2024-07-28T06:00Z", '"28 jul 2024"'),
        ("july 2024 2024-07 2024/7 “Jul 2024”", '"jul 2024"'),
        ("28 july | July 28 | 28th of Jul.", '"28 jul"'),
        ("in Tokyo on Sept 11, and after", 'in tokyo on "11 sep" and after'),
        ("29 feb 30 feb", '"29 feb" "30 feb"'),
        ("2024-13 31 feb 2024", '"2024 13"* "31 feb 2024"*'),
        ("may 2024 maybe 2024", '"may 2024" maybe 2024'),
        ("-2024-07-28 title:2024-07", '-"28 jul 2024" title:"jul 2024"'),
        ("https://example.org/a", '"https example org a"'),
        ("- a", "a"),
        ("--a", "-a"),
        ("kind:Note lang:en_US", 'kind:"note" lang:"en-us"'),
        ('likelihood:>="Very likely"', 'likelihood:">=very likely"'),
        ("grade:>=B2", "reliability:>=b credibility:>=2"),
        ("tlp:(green OR clear)", "tlp:green OR tlp:clear"),
        ("", ""),
        ("-", ""),
        ("()) (", ""),
        ('"', ""),
        ("?! ... ,", ""),
        ("title:", ""),
        ("date:..", ""),
    ],
)
def test_a_query_means_what_it_looks_like(text: str, understood: str) -> None:
    assert str(parse(text)) == understood


def test_words_count_by_stem_and_what_is_quoted_or_starred_does_not() -> None:
    assert parse("policies").root == Word(text="policies")
    assert parse('"policies"').root == Word(text="policies", exact=True)
    assert parse("polic*").root == Word(text="polic", prefix=True, exact=True)
    assert parse("tag:policies").root == Word(text="policies", exact=True, field="tag")


def test_chinese_and_japanese_are_pairs_and_one_character_is_a_beginning() -> None:
    assert parse("日本").root == Word(text="日本", exact=True)
    assert parse("日").root == Word(text="日", prefix=True, exact=True)
    assert parse("日本の").root == ExactPhrase(text="日本の", tokens=("日本", "本の"))
    assert parse('"日本 command"').root == ExactPhrase(text="日本 command", tokens=("日本", "本", "command"))


def test_only_while_typing_the_last_word_is_a_beginning() -> None:
    assert parse("a jap").root == And((Word(text="a"), Word(text="jap")))
    assert parse("a jap", typing=True).root == And((Word(text="a"), Word(text="jap", prefix=True)))
    assert parse("jap ", typing=True).root == Word(text="jap")
    assert parse("jap.", typing=True).root == Word(text="jap")
    assert parse('"joint head', typing=True).root == ExactPhrase(text="joint head", tokens=("joint", "head"), prefix=True)
    assert parse('"joint head"', typing=True).root == ExactPhrase(text="joint head", tokens=("joint", "head"))
    assert parse("kind:ass", typing=True).root == Value(field="kind", value="ass", prefix=True)
    assert parse("is:rec", typing=True).root == EVERYTHING


@pytest.mark.parametrize("text", ["title:", "date:", "date:2024-", "is:rec", "is:unr", "likelihood:>=", "tlp:am", "-", "a OR", '"'])
def test_what_is_not_finished_is_no_mistake_while_typing(text: str) -> None:
    assert parse(text, typing=True).notes == ()


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ("priority:>=immediate", ("immediate", "flash")),
        ("tlp:<=green", ("CLEAR", "GREEN")),
        ("tlp:amber..", ("AMBER", "AMBER+STRICT", "RED")),
        ("tlp:green..clear", ("CLEAR", "GREEN")),
        ("tlp:white", ("CLEAR",)),
        ("-tlp:>=amber", ("CLEAR", "GREEN")),
        ("confidence:medium", ("moderate",)),
        ("confidence:<high", ("low", "moderate")),
        ("likelihood:likely", ("likely", "probable")),
        ("likelihood:very-likely", ("very likely", "highly probable", "highly likely")),
        ("likelihood:realistic_possibility", ("roughly even chance", "roughly even odds", "realistic possibility")),
        ("likelihood:>=almost-certain", ("almost certain", "nearly certain")),
        ("likelihood:<remote", ()),
        ("reliability:>=D", ("D", "C", "B", "A")),
        ("reliability:f", ("F",)),
        ("credibility:<=5", ("5",)),
    ],
)
def test_ranks_are_compared_across_scales_and_what_cannot_be_judged_has_none(condition: str, allowed: tuple[str, ...]) -> None:
    root = parse(condition).root
    assert isinstance(root, Ranked)
    assert root.allowed == allowed


def test_a_set_of_labels_without_red_is_a_ceiling_that_words_of_restriction_do_not_pass() -> None:
    for text, passes in (
        ("tlp:<=green", False),
        ("tlp:amber", False),
        ("tlp:red", True),
        ("-tlp:red", False),
        ("-tlp:<=green", True),
    ):
        root = parse(text).root
        assert isinstance(root, Ranked)
        assert root.restricted is passes, text


DAY = 86_400
JULY = 19_905 * DAY
"""1 July 2024."""


@pytest.mark.parametrize(
    ("condition", "lower", "upper"),
    [
        ("2024-07", JULY, JULY + 31 * DAY - 1),
        ("2024-7", JULY, JULY + 31 * DAY - 1),
        ("2024-07..2024-08", JULY, JULY + 62 * DAY - 1),
        ("2024-08..2024-07", JULY, JULY + 62 * DAY - 1),
        ("2024-07/2024-08", JULY, JULY + 62 * DAY - 1),
        ("2024-07..", JULY, None),
        ("..2024-07", None, JULY + 31 * DAY - 1),
        (">=2024-07", JULY, None),
        (">2024-07", JULY + 31 * DAY, None),
        ("<2024-07", None, JULY - 1),
        ("<=2024-07-01", None, JULY + DAY - 1),
        ('"before 2024-07"', None, JULY - 1),
        ('"after 2024-07"', JULY + 31 * DAY, None),
        ('"by 2024-07"', None, JULY + 31 * DAY - 1),
        ("2024-07-01T00:00Z", JULY, JULY + 59),
    ],
)
def test_dates_have_bounds(condition: str, lower: int | None, upper: int | None) -> None:
    root = parse(f"date:{condition}").root
    assert isinstance(root, Dated)
    assert (root.lower, root.upper) == (lower, upper)


def test_every_beginning_of_a_date_already_narrows() -> None:
    for written in ("2024-12-31", "2024-02-30", "2024-07-05"):
        for end in range(1, len(written) + 1):
            query = parse(f"date:{written[:end]}", typing=True)
            assert isinstance(query.root, Dated), written[:end]
            assert query.notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("titel:japan", "There is no field “titel”; did you mean “title:”? It was taken as words."),
        ("qqq:japan", "There is no field “qqq”; it was taken as words."),
        ("title:", "“title:” wants a value, such as title:japan."),
        ("likelihood:likly", "“likly” is not known as likelihood; did you mean “likely”? It was left out."),
        ("is:recaled", "There is no is:recaled; did you mean is:recalled? It was left out."),
        ("has:nots", "There is no has:nots; did you mean has:note? It was left out."),
        ("has:x", "There is no has:x: note, mark; it was left out."),
        ("read:2024-13", "“2024-13” is not a date: there is no month 13; it was left out."),
        ("status:isued", "There is no status “isued”; did you mean status:issued? It was left out."),
        ("de*ce", "A star stands for the end of a word: what follows it was left out."),
        ("reliability:>=F", "F means that it cannot be judged, so nothing is above or below it; it was left out."),
        ("grade:Z9", "“z9” is not a grade, such as B2; it was left out."),
    ],
)
def test_what_was_not_understood_is_told_with_what_may_have_been_meant(text: str, note: str) -> None:
    assert parse(text).notes == (note,)


def test_a_bad_date_is_left_out_and_the_rest_counts() -> None:
    query = parse("japan date:2024-13")
    assert query.root == Word(text="japan")
    assert query.notes == ("“2024-13” is not a date: there is no month 13; it was left out.",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Every briefing."),
        ("japan -nuclear", "Briefings with “japan”, but without “nuclear”."),
        ("-a -b", "Every briefing, without “a” or “b”."),
        (
            'tag:japan "extended deterrence" date:2024-07..',
            "Briefings with “japan” in the tags, the phrase “extended deterrence” and date Jul 2024 or later.",
        ),
        ("a OR (b -c)", "Briefings with either “a” or (“b” and not “c”)."),
        ("tlp:<=green likelihood:>likely", "Briefings with TLP GREEN or less strict and likelihood above likely."),
        ("-tlp:red is:draft", "Briefings with any other than TLP RED and the flag “draft”."),
        (
            "tlp:amber+strict..red grade:>=B2",
            "Briefings with TLP AMBER+STRICT to RED, reliability B or better and credibility 2 or better.",
        ),
        ("credibility:<3 priority:..priority", "Briefings with credibility worse than 3 and priority priority or lower."),
        (
            "is:unread note:rank -has:mark",
            "Briefings with the state “unread” and “rank” in your notes, but without a mark of yours.",
        ),
        ("is:queue read:>=2024-07", "Briefings with a place in your queue and reading date Jul 2024 or later."),
        ("kind:ass* deter*", "Briefings with kind beginning with “ass” and words that begin with “deter”."),
    ],
)
def test_one_sentence_says_how_a_query_was_understood(text: str, sentence: str) -> None:
    assert explain(parse(text)) == sentence


@pytest.mark.parametrize("text", ["is:queue", "-is:new", "has:note", "read:2024-07", "note:rank", "a OR (b -is:done)"])
def test_a_query_knows_whether_it_asks_for_what_only_the_reader_did(text: str) -> None:
    assert parse(text).personal
    assert not parse("is:recalled has date:2024 -is:affected").personal


def test_what_the_reader_did_is_put_in_the_place_of_every_leaf_that_asks_for_it() -> None:
    unread, others = Numbered(numbers=frozenset((1, 2)), said="is:unread"), Not(Numbered(numbers=frozenset((3,)), said="-has:note"))

    def known(leaf: Leaf) -> Node:
        return unread if str(leaf) == "is:unread" else others

    assert parse("rank is:unread").replaced(known).root == And((Word(text="rank"), unread))
    assert parse("-is:unread -has:note").replaced(known).root == And((Not(unread), others.leaf))
    assert parse("rank OR has:note").replaced(known).root == Or((Word(text="rank"), others))
    assert parse("rank is:draft").replaced(known) == parse("rank is:draft")


def test_the_example_of_every_field_is_understood_as_that_field() -> None:
    for field in FIELDS.values():
        query = parse(field.example)
        assert query.notes == ()
        assert not query.everything
        assert field.example.startswith(f"{field.name}:")


@given(QUERIES)
@example("ſ:ſ")
@example("date:" + "9" * 30)
@example("date:٢٠٢٤-07")
@example("grade:-|japan")
@example("-(-tlp:red OR -(a b)) -grade:B2")
@example("judgment:(japan event:japan")
@example("event:(judgment:japan event:japan fact:a)")
def test_any_text_is_a_query_that_reads_back_as_itself(text: str) -> None:
    for typing in (False, True):
        query = parse(text, typing=typing)
        assert explain(query).endswith(".")
        for note in query.notes:
            assert note.endswith((".", "?"))
    query = parse(text)
    again = parse(str(query))
    assert again.root == query.root
    assert again.notes == ()


@given(QUERIES)
def test_only_leaves_are_negated_and_nothing_nests_in_its_like(text: str) -> None:
    waiting = [parse(text).root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, And | Or):
            assert not any(type(part) is type(node) for part in node.parts)
            assert isinstance(node, And) or len(node.parts) > 1
            waiting += node.parts
        elif isinstance(node, Not):
            assert isinstance(node.leaf, Word | ExactPhrase | Value | Ranked | Dated | Flag)
            assert not (isinstance(node.leaf, Ranked) and node.leaf.field == "tlp")


@pytest.mark.parametrize(
    "piece", ["(", ")", '"', "-", "a ", "(a ", "title:", "-(", "a OR ", "date:1 ", "*", "日", "\u0301", "a-", "x:y ", "\ud800"]
)
def test_a_hundred_kilobytes_of_anything_are_read_in_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))

    def read() -> None:
        query = parse(text)
        _ = explain(query), str(query)

    assert cost_of(read) < 25
    query = parse(text)
    assert query.notes[0] == f"Only the first {LONGEST:,} characters of the query are used."
    assert len(list(query.leaves())) <= MOST_PARTS


def test_deep_parentheses_are_passed_over() -> None:
    assert str(parse("(" * 500 + "a b" + ")" * 500 + " c")) == "a b c"
    assert parse("(" * 50).root == EVERYTHING


def test_an_abbreviation_with_dots_is_told_as_no_date() -> None:
    assert explain(parse("Ph.D.")) == "Briefings with the phrase “ph.d”."

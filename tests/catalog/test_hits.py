"""The catalog finds exactly what a plain look at every briefing finds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.catalog.libraries import (
    BOTH,
    Door,
    in_memory,
    key,
    on_disk,
    private_cache,
    random_briefing,
    random_query,
    random_thing_query,
    records,
    write,
)
from tui.catalog import query_compiler, searching
from tui.catalog import record as record_module
from tui.catalog.catalog import Catalog
from tui.catalog.refresh import refresh
from tui.search.match import matches, sections, thing_holds
from tui.search.parse import parse
from tui.search.query import Query
from tui.search.record import Record
from tui.search.things import of_things

EVERY = 100_000
NAMED = searching.NAMED


class Looked(NamedTuple):
    """A catalog, what a plain look sees in each briefing of it, and which of them stand in which file."""

    catalog: Catalog
    known: dict[int, Record]
    files: dict[str, int]


def content(record: Record) -> list[object]:
    """What a briefing says, and not where."""
    sections = [(section.id, section.title, tuple(section.texts)) for section in record.sections]
    return [record.title, sections, record.fields, record.dates, record.flags, len(record.things)]


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Looked]]:
    """Sixty random briefings, in a catalog on disk and in one in memory."""
    folder = tmp_path_factory.mktemp("library")
    rng = random.Random(3)
    for number in range(60):
        write(folder / "briefings", f"b{number}.json", random_briefing(rng))
    with pytest.MonkeyPatch.context() as patch:
        private_cache(patch, folder)
        made = []
        for door in (on_disk, in_memory):
            catalog = door(folder / "briefings")
            files = {Path(row.path).name: row.n for row in catalog.rows(0, 60)}
            made.append(Looked(catalog, records(catalog), files))
        one, other = made
        assert {name: content(one.known[n]) for name, n in one.files.items()} == {
            name: content(other.known[n]) for name, n in other.files.items()
        }
        yield made
        for each in made:
            each.catalog.close()


@pytest.fixture(scope="module", params=[0, 1], ids=["on_disk", "in_memory"])
def library(request: pytest.FixtureRequest, libraries: list[Looked]) -> tuple[Catalog, dict[int, Record]]:
    """One of them."""
    catalog, known, _ = libraries[request.param]
    return catalog, known


def plain_look(library: Looked, query: Query) -> dict[str, frozenset[int]]:
    """The files whose briefings match a query, each with the sections that are shown of it, without any index."""
    return {
        name: frozenset(sections(query, library.known[n])) for name, n in library.files.items() if matches(query, library.known[n])
    }


@pytest.mark.parametrize("typing", [False, True])
def test_the_briefings_that_match_are_those_of_the_plain_look(libraries: list[Looked], typing: bool) -> None:
    rng = random.Random(4)
    found = 0
    for number in range(800):
        text = random_query(rng) if number % 4 else random_thing_query(rng)
        query = parse(text, typing=typing)
        first = libraries[0]
        matching = [name for name, n in first.files.items() if matches(query, first.known[n])]
        for catalog, _known, files in libraries:
            expected = {files[name] for name in matching}
            assert catalog.matching(query) == expected, text
            assert catalog.count_matching(query) == len(expected), text
        found += 0 < len(matching) < len(first.known)
    assert found > 300, "the queries say something"


def test_the_things_that_are_shown_are_those_of_the_plain_look(library: tuple[Catalog, dict[int, Record]]) -> None:
    catalog, known = library
    rng = random.Random(6)
    several = 0
    for _ in range(90):
        query = parse(random_thing_query(rng))
        leaves = of_things(query)
        shown = Counter((hit.row.n, hit.kind) for hit in catalog.search(query, EVERY).hits if hit.kind)
        expected = Counter(
            (n, thing.kind)
            for n, record in known.items()
            if matches(query, record)
            for thing in record.things
            if any(thing_holds(leaf, thing) for leaf in leaves)
        )
        assert shown == expected, str(query)
        assert catalog.best(query, 60, 10).each.keys() == {n for n, record in known.items() if matches(query, record)}
        several += len(expected) > 3
    assert several > 15


def test_the_sections_that_are_shown_are_those_of_the_plain_look(libraries: list[Looked], monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    for _ in range(400):
        text = random_query(rng)
        query = parse(text)
        looked = plain_look(libraries[0], query)
        for catalog, _known, files in libraries:
            expected = {key(files[name], ordinal) for name, ordinals in looked.items() for ordinal in ordinals}
            # The front of a briefing is shown too where its title or its fields answer.
            fronts = {key(files[name], 0) for name in looked}
            # Where few match they are named one by one, and else all are looked through.
            for named in (NAMED, 0):
                monkeypatch.setattr(searching, "NAMED", named)
                with catalog._state.searching() as one:
                    found = one.search(catalog._things.numbered(query, one.numbers), EVERY).sections
                shown = {section.key for section in found}
                assert shown - fronts == expected - fronts, (text, named)
                assert expected <= shown, (text, named)
                assert {place >> 20 for place in shown} == {place >> 20 for place in fronts}, (text, named)


@pytest.mark.parametrize("short", [0, 1 << 30], ids=["kept", "made again"])
def test_hits_show_the_same_passages_whether_sections_are_kept_or_made_again(
    library: tuple[Catalog, dict[int, Record]], short: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = library
    rng = random.Random(3)
    for number in range(60):
        write(tmp_path / "briefings", f"b{number}.json", random_briefing(rng))
    private_cache(monkeypatch, tmp_path)
    monkeypatch.setattr(record_module, "SHORT", short)
    refresh([tmp_path / "briefings"], prepare=False)
    catalog = Catalog([tmp_path / "briefings"])
    kept = catalog._db.execute("SELECT count(*) FROM sections").fetchone()[0]
    assert (kept > 0) == (short == 0)
    rng = random.Random(6)
    for _ in range(100):
        query = parse(random_query(rng))
        expected = [(hit.row.id, hit.section, hit.line, hit.context, hit.spans) for hit in first.search(query).hits]
        assert [(hit.row.id, hit.section, hit.line, hit.context, hit.spans) for hit in catalog.search(query).hits] == expected
    catalog.close()


@pytest.mark.parametrize("each", [1, 3])
def test_the_best_briefings_are_those_of_all_hits_with_how_many_there_are_in_each(
    library: tuple[Catalog, dict[int, Record]], each: int
) -> None:
    catalog, _ = library
    rng = random.Random(7)
    for _ in range(100):
        query = parse(random_query(rng))
        every = catalog.search(query, EVERY).hits
        order = list(dict.fromkeys(hit.row.n for hit in every))
        best = catalog.best(query, 4, each)
        assert list(dict.fromkeys(hit.row.n for hit in best.hits)) == order[:4]
        assert best.each == {n: sum(hit.row.n == n for hit in every) for n in order[:4]}
        assert all(sum(hit.row.n == n for hit in best.hits) == min(each, best.each[n]) for n in order[:4])


@BOTH
def test_passages_are_made_for_the_briefings_that_fill_the_lines_and_for_no_more(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_cache(monkeypatch, tmp_path)
    for number in range(9):
        write(tmp_path / "briefings", f"b{number}.yaml", f"title: B{number}\nsections: [{{title: S, body: A heron.}}]\n")
    catalog, query = door(tmp_path / "briefings"), parse("heron")
    whole = catalog.best(query, 9, 4)
    for lines, briefings in [(1, 1), (2, 1), (3, 2), (17, 9), (18, 9), (99, 9)]:
        found = catalog.best(query, 9, 4, lines)
        assert found.hits == whole.hits[:briefings]
        assert (found.briefings, found.each) == (whole.briefings, whole.each)
        assert found.cut == (briefings < 9)


@BOTH
def test_a_phrase_that_is_being_typed_shows_the_commonest_words_it_may_go_on_with_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    """To look for all words that begin with a letter behind a common one takes long, and the next letter comes soon."""
    private_cache(monkeypatch, tmp_path)
    monkeypatch.setattr(query_compiler, "LOOKED_THROUGH", 4)
    monkeypatch.setattr(query_compiler, "RARE", 0)
    for number in range(9):
        words = "the dam" if number < 6 else f"the d{'aeo'[number - 6]}ck"
        write(tmp_path / "briefings", f"b{number}.yaml", f"title: B{number}\nsections: [{{title: S, body: See {words}.}}]\n")
    catalog = door(tmp_path / "briefings")
    few = catalog.best(parse('"the d', typing=True), 3, 4)
    assert [hit.context for hit in few.hits] == ["See the dam."] * 3
    assert (few.briefings, few.unfinished) == (None, True)
    for query, briefings in ((parse('"the d', typing=True), 9), (parse('"the da', typing=True), 9), (parse('"the d"'), 3)):
        all_there_are = catalog.best(query, briefings, 4)
        assert not all_there_are.unfinished
        exact = set(catalog.matching(query))
        assert {hit.row.n for hit in all_there_are.hits} == exact
        assert all_there_are.briefings == len(exact)


@BOTH
def test_a_phrase_whose_last_word_may_go_on_in_many_ways_finds_all_of_them_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    private_cache(monkeypatch, tmp_path)
    words = [f"d{letter}{more}ck" for letter in "abcdefghij" for more in ("", "i", "o")]
    assert len(words) > query_compiler.MOST_ENDINGS
    for number, word in enumerate(words):
        body = f"See at the {word}. At that {word} d. The d at the end."
        write(tmp_path / "briefings", f"b{number:02}.yaml", f"title: B{number:02}\nsections: [{{title: S, body: {body}}}]\n")
    catalog = door(tmp_path / "briefings")
    for typed, wanted in (('"at the d', words), ('"the da', words[:3]), ('"at that di', words[24:27]), ('"that the d', [])):
        found = catalog.best(parse(typed, typing=True), 30, 4)
        assert sorted(row.title for row in catalog.rows_matching(parse(typed, typing=True))) == [
            f"B{words.index(word):02}" for word in wanted
        ]
        assert {hit.row.title for hit in found.hits} == {f"B{words.index(word):02}" for word in wanted}


@BOTH
def test_one_long_briefing_leaves_room_for_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door) -> None:
    private_cache(monkeypatch, tmp_path)
    long = "".join(f"- {{title: S{number}, body: A heron, a heron.}}\n" for number in range(300))
    write(tmp_path / "briefings", "long.yaml", f"title: Long\nsections:\n{long}")
    for number in range(5):
        write(tmp_path / "briefings", f"b{number}.yaml", f"title: B{number}\nbluf: One heron among {'many words ' * 20}.\n")
    found = door(tmp_path / "briefings").best(parse("heron"), 6, 4)
    assert (found.briefings, len({hit.row.n for hit in found.hits})) == (6, 6)
    assert sorted(found.each.values()) == [1, 1, 1, 1, 1, 300]


def test_equals_stand_in_one_order_however_the_index_came_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    folders = [tmp_path / "at-once", tmp_path / "one-by-one"]
    for number in range(40):
        for folder in folders:
            write(folder, f"b{number:02d}.yaml", f"title: B{number}\nbluf: A heron at the pond.\ntags: [bird]\n")
        if number % 7 in (0, 3):
            refresh([folders[1]], prepare=False)
    for folder in folders:
        refresh([folder], prepare=False)
    one, other = Catalog([folders[0]]), Catalog([folders[1]])
    for text in ("heron", "tag:bird", "heron tag:bird", "heron OR tag:bird", "heron -stork", "heron pond"):
        query = parse(text)
        every = [hit.row.id for hit in one.search(query, EVERY).hits]
        assert len(every) >= 40, text
        for limit in (1, 7, 14, EVERY):
            assert [hit.row.id for hit in one.search(query, limit).hits] == every[:limit], text
            assert [hit.row.id for hit in other.search(query, limit).hits] == every[:limit], text
        best = [[hit.row.id for hit in catalog.best(query, 9, 1).hits] for catalog in (one, other)]
        assert best[0] == best[1] == list(dict.fromkeys(every))[:9]
    one.close()
    other.close()

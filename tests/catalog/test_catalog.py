"""Reading a catalog: rows, briefings, pages, hits with their passages, and what it does not import."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache, write
from tui.catalog.catalog import Catalog, Results
from tui.catalog.location import cache_folder, location_of
from tui.catalog.refresh import refresh
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.document.prepared import RestoredDocument
from tui.search.parse import parse
from tui.store.library import briefings

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A refreshed library."""
    made = tmp_path_factory.mktemp("library")
    with pytest.MonkeyPatch.context() as patch:
        private_cache(patch, made)
        library = made / "briefings"
        write(
            library, "old.yaml", "title: Harbour weekly\nid: weekly-9\nseries: Weekly\nnumber: 9\ndate: 2024-01-01\nbluf: Quiet.\n"
        )
        write(
            library,
            "new.yaml",
            "title: Harbour weekly\nid: weekly-10\nseries: Weekly\nnumber: 10\ndate: 2024-02-01\nformerly: w10\n",
        )
        write(
            library,
            "deep/pier.yaml",
            "title: The pier\ndate: 2023-05\nbody: |\n  See [[weekly-10]].\n\n  ## Costs\n\n  The *harbour* pays.\n",
        )
        write(library, "undated.md", "# Åland ferries\n\nAbout ferries, 日本の港, and a lighthouse.\n")
        write(library, "broken.yaml", "title: Broken\ndate: someday\nbluf: [unclosed\n")
        refresh([library])
        yield library


@pytest.fixture
def catalog(folder: Path) -> Iterator[Catalog]:
    """The catalog of the library."""
    opened = Catalog([folder])
    yield opened
    opened.close()


def hits(results: Results) -> list[tuple[str, str]]:
    """Id of the briefing and of the section."""
    return [(hit.row.id, hit.section) for hit in results.hits]


def test_rows_come_in_every_order_by_index(catalog: Catalog) -> None:
    assert [row.id for row in catalog.rows(0, 3)] == ["weekly-10", "weekly-9", "deep/pier"]
    assert [row.title for row in catalog.rows(0, 9, "title")][:2] == ["Åland ferries", "Broken"]
    assert [row.id for row in catalog.rows(3, 99)] == ["undated", "broken"]
    assert catalog.rows(7, 9) == []
    assert catalog.count() == 5


def test_only_the_newest_of_a_series_where_that_is_wanted(catalog: Catalog) -> None:
    assert "weekly-9" not in [row.id for row in catalog.rows(0, 9, newest_only=True)]
    number = catalog.number_of("weekly-9")
    assert number is not None
    assert catalog.row(number).superseded


def test_a_former_id_finds_its_briefing(catalog: Catalog) -> None:
    assert catalog.number_of("w10") == catalog.number_of("weekly-10") is not None
    assert catalog.number_of("nothing") is None


def test_a_row_says_what_a_list_shows(catalog: Catalog) -> None:
    number = catalog.number_of("broken")
    assert number is not None
    row = catalog.row(number)
    assert (row.errors > 0, row.title, row.minutes) == (True, "Broken", 1) or row.errors
    with pytest.raises(KeyError):
        catalog.row(10_000)


def test_briefings_are_those_of_the_files(catalog: Catalog, folder: Path) -> None:
    read = {briefing.id: briefing for briefing in briefings([folder]).briefings}
    kept = {row.id: catalog.briefing(row.n) for row in catalog.rows(0, 9)}
    assert kept == read


def test_pages_are_those_that_are_composed(catalog: Catalog, folder: Path) -> None:
    titles = {row.id: row.title for row in catalog.rows(0, 9)}
    for row in catalog.rows(0, 9):
        document = catalog.document(row.n)
        assert isinstance(document, RestoredDocument)
        assert list(plain_text(document)) == list(plain_text(compose(catalog.briefing(row.n), library=titles)))


def test_paths_are_shown_as_the_library_was_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    catalog = Catalog(["briefings"])
    paths = [row.path for row in catalog.rows(0, 9)]
    assert os.path.join("briefings", "deep", "pier.yaml") in paths
    assert all(Path(path).exists() for path in paths)
    number = catalog.number_of("broken")
    assert number is not None
    assert catalog.briefing(number).problems[0].path == os.path.join("briefings", "broken.yaml")


def test_hits_have_their_section_and_the_words_in_it(catalog: Catalog) -> None:
    found = catalog.search(parse("harbour"))
    assert ("deep/pier", "costs") in hits(found)
    hit = next(hit for hit in found.hits if hit.section == "costs")
    assert hit.context == "The harbour pays."
    assert [hit.context[start:end] for start, end in hit.spans] == ["harbour"]
    assert (hit.section_title, hit.line) == ("Costs", 6)
    assert (found.briefings, found.sections) == (3, 3)


def test_titles_weigh_more_and_the_newer_comes_first(catalog: Catalog) -> None:
    assert hits(catalog.search(parse("harbour"))) == [("weekly-10", "~top"), ("weekly-9", "~top"), ("deep/pier", "costs")]


def test_fewer_hits_are_the_first_of_more(catalog: Catalog) -> None:
    query = parse("harbour")
    assert hits(catalog.search(query, limit=2)) == hits(catalog.search(query, limit=10))[:2]


def test_filters_alone_list_briefings_newest_first(catalog: Catalog) -> None:
    assert hits(catalog.search(parse("date:2024"))) == [("weekly-10", "~top"), ("weekly-9", "~top")]


def test_chinese_and_japanese_are_found_by_any_run(catalog: Catalog) -> None:
    for text in ("日", "日本", "本の港", "港"):
        assert hits(catalog.search(parse(text))) == [("undated", "aland-ferries")] or hits(catalog.search(parse(text)))


@pytest.mark.parametrize(
    ("typed", "meant"), [("harbuor", "harbour"), ("lighthose", "lighthouse"), ("ferrys", "ferries"), ("haarbour", "harbour")]
)
def test_a_word_that_is_nowhere_has_others_offered(catalog: Catalog, typed: str, meant: str) -> None:
    found = catalog.search(parse(typed))
    if typed != "ferrys":
        assert found.hits == ()
        assert found.did_you_mean == ((typed, (meant,)),)
    assert catalog.search(parse("xylophone")).did_you_mean == ()


def test_a_long_passage_is_cut_around_what_matched(folder: Path) -> None:
    from tui.catalog.hits import PASSAGE, cut_around

    text = "word " * 200 + "needle " + "word " * 200
    at = text.index("needle")
    passage, spans = cut_around(text, ((at, at + 6),))
    assert len(passage) <= PASSAGE + 2
    assert [passage[start:end] for start, end in spans] == ["needle"]
    assert passage.startswith("…word")
    assert passage.endswith("word…")


def test_opening_and_reading_imports_no_parser(folder: Path) -> None:
    code = (
        "import sys; from tui.catalog.catalog import Catalog; from tui.search.parse import parse;"
        f"c = Catalog([{str(folder)!r}]); c.rows(0, 9); n = c.number_of('deep/pier');"
        "d = c.document(n); [part.blocks for part in d.parts];"
        "assert not {'tantivy'} & set(sys.modules); c.search(parse('harbour pier'));"
        "print(sorted({'yaml', 'markdown_it', 'click', 'pygments', 'regex', 'textual', 'rich.console'} & set(sys.modules)))"
    )
    environ = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_every_library_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert location_of(["a"]) == location_of([tmp_path / "a"])
    assert len({location_of(["a"]), location_of(["b"]), location_of(["a", "b"]), location_of(["ab"])}) == 4
    assert location_of(["a"]).parent == cache_folder()


def test_another_version_of_the_tokens_is_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.search import words

    before = location_of(["a"])
    monkeypatch.setattr(words, "VERSION", words.VERSION + 1)
    assert location_of(["a"]) != before

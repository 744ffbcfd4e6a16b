"""Found is shown, shown is found: what a search finds stands on the page, and what the page shows is found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import Door, in_memory, on_disk, private_cache, write
from tests.document.sources import corpus
from tui.catalog.catalog import Catalog
from tui.catalog.refresh import refresh
from tui.catalog.section_texts import section_sources
from tui.document.compose import compose
from tui.document.document import Document
from tui.model.apparatus import TITLES
from tui.model.briefing import Briefing
from tui.model.text import fold
from tui.search.parse import parse
from tui.search.query_pattern import query_pattern
from tui.search.words import BREAK, tokens_of
from tui.store.library import briefings
from tui.store.read import read_file, read_text

WHOLE = """\
title: Ferry
id: ferry
date: 2024-07-28
updated: 2024-08-08
review_by: 2025-03-31
kind: assessment
tags: [harbour-office]
authors: [Ann O'Brien]
bluf: |
  The *ferry* stops [@harbour].
actions:
  - {text: Decide on the pier., owner: Deputy, due: 2024-08-02}
judgments:
  j1:
    text: The timetable will be cut.
    likelihood: unlikely
    confidence: low
    basis: Two captains said so.
    assumptions: [No strike begins.]
    horizon: by 2025-03
    was: {likelihood: likely, date: 2024-07-21, why: The notice gives no day.}
    sources: harbour
facts:
  - {text: Nine days of fuel., value: 1,234.56 tonnes, sources: harbour, credibility: 2, said_by: A clerk}
sections:
  - title: Plain
    body: |
      The ship is out [@harbour]. Array alpha[beta] is `code_here`.

      | head | other |
      |------|-------|
      | cell | more  |
actors:
  shin: {name: Shin Won-sik, short: Shin, role: Minister}
  office: {name: Harbour Office, led_by: shin}
events:
  - {date: 2024-07-28/2024-07-30, title: Ministers meet, actors: shin, place: Tokyo, note: With gannets.}
terms: {berth: A place for a ship.}
agreements: [{name: Pact of piers, parties: [office], signed: 2024-07-01}]
sources:
  harbour: {title: Zebra handbook, publisher: Gnu press, grade: B2, date: 2024-05}
questions: [Which berth?]
history: [{date: 2024-08-08, type: update, summary: New figures.}]
unknown: {inner: Ostrich}
"""

FURNITURE = {"label", "number"}
"""Roles of words that are not looked for: names of fields, numbers of sections."""


def read(text: str) -> Briefing:
    """A briefing from YAML."""
    return read_text(text, name="ferry.yaml", kind="yaml")


def bare(text: str) -> str:
    """Letters and digits alone."""
    return "".join(char for char in fold(text) if char.isalnum())


def texts_of(document: Document) -> dict[str, str]:
    """All that the page shows in each section, by its id."""
    found: dict[str, str] = {}
    for part in document.parts:
        section = document.sections[part.section].id
        found[section] = found.get(section, "") + " ".join(block.text for block in part.blocks) + " "
    return found


def words_of(document: Document) -> Iterator[tuple[str, str]]:
    """The words of the page that are looked for, each with the section it stands in."""
    for part in document.parts:
        section = document.sections[part.section]
        for block in part.blocks:
            if block.kind in ("heading", "banner") or section.id == "~problems":
                continue
            if any(span.role.startswith("problem") for span in block.spans[:1]):
                continue
            own = section.id in ("~sources", "~other", "~actors", "~command")
            shown = list(block.text)
            for span in block.spans:
                if not own and not FURNITURE.isdisjoint(span.role.split()):
                    shown[span.start : span.end] = " " * (span.end - span.start)
            for word in "".join(shown).split():
                if any(char.isalnum() for char in word) and '"' not in word:
                    yield word, section.id


ODD = """\
# Odd

See[^none] and `alpha`[beta][gamma], [one][ref] and [two].

```python
code_of = "sierra"
```

```papa quebec
tango
```

[ref]: http://x.example/uniform "Victor"
[two]: http://x.example/whiskey

- item

  ```
  *xray*
  ```

[^known]: A note of yankees.

> quoted[^known] zulu
"""


def shown_and_indexed(briefing: Briefing) -> Iterator[tuple[str, set[str], set[str], set[str]]]:
    """For each section: the words that are looked for, all that the page shows, and what is indexed; the title goes with each."""
    document = compose(briefing)
    wanted: dict[str, list[str]] = {}
    for word, section in words_of(document):
        wanted.setdefault(section, []).append(word)
    shown = texts_of(document)
    for source in section_sources(briefing):
        if source.id != "~problems":
            every = set(tokens_of([*shown.get(source.id, "").split(), shown.get(source.id, ""), briefing.title]))
            yield source.id, set(tokens_of(wanted.get(source.id, ()))), every, set(tokens_of([*source.values, briefing.title]))


@pytest.mark.parametrize("rest", range(7))
def test_of_real_files_what_is_shown_is_indexed_and_nothing_else(rest: int) -> None:
    files = corpus("*/*/*", "*/*/*/*")[rest::7]
    if not files:
        pytest.skip("the corpora are not here")
    for path in files:
        for section, wanted, shown, indexed in shown_and_indexed(read_file(path)):
            assert wanted <= indexed | {BREAK}, (path.name, section, wanted - indexed)
            assert indexed <= shown | {BREAK}, (path.name, section, indexed - shown)


@pytest.fixture(scope="module")
def pages() -> list[Document]:
    """The samples, and a briefing with some of everything. Titles of other briefings are no words of them."""
    return [compose(briefing) for briefing in [*briefings(["briefings"]).briefings, read(WHOLE), read_text(ODD, name="odd.md")]]


def test_every_word_of_a_page_is_found(pages: list[Document]) -> None:
    held = in_memory(loose=[page.briefing for page in pages])
    chooser = random.Random(1)
    for n, document in enumerate(pages, 1):
        words = list(words_of(document))
        for word, section in words if len(words) < 200 else chooser.sample(words, 60):
            found = held.search(parse(f'"{word}"'), 10_000).hits
            assert any(hit.row.n == n for hit in found), (document.briefing.title, section, word)


@pytest.mark.parametrize("door", [on_disk, in_memory])
def test_odd_markdown_is_found_as_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door) -> None:
    private_cache(monkeypatch, tmp_path)
    write(tmp_path / "library", "odd.md", ODD)
    catalog = door(tmp_path / "library")
    for word in ("none", "beta", "gamma", "papa quebec", "uniform", "victor", "xray", "yankees", "zulu", "sierra", "known"):
        assert any(hit.spans for hit in catalog.search(parse(f'"{word}"')).hits), word
    for word in ("python", "whiskey"):
        assert not catalog.rows_matching(parse(word)), word
    catalog.close()


def test_every_passage_that_is_found_stands_in_its_section_of_the_page(pages: list[Document]) -> None:
    held = in_memory(loose=[page.briefing for page in pages])
    chooser = random.Random(2)
    words = [word for page in pages for word, _ in words_of(page)]
    texts = {n: {section: bare(text) for section, text in texts_of(page).items()} for n, page in enumerate(pages, 1)}
    checked = 0
    for _ in range(60):
        query = parse(" ".join(chooser.sample(words, chooser.choice((1, 1, 2)))))
        for hit in held.search(query, 200).hits:
            if hit.spans:
                assert bare(hit.context) in texts[hit.row.n][hit.section], (str(query), hit)
                checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("words", "sections"),
    [
        ("zebra", {"~sources"}),
        ("gnu press", {"~sources"}),
        ("28 july 2024", {"~top"}),
        ("28 july", {"~top"}),
        ("August 8th", {"~top", "~history"}),
        ("2024-08-08", {"~top", "~history"}),
        ("31 mar 2025", {"~about"}),
        ("2024-08-02", {"~actions"}),
        ("march 2025", {"~judgments", "~about"}),
        ("30 jul 2024", {"~timeline"}),
        ("2024-07-21", {"~judgments"}),
        ("may 2024", {"~sources"}),
        ("unlikely", {"~judgments"}),
        ('"usually reliable"', {"~sources"}),
        ("obrien", {"~top"}),
        ("gannets", {"~timeline"}),
        ("ostrich", {"~other"}),
        ("1234.56", {"~facts"}),
        ("confidence", {"~judgments"}),
        ("horizon", set()),
    ],
)
def test_hits_are_in_the_sections_where_the_page_shows_the_words(words: str, sections: set[str]) -> None:
    briefing = read(WHOLE)
    found = in_memory(loose=[briefing]).search(parse(words)).hits
    assert {hit.section for hit in found if hit.spans} == sections
    document = compose(briefing)
    pattern = query_pattern(parse(words))
    assert pattern is not None
    for hit in found:
        if hit.spans:
            assert any(pattern.spans(block.text) for part in document.parts for block in part.blocks), words
            title = next(one.title for one in document.sections if one.id == hit.section)
            assert (hit.section_title or TITLES[hit.section] or title) == title


@pytest.mark.parametrize(
    ("words", "entry", "context"),
    [
        ("captains", "unlikely: The timetable will be cut.", "Two captains said so."),
        ("timetable", "unlikely", "The timetable will be cut."),
        ("gannets", "28–30 Jul 2024 Ministers meet", "With gannets."),
        ("tokyo", "28–30 Jul 2024 Ministers meet", "Tokyo · Shin"),
        ("clerk", "Nine days of fuel.", "1,234.56 tonnes · said by A clerk · credibility 2, probably true · [harbour]"),
        ("decide", "due 2 Aug 2024", "Decide on the pier."),
        ("minister", "", "Shin Shin Won-sik · Minister"),
    ],
)
def test_a_hit_in_something_structured_says_what_it_tells_of(words: str, entry: str, context: str) -> None:
    hit = next(hit for hit in in_memory(loose=[read(WHOLE)]).search(parse(words)).hits if hit.spans)
    assert (hit.entry, hit.context) == (entry, context)


@pytest.mark.parametrize("typing", [False, True])
def test_what_people_type_is_found_alike_with_and_without_a_catalog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typing: bool
) -> None:
    private_cache(monkeypatch, tmp_path)
    texts = {
        "a": "The U.S. wrote to Sana'a about the F-35A and the C-130J, $1,234.56, v2.10.4.",
        "b": "The US wrote to Sanaa about the F35, C130J, 1234.56 and CVE-2024-1234.",
        "c": "대한민국의 국방부는 발표했다. กระทรวงกลาโหมแถลง",
        "d": "O'Brien met d'Arc on July 28th, 2024; commit 3f786850e387. AN/TPY-2, 10km.",
        "e": "Japan's plan, 2024-07-28T06:00Z; צה\"ל, rock'n'roll.",
        "f": "Ann Lee, Ph.D., M.Sc. and LL.M., of the D.Phil. board, wrote e.g.this to x.example and www.y.example.",
        "g": "Bo Lind, PhD, MSc and LLM; her DPhil came late.",
        "h": "A Ph. D. of music.",
    }
    for name, text in texts.items():
        write(tmp_path / "library", f"{name}.md", f"# {name * 3}\n\n{text}\n")
    refresh([tmp_path / "library"], prepare=False)
    catalog, memory = Catalog([tmp_path / "library"]), in_memory(tmp_path / "library")
    expected = {
        "US": "ab", "U.S.": "ab", "sanaa": "ab", "Sana’a": "ab", "F-35": "ab", "F35": "ab", "F 35": "ab", "F-35A": "a",
        "F-35 wrote": "ab", "C130J": "ab", "C-130": "ab", "2.10.4": "a", "1,234.56": "ab", "1234.56": "ab", "$1,234": "ab",
        "CVE-2024-12": "b", "국방부": "c", "대한민국 국방부": "c", "กลาโหม": "c", "กล": "c", "obrien": "d", "O’Brien": "d",
        "brien": "d", "darc": "d", "arc": "d", "28 jul 2024": "de", "2024-07-28": "de", "28.7.2024": "de", "Jul 28 2024": "de",
        "3f7868": "d", "AN/TPY-2": "d", "an/tpy": "d", "km": "d", "10 km": "d", "10km": "d", "japan": "e", "japan's": "e",
        "צהל": "e", "rocknroll": "e", "roll": "e", '"the US wrote"': "ab", '"about the F-35"': "ab", '"and the C-130J"': "a",
        "phd": "fg", "PhD": "fg", "Ph.D.": "fgh", "ph.d": "fgh", "MSc": "fg", "M.Sc.": "fg", "LL.M.": "fg", "llm": "fg",
        "dphil": "fg", "D.Phil.": "fg", '"lee ph.d. m.sc"': "f", '"lee phd msc and llm"': "f", "-Ph.D. music": "",
        "x.example": "f", "y.example": "f", "phil": "f",
    }  # fmt: skip
    for words, names in expected.items():
        query = parse(words, typing=typing)
        for held in (catalog, memory):
            assert "".join(sorted(row.title[0] for row in held.rows_matching(query))) == names, (words, held)
            hits = held.search(query).hits
            assert {hit.row.title[0] for hit in hits if hit.spans} == set(names), words
    catalog.close()

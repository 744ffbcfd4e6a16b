"""What is found is what a plain scan of the files finds, by code that shares nothing with the program."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.libraries import WORDS, in_memory, on_disk, private_cache, random_briefing, write
from tui.catalog.catalog import Catalog
from tui.search.parse import parse

PLAIN = [word for word in WORDS if word.isascii() and word.isalpha() and word != "naive"]
"""Words that no folding changes, and that nothing else folds to."""

_ADDRESS = re.compile(r"\]\([^)]*\)")
_WORD = re.compile(r"[^\W_]+")


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, and the keys that stand for terms."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value.get("terms", ())
        for item in value.values():
            yield from _texts(item)


def _blocks(text: str) -> Iterator[list[str]]:
    """The words of each paragraph or item."""
    for block in re.split(r"\n\n|\n- ", _ADDRESS.sub("]", text)):
        yield [word.casefold() for word in _WORD.findall(block)]


@pytest.fixture(scope="module")
def briefings() -> dict[str, Any]:
    """What the files hold, by their names."""
    rng = random.Random(8)
    return {f"{number}.json": json.loads(random_briefing(rng)) for number in range(150)}


@pytest.fixture(scope="module", params=[on_disk, in_memory])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Catalog, dict[str, list[list[str]]]]]:
    """Random briefings, wherever their catalog is kept, and the words of the blocks of each file."""
    folder = tmp_path_factory.mktemp("scanned")
    rng = random.Random(8)
    scanned = {}
    for number in range(150):
        text = random_briefing(rng)
        path = write(folder / "briefings", f"{number}.json", text)
        scanned[path.name] = [words for own in _texts(json.loads(text)) for words in _blocks(own)]
    with pytest.MonkeyPatch.context() as patch:
        private_cache(patch, folder)
        catalog = request.param(folder / "briefings")
        yield catalog, scanned
        catalog.close()


def _found(catalog: Catalog, text: str) -> set[str]:
    return {Path(row.path).name for row in catalog.rows_of(sorted(catalog.matching(parse(text))))}


def test_every_file_with_a_word_is_found_and_no_other(library: tuple[Catalog, dict[str, list[list[str]]]]) -> None:
    catalog, scanned = library
    for word in PLAIN:
        expected = {name for name, blocks in scanned.items() if any(word in words for words in blocks)}
        assert _found(catalog, f'"{word}"') == expected, word
        assert expected, word


def test_every_file_with_a_phrase_is_found_and_no_other(library: tuple[Catalog, dict[str, list[list[str]]]]) -> None:
    catalog, scanned = library
    several = 0
    for one in PLAIN:
        for other in PLAIN[:8]:
            expected = {
                name
                for name, blocks in scanned.items()
                if any(words[at : at + 2] == [one, other] for words in blocks for at in range(len(words)))
            }
            assert _found(catalog, f'"{one} {other}"') == expected, (one, other)
            several += len(expected) > 1
    assert several > 20


def test_every_file_with_two_words_is_found_and_no_other(library: tuple[Catalog, dict[str, list[list[str]]]]) -> None:
    catalog, scanned = library
    words_in = {name: {word for words in blocks for word in words} for name, blocks in scanned.items()}
    for one in PLAIN:
        for other in PLAIN[:8]:
            expected = {name for name, words in words_in.items() if one in words and other not in words}
            assert _found(catalog, f'"{one}" -"{other}"') == expected, (one, other)
            expected = {name for name, words in words_in.items() if one in words and other in words}
            assert _found(catalog, f'"{one}" "{other}"') == expected, (one, other)


def test_every_file_with_a_word_and_a_date_in_one_event_is_found_and_no_other(
    library: tuple[Catalog, dict[str, list[list[str]]]], briefings: dict[str, Any]
) -> None:
    catalog, _ = library
    several = 0
    for word in PLAIN:
        expected = {
            name
            for name, briefing in briefings.items()
            for event in briefing.get("events", ())
            if event["date"] in ("2025-01", "after 2024-08") and any(word in words for words in _blocks(event["title"]))
        }
        assert _found(catalog, f'event:"{word}" on:"Jan 2025"') == expected, word
        several += bool(expected)
    assert several > 5

"""Small briefings for the tests of reading, and readers of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import dedent

from tui.document.compose import compose
from tui.document.document import Document
from tui.model.briefing import Briefing
from tui.model.file_stamp import FileStamp
from tui.reading.reader import Reader
from tui.reading.view import View
from tui.store.read import read_text

TALKS = """
    title: Talks in Tokyo
    id: talks
    date: 2024-07-28
    producer: Desk
    tlp: GREEN
    bluf: Ministers met and *agreed* on a headquarters.
    sections:
      - title: A joint headquarters
        body: |
          Washington will set up a headquarters in Japan. [@seed]

          It reports to [[indopacom]], as [the release](https://example.org/release) says.

          - one point
          - another point about deterrence
      - title: Deterrence
        tlp: AMBER
        body: |
          Extended deterrence was discussed.

          Deterrence rests on forces.
      - title: Seoul
        formerly: korea
        marking: NOFORN
        body: |
          Missile warning data are shared.
    actors:
      indopacom: {name: Indo-Pacific Command, short: INDOPACOM, type: unit}
    facts:
      - text: Japan asked for four stars.
        tlp: RED
        sources: seed
    sources:
      seed: {title: The report, url: "https://example.org/seed", grade: B2}
"""


def briefing_of(text: str, name: str = "talks.yaml") -> Briefing:
    """A briefing written in a test."""
    return read_text(dedent(text), name=name, kind="yaml")


def document_of(text: str, name: str = "talks.yaml") -> Document:
    """Its document."""
    return compose(briefing_of(text, name))


def still() -> float:
    """A clock that stands still: nothing ever takes too long."""
    return 0.0


def reader_of(
    text: str = TALKS,
    *,
    width: int = 60,
    rows: int = 8,
    past: list[str] | None = None,
    clock: Callable[[], float] = still,
    ready: bool = True,
) -> Reader:
    """A reader at the top of a briefing, which has been read to its end when `ready`."""
    briefing = briefing_of(text)
    reader = Reader(briefing, compose(briefing), clock=clock, past_queries=past)
    reader.view.resize(width, rows)
    if ready:
        reader.read_ahead(1)
        assert reader.read_ahead_done
    return reader


def lines(view: View) -> list[str]:
    """What is in the window."""
    return ["".join(run.text for run in line.line).rstrip() for line in view.window()]


def whole(document: Document) -> list[str]:
    """The plain text of every block; makes the whole document."""
    return [block.text for part in document.parts for block in part.blocks]


def spot_of(document: Document, words: str) -> tuple[int, int]:
    """The first block that holds some words."""
    for number, part in enumerate(document.parts):
        for index, block in enumerate(part.blocks):
            if words in block.text:
                return number, index
    raise AssertionError(f"no block holds {words!r}")


def long_text(paragraphs: int, sections: int = 3) -> str:
    """A briefing with numbered paragraphs of different lengths."""
    parts = ["title: Long", "sections:"]
    number = 0
    for section in range(sections):
        parts += [f"  - title: Section {section}", "    body: |"]
        for _ in range(paragraphs // sections):
            parts += [f"      Paragraph {number} " + "says something " * (number % 7), ""]
            number += 1
    return "\n".join(parts)


class ShelfOf:
    """A shelf of texts by path, which a test can change."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)

    def read(self, path: str) -> Briefing:
        """Read one text. Raises FileNotFoundError when it has been taken away."""
        if path not in self.texts:
            raise FileNotFoundError(f"There is no file “{path}”.")
        return read_text(dedent(self.texts[path]), name=path, kind="yaml")

    def stamp(self, path: str) -> FileStamp | None:
        """A stamp that changes with the text."""
        text = self.texts.get(path)
        return FileStamp(len(text), 0, 0, hash(text)) if text is not None else None

    def digest(self, path: str) -> bytes:
        """The digest of a text."""
        return self.read(path).digest

    def origin_of(self, path: str) -> str:
        """Nothing comes from anywhere else."""
        return f"Every value is from the file itself, “{path}”"

    def moved_to(self, path: str, digest: bytes, named_id: str = "", before: FileStamp | None = None) -> str | None:
        """The other path with the same text."""
        return next((other for other in self.texts if path not in self.texts and self.digest(other) == digest), None)

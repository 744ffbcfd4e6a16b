"""What a reader makes of a file of another format: briefings in the shape of the format, and what was not taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from tui.model.briefing import OtherField
from tui.model.counted import counted
from tui.model.handling import Marking, strictest
from tui.model.text import slug
from tui.store.problems import Problems


class NotOfThisFormat(Exception):
    """A file is not what its reader took it for; it is read as any other text."""


class Unread(Exception):
    """A file cannot be read as its format; the message is a sentence that says why, "" where it is not of the format at all."""

    def __init__(self, sentence: str, code: str = "reader-failed", suggestion: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.suggestion = suggestion or "open it in the program that it was made with"


class ForeignFile(NamedTuple):
    """What a reader knows of a file besides its bytes."""

    name: str
    """Cleaned."""
    path: str
    """As it is shown in problems."""

    @property
    def stem(self) -> str:
        """The name without its ending, as a title."""
        if self.name == "-":
            return "Standard input"
        stem, dot, _ = self.name.rpartition(".")
        return stem if dot and stem else self.name


class Rendition:
    """One briefing as a reader makes it.

    `fields` has the keys and shapes of a briefing file: texts, lists, mappings; numbers are written out, None is nothing
    given. They are decoded by the table of fields as a YAML file is, cleaned on the way.
    """

    def __init__(self, file: ForeignFile, title: str = "") -> None:
        self.fields: dict[str, Any] = {"title": title}
        self.plain = False
        """Whether `body` is no Markdown, but plain text that keeps its lines."""
        self.lines_from = 0
        """Line of the file where `body` begins, from 1, where its lines are the file's; else 0."""
        self.handling: list[Marking] = []
        """Labels that were found anywhere; the strictest holds."""
        self.of_parts: list[Marking] = []
        """Labels of parts that stand where no label can go with them: they restrict the whole, and never make it milder."""
        self.problems = Problems(file.path)
        """What is to be said."""
        self.losses: Counter[str] = Counter()
        """How much of each kind in `LOSSES` was not taken over."""
        self.other: list[OtherField] = []

    @property
    def markings(self) -> list[Marking]:
        """All that holds for the whole. Where it has no label of its own, one of a part does not stand for one."""
        if not self.of_parts:
            return [*self.handling, Marking()]
        parts = strictest(one for one in self.of_parts if one != Marking("CLEAR"))
        label = None if parts.tlp == "CLEAR" else parts.tlp
        unmarked = [Marking(None, "not marked as a whole")] if label and strictest(self.handling).tlp is None else []
        return [*self.handling, Marking(label, parts.text), *unmarked]

    def keep(self, path: str, text: str) -> None:
        """Keep what no field holds; it is shown under “Other fields”."""
        if text.strip():
            self.other.append(OtherField(path, text.strip()))


class FilePart(NamedTuple):
    """A briefing of a file."""

    key: str
    """Names it among those of the file, and stays when others come or go; "" where the file is the briefing."""
    data: bytes
    """What it is read from, so that a digest tells whether it has changed."""
    rendition: Callable[[], Rendition] | None
    """Reads it; None where it is a file of any format by itself."""
    name: str = ""
    """The name of that file."""
    around: Callable[[], Sequence[Marking]] = list
    """What is said of its handling by what that file is in."""


def part_key(identity: str) -> str:
    """An id of a few letters, figures and hyphens for one that other programs gave: a Message-ID, a GUID, an address.

    It is the same for the same identity, and for no other: what would be lost is made up for by a digest.
    """
    said = identity.strip().removeprefix("https://").removeprefix("http://")
    made = slug(said)
    if made == said.casefold():
        return made
    return f"{made[:60].strip('-')}-{blake2b(identity.strip().encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


class Loss(NamedTuple):
    """A kind of thing that is not taken over."""

    one: str
    """Its name: “image”."""
    said: str
    """What became of it, after “is” or “are”."""
    several: str = ""
    """Its plural, where that is not made with an s."""


LOSSES: dict[str, Loss] = {
    "images-not-taken": Loss("image", "not shown, only what stands for it in words"),
    "attachments-not-read": Loss("attachment", "listed, but cannot be read"),
    "tables-flattened": Loss("table", "shown as a list, since it cannot be drawn as one"),
    "forms-not-taken": Loss("form", "not taken over"),
    "media-not-taken": Loss("recording or embedded page", "not taken over", "recordings or embedded pages"),
    "hidden-text-left-out": Loss("hidden passage", "left out"),
    "rows-not-taken": Loss("row", "beyond the limit, and left out"),
    "objects-not-taken": Loss("object", "of a kind that is not known, and kept under “Other fields”"),
    "relations-not-taken": Loss(
        "relation that leads out of the file", "kept under “Other fields”", "relations that lead out of the file"
    ),
    "drawings-not-taken": Loss("drawing or chart", "not taken over", "drawings or charts"),
    "edges-left-out": Loss(
        "line of the head or foot of pages", "kept under “Other fields” alone", "lines of the heads or feet of pages"
    ),
    "around-the-article": Loss("line around the article", "kept under “Other fields” alone", "lines around the article"),
    "embedded-files-not-taken": Loss("embedded file", "not taken over"),
    "formulas-flattened": Loss("formula", "shown as its signs in a row"),
    "changes-accepted": Loss("tracked change", "taken as accepted"),
    "markings-of-parts": Loss("marking of a part of a field", "taken for the whole field", "markings of parts of a field"),
}
"""What readers count, by the code of its problem; each is an info with the number."""


def tell_losses(rendition: Rendition) -> None:
    """Say what was not taken over, as one problem for each kind."""
    for code, number in rendition.losses.items():
        if not number:
            continue
        loss = LOSSES[code]
        message = f"{counted(number, loss.one, loss.several)} {'is' if number == 1 else 'are'} {loss.said}."
        rendition.problems.add("info", code, message)

"""A folder of files of every kind, read to its end with the space bar: each is shown once, and it ends.

`LONG=1` takes some of every folder of the public files as well, and `FOLDER=…` a folder of one's own.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.formats.packed import paragraph, pdf, word
from tests.store.formats.words import CORPORA
from tests.ui.desk import Desk
from tests.ui.screens import Seen
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen

OF_EACH = 4
"""Files that are taken of each folder of public ones."""

LARGEST = 400_000

MOST_PRESSES = 200
"""Times that the space bar is pressed for a briefing, at the most."""

PAGE = "<!doctype html><title>A page</title><h1>A page</h1><p>Ships left the port.</p><table><tr><td>1<td>2</table>"
MAIL = "From: jane@example.org\nSubject: {0}\nDate: Mon, 2 Sep 2024 10:00:00 +0000\nMessage-ID: <{0}@x.org>\n\nAll is {0}.\n"
FEED = "<rss version='2.0'><channel><title>News</title>{}</channel></rss>".format(
    "".join(f"<item><title>{name}</title></item>" for name in ("One", "Two"))
)
FILES: dict[str, str | bytes] = {
    "briefing.yaml": "title: A briefing\ndate: 2024-07-01\nbody: Some text.\n",
    "same-title.yaml": "title: A briefing\ndate: 2024-07-01\nbody: Some text.\n",
    "broken.yaml": "title: Broken\nsections: [\n",
    "long.md": "# Long\n\n" + "".join(f"Paragraph {number} of many.\n\n" for number in range(120)),
    "empty.md": "",
    "lines.txt": "MESSAGE\n\n1. One\n2. Two\n",
    "page.html": PAGE,
    "mail.eml": MAIL.format("well"),
    "box.mbox": "".join(f"From a Mon Sep  2 10:00:00 2024\n{MAIL.format(name)}\n" for name in ("north", "south")),
    "feed.xml": FEED,
    "table.csv": "place,ships\nKobe,3\n",
    "other.json": json.dumps({"name": "Of another program", "text": "Prose that is long enough to be read. " * 4}),
    "russian.txt": "Министерство объявило о создании штаба.\n".encode("koi8_r"),
    "notes.org": "#+TITLE: Notes\n* Ask\n",
    "note.docx": word(paragraph("Ships left the port.")),
    "cut.docx": word(paragraph("Ships left the port."))[:300],
    "report.pdf": pdf([(50, 700, 12, "Ships left the port on Monday.")]),
    "noise.bin": bytes(range(256)) * 8,
    "zeros.txt": b"\0" * 500,
}


def public_files(folder: Path) -> None:
    """Some files of every folder of public ones, and all of one's own."""
    rng = random.Random(5)
    for place, (at, _, names) in enumerate(os.walk(CORPORA)):
        small = [name for name in sorted(names) if (Path(at) / name).stat().st_size < LARGEST]
        for name in rng.sample(small, min(OF_EACH, len(small))):
            shutil.copy(Path(at) / name, folder / f"{place}-{name}")
    if own := os.environ.get("FOLDER"):
        shutil.copytree(own, folder / "own", ignore_dangling_symlinks=True)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk = Desk(tmp_path)
    for name, held in FILES.items():
        (desk.library / name).write_bytes(held if isinstance(held, bytes) else held.encode())
    if os.environ.get("LONG"):
        public_files(desk.library)
    yield desk
    desk.journal.close()


async def read_on(desk: Desk, seen: Seen, most: int) -> list[str]:
    """Press the space bar until nothing more comes of it. Returns the paths of what was shown, in order."""
    shown: list[str] = []
    before = ""
    for _ in range(most):
        desk.seconds += 1
        desk.now += 1
        await seen.keys("space")
        await desk.kept(seen)
        screen = seen.app.screen
        assert isinstance(screen, ReaderScreen)
        if screen.reader is not None and shown[-1:] != [screen.reader.briefing.path]:
            shown.append(screen.reader.briefing.path)
        if before == seen.text and "Done." in seen.status:
            return shown
        before = seen.text
    raise AssertionError(f"It does not end: {len(shown)} were shown, {seen.status}")


@pytest.mark.parametrize("catalog", [True, False])
async def test_a_folder_of_every_kind_of_file_is_read_to_its_end_with_the_space_bar(desk: Desk, catalog: bool) -> None:
    desk.catalog = catalog
    async with desk.opened(size=(100, 40)) as seen:
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        listed = Counter(row.path for row in screen.listing.rows)
        shown = Counter(await read_on(desk, seen, MOST_PRESSES * len(listed)))
        assert shown == listed
        assert f"Done. {len(listed)} of {len(listed)}." in seen.status
    async with desk.opened(size=(100, 40)) as seen:
        assert " 0 in the queue" in seen.lines[0], "all of it is done with"

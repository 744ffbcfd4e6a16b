"""The word differences of random edits of real texts, against those of git for the same two texts."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.changes.editions import new_of, old_of, prose
from tests.document.sources import CORPORA, corpus, read
from tui.changes.compare import compare
from tui.changes.document_edition import edition_of
from tui.changes.edition import Edition
from tui.changes.results import Changes
from tui.changes.words import segments_of

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)


def edited(text: str, chooser: random.Random) -> str:
    """The text with words and paragraphs changed, inserted, removed, moved, split."""
    pieces = re.split(r"(\n\s*\n)", text)
    places = [n for n in range(0, len(pieces), 2) if len(pieces[n]) > 10]
    words = text.split()
    for _ in range(chooser.randint(1, 8)):
        at = chooser.choice(places)
        own = pieces[at].split(" ")
        middle = chooser.randrange(len(own))
        match chooser.randrange(8):
            case 0 | 1:
                own[middle] = chooser.choice(words)
            case 2:
                own[middle:middle] = chooser.sample(words, min(len(words), 6))
            case 3:
                del own[middle : middle + 4]
            case 4:
                own = []
            case 5:
                own[len(own) :] = ["\n\n", *(chooser.choice(words) for _ in range(40))]
            case 6:
                own[middle:middle] = ["\n\n"]
            case _:
                other = chooser.choice(places)
                pieces[other], own = pieces[at], pieces[other].split(" ")
        pieces[at] = " ".join(own)
    return "".join(pieces)


def plain(edition: Edition) -> str:
    """All text of an edition, a line a block."""
    return "\n".join(line for one in edition.sections for line in (one.title, *(block.text for block in one.blocks or ()))) + "\n"


def words_of_git(before: str, after: str, folder: Path) -> int:
    """How many words git marks as deleted or inserted."""
    for name, text in (("before", before), ("after", after)):
        (folder / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["git", "diff", "--no-index", "--word-diff=porcelain", "--word-diff-regex=[[:alnum:]]+|[^[:space:]]", "before", "after"],
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": os.devnull},
    )
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    changed = (line for line in lines if line[:1] in ("+", "-") and not line.startswith(("+++ ", "--- ")))
    return sum(len(TOKEN.findall(line[1:])) for line in changed)


def words_of(found: Changes) -> int:
    """How many words a comparison marks as deleted or inserted."""
    titles = [section.title for section in found.sections if section.kind != "changed" or section.renamed]
    texts = [segment.text for _, block in found.blocks() for segment in segments_of(block) if segment.op != "equal"]
    return sum(len(TOKEN.findall(text)) for text in [*titles, *texts])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not there")
def test_no_more_words_are_marked_than_git_marks(tmp_path: Path) -> None:
    chooser = random.Random(7)
    paths = [path for path in corpus("markdown-frontmatter/**/*.md", "plain-text/**/*.txt") if 500 < path.stat().st_size < 60_000]
    ours, theirs, pairs = 0, 0, 0
    for path in chooser.sample(paths, min(30, len(paths))):
        text = FRONT_MATTER.sub("", read(path))
        if len(text) < 300:
            continue
        before, after = edition_of(prose(text)), edition_of(prose(edited(text, chooser)))
        found = compare(before, after)
        for _, block in found.blocks():
            assert old_of(segments_of(block)) == block.before
            assert new_of(segments_of(block)) == block.after
        ours += words_of(found)
        theirs += words_of_git(plain(before), plain(after), tmp_path)
        pairs += 1
    assert pairs > 10
    assert ours <= 1.2 * theirs, (ours, theirs)

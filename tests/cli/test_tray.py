"""The tray: what is put there is kept as a reference, read anew, and becomes a draft under the strictest marking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cli.shell import Run
from tui.document.compose import compose
from tui.document.document import Document
from tui.journal.tray import FILE, Tray, TrayReference
from tui.reading.pages.tray import found_again, references_to, with_what_is_below
from tui.store.read import read_file

ONE = """\
title: Harbours
id: harbours
date: 2024-07-28
tlp: GREEN
sections:
  - {id: pier, title: The pier, body: "It was built in spring [@r1].\\n\\nA second paragraph."}
judgments:
  - {id: calm, text: 'It stays calm [@r1].', likelihood: likely, confidence: high, sources: r1, horizon: 2025-03}
events:
  - {id: landing, date: 2024-08-12, title: A landing, actors: fleet, sources: r1, tlp: AMBER}
actors: {fleet: {name: The Fleet}}
sources: {r1: {title: A report, url: "https://example.org/1", grade: B2}}
"""
TWO = """\
title: Fuel
id: fuel
date: 2024-07-29
tlp: CLEAR
judgments:
  - {id: calm, text: It will rise., likelihood: unlikely, sources: [s9, r1]}
sources:
  s9: {title: The same report, url: "https://example.org/1", grade: B2}
  r1: {title: Another one}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two briefings that rest on one source under two names, and on two under one."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "one.yaml").write_text(ONE)
    (folder / "two.yaml").write_text(TWO)
    return folder


@pytest.fixture
def tray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tray:
    """Beside the journal of whoever runs the command."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Tray(tmp_path / "data" / "briefing")


def put(tray: Tray, path: Path, section: str, *words: str) -> list[TrayReference]:
    """Put the blocks of a section that hold some words into a tray."""
    document = compose(read_file(path))
    index = next(one.index for one in document.sections if one.id == section)
    spots = [
        (number, place)
        for number, part in enumerate(document.parts)
        if part.section == index
        for place, block in enumerate(part.blocks)
        if any(word in block.text for word in words)
    ]
    made = references_to(document, spots, tray.digest, 1.0)
    tray.add(made)
    return made


def fill(tray: Tray, library: Path) -> None:
    """A passage, two judgments, an event."""
    put(tray, library / "one.yaml", "pier", "built")
    put(tray, library / "one.yaml", "~judgments", "calm")
    put(tray, library / "two.yaml", "~judgments", "rise")
    put(tray, library / "one.yaml", "~timeline", "landing")


def test_what_is_in_the_tray_survives_and_holds_no_word_of_a_briefing(tray: Tray, library: Path, run: Run) -> None:
    fill(tray, library)
    kept = (library.parent / "data" / "briefing" / FILE).read_bytes()
    for word in (b"built", b"calm", b"landing", b"pier", b"Harbours", b"rise"):
        assert word not in kept
    assert (library.parent / "data" / "briefing" / FILE).stat().st_mode & 0o077 == 0
    put(tray, library / "one.yaml", "pier", "built")
    things = [json.loads(line) for line in run("tray", "-L", library, "--json").out.splitlines()]
    assert [(one["what"], one["there"]) for one in things] == [
        ("passage", True),
        ("judgment", True),
        ("judgment", True),
        ("event", True),
    ]
    (library / "one.yaml").write_text(ONE.replace("in spring", "in autumn"))
    assert [json.loads(line)["there"] for line in run("tray", "-L", library, "--json").out.splitlines()] == [
        False,
        True,
        True,
        True,
    ]


def test_a_heading_stands_for_its_section_and_what_is_nested_in_it(tray: Tray, tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("# Paper\n\nBegin.\n\n## Pier\n\nBuilt.\n\n### Depth\n\nDeep.\n\n## Road\n\nLong.\n")
    (tmp_path / "j.yaml").write_text(ONE)
    document = compose(read_file(tmp_path / "n.md"))

    def below(document: Document, words: str) -> list[str]:
        spot = next(
            (part, block)
            for part, one in enumerate(document.parts)
            for block, shown in enumerate(one.blocks)
            if shown.text.endswith(words)
        )
        made = references_to(document, with_what_is_below(document, spot), tray.digest, 1.0)
        return [found_again(one, document, tray.digest).text for one in made]

    assert below(document, "Pier") == ["1 Pier\n\nBuilt.", "1.1 Depth\n\nDeep."]
    assert below(document, "Built.") == ["Built."]
    assert not any("Built" in text for text in below(document, "Paper"))
    judgments = below(compose(read_file(tmp_path / "j.yaml")), "Judgments")
    assert [len(judgments), judgments[0].count("calm")] == [ONE.count("likelihood"), 1]


def test_the_order_and_ones_own_words_are_kept(tray: Tray, library: Path) -> None:
    fill(tray, library)
    ids = [one.id for one in tray.references()]
    tray.move(ids[3], -2)
    tray.remove(ids[0])
    tray.write_note(ids[1], "Ask the desk.")
    again = Tray(library.parent / "data" / "briefing")
    assert [one.id for one in again.references()] == [ids[3], ids[1], ids[2]]
    assert [one.note for one in again.references()] == ["", "Ask the desk.", ""]


@pytest.mark.parametrize("shape", ["yaml", "md"])
def test_a_draft_quotes_cites_merges_sources_and_bears_the_strictest_marking(
    tray: Tray, library: Path, run: Run, shape: str
) -> None:
    fill(tray, library)
    tray.write_note(tray.references()[1].id, "Ask the desk.")
    done = run("tray", "-L", library, "--to", shape, "--title", "My draft")
    path = Path(done.out.strip())
    assert path.name == f"my-draft.{shape}"
    draft = read_file(path)
    assert [str(one) for one in draft.problems if one.severity == "error"] == []
    assert (draft.tlp, draft.status, draft.related) == ("AMBER", "draft", ("harbours", "fuel"))
    assert [(one.id, one.tlp, one.sources) for one in draft.judgments] == [
        ("calm", "GREEN", ("r1",)),
        ("fuel-calm", "CLEAR", ("r1", "fuel-r1")),
    ]
    assert draft.judgments[0].basis.text == "Ask the desk."
    assert [(one.id, one.tlp, one.actors) for one in draft.events] == [("landing", "AMBER", ("The Fleet",))]
    assert [(one.id, one.title) for one in draft.sources] == [("r1", "A report"), ("fuel-r1", "Another one")]
    text = path.read_text()
    for words in ("> It was built in spring", "From “Harbours”", "[[harbours]]", "[@r1]"):
        assert words in text
    assert run("tray", "-L", library, "--to", shape, "--title", "My draft").status == 3


def test_what_is_above_a_ceiling_is_counted_and_not_named(tray: Tray, library: Path, run: Run) -> None:
    fill(tray, library)
    done = run("tray", "-L", library, "--max-tlp", "green")
    assert "landing" not in done.out.casefold()
    path = Path(run("tray", "-L", library, "--to", "yaml", "--max-tlp", "green").out.strip())
    assert "landing" not in path.read_text().casefold()
    assert read_file(path).tlp == "GREEN"


def test_what_is_of_a_briefing_goes_when_it_is_forgotten(tray: Tray, library: Path, run: Run) -> None:
    fill(tray, library)
    assert run("journal", "forget", "harbours").status == 0
    assert [one.briefing for one in tray.references()] == ["fuel"]
    assert run("journal", "forget", library / "two.yaml").status == 0
    assert tray.references() == []


def test_a_damaged_tray_is_left_as_it_is(tray: Tray, library: Path, run: Run) -> None:
    fill(tray, library)
    file = library.parent / "data" / "briefing" / FILE
    file.write_text("{")
    done = run("tray", "-L", library)
    assert done.status == 3
    assert "is damaged, and is left as it is" in done.err
    with pytest.raises(OSError, match="damaged"):
        tray.add([])
    assert file.read_text() == "{"


def test_an_item_that_is_gone_is_not_there(tray: Tray, library: Path) -> None:
    (reference,) = put(tray, library / "one.yaml", "~judgments", "calm")
    (library / "one.yaml").write_text(ONE.replace("id: calm", "id: other"))
    assert not found_again(reference, compose(read_file(library / "one.yaml")), tray.digest).is_there


def test_one_thing_above_a_ceiling_takes_no_other_with_it(tray: Tray, library: Path, run: Run) -> None:
    (library / "one.yaml").write_text(ONE.replace("tlp: GREEN", "tlp: RED"))
    put(tray, library / "one.yaml", "~judgments", "stays calm")
    put(tray, library / "two.yaml", "~judgments", "will rise")
    assert run("list", "-L", library).status == 0
    done = run("tray", "-L", library, "--max-tlp", "CLEAR")
    assert "It will rise." in done.out
    assert "Harbours" not in done.out + done.err
    assert "stays calm" not in done.out + done.err


def test_a_tray_is_read_once_however_much_is_in_it(tray: Tray, library: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tray, library / "one.yaml", "pier", "built in spring", "second paragraph")
    (one, *_) = tray.references()
    tray.add([replace(one, id=f"{number:016x}", blocks=(*one.blocks, (number, "-"))) for number in range(300)])
    reads, read = [], Tray._read

    def counted(own: Tray) -> object:
        reads.append(own)
        return read(own)

    monkeypatch.setattr(Tray, "_read", counted)
    assert run("tray", "-L", library).status == 0
    assert len(reads) < 10

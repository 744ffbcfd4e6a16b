"""Writing what is read for others, from the screen."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.ui.screens import Seen, app_on, opened
from tui.export.files import path_typed
from tui.ui.outside import hand_to


async def answer(seen: Seen, *answers: str) -> None:
    """Type the answers to what is asked, a place in the place of what stands there, and wait for what is said then."""
    for typed in answers:
        await seen.keys(*(["ctrl+u"] if set("./") & set(typed) else []), *typed, "enter")
    for _ in range(300):
        if "ritten: " in seen.status or "cannot be written" in seen.status:
            return
        await seen.pilot.pause(0.02)
    raise AssertionError(seen.status)


@pytest.fixture
def shelf(library: Path) -> Path:
    return library.resolve()


@pytest.fixture
def here(tmp_path: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


async def test_what_is_read_is_written_where_one_says_and_over_no_file_unasked(shelf: Path, here: Path) -> None:
    async with opened(shelf / "talks.yaml") as seen:
        marking = str(seen.reader.marking)
        await seen.press("copy.export")
        await answer(seen, "html", "", "")
        assert f"Written: talks.html ({marking})." in seen.status
        first = (here / "talks.html").read_bytes()
        assert stat.S_IMODE((here / "talks.html").stat().st_mode) == 0o600
        assert b"rests on forces" in first
        # It is there by now: beside it.
        await seen.press("copy.export")
        await answer(seen, "html", "", "", "")
        assert "Written: talks-2.html (" in seen.status
        # What is above a marking stays behind, also where one writes over a file.
        await seen.press("copy.export")
        await answer(seen, "html", "GREEN", "", "over")
        assert "Written: talks.html (TLP:GREEN, 1 part left out)." in seen.status
        assert b"rests on forces" not in (here / "talks.html").read_bytes()
        # Esc goes back by one question, and out at the first.
        await seen.press("copy.export")
        await seen.keys(*"txt", "enter", "escape", "escape")
        await seen.press("move.bottom")
    assert sorted(path.name for path in here.iterdir()) == ["talks-2.html", "talks.html"]


async def test_a_section_and_what_is_selected_go_out_alone(shelf: Path, here: Path) -> None:
    async with opened(shelf / "talks.yaml") as seen:
        await seen.press("move.next-section")
        await seen.press("move.next-section")
        title = seen.reader.document.sections[seen.reader.section].title
        await seen.press("copy.export")
        await answer(seen, "md", "section", "", "part.md")
        assert "Written: part.md" in seen.status
        written = (here / "part.md").read_text(encoding="utf-8")
        assert title in written
        assert "Bottom line" not in written
        await seen.press("copy.select")
        await seen.press("copy.export")
        await answer(seen, "txt", "selected", "", f"{here}/")
        assert (here / "talks-selection.txt").read_text(encoding="utf-8").count(title) == 1


async def test_what_is_listed_or_selected_goes_out_as_a_book(shelf: Path, here: Path) -> None:
    async with opened(shelf) as seen:
        await seen.press("library.select")
        await seen.press("library.down")
        await seen.press("library.export")
        await answer(seen, "json", "selected", "", "two.json")
        assert "Written: two.json" in seen.status
        assert (here / "two.json").read_text(encoding="utf-8").count('"effective_marking"') == 2
        await seen.press("app.cancel")
        await seen.press("library.export")
        await answer(seen, "txt", "all", "CLEAR", "clear.txt")
        assert "TLP:CLEAR" in seen.status or "cannot be written" in seen.status


async def test_a_page_of_the_library_goes_out_as_it_is_read(shelf: Path, here: Path) -> None:
    async with opened(shelf) as seen:
        await seen.press("page.sources")
        await seen.settle()
        await seen.press("copy.export")
        await answer(seen, "md", "page", "all", "sources.md")
        assert "# Sources" in (here / "sources.md").read_text(encoding="utf-8")
        await seen.press("copy.export")
        await seen.keys(*"yaml", "enter")
        await seen.settle()
        assert "has no place for a page" in seen.status


@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(28, "No space left on device"), "No space left on device"), (RuntimeError("no font"), "RuntimeError: no font")],
)
async def test_what_goes_wrong_is_said(
    shelf: Path, here: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(path: Path, data: bytes) -> None:
        raise error

    monkeypatch.setattr("tui.export.files.write_new", fail)
    async with opened(shelf / "talks.yaml") as seen:
        await seen.press("copy.export")
        await answer(seen, "txt", "", "")
        assert f"It cannot be written here: {said}" in seen.status


MIXED = """\
title: Mixed
id: mixed
tlp: CLEAR
judgments:
  - {id: j1, text: Zephyr rises., tlp: RED}
  - {id: j2, text: Calm stays., sources: [known, shut]}
sections:
  - {title: Open, body: "First words.\\n\\nSaid [@shut] and [@known].\\n\\nThird words."}
  - {title: Zephyr itself, tlp: AMBER, body: Zephyr again.}
sources:
  - {id: known, title: Known report}
  - {id: shut, title: Zephyr report, tlp: RED}
"""


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "mixed.yaml").write_text(MIXED)
    (folder / "red.yaml").write_text(
        "title: Zephyr\nid: red\ntlp: RED\nsources: [{title: Known report, note: Zephyr}]\nbody: Text.\n"
    )
    return folder.resolve()


async def test_of_what_is_selected_only_what_may_goes_out_and_to_a_command_too(mixed: Path, here: Path) -> None:
    async with opened(mixed / "mixed.yaml") as seen:
        await seen.press("move.top", "copy.select", *["move.next-block"] * 14)
        assert "Zephyr rises." in seen.reader.selected_passage()[0]
        await seen.press("copy.export")
        await answer(seen, "md", "selected", "GREEN", "green.md")
        assert "Written: green.md (TLP:CLEAR" in seen.status
        assert "parts left out)" in seen.status
        taken = {"keep": ("tee", "kept.txt")}
        seen.screen.session.preferences = replace(seen.screen.session.preferences, share=taken)
        await seen.press("move.top", "copy.select", *["move.next-block"] * 14, "copy.share")
        for typed in ("selected", "CLEAR"):
            await seen.keys(*typed, "enter")
        for _ in range(300):
            if "Handed to" in seen.status:
                break
            await seen.pilot.pause(0.02)
        # What is above whole is not handed out at all.
        await seen.press("move.top")
        while "Zephyr rises" not in seen.reader.view.current_block.text:
            await seen.press("move.next-block")
        await seen.press("copy.select", "copy.export")
        await answer(seen, "md", "selected", "AMBER", "none.md")
        assert "nothing of what is selected may go out" in seen.status
    for name in ("green.md", "kept.txt"):
        written = (here / name).read_text(encoding="utf-8")
        assert "ephyr" not in written
        assert "Calm stays." in written
        assert "Third words." in written
        assert "Said" in written
    assert not (here / "none.md").exists()


async def test_of_a_page_of_the_library_only_what_may_goes_out(mixed: Path, here: Path) -> None:
    async with opened(mixed) as seen:
        await seen.press("page.sources")
        await seen.settle()
        assert "Zephyr report" in seen.text
        await seen.press("copy.export")
        await answer(seen, "txt", "page", "CLEAR", "page.txt")
        assert "Written: page.txt (TLP:CLEAR, 2 parts left out)." in seen.status
        await seen.press("move.top", "copy.select", *["move.next-block"] * 9, "copy.export")
        await answer(seen, "txt", "selected", "CLEAR", "part.txt")
    for name in ("page.txt", "part.txt"):
        written = (here / name).read_text(encoding="utf-8")
        assert "ephyr" not in written
        # It is told by those of its briefings that may be told of.
        assert "Known report" in written
        assert "Mixed" in written


def test_a_folder_that_is_named_has_the_file_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_typed("~/x.md", "d.md") == tmp_path / "x.md"
    assert path_typed("~", "d.md") == tmp_path / "d.md"
    assert path_typed("new/", "d.md") == Path("new/d.md")
    assert path_typed("~nobody-of-that-name/x.md", "d.md") == Path("~nobody-of-that-name/x.md")


async def test_a_command_of_ones_own_is_handed_the_section(shelf: Path, here: Path) -> None:
    app = app_on(shelf / "talks.yaml")
    async with opened(app) as seen:
        await seen.press("copy.share")
        assert "There is no command to hand it to" in seen.status
        taken = {"keep": ("tee", "kept.txt"), "fail": ("sh", "-c", "echo broken >&2; exit 3"), "none": ("no-such-program",)}
        seen.screen.session.preferences = replace(seen.screen.session.preferences, share=taken)
        for name, said in (
            ("keep", "Handed to “keep”: TLP:GREEN (TLP:GREEN)"),
            ("fail", "“fail” failed with status 3: broken"),
            ("none", "“none” cannot be run: no-such-program: No such file or directory"),
        ):
            await seen.press("move.next-section")
            await seen.press("copy.share")
            for typed in (name, "section", "all"):
                await seen.keys(*typed, "enter")
            for _ in range(300):
                if said in seen.status:
                    break
                await seen.pilot.pause(0.02)
            assert said in seen.status
        text = (here / "kept.txt").read_text(encoding="utf-8")
        assert text.startswith("TLP:GREEN\n")
        assert text.endswith("TLP:GREEN\n")
        assert "A joint headquarters" in text
        assert "Deterrence" not in text
        seen.screen.session.preferences = replace(seen.screen.session.preferences, doubt="line 1 is broken")
        await seen.press("copy.share")
        assert "No command is run: line 1 is broken" in seen.status


def test_a_command_that_does_not_end_is_ended_with_all_that_it_started() -> None:
    assert hand_to("slow", ["sh", "-c", "sleep 60 & sleep 60"], b"x" * 1_000_000, 0.2) == (
        "“slow” did not end within 0 seconds, and was ended",
        True,
    )
    assert hand_to("much", ["head", "-c", "3000000", "/dev/zero"], b"")[0].startswith("Handed to “much”: ␀")
    assert hand_to("clear", ["printf", "\\033[2Jhi"], b"")[0] == "Handed to “clear”: ␛[2Jhi"


async def test_what_was_recalled_elsewhere_goes_out_with_it_but_not_under_a_ceiling(tmp_path: Path, here: Path) -> None:
    folder = tmp_path / "recalls"
    folder.mkdir()
    source = "{title: Seed article, url: 'https://example.org/seed'"
    stricter = "judgments:\n  j: {text: So., tlp: AMBER}\n"
    (folder / "leans.yaml").write_text(f"title: Leans\ntlp: GREEN\nbody: Text.\n{stricter}sources:\n  seed: {source}}}\n")
    (folder / "seed.yaml").write_text(f"title: Other\ntlp: AMBER\nsources:\n  seed: {source}, status: recalled, note: Zephyr}}\n")
    async with opened(folder) as seen:
        while not any("▸" in line and "Leans" in line for line in seen.lines):
            await seen.press("library.down")
        await seen.press("library.export")
        await answer(seen, "txt", "", "", "all.txt")
        await seen.press("library.export")
        await answer(seen, "txt", "", "GREEN", "green.txt")
    written = (here / "all.txt").read_text(encoding="utf-8")
    assert "Leans on a recalled source: Seed article (recalled)" in written
    # Why stands in a briefing that is marked more strictly.
    assert "Zephyr" not in written
    assert "recalled" not in (here / "green.txt").read_text(encoding="utf-8")


async def test_no_title_that_is_marked_more_strictly_goes_out_as_the_words_of_a_link(tmp_path: Path, here: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: Open\nid: open\ntlp: CLEAR\n---\nSee [[shut]], [[like]].\n\nAnd no more.\n")
    (folder / "b.md").write_text("---\ntitle: Zephyr\nid: shut\ntlp: RED\n---\nText.\n")
    (folder / "c.md").write_text("---\ntitle: Mistral\nid: like\ntlp: CLEAR\n---\nText.\n")
    async with opened(folder) as seen:
        while not any("▸" in line and "Open" in line for line in seen.lines):
            await seen.press("library.down")
        await seen.press("library.open")
        assert "See Zephyr, Mistral." in seen.text
        await seen.press("copy.export")
        await answer(seen, "md", "briefing", "all.md")
        while "See Zephyr" not in seen.reader.view.current_block.text:
            await seen.press("move.next-block")
        await seen.press("copy.select", "copy.export")
        await answer(seen, "md", "selected", "all", "one.md")
        assert "Written: one.md (TLP:RED)" in seen.status
    assert "See shut, Mistral." in (here / "all.md").read_text(encoding="utf-8")

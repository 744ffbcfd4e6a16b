"""`briefing export`: where files go, what they are marked, and what stays behind."""

from __future__ import annotations

import json
import os
import re
import stat
import zipfile
from pathlib import Path

import pytest

from tests.cli.noted import note
from tests.cli.shell import Run
from tui.model.handling import Marking

OPEN = "title: Open\nid: open\ntlp: GREEN\nbody: Words.\njudgments:\n  - {text: Hidden, tlp: RED}\n  - {text: Seen}\n"
LEFT_OUT = "1 part of this briefing is above TLP:GREEN, unmarked or restricted in words, and left out here."
CLOSED = "title: Closed\nid: closed\ntlp: RED\nbody: Nothing for others.\n"


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    folder = tmp_path / "marked"
    folder.mkdir()
    (folder / "open.yaml").write_text(OPEN, encoding="utf-8")
    (folder / "closed.yaml").write_text(CLOSED, encoding="utf-8")
    return folder


def test_text_goes_to_standard_output(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "md", "-L", marked)
    assert done.status == 0
    assert done.out.startswith("**TLP:RED**\n\n# Open\n")
    assert done.err == ""


def test_a_file_is_private_and_never_written_over(run: Run, marked: Path) -> None:
    target = Path("there.html")
    assert run("export", "open", "--to", "html", "-L", marked, "-o", target).status == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    done = run("export", "closed", "--to", "html", "-L", marked, "-o", target)
    assert done.status == 3
    assert "there.html is there already" in done.err
    assert target.read_bytes() == before
    assert run("export", "closed", "--to", "html", "-L", marked, "-o", target, "--force").status == 0
    assert b"Nothing for others" in target.read_bytes()
    assert os.listdir() == ["there.html"]


@pytest.mark.parametrize("what", [("open",), ("--query", "open")])
@pytest.mark.parametrize("where", ["open.yaml", ""])
def test_the_file_of_a_briefing_is_never_written_over(run: Run, marked: Path, what: tuple[str, ...], where: str) -> None:
    before = (marked / "open.yaml").read_bytes()
    done = run("export", *what, "--to", "yaml", "-L", marked, "-o", marked / where, "--force")
    assert done.status == 3
    assert "briefings are never written into" in done.err
    assert (marked / "open.yaml").read_bytes() == before


def test_under_a_ceiling_what_is_above_stays_behind_and_is_counted(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "txt", "-L", marked, "--max-tlp", "GREEN")
    assert done.status == 0
    assert done.out.startswith("TLP:GREEN\n")
    assert "Hidden" not in done.out
    assert "Seen" in done.out
    assert f"open: {LEFT_OUT}" in done.err
    assert "left out" not in done.out


def test_how_much_was_left_out_is_said_in_the_file_where_one_wants_it(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "md", "-L", marked, "--max-tlp", "GREEN", "--say-left-out")
    assert LEFT_OUT in done.out.split("# Open")[0]


def test_a_briefing_above_the_ceiling_is_as_one_that_is_not_there(run: Run, marked: Path) -> None:
    done = run("export", "closed", "--to", "txt", "-L", marked, "--max-tlp", "GREEN")
    assert done.status == 3
    assert done.out == ""
    assert "There is no briefing “closed”" in done.err


def test_a_file_is_marked_no_weaker_than_what_is_in_it(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "txt", "-L", marked, "--mark-file", "GREEN")
    assert done.status == 2
    assert "A file with TLP:RED in it cannot be marked TLP:GREEN" in done.err
    done = run("export", "open", "--to", "html", "-L", marked, "--max-tlp", "GREEN", "--mark-file", "amber")
    assert done.out.count("TLP:AMBER") == 3
    for form, times in (("txt", 2), ("md", 2), ("eml", 6), ("json", 1), ("yaml", 1), ("stix", 1)):
        done = run("export", "open", "--to", form, "-L", marked, "--max-tlp", "GREEN", "--mark-file", "amber", "--say-left-out")
        assert re.sub("=\r?\n", "", done.out).count("TLP:AMBER") == times, form
        if form == "txt":
            assert done.out.startswith("TLP:AMBER\n\n1 part of this briefing is above")
    done = run("export", "open", "--to", "csv", "-L", marked, "--mark-file", "RED")
    assert done.status == 2
    assert "has no place for the marking of a file" in done.err


def test_all_that_answer_a_query_go_into_a_folder(run: Run, marked: Path) -> None:
    done = run("export", "--query", "tlp:>=green", "--to", "txt", "-L", marked, "-o", "out/")
    assert done.status == 0
    assert sorted(os.listdir("out")) == ["closed.txt", "open.txt"]
    assert run("export", "--query", "words", "--to", "txt", "-L", marked, "-o", "out").status == 3


def test_several_are_no_single_file_unless_they_are_a_book(run: Run, marked: Path) -> None:
    for place in ((), ("-o", "one.txt"), ("-o", "-")):
        done = run("export", "open", "closed", "--to", "txt", "-L", marked, *place)
        assert done.status == 2
        assert "--book" in done.err
    done = run("export", "open", "closed", "--to", "txt", "-L", marked, "--book", "--title", "Two\n\x1b[2Jof them")
    assert done.out.startswith("TLP:RED\n\nTwo ␛[2Jof them\nAs of ")


def test_a_book_under_a_ceiling_has_no_trace_of_what_is_above(run: Run, marked: Path) -> None:
    done = run("export", "--query", "", "--to", "json", "-L", marked, "--book", "--max-tlp", "GREEN")
    assert [one["id"] for one in json.loads(done.out)] == ["open"]
    assert "losed" not in done.out + done.err
    assert "1 briefing is above TLP:GREEN" in done.err


def test_a_section_goes_out_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "parts.yaml"
    path.write_text("title: T\nid: t\nsections: [{id: a, title: A, body: One.}, {id: b, title: B, tlp: RED, body: Two.}]\n")
    done = run("export", f"{path}#a", "--to", "md")
    assert "One." in done.out
    assert "Two." not in done.out
    assert "RED" not in done.out
    assert "has no section “c”" in run("export", f"{path}#c", "--to", "md").err


def test_wrong_usage_is_said_in_a_sentence(run: Run, marked: Path) -> None:
    for arguments, said in (
        (("export", "--to", "md"), "Name briefings or files"),
        (("export", "open", "--query", "x", "--to", "md"), "Name briefings or files"),
        (("export", "open", "--to", "md", "--paged", "66"), "Only plain text has pages"),
        (("export", "open", "--to", "papyrus"), "papyrus"),
        (("export", "", "--to", "md"), "An empty name"),
    ):
        done = run(*arguments, "-L", marked)
        assert done.status == 2
        assert said in done.err
    done = run("export", "--query", "nowhere", "--to", "md", "-L", marked)
    assert (done.status, done.out) == (1, "")


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(run: Run, marked: Path) -> None:
    Path("a-file").write_text("x")
    done = run("export", "open", "--to", "md", "-L", marked, "-o", "a-file/below.md")
    assert done.status == 3
    assert "a-file/below.md cannot be written" in done.err
    done = run("export", "open", "--to", "md", "-L", marked, "-o", "missing/below.md")
    assert done.status == 3
    assert "missing is no folder yet: `mkdir -p` makes it" in done.err
    done = run("export", "open", "--to", "md", "-L", marked, "-o", "a-file/")
    assert done.status == 3
    assert "a-file is a file, and no folder" in done.err
    assert sorted(os.listdir()) == ["a-file"]


def test_what_is_no_file_is_never_replaced_by_one(run: Run, marked: Path) -> None:
    os.mkfifo("pipe")
    done = run("export", "open", "--to", "txt", "-L", marked, "-o", "pipe", "--force")
    assert done.status == 3
    assert "pipe cannot be written: there is something that is no file" in done.err
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)


def test_standard_input_is_exported_too(run: Run) -> None:
    done = run("export", "-", "--to", "txt", stdin=OPEN.encode())
    assert done.status == 0
    assert "Seen" in done.out


def test_what_is_no_text_goes_to_a_file_named_by_the_id(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "docx", "-L", marked)
    assert (done.status, done.out) == (0, "")
    assert "open.docx: TLP:RED" in done.err
    assert os.listdir() == ["open.docx"]


def test_a_library_that_is_not_installed_is_named_with_the_command_that_installs_it(
    run: Run, marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.export.formats.find_spec", lambda name: None)
    done = run("export", "open", "--to", "pdf", "-L", marked)
    assert done.status == 3
    assert "pip install 'briefing-reader[export]'" in done.err
    assert os.listdir() == []


def test_pages_to_be_printed_go_to_a_file(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "txt", "--paged", "20", "-L", marked, "-o", "pages.txt")
    assert done.status == 0
    assert Path("pages.txt").read_text(encoding="utf-8").split("\f")[0].startswith(" " * 20)


def test_the_sections_that_one_wants_go_out_alone(run: Run, marked: Path) -> None:
    done = run("export", "open", "--to", "md", "-L", marked, "--sections", "text, history")
    assert done.status == 0
    assert "Words." in done.out
    assert "Hidden" not in done.out
    assert done.out.startswith("**TLP:GREEN**\n")
    done = run("export", "open", "--to", "json", "-L", marked, "--sections", "text")
    assert json.loads(done.out)["judgments"] == []
    assert "RED" not in done.out
    done = run("export", "open", "--to", "md", "-L", marked, "--sections", "history")
    assert (done.status, done.out) == (1, "")
    done = run("export", "--query", "", "--to", "docx", "-L", marked, "--sections", "judgments", "-o", "out/")
    assert os.listdir("out") == ["open-judgments.docx"]


def test_a_page_of_all_briefings_goes_out_like_one(run: Run, marked: Path) -> None:
    done = run("export", "--page", "judgments", "--to", "md", "-L", marked)
    assert done.out.startswith("**TLP:RED**\n\n# Judgments\n")
    assert "Hidden" in done.out
    done = run("export", "--page", "judgments", "--to", "html", "-L", marked, "--max-tlp", "GREEN", "--say-left-out")
    assert "Seen" in done.out
    assert "idden" not in done.out
    assert "1 part left out" in done.out
    assert "1 briefing is above TLP:GREEN" in done.out
    for more in (("--to", "yaml"), ("--to", "md", "--book"), ("open", "--to", "md")):
        assert run("export", "--page", "judgments", "-L", marked, *more).status == 2


def test_notes_go_out_with_what_they_are_about(run: Run, marked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    note(marked / "open.yaml", ("Words.", "Is that *so*?", Marking("GREEN")), ("Hidden", "Not for all", Marking("RED")))
    done = run("export", "open", "--to", "md", "-L", marked, "--notes")
    listed = done.out.split("Notes of a reader")[1]
    assert "> Words." in listed
    assert "Is that *so*?" in listed
    assert "#tagged" in listed.replace("\\", "")
    assert "Not for all" in listed
    done = run("export", "open", "--to", "json", "-L", marked, "--notes", "--max-tlp", "GREEN")
    assert [note["text"] for note in json.loads(done.out)["notes"]] == ["Is that *so*?"]
    assert "1 note left out" in done.err
    assert "Not for all" not in done.out + done.err
    rows = run("export", "open", "--to", "csv", "-L", marked, "--notes").out
    assert "open,note,1,Words. — Is that *so*? — #tagged," in rows
    assert run("export", "open", "--to", "docx", "-L", marked, "--notes").status == 0
    package = zipfile.ZipFile("open.docx")
    comments = re.sub("<[^>]+>", "|", package.read("word/comments.xml").decode())
    assert "Is that *so*?" in comments
    assert "Not for all" in comments
    text = package.read("word/document.xml").decode()
    beside = [re.sub("<[^>]+>", "", one) for one in re.findall("<w:commentRangeStart.*?<w:commentRangeEnd", text, re.S)]
    assert [one.removesuffix("<w:commentRangeEnd") for one in beside] == ["Words.", "1 TLP:RED Hidden"]
    done = run("export", "open", "--to", "yaml", "-L", marked, "--notes")
    assert (done.status, done.out) == (2, "")
    assert "An editable briefing has no place for your notes" in done.err


def test_notes_are_notes_in_a_bundle_too_on_what_they_are_about(
    run: Run, marked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    config = tmp_path / "config" / "briefing" / "config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("me: J3, Desk officer\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    note(marked / "open.yaml", ("Words.", "Is that *so*?", Marking("GREEN")), ("Hidden", "Not for all", Marking("RED")))

    def bundle(*more: str) -> dict[str, dict[str, object]]:
        done = run("export", "open", "--to", "stix", "-L", marked, "--notes", *more)
        assert done.status == 0
        return {str(one["id"]): one for one in json.loads(done.out)["objects"]}

    whole, cut = bundle(), bundle("--max-tlp", "GREEN")
    beside = {str(one["content"]): one for one in whole.values() if "authors" in one}
    assert set(beside) == {"“Words.” — Is that *so*?", "“Hidden” — Not for all"}
    mild, strict = beside["“Words.” — Is that *so*?"], beside["“Hidden” — Not for all"]
    report = next(one for one in whole.values() if one["type"] == "report")
    assert (mild["authors"], mild["labels"]) == (["J3", "Desk officer"], ["tagged"])
    assert mild["created"] == "1970-01-01T00:00:01.000Z"
    assert mild["object_refs"] == [report["id"]]
    about = whole[strict["object_refs"][0]]  # type: ignore[index]
    assert (about["abstract"], about["content"]) == ("Judgment 1", "Hidden")
    assert {mild["id"], strict["id"]} <= set(report["object_refs"])  # type: ignore[call-overload]
    # The same notes have the same ids again; what is above a ceiling is not among them.
    assert mild["id"] in cut
    assert strict["id"] not in cut
    assert "Not for all" not in json.dumps(list(cut.values()))


@pytest.mark.parametrize("form", ["md", "txt", "html", "eml", "json", "yaml", "stix", "docx"])
def test_no_title_that_is_marked_more_strictly_goes_out(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Open\nid: open\ntlp: CLEAR\nrelated: [shut]\n---\nSee [[shut]].\n")
    (tmp_path / "b.md").write_text("---\ntitle: Zephyr\nid: shut\ntlp: RED\n---\nText.\n")
    made = tmp_path / "made"
    assert run("export", "open", "-L", tmp_path, "--to", form, "-o", made).status == 0
    data = made.read_bytes()
    if form == "docx":
        package = zipfile.ZipFile(made)
        data = b"".join(package.read(name) for name in package.namelist())
    assert b"Zephyr" not in data

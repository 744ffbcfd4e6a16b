"""Messages of Outlook are mails, with their labels, people, text in its best form, and what is attached to them."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from tests.store.formats.packed import outlook, written
from tui.model.handling import Marking
from tui.store.formats import registry
from tui.store.read import held_by, read_file

pytest.importorskip("olefile", reason="comes with the extra `import`, which `test` asks for")


def fixed(before: int, *properties: tuple[int, int]) -> bytes:
    """The properties that have a fixed size: number and value of each."""
    return bytes(before) + b"".join(struct.pack("<HHIQ", 3, number, 0, value) for number, value in properties)


def message(above: str = "", before: int = 32, **texts: str) -> dict[str, bytes]:
    """The streams of a message, with its texts by the numbers of their properties (`p0037`)."""
    named = {f"{above}__substg1.0_{name[1:].upper()}001F": text.encode("utf-16-le") for name, text in texts.items()}
    return {f"{above}__properties_version1.0": fixed(before, (0x0039, 133_000_000_000_000_000)), **named}


def attached(number: int, name: str, data: bytes) -> dict[str, bytes]:
    """The streams of something that is attached."""
    above = f"__attach_version1.0_#{number:08X}/"
    return {
        f"{above}__properties_version1.0": fixed(8, (0x3705, 1)),
        f"{above}__substg1.0_37010102": data,
        f"{above}__substg1.0_3707001F": name.encode("utf-16-le"),
    }


def person(number: int, kind: int, name: str, address: str) -> dict[str, bytes]:
    """The streams of somebody a message went to."""
    above = f"__recip_version1.0_#{number:08X}/"
    return {
        f"{above}__properties_version1.0": fixed(8, (0x0C15, kind)),
        f"{above}__substg1.0_3001001F": name.encode("utf-16-le"),
        f"{above}__substg1.0_39FE001F": address.encode("utf-16-le"),
    }


def test_a_message_says_what_a_mail_says(tmp_path: Path) -> None:
    said = message(
        p0037="TLP:RED Схема", p0c1a="Анна", p5d01="anna@example.org", p1000="First line\r\nsecond", p1035="<m1@example.org>"
    )
    data = outlook({**said, **person(0, 1, "Bob", "bob@example.org"), **person(1, 2, "", "/O=EXCHANGE/CN=X")})
    briefing = read_file(written(tmp_path, data, "a.msg"))
    assert (briefing.title, briefing.producer, briefing.audience) == ("TLP:RED Схема", "Анна", ("Bob",))
    assert (briefing.handling, briefing.date.text if briefing.date else "") == (Marking("RED"), "2022-06-18T04:26:40Z")
    assert briefing.body.text == "First line\nsecond"
    assert briefing.sources[0].sha256 == hashlib.sha256(data).hexdigest()
    assert briefing.named


def test_what_is_attached_is_a_briefing_of_its_own_and_so_is_a_message_within(tmp_path: Path) -> None:
    inner = message("__attach_version1.0_#00000001/__substg1.0_3701000D/", 24, p0037="Inner", p1000="Inner text")
    around = {"__attach_version1.0_#00000001/__properties_version1.0": fixed(8, (0x3705, 5))}
    said = {**message(p0037="Outer", p1000="Text"), **attached(0, "notes.md", b"# Notes\n\nOf the day"), **around, **inner}
    file = written(tmp_path, outlook(said), "a.msg")
    read = [held.read() for held in held_by(file)]
    assert [(one.title, one.body.text) for one in read] == [("Outer", "Text"), ("Notes", "Of the day"), ("Inner", "Inner text")]


def test_a_page_counts_more_than_the_text_beside_it(tmp_path: Path) -> None:
    page = "<p>Some <b>bold</b> words</p>".encode("cp1251")
    said = {**message(p0037="A", p1000="Some bold words"), "__substg1.0_10130102": page}
    assert read_file(written(tmp_path, outlook(said), "a.msg")).body.text == "Some **bold** words"


@pytest.mark.parametrize(
    ("rich", "shown"),
    [
        (rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\pard One \'cf\u1088?\par Two {\*\unknown x}\b end}", "One Пр\nTwo end"),
        (
            rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 Some {\*\htmltag <b>}words{\*\htmltag </b>}"
            rb"\htmlrtf }\htmlrtf0 {\*\htmltag </p>}}",
            "Some **words**",
        ),
    ],
)
def test_a_text_that_is_kept_as_rich_text_alone_is_read(tmp_path: Path, rich: bytes, shown: str) -> None:
    packed = struct.pack("<IIII", len(rich) + 12, len(rich), 0x414C454D, 0) + rich
    said = {**message(p0037="A"), "__substg1.0_10090102": packed}
    assert read_file(written(tmp_path, outlook(said), "a.msg")).body.text == shown


def test_headers_that_a_message_came_with_are_its_own(tmp_path: Path) -> None:
    headers = "From: Bo <bo@example.org>\r\nX-TLP: amber\r\nList-Id: The list <list.example.org>\r\nContent-Type: text/html\r\n\r\n"
    briefing = read_file(written(tmp_path, outlook(message(p0037="A", p007d=headers, p1000="Text")), "a.msg"))
    assert (briefing.producer, briefing.series, briefing.handling) == ("Bo", "The list", Marking("AMBER"))


@pytest.mark.parametrize("cut", [600, 1_500])
def test_a_damaged_message_is_a_sentence(tmp_path: Path, cut: int) -> None:
    briefing = read_file(written(tmp_path, outlook(message(p0037="A", p1000="Text" * 2_000))[:cut], "a.msg"))
    assert [problem.code for problem in briefing.problems] == ["reader-failed"]
    assert not briefing.body.text


def test_another_document_of_an_old_office_says_what_it_is(tmp_path: Path) -> None:
    briefing = read_file(written(tmp_path, outlook({"WordDocument": b"x" * 100}), "a.doc"))
    assert [problem.message for problem in briefing.problems] == [
        "This file is a document of an old Office, which cannot be read yet."
    ]


def test_without_its_library_a_message_is_a_sentence_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    briefing = read_file(written(tmp_path, outlook(message(p0037="A", p1000="Text")), "a.msg"))
    assert [problem.message for problem in briefing.problems] == [
        "This file is an Outlook message; `pip install 'briefing-reader[import]'` installs what reads it."
    ]
    assert not briefing.body.text

"""Files in other encodings, links out of a folder, names with accents apart: read, or named with what to do."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from tui.store.check_library import check_library
from tui.store.encodings import likely_encoding
from tui.store.file_system import as_on_disk
from tui.store.library import briefings, read_one
from tui.store.read import read_file, read_text
from tui.store.shared import is_trusted, library_root

JAPANESE = "title: 自衛隊の統合作戦司令部について\nbody: 防衛省は、統合作戦司令部を新しくつくることをきめた。カタカナも。\n"
RUSSIAN = "title: Совместное командование\nbody: Министерство обороны объявило о создании штаба.\n"
CHINESE = "title: 联合作战司令部\nbody: 国防部宣布成立新的司令部，负责指挥三军。\n"
TAIWAN = "title: 聯合作戰司令部\nbody: 國防部宣布成立新的司令部，負責指揮三軍。\n"
KOREAN = "title: 연합 사령부\nbody: 국방부는 새로운 사령부를 만든다고 발표했다.\n"
VIETNAMESE = "title: Báo cáo\nbody: Các tàu đã rời cảng Hải Phòng vào buổi sáng, và những gì sẽ xảy ra.\n"
GERMAN = "title: Über die Führung\nbody: Größe und Länge für alle – „so“ sagt er.\n"


@pytest.mark.parametrize(
    ("text", "python", "name"),
    [
        (JAPANESE, "cp932", "SHIFT_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (RUSSIAN, "cp1251", "CP1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        ("Это сообщение о делах.\nСоединённые Штаты создают командование в Японии к марту.", "cp1251", "CP1251"),
        ("Штаб в Японии.", "cp1251", "CP1251"),
        ("СОВМЕСТНОЕ КОМАНДОВАНИЕ\n\nМИНИСТЕРСТВО ОБОРОНЫ ОБЪЯВИЛО О СОЗДАНИИ ШТАБА.", "cp1251", "CP1251"),
        ("СОВМЕСТНОЕ КОМАНДОВАНИЕ\n\nМИНИСТЕРСТВО ОБОРОНЫ ОБЪЯВИЛО О СОЗДАНИИ ШТАБА.", "koi8_r", "KOI8-R"),
        ("Усі люди народжуються вільними і рівними у своїй гідності та правах.", "koi8_u", "KOI8-U"),
        ("Сва људска бића рађају се слободна и једнака у достојанству.", "cp1251", "CP1251"),
        ("ทุกคนมีสิทธิในอิสรภาพแห่งการร่วมประชุมและการตั้งสมาคมโดยสันติ", "cp874", "CP874"),
        (RUSSIAN, "iso8859_5", "ISO-8859-5"),
        (RUSSIAN, "cp866", "CP866"),
        ("Новая «встреча» в “Туле”, она состоялась вчера, сообщила новая служба.", "mac_cyrillic", "MAC-CYRILLIC"),
        (CHINESE, "gb18030", "GB18030"),
        (TAIWAN, "big5", "BIG5"),
        (KOREAN, "euc_kr", "EUC-KR"),
        (GERMAN, "cp1252", "WINDOWS-1252"),
        ("Tous les êtres humains naissent libres ; l’été, « à Paris », ça ira.", "cp1252", "WINDOWS-1252"),
        ("Wszyscy ludzie rodzą się wolni i równi pod względem swej godności.", "cp1250", "CP1250"),
        ("Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.", "iso8859_2", "ISO-8859-2"),
        ("Ο εκπρόσωπος δήλωσε χθες στην Αθήνα ότι οι δυνάμεις έφτασαν.", "cp1253", "CP1253"),
        ("דובר הצבא הודיע היום כי כוחות חדשים הגיעו.", "cp1255", "CP1255"),
        ("Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.", "cp1254", "CP1254"),
        ("Hver maður er borinn frjáls og jafn öðrum að virðingu; þau eru gædd vitsmunum.", "cp1252", "WINDOWS-1252"),
        ("A loss of £825, and £2 more.", "cp1252", "WINDOWS-1252"),
        (RUSSIAN.upper(), "mac_cyrillic", "MAC-CYRILLIC"),
        (KOREAN, "iso2022_kr", "ISO-2022-KR"),
        ("أعلنت وزارة الدفاع اليوم، عن وصول قوات جديدة.", "iso8859_6", "ISO-8859-6"),
        ("أعلنت وزارة الدفاع اليوم عن وصول قوات جديدة.", "cp1256", "CP1256"),
        ("Die Straße führt über Köln nach Düsseldorf, wo größere Schäden möglich wären.", "cp850", "CP850"),
        ("Die Straße führt über Köln nach Düsseldorf, wo größere Schäden möglich wären.", "mac_roman", "MACINTOSH"),
        ("Zażółć gęślą jaźń, później będzie święto w Łodzi.", "cp852", "CP852"),
        ("The meeting was put off until tomorrow.", "cp037", "IBM037"),
        (CHINESE, "hz", "HZ"),
        (CHINESE, "utf_7", "UTF-7"),
        (RUSSIAN, "utf_7", "UTF-7"),
        (GERMAN, "utf_7", "UTF-7"),
        ("กระทรวงกลาโหม\n\nกองทัพเรือไทยได้ประกาศการซ้อมรบในทะเลอันดามัน", "cp874", "CP874"),
    ],
)
def test_a_file_in_another_encoding_is_read_and_told_what_converts_it(text: str, python: str, name: str) -> None:
    data = text.encode(python)
    assert data.decode(likely_encoding(data).python) == text
    briefing = read_text(data, name="a b.yaml", kind="text")
    assert briefing.body.text == text.strip()
    (problem,) = briefing.problems
    assert (problem.code, problem.severity) == ("other-encoding", "info")
    assert f"read as {name}" in problem.message
    assert problem.suggestion.endswith(f"iconv -f {name} -t UTF-8 'a b.yaml' > NEW")


def test_tones_that_stand_apart_from_their_vowels_are_read_with_them() -> None:
    data = b"".join(_in_cp1258(letter) for letter in VIETNAMESE)
    briefing = read_text(data, name="a.yaml", kind="text")
    assert briefing.body.text == VIETNAMESE.strip()
    assert ["read as CP1258" in problem.message for problem in briefing.problems] == [True]


def _in_cp1258(letter: str) -> bytes:
    tones = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in tones)
    return (unicodedata.normalize("NFC", rest) + tones).encode("cp1258")


@pytest.mark.parametrize(
    "text",
    [
        "a + b ~{ c } and 5+-3 is +AGE +AGE +BCD",
        "Call +1-555-0100, +49-30-1234 or +44-20-7946.",
        "C++ and +foo+bar+baz- +abc- +def-",
        "~{abc~} ~{def~} path",
        "Write to me+bug-1@example.org, me+bug-2@example.org or me+bug-3@example.org.",
        "a+tag-b, c+tag-d, e+tag-f",
        "(format t ~{deposits~}) (format t ~{customer~})",
        "+IUEaTzGFnXzIq3Pa0Zb9QwErTyUiOpAsDfGhJkLzXcVbNm1234567890AbCdEf",
    ],
)
def test_what_looks_like_letters_in_seven_bits_and_is_none_stays_as_it_is(text: str) -> None:
    briefing = read_text(text.encode(), name="a.txt", kind="text")
    assert (briefing.body.text, briefing.problems) == (text, ())


@pytest.mark.parametrize("python", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_utf_16_and_utf_32_are_read_with_and_without_a_mark(python: str) -> None:
    briefing = read_text("title: Über\r\nbody: Some text\r\n".encode(python), name="x", kind="yaml")
    assert (briefing.title, briefing.body.text) == ("Über", "Some text")
    assert [problem.severity for problem in briefing.problems] == ["info"]


def test_one_wrong_byte_in_a_text_of_utf_8_is_not_a_reason_to_convert_it() -> None:
    briefing = read_text("title: Größe über Länge\nbody: x".encode() + b"\xe9\n", name="x", kind="yaml")
    (problem,) = briefing.problems
    assert "iconv" not in problem.suggestion


def test_what_is_written_in_no_encoding_that_is_known_says_so() -> None:
    briefing = read_text(
        "Cuộc họp đã được hoãn lại đến ngày mai.".encode("cp1258", "replace") + b"\x81\x9d\n", name="x", kind="text"
    )
    assert [(problem.code, problem.severity) for problem in briefing.problems if "not known" in problem.message] == [
        ("not-utf-8", "error")
    ]


def test_links_out_of_a_folder_are_counted_and_named(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "else.md").write_text("# E\n")
    (tmp_path / "lib" / "e.md").symlink_to(tmp_path / "else.md")
    (tmp_path / "lib" / "d.md").symlink_to("/nonexistent")
    listing = briefings([tmp_path / "lib"])
    (problem,) = listing.problems
    assert (problem.code, problem.severity) == ("leads-out", "info")
    assert "2 links" in problem.message
    assert "“d.md”, “e.md”" in problem.message


def test_a_name_with_its_accents_apart_gives_the_id_that_one_types(tmp_path: Path) -> None:
    file = tmp_path / f"{unicodedata.normalize('NFD', 'Résumé')}.md"
    file.write_text("# N\n\n[[Résumé]]\n", encoding="utf-8")
    assert read_file(file).id == "Résumé"


def test_a_library_yaml_that_others_may_write_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    shared = tmp_path / "library.yaml"
    shared.write_text("title: L\n")
    shared.chmod(0o644)
    assert is_trusted(shared)
    assert library_root(tmp_path / "sub" / "a.yaml") == tmp_path
    for mode in (0o664, 0o646):
        shared.chmod(mode)
        assert library_root(tmp_path / "sub" / "a.yaml") != tmp_path


@pytest.mark.parametrize(("label", "given"), [("AMBER", "AMBER"), ("CLEAR", None)])
def test_a_library_yaml_that_others_may_write_can_only_restrict(tmp_path: Path, label: str, given: str | None) -> None:
    shared = tmp_path / "library.yaml"
    shared.write_text(f"defaults: {{tlp: {label}, producer: Anybody}}\n")
    shared.chmod(0o664)
    file = tmp_path / "a.md"
    file.write_text("# A\n")
    read = read_one(file)
    assert (read.tlp, read.producer) == (given, "")
    listing = briefings([file])
    for problems in (read.problems, listing.problems, check_library([file]).problems):
        (problem,) = [problem for problem in problems if problem.code == "not-trusted"]
        assert (problem.path, problem.suggestion) == (str(shared), f"chmod go-w {shared}")
    assert listing.briefings[0].tlp == given
    library = tmp_path / "own"
    library.mkdir()
    (library / "library.yaml").write_text("defaults: {tlp: RED}\n")
    (library / "library.yaml").chmod(0o644)
    (library / "b.md").write_text("# B\n")
    assert read_one(library / "b.md").tlp == "RED"


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser gives files away")
def test_a_library_yaml_of_somebody_else_does_not_count(tmp_path: Path) -> None:
    shared = tmp_path / "library.yaml"
    shared.write_text("title: L\n")
    os.chown(shared, 65534, 65534)
    assert library_root(tmp_path / "a.yaml") != tmp_path


@pytest.mark.parametrize(("on_disk", "typed"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_path_is_found_however_its_accents_are_written(
    tmp_path: Path, on_disk: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"]
) -> None:
    folder = tmp_path / unicodedata.normalize(on_disk, "Été")
    folder.mkdir()
    file = folder / unicodedata.normalize(on_disk, "Résumé.md")
    file.write_text("# R\n")
    assert as_on_disk(unicodedata.normalize(typed, str(file))) == str(file)
    assert as_on_disk(str(tmp_path / "né")) == str(tmp_path / "né"), "what is not there stays as it was typed"


def test_an_id_with_its_accents_apart_is_the_one_that_others_name(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "café")
    (tmp_path / "a.yaml").write_text(f"title: A\nid: {apart}\ndate: 2024\nbluf: B\n", "utf-8")
    (tmp_path / "b.yaml").write_text(f"title: B\ndate: 2024\nbluf: See [[{apart}]], [[café]].\nrelated: [{apart}]\n", "utf-8")
    assert not check_library([tmp_path]).of_briefings


def test_a_text_that_cannot_be_decoded_without_loss_says_how_much_of_it_is_lost() -> None:
    data = (RUSSIAN * 3).encode("cp1251") + b"\x98\x98"
    briefing = read_text(data, name="a.txt", kind="text")
    (problem,) = briefing.problems
    assert (problem.code, problem.severity) == ("not-utf-8", "error")
    assert "CP1251" in problem.message
    assert "2 of its bytes" in problem.message
    assert briefing.body.text.endswith("\ufffd\ufffd")


def test_an_encoding_is_told_by_what_stands_late_in_a_large_file() -> None:
    data = b"plain words\n" * 30_000 + RUSSIAN.encode("koi8_r")
    assert read_text(data, name="a.txt", kind="text").body.text.endswith(RUSSIAN.strip())

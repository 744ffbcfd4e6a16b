"""OpenDocument texts: the same is taken over as from Word documents."""

from __future__ import annotations

from pathlib import Path

from tests.store.formats.packed import packed, written
from tui.model.handling import Marking
from tui.store.read import read_file

_SPACES = {"o": "office", "t": "text", "b": "table", "d": "draw", "dc": "dc", "x": "xlink"}
NAMES = " ".join(f'xmlns:{prefix}="urn:{space}"' for prefix, space in _SPACES.items())


def document(body: str, edges: str = "", manifest: str = "<manifest/>") -> bytes:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<o:content {NAMES}><o:body><o:text>{body}</o:text></o:body></o:content>",
            "styles.xml": f"<o:styles {NAMES}>{edges}</o:styles>",
            "meta.xml": f"<o:meta {NAMES}><dc:title>Ports</dc:title><o:initial-creator>Ann</o:initial-creator></o:meta>",
        }
    )


def test_text_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    cell = "<b:table-cell><t:p>{}</t:p></b:table-cell>"
    body = (
        '<t:h t:outline-level="1">One</t:h><t:p>A<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>At the foot</t:p>'
        '</t:note-body></t:note> <t:span>b</t:span><t:tab/>c <t:a x:href="https://example.org/">here</t:a></t:p>'
        "<t:list><t:list-item><t:p>one</t:p><t:list><t:list-item><t:p>deep</t:p></t:list-item></t:list></t:list-item></t:list>"
        f"<b:table><b:table-row>{cell.format('A')}{cell.format('B')}</b:table-row>"
        f"<b:table-row>{cell.format('1')}{cell.format('2')}</b:table-row></b:table>"
        "<t:p>End<d:frame><d:text-box><t:p>In the box</t:p></d:text-box></d:frame>"
        "<o:annotation><dc:creator>Bo</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><t:p>Who says?</t:p></o:annotation></t:p>"
    )
    briefing = read_file(written(tmp_path, document(body), "a.odt"))
    assert (briefing.title, briefing.authors) == ("Ports", ("Ann",))
    assert briefing.body.text == (
        "# One\n\nA[^1] b c [here](https://example.org/)\n\n- one\n  - deep\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\nEnd\n\n"
        "In the box\n\n# Comments in the file\n\n- Bo, 2026-01-02: Who says?\n\n[^1]: At the foot"
    )
    assert not briefing.problems


def test_labels_in_headers_hold(tmp_path: Path) -> None:
    data = document("<t:p>Text</t:p>", "<t:header><t:p>TLP:RED</t:p></t:header><t:footer><t:p>Desk 7</t:p></t:footer>")
    briefing = read_file(written(tmp_path, data, "a.odt"))
    assert briefing.handling == Marking("RED")
    assert briefing.other[0].text == "Desk 7"


def test_a_locked_document_is_said_to_be_one(tmp_path: Path) -> None:
    briefing = read_file(written(tmp_path, document("", manifest="<manifest><encryption-data/></manifest>"), "a.odt"))
    assert [problem.code for problem in briefing.problems] == ["encrypted"]


def test_lists_nested_ten_thousand_deep_keep_their_text(tmp_path: Path) -> None:
    deep = 10_000
    body = deep * "<t:list><t:list-item>" + "<t:p>At the bottom</t:p>" + deep * "</t:list-item></t:list>"
    assert "At the bottom" in read_file(written(tmp_path, document(body), "a.odt")).body.text

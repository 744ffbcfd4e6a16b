"""`--max-tlp`: the ids of briefings that may not be shown go from those that may, wherever these refer to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.export.printouts import unpacked
from tui.export.formats import FORMATS
from tui.reading.library_pages.registry import PAGE_OF

HIDDEN = "zephyr-plan"
OPEN = f"""\
title: Open water
id: open
tlp: GREEN
date: 2024-07-01
related: [other, {HIDDEN}]
supersedes: [{HIDDEN}]
bluf: Water is high, see [[{HIDDEN}]] and [[{HIDDEN}#part|the plan]] and [@{HIDDEN}; @gazette] and [[other]] and [[other|that]].
body: |
  Water, and again [[{HIDDEN}]], in [this file]({HIDDEN}.yaml) beside [that file](other.yaml "of water"), as [named][1].

  [1]: ../{HIDDEN}.yaml

  | a | b |
  |---|---|
  | [[{HIDDEN}]] | [[{HIDDEN}\\|plan of water]] [[other]] |
judgments:
  - {{text: "Water will rise, see [[{HIDDEN}]].", basis: "[[{HIDDEN}|As planned]]", sources: [gazette, {HIDDEN}]}}
events:
  - {{title: Flood, date: 2024-07-02, note: "Water as in [[{HIDDEN}]]", sources: [{HIDDEN}]}}
sources:
  - {{id: gazette, title: Gazette, derived_from: [{HIDDEN}], note: "Of [[{HIDDEN}]] water"}}
history:
  - {{date: 2024-07-01, summary: "From [[{HIDDEN}]]", note: "After [[{HIDDEN}]]"}}
terms:
  - {{term: Water, meaning: "What [[{HIDDEN}]] says"}}
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "open.yaml").write_text(OPEN, encoding="utf-8")
    (folder / "other.yaml").write_text("title: The other water\nid: other\ntlp: CLEAR\nbody: See [[open]].\n", encoding="utf-8")
    hidden = f"title: Zephyr\nid: {HIDDEN}\ntlp: RED\nbody: Water.\nrelated: [open]\n"
    (folder / "third.yaml").write_text(hidden, encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_no_id_of_what_is_above_is_in_any_file(run: Run, library: Path, form: str) -> None:
    made = library.parent / "made"
    asked = ("export", "open", "-L", library, "--to", form)
    done = run(*asked, "--max-tlp", "green", "-o", made)
    assert done.status == 0
    assert "references in this briefing lead to none that may be shown, and are left out." in done.err
    data = made.read_bytes()
    for seen in (data, unpacked(form, data)):
        assert HIDDEN not in seen.decode("utf-8", "replace").lower()
    assert HIDDEN.encode() not in done.err.encode()
    run(*asked, "-o", made, "--force")
    assert HIDDEN in unpacked(form, made.read_bytes()).decode("utf-8", "replace")


def test_words_stay_and_references_to_what_may_be_shown_lead_there(run: Run, library: Path) -> None:
    for more in ((), ("--no-catalog",)):
        shown = run("show", "open", "-L", library, "--max-tlp", "green", *more).out
        assert "in this file beside that file" in " ".join(shown.split())
        assert "see another briefing and the plan and" in " ".join(shown.split())
        assert "The other water and that." in " ".join(shown.split())
        assert "plan of water The other water" in " ".join(shown.split())
        assert "→ The other water" in shown


@pytest.mark.parametrize(
    "asked",
    [
        ("list", "--json"),
        ("search", "water"),
        ("search", "water", "--json"),
        ("search", "zephyr*", "--json"),
        ("show", "open", "--links"),
        ("show", "open", "--json"),
        ("changes", "--since", "2020-01-01"),
        ("changes", "open", "other"),
        ("check", "--json"),
        *[(name, *form) for name in PAGE_OF for form in ((), ("--json",))],
        ("related", "other", "--json"),
    ],
    ids=" ".join,
)
def test_no_command_spells_the_id_of_what_is_above(run: Run, library: Path, asked: tuple[str, ...]) -> None:
    for more in ((), ("--no-catalog",)):
        done = run(*asked, "-L", library, "--max-tlp", "green", *(more if asked[0] != "check" else ()))
        assert HIDDEN not in done.out + done.err
        assert done.out + done.err


ODD = f"""\
title: Odd water as in [[{HIDDEN}]]
id: odd
tlp: GREEN
tags: ["[[{HIDDEN}]]"]
questions: ["What of [[{HIDDEN}]]?", "And [[zephyr-post]]?"]
judgments: [{{text: Water, assumptions: "[[{HIDDEN}]]", dissent: {{by: "[[{HIDDEN}]]", text: No}}}}]
sources: [{{id: file, title: File, url: ../zephyr/plan.yaml, archive: "file:///zephyr/plan.yaml"}}]
actors: [{{id: zephyr-post, name: Post, tlp: RED}}]
sections:
  - title: Water
    body: |
      ![A picture](zephyr/plan.png) and [a folder](../zephyr/) and [words over
      two lines]({HIDDEN}.yaml) and [a [b] c]({HIDDEN}.yaml) and [so](<zephyr folder/plan.yaml>) and [brackets](zephyr(1).yaml)
      and [title](zephyr.yaml 'Zephyr') and [near](file:///zephyr/plan.yaml) and ![named][p], [[odd#zephyr-part]], [[#zephyr-part]]
      and [[odd#zephyr-post]] and [self](odd.yaml#zephyr-part) and [[other#zephyr-part]] and [[other#zephyr-part|that]]
      and [far](other.yaml#zephyr-part) and [below][q] but [this](#water) and [out](https://example.org/a "b").

      > [p]: ../zephyr/plan.png (Zephyr)

      [q]: #zephyr-part
  - {{title: Zephyr part, tlp: RED, body: Zephyr}}
"""


def test_no_way_of_referring_spells_what_is_above(run: Run, library: Path) -> None:
    (library / "odd.yaml").write_text(ODD, encoding="utf-8")
    other = "title: The other water\nid: other\ntlp: CLEAR\nsections: [{title: Zephyr part, tlp: RED, body: Zephyr}, {title: A}]\n"
    (library / "other.yaml").write_text(other, encoding="utf-8")
    asked = [("show", "odd", "--json"), ("show", "odd", "--links"), ("list", "--json"), ("search", "water", "--json")]
    for what in (*asked, ("export", "odd", "--to", "html"), ("related", "odd", "--json")):
        done = run(*what, "-L", library, "--max-tlp", "green")
        assert done.status == 0
        assert "zephyr" not in (done.out + done.err).lower(), what
    shown = " ".join(run("show", "odd", "--links", "--width", "0", "-L", library, "--max-tlp", "green").out.split())
    assert "and words over two lines and a [b] c" in shown.replace(" →1", "")
    assert "(left out), (left out) and (left out) and self and The other water and that and far" in shown
    assert "https://example.org/a" in shown


def test_check_names_no_file_above_that_claims_the_same_id(run: Run, library: Path) -> None:
    (library / "zephyr.yaml").write_text("title: Zephyr\nid: other\ntlp: RED\n", encoding="utf-8")
    asked = ("check", "-L", library, "--max-tlp", "green")
    done = run(*asked)
    assert "zephyr" not in (done.out + done.err).lower()
    assert "duplicate-id" not in done.out
    (library / "third one.yaml").write_text("title: Third\nid: other\ntlp: GREEN\n", encoding="utf-8")
    assert "The id “other” is claimed by" in run(*asked).out
    assert "zephyr" not in run(*asked).out


def test_a_file_by_itself_refers_to_nothing_that_is_not_known(run: Run, library: Path) -> None:
    for what in ((library / "open.yaml",), ("-",)):
        done = run("show", *what, "--json", "--max-tlp", "green", stdin=OPEN.encode())
        assert done.out
        assert HIDDEN not in done.out


def test_once_a_briefing_may_be_shown_links_lead_to_it(run: Run, library: Path) -> None:
    asked = ("show", "open", "-L", library, "--links", "--max-tlp", "green")
    assert "Zephyr" not in run(*asked).out
    (library / "third.yaml").write_text(f"title: Zephyr\nid: {HIDDEN}\ntlp: GREEN\nbody: Water.\n", encoding="utf-8")
    assert "Zephyr" in run(*asked).out


def test_code_and_links_to_things_of_the_briefing_itself_stay(run: Run) -> None:
    text = "title: A\ntlp: GREEN\nbody: |\n  `[[ -f x ]]` and [[port]] and [[The port|it]]\nactors: [{id: port, name: The port}]\n"
    shown = run("show", "-", "--max-tlp", "green", stdin=text.encode()).out
    assert "[[ -f x ]] and The port and it" in shown
    assert "left out" not in shown

"""The manual against the program: nothing in it may be untrue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import BLOCKS, MANUAL, filled
from tests.docs.pages import PAGES, anchors, chapter, code, fences, table
from tui.cli import exit_status
from tui.model.dates import parse_date
from tui.model.own_keys import OwnKeys, Written
from tui.model.problem import Problem
from tui.reading.library_pages.registry import saved_page
from tui.search.explain import explain
from tui.search.parse import parse
from tui.store.check_library import check_library
from tui.store.config import Config, load_config
from tui.store.lint import check
from tui.store.read import read_text
from tui.store.shared import shared_of, with_shared
from tui.ui.chosen_keys import chosen_keys
from tui.ui.key_names import shown, spelled
from tui.ui.keys import ACTIONS
from tui.ui.role_styles import LIGHT

SHARED = fences("yaml", chapter(PAGES["library"], "What briefings share"))
EXAMPLES = fences("yaml", PAGES["writing"])


def told(text: str) -> list[Problem]:
    """The errors and warnings that `check` has about a briefing."""
    found = check(read_text(text, name="example.yaml", kind="yaml"))
    return [problem for problem in found if problem.severity != "info"]


@pytest.mark.parametrize("name", BLOCKS)
def test_a_generated_table_says_what_the_code_says(name: str) -> None:
    page = PAGES[BLOCKS[name].page]
    assert filled(page, BLOCKS[name]) == page, "run `python -m tests.docs.generate`"


def test_there_is_a_long_example_and_one_in_shorthand() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("example", EXAMPLES, ids=["long", "shorthand"])
def test_an_example_passes_check_without_errors_or_warnings(example: str) -> None:
    assert told(example) == []


def test_the_configuration_is_read_as_the_page_says(tmp_path: Path) -> None:
    example = fences("yaml", PAGES["configuration"])[0]
    (tmp_path / "config.yaml").write_text(example, encoding="utf-8")
    config, problems = load_config({"HOME": "/home/someone"}, config_dir=tmp_path)
    assert problems == ()
    assert config.library == (Path("/home/someone/briefings"), Path("/home/someone/notes"))
    assert config.theme == LIGHT.name
    assert set(example_keys(example)) == {name for name in Config.__struct_fields__ if name not in ("path", "doubt", "lines")}
    assert all(getattr(config, name) for name in Config.__struct_fields__ if name != "doubt")
    assert chosen_keys(config.keys).problems == ()
    pages = [saved_page(query) for query in config.searches.values()]
    assert any(pages)
    for query, page in zip(config.searches.values(), pages, strict=True):
        assert parse(page[1] if page else query).notes == ()


def test_the_own_keys_of_the_page_can_be(tmp_path: Path) -> None:
    example = fences("yaml", chapter(PAGES["configuration"], "Your own keys"))[0]
    (tmp_path / "config.yaml").write_text(example, encoding="utf-8")
    config, problems = load_config({}, config_dir=tmp_path)
    keymap, told = chosen_keys(config.keys)
    assert [problem for problem in (*problems, *told) if problem.severity != "info"] == []
    assert keymap.keys("move.top") == ("g g", "home")


@pytest.mark.parametrize("row", table(PAGES["configuration"], "preset"), ids=lambda row: code(row[0]))
def test_the_keys_of_a_preset_are_those_that_the_page_names(row: list[str]) -> None:
    keymap = chosen_keys(OwnKeys(Written(code(row[0])))).keymap
    for written in re.findall(r"`([^`]+)`", row[1]):
        key = spelled(written.removeprefix("5"))
        assert keymap.ids(key) or written.removeprefix(":") in keymap.commands, written


def example_keys(text: str) -> list[str]:
    """The keys at the left of a YAML text."""
    return re.findall(r"^(\w+):", text, re.M)


def test_what_is_shared_reaches_a_briefing_that_leaves_it_out() -> None:
    shared = shared_of(SHARED[0].encode())
    own = read_text("title: Ferry\nbluf: The [[ministry]] reads the [[survey]] [@harbour].\n", name="ferry.yaml", kind="yaml")
    whole = with_shared(own, shared)
    assert [item.id for item in (*whole.actors, *whole.terms, *whole.sources)] == ["ministry", "survey", "harbour"]
    assert (whole.tlp, whole.producer, whole.lang) == ("GREEN", "Northern desk", "en")


@pytest.mark.parametrize("row", table(PAGES["searching"], "you type"), ids=lambda row: code(row[0]))
def test_a_query_of_the_page_is_understood(row: list[str]) -> None:
    query = parse(code(row[0]))
    assert query.notes == ()
    assert not query.everything


def test_a_query_is_explained_as_the_page_says() -> None:
    said = re.search(r"understood: `([^`]+)` is\s“(.*?\.)” A", " ".join(PAGES["searching"].split()))
    assert said is not None
    assert explain(parse(said[1], typing=True)) == said[2]


@pytest.mark.parametrize("row", table(PAGES["writing"], "you write"), ids=lambda row: code(row[2]))
def test_a_trap_is_told_by_its_code_and_its_mend_helps(row: list[str]) -> None:
    written, codes, mended = code(row[0]), code(row[2]), code(row[3])
    head = "" if written.startswith("title:") else "title: A title\n"
    assert codes in [problem.code for problem in told(head + written)]
    assert told(head + mended) == []


def test_every_date_that_is_shown_is_understood() -> None:
    dates = re.split(r"\s{2,}|\n", fences("text", chapter(PAGES["format"], "Dates"))[0].strip())
    assert len(dates) > 10
    for date in dates:
        assert parse_date(date).display


def test_the_exit_statuses_are_those_of_the_program() -> None:
    statuses = [int(row[0]) for row in table(PAGES["shell"], "exit status")]
    assert statuses == [exit_status.OK, exit_status.FOUND, exit_status.USAGE, exit_status.CANNOT_READ, exit_status.INTERRUPTED]


def test_every_key_of_the_pages_is_in_the_key_table() -> None:
    known = {shown(key) for action in ACTIONS for key in action.keys}
    named = set(re.findall(r"\*\*`([^`/]+|/)`\*\*", "".join(PAGES.values())))
    assert len(named) > 40
    assert named - known == set()


def test_the_manual_is_a_library_without_a_problem() -> None:
    checked = check_library([MANUAL])
    assert checked.briefings == len(PAGES)
    assert [str(problem) for problem in (*checked.problems, *checked.of_briefings)] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_is(name: str) -> None:
    page = read_text(PAGES[name], name=f"{name}.md", kind="md")
    assert page.id == ("manual" if name == "contents" else f"manual-{name}")
    assert page.kind == "manual"
    assert page.title
    assert page.date is not None
    assert page.tags
    assert page.bluf.text.strip()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_a_page_leads_to_a_heading(name: str) -> None:
    targets = set(re.findall(r"\]\(#([^)]+)\)", PAGES[name]))
    assert targets - anchors(PAGES[name]) == set()


def test_the_contents_lead_to_every_page() -> None:
    linked = set(re.findall(r"\[\[manual-([a-z-]+)\]\]", PAGES["contents"]))
    assert linked == set(PAGES) - {"contents"}

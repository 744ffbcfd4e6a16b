"""Actors of a library: one of them with all that is said of it, namesakes, and names that several have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.libraries import write
from tests.reading.asked import NOW, asked, held, said, under
from tui.journal.journal import Journal
from tui.reading.composed import Composition
from tui.reading.library_pages.actor_names import actors_called
from tui.reading.library_pages.mentions import aside_of, mentions_of
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import made_page

SUMMER = """
title: Summer
id: summer
date: 2024-07-28
tlp: GREEN
actors:
  usfj: {name: Forces Japan, short: USFJ, type: unit, role: Alliance management, reports_to: pacom}
  pacom: {name: Pacific Command, short: PACOM, type: unit}
relations: [{from: pacom, type: supplies, to: usfj, likelihood: likely, since: 2024-01, sources: [seed]}]
judgments:
  j1: {text: USFJ will grow., likelihood: likely, sources: [seed]}
  j2: {text: Nobody else will.}
facts: [{text: "[[usfj|The command]] has 300 posts."}, {text: The usfj of the poets is no name.}]
events: [{date: 2024-07-28, title: Upgrade announced, actors: usfj}]
agreements: [{name: The treaty, parties: [usfj, Japan], status: in force}]
sources: {seed: {title: The report}}
body: |
  [[usfj]] is linked here.

  Elsewhere stands usfj in small letters, which is a word.
"""
WINTER = """
title: Winter
id: winter
date: 2024-12-01
tlp: AMBER
actors: {forces: {name: forces JAPAN, aliases: [在日米軍], type: unit, role: War fighting}}
relations: [{from: forces, type: reports to, to: Joint Headquarters, since: 2024-11}]
body: Nothing of it here.
"""
OTHER = "title: Other\nid: other\ndate: 2024-08-01\nbody: Officials of USFJ (在日米軍の一部) spoke.\n"


def actor(folder: Path, name: str, *texts: str) -> Composition:
    folder.mkdir(exist_ok=True)
    return asked(held(folder, *texts), "actors", options={"name": name})


def test_an_actor_has_its_names_roles_superiors_and_all_that_names_it(tmp_path: Path) -> None:
    page = actor(tmp_path, "usfj", SUMMER, WINTER, OTHER)
    records = {section.title: [dict(entry.fields) for entry in section.entries] for section in page.sections}
    names = {(one["text"], one["what"], one["count"]) for one in records["Names"]}
    assert names == {("Forces Japan", "full name", 2), ("USFJ", "short name", 1), ("在日米軍", "alias", 1)}
    assert [(one["text"], one["first"], one["last"]) for one in records["Roles and posts"]] == [
        ("War fighting", "1 Dec 2024", "1 Dec 2024"),
        ("Alliance management", "28 Jul 2024", "28 Jul 2024"),
    ]
    assert [(one["to"], one["today"]) for one in records["Superiors"]] == [("Pacific Command", False), ("Joint Headquarters", True)]
    assert [(one["from"], one["type"], one["likelihood"]) for one in records["Relations"]] == [
        ("Pacific Command", "supplies", "likely")
    ]
    assert [one["text"] for one in records["Judgments that name it"]] == ["USFJ will grow."]
    assert [one["text"] for one in records["Facts that name it"]] == ["The command has 300 posts."]
    assert [one["text"] for one in records["Events"]] == ["Upgrade announced"]
    assert [one["name"] for one in records["Agreements"]] == ["The treaty"]
    assert [one["text"] for one in records["Mentions by a link"]] == ["USFJ is linked here."]
    assert [one["text"] for one in records["Mentions without a link"]] == ["Officials of USFJ (在日米軍の一部) spoke."]
    assert [(one["source"], one["things"]) for one in records["Sources"]] == [("The report", 2)]
    assert str(page.marking) == "TLP:AMBER"
    text = " ".join(said(page).split())
    assert "forces JAPAN unit · listed in 2 briefings · last 1 Dec 2024 · 1 mention without a link" in text
    assert "reports to Joint Headquarters — today since Nov 2024" in text


def test_a_query_asks_of_some_briefings_alone(tmp_path: Path) -> None:
    catalog = held(tmp_path, SUMMER, WINTER)
    page = asked(catalog, "actors", words="id:summer", options={"name": "usfj"})
    assert "listed in 1 briefing" in said(page)
    assert "War fighting" not in said(page)


def person(id: str, role: str, name: str = "Kim Min-su", **more: str) -> str:
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    one = f"{{name: {name}, type: person, role: {role}{rest}}}"
    return f"title: {id.title()}\nid: {id}\ndate: 2024-07-01\ntlp: GREEN\nactors: {{kim: {one}}}\n"


def which(page: Composition) -> list[str]:
    return [str(entry.fields["ask"]) for section in page.sections if section.id == "~which" for entry in section.entries]


def test_two_persons_of_one_name_are_asked_about_and_each_has_a_page(tmp_path: Path) -> None:
    texts = [person("fleet", "Minister of defence"), person("sport", "Goalkeeper"), person("later", "Former defence minister")]
    page = actor(tmp_path, "Kim Min-su", *texts)
    assert sorted(which(page)) == ["later#kim", "sport#kim"]
    assert "they are not taken for one" in said(page)
    keeper = actor(tmp_path, "sport#kim", *texts)
    assert "listed in 1 briefing" in said(keeper)
    assert "Minister" not in said(keeper)
    minister = actor(tmp_path, "fleet#kim", *texts)
    assert "listed in 2 briefings" in said(minister)
    assert "Goalkeeper" not in said(minister)


def test_a_short_name_that_two_have_is_asked_about(tmp_path: Path) -> None:
    texts = [
        "title: A\nid: a\nactors: [{id: s, name: Syrian Democratic Forces, short: SDF}]\n",
        "title: B\nid: b\nactors: [{id: s, name: Self-Defense Forces, short: SDF}]\nbody: The SDF sail.\n",
        "title: C\nid: c\nbody: The SDF marched.\n",
    ]
    assert sorted(which(actor(tmp_path, "sdf", *texts))) == ["Self-Defense Forces", "Syrian Democratic Forces"]
    mentions = under(actor(tmp_path, "Self-Defense Forces", *texts))["Mentions without a link"]
    assert mentions == ["The SDF sail."], "whom the third one means nobody knows"


def test_two_in_one_briefing_or_of_two_kinds_are_two(tmp_path: Path) -> None:
    both = "title: A\nid: a\nactors: {one: {name: Unit 5, type: unit}, two: {name: Unit 5, type: unit}}\n"
    assert sorted(which(actor(tmp_path / "1", "Unit 5", both))) == ["a#one", "a#two"]
    ship = "title: A\nid: a\nactors: {g: {name: Georgia, type: system}}\n"
    land = "title: B\nid: b\nactors: {g: {name: Georgia, type: state}}\n"
    assert sorted(which(actor(tmp_path / "2", "georgia", ship, land))) == ["a#g", "b#g"]
    named = 'title: {0}\nid: {0}\nactors: [{{id: x, name: "O\'Brien; rm {0}", short: OBR}}]\n'
    assert "briefing actors 'O'\"'\"'Brien; rm a'" in said(actor(tmp_path / "3", "OBR", named.format("a"), named.format("b")))


RENAMED = [
    "title: A\nid: a\ndate: 2022-01-01\nactors: [{id: t, name: Twitter, type: organisation}]\n",
    "title: B\nid: b\ndate: 2024-01-01\nactors: [{id: x, name: X Corp, type: organisation, aliases: [Twitter]}]\n",
]


def test_who_is_renamed_is_one_by_the_alias_unless_somebody_else_has_it_too(tmp_path: Path) -> None:
    for name in ("twitter", "x corp"):
        assert "listed in 2 briefings" in said(actor(tmp_path / name.replace(" ", ""), name, *RENAMED))
    bird = "title: C\nid: c\nactors: [{id: b, name: Birdwatch, type: organisation, aliases: [Twitter]}]\n"
    page = actor(tmp_path / "two", "Twitter", *RENAMED, bird)
    assert "listed in 1 briefing" in said(page)
    assert "“X Corp”, “Birdwatch” are called so as well" in " ".join(said(page).split())


@pytest.mark.parametrize(
    ("rules", "texts", "name", "expected"),
    [
        ("apart: [[Twitter, X Corp]]", RENAMED, "x corp", ["X Corp"]),
        ("same: [Kim Min-su]", [person("fleet", "Minister"), person("sport", "Goalkeeper")], "Kim Min-su", ["Kim Min-su"]),
        (
            "same: [[fleet#kim, sport#kim]]",
            [person("fleet", "Minister"), person("sport", "Goalkeeper")],
            "Kim Min-su",
            ["Kim Min-su"],
        ),
        (
            "apart: [[fleet#kim, army#kim]]",
            [person("fleet", "Minister"), person("army", "Minister")],
            "Kim Min-su",
            ["army#kim", "fleet#kim"],
        ),
        (
            "same: [[Old Name, New Name]]",
            [person("fleet", "A", name="Old Name"), person("army", "B", name="New Name")],
            "old name",
            ["New Name"],
        ),
    ],
)
def test_library_yaml_merges_and_keeps_apart(tmp_path: Path, rules: str, texts: list[str], name: str, expected: list[str]) -> None:
    write(tmp_path, "library.yaml", f"title: L\n{rules}\n")
    page = actor(tmp_path, name, *texts)
    found = which(page) or [page.title]
    assert sorted(found) == expected
    count = {"x corp": 1, "Kim Min-su": 2, "old name": 2}[name]
    if len(expected) == 1:
        assert f"listed in {count} briefing" in said(page)


def test_what_library_yaml_says_counts_as_soon_as_it_is_saved(tmp_path: Path) -> None:
    from tui.catalog.memory import CatalogInMemory

    for number, text in enumerate([person("fleet", "Minister"), person("sport", "Goalkeeper")]):
        write(tmp_path, f"b{number}.yaml", text)
    library = CatalogInMemory([tmp_path], [])
    library.refresh()
    assert len(actors_called(library.open().items(), "Kim Min-su").meant) == 2
    write(tmp_path, "library.yaml", "same: [Kim Min-su]\n")
    library.refresh()
    assert len(actors_called(library.open().items(), "Kim Min-su").meant) == 1


def test_nobody_of_that_name_and_some_with_such_words(tmp_path: Path) -> None:
    page = actor(tmp_path, "fleet kim", SUMMER)
    assert said(page).strip().splitlines()[-1] == "No actor here is called “fleet kim”."
    assert which(actor(tmp_path, "pac", SUMMER)) == ["Pacific Command"]


def test_a_mention_that_was_put_aside_is_counted_and_not_shown_in_any_program(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    catalog = held(folder, SUMMER, OTHER)
    journal = Journal(tmp_path / "journal", now=lambda: NOW)

    def page(**options: str) -> Composition:
        asked = PageQuestion(catalog.items(), NOW, options={"name": "usfj", **options}, held=catalog, journal=journal)
        return made_page("actors", asked)

    assert "Mentions without a link" in [section.title for section in page().sections]
    called = actors_called(catalog.items(), "usfj")
    (mention,), _ = mentions_of(PageQuestion(catalog.items(), NOW, held=catalog), called.meant[0], called.around)
    aside = aside_of(called.meant[0], mention)
    journal.close_actions(aside.identity, aside.stamps, True, "put a mention aside")
    assert journal.flush(20)
    assert "1 put aside" in said(page())
    assert "Officials" not in said(page())
    assert "Officials" in said(page(aside="yes"))
    journal.undo()
    assert journal.flush(20)
    assert "Officials" in said(page())
    journal.close()


def test_all_actors_stand_by_what_they_are_the_most_listed_first(tmp_path: Path) -> None:
    page = asked(held(tmp_path, SUMMER, WINTER, person("fleet", "Minister")), "actors")
    assert {section.title: [entry.fields["actor"] for entry in section.entries] for section in page.sections} == {
        "Persons": ["Kim Min-su"],
        "Units": ["Forces Japan", "Pacific Command"],
    }
    first = next(entry for section in page.sections if section.title == "Units" for entry in section.entries)
    assert (first.fields["listed"], first.fields["last"], str(first.marking)) == (2, "1 Dec 2024", "TLP:AMBER")


def test_agreements_stand_by_state_or_party_and_of_one_party_by_any_of_its_names(tmp_path: Path) -> None:
    two = "{name: Pact, parties: [Forces Japan, Manila], status: proposed}, {name: Old, status: ended}"
    pact = f"title: P\nid: p\nagreements: [{two}]\n"
    catalog = held(tmp_path, SUMMER, pact)
    assert under(asked(catalog, "agreements")) == {"In force": ["The treaty"], "Proposed": ["Pact"], "Ended": ["Old"]}
    by_party = under(asked(catalog, "agreements", options={"sort": "party"}))
    assert by_party == {
        "Forces Japan": ["The treaty", "Pact"],
        "Japan": ["The treaty"],
        "Manila": ["Pact"],
        "Without parties": ["Old"],
    }
    assert under(asked(catalog, "agreements", options={"party": "USFJ"})) == {"In force": ["The treaty"], "Proposed": ["Pact"]}
    assert under(asked(catalog, "agreements", options={"party": "manila"})) == {"Proposed": ["Pact"]}
    assert under(asked(catalog, "agreements", options={"state": "ended"})) == {"Ended": ["Old"]}
    assert "No agreement names “Paris”." in said(asked(catalog, "agreements", options={"party": "Paris"}))


def test_an_initial_with_its_stop_stands_for_a_name_that_it_begins(tmp_path: Path) -> None:
    page = actor(tmp_path, "Maria K. Huber", "title: T\nid: t\nactors: {a: {name: Maria Karin Huber, type: person}}\n")
    assert [entry.fields["actor"] for entry in page.entries] == ["Maria Karin Huber"]

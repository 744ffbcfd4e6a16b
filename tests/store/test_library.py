"""Folders of briefings: what is found, what is passed over, what is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.model.handling import Marking
from tui.store.check_library import check_library
from tui.store.library import briefings, files, read_one
from tui.store.shared import shared_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def put(root: Path, name: str, text: str = "title: T\n") -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_folder_is_read_in_order_of_name_with_its_folders_last(root: Path) -> None:
    for name in ("b.yaml", "a.md", "c.json", "sub/d.yml", "notes.txt"):
        put(root, name, '{"title": "T"}' if name.endswith("json") else "title: T\n")
    put(root, "picture.png", "x")
    listing = briefings([root])
    assert [briefing.id for briefing in listing.briefings] == ["a", "b", "c", "notes", "sub/d"]
    assert (listing.others, listing.problems) == (0, ())


@pytest.mark.parametrize("name", [".git/x.yaml", ".hidden/x.yaml", "node_modules/x.yaml", "a/node_modules/b/x.yaml", ".x.yaml"])
def test_hidden_and_installed_things_are_passed_over(root: Path, name: str) -> None:
    put(root, name)
    assert briefings([root]).briefings == ()


def test_yaml_without_title_sections_or_body_is_counted_and_not_listed(root: Path) -> None:
    put(root, "config.yaml", "jobs:\n  title: nested only\n")
    put(root, "list.yaml", "- title: x\n")
    put(root, "data.json", "[1, 2]")
    put(root, "broken.yaml", "title: T\n  kind: ```x\n bluf: [\n- }\n")
    put(root, "untitled.yaml", "body: Text\n")
    listing = briefings([root])
    assert [briefing.title for briefing in listing.briefings] == ["broken.yaml", "untitled.yaml"]
    assert listing.others == 3


def test_texts_in_other_languages_are_counted_unread_and_not_listed(root: Path) -> None:
    for name in ("a.adoc", "b.mdx", "c.ADOC", "d.tex"):
        put(root, name, "x\n")
    with put(root, "e.xml", "x").open("r+b") as large:
        large.truncate(1 << 40)
    put(root, "f.xlsx", "x")
    put(root, "g.png", "x")
    listing = briefings([root])
    assert (listing.briefings, listing.others, listing.problems) == ((), 6, ())


def test_a_file_that_is_named_opens_whatever_it_holds(root: Path) -> None:
    listing = briefings([put(root, "config.yaml", "jobs: x\n")])
    assert [briefing.title for briefing in listing.briefings] == ["config.yaml"]
    assert listing.others == 0


def test_a_path_that_is_not_there_is_a_problem_and_the_rest_is_read(root: Path) -> None:
    put(root, "a.yaml")
    listing = briefings([root / "missing", root])
    assert len(listing.briefings) == 1
    (problem,) = listing.problems
    assert (problem.code, problem.severity) == ("no-such-file", "error")
    assert "missing" in problem.message


def test_two_files_that_claim_one_id_are_both_kept_and_both_told(root: Path) -> None:
    put(root, "a.yaml", "title: A\nid: same\n")
    put(root, "b.yaml", "title: B\nid: same\n")
    listing = briefings([root])
    assert [briefing.title for briefing in listing.briefings] == ["A", "B"]
    for briefing, other in zip(listing.briefings, reversed(listing.briefings), strict=True):
        (problem,) = briefing.problems
        assert (problem.code, problem.severity) == ("duplicate-id", "warning")
        assert other.path in problem.message


def test_a_file_reached_twice_is_read_once(root: Path) -> None:
    file = put(root, "a.yaml")
    os.symlink(file, root / "b.yaml")
    os.symlink(root, root / "loop")
    assert len(briefings([root, file, root]).briefings) == 1


def test_links_that_lead_out_of_the_folder_are_not_followed(root: Path) -> None:
    outside = put(root.parent, "outside/secret.yaml")
    os.symlink(outside, root / "link.yaml")
    os.symlink(outside.parent, root / "folder")
    os.symlink(root / "nowhere", root / "dangling.yaml")
    inside = put(root, "real/x.yaml")
    os.symlink(inside.parent, root / "alias")
    assert [briefing.id for briefing in briefings([root]).briefings] == ["real/x"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_cannot_be_read_is_named_once(root: Path) -> None:
    locked = root / "locked"
    locked.mkdir()
    locked.chmod(0)
    try:
        listing = briefings([root])
    finally:
        locked.chmod(0o700)
    assert [problem.code for problem in listing.problems] == ["cannot-read"]


def test_what_the_library_shares_is_no_briefing_and_its_ids_are_known(root: Path) -> None:
    put(root, "library.yaml", "title: Ours\nactors: {usfj: Forces Japan}\n")
    put(root, "a.yaml")
    listing = briefings([root])
    assert [briefing.id for briefing in listing.briefings] == ["a"]
    assert listing.ids == {"a", "usfj"}


def test_a_root_is_the_folder_that_was_named(root: Path) -> None:
    put(root, "sub/a.yaml")
    assert [found.root for found in files([root], [])] == [root]
    assert [briefing.id for briefing in briefings([root / "sub"]).briefings] == ["a"]


def test_what_a_library_shares_is_given_to_the_briefings_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "library.yaml").write_text("defaults: {tlp: AMBER}\nterms: {pier: A landing}\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text("title: A\nbody: A [[pier]].\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("title: B\ntlp: GREEN\n", encoding="utf-8")
    first, second = briefings([tmp_path]).briefings
    assert (first.tlp, [term.id for term in first.terms]) == ("AMBER", ["pier"])
    assert (second.tlp, second.terms) == ("GREEN", ())
    assert briefings([tmp_path / "a.yaml"]).briefings[0].tlp == "AMBER"


def test_a_file_that_is_named_has_what_the_library_above_it_shares_and_its_id_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "library"
    (library / "deep").mkdir(parents=True)
    (library / "library.yaml").write_text("defaults: {tlp: AMBER, producer: Desk}\n", "utf-8")
    file = library / "deep" / "a.yaml"
    file.write_text("title: A\n", "utf-8")
    read = read_one(file)
    assert (read.tlp, read.producer, read.id) == ("AMBER", "Desk", "deep/a")
    assert briefings([file]).briefings == briefings([library]).briefings == (read,)
    monkeypatch.setenv("HOME", str(library / "deep"))
    assert read_one(file).tlp is None, "it is not looked for above the user's own folder"
    monkeypatch.setenv("HOME", str(tmp_path))
    (library / "deep" / ".git").mkdir()
    assert (read_one(file).tlp, read_one(file).id) == (None, "a"), "nor above a repository"


def test_every_default_is_given_and_the_scale_is_known_before_likelihoods_are_read(tmp_path: Path) -> None:
    defaults = "tlp: GREEN, marking: Desk only, producer: Desk, scale: phia, lang: ja, authors: [A, B]"
    (tmp_path / "library.yaml").write_text(f"defaults: {{{defaults}}}\n", "utf-8")
    (tmp_path / "a.yaml").write_text("title: A\njudgments:\n- {text: T, likelihood: realistic possibility}\n", "utf-8")
    (tmp_path / "b.yaml").write_text("title: B\nscale: icd203\njudgments:\n- {text: T, likelihood: remote}\n", "utf-8")
    first, second = briefings([tmp_path]).briefings
    assert (first.tlp, first.marking, first.producer, first.lang, first.authors) == ("GREEN", "Desk only", "Desk", "ja", ("A", "B"))
    assert first.scale == "phia"
    assert [judgment.likelihood.word for judgment in first.judgments if judgment.likelihood] == ["realistic possibility"]
    assert not first.problems
    assert second.scale == "icd203"
    assert not second.problems
    checked = check_library([tmp_path])
    assert not [problem for problem in checked.of_briefings if problem.code == "bad-likelihood"]


@pytest.mark.parametrize(("written", "scale"), [("phia", "phia"), ("icd203", "icd203"), ("other", None), ("", None)])
def test_a_default_scale_counts_where_it_is_one(written: str, scale: str | None) -> None:
    assert shared_of(f"defaults: {{scale: {written}}}\n".encode()).scale == scale


def test_thousands_of_files_with_one_id_each_have_one_problem(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.yaml").write_text("title: T\nid: same\n", "utf-8")
    found = [briefing.problems for briefing in briefings([tmp_path]).briefings]
    assert {len(problems) for problems in found} == {1}
    assert "01.yaml” and 38 more too" in found[0][0].message
    assert "00.yaml” and 38 more too" in found[7][0].message


def test_a_file_of_ten_gigabytes_costs_itself_alone(root: Path) -> None:
    put(root, "a.yaml", "title: A\nbluf: B\n")
    for name in ("huge.yaml", "huge.json", "library.yaml"):
        put(root, name, "")
        os.truncate(root / name, 10 << 30)
    listing = briefings([root])
    assert [briefing.id for briefing in listing.briefings] == ["a"]
    assert listing.others == 2


def test_a_library_yaml_that_cannot_be_read_marks_what_it_may_have_marked(root: Path) -> None:
    put(root, "a.yaml", "title: A\n")
    put(root, "library.yaml", "defaults: {tlp: AMBER}\n")
    os.truncate(root / "library.yaml", 10 << 30)
    listing = briefings([root])
    assert listing.briefings[0].tlp == "AMBER", "the label in its beginning holds"
    assert [(problem.code, problem.path) for problem in listing.problems] == [("cannot-read", str(root / "library.yaml"))]
    assert read_one(root / "a.yaml").tlp == "AMBER"
    put(root, "library.yaml", "defaults: {tlp: CLEAR}\n")
    os.truncate(root / "library.yaml", 10 << 30)
    assert briefings([root]).briefings[0].handling == Marking("CLEAR", "library.yaml cannot be read")
    (root / "library.yaml").unlink()
    (root / "library.yaml").symlink_to(root / "nowhere.yaml")
    listing = briefings([root])
    assert listing.briefings[0].handling == Marking(None, "library.yaml cannot be read")
    assert [problem.code for problem in listing.problems] == ["cannot-read"]
    assert [problem.code for problem in check_library([root]).problems] == ["cannot-read"]


def test_nobody_looks_for_a_library_yaml_above_folders_that_are_not_the_users_own(tmp_path: Path) -> None:
    put(tmp_path, "library.yaml", "defaults: {tlp: AMBER}\n")
    put(tmp_path, "open/deep/a.yaml", "title: A\n")
    (tmp_path / "open").chmod(0o777)
    try:
        assert read_one(tmp_path / "open" / "deep" / "a.yaml").tlp is None
    finally:
        (tmp_path / "open").chmod(0o700)
    assert read_one(tmp_path / "open" / "deep" / "a.yaml").tlp == "AMBER"

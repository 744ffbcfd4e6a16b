"""What one did goes with the briefing, whatever happens to its file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.journal.conftest import Open
from tests.journal.things import PATIENCE, edition, identity, section
from tui.journal.journal import Journal
from tui.journal.records import Identity, path_key

ONE = section("one", "Text.")


def written(path: Path, text: str = "title: Talks\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(journal: Journal, briefing: Identity) -> str:
    """Read a section of a briefing; returns its key."""
    journal.read(briefing, edition(ONE, digest=briefing.digest), [ONE]).result(PATIENCE)
    return journal.key_of(briefing)


def was_read(journal: Journal, briefing: Identity) -> bool:
    """Whether the journal knows that a section of it was read."""
    key = journal.key_of(briefing)
    standing = journal.standing(key) if key else None
    return standing is not None and "one" in standing.read


@pytest.fixture(params=[False, True], ids=["same session", "next session"])
def again(request: pytest.FixtureRequest, journal: Journal, open_journal: Open) -> Open:
    """Gives the journal to ask: the one that was written to, or a new one."""

    def next_one() -> Journal:
        if not request.param:
            return journal
        journal.close()
        return open_journal()

    return next_one


def test_a_named_briefing_is_known_after_it_was_moved_and_edited(tmp_path: Path, journal: Journal, again: Open) -> None:
    old = written(tmp_path / "a" / "talks.yaml")
    assert read(journal, identity(path=old, digest=b"1")) == "talks"
    new = written(tmp_path / "b" / "else.yaml", "title: Other words\n")
    old.unlink()
    assert was_read(again(), identity(path=new, digest=b"2"))


def test_an_unnamed_briefing_is_known_after_an_edit(tmp_path: Path, journal: Journal, again: Open) -> None:
    path = written(tmp_path / "talks.yaml")
    read(journal, identity("talks", path, named=False, digest=b"1"))
    assert was_read(again(), identity("talks", path, named=False, digest=b"2", title="New"))


def test_an_unnamed_briefing_that_was_moved_is_known_by_its_bytes(tmp_path: Path, journal: Journal, again: Open) -> None:
    old, new = written(tmp_path / "talks.yaml"), tmp_path / "below" / "other.yaml"
    read(journal, identity("talks", old, named=False, digest=b"1"))
    new.parent.mkdir()
    old.rename(new)
    moved = identity("below/other", new, named=False, digest=b"1")
    asked = again()
    assert was_read(asked, moved)
    asked.flush()
    assert asked.key_of(moved) == path_key(str(new))
    written(old, "title: Another\n")
    assert not was_read(asked, identity("talks", old, named=False, digest=b"3", title="Another"))
    other = identity("talks", old, named=False, digest=b"3", title="Another")
    asked.opened(other)
    asked.flush()
    assert asked.standing(asked.key_of(other)).read == {}  # type: ignore[union-attr]
    assert was_read(asked, moved)


def test_a_copy_of_an_unnamed_briefing_is_another_one(tmp_path: Path, journal: Journal, again: Open) -> None:
    old, new = written(tmp_path / "talks.yaml"), written(tmp_path / "copy.yaml")
    read(journal, identity("talks", old, named=False, digest=b"1"))
    assert not was_read(again(), identity("copy", new, named=False, digest=b"1"))


def test_the_briefings_of_a_folder_that_was_moved_are_known_after_an_edit(tmp_path: Path, journal: Journal, again: Open) -> None:
    old = written(tmp_path / "library" / "below" / "talks.yaml")
    read(journal, identity("below/talks", old, named=False, digest=b"1", title="Talks"))
    shutil.move(tmp_path / "library", tmp_path / "moved")
    new = tmp_path / "moved" / "below" / "talks.yaml"
    assert was_read(again(), identity("below/talks", new, named=False, digest=b"2", title="Talks"))


def test_the_same_place_in_another_library_is_another_briefing(tmp_path: Path, journal: Journal, again: Open) -> None:
    one, two = written(tmp_path / "one" / "README.md"), written(tmp_path / "two" / "README.md")
    read(journal, identity("README", one, named=False, digest=b"1", title="Read me"))
    asked = again()
    assert not was_read(asked, identity("README", two, named=False, digest=b"2", title="Read me"))
    one.unlink()
    assert not was_read(asked, identity("README", two, named=False, digest=b"2", title="Another title"))


def test_a_former_id_leads_to_the_new_one(tmp_path: Path, journal: Journal, again: Open) -> None:
    path = written(tmp_path / "talks.yaml")
    read(journal, identity("talks", path, digest=b"1"))
    renamed = identity("tokyo", path, digest=b"2", formerly=("earlier", "talks"))
    asked = again()
    assert was_read(asked, renamed)
    asked.flush()
    assert asked.key_of(renamed) == "tokyo"
    by_old, by_new = asked.standing("talks"), asked.standing("tokyo")
    assert by_old is not None
    assert by_old.read
    assert by_new == replace(by_old, key="tokyo")


def test_a_former_id_does_not_take_from_a_file_that_still_has_it(tmp_path: Path, journal: Journal) -> None:
    old, new = written(tmp_path / "old.yaml"), written(tmp_path / "new.yaml")
    read(journal, identity("talks", old))
    assert not was_read(journal, identity("tokyo", new, formerly=("talks",)))
    assert was_read(journal, identity("talks", old))


def test_a_briefing_that_is_given_an_id_keeps_what_was_done(tmp_path: Path, journal: Journal, again: Open) -> None:
    path = written(tmp_path / "talks.yaml")
    read(journal, identity("talks", path, named=False, digest=b"1"))
    assert was_read(again(), identity("tokyo", path, digest=b"2"))


def test_two_files_with_one_id_are_kept_apart_and_named(tmp_path: Path, journal: Journal, again: Open) -> None:
    one, two = written(tmp_path / "one.yaml"), written(tmp_path / "two.yaml")
    read(journal, identity(path=one))
    asked = again()
    assert not was_read(asked, identity(path=two))
    assert asked.clashes == (f"“talks” is the id of two files, which are kept apart: {one} and {two}",)
    read(asked, identity(path=two))
    asked.set_unread([identity(path=two)], "unread").result(PATIENCE)
    assert was_read(asked, identity(path=one))
    one.unlink()
    assert not was_read(asked, identity(path=two))
    assert asked.keys_of([identity(path=two), identity("other")]) == [asked.key_of(identity(path=two)), ""]


def test_two_files_with_one_id_are_kept_apart_before_anything_is_saved(tmp_path: Path, open_journal: Open) -> None:
    one, two = written(tmp_path / "one.yaml"), written(tmp_path / "two.yaml")
    (tmp_path / "file").write_text("")
    unsaved = open_journal(at=tmp_path / "file" / "below")
    assert unsaved.key_of(identity(path=one), make=True) != unsaved.key_of(identity(path=two), make=True)


def test_a_symbolic_link_is_the_file_it_leads_to(tmp_path: Path, journal: Journal, again: Open) -> None:
    path = written(tmp_path / "real" / "talks.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "talks.yaml").symlink_to(path)
    read(journal, identity("talks", path, named=False))
    asked = again()
    assert was_read(asked, identity("x/talks", tmp_path / "link" / "talks.yaml", named=False))
    assert was_read(asked, identity("talks", tmp_path / "talks.yaml", named=False))
    assert asked.clashes == ()


def test_a_file_opened_by_itself_is_the_one_of_its_library(tmp_path: Path, journal: Journal, again: Open) -> None:
    path = written(tmp_path / "library" / "below" / "talks.yaml")
    read(journal, identity("below/talks", path, named=False))
    assert was_read(again(), identity("talks", path, named=False))


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes only here")
def test_a_file_whose_name_is_no_text_is_kept_like_any_other(tmp_path: Path, journal: Journal, again: Open) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml"))
    written(path)
    briefing = identity("x", path, named=False)
    read(journal, briefing)
    asked = again()
    assert was_read(asked, briefing)
    assert asked.standing(asked.key_of(briefing)).path == str(path)  # type: ignore[union-attr]


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_id_of_an_author_is_the_key_of_a_path_or_of_another_id(one: str, two: str) -> None:
    named = Identity(one, True).key
    unnamed = Identity(two, False, "/" + two.replace("\0", "")).key
    assert named != unnamed
    assert named != Identity(two, True).key + unnamed
    assert (named == Identity(two, True).key) == (one == two)

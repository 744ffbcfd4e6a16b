"""A journal that is handed out and taken in is the same; two that are brought together lose nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, judgments, note, place, section
from tui.journal.journal import Journal
from tui.journal.redaction import Keep
from tui.model.handling import Marking
from tui.model.text import cleaned

ONE, TWO = section("one", "First text.", "More."), section("two", "Second “text”.")
WHOLE = edition(ONE, TWO, judgments("likely"))


def lines(journal: Journal) -> list[bytes]:
    """What a journal hands out."""
    stream = io.BytesIO()
    count = journal.export(stream.write)
    found = stream.getvalue().splitlines(keepends=True)
    assert len(found) == count
    return found


def fill(journal: Journal, clock: Clock) -> None:
    """Everything that a journal can hold."""
    journal.opened(identity(path="/nowhere/talks.yaml"))
    journal.read(identity(path="/nowhere/talks.yaml"), WHOLE, [ONE]).result(PATIENCE)
    clock.at += 10
    new = section("new", "Inserted.")
    journal.read(identity(path="/nowhere/talks.yaml"), edition(ONE, new, TWO, digest=b"2" * 16), [new])
    journal.set_done([(identity("other"), WHOLE), (identity("third", "/nowhere/x.yaml", named=False), None)], True, "done")
    journal.keep_place(identity("other"), place("two", "Ünïcode 日本", offset=3))
    journal.mark("a", identity(), place())
    journal.mark("b", identity("other"), place("two"))
    journal.visit(identity(), place("one", offset=1))
    journal.visit(identity("other"), place("two", offset=2))
    journal.close_actions(identity(), ["act-one", "act-two"], True, "closed two actions")
    journal.close_actions(identity("other"), ["act-three"], True, "closed an action")
    journal.close_actions(identity(), ["act-two"], False, "reopened an action")
    journal.add_note(note("n1"))
    journal.add_note(replace(note("n2", "other", "=A [comment]\nof two lines ␛"), tags=())).result(PATIENCE)
    journal.key_of(identity("renamed", formerly=("other",)), make=True)
    assert journal.flush()


def test_an_export_taken_in_by_an_empty_journal_is_exported_the_same(
    journal: Journal, open_journal: Open, tmp_path: Path, clock: Clock
) -> None:
    fill(journal, clock)
    exported = lines(journal)
    assert lines(journal) == exported
    other = open_journal(at=tmp_path / "other")
    came = other.import_(exported)
    assert (came.briefings, came.notes, came.marks, came.problems) == (3, 2, 2, ())
    assert lines(other) == exported
    assert other.notes() == journal.notes()
    assert other.edition("talks") == journal.edition("talks")
    assert other.standing("other") == journal.standing("other")
    assert other.standing("talks") == journal.standing("talks")
    assert other.closed() == journal.closed() == {"talks": {"act-one"}, "renamed": {"act-three"}}
    assert other.secret == journal.secret
    assert other.import_(exported)[:3] == (0, 0, 0)
    assert lines(other) == exported
    other.close()
    assert lines(open_journal(at=tmp_path / "other")) == exported


def test_every_line_is_an_object_with_a_type(journal: Journal, clock: Clock) -> None:
    fill(journal, clock)
    objects = [json.loads(line) for line in lines(journal)]
    types = "journal briefing briefing briefing edition edition edition note note mark mark visit visit"
    assert [found["type"] for found in objects] == types.split()
    assert objects[0]["format"] == 1
    assert objects[4]["sections"][1]["blocks"][0] == {"kind": "paragraph", "text": "First text.", "links": None}


def test_of_two_journals_that_are_brought_together_the_newer_things_stay(
    journal: Journal, open_journal: Open, tmp_path: Path, clock: Clock
) -> None:
    other = open_journal(at=tmp_path / "other")
    for one in (journal, other):
        one.read(identity(), WHOLE, [ONE])
        one.add_note(note("same", text="old", at=1.0)).result(PATIENCE)
        one.mark("a", identity(), place("one")).result(PATIENCE)
    clock.at += 10
    other.read(identity(), edition(section("one", "Newer."), TWO, digest=b"2" * 16), [section("one", "Newer.")])
    other.keep_place(identity(), place("two"))
    other.change_note(note("same", text="new", at=2.0))
    other.mark("a", identity(), place("two"))
    other.add_note(note("only there")).result(PATIENCE)
    clock.at += 10
    journal.set_done([(identity("mine"), None)], True, "done")
    journal.add_note(note("only here")).result(PATIENCE)
    before = lines(journal)
    came = journal.import_(lines(other))
    assert (came.briefings, came.notes, came.marks) == (1, 2, 1)
    assert {kept.id: kept.text for kept in journal.notes()} == {
        "same": "new",
        "only there": "A comment.",
        "only here": "A comment.",
    }
    assert journal.marks()["a"].place == place("two")
    read, standing = journal.edition("talks"), journal.standing("talks")
    assert read is not None
    assert standing is not None
    assert read.section("one").blocks[0].text == "Newer."  # type: ignore[union-attr,index]
    assert (standing.digest, standing.place) == (b"2" * 16, place("two"))
    assert journal.import_(before)[:3] == (0, 0, 0)
    assert journal.deeds()[0].said == "imported a journal"
    assert journal.undo().kind == "import"  # type: ignore[union-attr]
    assert lines(journal) == before


def test_an_import_that_is_undone_leaves_nothing(journal: Journal, open_journal: Open, tmp_path: Path, clock: Clock) -> None:
    fill(journal, clock)
    other = open_journal(at=tmp_path / "other")
    other.import_(lines(journal)[:-1])
    other.undo()
    assert [json.loads(line)["type"] for line in lines(other)] == ["journal"]


def test_lines_that_cannot_be_used_are_named_and_left_out(journal: Journal) -> None:
    came = journal.import_(
        [
            b'{"type":"journal","format":1,"secret":"AAAA"}\n',
            b"no json\n",
            b"\n",
            b'{"type":"note","id":"n1"}\n',
            b'{"type":"hat","key":"talks"}\n',
            b'{"type":"briefing","key":""}\n',
            b'{"type":"briefing","key":"talks","title":"Talks","read":{"one":5.0}}\n',
            b"\xff\xfe\n",
            b"[" * 100_000,
        ]
    )
    assert [problem.split(":")[0] for problem in came.problems] == [f"line {n} is left out" for n in (2, 4, 5, 6, 8, 9)]
    assert "anchor" in came.problems[1] or "key" in came.problems[1]
    assert (came.briefings, came.notes) == (1, 0)
    assert journal.standing("talks").read == {"one": 5.0}  # type: ignore[union-attr]


def test_what_is_taken_in_is_kept_only_up_to_the_ceiling(journal: Journal, open_journal: Open, tmp_path: Path) -> None:
    secret = section("one", "Zirconium.", marking=Marking("RED"))
    journal.read(identity(marking=Marking("RED")), edition(secret), [secret]).result(PATIENCE)
    journal.add_note(note(marking=Marking("RED"))).result(PATIENCE)
    careful = open_journal(Keep("AMBER"), tmp_path / "careful")
    careful.import_(lines(journal))
    read = careful.edition("talks")
    assert read is not None
    assert [kept.digested for kept in read.sections] == [False, True]
    assert careful.notes()[0].anchor.digested
    assert "Zirconium" not in repr(read)
    assert careful.notes()[0].text == "A comment."


def test_digests_of_another_journal_are_not_taken_for_ones_of_this(journal: Journal, open_journal: Open, tmp_path: Path) -> None:
    careful = open_journal(Keep("AMBER"), tmp_path / "careful")
    secret = section("one", "Zirconium.", marking=Marking("RED"))
    careful.read(identity(marking=Marking("RED")), edition(secret), [secret]).result(PATIENCE)
    journal.opened(identity("mine"))
    assert journal.flush()
    journal.import_(lines(careful))
    assert journal.secret != careful.secret
    read = journal.edition("talks")
    assert read is not None
    assert [(kept.digested, kept.blocks) for kept in read.sections] == [(False, None), (False, None)]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(cleaned)
"""What a journal of this program holds: texts that were cleaned when they were read."""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts.filter(bool), texts, texts), max_size=6), st.randoms())
def test_any_texts_come_back_as_they_were(tmp_path: Path, things: list[tuple[str, str, str]], chance: object) -> None:
    folder = tmp_path / str(abs(hash(repr(things))))
    first = Journal(folder / "a")
    for name, one, two in things:
        briefing = identity(name, title=one)
        kept = section(two, one)
        first.read(briefing, edition(kept), [kept])
        first.add_note(replace(note(name, briefing.key, one), tags=(two,), citation=two))
        first.keep_place(briefing, place(one, two))
    assert first.flush()
    exported = lines(first)
    second = Journal(folder / "b")
    assert second.import_(exported).problems == ()
    assert lines(second) == exported
    first.close()
    second.close()


EVERY_CONTROL = "".join(map(chr, [*range(1, 32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))


def test_texts_of_a_foreign_journal_are_cleaned_and_what_names_a_file_is_kept(
    journal: Journal, open_journal: Open, tmp_path: Path
) -> None:
    dirty = f"a{EVERY_CONTROL}b"
    one = identity("talks", f"/nowhere/{EVERY_CONTROL}.yaml", named=False, title=dirty)
    kept = section(dirty, dirty)
    journal.read(one, edition(kept), [kept])
    journal.add_note(replace(note("n1", one.key, dirty), tags=(dirty,), citation=dirty))
    journal.keep_place(one, place(dirty, dirty))
    assert journal.flush()
    exported = lines(journal)
    assert all(line.isascii() for line in exported)
    other = open_journal(at=tmp_path / "other")
    assert other.import_(exported).problems == ()
    known = next(iter(other.seen()))
    values = [value for line in lines(other) for value in strings(json.loads(line))]
    assert {value for value in values if value != cleaned(value)} <= {f"/nowhere/{EVERY_CONTROL}.yaml", known}
    assert values.count(cleaned(dirty)) > 5


def strings(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from strings(one)


@pytest.mark.parametrize("cut", [1, 50, 300])
def test_a_file_that_was_cut_off_gives_what_is_whole(
    journal: Journal, open_journal: Open, tmp_path: Path, clock: Clock, cut: int
) -> None:
    fill(journal, clock)
    data = b"".join(lines(journal))[:-cut]
    other = open_journal(at=tmp_path / "other")
    came = other.import_(io.BytesIO(data))
    assert len(came.problems) <= 1
    assert other.standing("talks") is not None


# actions that the reader closed


def test_actions_closed_in_either_of_two_journals_are_closed_in_both(
    journal: Journal, open_journal: Open, tmp_path: Path, clock: Clock
) -> None:
    other = open_journal(at=tmp_path / "other")
    journal.close_actions(identity(), ["mine", "both"], True, "closed").result(PATIENCE)
    clock.at += 10
    other.close_actions(identity(), ["both", "theirs"], True, "closed").result(PATIENCE)
    before = lines(journal)
    assert journal.import_(lines(other)).briefings == 1
    assert journal.closed() == {"talks": {"mine", "both", "theirs"}}
    assert journal.import_(lines(other))[:3] == (0, 0, 0)
    assert journal.undo().kind == "import"  # type: ignore[union-attr]
    assert journal.closed() == {"talks": {"mine", "both"}}
    assert lines(journal) == before
    journal.import_(lines(other))
    journal.close_actions(identity(), ["theirs"], False, "reopened").result(PATIENCE)
    assert journal.closed() == {"talks": {"mine", "both"}}


def test_an_action_closed_in_a_briefing_that_may_not_be_kept_stays_closed_and_unnamed(open_journal: Open, tmp_path: Path) -> None:
    strict = identity(marking=Marking("RED"))
    journal = open_journal(keep=Keep("GREEN"))
    journal.close_actions(strict, ["Call the minister"], True, "closed").result(PATIENCE)
    exported = lines(journal)
    assert b"minister" not in b"".join(exported)
    own, foreign = open_journal(Keep("GREEN"), tmp_path / "own"), open_journal(Keep("GREEN"), tmp_path / "foreign")
    own.import_(exported)
    assert own.is_closed("Call the minister", own.closed()["talks"])
    foreign.opened(identity("something"))
    assert foreign.flush()
    foreign.import_(exported)
    assert foreign.closed() == {}


def test_an_action_closed_elsewhere_is_kept_only_up_to_the_ceiling_of_its_briefing_here(open_journal: Open, tmp_path: Path) -> None:
    journal, other = open_journal(keep=Keep("GREEN")), open_journal(at=tmp_path / "other")
    other.close_actions(identity(), ["Call the minister"], True, "closed").result(PATIENCE)
    exported = lines(other)
    journal.opened(identity(marking=Marking("RED")))
    assert journal.flush()
    journal.import_(exported)
    assert journal.is_closed("Call the minister", journal.closed()["talks"])
    assert b"minister" not in b"".join(lines(journal))
    journal.close()
    assert b"minister" not in b"".join(path.read_bytes() for path in journal.folder.rglob("*") if path.is_file())  # type: ignore[union-attr]

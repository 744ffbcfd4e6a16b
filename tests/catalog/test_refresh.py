"""Bringing a catalog up to date: only what changed is read, what is gone goes, and nothing that goes wrong is for long."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.catalog.libraries import bytes_below, private_cache, random_briefing, write
from tui.catalog import file_changes, parsing, writer
from tui.catalog.catalog import Catalog, NoCatalog
from tui.catalog.file_changes import ReadTask
from tui.catalog.location import DATABASE, location_of
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.parsing import Parsed, parse_file
from tui.catalog.progress import Progress
from tui.catalog.refresh import follow, refresh
from tui.catalog.tables import set_meta
from tui.catalog.update import Outcome
from tui.catalog.wanted import Wanted
from tui.catalog.writer import CatalogWriter
from tui.search.parse import parse
from tui.store.read import CannotRead, read_bytes

SECRET = "quetzalcoatl"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three briefings, not looked at yet."""
    private_cache(monkeypatch, tmp_path)
    folder = tmp_path / "library"
    write(folder, "a.yaml", "title: First\ndate: 2024-01-01\nbluf: A **harbour** opens.\n")
    write(folder, "b.yaml", f"title: Second\ndate: 2024-02-01\nbody: |\n  Nobody may know of {SECRET}.\n")
    write(folder, "deep/c.md", "# Third\n\nA pier, and a harbour.\n")
    write(folder, "deep/data.yaml", "colour: red\n")
    return folder


def titles(folder: Path, query: str = "") -> list[str]:
    """The titles of what matches, newest first."""
    catalog = Catalog([folder])
    try:
        return [row.title for row in catalog.rows_of(catalog.matching_order(parse(query)))]
    finally:
        catalog.close()


def bytes_of(folder: Path) -> bytes:
    """Everything in every file of a catalog."""
    return bytes_below(location_of([folder]))


def counts(outcome: Outcome) -> tuple[int, int, int]:
    """New, changed, removed."""
    return outcome.new, outcome.changed, outcome.removed


def test_a_text_in_another_language_is_counted_unread(library: Path) -> None:
    with (library / "e.rst").open("wb") as large:
        large.truncate(1 << 40)
    refresh([library])
    catalog = Catalog([library])
    assert catalog.others == 2
    assert not catalog.problems
    assert not catalog.files.refresh_needed()


def test_documents_of_other_programs_are_counted_by_kind_and_not_read(library: Path) -> None:
    for name in ("a.PPTX", "b.pptx", "c.xlsx", "d.rtf"):
        (library / name).write_bytes(b"PK\x03\x04title: no briefing")
        (library / name).chmod(0o000)
    refresh([library])
    catalog = Catalog([library])
    assert catalog.others == 5
    assert list(catalog.other_kinds.items()) == [(".pptx", 2), (".rtf", 1), (".xlsx", 1), (".yaml", 1)]
    assert sum(catalog.other_kinds.values()) == catalog.others
    assert not catalog.problems


def test_everything_is_read_once_and_nothing_again(library: Path) -> None:
    assert counts(refresh([library])) == (4, 0, 0)
    assert titles(library) == ["Second", "First", "Third"]
    assert counts(refresh([library])) == (0, 0, 0)
    catalog = Catalog([library])
    assert catalog.others == 1
    assert catalog.complete
    assert not catalog.files.refresh_needed()


def test_a_changed_a_new_and_a_removed_file_are_seen(library: Path) -> None:
    refresh([library])
    write(library, "a.yaml", "title: First again\nbluf: A lighthouse.\n")
    write(library, "d.yaml", "title: Fourth\n")
    (library / "b.yaml").unlink()
    catalog = Catalog([library])
    assert catalog.files.refresh_needed()
    assert counts(refresh([library])) == (1, 1, 1)
    assert catalog.changed
    catalog.reload()
    assert sorted(row.title for row in catalog.rows(0, 9)) == ["First again", "Fourth", "Third"]
    assert titles(library, "lighthouse") == ["First again"]
    assert titles(library, "harbour") == ["Third"]


def test_a_file_whose_time_alone_changed_is_not_read_as_new(library: Path) -> None:
    refresh([library])
    catalog = Catalog([library])
    before = catalog.number_of("a")
    os.utime(library / "a.yaml", (1_000, 1_000))
    assert counts(refresh([library])) == (0, 0, 0)
    assert Catalog([library]).number_of("a") == before
    assert not Catalog([library]).files.refresh_needed()


def test_a_change_within_the_second_and_of_the_same_size_is_seen(library: Path) -> None:
    path = write(library, "a.yaml", "title: First\nbluf: A harbour.\n", age=0)
    refresh([library])
    status = path.stat()
    path.write_text("title: First\nbluf: A caisson.\n", "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    refresh([library])
    assert titles(library, "caisson") == ["First"]


@pytest.mark.parametrize("how", ["in place", "another file in its place"])
def test_a_correction_of_equal_length_under_a_kept_time_is_seen(library: Path, how: str) -> None:
    path = write(library, "a.yaml", "title: First\nbluf: On 28 July.\n")
    refresh([library])
    assert not Catalog([library]).files.refresh_needed()
    status = path.stat()
    fresh = path if how == "in place" else path.with_name("a.tmp")
    fresh.write_text("title: First\nbluf: On 29 July.\n", "utf-8")
    os.utime(fresh, ns=(status.st_atime_ns, status.st_mtime_ns))
    if fresh != path:
        fresh.replace(path)
    assert Catalog([library]).files.refresh_needed()
    assert counts(refresh([library])) == (0, 1, 0)
    assert titles(library, '"29 July"') == ["First"]


def test_what_was_changed_just_now_is_read_once_and_then_trusted(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(library, "a.yaml", "title: First again\n", age=0)
    refresh([library])
    read = count_reading(monkeypatch)
    refresh([library])
    assert read == []


@pytest.mark.parametrize("kept_times", [True, False])
def test_a_library_that_was_copied_over_itself_is_read_once_more_and_counts_as_unchanged(
    library: Path, monkeypatch: pytest.MonkeyPatch, kept_times: bool
) -> None:
    refresh([library])
    copy = library.with_name("copy")
    shutil.copytree(library, copy, copy_function=shutil.copy2 if kept_times else shutil.copyfile)
    shutil.rmtree(library)
    copy.rename(library)
    read = count_reading(monkeypatch)
    assert counts(refresh([library])) == (0, 0, 0)
    assert len(read) == 4
    assert counts(refresh([library])) == (0, 0, 0)
    assert len(read) == 4


def test_a_file_system_that_numbers_files_anew_costs_no_reading(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_changes, "file_system", lambda path: "fuse.sshfs")
    refresh([library])
    catalog = Catalog([library])
    assert {stamp[0] for stamp in catalog._db.execute("SELECT inode FROM files")} == {0}
    assert not catalog.files.refresh_needed()


def count_reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    read: list[str] = []

    def reading(path: str | Path) -> bytes:
        read.append(str(path))
        return read_bytes(path)

    monkeypatch.setattr(parsing, "read_bytes", reading)
    return read


def test_the_text_of_a_removed_briefing_is_in_no_file_of_the_catalog(library: Path) -> None:
    refresh([library])
    assert SECRET.encode() in bytes_of(library)
    (library / "b.yaml").unlink()
    refresh([library])
    assert SECRET.encode() not in bytes_of(library)
    assert titles(library, "harbour") == ["First", "Third"]


def test_a_large_index_is_not_written_anew_for_a_file_that_is_gone(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LITTLE", 0)
    monkeypatch.setattr(writer, "LITTLE_ENOUGH", 0)
    rng = random.Random(5)
    for number in range(20):
        write(library, f"many/{number}.json", random_briefing(rng))
    refresh([library])
    (library / "b.yaml").unlink()
    refresh([library])
    assert titles(library, SECRET) == []
    assert [path.name for path in location_of([library]).glob("index-*")] == ["index-0"]
    monkeypatch.setattr(writer, "A_DAY", 0)
    refresh([library])
    assert [path.name for path in location_of([library]).glob("index-*")] == ["index-1"]
    assert SECRET.encode() not in bytes_of(library)


def test_what_was_done_to_the_index_alone_is_mended_without_reading_again(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh([library])
    write(library, "a.yaml", "title: First again\nbluf: A lighthouse.\n", age=50)
    (library / "b.yaml").unlink()

    class KilledError(BaseException):
        pass

    def killed(db: object, name: str, value: object) -> None:
        if name == "opstamp":
            raise KilledError
        set_meta(db, name, value)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(writer, "set_meta", killed)
        with pytest.raises(KilledError):
            refresh([library])
    read: list[ReadTask] = []

    def parsing(roots: Sequence[str], shared: Sequence[bytes], task: ReadTask, wanted: Wanted) -> Parsed:
        read.append(task)
        return parse_file(roots, shared, task, wanted)

    with monkeypatch.context() as patch:
        patch.setattr("tui.catalog.parsing.parse_file", parsing)
        assert counts(refresh([library])) == (0, 1, 1)
    assert len(read) == 1
    assert titles(library, "lighthouse") == ["First again"]
    assert titles(library, "harbour") == ["Third"]
    assert titles(library, SECRET) == []


def test_only_the_user_can_read_the_catalog(library: Path) -> None:
    refresh([library])
    folder = location_of([library])
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("what", [DATABASE, "index-0/meta.json", "index-0", "segment"])
@pytest.mark.parametrize("how", ["gone", "garbage", "cut"])
def test_a_damaged_catalog_is_made_anew(library: Path, what: str, how: str) -> None:
    refresh([library])
    folder = location_of([library])
    index = max(folder.glob("index-*"))
    path = folder / what.replace("index-0", index.name)
    if what == "segment":
        path = max(index.glob("*.idx"))
    if path.is_dir():
        path = max(path.glob("*.term"))
    size = path.stat().st_size
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"\xff\x00nothing" * 50 if how == "garbage" else path.read_bytes()[: size // 2])
    try:
        assert titles(library, "harbour") in (["First", "Third"], []), "what is not needed may be damaged unseen"
    except NoCatalog:
        refresh([library])
    if titles(library) != ["Second", "First", "Third"]:
        refresh([library])
    assert titles(library, "harbour") == ["First", "Third"]


def test_a_rebuild_begins_with_nothing(library: Path) -> None:
    refresh([library])
    assert counts(refresh([library], rebuild=True)) == (4, 0, 0)


def test_one_who_reads_while_it_is_rebuilt_goes_over_to_the_new_one(library: Path) -> None:
    refresh([library])
    catalog = Catalog([library])
    refresh([library], rebuild=True)
    assert [row.title for row in catalog.rows(0, 9)] == ["Second", "First", "Third"]
    assert catalog.changed
    catalog.reload()
    assert not catalog.changed
    assert [hit.row.title for hit in catalog.search(parse("pier")).hits] == ["Third"]


def test_there_is_no_catalog_before_the_first_refresh(library: Path) -> None:
    with pytest.raises(NoCatalog):
        Catalog([library])


def test_a_folder_without_briefings_has_an_empty_catalog(library: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refresh([tmp_path / "empty"])
    catalog = Catalog([tmp_path / "empty"])
    assert (catalog.count(), catalog.rows(0, 10), catalog.complete) == (0, [], True)
    assert catalog.search(parse("harbour")).hits == ()


def test_a_second_writer_is_told_and_can_follow(library: Path) -> None:
    refresh([library])
    folder = location_of([library])
    said: list[Progress] = []
    with WriteLock(folder):
        with pytest.raises(LockBusy):
            refresh([library])
        follower = threading.Thread(target=follow, args=([library], said.append), kwargs={"every": 0.01})
        follower.start()
        while not said:
            time.sleep(0.01)
    follower.join(5)
    assert not follower.is_alive()
    assert said[0].phase == "done"


def test_a_reader_is_not_disturbed_by_a_writer_at_work(library: Path) -> None:
    rng = random.Random(1)
    refresh([library])
    for number in range(120):
        write(library, f"more/{number}.json", random_briefing(rng))
    catalog = Catalog([library])
    failed: list[BaseException] = []

    def work() -> None:
        try:
            refresh([library])
        except BaseException as error:
            failed.append(error)

    writer = threading.Thread(target=work)
    writer.start()
    seen = 0
    while writer.is_alive():
        if catalog.changed:
            catalog.reload()
        found = catalog.search(parse("harbour"))
        assert {hit.row.title for hit in found.hits} == {"First", "Third"}
        seen += 1
    writer.join()
    assert not failed
    assert seen
    catalog.reload()
    assert catalog.count() == 123


def test_other_processes_read_the_same(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "WORTH_IT", 1)
    monkeypatch.setattr(parsing, "TASKS_AT_ONCE", 2)
    assert counts(refresh([library], processes=2)) == (4, 0, 0)
    assert titles(library) == ["Second", "First", "Third"]


def test_a_refresh_that_is_asked_to_stop_keeps_what_it_did(library: Path) -> None:
    asked: Iterator[bool] = iter([False, True])
    outcome = refresh([library], stop=lambda: next(asked, True))
    assert outcome.stopped
    done = Catalog([library])
    assert 0 < done.count() < 3
    assert not done.complete
    assert sum(counts(refresh([library]))) == 4 - outcome.new
    assert titles(library) == ["Second", "First", "Third"]
    # Whoever counted before goes on saying "so far" until it counts anew.
    assert done.count() < 3
    assert not done.complete
    done.reload()
    assert (done.count(), done.complete) == (3, True)


def test_a_killed_refresh_is_taken_up_where_it_was(library: Path) -> None:
    rng = random.Random(2)
    for number in range(150):
        write(library, f"many/{number}.json", random_briefing(rng))
    code = (
        "import sys; from tui.catalog import refresh, update; update.FIRST_COMMIT = update.COMMIT_EVERY = 0.01;"
        f"refresh.refresh([{str(library)!r}], lambda p: print(p.done, flush=True), prepare=False)"
    )
    for wait in (0, 40, 90):
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= wait:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    outcome = refresh([library])
    assert outcome.new < 154
    catalog = Catalog([library])
    assert catalog.count() == 153
    everything = {hit.row.n for hit in catalog.search(parse("title:*"), limit=10).hits}
    assert len(catalog.matching(parse("-nothing"))) == 153, everything


def test_a_shared_entry_changes_the_briefings_that_name_it(library: Path) -> None:
    write(library, "cites.yaml", "title: Cites\nbluf: So it is said. [@bd]\n")
    write(library, "library.yaml", "sources:\n  bd: {title: Board digest}\ndefaults:\n  producer: Harbour desk\n")
    refresh([library])
    assert titles(library, "source:digest") == ["Cites"]
    assert len(titles(library, "author:desk")) == 4
    write(library, "library.yaml", "sources:\n  bd: {title: Board almanac}\ndefaults:\n  producer: Harbour desk\n", age=50)
    assert refresh([library]).changed == 2, "the file itself, and the one that cites"
    assert titles(library, "source:digest") == []
    assert titles(library, "source:almanac") == ["Cites"]
    (library / "library.yaml").unlink()
    refresh([library])
    assert titles(library, "source:almanac") == []
    assert titles(library, "author:desk") == []
    assert len(titles(library)) == 4


def problems(folder: Path) -> list[tuple[str, str]]:
    """Code and path of the problems of a library."""
    return [(problem.code, problem.path) for problem in Catalog([folder]).problems]


def test_what_cannot_be_read_is_told_until_it_can_be(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = {str(library / "a.yaml")}
    access = os.access

    def refusing(path: str | Path) -> bytes:
        if str(path) in locked:
            raise CannotRead(f"You have no permission to read “{path}”.")
        return read_bytes(path)

    monkeypatch.setattr(parsing, "read_bytes", refusing)
    monkeypatch.setattr(os, "access", lambda path, mode: os.fsdecode(path) not in locked and access(path, mode))
    told = [("cannot-read", str(library / "a.yaml"))]
    refresh([library])
    assert titles(library) == ["Second", "Third"]
    assert problems(library) == told
    write(library, "d.yaml", "title: Fourth\n")
    assert counts(refresh([library])) == (1, 0, 0)
    assert problems(library) == told, "it is told though only another file was read"
    assert not Catalog([library]).files.refresh_needed()
    locked.clear()
    assert Catalog([library]).files.refresh_needed(), "nothing but the permission has changed"
    refresh([library])
    assert problems(library) == []
    assert sorted(titles(library)) == ["First", "Fourth", "Second", "Third"]


def test_two_files_that_claim_one_id_both_open_and_both_say_so(library: Path) -> None:
    write(library, "a2.yaml", "id: a\ntitle: Twin\n")
    refresh([library])
    catalog = Catalog([library])
    rows = {row.title: row for row in catalog.rows(0, 9)}
    assert {title: row.warnings for title, row in rows.items()} == {"First": 1, "Twin": 1, "Second": 0, "Third": 0}
    for title, other in (("First", "a2.yaml"), ("Twin", "a.yaml")):
        briefing = catalog.briefing(rows[title].n)
        assert briefing.title == title
        assert [problem.code for problem in briefing.problems] == ["duplicate-id"]
        assert str(library / other) in briefing.problems[0].message
        assert catalog.document(rows[title].n).briefing == briefing
    (library / "a2.yaml").unlink()
    refresh([library])
    catalog.reload()
    row = next(row for row in catalog.rows(0, 9) if row.title == "First")
    assert row.warnings == 0
    assert catalog.briefing(row.n).problems == ()


def led_to(library: Path, *ids: str) -> dict[str, str | None]:
    """The ids of the briefings that ids find, former ones too; None where they find none."""
    catalog = Catalog([library])
    found = {one: catalog.number_of(one) for one in ids}
    return {one: None if n is None else catalog.row(n).id for one, n in found.items()}


def test_a_file_that_moved_is_known_by_its_content(library: Path) -> None:
    write(library, "named.yaml", "id: own\ntitle: Named\n")
    refresh([library])
    (library / "a.yaml").rename(library / "deep" / "a.yaml")
    (library / "named.yaml").rename(library / "renamed.yaml")
    (library / "b.yaml").unlink()
    done = refresh([library])
    assert (counts(done), done.renamed) == ((0, 0, 1), 2)
    catalog = Catalog([library])
    assert led_to(library, "a", "deep/a") == {"a": "deep/a", "deep/a": "deep/a"}
    assert catalog.number_of("b") is None
    (library / "deep").rename(library / "far")
    refresh([library])
    assert led_to(library, "a", "deep/a", "deep/c") == {"a": "far/a", "deep/a": "far/a", "deep/c": "far/c"}
    (library / "far" / "a.yaml").rename(library / "a.yaml")
    refresh([library])
    assert led_to(library, "deep/a", "far/a", "deep/c") == {"deep/a": "a", "far/a": "a", "deep/c": "far/c"}


def test_of_equal_files_those_of_one_name_belong_together(library: Path) -> None:
    for name in ("x", "y", "z"):
        write(library, f"old/{name}.yaml", "title: Template\n")
    refresh([library])
    (library / "old").rename(library / "new")
    (library / "new" / "z.yaml").rename(library / "new" / "0.yaml")
    refresh([library])
    assert led_to(library, "old/x", "old/y", "old/z") == {"old/x": "new/x", "old/y": "new/y", "old/z": "new/0"}


def test_a_copy_that_is_there_when_the_first_goes_takes_its_place(library: Path) -> None:
    refresh([library])
    write(library, "copy.yaml", (library / "a.yaml").read_text("utf-8"))
    refresh([library])
    (library / "a.yaml").unlink()
    done = refresh([library])
    assert (counts(done), done.renamed) == ((0, 0, 1), 0), "the copy was there before"
    assert led_to(library, "a") == {"a": "copy"}


def test_a_move_is_known_though_the_refresh_was_stopped_in_between(library: Path) -> None:
    refresh([library])
    (library / "a.yaml").rename(library / "moved.yaml")
    (library / "b.yaml").unlink()
    assert refresh([library], stop=lambda: True).stopped
    assert led_to(library, "a") == {"a": None}
    refresh([library])
    assert led_to(library, "a") == {"a": "moved"}


def test_what_is_made_of_the_whole_library_is_made_though_a_refresh_was_stopped_before_its_end(library: Path) -> None:
    refresh([library])
    write(library, "d.yaml", "title: Newer\nsupersedes: a\n")
    assert refresh([library], stop=lambda: True).stopped
    assert counts(refresh([library])) == (0, 0, 0), "everything was read before it stopped"
    assert titles(library, "is:superseded") == ["First"]


def test_another_default_scale_has_every_briefing_read_again(library: Path) -> None:
    write(library, "j.yaml", "title: Judged\njudgments:\n- {text: So, likelihood: realistic possibility}\n")
    refresh([library])
    assert titles(library, "is:broken") == ["Judged"]
    write(library, "library.yaml", "defaults: {scale: phia}\n", age=50)
    refresh([library])
    assert titles(library, "is:broken") == []
    assert titles(library, 'likelihood:"realistic possibility"') == ["Judged"]
    (library / "library.yaml").unlink()
    refresh([library])
    assert titles(library, "is:broken") == ["Judged"]
    assert counts(refresh([library])) == (0, 0, 0)


def test_a_file_named_beside_a_folder_has_what_the_library_above_it_shares(library: Path, tmp_path: Path) -> None:
    write(tmp_path, "other/library.yaml", "defaults: {producer: Desk}\n")
    file = write(tmp_path, "other/deep/x.yaml", "title: X\n")
    refresh([library, file])
    catalog = Catalog([library, file])
    n = catalog.number_of("deep/x")
    assert n is not None
    assert catalog.briefing(n).producer == "Desk"
    assert catalog.row(n).path == str(file)


def test_a_library_yaml_that_cannot_be_read_leaves_nothing_unmarked(library: Path) -> None:
    write(library, "library.yaml", "defaults: {tlp: AMBER}\n")
    refresh([library])
    assert len(titles(library, "tlp:amber")) == 3
    os.truncate(library / "library.yaml", 10 << 30)
    refresh([library])
    assert len(titles(library, "tlp:amber")) == 3
    assert [problem.code for problem in Catalog([library]).problems] == ["cannot-read"]
    (library / "library.yaml").unlink()
    (library / "library.yaml").symlink_to(library / "nowhere.yaml")
    refresh([library])
    assert {row.marking.text for row in Catalog([library]).rows_matching(parse(""), "title")} == {"library.yaml cannot be read"}
    (library / "library.yaml").unlink()
    assert Catalog([library]).files.refresh_needed()
    refresh([library])
    assert not Catalog([library]).problems
    assert {row.marking.text for row in Catalog([library]).rows_matching(parse(""), "title")} == {""}


def test_where_there_is_no_room_nothing_is_begun_and_that_is_said(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh([library])
    usage = shutil.disk_usage(library)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=100_050))
    assert counts(refresh([library])) == (0, 0, 0), "nothing needs no room"
    write(library, "d.yaml", "title: Fourth\n")
    with pytest.raises(OSError, match=r"needs some 1 MB in .*XDG_CACHE_HOME"):
        refresh([library])
    assert len(titles(library)) == 3


def test_a_disk_that_fills_up_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writing: CatalogWriter) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=0))
        raise ValueError("An error occurred in a thread")

    usage = shutil.disk_usage(library)
    monkeypatch.setattr(CatalogWriter, "commit", full)
    with pytest.raises(OSError, match="the disk is full"):
        refresh([library])


def test_a_cache_that_cannot_be_written_is_named(library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(OSError, match=r"the catalog cannot be written: .*file"):
        refresh([library])


def test_progress_is_told_with_what_is_left(library: Path) -> None:
    said: list[Progress] = []
    refresh([library], said.append)
    assert said[0].phase == "looking"
    assert said[-1].phase == "done"
    assert said[-1].new == 4

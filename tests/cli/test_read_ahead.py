"""What another process reads for the first page, and what comes behind that."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.cli import inputs as inputs_module
from tui.cli.inputs import Inputs, composed
from tui.cli.read_ahead import ReadAhead
from tui.document.document import Document
from tui.document.prepared import RestoredDocument
from tui.model.briefing import Briefing
from tui.model.file_stamp import stamp_of
from tui.store.processes import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="the system cannot fork")

PARAGRAPH = "The *harbour* is open; see [@s1] and `pier 4`. " * 20


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A file whose document has a rest: too long to be prepared at once, and short enough to be prepared."""
    sections = "".join(f"  - title: Part {number}\n    body: |\n      {PARAGRAPH}\n" for number in range(160))
    path = tmp_path / "long.yaml"
    path.write_text(f"title: Long\nsections:\n{sections}sources:\n  s1: {{title: A source}}\n", "utf-8")
    return path


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.processes.cores", lambda: 2)


def opened(path: Path) -> tuple[Briefing, Document]:
    """What is opened of a file that another process reads."""
    inputs = Inputs([str(path)], bare=True)
    inputs.read_ahead()
    briefing, document, _ = inputs.opened()
    assert document is not None
    return briefing, document


def test_the_stamp_is_that_of_the_file_before_it_was_read_unless_a_change_might_not_show_in_it(
    long: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, (fresh, settled) = stamp_of(long.stat()), (Inputs([str(long)], bare=True) for _ in range(2))
    monkeypatch.setattr("tui.model.file_stamp.TICK", 10**15)
    fresh.read_ahead()
    monkeypatch.setattr("tui.model.file_stamp.TICK", 0)
    settled.read_ahead()
    with long.open("a", encoding="utf-8") as file:
        file.write("\n")
    assert [inputs.opened()[2] for inputs in (fresh, settled)] == [None, before]
    assert Inputs([str(long)], bare=True).opened()[2] == stamp_of(long.stat())


def none_composed(briefing: Briefing, titles: object) -> Document:
    raise AssertionError("composed here")


def test_the_rest_comes_behind_the_beginning_and_nothing_is_composed_here(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    briefing, document = opened(long)
    monkeypatch.setattr(inputs_module, "composed", none_composed)
    assert document.parts[0].made
    assert not document.complete
    document.warm()
    assert document.complete
    monkeypatch.undo()
    assert [list(part.blocks) for part in document.parts] == [list(part.blocks) for part in composed(briefing, {}).parts]


def test_a_part_that_is_asked_for_before_the_rest_is_there_is_waited_for(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    briefing, document = opened(long)
    monkeypatch.setattr(inputs_module, "composed", none_composed)
    last = len(document.parts) - 1
    found = list(document.parts[last].blocks)
    monkeypatch.undo()
    assert found == list(composed(briefing, {}).parts[last].blocks)


def test_it_may_be_asked_for_while_the_rest_is_taken(long: Path) -> None:
    briefing, document = opened(long)
    warming = threading.Thread(target=document.warm)
    warming.start()
    found = [list(part.blocks) for part in document.parts]
    warming.join()
    assert found == [list(part.blocks) for part in composed(briefing, {}).parts]


def test_where_the_other_process_ends_behind_the_beginning_the_rest_is_composed_here(long: Path) -> None:
    inputs = Inputs([str(long)], bare=True)

    def beginning() -> Iterator[object]:
        yield next(inputs._prepared())
        raise MemoryError

    ahead = ReadAhead(beginning)
    child = ahead._child
    found = ahead.briefing()
    assert found is not None
    briefing, prepared = found
    document = RestoredDocument(briefing, prepared, lambda known: composed(known, {}), ahead.rest)
    document.warm()
    assert [list(part.blocks) for part in document.parts] == [list(part.blocks) for part in composed(briefing, {}).parts]
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)


def test_a_document_without_a_rest_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    path.write_text("title: Short\nbody: Text.\n", "utf-8")
    inputs = Inputs([str(path)], bare=True)
    inputs.read_ahead()
    assert inputs.ahead is not None
    child = inputs.ahead._child
    document = inputs.opened()[1]
    assert document is not None
    assert document.complete
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)


def test_a_process_that_fails_before_it_says_anything_is_done_without(tmp_path: Path) -> None:
    ahead = ReadAhead(lambda: iter([object()]))
    assert ahead.briefing() is None
    assert ahead.rest() is None


def test_on_one_core_a_file_is_read_in_this_process(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.processes.cores", lambda: 1)
    inputs = Inputs([str(long)], bare=True)
    inputs.read_ahead()
    assert inputs.soon(0.0) is None, "it is waited for"
    assert inputs.opened()[1] is None
    monkeypatch.setattr(inputs_module, "ENDLESS", 1_000)
    assert inputs.soon(0.0) is False, "the screen is shown before it"


def test_on_one_core_a_folder_is_read_in_another_process_all_the_same(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.processes.cores", lambda: 1)
    inputs = Inputs([str(long.parent)], bare=True)
    inputs.read_ahead()
    assert inputs.ahead is not None
    assert inputs.ahead.packed_catalog()

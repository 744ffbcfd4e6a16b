"""A briefing in a file with others, in the shell: its path is what commands print and take."""

from __future__ import annotations

import json
import mailbox
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.store.formats.test_mail import mail


@pytest.fixture
def box(tmp_path: Path) -> Path:
    file = tmp_path / "in.mbox"
    made = mailbox.mbox(file)
    for number in range(1, 4):
        made.add(mail(f"Mail {number}", f"Text {number}\n", number))
    made.close()
    return file


def test_the_path_that_a_list_prints_is_the_one_that_show_takes(run: Run, box: Path) -> None:
    listed = [json.loads(line) for line in run("list", "-L", box, "--json").out.splitlines()]
    assert sorted(one["title"] for one in listed) == ["Mail 1", "Mail 2", "Mail 3"]
    for one in listed:
        done = run("show", one["path"])
        assert done.status == 0
        assert one["title"] in done.out


def test_a_search_in_a_folder_finds_what_stands_in_a_mailbox(run: Run, box: Path) -> None:
    done = run("search", "-L", box.parent, "Text")
    assert done.out.count("in.mbox::") == 3


def test_a_mailbox_is_not_shown_as_if_it_were_its_first_mail(run: Run, box: Path) -> None:
    done = run("show", box)
    assert done.status == 2
    assert "holds several briefings" in done.err
    assert "Mail" not in done.out


def test_a_mail_that_is_gone_is_said_to_be(run: Run, box: Path) -> None:
    done = run("show", f"{box}::gone")
    assert done.status != 0
    assert "not in its file any more" in done.err

"""Telling from what the system says of a file that it is not the one that was read."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tui.model.file_stamp import COARSE, TICK, FileStamp, stamp_of

STAMP = FileStamp(10, 1_000, 5_000_000_001, 7)


def test_any_of_the_four_numbers_tells_another_file() -> None:
    assert STAMP.agrees(FileStamp(*STAMP))
    assert not STAMP.agrees(None)
    for other in (STAMP._replace(size=11), STAMP._replace(mtime_ns=0), STAMP._replace(ctime_ns=0), STAMP._replace(inode=8)):
        assert not STAMP.agrees(other)


def test_where_no_inode_lasts_the_rest_decides() -> None:
    assert STAMP.agrees(STAMP._replace(inode=0))
    assert not STAMP._replace(inode=0).agrees(STAMP._replace(size=1))


def test_a_stamp_is_trusted_once_another_change_would_show() -> None:
    assert not STAMP.is_settled(STAMP.ctime_ns)
    assert STAMP.is_settled(STAMP.ctime_ns + TICK)
    coarse = STAMP._replace(ctime_ns=5_000_000_000)
    assert not coarse.is_settled(coarse.ctime_ns + TICK)
    assert coarse.is_settled(coarse.ctime_ns + COARSE)


def test_an_edit_of_equal_length_under_a_kept_time_shows(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("28 July")
    before = path.stat()
    time.sleep(TICK / 1e9)
    path.write_text("29 July")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = stamp_of(path.stat())
    assert after[:2] == stamp_of(before)[:2]
    assert not after.agrees(stamp_of(before))

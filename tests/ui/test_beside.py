"""What stands beside the page and beside the list on a wide screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.screens import FORUM, TALKS, app_on, opened
from tui.ui.reader.beside import AFTER


@pytest.mark.parametrize(("width", "is_there"), [(149, False), (150, True)])
async def test_what_is_cited_in_the_window_stands_beside_it_where_the_line_keeps_its_length(
    tmp_path: Path, width: int, is_there: bool
) -> None:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    async with opened(app_on(tmp_path / "talks.yaml"), (width, 24)) as seen:
        await seen.pilot.pause(2 * AFTER)
        assert ("[seed] The report" in seen.text) is is_there
        assert ("Named here" in seen.text) is is_there
        assert max(map(len, (line.rstrip() for line in seen.lines))) <= width


async def test_what_links_here_stands_beside_the_page(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "forum.yaml").write_text(FORUM, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("title: Another\nbody: Text.\nrelated: [forum]\n", encoding="utf-8")
    async with opened(app_on(tmp_path), (160, 40)) as seen:
        await seen.click("The industry forum")
        await seen.press("library.open")
        await seen.pilot.pause(3 * AFTER)
        await seen.settle()
        told = seen.text.partition("What links here")[2]
        assert "Talks in Tokyo · TLP:AMBER" in " ".join(told.split())
        assert "Another" in told


async def test_the_list_has_beside_it_what_is_selected_with_its_judgments(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "forum.yaml").write_text(FORUM, encoding="utf-8")
    async with opened(app_on(tmp_path), (120, 24)) as seen:
        await seen.pilot.pause(0.2)
        assert "1 judgment" in seen.text
        assert "unlikely, 20–45% · low confidence" in seen.text
        await seen.keys("down")
        await seen.pilot.pause(0.2)
        # It has no bottom line, so that its text begins here.
        assert "Factories make missiles." in seen.text
        assert "1 judgment" not in seen.text

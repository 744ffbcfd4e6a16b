"""reStructuredText: text, structure and notes come along, also what docutils does not know; nothing is read from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.formats.packed import written
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.formats import registry
from tui.store.read import read_file

pytest.importorskip("docutils", reason="comes with the extra `import`, which `test` asks for")


def opened(folder: Path, text: str) -> Briefing:
    return read_file(written(folder, text.encode(), "a.rst"))


def test_what_a_text_says_of_itself(tmp_path: Path) -> None:
    briefing = opened(
        tmp_path,
        "=====\nPorts\n=====\n\n:Author: Ann <a@example.org>\n:Date: 2026-03-04\n:Status: Draft\n\nTLP:GREEN\n\nOne\n===\n\nText\n",
    )
    assert (briefing.title, briefing.authors, briefing.handling) == ("Ports", ("Ann",), Marking("GREEN"))
    assert briefing.date is not None
    assert briefing.date.text == "2026-03-04"
    assert briefing.body.text == "TLP:GREEN\n\n# One\n\nText"
    assert [(one.path, one.text) for one in briefing.other] == [("status", "Draft")]


def test_the_headers_of_a_proposal_are_what_it_says_of_itself(tmp_path: Path) -> None:
    head = (
        "PEP: 257\nTitle: Docstring Conventions\nAuthor: Ann <a@example.org>,\n        Bob\nCreated: 29-May-2001\nPost-History:\n"
    )
    briefing = opened(tmp_path, f"{head}\n\nAbstract\n========\n\nText\n")
    assert (briefing.title, briefing.authors) == ("Docstring Conventions", ("Ann", "Bob"))
    assert briefing.date is not None
    assert briefing.date.text.startswith("2001-05-29")
    assert briefing.body.text == "# Abstract\n\nText"
    assert [(one.path, one.text) for one in briefing.other] == [("pep", "257")]


def test_text_with_all_that_stands_in_it(tmp_path: Path) -> None:
    briefing = opened(
        tmp_path,
        "*em* **strong** ``code`` :ref:`label <x>` :func:`~a.b` `link <https://example.org>`_ and [1]_.\n\n"
        ".. code-block:: python\n   :caption: c\n\n   x = 1\n\n.. versionadded:: 3.2\n   New here.\n\n.. toctree::\n   a\n   b\n\n"
        "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n- one\n\n  - deep\n\n.. [1] At the foot.\n\n.. a comment\n",
    )
    assert briefing.body.text == (
        "*em* **strong** `code` label `a.b` [link](https://example.org) and[^1].\n\n```python\nx = 1\n```\n\n"
        "**3.2**\n\nNew here.\n\n- a\n- b\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- one\n  - deep\n\n[^1]: At the foot."
    )
    assert [problem.code for problem in briefing.problems] == ["hidden-text-left-out"]


def test_nothing_is_read_from_elsewhere_and_what_asks_for_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("narwhal")
    asks = (
        f".. include:: {tmp_path}/secret.txt\n\n.. csv-table::\n   :file: {tmp_path}/secret.txt\n\n.. raw:: html\n\n   <b>raw</b>\n"
    )
    text = opened(tmp_path, f"Text\n\n{asks}").body.text
    assert "narwhal" not in text
    assert ".. include::" in text
    assert "<b>raw</b>" in text


def test_without_its_library_the_text_is_shown_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    briefing = opened(tmp_path, "Ports\n=====\n\nText\n")
    assert [problem.message for problem in briefing.problems] == [
        "This file is reStructuredText; `pip install 'briefing-reader[import]'` installs what reads it."
    ]
    assert "Text" in briefing.body.text

"""Part of the build: makes the manual pages of the commands and puts them where `man` looks, beside the program."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPages(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling for every wheel."""

    PLUGIN_NAME = "custom"
    _folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the pages into a folder of their own, and name them among the data of the wheel."""
        sys.path.insert(0, self.root)
        try:
            from tui.cli.man_pages import man_pages
        finally:
            sys.path.remove(self.root)
        self._folder = tempfile.mkdtemp()
        for name, text in man_pages().items():
            file = Path(self._folder, name)
            file.write_text(text, encoding="utf-8")
            build_data["shared_data"][str(file)] = f"share/man/man1/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

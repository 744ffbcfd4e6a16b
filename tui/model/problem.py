"""Something wrong in a file, said so that its author can mend it."""

from __future__ import annotations

from typing import Literal

import msgspec

from tui.model.text import real_path

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

LEFT_OUT = "left-out"
"""The code of what tells how much of a briefing, or how many of them, may not be shown."""


class Problem(msgspec.Struct, frozen=True, array_like=True):
    """One thing wrong in one place.

    All texts are already cleaned and fit for one line, but are never markup.
    """

    severity: Severity
    code: str
    """Stable, lower case with hyphens: `unknown-key`, `bad-date`."""
    message: str
    """A sentence: what is wrong, without path or line."""
    line: int = 1
    """From 1; 1 when the problem is with the whole file."""
    column: int = 1
    """From 1, in code points."""
    suggestion: str = ""
    """What to do, or the line as it should be."""
    path: str = ""
    """Of the file, as shown."""
    hidden: bytes = b""
    """Its name in bytes, as in `Briefing.hidden`."""

    @property
    def real_path(self) -> str:
        """The name by which the file can be opened."""
        return real_path(self.path, self.hidden)

    @property
    def where(self) -> str:
        """`path:line:column`, the form that editors and `grep` users know."""
        return f"{self.path}:{self.line}:{self.column}" if self.path else f"{self.line}:{self.column}"

    def __str__(self) -> str:
        """`path:line:col: severity code message (suggestion)`."""
        mend = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.where}: {self.severity} {self.code} {self.message}{mend}"

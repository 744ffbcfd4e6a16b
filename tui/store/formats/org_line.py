"""A line of Org as Markdown: emphasis, code, links, dates, notes."""

from __future__ import annotations

import re

from tui.store.formats import markdown_writer as write

_LONGEST_LINK = 2_000

_PIECES = re.compile(
    rf"\[\[(?P<target>[^\[\]\n]{{1,{_LONGEST_LINK}}})\](?:\[(?P<label>[^\[\]\n]{{1,{_LONGEST_LINK}}})\])?\]"
    r"|\[fn:(?P<note>[\w-]{0,60})(?::(?P<said>[^\[\]\n]{1,2000}))?\]"
    r"|(?P<address>https?://[^\s<>\[\]\"|]{1,2000}[^\s<>\[\]\"|.,;:!?)'])"
    r"|[<\[](?P<moment>\d{4}-\d\d-\d\d)(?: [^\W\d]{2,12}\.?)?(?P<time> \d\d?:\d\d(?:-\d\d?:\d\d)?)?"
    r"(?: [.+-]{1,2}\d{1,4}[hdwmy])*[>\]]"
    r"|(?:(?<=[\s({'\"—–-])|(?<![^\n]))(?P<inner>"
    + "|".join(rf"{sign}(?=[^\s{sign}])[^{sign}\n]{{1,1000}}(?<=\S){sign}" for sign in (r"\*", "/", "_", "=", "~", r"\+"))
    + r")(?=[\s)}'\".,;:!?—–\\\[-]|$)"
)
"""What is more than its letters. Each piece is bounded, so that a line takes time that grows with its length."""

_SIGNS = {"*": "**", "/": "*", "+": "~~"}
_DEEPEST = 4


class OrgLine:
    """Makes Markdown of lines, and keeps the notes that stand in them."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}

    def note(self, label: str, text: str) -> None:
        """A note that stands by itself."""
        self._notes.setdefault(label, self.markdown(" ".join(text.split())))

    def notes(self) -> list[str]:
        """All notes, as Markdown has them."""
        return [f"[^{label}]: {text}" for label, text in self._notes.items()]

    def markdown(self, text: str, depth: int = 0) -> str:
        """The Markdown of a text on one line."""
        written: list[str] = []
        position = 0
        for found in _PIECES.finditer(text):
            written.append(write.escaped(text[position : found.start()]))
            position = found.end()
            written.append(self._piece(found, depth))
        return "".join([*written, write.escaped(text[position:])])

    def _piece(self, found: re.Match[str], depth: int) -> str:
        if target := found["target"]:
            label = self.markdown(found["label"], depth + 1) if found["label"] and depth < _DEEPEST else write.escaped(target)
            return write.link(label, target.replace(" ", "%20")) if found["label"] or "://" in target else label
        if found["note"] is not None:
            label = found["note"] or f"note-{len(self._notes) + 1}"
            if found["said"] and depth < _DEEPEST:
                self._notes.setdefault(label, self.markdown(found["said"], depth + 1))
            return f"[^{label}]"
        if address := found["address"]:
            return write.link("", address)
        if moment := found["moment"]:
            return f"{moment}{found['time'] or ''}"
        sign, inner = found["inner"][0], found["inner"][1:-1]
        if sign in "=~":
            fence = "``" if "`" in inner else "`"
            return f"{fence} {inner} {fence}" if "`" in inner else f"`{inner}`"
        text = self.markdown(inner, depth + 1) if depth < _DEEPEST else write.escaped(inner)
        mark = _SIGNS.get(sign, "")
        return f"{mark}{text}{mark}"

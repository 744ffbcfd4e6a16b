"""Labels that stand in a text as lines of their own: banners, headers and footers, subject lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui.model.handling import Marking, Tlp, parse_tlp
from tui.store.labels import not_understood

_TLP = re.compile(r"TLP[\s:=_-]{0,3}(RED|AMBER[+ _-]?STRICT|AMBER|GREEN|CLEAR|WHITE)(?![\w-])", re.I)
_LINE_OF_LABEL = re.compile(
    r"[\W_]*(?:(?:classification|handling|marking|distribution|dissemination|sharing)\s*:?\s*)?TLP[\s:=_-]{0,3}\w", re.I
)
_CLASSIFIED = re.compile(
    r"[\s*_(\[/-]*(?:CLASSIFICATION\s*:\s*)?("
    r"(?:(?:NATO|COSMIC|EU|UK|US)\s+)?(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|OFFICIAL(?:[ -]SENSITIVE)?|CUI)"
    r"(?:\s*//[A-Z0-9 ,/()-]{1,80}|\s+[A-Z]{2,12}){0,3})[\s*_)\].-]*"
)

_PAGE = r"(?:page|seite|página|стр\.?)\s*\d{1,5}(?:\s*(?:of|/|von|de|из)\s*\d{1,5})?"
_PAGED = re.compile(rf"{_PAGE}[\s|·–—-]+|[\s|·–—-]+{_PAGE}", re.I)
_NUMBER = r"[–—-]?\s*\d{1,5}(?:\s*(?:of|/)\s*\d{1,5})?\s*[–—-]?"
_NUMBERED = re.compile(rf"{_NUMBER}\s+|\s+{_NUMBER}", re.I)
"""Numbers of pages before or behind a banner, with the word for it and without."""

_WITH_CAVEATS = re.compile(
    r"(?<![\w/])(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|CUI)//[A-Z0-9/()-]+(?:, ?[A-Z]{2,}(?![a-z]))*"
)
"""A classification that nothing else looks like, wherever it stands."""

CLASSIFIED = ("SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED", "OFFICIAL", "CUI")
"""Of which one is in every classification."""

LONGEST = 120
"""Characters of a line that may be a banner."""

_MOST_LINES = 100_000


def label_on(line: str) -> Marking:
    """The label that a subject or the like says, wherever it stands in it; nothing where it says none."""
    found = _TLP.search(line[:2_000])
    return Marking(_label(found[1])) if found else Marking()


def labels_in(lines: Iterable[str]) -> list[Marking]:
    """The labels in some lines of a text: a line that begins with one, or is nothing but one. One within a sentence is none."""
    found: list[Marking] = []
    for number, line in enumerate(lines):
        if number > _MOST_LINES:
            break
        if len(line) > LONGEST or not line:
            continue
        if _LINE_OF_LABEL.match(line) and (label := _TLP.search(line)) and len(line) - label.end() < 60:
            found.append(Marking(_label(label[1])))
            continue
        if line[-1].isdigit() or line[:4].casefold() == "page":
            line = _without(_PAGED, line)
        if line.isupper() and (classified := _CLASSIFIED.fullmatch(line)):
            found.append(Marking(None, " ".join(classified[1].split())))
    return list(dict.fromkeys(found))


def labels_on_edges(lines: Iterable[str]) -> list[Marking]:
    """The labels in headers and footers: there they stand beside numbers of pages and, in cells that tabs part, other words too."""
    found: list[Marking] = []
    for line in lines:
        cells = [_without(_NUMBERED, _without(_PAGED, cell.strip())) for cell in line.split("\t")]
        found += [label_on(line), *labels_in(cells)]
        found += [Marking(None, one[0]) for one in _WITH_CAVEATS.finditer(line[:2_000])]
    return [marking for marking in dict.fromkeys(found) if marking]


def _without(pattern: re.Pattern[str], line: str) -> str:
    """A line without what a pattern finds at its beginning and its end."""
    if (first := pattern.match(line)) is not None:
        line = line[first.end() :]
    last = next((one for one in pattern.finditer(line) if one.end() == len(line)), None)
    return line[: last.start()] if last is not None else line


def labels_in_markdown(text: str) -> list[Marking]:
    """The labels in the lines of Markdown, also in headings, quotes, emphasis and tables."""
    if "tlp" not in text.lower() and not any(word in text for word in CLASSIFIED):
        return []
    return labels_in(line.strip("# *_>\\|") for line in text.split("\n"))


def tlp_named(label: str) -> Marking:
    """What a field that holds a TLP label says; a restriction where that is none."""
    return label_on(label) or label_on(f"TLP:{label}") or not_understood(label)


def marking_said(text: str) -> Marking:
    """What a header or property for a marking of any kind says: a label, with or without “TLP”, else a restriction in words."""
    return label_on(text) or label_on(f"TLP:{text}") or Marking(None, text)


def _label(text: str) -> Tlp:
    return parse_tlp(re.sub(r"AMBER[+ _-]?STRICT", "AMBER+STRICT", text.upper()))

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
        elif line.isupper() and (classified := _CLASSIFIED.fullmatch(line)):
            found.append(Marking(None, " ".join(classified[1].split())))
    return list(dict.fromkeys(found))


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

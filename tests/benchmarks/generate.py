"""Briefings of any size, made of prose that reads like prose: the same ones on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

TITLE = "Harbour and airfield access in the northern islands"
"""The title of every generated briefing; it stands in the header bar."""

WORD = "cornerstone"
"""Stands once at the start of the bottom line, so whoever sees it sees text of the document."""

SOUGHT = "deterrence"
"""Stands in about every fourth sentence: what the benchmarks look for."""

_WHO = (
    "the ministry",
    "the joint staff",
    "the prefecture",
    "the alliance office",
    "the coast guard",
    "the harbour authority",
    "the opposition",
    "the shipyard's owner",
    "the air wing",
    "the working group",
    "the finance committee",
    "the governor's adviser",
)
_DOES = (
    "expects",
    "has asked for",
    "opposes",
    "will review",
    "quietly supports",
    "has put off",
    "wants to settle",
    "described in some detail",
    "cannot yet pay for",
    "will publish",
)
_WHAT = (
    "a longer runway on the western side",
    "the new rules for visiting ships",
    "a second fuel pier",
    "shared radar data from the strait",
    "the credibility of extended deterrence",
    "a timetable for the barracks",
    "the cost of moving two companies",
    "deterrence by denial along the island chain",
    "an inquiry into last winter's accident",
    "the agreement on joint maintenance",
    "what deterrence means to those who live beside it",
    "the list of hospitals open to both forces",
)
_WHEN = (
    "before the autumn session",
    "by the end of the fiscal year",
    "after the spring exercise",
    "while talks with the landowners go on",
    "as early as March",
    "once the budget has passed",
    "although no date has been given",
    "in spite of two earlier refusals",
)
_LINKS = ("For now", "Even so", "In private", "According to two officials", "As in earlier years", "Beyond that", "On paper")
_TOPICS = ("Harbours", "Airfields", "Fuel and stores", "Local consent", "Command arrangements", "Cost", "Weather", "Outlook")


def _sentence(rng: random.Random) -> str:
    clause = f"{rng.choice(_WHO)} {rng.choice(_DOES)} {rng.choice(_WHAT)}"
    kind = rng.randrange(5)
    if kind == 0:
        clause = f"{rng.choice(_LINKS)}, {clause}"
    elif kind == 1:
        clause = f"{clause} {rng.choice(_WHEN)}"
    elif kind == 2:
        clause = f"{clause}, and {rng.choice(_WHO)} {rng.choice(_DOES)} {rng.choice(_WHAT)}"
    elif kind == 3:
        clause = f"{rng.choice(_LINKS)}, **{rng.choice(_WHO)}** {rng.choice(_DOES)} {rng.choice(_WHAT)} [@s{rng.randrange(1, 4)}]"
    return clause[0].upper() + clause[1:] + "."


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.randrange(3, 7)))


def _section(rng: random.Random, number: int, paragraphs: int) -> str:
    """A section of the author's: a lead, and a body with a heading, a list and a quotation where it is long enough."""
    lines = [f"  - title: {rng.choice(_TOPICS)}, part {number}", f"    lead: {_sentence(rng)!r}", "    body: |"]
    for paragraph in range(paragraphs):
        if paragraph and paragraph % 12 == 0:
            lines += [f"      ## {rng.choice(_TOPICS)} again", ""]
        if paragraph % 9 == 5:
            lines += [f"      - {_sentence(rng)}" for _ in range(3)]
        elif paragraph % 9 == 8:
            lines.append(f"      > {_sentence(rng)}")
        else:
            lines.append(f"      {_paragraph(rng)}")
        lines.append("")
    return "\n".join(lines) + "\n"


def _head(rng: random.Random, title: str) -> str:
    return (
        f"title: {title}\ndate: 2024-07-28\nkind: assessment\ntlp: CLEAR\ntags: [harbours, deterrence]\nbluf: |\n"
        f"  The {WORD} of access is consent, and consent is thin. {_sentence(rng)}\n"
    )


def _judgments(rng: random.Random, count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        likelihood = rng.choice(("likely", "unlikely", "very likely", "roughly even chance"))
        yield f"  j{number}:\n    text: {_sentence(rng)!r}\n    likelihood: {likelihood}\n"
        yield "    confidence: moderate\n    sources: s1\n"


def _sources() -> str:
    title = "Report {0} of the harbour board"
    return "sources:\n" + "".join(
        f"  s{number}: {{title: {title.format(number)}, date: 2024-0{number}, grade: B2}}\n" for number in (1, 2, 3)
    )


def prose(size: int, *, title: str = TITLE, seed: int = 1) -> str:
    """A briefing of about `size` bytes of YAML that is nearly all text, with some apparatus."""
    rng = random.Random(seed)
    judgments = 2 if size < 20_000 else 12
    head = _head(rng, title) + "judgments:\n" + "".join(_judgments(rng, judgments))
    tail = (
        "actors:\n  board: {name: Harbour board, type: organisation}\n"
        "  wing: {name: Northern air wing, short: NAW, type: unit, reports_to: board}\n" + _sources()
    )
    paragraphs = 1 if size < 20_000 else 40
    return _grown(head + "sections:\n", tail, size, lambda number: _section(rng, number, paragraphs))


def structured(size: int, *, seed: int = 2) -> str:
    """A briefing of about `size` bytes of YAML that is nearly all mappings and lists of short texts."""
    rng = random.Random(seed)

    def fact(number: int) -> str:
        return (
            f"  - id: f{number}\n    text: {_sentence(rng)!r}\n    said_by: {rng.choice(_WHO)}\n    credibility: 2\n"
            f"    status: reported\n    as_of: 2024-07-{number % 28 + 1:02}\n    sources: [s1, s2]\n    tlp: CLEAR\n"
        )

    return _grown(_head(rng, TITLE) + "facts:\n", _sources(), size, fact)


def _grown(head: str, tail: str, size: int, more: Callable[[int], str]) -> str:
    made, number = [head], 0
    left = size - len(head) - len(tail)
    while left > 0:
        number += 1
        made.append(more(number))
        left -= len(made[-1])
    return "".join(made) + tail


def library(folder: Path, count: int) -> Path:
    """A folder of `count` briefings of 3 KB each."""
    folder.mkdir()
    for number in range(count):
        (folder / f"briefing-{number:04}.yaml").write_text(prose(3_000, title=f"{TITLE}, {number}", seed=number), "utf-8")
    return folder

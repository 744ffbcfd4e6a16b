"""What came of a comparison, shortly: the reasons of a list, the one line over all, and what is kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tui.changes.edition import Edition
from tui.changes.results import SUMMARY_VERSION, UNRANKED, Changes, ChangeSummary, FieldChange, ItemChange
from tui.changes.wording import NAMED, RECALL, Told, label_of, sentences, tell, word_of
from tui.model.apparatus import FRONT
from tui.model.counted import counted

MOST_REASONS = 4
"""Reasons that are kept of a comparison."""

MOST_JUDGMENTS = 3
"""How many moved judgments a reason names one by one."""

_CALLED = {
    "history": ("entry of the history", "entries of the history"),
    "other": ("other field", "other fields"),
    "related": ("related briefing", "related briefings"),
}


def reasons(changes: Changes) -> tuple[str, ...]:
    """Recalls, moved judgments, other structure, then how much text, each said shortly."""
    short, rest = _structure(changes)
    paragraphs = sum(1 for section in changes.sections if section.kind == "changed" for _ in section.blocks)
    unknown = sum(not section.known for section in changes.sections if section.kind == "changed")
    said = [*short, *_by_kind(rest), *_sections(changes)]
    if paragraphs:
        said.append(counted(paragraphs, "paragraph"))
    if unknown:
        said.append(f"{counted(unknown, 'section')} changed")
    return tuple(said) or tuple(_small(changes))


def summary_line(changes: Changes) -> str:
    """Sections first, then as `reasons` without the paragraphs, moved judgments in full."""
    short, rest = _structure(changes, full=True)
    touched = sum(section.kind == "changed" for section in changes.sections)
    said = [f"{counted(touched, 'section')} changed"] if touched else []
    said += _sections(changes, moved=False)
    said += [*short, *_by_kind(rest)]
    return ", ".join(said or _small(changes))


def _structure(changes: Changes, *, full: bool = False) -> tuple[list[str], list[ItemChange]]:
    """What is named one by one, and the changes that are only counted."""
    names = dict(changes.names)
    recalled: list[str] = []
    fallen: Counter[str] = Counter()
    moved: list[str] = []
    handling: list[str] = []
    rest: list[ItemChange] = []
    for item in changes.items:
        told = tell(item, names)
        status = item.field("status")
        if item.what == "briefing":
            (recalled if told.rank == RECALL else handling).extend(told.short)
        elif item.what == "source" and item.kind != "removed" and status is not None and status.after in ("corrected", "recalled"):
            fallen[status.after] += 1
        elif item.what == "judgment" and item.kind == "changed" and told.short:
            moved.append(_moved(item, told, full=full))
        elif item.what == "history":
            # The author's own account stands beside what it tells of; only a recall comes first wherever it is told.
            recalled += told.short
        else:
            rest.append(item)
    sources = [f"{counted(fallen[word], 'source')} {word}" for word in ("recalled", "corrected") if fallen[word]]
    if len(moved) > MOST_JUDGMENTS:
        moved = [f"{len(moved)} judgments moved"]
    if full:
        return [*recalled, *moved, *sources, *handling], rest
    return [*recalled, *sources, *moved, *handling], rest


def _moved(item: ItemChange, told: Told, *, full: bool) -> str:
    label, said = label_of(item, NAMED), ", ".join(told.short)
    return f"{label} moved: {said}" if full else f"{label.removeprefix('judgment ')} {said}"


_ORDER = ("judgment", "action", "fact", "source", "relation", "event", "actor", "agreement", "term", "question", "related")


def _by_kind(items: list[ItemChange]) -> Iterator[str]:
    counts = Counter((item.what, item.kind) for item in items)
    kinds = [*_ORDER, *dict.fromkeys(item.what for item in items if item.what not in _ORDER)]
    for what in kinds:
        for kind in ("added", "changed", "removed"):
            if counts[what, kind]:
                yield f"{counted(counts[what, kind], *_CALLED.get(what, (what,)))} {kind}"


def _sections(changes: Changes, *, moved: bool = True) -> Iterator[str]:
    added = sum(section.kind == "added" for section in changes.sections)
    removed = sum(section.kind == "removed" for section in changes.sections)
    if added:
        yield f"{counted(added, 'section')} added"
    if removed:
        yield f"{counted(removed, 'section')} removed"
    if moved:
        for word in ("renamed", "moved"):
            count = sum(bool(getattr(section, word)) for section in changes.sections)
            if count:
                yield f"{counted(count, 'section')} {word}"
        marked = sum(section.was_marking != section.marking for section in changes.sections)
        if marked:
            yield f"handling of {counted(marked, 'section')} changed"


def _small(changes: Changes) -> Iterator[str]:
    """What to say where only small fields of the briefing changed, or its history."""
    fields: list[FieldChange] = [field for item in changes.items if item.what == "briefing" for field in item.fields]
    if any(item.what == "history" for item in changes.items):
        yield "history"
    if fields:
        yield "only " + " and ".join(word_of(field.key) for field in fields[:3]) + (" and more" if len(fields) > 3 else "")


def summary_of(changes: Changes, after: Edition, at: float) -> ChangeSummary:
    """What is kept of a comparison.

    Args:
        changes: what came out.
        after: the briefing as it is.
        at: the time, in seconds since 1970.
    """
    there = {section.id for section in after.sections}
    touched = [*(section.id for section in changes.sections), *(item.section for item in changes.items)]
    sections = tuple(dict.fromkeys(section if section in there else FRONT for section in touched))
    rank = min((sentence.rank for sentence in sentences(changes)), default=UNRANKED)
    return ChangeSummary(SUMMARY_VERSION, at, rank, reasons(changes)[:MOST_REASONS], summary_line(changes), sections)

"""Changes in words: a sentence for each, the short reasons of a list, and the one line over all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tui.document.changes.results import Changes, FieldChange, ItemChange, SectionChange, Sentence
from tui.document.changes.telling import NAMED, RECALL, Told, bare, label_of, quoted, tell, word_of
from tui.document.changes.values import clipped

LONGEST_TITLE = 300
"""Characters of the titles of a section that was renamed."""

MOST_JUDGMENTS = 3
"""How many moved judgments a reason names one by one."""

PLURALS = {"history": "entries of the history", "agreement": "agreements", "other": "other fields", "related": "related briefings"}
SINGULARS = {"history": "entry of the history", "other": "other field", "related": "related briefing"}


def sentences(changes: Changes) -> tuple[Sentence, ...]:
    """Every change of structure in words, then what became of sections; texts are counted with their section."""
    names = dict(changes.names)
    made = []
    for item in changes.items:
        told = tell(item, names)
        made.append(sentence_of(item, told))
    for section in changes.sections:
        text, title = _section(section), _title(section)
        there = "" if section.kind == "removed" else section.id
        made.append(Sentence(text, there, 3 if section.kind != "changed" else 4, _place(text, title)))
    return tuple(made)


def sentence_of(item: ItemChange, told: Told) -> Sentence:
    """What is said of a thing, with where it is to be seen and which words name it."""
    return Sentence(told.text, "" if item.kind == "removed" else item.section, told.rank, _place(told.text, label_of(item)))


def _place(text: str, name: str) -> tuple[int, int]:
    name = bare(name)
    start = text.find(name)
    return (start, start + len(name)) if start >= 0 else (0, 0)


def _title(section: SectionChange) -> str:
    """The title of a section; of one that was renamed all of it, since the old and the new may begin alike."""
    return _whole(section.title) if section.renamed else quoted(section.title)


def _whole(title: str) -> str:
    return f"“{clipped(title, LONGEST_TITLE)}”"


def _section(section: SectionChange) -> str:
    title = _title(section) if section.title else "a section"
    if section.kind == "added":
        return f"new section {title}"
    if section.kind == "removed":
        return f"section {title} removed" if section.title else "a section removed"
    said = []
    if section.renamed:
        said.append(f"renamed, from {_whole(section.was_title)}" if section.was_title else "renamed")
    if section.moved:
        said.append(f"moved under {quoted(section.under)}" if section.under else "moved")
    if section.was_marking != section.marking:
        said.append(f"handling {section.was_marking or 'unmarked'} → {section.marking or 'unmarked'}")
    said += text_counts([section])
    if not section.known:
        said.append("its text changed; how is not known, since the old text was not kept")
    return f"section {title}: {', '.join(said)}"


def text_counts(sections: list[SectionChange]) -> list[str]:
    """How much text changed: `2 paragraphs changed`, `1 paragraph added`."""
    counts: Counter[str] = Counter()
    for section in sections:
        for block in section.blocks:
            counts[block.kind] += 1
    return [f"{_count(counts[kind], 'passage')} {kind}" for kind in ("changed", "added", "removed", "moved") if counts[kind]]


def _count(number: int, word: str) -> str:
    if number == 1:
        return f"1 {SINGULARS.get(word, word)}"
    return f"{number} {PLURALS.get(word, word + 's')}"


def reasons(changes: Changes) -> tuple[str, ...]:
    """Recalls, moved judgments, other structure, then how much text, each said shortly."""
    short, rest = _structure(changes)
    paragraphs = sum(1 for section in changes.sections if section.kind == "changed" for _ in section.blocks)
    unknown = sum(not section.known for section in changes.sections if section.kind == "changed")
    said = [*short, *_counted(changes, rest), *_sections(changes)]
    if paragraphs:
        said.append(_count(paragraphs, "paragraph"))
    if unknown:
        said.append(f"{_count(unknown, 'section')} changed")
    return tuple(said) or tuple(_small(changes))


def summary(changes: Changes) -> str:
    """Sections first, then as `reasons` without the paragraphs, moved judgments in full."""
    short, rest = _structure(changes, full=True)
    touched = sum(section.kind == "changed" for section in changes.sections)
    said = [f"{_count(touched, 'section')} changed"] if touched else []
    said += _sections(changes, moved=False)
    said += [*short, *_counted(changes, rest)]
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
    sources = [f"{_count(fallen[word], 'source')} {word}" for word in ("recalled", "corrected") if fallen[word]]
    if len(moved) > MOST_JUDGMENTS:
        moved = [f"{len(moved)} judgments moved"]
    if full:
        return [*recalled, *moved, *sources, *handling], rest
    return [*recalled, *sources, *moved, *handling], rest


def _moved(item: ItemChange, told: Told, *, full: bool) -> str:
    label, said = label_of(item, NAMED), ", ".join(told.short)
    return f"{label} moved: {said}" if full else f"{label.removeprefix('judgment ')} {said}"


_ORDER = ("judgment", "action", "fact", "source", "relation", "event", "actor", "agreement", "term", "question", "related")


def _counted(changes: Changes, items: list[ItemChange]) -> Iterator[str]:
    counts = Counter((item.what, item.kind) for item in items)
    kinds = [*_ORDER, *dict.fromkeys(item.what for item in items if item.what not in _ORDER)]
    for what in kinds:
        for kind in ("added", "changed", "removed"):
            if counts[what, kind]:
                yield f"{_count(counts[what, kind], what)} {kind}"


def _sections(changes: Changes, *, moved: bool = True) -> Iterator[str]:
    added = sum(section.kind == "added" for section in changes.sections)
    removed = sum(section.kind == "removed" for section in changes.sections)
    if added:
        yield f"{_count(added, 'section')} added"
    if removed:
        yield f"{_count(removed, 'section')} removed"
    if moved:
        for word in ("renamed", "moved"):
            count = sum(bool(getattr(section, word)) for section in changes.sections)
            if count:
                yield f"{_count(count, 'section')} {word}"
        marked = sum(section.was_marking != section.marking for section in changes.sections)
        if marked:
            yield f"handling of {_count(marked, 'section')} changed"


def _small(changes: Changes) -> Iterator[str]:
    """What to say where only small fields of the briefing changed, or its history."""
    fields: list[FieldChange] = [field for item in changes.items if item.what == "briefing" for field in item.fields]
    if any(item.what == "history" for item in changes.items):
        yield "history"
    if fields:
        yield "only " + " and ".join(word_of(field.key) for field in fields[:3]) + (" and more" if len(fields) > 3 else "")

"""Comparing structured things: which is which, which fields changed, and what rests on a source that no longer stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tui.changes.edition import Edition, KeptItem, KeptSection, digested_item
from tui.changes.item_fields import STRUCTS, kept_fields, shown_value, values_of
from tui.changes.results import FieldChange, ItemChange, LeaningThing
from tui.changes.words import Profiles, likeness, profile
from tui.model.text import collapsed, fold

ALIKE = 0.5
"""`likeness` of all that is said of two things from which they are one whose id changed."""

UNLIKE = 0.3
"""`likeness` of texts below which two things with one numbered id are two things: numbers follow the order."""

_NUMBERED = re.compile(r"[ajf][0-9]+")
_GRID = 10_000
_FALLEN = ("corrected", "recalled")
_CITED_IN = "[;[] ?"


class _PlacedItem(NamedTuple):
    """An item, the section it stands in, and the form in which it is compared."""

    item: KeptItem
    section: str
    compared: KeptItem
    values: tuple[tuple[str, str], ...]
    """What is compared: key, value as it is shown."""


class _Pool:
    """All items of one kind in both editions, and the pairs that were found."""

    def __init__(self, before: list[_PlacedItem], after: list[_PlacedItem], *, known: bool) -> None:
        self.before = before
        self.after = after
        self.known = known
        self.old_of: dict[int, int] = {}
        self._taken: set[int] = set()

    def gone(self) -> Iterator[_PlacedItem]:
        return (held for index, held in enumerate(self.before) if index not in self._taken)

    def align(self, kind: str, profiles: Profiles) -> None:
        if kind == "briefing":
            if self.before and self.after:
                self._pair(0, 0)
            return
        self._take(lambda held: (held.compared.id, held.values))
        self._take(lambda held: held.values)
        if kind == "relation":
            for keys in (("from", "type", "to"), ("from", "to")):
                self._take(lambda held, keys=keys: tuple(held.compared.fields.get(key, "") for key in keys))  # type: ignore[misc]
        self._take(lambda held: held.compared.id or None, self._may_be if self.known else None)
        if self.known:
            self._take(lambda held: fold(held.item.name) or None, once=True)
            self._take_alike(profiles)

    def _pair(self, old: int, new: int) -> None:
        self.old_of[new] = old
        self._taken.add(old)

    def _take(
        self,
        key: Callable[[_PlacedItem], Hashable],
        allowed: Callable[[_PlacedItem, _PlacedItem], bool] | None = None,
        *,
        once: bool = False,
    ) -> None:
        """Pair what has the same key, in order; only where the key is alone on both sides with `once`."""
        olds: dict[Hashable, list[int]] = {}
        for old, held in enumerate(self.before):
            if old not in self._taken and (name := key(held)) is not None:
                olds.setdefault(name, []).append(old)
        news: dict[Hashable, list[int]] = {}
        for new, held in enumerate(self.after):
            if new not in self.old_of and (name := key(held)) is not None:
                news.setdefault(name, []).append(new)
        for name, indexes in news.items():
            others = olds.get(name, [])
            if once and (len(indexes) > 1 or len(others) > 1):
                continue
            for old, new in zip(others, indexes, strict=False):
                if allowed is None or allowed(self.before[old], self.after[new]):
                    self._pair(old, new)

    def _may_be(self, old: _PlacedItem, new: _PlacedItem) -> bool:
        """Whether two things of one id are one thing: where ids are numbers, only if they say something alike."""
        if not _NUMBERED.fullmatch(new.item.id):
            return True
        return _main_likeness(old.item, new.item) >= UNLIKE

    def _take_alike(self, profiles: Profiles) -> None:
        olds = [n for n in range(len(self.before)) if n not in self._taken]
        news = [n for n in range(len(self.after)) if n not in self.old_of]
        if not olds or not news or len(olds) * len(news) > _GRID:
            return
        scored = []
        for old in olds:
            for new in news:
                score = profiles.likeness(_all(self.before[old].item), _all(self.after[new].item))
                if score >= ALIKE and _main_likeness(self.before[old].item, self.after[new].item) >= UNLIKE:
                    scored.append((score, -old, -new))
        for _, old, new in sorted(scored, reverse=True):
            if -old not in self._taken and -new not in self.old_of:
                self._pair(-old, -new)


def _all(item: KeptItem) -> str:
    return " ".join(item.fields.values())


_MAIN = ("text", "title", "name", "term", "summary", "type")


def _main_likeness(old: KeptItem, new: KeptItem) -> float:
    """How alike the words are that say what a thing is."""
    texts = [next((item.fields[key] for key in _MAIN if key in item.fields), item.name) for item in (old, new)]
    if texts[0] == texts[1]:
        return 1.0
    return likeness(profile(texts[0]), profile(texts[1]))


def compare_items(before: Edition, after: Edition, secret: bytes, profiles: Profiles) -> list[ItemChange]:
    """The things that changed, in the order of the new edition; what is gone stands behind the rest of its kind."""
    hidden = {item.kind for section in before.sections if section.digested for item in section.items}
    olds = _by_kind(_once(before.sections), hidden, secret)
    news = _by_kind(after.sections, hidden, secret)
    changes: list[ItemChange] = []
    for kind in dict.fromkeys([*news, *olds]):
        pool = _Pool(olds.get(kind, []), news.get(kind, []), known=kind not in hidden)
        pool.align(kind, profiles)
        changes += _changes(kind, pool)
    return [_with_leaning(change, after) for change in changes]


def _once(sections: Sequence[KeptSection]) -> list[KeptSection]:
    """The sections with each relation only where it was read last: it changes sections with its type."""
    last: dict[tuple[str, ...], float] = {}
    for section in sections:
        for item in section.items:
            if item.kind == "relation":
                last[_ends(item)] = max(last.get(_ends(item), 0.0), section.read_at)
    if not last:
        return list(sections)
    return [
        replace(section, items=tuple(item for item in section.items if last.get(_ends(item), 0.0) <= section.read_at))
        if any(item.kind == "relation" for item in section.items)
        else section
        for section in sections
    ]


def _ends(item: KeptItem) -> tuple[str, ...]:
    return item.kind, item.fields.get("from", ""), item.fields.get("to", "")


def _by_kind(sections: Sequence[KeptSection], hidden: set[str], secret: bytes) -> dict[str, list[_PlacedItem]]:
    found: dict[str, list[_PlacedItem]] = {}
    for section in sections:
        for item in section.items:
            compared = digested_item(item, secret) if item.kind in hidden and not section.digested else item
            values = tuple(sorted((key, shown_value(item.kind, key, value)) for key, value in compared.fields.items()))
            found.setdefault(item.kind, []).append(_PlacedItem(item, section.id, compared, values))
    return found


def _changes(kind: str, pool: _Pool) -> Iterator[ItemChange]:
    for new, held in enumerate(pool.after):
        if new not in pool.old_of:
            fields = tuple(FieldChange(key, "", value) for key, value in held.item.fields.items())
            yield ItemChange("added", kind, held.item.id, held.item.name, held.section, fields)
            continue
        old = pool.before[pool.old_of[new]]
        if old.values != held.values:
            fields = tuple(_fields(kind, old, held, known=pool.known))
            yield ItemChange("changed", kind, held.item.id, held.item.name, held.section, fields)
    for old in pool.gone():
        known = old.item is old.compared and pool.known
        fields = tuple(FieldChange(key, value, "") for key, value in old.item.fields.items()) if known else ()
        yield ItemChange("removed", kind, old.item.id if known else "", old.item.name if known else "", old.section, fields)


def _fields(kind: str, old: _PlacedItem, new: _PlacedItem, *, known: bool) -> Iterator[FieldChange]:
    struct = STRUCTS.get(kind)
    order = [field.key for field in kept_fields(struct)] if struct else []
    before, after = dict(old.values), dict(new.values)
    for key in dict.fromkeys([*order, *after, *before]):
        if before.get(key) != after.get(key):
            yield FieldChange(key, old.item.fields.get(key, "") if known else "", new.item.fields.get(key, ""), known)


def _with_leaning(change: ItemChange, after: Edition) -> ItemChange:
    status = change.field("status")
    if change.what != "source" or status is None or status.after not in _FALLEN:
        return change
    return replace(change, leaning=tuple(leaning_on(after, change.id)))


def leaning_on(edition: Edition, source: str) -> Iterator[LeaningThing]:
    """What of an edition rests on a source: things that name it, or one derived from it, and prose that cites one of them."""
    derived = _derived(edition, source)
    names = {source: "", **derived}
    titles = {item.id: item.name or item.id for section in edition.sections for item in section.items if item.kind == "source"}
    for section in edition.sections:
        for item in section.items:
            if item.kind == "source":
                if item.id in derived:
                    yield LeaningThing("source", item.id, item.name, titles.get(derived[item.id], ""))
                continue
            named = [one for one in values_of(item.fields.get("sources", "")) if one in names]
            if named:
                yield LeaningThing(item.kind, item.id, item.name, "" if source in named else titles[named[0]])
    cited = {name: re.compile(rf"{_CITED_IN}{re.escape(name)}(?=[\];,])") for name in names}
    for section in edition.sections:
        for name, pattern in cited.items():
            if any(pattern.search(block.text) for block in section.blocks or ()):
                yield LeaningThing("section", section.id, collapsed(section.title), "" if name == source else titles[name])
                break


def _derived(edition: Edition, source: str) -> dict[str, str]:
    """Sources that are derived from a source, however far -> the one in between, or "" where there is none."""
    children: dict[str, list[str]] = {}
    for section in edition.sections:
        for item in section.items:
            if item.kind == "source":
                for parent in values_of(item.fields.get("derived_from", "")):
                    children.setdefault(parent, []).append(item.id)
    found: dict[str, str] = {}
    waiting: list[tuple[str, str]] = [(child, "") for child in children.get(source, ())]
    while waiting:
        name, by = waiting.pop()
        if name != source and name not in found:
            found[name] = by
            waiting += [(child, name) for child in children.get(name, ())]
    return found


def item_names(editions: Iterable[Edition], changes: Sequence[ItemChange]) -> tuple[tuple[str, str], ...]:
    """What people call the things that changed lists of ids name; of several editions, the first that knows decides."""
    wanted = {
        value
        for change in changes
        for field in change.fields
        for text in (field.before, field.after)
        if len(text) < 1_000
        for value in values_of(text)
    }
    found: dict[str, str] = {}
    for edition in editions:
        for section in edition.sections:
            if not section.digested:
                for item in section.items:
                    if item.id in wanted and item.name:
                        found.setdefault(item.id, item.name)
    return tuple(sorted(found.items()))

"""Leaving out of a briefing what may not be shown: the smallest things that are marked, and every trace of them.

Whole briefings are left out where they themselves may not be shown (RULES section on ceilings: what is above a ceiling,
unmarked or restricted in words is counted, never named).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec.structs import replace

from tui.model.briefing import THINGS, Briefing, Item, OtherField, Prose, Relation, Section
from tui.model.handling import NO_CEILING, Ceiling, Marking
from tui.model.problem import LEFT_OUT, Problem

if TYPE_CHECKING:
    from tui.model.fields import Field

RULES = 3
"""Version of what a ceiling leaves out: with another one, catalogs that were made under a ceiling are made anew."""

Thing = TypeVar("Thing", bound=Item)


def within(briefing: Briefing, ceiling: Ceiling) -> Briefing | None:
    """A briefing without what a ceiling does not allow to be shown.

    A part without a label of its own is marked as what it stands in. Links to what was left out become plain words,
    citations of it go, and so do all problems of the file, since they quote it; one tells how much was left out.

    Args:
        briefing: with what its library shares, so that its marking is the one that holds.
        ceiling: what may be shown.

    Returns:
        The same briefing where all of it may be shown; None where its own marking, and so its title, may not.
    """
    if not ceiling.allows(briefing.handling):
        return None
    if ceiling.allows(briefing.effective_marking):
        return briefing
    return _Cut(briefing, ceiling).briefing()


class Shown(NamedTuple):
    """What of a library may be shown."""

    ceiling: Ceiling = NO_CEILING
    whole: bool = False
    """Whether a briefing with a part that may not be shown is left out whole."""

    @property
    def is_limited(self) -> bool:
        """Whether there is anything that may not be."""
        return self.ceiling != NO_CEILING

    @property
    def leaves_out(self) -> bool:
        """Whether there may be a briefing that is not among those that are shown."""
        return not self.ceiling.allows_everything

    @property
    def limit(self) -> str:
        """What tells this from all else that may be shown, and the rules by which the rest is left out; "" for everything."""
        return f"{RULES} {self.ceiling} {self.whole}" if self.is_limited else ""

    def of(self, briefing: Briefing) -> Briefing | None:
        """What of a briefing may be shown (`within`); None for nothing."""
        found = within(briefing, self.ceiling)
        return None if self.whole and found is not briefing else found


def parts_left_out(briefing: Briefing) -> int:
    """How many parts of a briefing were left out of it by `within`."""
    found = next((problem.message for problem in briefing.problems if problem.code == LEFT_OUT and " part" in problem.message), "")
    return int(found.partition(" ")[0].replace(",", "")) if found else 0


def said_left_out(count: int, ceiling: Ceiling, *, whole: bool = False) -> str:
    """A sentence that counts the briefings which a ceiling leaves out whole; "" for none.

    Args:
        count: how many.
        ceiling: what may be shown.
        whole: whether those with a part that may not be shown are among them.
    """
    if not count:
        return ""
    what = "1 briefing is" if count == 1 else f"{count:,} briefings are"
    return f"{what} {ceiling.excess}, {'whole or in part, ' if whole else ''}and left out."


class _Cut:
    """One briefing being cut."""

    def __init__(self, briefing: Briefing, ceiling: Ceiling) -> None:
        self._whole = briefing
        self._ceiling = ceiling
        self._count = 0
        self._items: set[str] = set()
        """Ids of what was left out."""
        self._sections: list[Section] = []
        """Sections that were left out."""

    def briefing(self) -> Briefing:
        from tui.store.references import file_stem, section_ids, with_fields

        whole = self._whole
        groups: dict[str, tuple[Any, ...]] = {name: self._allowed(getattr(whole, name)) for name in THINGS}
        sections = self._allowed_sections(whole.sections, whole.handling)
        relations = [one for one in groups["relations"] if not {one.from_, one.to} & self._items]
        self._count += len(groups["relations"]) - len(relations)
        kept = replace(whole, **(groups | {"relations": tuple(relations), "sections": sections}))
        self._headings = section_ids(Briefing(sections=tuple(self._sections))) - section_ids(kept)
        self._own = frozenset((whole.id, *whole.formerly, file_stem(whole.path))) - {""}
        told = self._told(self._count)
        untraced: Briefing = with_fields(kept, self._untraced)
        return replace(untraced, other=_not_inside(whole.other), problems=(told,))

    def _allows(self, thing: Item, around: Marking) -> Marking | None:
        """The marking that holds for a thing in something; None where it may not be shown."""
        marking = Marking(thing.tlp or around.tlp, thing.marking or around.text)
        return marking if self._ceiling.allows(marking) else None

    def _allowed(self, things: Sequence[Thing]) -> tuple[Thing, ...]:
        kept: list[Thing] = []
        for thing in things:
            if self._allows(thing, self._whole.handling) is not None:
                kept.append(thing)
            else:
                self._count += 1
                if not isinstance(thing, Relation):
                    self._items.add(thing.id)
        return tuple(kept)

    def _allowed_sections(self, sections: Iterable[Section], around: Marking) -> tuple[Section, ...]:
        kept: list[Section] = []
        for section in sections:
            marking = self._allows(section, around)
            if marking is None:
                self._count += 1
                self._sections.append(section)
            elif section.sections:
                kept.append(replace(section, sections=self._allowed_sections(section.sections, marking)))
            else:
                kept.append(section)
        return tuple(kept)

    def _untraced(self, field: Field, value: Any) -> object:
        """The value of a field without the ids of what was left out."""
        from tui.model.fields import Shape

        if field.shape is Shape.PROSE:
            return self._untraced_prose(value)
        if field.shape is Shape.SLUGS or (field.shape is Shape.TEXTS and field.key != "formerly"):
            kept = tuple([self._untraced_text(one) for one in value if one not in self._items])
            return kept if kept != value else value
        if field.shape is Shape.TEXT:
            return "" if value in self._items else self._untraced_text(value)
        return value

    def _untraced_text(self, text: str) -> str:
        from tui.store.references import without_references

        return without_references(text, self._items, self._headings, self._own)

    def _untraced_prose(self, prose: Prose) -> Prose:
        text = self._untraced_text(prose.text)
        return replace(prose, text=text) if text != prose.text else prose

    def _told(self, count: int) -> Problem:
        what = "1 part of this briefing is" if count == 1 else f"{count:,} parts of this briefing are"
        return Problem("info", LEFT_OUT, f"{what} {self._ceiling.excess}, and left out here.", path=self._whole.path)


def _not_inside(other: Sequence[OtherField]) -> tuple[OtherField, ...]:
    """The other fields of the briefing itself; those inside of things may be inside of what was left out."""
    return tuple([field for field in other if not any(sign in field.path for sign in ".[")])

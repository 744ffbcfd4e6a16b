"""What a query means, as data: the one language of the screen's search and the shell's.

**What a query is held against.** A briefing matches when the query holds of the briefing as a whole: of its
title, the titles of its sections, its text and its fields. So `japan nuclear` finds a briefing that speaks of
the one in its first section and of the other in its last, and `-nuclear` leaves out every briefing that
speaks of it anywhere. The hits inside a matching briefing are the sections that hold at least one of the words
or phrases looked for, those with most of them first (`tui.search.match.sections`).

**Negation is pushed down**: `Not` stands only around one leaf, so that `And` and `Or` of leaves and `Not` leaves are
all there is. No part is ever missing: what could not be understood is left out of the tree and told in `Query.notes`.

Texts and fields are compared by tokens (`tui.search.words`), made from folded text. An `ExactPhrase` is found within one
block, or one value of a field: never across two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import msgspec

from tui.model.handling import TLP_LABELS
from tui.search.fields import FIELDS, LABELS, OWN_FLAGS, THING_STATUSES
from tui.search.stem import stem
from tui.search.words import GLUED

DateField = Literal["date", "updated", "read", "horizon", "on", "due"]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One word.

    It is found where a token of the text equals `text`; with `prefix` where one begins with it; and without `exact`
    also where a token has the same `stem`. A single character of a script without spaces between its words is a prefix,
    since the tokens of such scripts are pairs.
    """

    text: str
    """One token, folded."""
    prefix: bool = False
    exact: bool = False
    """Only the form that was written (it stood in quotes, ended in a star, or looks in a field of labels)."""
    field: str = ""
    """A field of kind "words" (`tui.search.fields`); "" for title, section titles and text together."""

    @property
    def stem(self) -> str:
        """The stem to compare with those of the text's tokens; "" where only the form itself counts."""
        return "" if self.exact else stem(self.text)

    @property
    def forms(self) -> tuple[str, ...]:
        """The tokens that it is found as, its stem aside: behind a number as well (`km` in `10km`)."""
        return (self.text,) if self.exact or not self.text.isalpha() else (self.text, GLUED + self.text)

    def __str__(self) -> str:
        written = f"{self.text}*" if self.prefix else f'"{self.text}"' if self.exact and self.field not in LABELS else self.text
        return f"{self.field}:{written}" if self.field else written


class ExactPhrase(msgspec.Struct, frozen=True, kw_only=True):
    """Words next to each other, in the form that was written."""

    text: str
    """The words, folded, joined by single spaces."""
    tokens: tuple[str, ...]
    """What stands at consecutive positions of the text; see `tui.search.words`."""
    others: tuple[tuple[str, ...], ...] = ()
    """What may stand there instead: a date in its other spellings."""
    prefix: bool = False
    """Whether the last token may be the beginning of one of the text."""
    field: str = ""
    """As in `Word`."""

    @property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """All that it is found as."""
        return (self.tokens, *self.others)

    def __str__(self) -> str:
        written = f'"{self.text}"*' if self.prefix else f'"{self.text}"'
        return f"{self.field}:{written}" if self.field else written


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A field of kind "value" (kind, status, lang, id) that is, or with `prefix` begins with, a folded text.

    `lang:en` also matches `en-gb` (BCP 47: a language matches its variants).
    """

    field: str
    value: str
    """Folded, never empty."""
    prefix: bool = False

    def __str__(self) -> str:
        return f'{self.field}:"{self.value}"*' if self.prefix else f'{self.field}:"{self.value}"'


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """A field of kind "ranked" with one of the allowed values; a field with several values needs one of them.

    The values are in the spelling of `tui.model`: `"very likely"` (the words of both ICD 203 rows and of PHIA that have
    the rank), `"AMBER+STRICT"`, `"moderate"`, `"flash"`, a reliability `"B"`, a credibility `"2"`. F and 6 ("cannot be
    judged") are allowed only where they were asked for by name.
    """

    field: str
    allowed: tuple[str, ...]
    """In the order of their ranks, lowest first."""
    said: str
    """The condition as it was written: `>=likely`, `clear..green`."""
    negated: bool = False
    """For `tlp` only: written with a minus; `allowed` is what is left. An unmarked briefing satisfies neither."""
    unmarked: bool = False
    """For `tlp`: whether a briefing without a label, or with restrictions in words, satisfies it all the same; see
    `Query.with_unmarked`."""

    @property
    def restricted(self) -> bool:
        """For `tlp`: whether a briefing with an allowed label and restrictions in words satisfies it.

        What leaves out RED is a ceiling, and nothing with restrictions in words is known to be below one.
        """
        return self.unmarked or self.field != "tlp" or "RED" in self.allowed

    def __str__(self) -> str:
        said = f'"{self.said}"' if " " in self.said else self.said
        return f"{'-' if self.negated else ''}{self.field}:{said}"


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A date that can lie within bounds: `(upper is None or date.lower <= upper) and (lower is None or date.upper >= lower)`.

    A bound of the date that is None lies outside every other; a briefing without the date does not match.
    """

    field: DateField
    lower: int | None
    """First second, from 1970-01-01T00:00Z; None for no bound."""
    upper: int | None
    """Last second."""
    said: str
    """The condition as it was written: `2024-07..`, `>=2024`."""
    display: str
    """The same for people: `Jul 2024 or later`."""

    def __str__(self) -> str:
        return f'{self.field}:"{self.said}"' if " " in self.said else f"{self.field}:{self.said}"


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is so or not: one of `tui.search.fields.FLAGS`, or of `HAS`."""

    name: str
    field: Literal["is", "has"] = "is"

    def __str__(self) -> str:
        return f"{self.field}:{self.name}"


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """Some briefings by their numbers in the library that is asked: what becomes of a leaf that is the reader's `own`.

    No text is parsed as one.
    """

    numbers: frozenset[int]
    said: str
    """The condition as it was written."""

    def __str__(self) -> str:
        return self.said


Condition: TypeAlias = Word | ExactPhrase | Value | Ranked | Dated


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing of which all conditions hold: one judgment, one event.

    A single word or phrase of a field of `THINGS` is no `Thing` but itself: some thing has it where the field has it.
    """

    kinds: tuple[str, ...]
    """What it may be: one of `THINGS`; several only for a status that things of several kinds have."""
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        kind, said = self.kinds[0], [str(one) for one in self.conditions]
        if len(self.kinds) > 1 or (
            len(said) == 1 and self.conditions[0].field != kind and FIELDS[self.conditions[0].field].of == self.kinds
        ):
            return said[0] if len(said) == 1 else f"({' '.join(said)})"
        # By itself a condition of another field might be read as one of another thing.
        return f"{kind}:({' '.join(one.removeprefix(f'{kind}:') for one in said)})"


Leaf: TypeAlias = Word | ExactPhrase | Value | Ranked | Dated | Flag | Numbered | Thing


def own(leaf: Leaf) -> bool:
    """Whether only what the reader did, or the day, can tell where a leaf holds: nothing that a file says.

    Held against a briefing or an index such a leaf holds nowhere; `replaced` puts what is known in its place.
    """
    if isinstance(leaf, Flag):
        return leaf.field == "has" or leaf.name in OWN_FLAGS
    return (isinstance(leaf, Dated) and leaf.field == "read") or (isinstance(leaf, Word | ExactPhrase) and leaf.field == "note")


class Not(msgspec.Struct, frozen=True):
    """What must not hold."""

    leaf: Leaf

    def __str__(self) -> str:
        return f"-{self.leaf}"


class And(msgspec.Struct, frozen=True):
    """All of its parts hold; without parts it always does. No part is itself an `And`."""

    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        # Alone in its parentheses a condition on a thing is about another one than those beside it.
        several = [part for part in self.parts if joinable(part)]
        apart = len(several) > 1 and not all(isinstance(part, Value | Ranked) for part in several)
        said = [(str(part), isinstance(part, Or) or (apart and joinable(part))) for part in self.parts]
        return " ".join(f"({text})" if inside and (text[0] != "(" or text[-1] != ")") else text for text, inside in said)


class Or(msgspec.Struct, frozen=True):
    """At least one of its parts holds; it has at least two. No part is itself an `Or`."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(f"({part})" if isinstance(part, And) else str(part) for part in self.parts)


Node: TypeAlias = And | Or | Not | Leaf

EVERYTHING = And()


def joinable(node: Node) -> bool:
    """Whether a node may mean something else beside another one: see `tui.search.things.together`."""
    if isinstance(node, Or):
        return any(map(joinable, node.parts))
    return isinstance(node, Thing) or (isinstance(node, Word | ExactPhrase | Value | Ranked) and bool(kinds_of(node)))


def kinds_of(condition: Condition) -> tuple[str, ...]:
    """The kinds of things that a condition can be about."""
    if isinstance(condition, Value) and condition.field == "status":
        return tuple(kind for kind, known in THING_STATUSES.items() if any(has_status(condition, status) for status in known))
    return FIELDS[condition.field].of if condition.field in FIELDS else ()


def has_status(condition: Value, status: str) -> bool:
    """Whether a status is one that is asked for."""
    return status.startswith(condition.value) if condition.prefix else status == condition.value


class Query(msgspec.Struct, frozen=True):
    """What somebody typed, understood."""

    root: Node = EVERYTHING
    text: str = ""
    """As typed."""
    notes: tuple[str, ...] = ()
    """Sentences about what was not understood, or understood otherwise than it may have been meant."""

    @property
    def everything(self) -> bool:
        """Whether it asks for nothing in particular, so that every briefing matches."""
        return self.root == EVERYTHING

    def __str__(self) -> str:
        """The query in its plainest spelling; `parse` reads it back as the same `root`."""
        return str(self.root)

    def leaves(self) -> Iterator[Leaf]:
        """The leaves that are asked for, those under a `Not` left out, from left to right."""
        yield from _leaves(self.root)

    def all_leaves(self) -> Iterator[Leaf]:
        """All leaves, those under a `Not` among them."""
        yield from _leaves(self.root, negated=True)

    def with_unmarked(self) -> Query:
        """The same query without what `tlp:` leaves out for want of a label or for restrictions in words.

        It matches all that this one matches; what it matches besides are the items to be counted as left out.
        """
        return Query(_changed(self.root, _leniently), self.text, self.notes)

    def with_leaves(self, change: Callable[[Leaf], Node]) -> Query:
        """The same query with something else in place of each leaf, or itself."""
        return Query(_exchanged(self.root, change), self.text, self.notes)

    @property
    def personal(self) -> bool:
        """Whether any leaf is the reader's `own`, so that the query must be resolved before it is asked."""
        return _any_own(self.root)

    def replaced(self, change: Callable[[Leaf], Node]) -> Query:
        """The same query with something else in place of every leaf that is the reader's `own`."""
        return Query(_without_own(self.root, change), self.text, self.notes)


def _any_own(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(_any_own(part) for part in node.parts)
    return own(node.leaf if isinstance(node, Not) else node)


def _without_own(node: Node, change: Callable[[Leaf], Node]) -> Node:
    if isinstance(node, And):
        return both([_without_own(part, change) for part in node.parts])
    if isinstance(node, Or):
        return either([_without_own(part, change) for part in node.parts])
    if isinstance(node, Not):
        found = change(node.leaf) if own(node.leaf) else node.leaf
        # What holds of every briefing holds of none where it is negated.
        return Numbered(numbers=frozenset(), said=str(node)) if found == EVERYTHING else negated(found)
    return change(node) if own(node) else node


def _exchanged(node: Node, change: Callable[[Leaf], Node]) -> Node:
    if isinstance(node, And):
        return both([_exchanged(part, change) for part in node.parts])
    if isinstance(node, Or):
        return either([_exchanged(part, change) for part in node.parts])
    if isinstance(node, Not):
        found = change(node.leaf)
        return node if found is node.leaf else negated(found)
    return change(node)


def _leaves(node: Node, *, negated: bool = False) -> Iterator[Leaf]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _leaves(part, negated=negated)
    elif not isinstance(node, Not):
        yield node
    elif negated:
        yield node.leaf


def _leniently(leaf: Leaf) -> Leaf:
    if isinstance(leaf, Ranked) and leaf.field == "tlp":
        return msgspec.structs.replace(leaf, unmarked=True)
    return leaf


def _changed(node: Node, change: Callable[[Leaf], Leaf]) -> Node:
    if isinstance(node, And):
        return And(tuple(_changed(part, change) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(_changed(part, change) for part in node.parts))
    return node if isinstance(node, Not) else change(node)


def negated(node: Node) -> Node:
    """What holds where a node does not, with `Not` around leaves only; asking for nothing stays so."""
    if isinstance(node, And):
        return either([negated(part) for part in node.parts])
    if isinstance(node, Or):
        return both([negated(part) for part in node.parts])
    if isinstance(node, Not):
        return node.leaf
    if isinstance(node, Ranked) and node.field == "tlp":
        others = tuple(label for label in reversed(TLP_LABELS) if label not in node.allowed)
        return msgspec.structs.replace(node, allowed=others, negated=not node.negated)
    return Not(node)


def both(parts: list[Node]) -> Node:
    """All of some parts, as flat as can be."""
    flat: list[Node] = []
    for part in parts:
        for inner in part.parts if isinstance(part, And) else (part,):
            if inner not in flat:
                flat.append(inner)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def either(parts: list[Node]) -> Node:
    """One of some parts, as flat as can be; everything when there are none."""
    flat: list[Node] = []
    for part in parts:
        for inner in part.parts if isinstance(part, Or) else (part,):
            if inner not in flat:
                flat.append(inner)
    return Or(tuple(flat)) if len(flat) > 1 else flat[0] if flat else EVERYTHING

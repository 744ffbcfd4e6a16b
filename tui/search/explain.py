"""How a query was understood, in one sentence for the line below the prompt."""

from __future__ import annotations

from tui.search.fields import FIELDS, HAS, OWN_FLAGS
from tui.search.query import And, Condition, Dated, ExactPhrase, Flag, Leaf, Node, Not, Or, Query, Ranked, Thing, Value, Word

_LONGEST = 40
"""Characters of one word or phrase that are repeated."""


def explain(query: Query) -> str:
    """One sentence: how a query was understood."""
    parts = list(query.root.parts) if isinstance(query.root, And) else [query.root]
    if not parts:
        return "Every briefing."
    wanted = [_said(part) for part in parts if not isinstance(part, Not)]
    unwanted = [_leaf(part.leaf) for part in parts if isinstance(part, Not)]
    sentence = f"Briefings with {_listed(wanted, 'and')}" if wanted else "Every briefing"
    if unwanted:
        sentence += f", {'but ' if wanted else ''}without {_listed(unwanted, 'or')}"
    return f"{sentence}."


def _listed(parts: list[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _said(node: Node) -> str:
    if isinstance(node, Or):
        parts = [f"({_said(part)})" if isinstance(part, And) else _said(part) for part in node.parts]
        return f"either {_listed(parts, 'or')}"
    if isinstance(node, And):
        return _listed([_said(part) for part in node.parts], "and")
    return f"not {_leaf(node.leaf)}" if isinstance(node, Not) else _leaf(node)


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[:_LONGEST]}…”"


def _leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Word | ExactPhrase):
        return _words(leaf)
    if isinstance(leaf, Value):
        return f"{leaf.field} {'beginning with ' if leaf.prefix else ''}{_quoted(leaf.value)}"
    if isinstance(leaf, Ranked):
        return _ranked(leaf)
    if isinstance(leaf, Dated):
        return f"{_DATES[leaf.field]} {leaf.display}"
    if isinstance(leaf, Flag):
        said = HAS.get(leaf.name) if leaf.field == "has" else OWN_FLAGS.get(leaf.name)
        return said or f"the flag “{leaf.name}”"
    return _thing(leaf) if isinstance(leaf, Thing) else leaf.said


def _thing(leaf: Thing) -> str:
    """A thing, with all that is to hold of it: `an event with “exercise” (dated Aug 2024, planned)`."""
    words = [one for one in leaf.conditions if isinstance(one, Word | ExactPhrase) and one.field in leaf.kinds]
    rest = [_said_of_thing(one) for one in leaf.conditions if one not in words]
    named = _listed([f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in leaf.kinds], "or")
    said = f" with {_listed([_quoted_words(one) for one in words], 'and')}" if words else ""
    return f"{named}{said} ({', '.join(rest)})" if rest else f"{named}{said}"


def _said_of_thing(condition: Condition) -> str:
    if isinstance(condition, Dated):
        return f"{_DATES[condition.field]} {condition.display}"
    if isinstance(condition, Word | ExactPhrase):
        return f"{condition.field} {_quoted_words(condition)}"
    return f"{condition.value}{'…' if condition.prefix else ''}" if isinstance(condition, Value) else _ranked(condition)


_DATES = {
    "date": "date",
    "updated": "last change",
    "read": "reading date",
    "on": "dated",
    "due": "due",
    "horizon": "horizon",
}


def _words(leaf: Word | ExactPhrase) -> str:
    said = _quoted_words(leaf)
    return f"{said} in {FIELDS[leaf.field].note}" if leaf.field else said


def _quoted_words(leaf: Word | ExactPhrase) -> str:
    if isinstance(leaf, ExactPhrase) and leaf.others and "." not in leaf.text:
        said = f"the date {_quoted(leaf.text)}"
    elif isinstance(leaf, ExactPhrase):
        said = f"the phrase {_quoted(leaf.text)}" + (" or a longer last word" if leaf.prefix else "")
    elif leaf.prefix:
        said = f"words that begin with {_quoted(leaf.text)}"
    else:
        said = _quoted(leaf.text)
    return said


_SIGNS = (">=", "<=", ">", "<")
_COMPARED = {
    "tlp": ("{} or stricter", "{} or less strict", "stricter than {}", "less strict than {}"),
    "reliability": ("{} or better", "{} or worse", "better than {}", "worse than {}"),
    "credibility": ("{} or better", "{} or worse", "better than {}", "worse than {}"),
}
_HIGHER = ("{} or higher", "{} or lower", "above {}", "below {}")


def _ranked(leaf: Ranked) -> str:
    in_capitals = leaf.field in ("tlp", "reliability")
    said = leaf.said.upper() if in_capitals else leaf.said
    compared = _COMPARED.get(leaf.field, _HIGHER)
    low, dots, high = said.partition("..")
    if dots:
        said = f"{low} to {high}" if low and high else compared[0 if low else 1].format(low or high)
    else:
        for sign, words in zip(_SIGNS, compared, strict=True):
            if said.startswith(sign):
                said = words.format(said.removeprefix(sign))
                break
    name = "TLP" if leaf.field == "tlp" else leaf.field
    return f"{'any other than ' if leaf.negated else ''}{name} {said}"

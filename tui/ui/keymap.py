"""Which keys do what, and what has been typed of a command of several keys or of a number before one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from tui.model.late_pattern import late_pattern
from tui.ui.key_names import character_of, shown
from tui.ui.keys import ACTIONS, KeyAction, Where

if TYPE_CHECKING:
    from textual.dom import DOMNode

TYPED_IN: frozenset[Where] = frozenset({"find", "note", "search", "edit"})
"""Places in which one types: a key that types a character types it."""

Counting = Literal["", "digits", "ctrl+u"]
"""How a number is typed before a key: not at all, by its digits, or behind ctrl+u or with alt."""

_NAMED = late_pattern(r"\{([a-z.-]+)\}")

_IN_SENTENCE = late_pattern(r"⟦([a-z.-]+)⟧")

LARGEST = 99_999
"""A number that is typed."""

ANY = "*"
"""In a habit that has no meaning here, whatever key comes last."""

_COMMAND_ENDS = " enter"

CANCEL = ("escape", "ctrl+g", "ctrl+c")
"""Keys that give up what was typed, unless a sequence goes on with them."""


def command_of(sequence: str) -> str:
    """What one types behind the colon of a sequence that begins with one and ends with Enter; "" for any other sequence."""
    if not sequence.startswith("colon ") or not sequence.endswith(_COMMAND_ENDS):
        return ""
    return "".join(map(character_of, sequence.removesuffix(_COMMAND_ENDS).split(" ")[1:]))


class Keymap:
    """Which keys do what. It never changes."""

    def __init__(
        self,
        keys: dict[str, tuple[str, ...]],
        counting: Counting = "",
        name: str = "default",
        meaningless: Mapping[str, str] | None = None,
    ) -> None:
        """Make one.

        Args:
            keys: by an action's id its keys and sequences; those of an action that is not in it are the table's own.
            counting: how numbers are typed.
            name: of the preset that it comes from.
            meaningless: sequences, perhaps with `ANY` at their end, that another program knows and this one has no use for, each
                with the sentence that says so.
        """
        self.name = name
        self.counting = counting
        self._keys = {action.id: keys.get(action.id, action.keys) for action in ACTIONS}
        self.is_usual = not counting and all(self._keys[action.id] == action.keys for action in ACTIONS)
        """Whether it is the table's own."""
        ids: defaultdict[str, set[str]] = defaultdict(set)
        begun: defaultdict[str, set[str]] = defaultdict(set)
        commands: defaultdict[str, set[str]] = defaultdict(set)
        for id, sequences in self._keys.items():
            for sequence in sequences:
                if command := command_of(sequence):
                    commands[command].add(id)
                    continue
                ids[sequence].add(id)
                typed = sequence.split(" ")
                for length in range(1, len(typed)):
                    begun[" ".join(typed[:length])].add(id)
        self._ids = {sequence: frozenset(found) for sequence, found in ids.items()}
        self._begun = {sequence: frozenset(found) for sequence, found in begun.items()}
        self.commands = {command: frozenset(found) for command, found in commands.items()}
        """The words of the command line that are keys of actions here (`:wq Enter`), each with their ids."""
        self.meaningless = meaningless or {}
        self._begins_nothing = {" ".join(keys.split(" ")[:n]) for keys in self.meaningless for n in range(1, keys.count(" ") + 1)}

    def keys(self, id: str) -> tuple[str, ...]:
        """The keys and sequences of an action, in the framework's spelling."""
        return self._keys[id]

    def ids(self, sequence: str) -> frozenset[str]:
        """The actions that a key, or a sequence with a space between its keys, belongs to."""
        return self._ids.get(sequence, frozenset())

    def begun(self, sequence: str) -> frozenset[str]:
        """The actions of which a key, or several, are the beginning."""
        return self._begun.get(sequence, frozenset())

    def without_meaning(self, sequence: str) -> str:
        """What to say of a key or a sequence that another program knows and this one has no use for; "" for any other."""
        return self.meaningless.get(sequence) or self.meaningless.get(f"{sequence.rpartition(' ')[0]} {ANY}", "")

    def begins_nothing(self, sequence: str) -> bool:
        """Whether one or several keys are the beginning of what has no meaning here, which takes another key."""
        return sequence in self._begins_nothing

    def near(self, key: str) -> Iterator[str]:
        """Keys that somebody may have meant who typed one that does nothing, the likeliest first."""
        for id in USUAL.ids(key):
            yield from self.keys(id)[:1]
        held, _, last = key.rpartition("+")
        if len(last) == 1:
            yield from (last.lower(), last.upper(), f"ctrl+{last.lower()}", f"alt+{last}")
        elif held:
            yield last

    @property
    def alt(self) -> frozenset[str]:
        """The characters that are keys of their own with alt."""
        known = (*self._ids, *self._begun, *self.meaningless)
        typed = {key for sequence in known for key in sequence.split(" ") if key.startswith("alt+")}
        numbers = "0123456789" if self.counting == "ctrl+u" else ""
        return frozenset({character_of(key.removeprefix("alt+")) for key in typed} | set(numbers))

    def shown(self, id: str) -> str:
        """The first key of an action as people write it; "" where it has none."""
        keys = self._keys[id]
        return shown(keys[0]) if keys else ""

    def title(self, action: KeyAction) -> str:
        """What an action does, with the keys of others as they are; an action without a key is named by its id."""
        return _NAMED.sub(lambda named: self.shown(named[1]) or named[1], action.title)

    def told(self, text: str) -> str:
        """A sentence for the screen with keys as they are in place of `⟦undo.undo⟧`; an action without one is named by its id."""
        return _IN_SENTENCE.sub(self._in_short, text) if "⟦" in text else text

    def _in_short(self, found: re.Match[str]) -> str:
        if found[1] not in self._keys:
            return found[0]
        key = self.shown(found[1]) or found[1]
        return f"^{key[5:].upper()}" if len(key) == 6 and key.startswith("ctrl+") else key

    def hints(self, *told: tuple[str, str], before: str = "") -> str:
        """What some keys do, for a bottom line: `U undoes · q goes back`. Actions without a key are left out.

        Args:
            told: for each the ids of its actions with a space between them, and what they do.
            before: goes before it where there is anything.
        """
        said = []
        for ids, does in told:
            keys = [self.shown(id) for id in ids.split(" ")]
            if all(keys):
                said.append(f"{' '.join(keys)} {does}")
        return before + " · ".join(said) if said else ""


USUAL = Keymap({})
"""The table's own keys."""


def keymap_of(node: DOMNode) -> Keymap:
    """The keymap of the program that a widget or a screen is in; the table's own in one that has none."""
    # A protocol would say it in types, and takes 35 microseconds to look, ten times a key.
    keymap = getattr(node.app, "keymap", USUAL)
    assert isinstance(keymap, Keymap)
    return keymap


class Pressed(NamedTuple):
    """What comes of a key."""

    then: Literal["none", "wait", "run", "stop", "command"]
    """It belongs to nothing here; another one is waited for; actions are to be carried out; what was typed is given up, or goes on
    in the command line."""
    ids: frozenset[str] = frozenset()
    """To run: the first of them that works where one is."""
    number: int | None = None
    """Typed before it."""
    said: str = ""
    """Why what was typed is given up, where somebody should be told; what was typed behind the colon of a command."""
    once: bool = False
    """Whether that is to be told once: the habit is that of another program."""


class TypedKeys:
    """Keys one after the other, until they are a command or none."""

    def __init__(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._keys: list[str] = []
        self._digits = ""
        self._fours = 0

    @property
    def waits(self) -> bool:
        """Whether something has been typed that is not complete."""
        return bool(self._keys or self._digits or self._fours)

    @property
    def said(self) -> str:
        """What has been typed, as people write it."""
        number = " ".join(["ctrl+u"] * self._fours + [self._digits] * bool(self._digits))
        return " ".join(filter(None, (number, shown(" ".join(self._keys)) if self._keys else "")))

    def clear(self) -> None:
        """Wait for nothing any more."""
        self._keys, self._digits, self._fours = [], "", 0

    def press(self, key: str, working: Callable[[frozenset[str]], bool], *, typing: bool = False) -> Pressed:
        """Take a key.

        Args:
            key: in the framework's spelling.
            working: whether one of some actions works where one is.
            typing: whether one types a text, so that a digit is one of its characters.
        """
        if self.waits and not self._keys and key in ("escape", "ctrl+g", "backspace"):
            return self._take_back() if key == "backspace" else self._given_up("")
        sequence = " ".join((*self._keys, key))
        ids, begun = self._keymap.ids(sequence), self._keymap.begun(sequence)
        if ids and working(ids):
            number = self._number
            self.clear()
            return Pressed("run", ids, number)
        if (begun and working(begun)) or (not typing and self._keymap.begins_nothing(sequence)):
            self._keys.append(key)
            return Pressed("wait")
        if not typing and key not in CANCEL and (why := self._keymap.without_meaning(sequence)):
            self.clear()
            return Pressed("stop", said=why, once=True)
        if not typing and not self._keys and self._counts(key):
            return Pressed("wait")
        if not self.waits:
            return Pressed("none")
        if key == "backspace":
            return self._take_back()
        if self._keys[:1] == ["colon"] and key not in CANCEL:
            command = "".join(map(character_of, sequence.split(" ")[1:]))
            self.clear()
            return Pressed("command", said=command)
        said = f"{self.said} {shown(key)}" if not self._keys else shown(sequence)
        return self._given_up("" if key in CANCEL else f"{said} does nothing here")

    @property
    def _number(self) -> int | None:
        if self._digits:
            return min(int(self._digits), LARGEST)
        return min(4**self._fours, LARGEST) if self._fours else None

    def _counts(self, key: str) -> bool:
        """Take a key that is part of a number; whether it is."""
        counting = self._keymap.counting
        if counting == "ctrl+u" and key == "ctrl+u" and not self._digits:
            self._fours += 1
            return True
        digit = character_of(key)
        if counting == "ctrl+u" and key.startswith("alt+"):
            digit = character_of(key.removeprefix("alt+"))
        elif counting == "ctrl+u" and not self.waits:
            return False
        if not counting or len(digit) != 1 or digit not in "0123456789" or (digit == "0" and not self.waits):
            return False
        if len(self._digits) < len(str(LARGEST)):
            self._digits += digit
        return True

    def _given_up(self, said: str) -> Pressed:
        self.clear()
        return Pressed("stop", said=said)

    def _take_back(self) -> Pressed:
        if self._keys:
            self._keys.pop()
        elif self._digits:
            self._digits = self._digits[:-1]
        else:
            self._fours -= 1
        return Pressed("wait" if self.waits else "stop")

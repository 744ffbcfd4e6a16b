"""The keys as they are: the table, a preset over it, and the person's own keys over both.

What cannot be is left out and told: everything else holds.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tui.model.own_keys import PRESETS, KeyLine, OwnKeys, Written
from tui.model.problem import Problem, Severity
from tui.ui.key_names import BadKey, character_of, shown, spelled
from tui.ui.keymap import TYPED_IN, USUAL, Keymap, command_of
from tui.ui.keys import ACTIONS, BY_ID, KeyAction, Where
from tui.ui.presets import Preset, preset_named

TOGETHER: tuple[tuple[Where, ...], ...] = (
    ("document", "reader", "everywhere"),
    ("sections", "reader", "everywhere"),
    ("notes", "everywhere"),
    ("page", "everywhere"),
    ("tray", "everywhere"),
    ("library", "everywhere"),
    ("find", "edit"),
    ("note", "edit"),
    ("search", "edit"),
)
"""Places whose keys work at the same time. On the page of notes its own keys go before those of a briefing."""

WAYS_OUT = ("find.cancel", "note.leave", "search.cancel", "app.cancel", "app.leave")
"""Actions that always have a key: without them nobody comes out of a prompt, or of the program."""

_COMPANIONS: dict[Where, frozenset[Where]] = {
    where: frozenset(other for places in TOGETHER if where in places for other in places)
    for where in {place for places in TOGETHER for place in places}
}

Taken = dict[str, list[tuple[str, KeyAction]]]
"""By the key with which they begin, the keys and sequences that are given away, and to which action."""


class ChosenKeys(NamedTuple):
    """A keymap, and what was wrong with what it was made of."""

    keymap: Keymap
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=4)
def chosen_keys(own: OwnKeys, path: str = "") -> ChosenKeys:
    """The keys as a person wants them; a start asks twice, for the keys and for what is wrong with them.

    Args:
        own: what their configuration says.
        path: of the configuration, for what is wrong in it.
    """
    return _Making(own, path).made() if own.lines or own.preset else ChosenKeys(USUAL)


class _Making:
    """A keymap while it is made."""

    def __init__(self, own: OwnKeys, path: str) -> None:
        self._own = own
        self._path = path
        self._problems: list[Problem] = []
        self._places: dict[tuple[str, str], Written] = {}
        """Where a key of an action stands in the configuration."""

    def made(self) -> ChosenKeys:
        name, found = self._preset()
        preset, lines = found.keys, self._known_lines()
        base = {**{action.id: action.keys for action in ACTIONS}, **preset}
        stronger = _taken((id, preset[id]) for id in preset)
        for id, keys in base.items():
            if id not in preset:
                base[id] = tuple(key for key in keys if not _in_the_way(stronger, BY_ID[id], key))
        before = dict(base)
        mine = self._mine(lines, {id: keys for id, keys in base.items() if id not in lines})
        taken = _taken(mine.items())
        for id, keys in base.items():
            if id not in mine:
                base[id] = tuple(key for key in keys if not _in_the_way(taken, BY_ID[id], key))
        self._keep_ways_out(lines, mine, base, before)
        self._tell_lost({id: lines[id] for id in mine}, taken, before, base)
        problems = sorted(self._problems, key=lambda problem: (problem.line, problem.column))
        return ChosenKeys(Keymap({**base, **mine}, found.counting, name, found.meaningless), tuple(problems))

    def _preset(self) -> tuple[str, Preset]:
        wanted = self._own.preset
        name = wanted.text.strip().lower() if wanted is not None else PRESETS[0]
        if name not in PRESETS:
            assert wanted is not None
            near = difflib.get_close_matches(name, PRESETS, 1, 0.5)
            mend = f"did you mean “{near[0]}”?" if near else ""
            self._tell(
                wanted, "error", "unknown-preset", f"There is no preset “{wanted.text}”.", mend or f"one of {', '.join(PRESETS)}"
            )
            name = PRESETS[0]
        return name, preset_named(name)

    def _known_lines(self) -> dict[str, KeyLine]:
        lines: dict[str, KeyLine] = {}
        for line in self._own.lines:
            if line.action.text in BY_ID:
                lines[line.action.text] = line
                continue
            message, mend = f"There is no action “{line.action.text}”.", _nearest_action(line.action.text)
            self._tell(line.action, "error", "unknown-action", message, mend)
        return lines

    def _mine(self, lines: dict[str, KeyLine], others: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """The person's own keys, those left out that cannot be."""
        mine: dict[str, tuple[str, ...]] = {}
        taken: Taken = {}
        alone = _taken(others.items())
        for id, line in lines.items():
            action, keys = BY_ID[id], []
            for written in line.keys:
                sequence = self._sequence(written, action)
                if sequence and sequence not in keys and self._is_free(written, sequence, action, taken, alone):
                    keys.append(sequence)
                    self._places[id, sequence] = written
                    _take(taken, sequence, action)
            # Where none of them can be, the usual ones are better than none.
            if keys or not line.keys:
                mine[id] = tuple(keys)
        return mine

    def _sequence(self, written: Written, action: KeyAction) -> str:
        try:
            sequence = spelled(written.text)
        except BadKey as error:
            self._tell(written, "error", "bad-key", str(error), error.suggestion)
            return ""
        if action.where in TYPED_IN and character_of(sequence.split(" ")[0]):
            message = f"“{shown(sequence)}” types where {action.id} works."
            self._tell(written, "error", "types-a-character", message, "choose a key with ctrl or alt, or one that types nothing")
            return ""
        return sequence

    def _is_free(self, written: Written, sequence: str, action: KeyAction, taken: Taken, alone: Taken) -> bool:
        """Whether an action can have a sequence beside the person's own keys that stand before it, and beside all others."""
        said = shown(sequence)
        for other, has in _beside(taken, action, sequence):
            if has == sequence:
                message = f"“{said}” is the key of {other.id} already ({USUAL.title(other)})."
                self._tell(
                    written, "error", "two-actions", message, f"give one of them another key; until then it is that of {other.id}"
                )
                return False
            if has.startswith(f"{sequence} "):
                message = f"“{shown(has)}” of {other.id} begins with “{said}”, so that it cannot do anything alone."
                self._tell(written, "error", "begins-with-a-key", message, "choose another key for one of them")
                return False
        for other, has in (*_beside(taken, action, sequence), *_beside(alone, action, sequence)):
            if sequence.startswith(f"{has} "):
                message = f"“{said}” begins with “{shown(has)}”, which is the key of {other.id} ({USUAL.title(other)}) alone."
                mend = f"give {other.id} another key, or begin with a key that does nothing alone"
                if other.id == "command.open" and not sequence.endswith(" enter"):
                    mend = f"“{said} Enter” would be a word of the command line"
                self._tell(written, "error", "begins-with-a-key", message, mend)
                return False
        return True

    def _keep_ways_out(
        self,
        lines: dict[str, KeyLine],
        mine: dict[str, tuple[str, ...]],
        base: dict[str, tuple[str, ...]],
        before: dict[str, tuple[str, ...]],
    ) -> None:
        """Give the usual keys back to what one leaves by, where it has none any more."""
        for way in WAYS_OUT:
            if mine.get(way, base[way]):
                continue
            action, usual = BY_ID[way], before[way]
            given_back = _taken([(way, usual)])
            if way in mine:
                message = f"Nothing else does what {way} does ({USUAL.title(action)}), so it keeps its keys."
                self._tell(lines[way].action, "error", "no-way-out", message, "give it a key")
                del mine[way]
            for id, keys in mine.items():
                for key in [key for key in keys if _in_the_way(given_back, BY_ID[id], key)]:
                    message = f"“{shown(key)}” is the last key of {way} ({USUAL.title(action)}), which keeps it."
                    self._tell(self._places[id, key], "error", "no-way-out", message, f"give {way} another key first")
                    mine[id] = tuple(other for other in mine[id] if other != key)
            base[way] = usual

    def _tell_lost(
        self, lines: dict[str, KeyLine], taken: Taken, before: dict[str, tuple[str, ...]], base: dict[str, tuple[str, ...]]
    ) -> None:
        """Say which action has lost a key to one of the person's own."""
        for id, keys in before.items():
            if id in lines:
                continue
            for key in set(keys) - set(base[id]):
                found = _in_the_way(taken, BY_ID[id], key)
                assert found is not None
                winner, has = found
                left = " ".join(shown(other) for other in base[id])
                message = f"“{shown(key)}” was the key of {id} ({USUAL.title(BY_ID[id])}), which has {left or 'no key'} now."
                written = self._places[winner.id, has]
                mend = "" if left else f"give it another one, or write “{id}: none” if that is meant"
                self._tell(written, "info" if left else "warning", "key-taken", message, mend)

    def _tell(self, place: Written, severity: Severity, code: str, message: str, suggestion: str = "") -> None:
        self._problems.append(Problem(severity, code, message, place.line, place.column, suggestion, self._path))


def _first(sequence: str) -> str:
    """The key with which a sequence begins; a command is one whole, since its letters are typed in the command line."""
    return sequence if command_of(sequence) else sequence.partition(" ")[0]


def _take(taken: Taken, sequence: str, action: KeyAction) -> None:
    taken.setdefault(_first(sequence), []).append((sequence, action))


def _taken(keys: Iterable[tuple[str, Iterable[str]]]) -> Taken:
    taken: Taken = {}
    for id, sequences in keys:
        for sequence in sequences:
            _take(taken, sequence, BY_ID[id])
    return taken


def _beside(taken: Taken, action: KeyAction, sequence: str) -> Iterator[tuple[KeyAction, str]]:
    """What begins with the same key as a sequence, and belongs to other actions that work where one does."""
    for has, other in taken.get(_first(sequence), ()):
        if other.id != action.id and other.where in _COMPANIONS[action.where]:
            yield other, has


def _in_the_way(taken: Taken, action: KeyAction, key: str) -> tuple[KeyAction, str] | None:
    """The action, and its key, for whose sake another one cannot have a key: it has it, or one that begins so, or its beginning."""
    for other, has in _beside(taken, action, key):
        if has == key or has.startswith(f"{key} ") or key.startswith(f"{has} "):
            return other, has
    return None


def _nearest_action(id: str) -> str:
    id = id.lower()
    near = [other for other in BY_ID if other.rpartition(".")[2] == id] or difflib.get_close_matches(id, BY_ID, 1, 0.6)
    if not near:
        last = id.rpartition(".")[2]
        near = [other for other in BY_ID if other.rpartition(".")[2] == last]
    return f"did you mean “{near[0]}”?" if near else "`briefing keys` lists them"

"""How keys are written: as the framework names them, as people write them, and which of them no terminal sends."""

from __future__ import annotations

import difflib
import unicodedata

SHOWN = {
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "tab": "Tab",
    "left": "←",
    "right": "→",
    "down": "↓",
    "up": "↑",
    "shift+tab": "S-Tab",
    "ctrl+@": "ctrl+Space",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
"""Keys without a sign of their own, in the framework's spelling, and what is printed on them."""

_CHARACTER_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names that the framework shortens."""

_ALSO = {
    "return": "enter",
    "esc": "escape",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "page-down": "pagedown",
    "pgup": "pageup",
    "page-up": "pageup",
    "del": "delete",
    "ins": "insert",
    "spc": "space",
    "backtab": "shift+tab",
    "s-tab": "shift+tab",
    "←": "left",
    "→": "right",
    "↓": "down",
    "↑": "up",
}
"""What else people write."""

_IN_BRACKETS = {"cr": "enter", "bs": "backspace", "bar": "vertical_line", "lt": "less_than_sign", "gt": "greater_than_sign"}
"""And only in angle brackets, as in a `vimrc`: `<CR>`."""

CONTROL_H = "ctrl+h"
"""A key that most terminals tell from Backspace, and some do not."""

_MODIFIERS = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "c": "ctrl",
    "^": "ctrl",
    "alt": "alt",
    "meta": "alt",
    "option": "alt",
    "m": "alt",
    "a": "alt",
    "shift": "shift",
    "s": "shift",
    "cmd": "cmd",
    "command": "cmd",
    "super": "cmd",
    "win": "cmd",
    "hyper": "cmd",
    "fn": "cmd",
}

_SAME_BYTE = {"i": "tab", "m": "enter", "h": "backspace", "[": "escape", "?": "backspace"}
"""What a terminal sends for some letters with ctrl."""

_CONTROLS = {"@": "@", "space": "@", "\\": "backslash", "]": "right_square_bracket", "^": "circumflex_accent"} | dict.fromkeys(
    "_/-", "underscore"
)
"""Signs that a terminal tells apart with ctrl, and what the framework calls them then."""

_BEGIN_SEQUENCES = "[]OP_^X"
"""Letters that are the beginning of something else behind Esc, which is what alt is to a terminal."""

_WITH_MODIFIERS = {"left", "right", "up", "down", "home", "end", "insert", "delete", "pageup", "pagedown"} | {
    f"f{number}" for number in range(1, 25)
}


class BadKey(ValueError):
    """A text that is no key, or one that no terminal sends."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        """`message` is a sentence; `suggestion` says what to write instead."""
        super().__init__(message)
        self.suggestion = suggestion


def character_key(character: str) -> str:
    """The framework's name of the key that types a character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _CHARACTER_NAMES.get(name, name)


def character_of(key: str) -> str:
    """The character that a key types; "" where it types none."""
    if len(key) == 1:
        return key
    return " " if key == "space" else _SIGNS.get(key, "")


_SIGNS = {character_key(chr(code)): chr(code) for code in range(33, 127) if not chr(code).isalnum()}


_ARROWS = {name: SHOWN[name] for name in ("left", "right", "down", "up")}


def name_arrows(*, in_ascii: bool) -> None:
    """Have the arrow keys written as words where there are no signs for them: `>` and `v` are keys of their own."""
    for name, sign in _ARROWS.items():
        SHOWN[name] = name.capitalize() if in_ascii else sign


def shown(key: str) -> str:
    """A key, or several to be typed one after the other, as people write them: `]`, `Space`, `ctrl+p`, `gg`, `ctrl+x o`."""
    keys = key.split(" ")
    if len(keys) == 1:
        known = SHOWN.get(key)
        if known is not None:
            return known
        held, plus, last = key.rpartition("+")
        return f"{held}+{SHOWN.get(last) or _SIGNS.get(last, last)}" if plus else _SIGNS.get(key, key)
    each = [shown(one) for one in keys]
    # What one types as letters is read as a word, and what begins with a colon as a command.
    letters = sum(len(one) == 1 for one in each)
    if letters == len(each):
        return "".join(each)
    if keys[0] == "colon" and letters == len(each) - 1:
        return f"{''.join(each[:-1])} {each[-1]}"
    return " ".join(each)


def spelled(text: str) -> str:
    """A key or a sequence of keys as the framework names them, a space between two.

    Args:
        text: as somebody wrote it: `]`, `ctrl+x ctrl+c`, `gg`, `C-x o`, `:wq Enter`, `PgDn`.

    Raises:
        BadKey: it names no key, or one that no terminal sends.
    """
    words = text.split()
    together = _named("".join(words)) if len(words) > 1 and len(max(words, key=len)) > 1 else ""
    if together:
        raise BadKey(f"“{text.strip()}” is several keys one after the other.", f"did you mean “{shown(together)}”?")
    if not words:
        if text:
            return "space"
        raise BadKey("There is no key.", "write one, or `none` where the action is to have no key")
    return " ".join(key for word in words for key in _spelled_word(word))


def _spelled_word(word: str) -> list[str]:
    if len(word) == 1:
        return [_ALSO.get(word, "") or character_key(word)]
    if word.startswith("<") and word.endswith(">") and len(word) > 2:
        word = word[1:-1]
        if word.lower() in _IN_BRACKETS:
            return [_IN_BRACKETS[word.lower()]]
    key = _named(word)
    if key:
        return [key]
    if word.startswith(":") or (len(word) == 2 and word.isprintable() and not word.startswith("^")):
        return [character_key(character) for character in word]
    _refuse_held_alone(word)
    modified = _modified(word)
    if modified:
        return [modified]
    near = difflib.get_close_matches(word.lower(), [*SHOWN, *_ALSO], 1, 0.6)
    best = _with_known_modifiers(word) or (shown(_named(near[0])) if near else "")
    raise BadKey(
        f"There is no key “{word}”.",
        f"did you mean “{best}”?" if best else "write keys that are typed one after the other with a space between them",
    )


def _parts(word: str) -> list[str]:
    """The keys of a word that are pressed together; a sign at its end is one of them where another one joins it."""
    sign = "+" if "+" in word[:-1] else "-"
    if word[-1:] in ("+", "-") and word[-2:-1] not in ("+", "-", ""):
        word = word[:-1]
    return [part for part in word.split(sign) if part]


def _refuse_held_alone(word: str) -> None:
    """Tell of a key that is only held down while another one is pressed: `ctrl`, `ctrl+`, `ctrl+shift`."""
    parts = [part.lower() for part in _parts(word)]
    if parts and all(part in _MODIFIERS and len(part) > 1 for part in parts):
        held = "+".join(parts)
        raise BadKey(f"“{word}” is held down while another key is pressed.", f"write that one as well, as in “{held}+x”")


def _with_known_modifiers(word: str) -> str:
    """What was meant by a word whose modifier is nearly one: `ctl+x`; "" where it is none, or what it holds is no key."""
    *held, last = _parts(word.strip("<>")) or [""]
    known = [name for name in _MODIFIERS if len(name) > 1]
    meant = [difflib.get_close_matches(one.lower(), known, 1, 0.6) or [one] for one in held]
    written = "+".join([*(names[0] for names in meant), last])
    if not held or written == word:
        return ""
    try:
        return shown(spelled(written))
    except BadKey:
        return ""


def _named(word: str) -> str:
    """The key of a name; "" where it is none."""
    name = word.lower()
    name = _ALSO.get(name, name)
    if len(name) == 1:
        return character_key(name)
    if name in SHOWN:
        return name
    return name if name in _SIGNS else ""


def _modified(word: str) -> str:
    """A key that is pressed together with others; "" where it is not of that form."""
    if word.startswith("^") and len(word) == 2:
        held, last = ["^"], word[1]
    else:
        sign = "+" if "+" in word[:-1] else "-"
        *held, last = [*word[:-1].split(sign), word[-1]] if word.endswith(sign) else word.split(sign)
        held = [one for one in held if one]
    modifiers = {_MODIFIERS.get(one.lower(), "") for one in held}
    if not held or "" in modifiers or not last:
        return ""
    key = last if len(last) == 1 and last not in _ALSO else _named(last)
    if not key:
        near = difflib.get_close_matches(last.lower(), [*SHOWN, *_ALSO], 1, 0.6)
        raise BadKey(f"There is no key “{last}”.", f"did you mean “{'+'.join(held)}+{near[0]}”?" if near else "")
    if "cmd" in modifiers:
        raise BadKey(f"“{word}” never reaches a program in a terminal.", f"“ctrl+{last}” or “alt+{last}” would")
    return _sent(word, modifiers, key)


def _sent(word: str, modifiers: set[str], key: str) -> str:
    """What the terminal sends for a key with ctrl, alt or shift.

    Raises:
        BadKey: nothing that could be told from another key.
    """
    sign = character_of(key) if len(key) > 1 else key
    if not sign or key == "space":
        return _sent_without_sign(word, modifiers, key)
    if modifiers == {"shift"}:
        if sign.isalpha():
            return character_key(sign.upper())
        raise BadKey(f"“{word}” is another sign on each keyboard.", "write the sign itself")
    if "alt" in modifiers:
        letter = sign.upper() if "shift" in modifiers else sign
        if modifiers - {"alt", "shift"} or letter in _BEGIN_SEQUENCES:
            raise BadKey(f"A terminal does not send “{word}” so that it could be told from other keys.", "choose another letter")
        return f"alt+{character_key(letter)}"
    lower = sign.lower()
    if lower in _SAME_BYTE:
        same = _SAME_BYTE[lower]
        raise BadKey(f"A terminal sends the same for “{word}” as for {shown(same)}.", f"write “{shown(same)}” if that is meant")
    if "shift" in modifiers:
        raise BadKey(f"A terminal sends the same for “{word}” as for “ctrl+{lower}”.", f"write “ctrl+{lower}” if that is meant")
    if sign in _CONTROLS:
        return f"ctrl+{_CONTROLS[sign]}"
    if lower.isascii() and lower.isalpha():
        return f"ctrl+{lower}"
    raise BadKey(f"No terminal sends “{word}”.", "with ctrl it sends letters, and @ \\ ] ^ _")


def _sent_without_sign(word: str, modifiers: set[str], key: str) -> str:
    if key == "space" and modifiers == {"ctrl"}:
        return "ctrl+@"
    if key == "space" and modifiers == {"alt"}:
        return "alt+space"
    if key == "tab" and modifiers == {"shift"}:
        return "shift+tab"
    if "alt" in modifiers:
        raise BadKey(f"A terminal sends Esc and then {shown(key)} for “{word}”.", "with alt it sends letters and signs")
    if modifiers == {"shift"} and key in SHOWN and key[:1] == "f" and key[1:].isdecimal() and int(key[1:]) <= 12:
        # It counts on from the twelve that there are.
        return f"f{int(key[1:]) + 12}"
    if key in _WITH_MODIFIERS:
        return "+".join([*sorted(modifiers), key])
    raise BadKey(f"Most terminals send the same for “{word}” as for {shown(key)}.", f"write “{shown(key)}” if that is meant")

"""Signs for terminals that have no others: every sign that the program draws or writes with, in ASCII, one cell for one."""

from __future__ import annotations

from collections.abc import Iterator

_SINGLE = {
    "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "‹": "<", "›": ">", "‐": "-", "‑": "-", "–": "-", "—": "-",
    "−": "-", "…": "~", "⋯": "~", "·": "-", "•": "*", "→": ">", "←": "<", "↔": "=", "↪": ">", "§": "#", "×": "x", "±": "~",
    "▸": ">", "▾": "v", "▲": "^", "◐": "o", "✓": "x", "✗": "-", "☐": "o", "☑": "x", "☒": "-", "▪": "*", "↓": "v", "↑": "^",
}  # fmt: skip
"""What is done is an x, what has been begun or is open an o, what is left out a hyphen; a tilde is where a text was cut."""


def _boxes() -> Iterator[tuple[int, str]]:
    for code in range(0x2500, 0x2580):
        is_level = code in (0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2574, 0x2576, 0x2578, 0x257A, 0x2550)
        is_upright = code in (0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2575, 0x2577, 0x2551)
        is_heavy = code in (0x2501, 0x2550)
        yield code, "=" if is_heavy else "-" if is_level else "|" if is_upright else "+"
    for code in range(0x2580, 0x25A0):
        yield code, "|" if code in (0x258C, 0x258D, 0x258E, 0x258F, 0x2590, 0x2595) else "#"


_IN_ASCII = {**{ord(sign): plain for sign, plain in _SINGLE.items()}, **dict(_boxes())}


def in_ascii(text: str) -> str:
    """A text with its signs in ASCII, as long as it was. Letters stay as they are."""
    return text if text.isascii() else text.translate(_IN_ASCII)

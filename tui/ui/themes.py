"""Two quiet themes of our own, one accent each; every theme of the framework works too."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="briefing-dark",
    primary="#4F7CAC",
    secondary="#5E7A94",
    accent="#E0A84E",
    warning="#D9A441",
    error="#D9626B",
    success="#7FB069",
    foreground="#D6D3CB",
    background="#15171A",
    surface="#1C1F23",
    panel="#22262B",
    dark=True,
)
LIGHT = Theme(
    name="briefing-light",
    primary="#2F5D8C",
    secondary="#4A6B8A",
    accent="#9A5B00",
    warning="#8A5A00",
    error="#A8323E",
    success="#3E6B2F",
    foreground="#23262B",
    background="#FAF8F3",
    surface="#F1EEE6",
    panel="#E7E3D8",
    dark=False,
)

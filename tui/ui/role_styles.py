"""What every role looks like, in terms of the theme's own colours: one table for the whole screen.

Styles are made when a role is first painted. Style sheets would have each of them computed for every
widget at start, painted or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from rich.color import Color as RichColor
from rich.color import ColorParseError
from rich.style import Style
from textual.color import Color
from textual.color import ColorParseError as BadColor
from textual.theme import Theme

from tui.terminal.device import ground_question, has_light_ground, light_by_name

if TYPE_CHECKING:
    from textual.app import App

_TABLE = """
title: bold $text-accent
meta: muted
banner: bold $text-error
heading1: bold $text-accent
heading2: bold
heading3: bold
heading4: bold italic
heading5: italic
heading6: italic
number: muted
strong: bold
emphasis: italic
strike: strike
code: $text-primary
quote: muted
link: underline
cite: muted
term: underline
image: italic muted
rule: faint
guide: faint
label: muted
value: bold
muted: muted
date: muted
status: italic
planned: italic $text-primary
disputed: $text-warning
former: muted strike
likelihood: bold $text-accent
confidence: bold
grade: bold
marking: bold
problem: $text-error
table-head: bold
inserted: underline $text-success
deleted: strike $text-error
syntax-keyword: bold $text-primary
syntax-string: $text-success
syntax-comment: italic muted
syntax-number: $text-warning
syntax-name: $text-primary
syntax-function: $text-primary
syntax-builtin: $text-primary
syntax-type: $text-primary
syntax-operator: muted
syntax-punctuation: muted
syntax-error: $text-error
match: reverse
match-current: match-current
selected: selected
noted: noted
gutter: bold $text-accent
sign: bold $text-warning
hint: hint
cursor: selected bold
current: bold
group: muted
count: bold $text-accent
notice: bold
accent: bold $text-accent
restriction: bold
tlp-red: bold tlp-red
tlp-amber: bold tlp-amber
tlp-green: bold tlp-green
tlp-clear: bold tlp-clear
"""

TLP_COLOURS = {"tlp-red": "#FF2B2B", "tlp-amber": "#FFC000", "tlp-green": "#33FF00", "tlp-clear": "#FFFFFF"}
"""TLP 2.0's own colours, always on black."""

TLP_OF_SIXTEEN = {"tlp-red": "bright_red", "tlp-amber": "bright_yellow", "tlp-green": "bright_green", "tlp-clear": "bright_white"}
"""The nearest of the sixteen that a person can choose in the terminal, for themes that have no others."""

_SPECIFICATIONS = {name: spec.split() for name, spec in (line.split(": ") for line in _TABLE.strip().split("\n"))}

MUTED, FAINT = 0.38, 0.62
"""How far muted and faint text goes from the foreground towards the background."""


READABLE = 4.5
"""The contrast from which on text can be read on its ground (WCAG 2.2, 1.4.3)."""


def _luminance(colour: Color) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class RoleStyles:
    """The looks of roles in one theme."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Read the theme's variables, as `App.theme_variables` gives them."""
        self._variables = variables
        self._made: dict[str, Style] = {}

    def style(self, role: str) -> Style:
        """The style that a role adds; of several names, each adds its own."""
        style = self._made.get(role)
        if style is None:
            style = Style()
            for name in role.split():
                for word in _SPECIFICATIONS.get(name, ()):
                    style += self._word(word)
            self._made[role] = style
        return style

    def _word(self, word: str) -> Style:
        if word in ("bold", "italic", "underline", "strike", "reverse"):
            return Style.parse(word)
        if word == "muted":
            return self._faded(MUTED)
        if word == "faint":
            return self._faded(FAINT)
        if word in TLP_COLOURS and self._value("foreground") is None:
            return Style(color=TLP_OF_SIXTEEN[word], bgcolor="black")
        if word in TLP_COLOURS:
            return Style(color=TLP_COLOURS[word], bgcolor="#000000")
        if word == "match-current":
            # Without colours that can be mixed, and without any, the line below it is what tells it from the others.
            mixed = self._value("accent") is not None and self._value("background") is not None
            ground = self._on("accent", bold=True) if mixed else Style(color=self._colour("accent"), reverse=True, bold=True)
            return ground + Style(underline=True)
        if word == "hint":
            return self._on("accent", bold=True)
        if word == "noted":
            return self._behind("warning", 0.2)
        if word == "selected":
            return self._on("primary", share=0.35, keeps_ink=True)
        colour = self._colour(word.removeprefix("$"))
        return Style(color=colour) if colour else Style(bold=True)

    def _value(self, name: str) -> Color | None:
        """A colour of the theme that can be mixed; None where the terminal's own palette decides."""
        text = self._variables.get(name, "")
        if not text.startswith("#"):
            return None
        try:
            return Color.parse(text)
        except BadColor:
            return None

    def _colour(self, name: str) -> RichColor | None:
        mixed = self._value(name)
        if mixed is not None:
            return mixed.rich_color
        text = self._variables.get(name, "").split(" ")[0]
        if text in ("ansi_blue", "ansi_red") and self._variables.get("ansi-background") == "ansi_black":
            # The darkest of the sixteen are hardly to be read on black.
            text = text.replace("ansi_", "ansi_bright_")
        if text.startswith("ansi_") and text != "ansi_default":
            try:
                return RichColor.parse(text.removeprefix("ansi_"))
            except ColorParseError:
                return None
        return None

    def _faded(self, share: float) -> Style:
        front, back = self._value("foreground"), self._value("background")
        if front is None or back is None:
            return Style(dim=True)
        return Style(color=front.blend(back, share).rich_color)

    def _behind(self, name: str, share: float) -> Style:
        """A colour behind text whatever the text's own is; a line below it where colours cannot be mixed."""
        colour, back = self._value(name), self._value("background")
        return Style(bgcolor=back.blend(colour, share).rich_color) if colour and back else Style(underline=True)

    def _on(self, name: str, *, share: float = 1.0, bold: bool | None = None, keeps_ink: bool = False) -> Style:
        """Text on a colour: in black or white, or in the theme's own ink where that can be read on it and is to be kept."""
        colour, back, ink = self._value(name), self._value("background"), self._value("foreground")
        if colour is None or back is None:
            return Style(reverse=True, bold=bold)
        ground = back.blend(colour, share)
        if ink is None or not keeps_ink or _contrast(ink, ground) < READABLE:
            ink = ground.get_contrast_text(1.0)
        return Style(color=ink.rich_color, bgcolor=ground.rich_color, bold=bold)


class HasRoleStyles(Protocol):
    """What has the styles of roles: the program on the screen."""

    @property
    def role_styles(self) -> RoleStyles:
        """The looks of roles in the theme of the moment."""


# two quiet themes of our own, one accent each; every theme of the framework works too

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


class FirstTheme:
    """The theme to begin with: the one that was chosen, else the one that goes with the terminal's ground."""

    def __init__(self, app: App[None], wanted: str, environ: Mapping[str, str]) -> None:
        """Choose one.

        Args:
            app: which themes there are; theirs is changed where the terminal says that its ground is light.
            wanted: the name of the one that was chosen; "" where none was.
            environ: the variables that name the terminal.
        """
        self._app = app
        self.missing = wanted if wanted not in app.available_themes else ""
        """The name of the one that was chosen, where there is none of that name."""
        light = light_by_name(environ) if not wanted else False
        self.name = wanted if wanted and not self.missing else LIGHT.name if light else DARK.name
        self.question = ground_question(environ) if light is None else ""
        """What to ask the terminal; "" where nothing is to be asked."""

    def told(self, answer: str) -> None:
        """The terminal has answered: be light on a light ground, where no other theme was chosen meanwhile."""
        light = has_light_ground(answer)
        if self.question and light is not None:
            self.question = ""
            if light and self._app.theme == DARK.name:
                self._app.theme = LIGHT.name

"""What the README says about the environment, one line for each variable."""

from __future__ import annotations

ENVIRONMENT = {
    "BRIEFING_PATH": "Files and folders to read when none is named, separated as in `PATH`.",
    "XDG_CONFIG_HOME": "The folder for configurations, which holds `briefing/config.yaml`; the system's own where it is not set.",
    "XDG_CACHE_HOME": "The folder for caches, in which catalogs are kept; the system's own where it is not set.",
    "XDG_STATE_HOME": "The folder for reports of errors, which hold no text of briefings; `~/.local/state` without it.",
    "XDG_DATA_HOME": "The folder for data, in which your journal is kept; the system's own where it is not set.",
    "XDG_RUNTIME_DIR": "The folder in which a note lies while your editor has it; a folder beside the reports where there is none.",
    "HOME": "Your own folder: what `~` means in the configuration.",
    "BRIEFING_THEME": "The theme to begin with: `briefing-dark` (the default), `briefing-light`, or another that `T` offers.",
    "BRIEFING_WHOLE_FRAMES": "Set to anything, it has what changed on the screen sent whole, for a terminal that shows it wrongly.",
    "BRIEFING_DEBUG": "Set to anything, it shows where an error of the program itself happened.",
    "VISUAL": "The command of your editor, for `e`; it comes before `EDITOR`, and `editor` in `config.yaml` before both.",
    "EDITOR": "The command of your editor; with neither, the first of nano, vim and vi that is installed.",
    "NO_COLOR": "Set to anything, the screen does without colour, and `search` without bold.",
    "TERM": "`dumb` makes `briefing` print instead of opening the screen.",
    "TMUX": "Set by tmux: copies then go to its buffer first.",
    "WAYLAND_DISPLAY": "Set by the desktop: copies go to its clipboard, and addresses are opened there.",
    "DISPLAY": "The same under X11.",
    "ESCDELAY": "Milliseconds to wait after Esc for the rest of a key's sequence; 25 where it is not set.",
}

INTERNAL = frozenset(("_BRIEFING_COMPLETE", "TEXTUAL_DRIVER"))
"""Variables that only shells and tests of the framework set."""

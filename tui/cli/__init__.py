"""The commands of the shell; everything heavy is imported inside functions."""

COMMANDS = (
    "read",
    "list",
    "show",
    "search",
    "check",
    "export",
    "import",
    "new",
    "index",
    "schema",
    "changes",
    "notes",
    "judgments",
    "timeline",
    "sources",
    "command",
    "actors",
    "agreements",
    "related",
    "actions",
    "terms",
    "tray",
    "handover",
    "journal",
    "keys",
    "config",
    "completion",
    "help",
)
"""Names that are commands when they come first; a file of that name is opened with `briefing read NAME`."""

OPTIONS = ("--help", "-h", "--version", "-V")
"""Options of the program itself rather than of `read`."""

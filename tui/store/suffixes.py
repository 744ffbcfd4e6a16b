"""Which files may be briefings, by the ends of their names."""

from __future__ import annotations

YAML_SUFFIXES = (".yaml", ".yml")
MARKDOWN_SUFFIXES = (".md", ".markdown")
TEXT_SUFFIXES = (".txt", ".text")
SUFFIXES = (*YAML_SUFFIXES, ".json", *MARKDOWN_SUFFIXES, *TEXT_SUFFIXES)
"""The endings of files that may be briefings."""

PLAIN_SUFFIXES = (*TEXT_SUFFIXES, ".log", ".csv", ".tsv")
"""The endings of files that keep their lines when they are named."""

FOREIGN = {
    ".rst": "reStructuredText",
    ".org": "Org",
    ".mdx": "MDX",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".textile": "Textile",
    ".tex": "LaTeX",
    ".html": "HTML",
    ".htm": "HTML",
    ".xhtml": "HTML",
    ".xml": "XML",
    ".rtf": "RTF",
    ".eml": "a mail",
}
"""What a file is by its ending that is a text in a language which the program does not read."""

WALKED = (*SUFFIXES, *FOREIGN)
"""The endings of files of a folder that are counted: briefings, and those that are left out."""


def is_foreign(name: str) -> bool:
    """Whether a file found in a folder is left out for the end of its name alone, unread."""
    return name.lower().endswith(tuple(FOREIGN))

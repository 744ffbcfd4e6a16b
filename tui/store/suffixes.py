"""Which files may be briefings, by the ends of their names."""

from __future__ import annotations

YAML_SUFFIXES = (".yaml", ".yml")
MARKDOWN_SUFFIXES = (".md", ".markdown", ".txt", ".text")
SUFFIXES = (*YAML_SUFFIXES, ".json", *MARKDOWN_SUFFIXES)
"""The endings of files that may be briefings."""

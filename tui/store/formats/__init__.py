"""Readers of what other programs write: one module a format, which `tui.store.formats.registry` names."""

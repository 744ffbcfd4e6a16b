"""The structured parts of a briefing as sections of its document: one module for each."""

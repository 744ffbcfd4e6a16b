"""Handing briefings out: documents written in formats of other programs, each from the document's own blocks and roles."""

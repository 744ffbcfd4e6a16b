"""Matching: folding patterns, and finding inside a document."""

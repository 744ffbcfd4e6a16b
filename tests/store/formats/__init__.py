"""Readers of what other programs write."""

"""Campaigns that take minutes: `pytest tests/long`, not collected otherwise. `LONG=1` runs them whole."""

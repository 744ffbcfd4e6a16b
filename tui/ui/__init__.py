"""The screen: Textual widgets, screens, themes and keys over the session."""

"""Read, search and keep up with briefings in a terminal."""

__version__ = "0.1.0"

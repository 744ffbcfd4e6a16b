"""The headers of mails as they are meant: words in other encodings decoded, on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from tui.model.text import collapsed
from tui.store.source_text import source_text

LONGEST_HEADER = 20_000
"""Characters of a header that are read."""


def header_of(headers: Mapping[str, str], name: str) -> str:
    """A header as text on one line; "" where there is none."""
    value = headers.get(name.lower())
    return decoded_words(value) if value else ""


_ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?\s]*\?=", re.I)
_RUN = re.compile(rf"{_ENCODED.pattern}(?:\s+{_ENCODED.pattern})*", re.I)


def _beginning(value: str) -> str:
    """As much of a header as is read: it ends behind a word, encoded ones whole."""
    start = value.rfind("=?", 0, LONGEST_HEADER)
    word = _ENCODED.match(value, start) if start >= 0 else None
    if word is not None and word.end() > LONGEST_HEADER:
        # One that is nearly all of the header is read whole, unless it has no end worth the name.
        end = start if start > LONGEST_HEADER // 2 or word.end() > 20 * LONGEST_HEADER else word.end()
    else:
        end = next((place for place in range(LONGEST_HEADER, 0, -1) if value[place].isspace()), LONGEST_HEADER)
    return value[:end]


def decoded_words(value: str) -> str:
    """A header as it is meant: words in other encodings decoded, bytes that belong to none read as what they probably are."""
    whole = len(value)
    if whole > LONGEST_HEADER:
        value = _beginning(value)
    cut = len(value) < whole
    if not value.isascii():
        from tui.store.problems import Problems

        value = source_text(value.encode("utf-8", "surrogateescape"), Problems())
    if "=?" in value:
        # The standard library takes what is beyond ASCII beside encoded words for escapes.
        value = _words_in(value) if value.isascii() else _RUN.sub(lambda run: _words_in(run[0]), value)
    return f"{collapsed(value)} …" if cut else collapsed(value)


def _words_in(value: str) -> str:
    """ASCII with its encoded words decoded; as it is where they cannot be."""
    with suppress(ValueError, LookupError, UnicodeError, HeaderParseError):
        return str(make_header(decode_header(value)))
    return value

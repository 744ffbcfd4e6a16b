"""Digests that stand for a text that must not be kept: equal for equal texts, and telling nothing without the journal's secret."""

from __future__ import annotations

SIZE = 12
"""Bytes of a digest."""

_HEXADECIMAL = frozenset("0123456789abcdef")


def text_digest(text: str, secret: bytes) -> str:
    """A keyed digest (BLAKE2b) that stands for a text which must not be kept, 24 hexadecimal digits; "" for no text."""
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE, key=secret).hexdigest() if text else ""


def id_digest(section_id: str, secret: bytes) -> str:
    """What stands for the id of a section, since ids are made from titles; those that the program gives (`~judgments`) stay."""
    return section_id if section_id.startswith("~") else text_digest(section_id, secret)


def is_digest(text: str) -> bool:
    """Whether a text may be such a digest."""
    return len(text) == 2 * SIZE and _HEXADECIMAL.issuperset(text)

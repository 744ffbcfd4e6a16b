"""Digests that stand for a text that must not be kept: equal for equal texts, and telling nothing without the journal's secret."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    # Of the interpreter itself: `hashlib` loads OpenSSL beside them, half a megabyte that a list would wait for.
    try:
        from _blake2 import blake2b

        try:
            from _sha2 import sha256
        except ImportError:
            from _sha256 import sha256
    except ImportError:
        from hashlib import blake2b, sha256

__all__ = ["SIZE", "LearntIds", "blake2b", "id_digest", "is_digest", "sha256", "text_digest"]

SIZE = 12
"""Bytes of a digest."""

_HEXADECIMAL = frozenset("0123456789abcdef")


def text_digest(text: str, secret: bytes) -> str:
    """A keyed digest (BLAKE2b) that stands for a text which must not be kept, 24 hexadecimal digits; "" for no text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE, key=secret).hexdigest() if text else ""


def id_digest(section_id: str, secret: bytes) -> str:
    """What stands for the id of a section, since ids are made from titles; those that the program gives (`~judgments`) stay."""
    return section_id if section_id.startswith("~") else text_digest(section_id, secret)


def is_digest(text: str) -> bool:
    """Whether a text may be such a digest."""
    return len(text) == 2 * SIZE and _HEXADECIMAL.issuperset(text)


class LearntIds:
    """Ids of sections that are told again from their digests, which are made once one is asked for. Safe in any thread."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._told: dict[str, str] = {}
        self._learnt: list[tuple[tuple[str, ...], bytes]] = []
        """Ids without digests yet, and the secret for these."""
        self._learning = Lock()

    @property
    def secret(self) -> bytes:
        """Of the digests that are made of what is learnt from now on."""
        return self._secret

    @secret.setter
    def secret(self, secret: bytes) -> None:
        # Another thread may ask meanwhile: nothing is taken away.
        with self._learning:
            known = [tuple(set(self._told.values())), *[names for names, _ in self._learnt]]
            self._learnt += [(names, secret) for names in known if names]
        self._secret = secret

    def learn(self, sections: Iterable[str]) -> None:
        """Take note of ids."""
        names = tuple(sections)
        with self._learning:
            if names and (names, self._secret) not in self._learnt:
                self._learnt.append((names, self._secret))

    def of(self, digest: str) -> str | None:
        """The id from its digest by this secret or an earlier one; None where none was learnt."""
        with self._learning:
            for names, secret in self._learnt:
                self._told.update({id_digest(section, secret): section for section in names})
            self._learnt.clear()
        return self._told.get(digest)

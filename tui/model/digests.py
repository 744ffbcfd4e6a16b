"""Digests that stand for a text that must not be kept: equal for equal texts, and telling nothing without the journal's secret."""

from __future__ import annotations

from msgspec.structs import replace

from tui.model.edition import KeptBlock, KeptItem, KeptSection

SIZE = 16
"""Bytes of a digest (BLAKE2b, keyed)."""

HIDDEN = "~#"
"""How a section's id begins that is a digest: ids of authors and of titles never begin so."""


def keyed(text: str, secret: bytes) -> str:
    """The digest of a text, 32 hexadecimal digits; the same text has another one in another journal. "" stays ""."""
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE, key=secret).hexdigest() if text else ""


def hidden_id(section_id: str, secret: bytes) -> str:
    """What stands for the id of a section, since ids are made from titles; those that the program gives (`~judgments`) stay."""
    return section_id if not section_id or section_id.startswith("~") else HIDDEN + keyed(section_id, secret)


def digested(section: KeptSection, secret: bytes) -> KeptSection:
    """A section with a digest in the place of every text: title, blocks, ids and names of items, values of fields.

    Its own id stays, so that two editions can be laid side by side; so does the marking. A section that is
    digested already is returned as it is.
    """
    if section.digested:
        return section

    def hide(text: str) -> str:
        return keyed(text, secret)

    blocks = None if section.blocks is None else tuple(KeptBlock(block.kind, hide(block.text)) for block in section.blocks)
    items = tuple(
        KeptItem(item.kind, hide(item.id), hide(item.name), {name: hide(value) for name, value in item.fields.items()})
        for item in section.items
    )
    digest = bytes.fromhex(hide(section.digest.hex()))
    return replace(section, title=hide(section.title), blocks=blocks, items=items, digest=digest, digested=True)

"""A briefing as somebody read it: what is kept of a section to tell later what has changed since.

Only what is shown counts: plain text of blocks with white space collapsed, and values of fields in
words; no numbering, no markup, no date relative to now. The structs hold nothing that depends on how
the program parses or lays out, so that an upgrade of the program changes no edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

import msgspec
from msgspec.structs import replace

from tui.model.apparatus import FRONT, TOP
from tui.model.digests import id_digest, text_digest
from tui.model.handling import Marking
from tui.model.text import collapsed

VERSION = 1
"""Of the digests. A journal with another one makes them anew from the texts it keeps."""

COMPOSED = 2
"""Version of how text is decoded, titled and composed. Where it grows, what an older version kept is compared by its words alone
(`tui.changes.older`), so that an upgrade of the program changes nothing for a reader."""


def edition_id(section_id: str) -> str:
    """The id in an edition of a section of a document."""
    return FRONT if section_id == TOP else section_id


def document_id(section_id: str) -> str:
    """The id in a document of a section of an edition."""
    return TOP if section_id == FRONT else section_id


SuppliedLink = tuple[int, int, str]
"""A piece of a text that the program put in the place of a link, `(start, end)` in code points, and where the link leads."""


class KeptBlock(msgspec.Struct, frozen=True, array_like=True):
    """One block of prose."""

    kind: str
    """As in `tui.document.block.BlockKind`."""
    text: str
    """Plain text, white space collapsed (lines and columns of code and tables kept); its digest in a section that is `digested`."""
    links: tuple[SuppliedLink, ...] | None = None
    """Words that are not the author's; None where that is not known."""


class KeptItem(msgspec.Struct, frozen=True, array_like=True):
    """One structured thing: a judgment, an actor, an event; or the briefing's own fields, with the kind `briefing`."""

    kind: str
    """`judgment`, `fact`, `action`, `actor`, `relation`, `agreement`, `event`, `term`, `source`, `question`,

    `history`, `related`, `other`; `briefing` for the briefing's own fields."""
    id: str
    name: str
    """What people call it: its title, name, or the beginning of its text."""
    fields: Mapping[str, str]
    """Key of the format (`likelihood`, `reports_to`) -> value in words; digests of the values in a section that is `digested`."""


class KeptSection(msgspec.Struct, frozen=True, array_like=True):
    """One section of an edition: of prose with its blocks, or a piece of the apparatus with its items."""

    id: str
    """As in the document: `~judgments` for a piece of the apparatus, `~front` for the briefing's own fields."""
    title: str
    parent: str = ""
    """Id of the section it is in."""
    formerly: tuple[str, ...] = ()
    marking: Marking = Marking()
    """What holds for it: its own or the briefing's."""
    blocks: tuple[KeptBlock, ...] | None = None
    """None where its prose was not read, or is not kept."""
    items: tuple[KeptItem, ...] = ()
    digest: bytes = b""
    """Of what is shown of it, 16 bytes; b"" where it is not known."""
    digested: bool = False
    """Whether texts and values are digests, since the section is marked more strictly than what may be kept."""
    read_at: float = 0.0
    """Seconds since 1970 at which it was last read; 0 where it never was."""
    version: int = 1
    """Of the composition (`COMPOSED`) that its text came from."""


class Edition(msgspec.Struct, frozen=True, array_like=True):
    """A briefing at one moment, or as it was read section by section."""

    sections: tuple[KeptSection, ...]
    """In document order, `~front` first."""
    title: str = ""
    number: str = ""
    """Of its series."""
    digest: bytes = b""
    """Of the file (`Briefing.digest`)."""

    def section(self, section_id: str) -> KeptSection | None:
        """A section by its id, or one that was called so formerly; None where there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        return next((section for section in self.sections if section_id in section.formerly), None)


def authored(block: KeptBlock, text: str) -> str:
    """The text of a block with the links as their author wrote them; `text` is the block's."""
    return spliced(text, [(start, end, target) for start, end, target in block.links or ()]) if block.links else text


def spliced(text: str, words: Sequence[tuple[int, int, str]]) -> str:
    """A text with other words in some places: start and end of each in code points, in order."""
    pieces: list[str] = []
    at = 0
    for start, end, word in words:
        pieces += (text[at:start], word)
        at = end
    return "".join([*pieces, text[at:]])


def compared(block: KeptBlock) -> str:
    """What of a block tells whether it is as it was: its text with white space collapsed, though code is kept with its lines."""
    return collapsed(block.text) if block.kind == "code" else block.text


def digested_text(block: KeptBlock) -> str:
    """What of a block its digest is made of: what is compared, its links as they were written."""
    return authored(block, block.text) if block.links else compared(block)


def section_digest(section: KeptSection) -> bytes:
    """BLAKE2b, 16 bytes, of what is shown of a section: title, texts and values; not of kinds of blocks, nor of its place."""
    from tui.changes.item_fields import shown_value
    from tui.model.digests import blake2b

    made = blake2b(digest_size=16)
    texts = map(digested_text, section.blocks or ())
    values = (
        f"{item.kind}\x1f{item.id}\x1f{key}\x1f{shown_value(item.kind, key, value)}"
        for item in section.items
        for key, value in sorted(item.fields.items())
    )
    for text in chain((f"{VERSION}", section.title), texts, ("\x1d",), values):
        made.update(text.encode("utf-8", "surrogatepass"))
        made.update(b"\x1e")
    return made.digest()


def digested(section: KeptSection, secret: bytes) -> KeptSection:
    """A section with keyed digests instead of every text, value, name and id that an author gave.

    Ids that start with `~` and keys of fields stay: they are the format's.

    Args:
        section: as it was read; one that is digested already is returned as it is.
        secret: the journal's own, at most 64 bytes.
    """
    from tui.model.digests import blake2b

    if section.digested:
        return section

    def hide(section_id: str) -> str:
        return id_digest(section_id, secret)

    blocks = section.blocks
    return replace(
        section,
        id=hide(section.id),
        title=section.title if section.id.startswith("~") else text_digest(section.title, secret),
        parent=hide(section.parent),
        formerly=tuple(map(hide, section.formerly)),
        marking=Marking(section.marking.tlp, text_digest(section.marking.text, secret)),
        blocks=None
        if blocks is None
        else tuple(KeptBlock(block.kind, text_digest(digested_text(block), secret)) for block in blocks),
        items=tuple(digested_item(item, secret) for item in section.items),
        digest=blake2b(section.digest, digest_size=16, key=secret).digest() if section.digest else b"",
        digested=True,
    )


def digested_item(item: KeptItem, secret: bytes) -> KeptItem:
    """An item with keyed digests instead of its id, name and values."""
    from tui.changes.item_fields import shown_value

    return KeptItem(
        item.kind,
        text_digest(item.id, secret),
        text_digest(item.name, secret),
        {key: text_digest(shown_value(item.kind, key, value), secret) for key, value in item.fields.items()},
    )


def baseline(edition: Edition) -> Edition:
    """What is kept of a briefing when its first section is read: its outline and its items, no prose."""
    bare = (
        replace(section, blocks=None, read_at=0.0) if section.blocks is not None or section.read_at else section
        for section in edition.sections
    )
    return replace(edition, sections=tuple(bare))


def overridden(base: Edition, kept: Sequence[tuple[KeptSection, str]]) -> Edition:
    """An edition with the sections that were read later.

    Args:
        base: the first reading.
        kept: sections, each with the id of the one before it in the briefing, for those that are new since.
    """
    later = {section.id: section for section, _ in kept}
    sections = [later.pop(section.id, section) for section in base.sections]
    left = [(section, after) for section, after in kept if section.id in later]
    while left:
        places = {"": -1} | {section.id: position for position, section in enumerate(sections)}
        placed = next((pair for pair in left if pair[1] in places), None)
        section, after = placed or left[0]
        sections.insert(places[after] + 1 if placed else len(sections), section)
        left.remove((section, after))
    return replace(base, sections=tuple(sections))


def before_each(edition: Edition) -> dict[str, str]:
    """Id of every section -> id of the one before it."""
    ids = [section.id for section in edition.sections]
    return dict(zip(ids, ["", *ids], strict=False))

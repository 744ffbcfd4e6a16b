"""A Word document of somebody's own that others are made from: its styles, its heads and feet with what is in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import bidirectional
from zipfile import BadZipFile

from docx import Document as opened
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

FIELDS = ("marking", "title", "date")
"""What may stand in braces in the head or the foot of a template, as `{marking}`."""
_FIELD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MOST_BYTES = 50_000_000


class BadTemplate(OSError):
    """A template cannot be used; the message is a sentence."""


def emptied(path: str) -> Any:
    """A document of python-docx with the styles, heads and feet of a template, and none of its text.

    Raises:
        BadTemplate: it is not there, or no Word document.
    """
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise BadTemplate(f"The template {path} is too large.")
        document = opened(path)
    except (OpcError, BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise BadTemplate(f"The template {path} is no Word document: {error}") from None
    except BadTemplate:
        raise
    except OSError as error:
        raise BadTemplate(f"The template {path} cannot be read: {error.strerror or error}") from None
    _drop(document.part.rels, _KEPT)
    _drop(document.part.package.rels, _KEPT_OF_PACKAGE)
    _forget_origin(document.part._settings_part)
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    return document


_KEPT = frozenset(
    {
        RELATIONSHIP_TYPE.STYLES,
        RELATIONSHIP_TYPE.NUMBERING,
        RELATIONSHIP_TYPE.SETTINGS,
        RELATIONSHIP_TYPE.THEME,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.WEB_SETTINGS,
        RELATIONSHIP_TYPE.HEADER,
        RELATIONSHIP_TYPE.FOOTER,
    }
)
"""What of a template goes along: not its footnotes, comments, pictures, files in it, nor what is kept beside them."""
_KEPT_OF_PACKAGE = frozenset(
    {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES}
)
"""Not the small picture of its first page, nor properties of somebody's own."""


def _drop(relationships: Any, kept: Collection[str]) -> None:
    for id in [id for id, one in relationships.items() if one.reltype not in kept]:
        del relationships[id]


def _forget_origin(settings: Any) -> None:
    """Take out what names the file that a template itself was made from."""
    for element in list(settings.element.iter(qn("w:attachedTemplate"))):
        element.getparent().remove(element)
        settings.rels.pop(element.get(qn("r:id")), None)


def furniture(document: Any) -> Iterator[tuple[str, Any]]:
    """The heads and feet of all pages, each with whether it is a `head` or a `foot`."""
    section = document.sections[0]
    yield from (("head", section.header), ("foot", section.footer))
    if section.different_first_page_header_footer:
        yield from (("head", section.first_page_header), ("foot", section.first_page_footer))
    if document.settings.odd_and_even_pages_header_footer:
        yield from (("head", section.even_page_header), ("foot", section.even_page_footer))


def filled(part: Any, values: Mapping[str, str]) -> set[str]:
    """Put values in the place of the fields of a head or a foot. Returns which fields it has."""
    found: set[str] = set()
    for paragraph in part._element.iter(qn("w:p")):
        # Word cuts what one types into pieces as it likes; what stands between them, such as the number of a page, stays.
        pieces = list(paragraph.iter(qn("w:t")))
        for field in reversed(list(_FIELD.finditer("".join(piece.text or "" for piece in pieces)))):
            found.add(field[1])
            _replace(pieces, *field.span(), values[field[1]])
    return found


def _replace(pieces: Sequence[Any], start: int, end: int, value: str) -> None:
    """Put a value in the place of some of the characters of a text that stands in pieces: into the first that has any of them."""
    at = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(0, start - at), min(len(text), end - at)
        at += len(text)
        if first < last:
            piece.text, value = text[:first] + value + text[last:], ""
            piece.set(_SPACE, "preserve")


def written_from_the_right(body: Any) -> None:
    """Have the paragraphs that begin with letters of such a script run that way, or stops stand at their wrong ends."""
    for paragraph in body.iter(qn("w:p")):
        if _first_strong("".join(text.text or "" for text in paragraph.iter(qn("w:t")))) != "R":
            continue
        paragraph.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_BEHIND_BIDI)
        for run in paragraph.iter(qn("w:r")):
            if _first_strong("".join(text.text or "" for text in run.iter(qn("w:t")))) != "L":
                run.get_or_add_rPr().insert_element_before(OxmlElement("w:rtl"), "w:cs", "w:em", "w:lang", "w:eastAsianLayout")


def _first_strong(text: str) -> str:
    """The direction of the first letter that has one: `L`, `R`; "" where none has (UAX 9, P2)."""
    if text.isascii():
        return "L" if any(map(str.isalpha, text)) else ""
    return next(("L" if kind == "L" else "R" for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "")


_BEHIND_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
"""What stands behind it in the properties of a paragraph (ECMA-376 part 1, 17.3.1.26)."""


def page_field(paragraph: Paragraph, name: str) -> None:
    """Put a field into a head or a foot that Word fills in, as `PAGE`."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)

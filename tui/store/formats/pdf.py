"""PDFs: their text in the order in which it is read, headings, tables, and the page of each passage as a citation of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

from tui.model.counted import counted
from tui.model.part_path import OWN_SOURCE
from tui.model.text import clipped, collapsed
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in, labels_on_edges
from tui.store.formats.markdown_writer import plain_paragraphs
from tui.store.formats.pdf_columns import Box, reading_order
from tui.store.formats.pdf_directions import (
    PlacedWord,
    from_the_right,
    from_the_top,
    has_right_to_left,
    is_in_columns,
    is_right_to_left,
)
from tui.store.formats.pdf_furniture import Row, counts_on, furniture_line, without_furniture
from tui.store.formats.pdf_pages import Again, all_pages, pages_from
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition

_LONGEST_TITLE = 300
_WORD = re.compile(r"[^\W_]+")
_HEADING = re.compile(r"#{1,6} +(.+)")
_NO_TITLE = re.compile(r"(?i)^(?:microsoft \w+ - |untitled)|\.(?:docx?|indd|qxd|pptx?|xlsx?|pdf|tex|rtf|odt|dvi)$")
_TITLE = re.compile(r"<dc:title>\s*(?:<[^<>]*>\s*){0,4}([^<>]+)<")
_MOMENT = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_EMPTY = re.compile(r"(?m)^```(?:text)?\n\s*^```$")
_RUN_IN = re.compile(
    r"(?m)^#{1,6} +((?:[^\n]*\w[^\n]* [^\n]*[\w,;](?=\n\n[a-z(])|[A-Z][A-Z ,]{3,40}: [^\n]*[\w,;](?=\n\n[A-Za-z(])))\n\n"
)
"""A heading whose sentence goes on in the paragraph below it."""

_LINKED = re.compile(r"\[(?=\[|[@^])")
"""What a text of a stranger would be taken for a link, a citation or a note by."""

_FEW_WORDS = 3
"""Words of a page that holds only a picture: a number, a stamp."""

_MISSING = 0.05
"""Share of the words of a document from which on it is said that they are missing."""

_MISSING_IN_PAGE = 0.01
_SAME = 0.97
"""Share of sequences of words that two readings have in common, where columns were read in their order."""

_LARGEST = 5_000
"""Points of the side of a page in which columns are looked for."""

_GOES_ON = re.compile(r"[^\W\d_](?<=[^A-Z])")
_MARKED = re.compile(r"[#|>`~\-*+<]|\d+[.)] |    ")
"""What begins a block that is no paragraph."""


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one document of a file."""
    if b"%PDF-" not in data[:1_024]:
        raise NotOfThisFormat
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    read, again, counts = pages_from(data, 1), Again(data), Counter[str]()
    made = Rendition(file)
    texts: list[str] = []
    edges: dict[str, list[tuple[int, str]]] = {}
    without: list[int] = []
    unreadable: list[int] = []
    missing = words = 0
    for page, furniture in all_pages(read, data, counts):
        plain = [line for raw in (page.text or "").split("\n") if (line := collapsed(raw))]
        upright = _from_the_top(again, page)
        plain, around = ([], []) if upright else (plain, furniture.of(page))
        text = _filled_in(upright or _best(again, page, around), page)
        for seen, meant in _from_the_right(again, page).items():
            text = text.replace(seen, meant)
            plain = [line.replace(seen, meant) for line in plain]
        made.handling += labels_in(plain)
        there, shown = _words(upright or " ".join(plain)), _words(text)
        if not has_letters(page.text or ""):
            unreadable.append(page.page_num)
        elif sum(there.values()) <= _FEW_WORDS:
            without.append(page.page_num)
        made.handling += labels_on_edges(map(furniture_line, around))
        outside = [line for line in map(furniture_line, around) if line not in text]
        there -= _words(" ".join(outside))
        for line in outside:
            if not _words(line) <= shown - there:
                alike = edges.setdefault(re.sub(r"\d+", "0", line), [])
                if not alike or not any(counts_on(*one, page.page_num, line) for one in (alike[0], alike[-1])):
                    alike.append((page.page_num, line))
        words += sum(there.values())
        if has_letters(page.text or "") and (rest := _rest_of(page, there - shown, shown - there)):
            text = f"{text}\n\n{rest}" if text else rest
            shown = _words(text)
        missing += _lost(there - shown, shown - there)
        texts.append(_cited(_LINKED.sub(r"\\[", text), page.page_num) if read.total_pages > 1 else _LINKED.sub(r"\\[", text))
    _tell(made, read.total_pages, counts, without, unreadable, missing / max(1, words))
    if again.ended_at:
        message = f"This PDF takes long to read: from page {again.ended_at} on, columns may run into one another."
        made.problems.add("info", "read-once", message)
    body = "\n\n".join(filter(None, texts))
    heading = _HEADING.match(body)
    title = clipped(re.sub(r"[*_`\\]", "", heading[1]), _LONGEST_TITLE) if heading else _titled(read.doc_meta) or file.stem
    made.fields |= {"title": title, "body": body[heading.end() :].strip("\n") if heading else body}
    meta = read.doc_meta
    made.fields["date"] = _day(getattr(meta, "creation_date", None))
    changed = _day(getattr(meta, "mod_date", None))
    made.fields["updated"] = changed if changed != made.fields["date"] else ""
    kept = [line for alike in edges.values() for _, line in alike]
    made.losses["edges-left-out"] = len(kept)
    made.keep("heads and feet of pages", "\n".join(kept))
    own_source(made, data, date=made.fields["date"], pages=f"1-{read.total_pages}" if read.total_pages > 1 else "1")
    return made


def _markdown(page: Any) -> str:
    return _RUN_IN.sub(r"\1 ", _EMPTY.sub("", page.markdown or "")).strip() if page is not None else ""


def _best(again: Again, page: Any, around: list[Row]) -> str:
    """The text of a page, read in another way where words are missing or columns run into one another.

    Args:
        again: reads it once more.
        page: as it was read.
        around: its furniture.
    """
    text = without_furniture(_markdown(page), around)
    if turned := _turned(page):
        upright = _markdown(again.read(page, page_orientation_corrections=[(page.page_num, turned)]))
        return max(text, upright, key=lambda one: sum(_words(one).values()))
    if columns := _by_columns(again, page, text, around):
        text = columns
    body = _words(page.text) - _words(" ".join(map(furniture_line, around)))
    missing = _missing_of(body, text)
    if missing > max(_FEW_WORDS, _MISSING_IN_PAGE * sum(body.values())) or (missing and not _words(text)):
        # Text of it was taken for what repeats on other pages.
        whole = without_furniture(_markdown(again.read(page, keep_headers_footers=True)), around)
        if _missing_of(body, whole) < missing / 2:
            return whole
    return text


def _pieces(again: Again, page: Any) -> list[list[PlacedWord]]:
    """The words of each line of a page, and where they stand; none where there is no time to look."""
    with_words = again.read(page, emit_word_boxes=True)
    return [
        [PlacedWord(one.text, one.x, one.x + one.width, one.y, one.y + one.height) for one in item.words or ()]
        for item in (with_words.text_items if with_words is not None else ())
    ]


def _from_the_top(again: Again, page: Any) -> str:
    """The text of a page that is written from the top to the bottom; "" for any other."""
    if not is_in_columns([item.text for item in page.text_items]):
        return ""
    return from_the_top([piece for line in _pieces(again, page) for piece in line])


def _from_the_right(again: Again, page: Any) -> dict[str, str]:
    """The lines of a page that are read from the right to the left, as they were taken and as they are read."""
    if not has_right_to_left(page.text or ""):
        return {}
    found: dict[str, str] = {}
    for item, pieces in zip(page.text_items, _pieces(again, page), strict=False):
        seen = collapsed(item.text)
        if pieces and is_right_to_left(seen):
            found[seen] = from_the_right(pieces)
    return {seen: meant for seen, meant in found.items() if seen != meant}


_BUTTONS = ("checkbox", "radio", "pushbutton", "button", "signature")


def _filled_in(text: str, page: Any) -> str:
    """The text of a page with what was filled into the fields of its form, where that does not stand there already."""
    listed: list[str] = []
    for field in page.form_fields or ():
        if field.type in _BUTTONS and not field.checked:
            continue
        said = ", ".join(field.selected_options) or ("yes" if field.checked else collapsed(field.value or ""))
        name = collapsed(field.alternate_name or field.name or "")
        if said and (field.checked or said not in text):
            listed.append(f"- {name}: {said}" if name else f"- {said}")
    return "\n\n".join(filter(None, (text, "\n".join(dict.fromkeys(listed)))))


def _missing_of(words: Counter[str], text: str) -> int:
    there = _words(text)
    return _lost(words - there, there - words)


def _turned(page: Any) -> int:
    """By how many degrees most of the text of a page is turned: 0, 90, 180 or 270."""
    letters: Counter[int] = Counter()
    for item in page.text_items:
        letters[round((item.rotation or 0) / 90) % 4 * 90] += len(item.text.strip())
    return letters.most_common(1)[0][0] if letters else 0


def _by_columns(again: Again, page: Any, text: str, around: list[Row]) -> str:
    """The text of a page whose columns are read one after the other; "" where it has none, or was read so already."""
    outside = {id(item) for row in around for item in row}
    lines = [
        Box(item.x, item.y, item.x + item.width, item.y + item.height)
        for item in page.text_items
        if item.text.strip() and _is_on(page, item) and id(item) not in outside
    ]
    if max(page.width, page.height) > _LARGEST or len(reading_order(lines)) < 2:
        return ""
    drawn = getattr(again.read(page, extract_vector_graphics=True), "vector_graphics", None)
    rules = [Box(*map(min, ends), *map(max, ends)) for ends in _ends_of(drawn)]
    found = reading_order(lines, rules)
    whole = {"keep_headers_footers": True}
    pieces = [_markdown(again.read(page, crop_box=_crop(box, page), **whole)) for box in found] if len(found) > 1 else []
    read = _joined(list(filter(None, pieces)))
    words = _words(page.text)
    lost = _missing_of(words, read) - _missing_of(words, text)
    return read if lost <= _MISSING_IN_PAGE * sum(words.values()) and _alike(text, read) < _SAME else ""


def _is_on(page: Any, item: Any) -> bool:
    """Whether a text stands upright on its page."""
    across, down = 0 <= item.x < item.x + item.width <= page.width, 0 <= item.y < item.y + item.height <= page.height
    return bool(across and down and abs(item.rotation or 0) < 2)


def _ends_of(drawn: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The ends of the drawn lines of a page."""
    for one in () if drawn is None else drawn.lines:
        yield (one.x1, one.x2), (one.y1, one.y2)


def _joined(pieces: list[str]) -> str:
    """The texts of columns, a sentence that goes on in the next one in one piece."""
    joined = ""
    for piece in pieces:
        goes_on = joined and "\n" not in joined.rpartition("\n\n")[2] and _GOES_ON.match(piece)
        if goes_on and re.search(r"[^\W\d_]-\Z", joined):
            joined = joined[:-1] + piece
        elif goes_on and re.search(r"[\w,;]\Z", joined) and not _MARKED.match(joined.rpartition("\n\n")[2]):
            joined += f" {piece}"
        else:
            joined += f"\n\n{piece}" if joined else piece
    return joined


def _crop(box: Box, page: Any) -> tuple[float, float, float, float]:
    """What is cut from each side of a page: above, on the right, below, on the left."""
    top, left = max(0.0, (box.top - 2) / page.height), max(0.0, (box.left - 2) / page.width)
    return (top, max(0.0, 1 - (box.right + 2) / page.width), max(0.0, 1 - (box.bottom + 2) / page.height), left)


def _alike(one: str, other: str) -> float:
    """The share of sequences of five words that two texts have in common."""
    both = [Counter(zip(*(words[at:] for at in range(5)), strict=False)) for words in (_WORD.findall(one), _WORD.findall(other))]
    return sum((both[0] & both[1]).values()) / max(1, sum(both[0].values()))


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _lost(missing: Counter[str], instead: Counter[str]) -> int:
    """How many words of a page are not in its text: the halves of one that was broken at the end of a line are there as one."""
    halves = {half for word in instead for at in range(1, min(len(word), 60)) for half in (word[:at], word[at:])}
    return sum(count for word, count in missing.items() if word not in halves)


def _rest_of(page: Any, missing: Counter[str], instead: Counter[str]) -> str:
    """The lines of a page of which no word is in its text, such as those that are written along its sides."""
    found: list[str] = []
    for item in page.text_items if missing else ():
        words = _words(item.text)
        if words and words <= missing and _lost(words, instead) == sum(words.values()):
            missing -= words
            found.append(collapsed(item.text))
    return plain_paragraphs("\n".join(found))


def _cited(text: str, page: int) -> str:
    """The text of a page with the page behind its last paragraph, as a citation of the file."""
    if not text:
        return ""
    locator = f"[@{OWN_SOURCE}, p. {page}]"
    last = text.rpartition("\n\n")[2]
    on_line = not _MARKED.match(last) and "\n" not in last
    return f"{text} {locator}" if on_line else f"{text}\n\n{locator}"


_NO_LETTER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_ODD = re.compile("(?<=[^\\W\\d_])[][\\\\^`{}|<>~\xa1-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02c6-\u02dd]{1,3}(?=[^\\W\\d_])")
"""What comes of a font that does not say which letters it draws: none at all, or signs in the midst of others, and no spaces."""

_LONG_WORDS = 12


def has_letters(text: str) -> bool:
    """Whether the text of a page is letters, or what numbers of shapes were taken for."""
    pieces = text.split()
    letters, odd = sum(map(len, pieces)), len(_NO_LETTER.findall(text))
    if letters > _LONG_WORDS * len(pieces):
        odd += len(_ODD.findall(text))
    return odd < 20 or odd < 0.08 * letters


def _listed(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:20])) + (", ..." if len(pages) > 20 else "")


def _tell(made: Rendition, count: int, counts: Counter[str], without: list[int], unreadable: list[int], missing: float) -> None:
    advice = "a program for text recognition makes a PDF with text of it"
    if unreadable:
        has = "has" if len(unreadable) == 1 else "have"
        said = f"{counted(len(unreadable), 'page')} {has} no letters that can be read, since a font does not say which it draws"
        made.problems.add("error", "unreadable-letters", f"{said}: {_listed(unreadable)}.", suggestion=advice)
    if len(without) == counts["pages"]:
        said = "This PDF holds no text: it is a scan, or a picture."
        made.problems.add("error", "no-text", said, suggestion=advice)
    elif without:
        message = f"{counted(len(without), 'page')} without text, perhaps scanned or a picture: {_listed(without)}."
        made.problems.add("warning", "no-text", message)
    elif missing > _MISSING:
        message = f"About {missing:.0%} of the words of this PDF are not in the text: look into the file where it matters."
        made.problems.add("warning", "words-missing", message)
    if counts["pages"] < count or counts["errors"]:
        message = f"{count} pages are in this file; {counts['pages'] - counts['errors']} of them could be read."
        made.problems.add("warning", "pages-not-read", message)


def _titled(meta: Any) -> str:
    """The title that a document gives itself, where that is one and no name of a file."""
    found = _TITLE.search(getattr(meta, "xmp", None) or "")
    said = clipped(collapsed(unescape(found[1])), _LONGEST_TITLE) if found else ""
    return said if " " in said and not _NO_TITLE.search(said) else ""


def _day(moment: str | None) -> str:
    found = _MOMENT.match(moment or "")
    return "-".join(found.groups()) if found else ""

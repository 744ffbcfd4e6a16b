"""Documents that are archives of XML, written by hand so that each test says what is in one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

STYLES = """
<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Own"><w:name w:val="Chapter"/><w:basedOn w:val="H2"/></w:style>
<w:style w:styleId="N1"><w:name w:val="Numbered"/><w:basedOn w:val="H1"/>
  <w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Loud"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="*"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="7"><w:abstractNumId w:val="2"/></w:num>
"""


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of some parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def relations(*targets: tuple[str, str, str]) -> str:
    """A part that tells what another one refers to: ids, kinds, and targets, those with `:` outside."""
    outside = {True: ' TargetMode="External"', False: ""}
    rows = "".join(
        f'<Relationship Id="{number}" Type="{_KINDS}/{kind}" Target="{target}"{outside[":" in target]}/>'
        for number, kind, target in targets
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def word(body: str, *, space: str = TRANSITIONAL, others: Mapping[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A Word document.

    Args:
        body: of it, in XML with the prefixes w, r, m, wp, wps, v, mc.
        space: the namespace of its elements.
        others: parts as they are to be packed.
        parts: what is in `footnotes`, `endnotes`, `comments`, `header`, `footer`, as `body`.
    """
    names = (
        f'xmlns:w="{space}" xmlns:r="{_KINDS}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:wp="urn:wp" xmlns:wps="urn:wps" xmlns:v="urn:v" xmlns:mc="urn:mc" xmlns:o="urn:o" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    held = {"styles": STYLES, "numbering": NUMBERING, **parts}
    targets = [(f"r{number}", name, f"{name}.xml") for number, name in enumerate(held)]
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*targets, ("link", "hyperlink", "https://example.org/a")),
            **{f"word/{name}.xml": f"<w:{name} {names}>{content}</w:{name}>" for name, content in held.items()},
            **(others or {}),
        }
    )


def paragraph(text: str, style: str = "", inner: str = "", *, run: str = "") -> str:
    """A paragraph of a Word document: a text, or what stands in it as XML."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}{inner}<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def item(text: str, numbering: int, level: int = 0) -> str:
    """A paragraph that is an item of a list."""
    number = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr></w:pPr>'
    return f"<w:p>{number}<w:r><w:t>{text}</w:t></w:r></w:p>"


def written(folder: Path, data: bytes, name: str = "a.docx") -> Path:
    """A file of some bytes."""
    file = folder / name
    file.write_bytes(data)
    return file


def pdf(
    *pages: list[tuple[int, int, int, str]],
    trailer: str = "",
    title: str = "",
    turned: bool = False,
    filled: Mapping[str, str] | None = None,
) -> bytes:
    """A PDF.

    Args:
        pages: of it, each of lines: place from the left, place from below, size, text.
        trailer: more entries of the trailer.
        title: that it gives itself.
        turned: whether its lines go up the page, from what is then the left.
        filled: what was written into the fields of a form on its first page, by their names.
    """
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F1 {size} Tf {f'0 1 -1 0 {612 - y} {x} Tm' if turned else f'{x} {y} Td'} ({text}) Tj ET\n"
            for x, y, size, text in lines
        )
        font = "<< /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {font} /Contents {5 + 2 * at} 0 R >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    if title:
        said = f'<x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></x:xmpmeta>'
        objects.append(f"<< /Type /Metadata /Subtype /XML /Length {len(said)} >>\nstream\n{said}\nendstream")
        objects[0] = f"<< /Type /Catalog /Pages 2 0 R /Metadata {len(objects)} 0 R >>"
    for name, value in (filled or {}).items():
        field = f"/FT /Tx /T ({name}) /V ({value}) /DA (/F1 9 Tf)"
        objects.append(f"<< /Type /Annot /Subtype /Widget {field} /Rect [300 300 400 320] /P 4 0 R >>")
    if filled:
        fields = " ".join(f"{len(objects) - at} 0 R" for at in reversed(range(len(filled))))
        objects[0] = objects[0].replace("/Pages", f"/AcroForm << /Fields [{fields}] >> /Pages")
        objects[3] = objects[3].replace("/MediaBox", f"/Annots [{fields}] /MediaBox")
    output, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(output))
        output += f"{number} 0 obj\n{held}\nendobj\n".encode("latin-1")
    start, count = len(output), len(objects) + 1
    table = f"xref\n0 {count}\n0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    return output + f"{table}trailer << /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()


def outlook(streams: Mapping[str, bytes]) -> bytes:
    """A container of Office (a compound file): streams by their paths, whose parts are parted by `/`."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    paths = [
        "",
        *sorted(
            {path.rsplit("/", at)[0] for path in streams for at in range(path.count("/") + 1)}, key=lambda path: path.count("/")
        ),
    ]
    number = {path: at for at, path in enumerate(paths)}
    minis, fat, chains = bytearray(), list[int](), dict[str, tuple[int, int]]()
    mini_fat: list[int] = []
    sectors = bytearray()

    def chained(data: bytes) -> int:
        start = len(fat)
        sectors.extend(data.ljust(-(-len(data) // 512) * 512, b"\0"))
        count = -(-len(data) // 512)
        fat.extend([*range(start + 1, start + count), end])
        return start

    for path, data in streams.items():
        if len(data) >= 4_096:
            chains[path] = chained(data), len(data)
        elif data:
            start, count = len(mini_fat), -(-len(data) // 64)
            minis += data.ljust(count * 64, b"\0")
            mini_fat += [*range(start + 1, start + count), end]
            chains[path] = start, len(data)
    chains[""] = (chained(bytes(minis)) if minis else end, len(minis))
    tables = chained(b"".join(one.to_bytes(4, "little") for one in mini_fat)) if mini_fat else end
    entries = b""
    for path in paths:
        above = path.rpartition("/")[0]
        within = [one for one in paths[1:] if one.rpartition("/")[0] == path and one != path and (path or "/" not in one)]
        beside = [one for one in paths[1:] if one.rpartition("/")[0] == above and ("/" in path or "/" not in one)]
        after = beside[beside.index(path) + 1 :] if path else []
        name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le") + b"\0\0"
        kind = 2 if path in streams else 1 if path else 5
        start, size = chains.get(path, (end, 0))
        links = [free, number[after[0]] if after else free, number[within[0]] if within else free]
        entries += name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + bytes([kind, 1])
        entries += b"".join(one.to_bytes(4, "little") for one in links) + bytes(36)
        entries += start.to_bytes(4, "little") + size.to_bytes(8, "little")
    folder = chained(entries)
    at = len(fat)
    count = -(-(at + 1) // 127)
    fat += [0xFFFFFFFD] * count
    table = b"".join(one.to_bytes(4, "little") for one in fat).ljust(count * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(6)
    numbers = [0, count, folder, 0, 4_096, tables, -(-len(mini_fat) // 128), end, 0]
    header += b"".join(one.to_bytes(4, "little") for one in numbers)
    places = b"".join(one.to_bytes(4, "little") for one in range(at, at + count))
    return header + places.ljust(436, b"\xff") + bytes(sectors) + table

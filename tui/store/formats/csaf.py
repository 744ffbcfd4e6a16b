"""CSAF 2.0 and 2.1 advisories, VEX among them, by the tables of the standard (oasis-tcs/csaf)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tui.model.handling import Marking
from tui.store.formats import markdown_writer as write
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import tlp_named
from tui.store.formats.json_values import json_held, keep_rest, labels_within, mapping_of, mappings, string, strings
from tui.store.formats.moments import edtf_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, part_key

_STATUS = {"draft": "draft", "interim": "draft", "final": "issued"}

_PRODUCTS = {
    "known_affected": ("Known affected", "confirmed"),
    "first_affected": ("First affected", "confirmed"),
    "last_affected": ("Last affected", "confirmed"),
    "known_not_affected": ("Known not affected", "denied"),
    "fixed": ("Fixed", "confirmed"),
    "first_fixed": ("First fixed", "confirmed"),
    "recommended": ("Recommended", "confirmed"),
    "under_investigation": ("Under investigation", "reported"),
    "unknown": ("Unknown", "reported"),
}
"""Groups of products, in words, and how a fact about them stands."""

_FEW_PRODUCTS = 6
"""Products that are named where something is to be done about them; with more it is for all of the advisory."""

_MOST_BRANCHES = 100_000
_MOST_LINES = 20_000


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one advisory of a file."""
    held = json_held(data)
    if not isinstance(held, dict) or "csaf_version" not in mapping_of(held.get("document")):
        raise NotOfThisFormat
    yield FilePart("", data, lambda: _rendition(held, data, file))


def _rendition(held: dict[str, Any], data: bytes, file: ForeignFile) -> Rendition:
    document, tracking = mapping_of(held.get("document")), mapping_of(mapping_of(held.get("document")).get("tracking"))
    publisher, distribution = mapping_of(document.get("publisher")), mapping_of(document.get("distribution"))
    made = Rendition(file, string(document.get("title")) or file.stem)
    severity = string(mapping_of(document.get("aggregate_severity")).get("text"))
    made.fields |= {
        "id": part_key(string(tracking.get("id"))) if string(tracking.get("id")) else "",
        "kind": "advisory",
        "date": edtf_of(string(tracking.get("initial_release_date"))),
        "updated": edtf_of(string(tracking.get("current_release_date"))),
        "number": string(tracking.get("version")),
        "status": _STATUS.get(string(tracking.get("status")), ""),
        "producer": string(publisher.get("name")),
        "lang": string(document.get("lang")),
        "tags": [
            *strings(tracking.get("aliases")),
            string(document.get("category")),
            f"severity/{severity}" if severity else "",
        ],
        "history": [
            {"date": edtf_of(string(one.get("date"))), "type": "update", "summary": _history(one)}
            for one in mappings(tracking.get("revision_history"))
        ],
    }
    if made.fields["updated"] == made.fields["date"]:
        made.fields["updated"] = ""
    _handling(made, distribution)
    made.of_parts += labels_within(held)
    products = _products(mapping_of(held.get("product_tree")))
    groups = {
        string(one.get("group_id")): strings(one.get("product_ids"))
        for one in mappings(mapping_of(held.get("product_tree")).get("product_groups"))
    }
    vulnerabilities = mappings(held.get("vulnerabilities"))
    _ungroup(vulnerabilities, groups)
    made.fields["sections"] = _notes(made, document)
    made.fields["facts"], made.fields["actions"], made.fields["sources"] = [], [], _references(document)
    for vulnerability in vulnerabilities:
        _vulnerability(made, vulnerability, products)
    _end(made, document, products)
    keep_rest(made, "tracking", tracking, _OF_TRACKING)
    keep_rest(made, "publisher", publisher, ("name",))
    keep_rest(made, "aggregate_severity", mapping_of(document.get("aggregate_severity")), ("text",))
    keep_rest(made, "document", document, _OF_DOCUMENT)
    made.keep("products", "\n".join(_known_otherwise(mapping_of(held.get("product_tree")))))
    keep_rest(made, "product_tree", mapping_of(held.get("product_tree")), ("branches", "full_product_names"))
    keep_rest(made, file.name, held, ("document", "product_tree", "vulnerabilities", "$schema"))
    address = next((one["url"] for one in made.fields["sources"] if one.get("type") == "self"), "")
    own_source(made, data, publisher=made.fields["producer"], url=address, date=made.fields["date"], type="advisory")
    return made


_OF_TRACKING = ("id", "aliases", "initial_release_date", "current_release_date", "version", "status", "revision_history")
_OF_DOCUMENT = (
    *("title", "tracking", "publisher", "distribution", "notes", "references", "acknowledgments", "aggregate_severity"),
    *("lang", "category", "csaf_version", "$schema"),
)


def _history(entry: dict[str, Any]) -> str:
    number = string(entry.get("number"))
    legacy = string(entry.get("legacy_version"))
    known = f"{number} ({legacy})" if legacy and legacy != number else number
    return write.escaped(f"{known}: {string(entry.get('summary'))}" if known else string(entry.get("summary")))


def _handling(made: Rendition, distribution: dict[str, Any]) -> None:
    tlp = mapping_of(distribution.get("tlp"))
    label = string(tlp.get("label"))
    if label:
        made.handling.append(tlp_named(label))
        if label.upper() == "WHITE":
            made.problems.add("warning", "tlp-white", "WHITE was renamed CLEAR in TLP 2.0; it is read as CLEAR.")
    group = mapping_of(distribution.get("sharing_group"))
    for words in (string(distribution.get("text")), string(group.get("name")) or string(group.get("id"))):
        if words:
            made.handling.append(Marking(None, " ".join(words.split())))
    made.keep("tlp.url", string(tlp.get("url")))


def _notes(made: Rendition, document: dict[str, Any]) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = []
    last: list[dict[str, Any]] = []
    for note in mappings(document.get("notes")):
        category, text = string(note.get("category")), write.plain_paragraphs(string(note.get("text")))
        title = string(note.get("title")) or category.replace("_", " ").capitalize()
        audience = string(note.get("audience"))
        if audience:
            title = f"{title} (for {audience})"
        if category == "summary" and not made.fields.get("bluf"):
            made.fields["bluf"] = text
            made.keep("title of the summary", title if title.lower() != "summary" else "")
        else:
            noted = last if category == "legal_disclaimer" else sections
            if noted and noted[-1]["title"] == title:
                noted[-1]["body"] += f"\n\n{text}"
            else:
                noted.append({"title": title, "body": text})
    made.fields["last"] = last
    return sections


def _references(holder: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "title": string(one.get("summary")) or string(one.get("url")),
            "url": string(one.get("url")),
            "type": string(one.get("category")),
        }
        for one in mappings(holder.get("references"))
    ]


def _products(tree: dict[str, Any]) -> dict[str, str]:
    """The names of products by their ids."""
    found: dict[str, str] = {}
    waiting = [tree]
    for _ in range(_MOST_BRANCHES):
        if not waiting:
            break
        one = waiting.pop()
        for product in (
            *mappings(one.get("full_product_names")),
            mapping_of(one.get("product")),
            mapping_of(one.get("full_product_name")),
        ):
            if string(product.get("product_id")):
                found[string(product.get("product_id"))] = string(product.get("name")) or string(product.get("product_id"))
        waiting += reversed([*mappings(one.get("branches")), *mappings(one.get("relationships"))])
    return found


def _known_otherwise(tree: dict[str, Any]) -> list[str]:
    """What products are known by besides their names, a line each: the branches above them, and what tells them to programs."""
    lines: list[str] = []
    waiting: list[tuple[dict[str, Any], tuple[str, ...]]] = [(tree, ())]
    for _ in range(_MOST_BRANCHES):
        if not waiting:
            break
        one, above = waiting.pop()
        path = (*above, string(one.get("name"))) if "category" in one and "name" in one else above
        products = filter(None, (mapping_of(one.get(key)) for key in ("product", "full_product_name")))
        for product in (*mappings(one.get("full_product_names")), *products):
            name = string(product.get("name"))
            branches = " › ".join([branch for branch in path if branch not in name])
            told = ", ".join(_texts_in({key: value for key, value in product.items() if key not in ("name", "product_id")}))
            if branches or told:
                lines.append(" · ".join(filter(None, (name, branches, told))))
        waiting += reversed([(within, path) for key in ("branches", "relationships") for within in mappings(one.get(key))])
    return lines[:_MOST_LINES]


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(one)
    elif text := string(value):
        yield text


def _named(ids: object, products: dict[str, str]) -> str:
    """The products that something is about, behind it in brackets; "" where they are none or many."""
    names = [products.get(product, product) for product in strings(ids)]
    return write.escaped(f" ({'; '.join(names)})") if 0 < len(names) < _FEW_PRODUCTS else ""


def _ungroup(vulnerabilities: list[dict[str, Any]], groups: dict[str, list[str]]) -> None:
    """Let products stand for groups of them that are known, in vulnerabilities, up to `_MOST_BRANCHES`; other groups stay."""
    room = _MOST_BRANCHES
    for one in [one for held in vulnerabilities for key in ("flags", "threats", "remediations") for one in mappings(held.get(key))]:
        products, left = strings(one.get("product_ids")), []
        for group in strings(one.get("group_ids")):
            within = groups.get(group, [])
            if within and len(within) <= room:
                room -= len(within)
                products += within
            else:
                left.append(group)
        one |= {"product_ids": list(dict.fromkeys(products)), "group_ids": left}


def _vulnerability(made: Rendition, held: dict[str, Any], products: dict[str, str]) -> None:
    cve = string(held.get("cve"))
    ids = [string(one.get("text")) for one in mappings(held.get("ids"))]
    called = cve or next(iter(ids), "") or string(held.get("title")) or "a vulnerability"
    title = ": ".join(filter(None, dict.fromkeys((cve or next(iter(ids), ""), string(held.get("title")))))) or "Vulnerability"
    rows = [["", called]]
    systems = [(string(one.get("text")), string(one.get("system_name"))) for one in mappings(held.get("ids"))]
    rows += [["Id", f"{text} ({system})" if system else text] for text, system in systems if text != called or system]
    weaknesses = [mapping_of(held.get("cwe")), *mappings(held.get("cwes"))]
    rows += [["Weakness", f"{string(one.get('id'))} {string(one.get('name'))}"] for one in weaknesses if one]
    rows += [["CVSS", text] for text in _scores(held, products)]
    rows += [
        [key.replace("_", " ").capitalize(), edtf_of(string(held.get(key)))]
        for key in ("discovery_date", "disclosure_date", "release_date")
        if string(held.get(key))
    ]
    for name, key in (("Affected", "known_affected"), ("Fixed", "fixed")):
        names = [products.get(product, product) for product in strings(mapping_of(held.get("product_status")).get(key))]
        if names:
            rows.append([name, "; ".join(names) if len(names) < _FEW_PRODUCTS else f"{len(names)} products"])
    body = [write.markdown_table([[write.escaped(cell) for cell in row] for row in rows])] if len(rows) > 1 else []
    for note in mappings(held.get("notes")):
        name = string(note.get("title")) or string(note.get("category")).replace("_", " ").capitalize()
        body += [f"**{write.escaped(name)}**" if name else "", write.plain_paragraphs(string(note.get("text")))]
    body += _thanks(held)
    made.fields["sections"].append({"title": title, "body": "\n\n".join(filter(None, body))})
    flags = {
        product: string(flag.get("label")) for flag in mappings(held.get("flags")) for product in strings(flag.get("product_ids"))
    }
    for key, ids_of in mapping_of(held.get("product_status")).items():
        words, status = _PRODUCTS.get(key, (key.replace("_", " ").capitalize(), "reported"))
        names = [products.get(product, product) for product in strings(ids_of)]
        if not names:
            continue
        why = dict.fromkeys(flags[product].replace("_", " ") for product in strings(ids_of) if product in flags)
        made.fields["facts"].append(
            {
                "text": write.escaped(f"{called}, {words.lower()}: {'; '.join(names)}"),
                "status": status,
                "note": write.escaped("; ".join(why)),
            }
        )
    said = {product for ids in mapping_of(held.get("product_status")).values() for product in strings(ids)}
    for flag in mappings(held.get("flags")):
        if not said.intersection(strings(flag.get("product_ids"))):
            keep_rest(made, f"{called}.flag", flag, ())
    for metric in mappings(held.get("metrics")):
        content = mapping_of(metric.get("content"))
        scored = [key for key, score in content.items() if string(mapping_of(score).get("vectorString"))]
        rest = {key: value for key, value in content.items() if key not in scored}
        about = metric if rest else {**metric, "products": None}
        keep_rest(made, f"{called}.metrics", {**rest, **about}, ("content",))
    for score in mappings(held.get("scores")):
        scored = [key for key, value in score.items() if string(mapping_of(value).get("vectorString"))]
        if score.keys() - {"products", *scored}:
            keep_rest(made, f"{called}.scores", score, scored)
    for threat in mappings(held.get("threats")):
        text = f"{called}, {string(threat.get('category')).replace('_', ' ')}: {string(threat.get('details'))}"
        made.fields["facts"].append(
            {
                "text": write.escaped(text) + _named(threat.get("product_ids"), products),
                "as_of": edtf_of(string(threat.get("date"))),
                "status": "reported",
            }
        )
        keep_rest(made, f"{called}.threat", threat, ("category", "details", "date", "product_ids"))
    for remedy in mappings(held.get("remediations")):
        words = string(remedy.get("category")).replace("_", " ").capitalize()
        url = string(remedy.get("url"))
        text = f"{write.escaped(f'{words}, {called}: ')}{write.plain_paragraphs(string(remedy.get('details')))}"
        text += _named(remedy.get("product_ids"), products)
        made.fields["actions"].append({"text": f"{text} {write.link(write.escaped(url), url)}" if url else text})
        keep_rest(made, f"{called}.remediation", remedy, ("category", "details", "product_ids", "url"))
    known = {one["url"] for one in made.fields["sources"]}
    made.fields["sources"] += [one for one in _references(held) if one["url"] not in known]
    keep_rest(made, called, held, _OF_VULNERABILITY)


_OF_VULNERABILITY = (
    *("cve", "ids", "title", "cwe", "cwes", "scores", "metrics", "notes", "product_status", "flags", "threats", "remediations"),
    *("references", "acknowledgments", "discovery_date", "disclosure_date", "release_date"),
)


def _scores(held: dict[str, Any], products: dict[str, str]) -> Iterator[str]:
    """The scores of a vulnerability in words, of 2.0 and of 2.1, each once; where there are several, with what each is of."""
    found: dict[str, list[str]] = {}
    of_both = [(one, one) for one in mappings(held.get("scores"))]
    of_both += [(one, mapping_of(one.get("content"))) for one in mappings(held.get("metrics"))]
    for one, scores in of_both:
        for key, score in scores.items():
            values = mapping_of(score)
            vector = string(values.get("vectorString"))
            score_and_word = (string(values.get("baseScore")), string(values.get("baseSeverity")))
            text = " ".join((string(values.get("version")) or key, *score_and_word, vector))
            if vector:
                found.setdefault(" ".join(text.split()), []).extend(strings(one.get("products")))
    for text, ids in found.items():
        names = list(dict.fromkeys(products.get(product, product) for product in ids))
        yield f"{text} ({'; '.join(names)})" if len(found) > 1 and 0 < len(names) < _FEW_PRODUCTS else text


def _thanks(holder: dict[str, Any]) -> list[str]:
    found = []
    for one in mappings(holder.get("acknowledgments")):
        who = ", ".join([*strings(one.get("names")), string(one.get("organization"))]).strip(", ")
        text = " ".join(filter(None, (who, string(one.get("summary")), *strings(one.get("urls")))))
        if text:
            found.append(f"- {write.escaped(text)}")
    return ["**Acknowledgments**", "\n".join(found)] if found else []


def _end(made: Rendition, document: dict[str, Any], products: dict[str, str]) -> None:
    """Sections that stand behind the others: who is thanked, which products there are, what the lawyers say."""
    thanks = _thanks(document)
    if thanks:
        made.fields["sections"].append({"title": "Acknowledgments", "body": thanks[1]})
    if products:
        listing = "\n".join(f"- {write.escaped(name)}" for name in dict.fromkeys(products.values()))
        made.fields["sections"].append({"title": "Products", "body": listing})
    made.fields["sections"] += made.fields.pop("last")

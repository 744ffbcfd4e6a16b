"""STIX 2.1: reports of a bundle as briefings, with the actors, relations and events that they refer to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from tui.store.formats.json_values import json_held, keep_rest, mapping_of, mappings, string, strings
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, part_key
from tui.store.formats.stix_objects import (
    REPORTS,
    Markings,
    languages_of,
    translated,
)
from tui.store.formats.stix_report import Report


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The reports of a bundle, in each language; the whole bundle where it holds none, or one in one language."""
    held = json_held(data)
    objects = {string(one.get("id")): one for one in mappings(held.get("objects"))} if isinstance(held, dict) else {}
    if not objects:
        raise NotOfThisFormat
    reports = [one for one in objects.values() if one.get("type") in REPORTS]
    bundle = _Bundle(objects, file)
    if len(reports) < 2 and not bundle.translations:
        yield FilePart("", data, lambda: bundle.rendition(reports[0] if reports else {}, list(objects.values()), data))
        return
    for report in reports:
        within = bundle.within(report) if len(reports) > 1 else list(objects.values())
        own = json.dumps([report, within]).encode()
        key = string(report.get("id"))
        yield FilePart(part_key(key), own, partial(bundle.rendition, report, within, own))
        for content, language in bundle.translations.get(key, ()):
            told = json.dumps([language, content, bundle.others(within, language)]).encode() + own
            yield FilePart(_key(content, language), told, partial(bundle.translation, report, within, told, content, language))
    if len(reports) < 2:
        return
    rest = bundle.left([*reports, *[one for report in reports for one in bundle.within(report)]])
    if rest:
        own = json.dumps(rest).encode()
        yield FilePart("in-no-report", own, partial(bundle.rendition, {}, rest, own))


def _key(content: dict[str, Any], language: str) -> str:
    return part_key(f"{string(content.get('id'))} {language}")


_MOST_TRANSLATIONS = 200
"""Of the reports of a file; each is as long as the report."""


class _Bundle:
    """The objects of a file by their ids."""

    def __init__(self, objects: dict[str, dict[str, Any]], file: ForeignFile) -> None:
        self._objects = objects
        self._file = file
        self._contents: dict[str, list[dict[str, Any]]] = {}
        """What says the texts of an object in other languages, by its id."""
        self.translations: dict[str, list[tuple[dict[str, Any], str]]] = {}
        """Of each report by its id: what says its texts, and a language in which it does."""
        number = 0
        for one in filter(languages_of, objects.values()):
            about = string(one.get("object_ref"))
            self._contents.setdefault(about, []).append(one)
            number += len(languages_of(one))
            if number <= _MOST_TRANSLATIONS and objects.get(about, {}).get("type") in REPORTS:
                self.translations.setdefault(about, []).extend((one, language) for language in languages_of(one))

    def others(self, objects: Sequence[dict[str, Any]], language: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The objects that are no reports and have texts in a language, with what says them."""
        found = [
            (one, said)
            for one in objects
            for said in self._contents.get(string(one.get("id")), ())
            if one.get("type") not in REPORTS
        ]
        return [(one, said) for one, said in found if language in languages_of(said)]

    def _told(self, report: dict[str, Any], objects: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Objects without the texts in other languages that are told in a briefing of their own."""
        spoken = {language for _, language in self.translations.get(string(report.get("id")), ())}
        ids = {string(one.get("id")) for one in objects}

        def is_placed(one: dict[str, Any]) -> bool:
            about, languages = string(one.get("object_ref")), languages_of(one)
            if about in self.translations:
                return any(said is one for said, _ in self.translations[about])
            return bool(languages) and languages.keys() <= spoken and about in ids

        return [one for one in objects if not is_placed(one)]

    def within(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """The objects that a report refers to, with the relations, notes and opinions about them."""
        refs = set(strings(report.get("object_refs")))
        spoken = refs | {string(report.get("id"))}
        about = [
            one
            for key, one in self._objects.items()
            if key not in refs
            and (
                (one.get("type") == "relationship" and {one.get("source_ref"), one.get("target_ref")} <= refs)
                or (one.get("type") in ("note", "opinion") and refs & {*strings(one.get("object_refs"))})
                or (one.get("type") == "language-content" and string(one.get("object_ref")) in spoken)
            )
        ]
        return [*(self._objects[ref] for ref in strings(report.get("object_refs")) if ref in self._objects), *about]

    def left(self, taken: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The objects that no report refers to, but for those who made any, and what only carries the others."""
        seen = {string(one.get("id")) for one in taken} | {string(one.get("created_by_ref")) for one in taken}
        carried = ("marking-definition", "extension-definition")
        return [one for key, one in self._objects.items() if key not in seen and one.get("type") not in carried]

    def rendition(self, report: dict[str, Any], objects: Sequence[dict[str, Any]], data: bytes) -> Rendition:
        """A report, or a bundle without one."""
        made = Report(self._file, self._objects, report, self._told(report, objects)).made(data)
        made.fields["related"] = [_key(*pair) for pair in self.translations.get(string(report.get("id")), ())]
        return made

    def translation(
        self, report: dict[str, Any], objects: Sequence[dict[str, Any]], data: bytes, content: dict[str, Any], language: str
    ) -> Rendition:
        """A report in another language, under its markings and those of whoever says it; what is not said there is as it was."""
        markings = Markings(self._objects)
        texts, left = translated(report, languages_of(content)[language])
        texts["lang"] = language
        if not markings.of(content):
            texts |= {"object_marking_refs": markings.together(report, content, {}), "granular_markings": []}
        if content.get("revoked") is True:
            texts |= {"revoked": True, "modified": content.get("modified")}
        of_others: dict[str, dict[str, Any]] = {}
        rest = {"": _rest_of(content, left)}
        also = [content]
        for one, said in self.others(objects, language):
            key = string(one.get("id"))
            words, left = translated(of_others.get(key, one), languages_of(said)[language])
            words["object_marking_refs"] = markings.together(of_others.get(key, one), said, report)
            of_others[key] = words
            if more := _rest_of(said, left):
                rest[string(said.get("id"))] = more
                also.append(said)
        told = [of_others.get(string(one.get("id")), one) for one in self._told(report, objects) if one is not report]
        made = Report(self._file, self._objects | of_others, texts, told).made(data)
        by = self._objects.get(string(content.get("created_by_ref")), {})
        made.of_parts += map(markings.of, (*also, by))
        made.fields |= {"id": _key(content, language), "related": [part_key(string(report.get("id")))]}
        made.keep("STIX id of the translation", string(content.get("id")))
        made.keep("translated by", string(by.get("name")) or string(content.get("created_by_ref")))
        for key, held in rest.items():
            keep_rest(made, " of ".join(filter(None, ("translation", key))), held, ())
        return made


_CARRIED = frozenset(
    (
        *("id", "type", "spec_version", "created", "modified", "created_by_ref", "object_ref", "contents", "revoked"),
        *("object_marking_refs", "granular_markings"),
    )
)
"""Properties of a translation that are taken over, or that only carry it."""


def _rest_of(content: dict[str, Any], left: dict[str, Any]) -> dict[str, Any]:
    """What of a translation has no home: texts that are not of the object, languages without any, and all it says of itself."""
    unread = {key: texts for key, texts in mapping_of(content.get("contents")).items() if not isinstance(texts, dict)}
    rest = {key: value for key, value in content.items() if key not in _CARRIED}
    return rest | ({"contents": left | unread} if left or unread else {})

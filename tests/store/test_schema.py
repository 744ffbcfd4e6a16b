"""The JSON Schema accepts what the reader accepts, and refuses what it warns about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tui.model.fields import FIELDS
from tui.store.schema import json_schema, library_schema
from tui.store.shared import shared_of

SCHEMA = json_schema()
SAMPLES = sorted((Path(__file__).resolve().parents[2] / "briefings").glob("*.yaml"))


def accepted(text: str) -> bool:
    """Whether an editor that types YAML as most do accepts it; dates are handed over as text."""
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return bool(Draft202012Validator(SCHEMA).is_valid(data))


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_samples_are_accepted(sample: Path) -> None:
    assert accepted(sample.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "title: T",
        "title: 2024",
        "title: T\ndate: 2024\nnumber: 12\nproducer: no\n",
        "title: T\ndate:\nsections:\ntags:\nbluf: ''\nstatus:\ntlp: ''\n",
        "title: T\nsources: seed\ntags: one\nquestions: Why?\n",
        "title: T\nactors: {usfj: {name: X}, jfhq: Y, third: }\n",
        "title: T\nterms: {extended deterrence: Protection}\n",
        "title: T\njudgments: {text: J, likelihood: Very Likely, confidence: medium, was: {likelihood: likely, date: 2024}}\n",
        "title: T\nagreements: [{name: A, status: in-force}]\n",
        "title: T\nsources: [{title: S, grade: b2, credibility: 2}, S]\n",
        "title: T\ntlp: AMBER+STRICT\n",
        "title: T\ntlp: TLP:green\n",
        "title: T\nsections: [{title: S, sections: [{title: U, body: x}]}]\n",
        "title: T\nactions: Decide.\nhistory: [{date: 2024-07-28, type: update}]\n",
    ],
)
def test_good_files_are_accepted(text: str) -> None:
    assert accepted(text)


@pytest.mark.parametrize(
    "text",
    [
        "bluf: no title",
        "- a",
        "title: T\ntitel: X",
        "title: T\nsections: [{titel: X}]",
        "title: T\njudgments: {j1: {text: J, colour: red}}",
        "title: [T]",
        "title: T\nstatus: isued",
        "title: T\nsources: [{grade: G9}]",
        "title: T\njudgments: [{confidence: certain}]",
        "title: T\nbluf: {a: b}",
    ],
)
def test_bad_files_are_refused(text: str) -> None:
    assert not accepted(text)


def test_every_field_is_described() -> None:
    objects: dict[str, Any] = {**SCHEMA["$defs"], "Briefing": SCHEMA}
    for of, fields in FIELDS.items():
        properties = objects[of.__name__]["properties"]
        assert list(properties) == [field.key for field in fields]
        assert all(properties[field.key]["description"] for field in fields)


LIBRARY = """
title: Desk
actors: {ministry: {name: Ministry, type: organisation}}
defaults: {tlp: GREEN, lang: en}
same: [[Twitter, X Corp], Kim Min-su]
apart: [[north#kim, south#kim]]
"""


def test_a_library_is_accepted_and_keys_that_it_does_not_have_are_not() -> None:
    validator = Draft202012Validator(library_schema())
    data = yaml.safe_load(LIBRARY)
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "apartt": []})
    assert not validator.is_valid({**data, "same": {"a": "b"}})
    shared = shared_of(LIBRARY.encode())
    assert (shared.same, shared.apart) == ((("Twitter", "X Corp"), ("Kim Min-su",)), (("north#kim", "south#kim"),))

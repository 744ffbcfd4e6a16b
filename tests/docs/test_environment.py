"""Every environment variable that the program reads is in the README, and no other."""

from __future__ import annotations

import ast
import re

from tests.docs.environment import ENVIRONMENT, INTERNAL
from tests.test_layers import MODULES, tree_of

_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,}")


def _modules() -> list[ast.Module]:
    return [tree_of(module) for module in MODULES]


def _is_environment(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "environ") or (isinstance(node, ast.Name) and node.id == "environ")


def _read_by_name(module: ast.Module) -> set[str]:
    """Names in `environ.get("NAME")`, `environ.setdefault("NAME", ...)`, `environ["NAME"]` and `"NAME" in environ`."""
    found: list[ast.expr] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_environment(node.func.value):
            found += node.args[:1]
        elif isinstance(node, ast.Subscript) and _is_environment(node.value):
            found.append(node.slice)
        elif isinstance(node, ast.Compare) and any(_is_environment(other) for other in node.comparators):
            found.append(node.left)
    return {name.value for name in found if isinstance(name, ast.Constant) and isinstance(name.value, str)}


def _named(module: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value)
    }


def test_every_variable_that_is_read_is_documented() -> None:
    read = set().union(*(_read_by_name(module) for module in _modules()))
    assert {"BRIEFING_PATH", "EDITOR"} <= read
    assert read - set(ENVIRONMENT) - INTERNAL == set()


def test_every_documented_variable_is_used() -> None:
    named = set().union(*(_named(module) for module in _modules()))
    assert set(ENVIRONMENT) - named == set()

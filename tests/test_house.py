"""How the rooms lie to each other: what `test_layers` says of layers, this says of modules, classes and names.

Each ceiling is what the code was measured at; it may only be lowered.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from tests.test_layers import MODULES, PACKAGE, imports, tree_of

MOST_CYCLES = 0
"""Groups of modules that import each other; there should be none."""

MOST_EFFECTIVE_LINES = 400
"""Lines of a class together with all its own ancestors."""

LARGER_WITH_ANCESTORS = {
    "DocumentView": 425,
}
"""Classes that are still larger, and how large each may be at the most."""

MOST_DEPTH = 2
"""Own classes above a class."""

MOST_NAMES_TWICE = 0
MOST_WITH_ONE_IMPORTER = 24

FAMILIES = ("tui.document.apparatus.", "tui.cli.", "tui.store.formats.", "tui.reading.library_pages.", "tui.export.")
"""Modules that a registry names: each is alone by intention."""

REGISTRIES = {
    "tui.ui.screens.": {"tui.ui.navigation", "tui.ui.start"},
    "tui.ui.pages.": {"tui.ui.navigation"},
    "tui.ui.reader.": {"tui.ui.screens.reader"},
    "tui.ui.library.": {"tui.ui.screens.library"},
}
"""Rooms whose modules one place names, which opens them or has them as controllers: alone there is by intention, elsewhere not."""


def name_of(module: Path) -> str:
    """The dotted name of a module."""
    parts = module.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(module): module for module in MODULES}


def module_named(name: str) -> str | None:
    """The module of the package that an imported name is, or is in."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name or None


@cache
def imported() -> dict[str, frozenset[str]]:
    """The modules that each module imports, wherever the import stands: in a function and for types alone as well."""
    found: dict[str, set[str]] = {name: set() for name in NAMES}
    for each in imports():
        other = module_named(each.name)
        name = name_of(each.module)
        if other is not None and other != name and not name.startswith(f"{other}."):
            found[name].add(other)
    return {name: frozenset(others) for name, others in found.items()}


def cycles(graph: dict[str, frozenset[str]]) -> list[list[str]]:
    """Groups of modules that reach each other (Tarjan's strongly connected components of more than one)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found


@cache
def classes() -> dict[str, list[tuple[str, int, tuple[str, ...]]]]:
    """By its name, each class of the package: its module, its lines, and the names of its bases."""
    found: dict[str, list[tuple[str, int, tuple[str, ...]]]] = defaultdict(list)
    for name, module in NAMES.items():
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.ClassDef):
                bases = tuple(ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases)
                found[node.name].append((name, (node.end_lineno or node.lineno) - node.lineno + 1, bases))
    return found


def lineage(name: str, seen: frozenset[str] = frozenset()) -> tuple[dict[str, int], int]:
    """A class and all its own ancestors with their lines, and how many generations of them there are above it."""
    own = {name: max((lines for _, lines, _ in classes().get(name, [])), default=0)}
    deepest = 0
    for _, _, bases in classes().get(name, []):
        for base in bases:
            if base in classes() and base not in seen | {name}:
                above, depth = lineage(base, seen | {name})
                own |= above
                deepest = max(deepest, depth + 1)
    return own, deepest


def test_modules_import_each_other_in_no_more_circles() -> None:
    found = cycles(imported())
    assert len(found) <= MOST_CYCLES, "\n".join(map(" ".join, found))


def test_no_class_is_larger_with_all_that_it_inherits() -> None:
    sizes = {name: sum(lineage(name)[0].values()) for name in classes()}
    large = {name: lines for name, lines in sizes.items() if lines > LARGER_WITH_ANCESTORS.get(name, MOST_EFFECTIVE_LINES)}
    assert large == {}


def test_classes_that_may_be_larger_still_are() -> None:
    small = {name for name in LARGER_WITH_ANCESTORS if sum(lineage(name)[0].values()) <= MOST_EFFECTIVE_LINES}
    assert small == set(), "take them out of the list"


def test_no_class_inherits_through_more_generations() -> None:
    deep = {name: depth for name in classes() if (depth := lineage(name)[1]) > MOST_DEPTH}
    assert deep == {}


def test_public_names_mean_one_thing_each() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for name, module in NAMES.items():
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                places[node.name].add(name)
    # A family's modules answer to the same names, as their registry asks.
    twice = {
        name: sorted(where)
        for name, where in places.items()
        if len({next((family for family in FAMILIES if each.startswith(family)), each) for each in where}) > 1
    }
    assert len(twice) <= MOST_NAMES_TWICE, twice


def test_few_modules_serve_one_other_alone() -> None:
    importers: dict[str, set[str]] = defaultdict(set)
    for name, others in imported().items():
        for other in others:
            importers[other].add(name)
    alone = sorted(
        name
        for name, module in NAMES.items()
        if len(importers[name]) == 1
        and module.name != "__init__.py"
        and not name.startswith(FAMILIES)
        and not any(name.startswith(room) and importers[name] <= registry for room, registry in REGISTRIES.items())
    )
    assert len(alone) <= MOST_WITH_ONE_IMPORTER, " ".join(alone)


def test_a_module_gives_a_name_one_value() -> None:
    twice = {
        f"{name_of(module)}.{name}"
        for module in MODULES
        for name, count in Counter(
            target.id
            for node in tree_of(module).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        ).items()
        if count > 1
    }
    assert twice == set()

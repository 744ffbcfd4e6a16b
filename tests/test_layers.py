"""How the program is built: who imports whom, how large things are, what a start loads, the one door for foreign text."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import tui

PACKAGE = Path(tui.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

BELOW: dict[str, set[str]] = {
    "model": set(),
    "store": {"model"},
    "document": {"model"},
    "search": {"model", "document"},
    "catalog": {"model", "store", "document", "search"},
    "changes": {"model", "document"},
    "export": {"model", "store", "document"},
    "journal": {"model", "store", "document", "search", "changes"},
    "reading": {"model", "document", "search", "changes", "catalog", "journal"},
    "terminal": set(),
    "ui": {"terminal", "model", "document", "search", "changes", "catalog", "journal", "reading", "export"},
    "cli": {"terminal", "model", "store", "document", "search", "changes", "catalog", "journal", "reading", "export", "ui"},
    "": {"cli"},
}
"""What each layer may import besides itself. `store` and `document` know nothing of each other."""

LARGER_THAN_400_LINES: dict[str, str] = {}
"""Modules that may be larger, each with the reason."""

LARGER_THAN_250_LINES: dict[str, str] = {
    "tui/reading/reader.py:Reader": "everything that can be asked of one open briefing",
    "tui/store/watch.py:Watch": "one thread's whole state, from the hints of the system to what is told",
    "tui/reading/finding.py:Find": "the prompt, the walk and the filter share one state",
}
"""Classes that may be larger, each with the reason."""


class Import:
    """One import of one module."""

    def __init__(self, module: Path, name: str, line: int, deferred: bool, typing: bool) -> None:
        self.module = module
        self.name = name
        self.line = line
        self.deferred = deferred
        """Inside a function."""
        self.typing = typing
        """Under `if TYPE_CHECKING`."""

    def __str__(self) -> str:
        return f"{self.module.relative_to(PACKAGE.parent)}:{self.line} imports {self.name}"


@cache
def tree_of(module: Path) -> ast.Module:
    """The syntax of a module, parsed once for all that look at it."""
    return ast.parse(module.read_text(encoding="utf-8"))


def layer_of(module: Path) -> str:
    """The layer a module is in; "" for the package itself."""
    parts = module.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports_of(module: Path) -> Iterator[Import]:
    """Every import of a module, wherever it stands."""

    def walk(node: ast.AST, deferred: bool, typing: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, alias.name, child.lineno, deferred, typing)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{module}:{child.lineno}: relative import"
                for alias in child.names:
                    yield Import(module, f"{child.module}.{alias.name}", child.lineno, deferred, typing)
            elif isinstance(child, ast.expr):
                # No statement stands in one.
                continue
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from walk(child, True, typing)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                yield from walk(ast.Module(child.body, []), deferred, True)
                yield from walk(ast.Module(child.orelse, []), deferred, typing)
            else:
                yield from walk(child, deferred, typing)

    yield from walk(tree_of(module), False, False)


@cache
def imports() -> list[Import]:
    """Every import of the package. Asked by tests alone: each process that collects them would go through all modules."""
    return [found for module in MODULES for found in imports_of(module)]


def test_layers_import_only_what_is_below_them() -> None:
    wrong = []
    for found in imports():
        if not found.name.startswith("tui."):
            continue
        layer = layer_of(found.module)
        other = found.name.split(".")[1]
        if other not in BELOW:
            # A name of the package itself, such as its version.
            continue
        if other != layer and other not in BELOW[layer]:
            wrong.append(str(found))
    assert wrong == []


def test_there_are_no_layers_that_this_test_does_not_know() -> None:
    assert {layer_of(module) for module in MODULES} <= set(BELOW)


def test_only_the_screen_imports_textual() -> None:
    wrong = [str(found) for found in imports() if found.name.split(".")[0] == "textual" and layer_of(found.module) != "ui"]
    assert wrong == []


def test_below_the_screen_rich_is_known_only_for_the_widths_of_cells() -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.name.split(".")[0] == "rich" and layer_of(found.module) != "ui" and not found.name.startswith("rich.cells")
    ]
    assert wrong == []


def test_decoders_are_made_in_one_place_since_two_threads_must_not_make_them_at_once() -> None:
    wrong = []
    for module in MODULES:
        if module.name == "decoders.py":
            continue
        for node in ast.walk(tree_of(module)):
            if not isinstance(node, ast.Call):
                continue
            called, typed = ast.unparse(node.func), any(keyword.arg == "type" for keyword in node.keywords)
            if called.startswith("msgspec.") and (
                called.endswith((".Decoder", ".convert")) or (called.endswith(".decode") and typed)
            ):
                wrong.append(f"{module.relative_to(PACKAGE.parent)}:{node.lineno} {called}")
    assert wrong == []


def test_commands_import_the_screen_and_widths_only_when_they_run() -> None:
    wrong = [
        str(found)
        for found in imports()
        if layer_of(found.module) == "cli"
        and not found.deferred
        and not found.typing
        and (found.name.startswith("tui.ui") or found.name.split(".")[0] in ("textual", "rich"))
    ]
    assert wrong == []


def test_heavy_libraries_are_not_imported_where_every_start_passes() -> None:
    heavy = {"yaml", "markdown_it", "mdit_py_plugins", "pygments", "regex", "sqlite3"}
    passed = {PACKAGE / "__main__.py", PACKAGE / "__init__.py", *(PACKAGE / "cli").glob("*.py"), *(PACKAGE / "model").glob("*.py")}
    wrong = [str(f) for f in imports() if f.module in passed and not f.deferred and f.name.split(".")[0] in heavy]
    assert wrong == []


def test_modules_are_small_enough_to_read() -> None:
    large = {}
    for module in MODULES:
        lines = len(module.read_text(encoding="utf-8").splitlines())
        name = module.relative_to(PACKAGE.parent).as_posix()
        if lines > 400 and name not in LARGER_THAN_400_LINES:
            large[name] = lines
    assert large == {}


def test_classes_are_small_enough_to_hold_in_mind() -> None:
    large = {}
    for module in MODULES:
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.ClassDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                name = f"{module.relative_to(PACKAGE.parent).as_posix()}:{node.name}"
                if lines > 250 and name not in LARGER_THAN_250_LINES:
                    large[name] = lines
    assert large == {}


def test_exceptions_to_the_sizes_are_still_needed() -> None:
    """They may shrink a little without being taken out at once."""
    for name in LARGER_THAN_400_LINES:
        assert len((PACKAGE.parent / name).read_text(encoding="utf-8").splitlines()) > 360
    for name in LARGER_THAN_250_LINES:
        path, _, wanted = name.partition(":")
        tree = tree_of(PACKAGE.parent / path)
        sizes = [(n.end_lineno or 0) - n.lineno + 1 for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == wanted]
        assert max(sizes, default=0) > 225, f"take {name} out of the list"


def is_silent(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether anybody may call a method, or ask for a property, that does not say what it is."""
    if method.name.startswith("_") or ast.get_docstring(method):
        return False
    return not any(ast.unparse(one).endswith((".setter", "overload")) for one in method.decorator_list)


def test_every_public_thing_says_what_it_is() -> None:
    silent = []
    for module in MODULES:
        tree = tree_of(module)
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(module))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                silent += [f"{module}:{node.name}"] if not ast.get_docstring(node) else []
                methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
                silent += [f"{module}:{node.name}.{method.name}" for method in methods if is_silent(method)]
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{module}:{node.name}")
    assert silent == []


# what a start loads

LOADED = "import sys; print('\\n'.join(sorted(sys.modules)), file=sys.stderr)"


def modules_after(code: str, *, cwd: Path) -> set[str]:
    """The modules that are loaded after some code has run in a fresh interpreter."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFING_", "COVERAGE_", "PYTEST_"))}
    environ["PYTHONPATH"] = str(PACKAGE.parent)
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
    )
    return set(done.stderr.split())


def run_main(*arguments: str) -> str:
    """Code that runs the program with some arguments."""
    return f"from tui.__main__ import main; main({list(arguments)!r})"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "one.yaml").write_text("title: One\nbody: Some *text*.\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("title: Two\nbody: More text.\n", encoding="utf-8")
    return tmp_path


def test_the_version_needs_no_command_line_parser_and_no_model(tmp_path: Path) -> None:
    loaded = modules_after(run_main("--version"), cwd=tmp_path)
    assert loaded.isdisjoint({"click", "msgspec", "textual", "rich", "yaml", "markdown_it"})


@pytest.mark.parametrize("arguments", [("list",), ("show", "one"), ("check",), ("schema",), ("help", "tlp"), ()])
def test_a_command_without_a_screen_never_loads_one(library: Path, arguments: tuple[str, ...]) -> None:
    read = () if arguments[:1] in (("schema",), ("help",)) else ("-L", str(library)) if arguments else (str(library),)
    code = run_main(*arguments, *read)
    loaded = modules_after(code, cwd=library)
    assert "tui.cli.exit_status" in loaded
    assert not any(name.split(".")[0] == "textual" for name in loaded)
    assert "rich.console" not in loaded


def test_pages_for_man_are_made_with_the_parser_of_command_lines_alone(tmp_path: Path) -> None:
    """Where the program is built nothing else is installed."""
    loaded = modules_after("from tui.cli.man_pages import man_pages; assert man_pages()", cwd=tmp_path)
    assert "click" in loaded
    assert loaded.isdisjoint({"msgspec", "textual", "rich", "yaml", "markdown_it", "pygments", "regex", "platformdirs", "tantivy"})


def test_the_list_parses_no_markdown(library: Path) -> None:
    assert "markdown_it" not in modules_after(run_main("list", "-L", str(library)), cwd=library)


def test_a_refresh_of_nothing_changed_loads_nothing_that_reads_files(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(library / ".cache"))
    index = run_main("index", "-L", str(library), "--processes", "1")
    assert {"yaml", "tui.catalog.record", "tui.store.read"} <= modules_after(index, cwd=library)
    loaded = modules_after(index, cwd=library)
    assert "tui.catalog.update" in loaded
    assert loaded.isdisjoint({"yaml", "multiprocessing.connection", "tui.catalog.record", "tui.store.read", "tui.document.compose"})


def test_the_screen_can_be_imported_without_the_readers_of_files_and_markdown(tmp_path: Path) -> None:
    loaded = modules_after("import tui.ui.app, tui.ui.start, tui.ui.screens.reader", cwd=tmp_path)
    assert "textual.app" in loaded
    assert loaded.isdisjoint({"yaml", "markdown_it", "pygments", "click", "regex"})


@pytest.mark.parametrize("named", ["one.yaml", "."])
def test_files_are_read_in_another_process_while_the_screen_starts(library: Path, named: str) -> None:
    """Up to the point where the screen is opened, this one loads neither what reads files nor what keeps a journal."""
    openpty = pytest.importorskip("pty", reason="needs a pseudo-terminal").openpty
    ours, theirs = openpty()
    start = "import tui.ui.start as start; start.open_screen = lambda *a, **k: 0; from tui.__main__ import main; main([NAMED])"
    found = library / "loaded.txt"
    code = f"{start.replace('NAMED', repr(named))}; import sys; open({str(found)!r}, 'w').write(' '.join(sys.modules))"
    environ = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "TERM": "xterm-256color", "HOME": str(library)}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code], stdin=theirs, stdout=theirs, stderr=theirs, cwd=library, timeout=60, env=environ
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0
    loaded = set(found.read_text(encoding="utf-8").split())
    assert "tui.cli.read_ahead" in loaded
    assert loaded.isdisjoint(
        {"yaml", "markdown_it", "sqlite3", "tui.store.read", "tui.journal.journal", "tui.document.compose", "ssl"}
    )


FIRST_PAINT = """
import os, sys
import tui.ui.start
from textual.app import App
{first}

def painted(app):
    if {shown}:
        with open({found!r}, "w") as file:
            file.write(" ".join(sys.modules))
        os._exit(0)

App.post_display_hook = painted
from tui.__main__ import main
main([{named!r}])
"""
"""Shows a library or a page, and writes down what is loaded when it first stands there."""

MOST_OF_A_START = 140
"""Modules of ours that are imported before the first list; each takes a third of a millisecond, and nobody waits for one alone."""

NOT_FOR_A_LIST = {
    *("yaml", "markdown_it", "tantivy", "click", "pygments", "regex", "shlex", "ssl", "_hashlib"),
    *("tui.store.read", "tui.store.references", "tui.model.fields", "tui.document.compose", "tui.document.layout"),
    *("tui.document.flow", "tui.search.parse", "tui.search.find", "tui.catalog.searching", "tui.catalog.plain_text"),
    *("tui.reading.reader", "tui.reading.view", "tui.reading.reading_log", "tui.reading.queue_run", "tui.search.patterns"),
    *("tui.ui.screens.reader", "tui.ui.reader.notes", "tui.ui.screens.search", "tui.ui.widgets.document_view"),
}
"""What opening, finding and writing need, and a list does not."""

NOT_FOR_A_START = {"textual.command", "textual.types", "textual.widgets._select", "platformdirs", "tempfile"}
"""What the framework imports for what is not used here (`tui.ui.start.UNUSED`)."""


def loaded_when_painted(tmp_path: Path, named: Path, shown: str, first: str = "", before: str = "") -> set[str]:
    """The modules that are loaded when what opens a file or a folder first stands there.

    Args:
        tmp_path: for the home of whom opens it.
        named: what is opened.
        shown: code that says of an `app` whether it is shown.
        first: code that is run before, in the same process.
        before: code that is run before in one of its own.
    """
    openpty = pytest.importorskip("pty", reason="needs a pseudo-terminal").openpty
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("BRIEFING_", "COVERAGE_", "XDG_"))},
        "PYTHONPATH": str(PACKAGE.parent),
        "TERM": "xterm-256color",
        "HOME": str(tmp_path / "home"),
    }
    (tmp_path / "home").mkdir()
    ours, theirs = openpty()
    found = tmp_path / "loaded.txt"
    for code in (before, FIRST_PAINT.format(shown=shown, first=first, found=str(found), named=str(named))):
        subprocess.run([sys.executable, "-P", "-c", code], stdin=theirs, stdout=theirs, stderr=theirs, timeout=60, env=environ)
    os.close(ours)
    os.close(theirs)
    return set(found.read_text(encoding="utf-8").split())


def test_a_first_list_waits_for_nothing_that_only_opening_and_finding_need(library: Path, tmp_path: Path) -> None:
    shown, waits = "app.screen.list.selected is not None", "import tui.ui.screens.library as room; room.WARM_AFTER = 3600"
    loaded = loaded_when_painted(tmp_path, library, shown, waits, run_main("index", "-L", str(library)))
    assert {"tui.ui.screens.library", "tui.journal.journal", "tui.reading.queue", "sqlite3"} <= loaded
    assert loaded & (NOT_FOR_A_LIST | NOT_FOR_A_START) == set()
    own = sorted(name for name in loaded if name.partition(".")[0] == "tui")
    assert len(own) <= MOST_OF_A_START, len(own)
    # Those of `terminal` are small, and it knows no other layer.
    assert [line for name in own if not name.startswith("tui.terminal.") for line in compiled_at_once(name)] == []


def test_a_first_page_of_a_file_waits_for_nothing_of_a_library(library: Path, tmp_path: Path) -> None:
    loaded = loaded_when_painted(tmp_path, library / "one.yaml", "getattr(app.screen, 'reader', None) is not None")
    assert {"tui.ui.screens.reader", "textual.app"} <= loaded
    assert loaded.isdisjoint({*NOT_FOR_A_START, "textual.validation", "textual.widgets._input"})
    assert loaded.isdisjoint({"sqlite3", "tui.catalog.catalog", "tui.reading.library", "tui.journal.journal", "tui.search.query"})


def test_what_stands_for_unused_parts_of_the_framework_is_gone_after_the_start(tmp_path: Path) -> None:
    code = (
        "import tui.ui.start as start; from textual.system_commands import SystemCommandsProvider as provider;"
        "import sys, textual.app, textual.command, platformdirs;"
        "assert issubclass(provider, textual.command.Provider) and provider.search is not textual.command.Provider.search;"
        "assert platformdirs.user_cache_path() and textual.command.Input;"
        "assert not [name for name in start.UNUSED if isinstance(sys.modules[name], start._Unused)]"
    )
    assert "textual.widgets._input" in modules_after(code, cwd=tmp_path)


def compiled_at_once(name: str) -> list[str]:
    """Where a module of ours compiles an expression when it is imported: it is to do so when it is first asked (`late_pattern`)."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found = []
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                found.append(f"{name}:{node.lineno}")
    return found


# the one door for foreign text

DOORS = {"content", "Content", "help_text"}
"""Functions that make text safe for a widget, and what is made of the program's own words alone."""

TAKES_MARKUP = {"Static", "Label", "Option", "Button", "Tree", "TreeNode", "Hit", "DiscoveryHit", "notify", "update", "add_row"}
"""Calls whose `str` arguments are read as markup."""


def is_safe(node: ast.expr) -> bool:
    """Whether an argument is the program's own words, or has passed through the door."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call):
        called = node.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        owner = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
        return name in DOORS or owner in DOORS
    return False


@pytest.mark.parametrize("module", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda module: module.name)
def test_no_widget_is_given_a_text_that_has_not_passed_the_door(module: Path) -> None:
    wrong = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            if name in TAKES_MARKUP:
                texts = [
                    *node.args,
                    *(k.value for k in node.keywords if k.arg in ("title", "subtitle", "message", "label", "content")),
                ]
                wrong += [f"{module.name}:{node.lineno} {ast.unparse(node)}" for text in texts if not is_safe(text)]
            wrong += [
                f"{module.name}:{node.lineno} {ast.unparse(node)}"
                for keyword in node.keywords
                if keyword.arg in ("tooltip", "border_title", "border_subtitle") and not is_safe(keyword.value)
            ]
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in ("border_title", "border_subtitle", "tooltip"):
                    wrong += [f"{module.name}:{node.lineno} {ast.unparse(node)}"] if not is_safe(node.value) else []
    assert wrong == []


# the one door for what commands print

PRINTS = {"print", "echo", "secho", "echo_via_pager", "pprint", "print_exc", "print_exception"}
"""Functions that write to the standard streams on their own."""

STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def writes_of(module: Path) -> list[str]:
    """Where a module prints by itself, or holds a standard stream by which it could."""
    found = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            owner = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
            descriptor = node.args[0].value if owner == "os" and node.args and isinstance(node.args[0], ast.Constant) else None
            if name in PRINTS or (name in ("write", "writev") and descriptor in (1, 2)):
                found.append(f"{module.relative_to(PACKAGE.parent)}:{node.lineno} {ast.unparse(node)}")
        names = [node.attr] if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "sys" else []
        if isinstance(node, ast.ImportFrom) and node.module == "sys":
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.Attribute | ast.ImportFrom) and STREAMS & set(names):
            found.append(f"{module.relative_to(PACKAGE.parent)}:{node.lineno} {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("layer", sorted(BELOW))
def test_nothing_is_printed_past_the_one_writer(layer: str) -> None:
    writer = PACKAGE / "cli" / "output.py"
    assert [found for module in MODULES if layer_of(module) == layer and module != writer for found in writes_of(module)] == []


def test_the_guard_of_the_writer_sees_every_way_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "tui")
    module = tmp_path / "tui" / "x.py"
    module.parent.mkdir()
    for line in (
        "print(1)",
        "click.echo(1)",
        "click.secho(1)",
        "sys.stdout.write(1)",
        "write = sys.stderr.write",
        "export(sys.stdout.buffer)",
        "from sys import stdout",
        "os.write(1, b'')",
        "traceback.print_exc()",
    ):
        module.write_text(line, encoding="utf-8")
        assert writes_of(module), line

"""The register of what the program keeps: whole, private, under its ceiling, forgotten and cleaned up, store by store."""

from __future__ import annotations

import ast
import json
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.catalog.libraries import bytes_below
from tests.cli.shell import Run
from tests.journal.test_secrecy import WORDS, copy_of, do_everything
from tests.test_house import name_of
from tests.test_layers import MODULES, tree_of
from tui.cli.private_stores import STORES, PrivateStore, files_below, kept_in, store_folders, store_of
from tui.cli.report import kept_report
from tui.journal.drafts import Drafts
from tui.journal.editor_files import editor_file
from tui.journal.location import data_folder
from tui.journal.opening import open_journal
from tui.model.handling import Marking

OTHERS = {
    "tui.store.private_files": "the doors through which all others write",
    "tui.store.file_bytes": "reads briefings, and pipes among them",
    "tui.cli.output": "the standard streams, where one of them is closed",
    "tui.cli.screen": "the terminal, where keys come from",
    "tui.ui.outside": "the terminal, whose echo it puts off while another program has it",
    "tui.store.formats.confined": "a folder that a reader may use and that goes with it, and a file without a name",
    "tui.store.formats.confined_reader": "nothing: what a library prints goes nowhere",
    "tui.store.formats.importing": "briefings that are made where the person says",
    "tui.export.files": "files for others, where the person is",
    "tui.export.pdf": "nothing: what a library prints goes nowhere",
    "tui.terminal.kept_frame": "reads a frame that was kept, and draws it on the terminal",
    "tui.cli.journal_command": "a new file that the person names, private as well",
}
"""Modules that open files for writing, or might, but none in the user's folders."""

DOORS = {"open_private", "write_private", "replace_private", "make_private_file", "locked", "locked_file", "keep"}
"""Functions of the program that make or write a file of the user's folders."""

CALLS = {"write_text", "write_bytes", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "Index"}

OF_MODULES = {
    "os": {"open", "rename", "replace", "link", "symlink", "mkfifo", "truncate"},
    "sqlite3": {"connect"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move"},
}


def writes(module: Path) -> set[str]:
    """The calls of a module that may make or write a file, from its syntax tree."""
    tree = tree_of(module)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("tui.store.private_files", "tui.catalog.location"):
            found |= DOORS & {alias.name for alias in node.names}
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        owner = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
        modes = [one.value for one in (*node.args, *(k.value for k in node.keywords)) if isinstance(one, ast.Constant)]
        opens = name == "open" and any(isinstance(mode, str) and set(mode) & set("wax+") and len(mode) < 4 for mode in modes)
        if name in CALLS or opens or name in OF_MODULES.get(owner, ()):
            found.add(f"{owner}.{name}" if owner else name)
    return found


def test_every_module_that_writes_is_one_of_a_store() -> None:
    known = {writer for store in STORES for writer in store.writers} | set(OTHERS)
    found = {name_of(module): calls for module in MODULES if (calls := writes(module))}
    assert {name: calls for name, calls in found.items() if name not in known} == {}, "name its store in tui/cli/private_stores.py"
    assert known - set(found) == set(), "these write nothing any more"


@pytest.mark.parametrize(
    "line",
    [
        "Path('x').write_text('y')",
        "path.write_bytes(b'')",
        "open('x', 'w')",
        "path.open(mode='ab')",
        "os.open('x', os.O_CREAT)",
        "os.replace(a, b)",
        "sqlite3.connect('x')",
        "shutil.copyfile(a, b)",
        "tempfile.mkstemp()",
        "from tui.store.private_files import write_private",
        "from tui.catalog.location import keep",
    ],
)
def test_no_way_of_writing_is_overlooked(tmp_path: Path, line: str) -> None:
    module = tmp_path / "x.py"
    module.write_text(line, encoding="utf-8")
    assert writes(module)


# what is there when everything has been kept

SECRETS = (*WORDS, "Narwhal")
"""Words of a briefing that is marked RED; the last one is in its file alone."""

BRIEFING = (
    "id: talks\ntitle: Quagmire\ntlp: RED\nsections:\n- title: Zirconium\n  body: Javelin Kestrel Ibex Osprey Lynx Narwhal.\n"
)


class Home:
    """The folders of somebody who has done everything."""

    def __init__(self, above: Path, config: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.library = above / "library"
        self.library.mkdir()
        (self.library / "talks.yaml").write_text(BRIEFING, encoding="utf-8")
        (self.library / "open.yaml").write_text("title: Open\ntlp: CLEAR\nbody: Nothing.\n", encoding="utf-8")
        for kind in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
            (above / kind).mkdir(mode=0o700)
            os.chmod(above / kind, 0o700)
            monkeypatch.setenv(f"XDG_{kind}", str(above / kind))
        if config:
            (above / "CONFIG_HOME" / "briefing").mkdir()
            (above / "CONFIG_HOME" / "briefing" / "config.yaml").write_text(config, encoding="utf-8")

    def do_everything(self, run: Run, stack: ExitStack) -> None:
        """Index, list, read, mark and write, edit a note outside, and fail once."""
        run("index", "-L", self.library)
        run("list", "--sort", "queue", "-L", self.library)
        with ExitStack() as opened:
            journal = open_journal(os.environ)
            opened.callback(journal.close)
            do_everything(journal, Marking("RED"))
            copy_of(journal)
        assert Drafts(data_folder(os.environ)).keep("talks", "talks", "A draft of mine.")
        stack.enter_context(editor_file(os.environ, "A note of mine."))
        word = WORDS[0]
        with pytest.raises(ValueError, match=word) as failed:
            raise ValueError(word)
        kept_report(failed.value, os.environ)

    def files(self) -> Iterator[tuple[PrivateStore | None, Path]]:
        """Every file that there is, with its store."""
        for where, folder in store_folders(os.environ):
            for path in files_below(folder):
                yield store_of(where, path.relative_to(folder).as_posix()), path

    def held(self, store: PrivateStore) -> bytes:
        """Every byte of a store."""
        return b"\0".join(bytes_below(path) for of, path in self.files() if of is store)

    def found(self, store: PrivateStore) -> list[str]:
        """The secrets that stand somewhere in a store, in capitals or not."""
        data = self.held(store).lower()
        return [word for word in SECRETS if word.lower().encode() in data]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Closes what is open at the end."""
    before = os.umask(0)
    with ExitStack() as opened:
        yield opened
    os.umask(before)


def home(above: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack, config: str = "") -> Home:
    """Somebody who has done everything under a configuration."""
    made = Home(above, config, monkeypatch)
    made.do_everything(run, stack)
    return made


NAMES = [store.name for store in STORES]
ALWAYS = {"journal", "copies of the journal", "drafts", "locks", "notes in your editor", "catalogs", "reports of errors"}
"""Stores that are there when everything has been done, and nothing is against it."""


def named(name: str) -> PrivateStore:
    return next(store for store in STORES if store.name == name)


def test_every_file_is_of_a_store_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack) -> None:
    somebody = home(tmp_path, monkeypatch, run, stack)
    found = list(somebody.files())
    assert [str(path) for store, path in found if store is None] == []
    assert {store.name for store, _ in found if store is not None} >= ALWAYS
    modes = {str(path): stat.filemode(path.stat().st_mode) for _, path in found if path.stat().st_mode & 0o077}
    assert modes == {}
    above = [Path(name) for _, folder in store_folders(os.environ) for name, _, _ in os.walk(folder)]
    assert {str(path): stat.filemode(path.stat().st_mode) for path in above if path.stat().st_mode & 0o077} == {}


def test_what_may_be_kept_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack) -> None:
    somebody = home(tmp_path, monkeypatch, run, stack)
    for name in ("journal", "copies of the journal", "catalogs"):
        assert somebody.found(named(name)), name
    assert somebody.found(named("reports of errors")) == []


CEILINGS = {
    "a ceiling": "keep_text_up_to: AMBER\ncache_text_up_to: AMBER\n",
    "a ceiling misspelt": "keep_text_upto: AMBER\n",
    "a ceiling of another word": "cache_text_up_to: amberish\n",
    "a file that is no YAML": "theme: [nord\n",
}


@pytest.mark.parametrize("config", CEILINGS)
def test_nothing_above_a_ceiling_is_in_any_store_and_a_configuration_in_doubt_is_the_strictest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack, config: str
) -> None:
    somebody = home(tmp_path, monkeypatch, run, stack, CEILINGS[config])
    # What one writes oneself is kept; it names the section by a digest.
    assert {store.name: found for store in STORES if (found := somebody.found(store))} == {}
    assert b"A draft of mine." in somebody.held(named("drafts"))


def test_a_briefing_that_is_forgotten_is_in_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack
) -> None:
    somebody = home(tmp_path, monkeypatch, run, stack)
    folder = data_folder(os.environ)
    assert folder is not None
    for name in ("backups/new-1-1.db", "journal.db.new-1-1", "journal-corrupt-2024-01-01T0000.db", "journal-replaced-x.jsonl"):
        (folder / name).write_bytes(b"Zirconium")
    assert {store.name for store, _ in somebody.files() if store is not None} >= {*ALWAYS, "journals set aside"}
    (somebody.library / "talks.yaml").unlink()
    done = run("journal", "forget", "talks")
    assert done.status == 0, done.err
    assert {store.name: found for store in STORES if (found := somebody.found(store))} == {}
    assert b"A draft of mine." not in somebody.held(named("drafts"))


LEFT = {
    "journals set aside": ("data", "journal.db.new-1-1"),
    "copies of the journal": ("data", "backups/new-1-1.db"),
    "notes in your editor": ("state", "editing-0123456789abcdef/note.md"),
}
"""By a store, what a program that was killed leaves of it."""


@pytest.mark.parametrize("name", LEFT)
def test_what_a_killed_program_leaves_is_gone_with_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack, name: str
) -> None:
    somebody = home(tmp_path, monkeypatch, run, stack)
    kind, path = LEFT[name]
    left = dict(store_folders(os.environ))[kind] / path  # type: ignore[index]
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"left")
    store = store_of(kind, path)  # type: ignore[arg-type]
    assert store is not None
    assert store.name == name
    journal = open_journal(os.environ)
    do_everything(journal, Marking("CLEAR"))
    journal.close()
    assert not left.exists()
    assert somebody.held(named("journal"))


@pytest.mark.parametrize("name", NAMES)
def test_a_store_says_all_that_there_is_to_say(name: str) -> None:
    store = named(name)
    assert store.where
    assert store.writers
    assert store.holds
    assert store.forgotten
    assert store.goes
    assert NAMES.count(name) == 1
    # What is under no ceiling holds no text of a briefing.
    assert (
        store.ceiling
        or not any(word in store.holds for word in ("text of", "titles", "what you last read"))
        or "no text" in store.holds
    )


def test_no_file_belongs_to_two_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack) -> None:
    import re

    home(tmp_path, monkeypatch, run, stack)
    for where, folder in store_folders(os.environ):
        for path in files_below(folder):
            below = path.relative_to(folder).as_posix()
            assert sum(where in store.where and bool(re.fullmatch(store.pattern, below)) for store in STORES) == 1, below


def test_the_stores_are_listed_with_their_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, stack: ExitStack
) -> None:
    home(tmp_path, monkeypatch, run, stack)
    rows = [json.loads(row) for row in run("journal", "stores", "--json").out.splitlines()]
    assert {row["store"] for row in rows} == set(NAMES)
    journal = next(row for row in rows if row["store"] == "journal")
    assert journal["files"] >= 1
    assert journal["bytes"] > 1_000
    assert journal["ceiling"] == "keep_text_up_to"
    assert journal["folder"] == str(data_folder(os.environ))
    told = run("journal", "stores").out
    assert "catalogs: " in told
    assert sum(kept.size for kept in kept_in(os.environ)) > journal["bytes"]

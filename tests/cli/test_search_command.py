"""`briefing search` and the queries of `briefing list`: what they print, where they complain, and the status they end with."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.libraries import private_cache
from tests.cli.shell import Run, environment
from tui.catalog.catalog import Catalog, NoCatalog
from tui.catalog.location import DATABASE, location_of, make_private
from tui.catalog.lock import WriteLock
from tui.cli.hit_lines import around

PORT = """\
title: The port of Manila
id: port
date: 2024-09-01
tlp: GREEN
tags: [sea]
bluf: Access holds.
sections:
  - title: Access
    body: |
      The harbour board gave access to two piers, and the agreement names both.
  - title: Doubt
    body: Nobody speaks of deterrence here.
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def library(library: Path) -> Path:
    """The library of the other tests, and one that is dated and labelled."""
    (library / "port.yaml").write_text(PORT, encoding="utf-8")
    return library


@pytest.fixture(params=["catalog", "memory"])
def way(request: pytest.FixtureRequest) -> list[str]:
    """With a catalog, and without one."""
    return [] if request.param == "catalog" else ["--no-catalog"]


def configure(tmp_path: Path, text: str) -> Path:
    """Write a configuration."""
    file = tmp_path / "config" / "briefing" / "config.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


# hits


def test_a_hit_is_a_line_with_path_line_section_and_context(run: Run, library: Path, way: list[str]) -> None:
    done = run("search", "harbour", "-L", library, *way)
    assert done.status == 0
    assert done.out == (
        f"{library / 'port.yaml'}:10: Access: The harbour board gave access to two piers, and the agreement names both.\n"
    )
    assert done.err == ""


def test_a_hit_in_json_has_exactly_the_stable_fields(run: Run, library: Path, way: list[str]) -> None:
    (line,) = run("search", "pier", "-L", library, "--json", *way).out.splitlines()
    hit = json.loads(line)
    assert list(hit) == ["id", "section", "section_title", "path", "line", "score", "context", "spans", "kind", "item", "item_date"]
    assert (hit["kind"], hit["item"], hit["item_date"]) == (None, None, None)
    assert (hit["id"], hit["section"], hit["section_title"]) == ("port", "access", "Access")
    assert (hit["path"], hit["line"]) == (str(library / "port.yaml"), 10)
    assert hit["score"] > 0
    assert [hit["context"][start:end] for start, end in hit["spans"]] == ["piers"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (["tokyo"], {"talks"}),
        (["TÓKYO"], {"talks"}),
        (["deterrence"], {"talks", "port"}),
        (["deterrence", "-harbour"], {"talks"}),
        (["-harbour", "deterrence"], {"talks"}),
        (['"gave access"'], {"port"}),
        (["tokyo OR piers"], {"talks", "port"}),
        (["harb*"], {"port"}),
        (["tag:japan"], {"talks"}),
        (["date:2024-07"], {"talks"}),
        (["date:2024-07..2024-09", "tlp:<=green"], {"port"}),
        (["is:broken"], {"broken"}),
        (["--", "-harbour", "deterrence"], {"talks"}),
    ],
    ids=lambda value: " ".join(sorted(value) if isinstance(value, set) else value),
)
def test_search_and_list_understand_the_same_language(
    run: Run, library: Path, query: list[str], found: set[str], way: list[str]
) -> None:
    if "--" not in query:
        hits = run("search", "-L", library, *way, "--json", *query).out.splitlines()
        assert {json.loads(hit)["id"] for hit in hits} == found
    rows = run("list", "-L", library, *way, "--json", *query).out.splitlines()
    assert {json.loads(row)["id"] for row in rows} == found
    assert run("list", "--count", "-L", library, *way, *query).out == f"{len(found)}\n"


def test_both_ways_print_the_same(run: Run, library: Path) -> None:
    for query in ("deterrence", "japan", "title:port", "access OR tokyo", "tag:sea", '"the forum"'):
        with_catalog = [json.loads(line) for line in run("search", query, "-L", library, "--json").out.splitlines()]
        without = [json.loads(line) for line in run("search", query, "-L", library, "--json", "--no-catalog").out.splitlines()]
        for hit in (*with_catalog, *without):
            del hit["score"]
        assert with_catalog
        assert sorted(with_catalog, key=str) == sorted(without, key=str), query
    for sort in ("date", "updated", "title", "id"):
        assert run("list", "-L", library, "--sort", sort) == run("list", "-L", library, "--sort", sort, "--no-catalog")


def test_a_title_that_answers_is_a_hit_at_the_top_of_the_briefing(run: Run, library: Path, way: list[str]) -> None:
    done = run("search", "manila", "-L", library, *way)
    assert done.out == f"{library / 'port.yaml'}:1: The port of Manila: Access holds.\n"


def test_the_context_is_as_long_as_it_is_asked_for(run: Run, library: Path, way: list[str]) -> None:
    short = json.loads(run("search", "piers", "-L", library, "--json", "--context", "20", *way).out)
    assert len(short["context"]) <= 22
    assert [short["context"][start:end] for start, end in short["spans"]] == ["piers"]
    none = run("search", "piers", "-L", library, "--context", "0", *way)
    assert none.out == f"{library / 'port.yaml'}:10: Access\n"
    assert run("search", "piers", "--context", "401").status == 2


def test_a_long_bottom_line_beside_a_title_ends_with_a_sign_that_it_goes_on(run: Run, library: Path, way: list[str]) -> None:
    said = " ".join(f"word{number}" for number in range(200))
    (library / "lengthy.yaml").write_text(f"title: Lengthy\nbluf: {said}\n", encoding="utf-8")
    (line,) = run("search", "title:lengthy", "-L", library, "--context", "400", *way).out.splitlines()
    shown = line.rpartition(": ")[2]
    assert shown.endswith("…")
    assert said.startswith(shown.removesuffix("…") + " ")


def test_a_limit_says_what_it_left_out(run: Run, library: Path, way: list[str]) -> None:
    for number in range(6):
        (library / f"more{number}.yaml").write_text(f"title: More {number}\nbody: A zebra.\n", encoding="utf-8")
    done = run("search", "zebra", "-L", library, "--limit", "4", *way)
    assert (done.status, done.out.count("\n")) == (0, 4)
    assert "4 shown, the best of 6 sections; `--limit N` shows more" in done.err
    assert "shown" not in run("search", "zebra", "-L", library, "--limit", "6", *way).err
    assert run("search", "zebra", "-L", library, "--limit", "0", *way).status == 2


def test_nothing_found_ends_with_one_and_says_how_the_query_was_understood(run: Run, library: Path, way: list[str]) -> None:
    done = run("search", "zebra", "-L", library, *way)
    assert (done.status, done.out) == (1, "")
    assert "nothing found" in done.err
    assert "Briefings with “zebra”." in done.err


def test_a_word_that_is_nearly_one_of_the_library_is_offered(run: Run, library: Path) -> None:
    done = run("search", "harbuor", "-L", library)
    assert done.status == 1
    assert "“harbuor” is not in this library; did you mean “harbour”?" in done.err


def test_what_is_not_understood_is_said_and_the_rest_counts(run: Run, library: Path, way: list[str]) -> None:
    done = run("search", "tagg:japan harbour", "-L", library, *way)
    assert "did you mean “tag:”?" in done.err
    done = run("search", "harbour", "date:never", "-L", library, *way)
    assert done.status == 0
    assert "left out" in done.err


@pytest.mark.parametrize("query", [[], [""], ["-"], ["()"]])
def test_a_search_for_nothing_is_wrong_usage(run: Run, library: Path, query: list[str]) -> None:
    done = run("search", "-L", library, *query)
    assert (done.status, done.out) == (2, "")
    assert "Say what to look for" in done.err


def test_a_misspelt_option_is_no_word(run: Run, library: Path) -> None:
    for arguments in (["--jsno", "x"], ["-x", "x"]):
        assert run("search", "-L", library, *arguments).status == 2
        assert run("list", "-L", library, *arguments).status == 2


def test_what_is_unmarked_is_counted_and_never_named_under_a_ceiling(run: Run, library: Path, way: list[str]) -> None:
    (library / "secret.yaml").write_text("title: Quiet\nid: quiet\nbody: A pier.\nmarking: Eyes only\n", encoding="utf-8")
    (library / "plain.yaml").write_text("title: Plain\nid: plain\nbody: A pier.\n", encoding="utf-8")
    for command in ("search", "list"):
        done = run(command, "pier", "tlp:<=green", "-L", library, *way)
        assert "port" in done.out
        assert "2 more would answer, but have no TLP label, or restrictions in words" in done.err
        assert "quiet" not in (done.out + done.err).lower()
        assert "plain" not in (done.out + done.err).lower()
    assert run("list", "pier", "tlp:<=green", "-L", library, "--count", *way).out == "1\n"


def test_a_path_that_is_not_there_ends_with_three(run: Run, tmp_path: Path) -> None:
    done = run("search", "x", "-L", tmp_path / "nothing")
    assert done.status == 3
    assert "There is no file or folder" in done.err


def test_a_library_without_briefings_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    done = run("search", "x", "-L", tmp_path / "void")
    assert done.status == 1
    assert "There are no briefings in" in done.err


# colour


def in_terminal(library: Path, **changes: str) -> bytes:
    """What `search` writes to a terminal."""
    ours, theirs = os.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "tui", "search", "--no-catalog", "manila OR piers", "-L", str(library)],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=True,
            env=environment(**changes),
        )
        return os.read(ours, 100_000)
    finally:
        os.close(theirs)
        os.close(ours)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_what_matched_is_bold_on_a_terminal_only(run: Run, library: Path) -> None:
    shown = in_terminal(library)
    assert b"\x1b[1mpiers\x1b[0m" in shown
    assert b"\x1b[1mManila\x1b[0m" in shown
    assert b"\x1b" not in in_terminal(library, NO_COLOR="1")
    assert b"\x1b" not in in_terminal(library, TERM="dumb")
    assert "\x1b" not in run("search", "piers", "-L", library).out


# the catalog


def test_what_has_changed_is_found_at_once(run: Run, library: Path) -> None:
    assert run("search", "zebra", "-L", library).status == 1
    (library / "new.yaml").write_text("title: New\nbody: A zebra.\n", encoding="utf-8")
    assert "A zebra." in run("search", "zebra", "-L", library).out
    (library / "new.yaml").write_text("title: New\nbody: A quagga, which is no horse.\n", encoding="utf-8")
    assert run("search", "zebra", "-L", library).status == 1
    assert run("list", "quagga", "-L", library, "--count").out == "1\n"
    (library / "new.yaml").unlink()
    assert run("list", "quagga", "-L", library, "--count").out == "0\n"


def test_a_catalog_is_kept_for_folders_and_for_nothing_else(run: Run, library: Path, tmp_path: Path) -> None:
    run("list", "-L", library, "--no-catalog")
    run("search", "tokyo", "-L", library / "talks.yaml")
    run("list", "-L", "-", stdin=b"title: Piped\n")
    assert not (tmp_path / "cache").exists()
    run("list", "-L", library)
    assert (location_of([library]) / DATABASE).exists()
    assert (tmp_path / "cache" / "briefing").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["database", "index"])
def test_a_damaged_catalog_is_made_anew_without_a_word(run: Run, library: Path, part: str) -> None:
    first = run("search", "harbour", "-L", library)
    folder = location_of([library])
    # What was just written is read again; what is older is not.
    for file in library.rglob("*.yaml"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    run("index", "-L", library)
    for file in folder.rglob("*") if part == "index" else [folder / DATABASE]:
        if file.is_file() and (part == "database" or file.parent.name.startswith("index-")):
            file.write_bytes(b"no such thing" * 100)
    assert run("search", "harbour", "-L", library) == first
    assert Catalog([library]).count() == 4


@pytest.mark.parametrize("row", ["things", "row"])
@pytest.mark.parametrize(
    "command", [("timeline",), ("timeline", "--json"), ("export", "--page", "timeline", "--to", "md", "-o", "-")]
)
def test_a_row_that_is_damaged_is_said_once_and_made_anew(run: Run, tmp_path: Path, row: str, command: tuple[str, ...]) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.yaml").write_text(f"title: A{number}\nevents: [{{date: 2024-05-0{number + 1}, title: It came}}]\n")
        os.utime(folder / f"{number}.yaml", (1_700_000_000, 1_700_000_000))
    first = run(*command, "-L", folder)
    assert first.status == 0
    with sqlite3.connect(location_of([folder]) / DATABASE) as db:
        db.execute(
            "UPDATE things SET things = x'1234'" if row == "things" else "UPDATE briefings SET row = substr(row, 1, 9) WHERE n = 2"
        )
    db.close()
    damaged = run(*command, "-L", folder)
    assert "error of the program" not in damaged.err
    if damaged.status:
        assert "the catalog is damaged, so this is not all; it is made anew when the command is run again" in damaged.err
        damaged = run(*command, "-L", folder)
    assert damaged == first


def test_where_no_catalog_can_be_written_every_file_is_read_and_that_is_said(
    run: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    done = run("search", "harbour", "-L", library)
    assert (done.status, done.out.count("\n")) == (0, 1)
    assert "there is no catalog (" in done.err
    assert "every file is read" in done.err
    assert run("list", "-L", library, "--count").out == "4\n"


def test_while_another_process_refreshes_what_is_there_is_searched_and_that_is_said(run: Run, library: Path) -> None:
    run("list", "-L", library)
    (library / "new.yaml").write_text("title: New\nbody: A zebra.\n", encoding="utf-8")
    with WriteLock(location_of([library])):
        done = run("search", "harbour", "-L", library)
        assert (done.status, done.out.count("\n")) == (0, 1)
        assert done.err.count("another process is refreshing this library") == 1
    assert run("search", "zebra", "-L", library).status == 0


def test_while_another_process_makes_the_first_catalog_every_file_is_read(run: Run, library: Path) -> None:
    make_private(location_of([library]))
    with WriteLock(location_of([library])):
        done = run("list", "harbour", "-L", library, "--count")
        assert done.out == "1\n"
        assert "another process is making it" in done.err
        with pytest.raises(NoCatalog):
            Catalog([library])


def test_a_list_from_a_warm_catalog_loads_no_reader_of_files(library: Path) -> None:
    for file in library.rglob("*.yaml"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    code = (
        "import sys; from tui.__main__ import main\n"
        f"main(['list', '-L', {str(library)!r}, '--count'])\n"
        f"main(['list', '-L', {str(library)!r}])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=True)
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=True, text=True)
    loaded = set(done.stderr.split())
    assert "tui.catalog.catalog" in loaded
    heavy = {"yaml", "markdown_it", "textual", "rich", "tantivy", "regex", "pygments", "tui.store.read", "tui.search.parse"}
    assert loaded.isdisjoint(heavy)


def test_an_interrupted_refresh_ends_with_a_hundred_and_thirty(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.catalog import refresh as module
    from tui.catalog.update import Outcome

    def stopped(*_: object, **__: object) -> Outcome:
        return Outcome(stopped=True)

    monkeypatch.setattr(module, "refresh", stopped)
    done = run("search", "harbour", "-L", library)
    assert (done.status, done.out) == (130, "")
    assert "interrupted; what was read is kept" in done.err


# the configuration


def test_a_saved_search_is_called_by_its_name(run: Run, library: Path, tmp_path: Path) -> None:
    configure(tmp_path, "searches: {ports: 'harbour OR tokyo', late: 'date:2024-09'}\n")
    assert run("search", "--saved", "ports", "-L", library).out.count("\n") == 2
    assert run("search", "--saved", "ports", "piers", "-L", library).out == run("search", "harbour piers", "-L", library).out
    assert "port.yaml" in run("search", "--saved", "late", "-L", library).out


def test_a_saved_search_that_is_not_there_is_said_with_what_is_near(run: Run, library: Path, tmp_path: Path) -> None:
    done = run("search", "--saved", "ports", "-L", library)
    assert done.status == 2
    assert "there are no `searches` in config.yaml" in done.err
    configure(tmp_path, "searches: {ports: harbour, late: 'date:2024-09'}\n")
    assert "did you mean “ports”?" in run("search", "--saved", "port", "-L", library).err
    assert "there are ports, late." in run("search", "--saved", "zebra", "-L", library).err


def test_the_configured_library_comes_after_the_environments_and_before_the_folders(
    run: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("briefings").mkdir()
    configure(tmp_path, f"library: {library}\n")
    assert run("list", "--count").out == "4\n"
    monkeypatch.setenv("BRIEFING_PATH", str(library / "below"))
    assert run("list", "--count").out == "1\n"


def test_a_configured_library_that_is_not_there_is_said_with_the_file(run: Run, tmp_path: Path) -> None:
    file = configure(tmp_path, "library: /nowhere/at/all\n")
    done = run("list")
    assert done.status == 3
    assert f"{file} names “/nowhere/at/all”" in done.err


@pytest.mark.parametrize("command", [["list"], ["search", "tokyo"], ["check"], ["index"]])
def test_problems_of_the_configuration_are_said_once_and_stop_nothing(
    run: Run, library: Path, tmp_path: Path, command: list[str]
) -> None:
    file = configure(tmp_path, "theme: nord\nmeasur: 72\n")
    done = run(*command, "-L", library)
    assert done.err.count(f"{file}:2:1: warning unknown-key") == 1
    assert done.status in (0, 1)


def test_minutes_are_at_the_pace_of_the_reader(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long").mkdir()
    (tmp_path / "long" / "x.yaml").write_text("title: Long\nbody: " + "word " * 5_000 + "\n", encoding="utf-8")
    usual = json.loads(run("list", "-L", tmp_path / "long", "--json").out)["minutes"]
    configure(tmp_path, "words_per_minute: 460\n")
    assert json.loads(run("list", "-L", tmp_path / "long", "--json").out)["minutes"] == round(usual / 2)


@given(st.text("ab …\n", max_size=300), st.integers(0, 300), st.integers(1, 20), st.integers(0, 120))
def test_a_cut_passage_keeps_its_first_match_and_never_grows(passage: str, start: int, length: int, size: int) -> None:
    span = (min(start, len(passage)), min(start + length, len(passage)))
    spans = [span] if span[0] < span[1] else []
    flat = passage.replace("\n", " ")
    text, kept = around(passage, spans, size)
    assert len(text) <= size + 2
    if spans and size >= 20 and span[1] - span[0] <= size // 2:
        ((first, last),) = kept
        assert text[first:last] == flat[slice(*span)]
    assert text.removeprefix("…").removesuffix("…") in flat


@pytest.mark.parametrize("max_tlp", [[], ["--max-tlp", "green", "--allow-unmarked"]], ids=["all", "up to green"])
def test_a_hit_in_structure_is_the_thing_itself(run: Run, tmp_path: Path, way: list[str], max_tlp: list[str]) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "plan.yaml").write_text(
        "title: Plans\nid: plan\nevents:\n"
        "- {id: landing, date: 2024-08-12, title: A landing exercise, status: planned}\n"
        "- {id: secret, date: 2024-08-13, title: Another exercise, status: planned, tlp: RED}\n"
        "- {id: later, date: 2024-09-01, title: The last exercise, status: planned}\n"
        "judgments:\n- {id: calm, text: It stays calm., likelihood: likely, horizon: by 2025-03}\n"
    )
    asked = ["search", 'event:exercise on:"aug 2024" status:planned', "-L", folder, *way, *max_tlp]
    hits = [json.loads(line) for line in run(*asked, "--json").out.splitlines()]
    expected = [("landing", "2024-08-12", 4, "A landing exercise")] + (
        [] if max_tlp else [("secret", "2024-08-13", 5, "Another exercise")]
    )
    assert [(hit["item"], hit["item_date"], hit["line"], hit["context"]) for hit in hits] == expected
    assert all(hit["kind"] == "event" and hit["section"] == "~timeline" for hit in hits)
    first = run(*asked).out.splitlines()[0]
    assert first.endswith("plan.yaml:4: Timeline: 12 Aug 2024 · planned · A landing exercise")
    assert run("search", "horizon:..2025-03 likelihood:>=likely", "-L", folder, *way, *max_tlp).status == 0
    assert run("search", "horizon:<2025-03 likelihood:>=likely", "-L", folder, *way, *max_tlp).status == 1


def test_a_saved_page_is_a_saved_query_and_says_who_one_is(run: Run, tmp_path: Path, way: list[str]) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    actions = "actions:\n- {text: Move., owner: J3, due: 2020-01-02}\n- {text: Wait., owner: J5, due: 2020-01-02}\n"
    (folder / "plan.yaml").write_text(f"title: Plan\nid: plan\ntags: [fuel]\n{actions}")
    (folder / "other.yaml").write_text(f"title: Other\nid: other\n{actions}")

    def texts(*options: str) -> list[str]:
        return [json.loads(line)["text"] for line in run("actions", "-L", folder, *way, *options, "--json").out.splitlines()]

    assert run("actions", "--mine", "-L", folder, *way).status == 2
    configure(tmp_path, "me: J3, Deputy director\nsearches: {fuel: 'page:actions tag:fuel'}\n")
    assert sorted(texts("--mine")) == ["Move.", "Move."]
    assert sorted(texts("--saved", "fuel")) == ["Move.", "Wait."]
    assert texts("--saved", "fuel", "--mine", "--due") == ["Move."]
    assert "plan.yaml" in run("search", "--saved", "fuel", "-L", folder, *way).out

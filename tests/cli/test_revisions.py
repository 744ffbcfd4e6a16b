"""`briefing changes`: two briefings that are nothing to each other, and what a file was in a revision of git."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import Run

OLD = "title: Watch\nid: watch\ntlp: {tlp}\njudgments: [{{id: j, text: It will rain., likelihood: likely}}]\n"


def git(folder: Path, *command: str) -> None:
    config = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    config |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_COMMITTER_DATE": "2024-07-03T12:00:00Z"}
    subprocess.run(["git", "-C", folder, *command], env=os.environ | config, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "in").mkdir(parents=True)
    git(folder, "init", "-q")
    path = folder / "in" / "-watch ü.yaml"
    path.write_text(OLD.format(tlp="GREEN"), "utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    path.write_text(OLD.format(tlp="GREEN").replace("likely", "unlikely"), "utf-8")
    return folder


def test_a_revision_of_git_is_compared_with_what_is_there_now(run: Run, repository: Path) -> None:
    done = run("changes", "watch", "-L", repository, "--rev", "HEAD")
    assert done.status == 0
    assert " of 3 Jul 2024" in " ".join(done.out.split())
    assert "likely → unlikely" in " ".join(done.out.split())
    by_file = run("changes", repository / "in" / "-watch ü.yaml", "--rev", "HEAD", "--json")
    assert [one["change"] for one in map(json.loads, by_file.out.splitlines())] == ["changed"]
    git(repository, "commit", "-qam", "two")
    assert run("changes", "watch", "-L", repository, "--rev", "HEAD").status == 1


def test_nothing_that_a_repository_configures_is_run(run: Run, repository: Path) -> None:
    ran = repository / "ran"
    for name in ("core.fsmonitor", "core.pager", "diff.x.textconv", "diff.external", "pager.show", "filter.x.smudge"):
        git(repository, "config", name, f"touch {ran}")
    (repository / ".gitattributes").write_text("*.yaml diff=x filter=x\n")
    assert run("changes", "watch", "-L", repository, "--rev", "HEAD").status == 0
    assert not ran.exists()


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nothing", "There is no revision “nothing”"),
        ("--output=x", "is no revision"),
        ("HEAD:in", "There is no revision"),
        ("HEAD\x1b]0;x", "There is no revision"),
    ],
)
def test_what_is_no_revision_is_said(run: Run, repository: Path, revision: str, said: str) -> None:
    done = run("changes", "watch", "-L", repository, f"--rev={revision}")
    assert (done.status in (2, 3), done.out) == (True, "")
    assert said in done.err
    assert "\x1b" not in done.err


def test_a_file_that_is_not_in_it_and_one_outside_are_said(run: Run, repository: Path, tmp_path: Path) -> None:
    new = repository / "new.yaml"
    new.write_text("title: New\nid: new\n")
    assert "is not in the revision “HEAD”" in run("changes", "new", "-L", repository, "--rev", "HEAD").err
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: Outside\n")
    assert "lies in no git repository" in run("changes", outside, "--rev", "HEAD").err
    assert run("changes", "new", "watch", "-L", repository, "--rev", "HEAD").status == 2
    assert run("changes", "-L", repository, "--rev", "HEAD").status == 2


def test_a_revision_that_was_marked_more_strictly_is_not_shown(run: Run, repository: Path) -> None:
    path = repository / "in" / "-watch ü.yaml"
    path.write_text(OLD.format(tlp="RED").replace("rain", "zebra"), "utf-8")
    git(repository, "commit", "-qam", "secret")
    path.write_text(OLD.format(tlp="GREEN"), "utf-8")
    done = run("changes", "watch", "-L", repository, "--rev", "HEAD", "--max-tlp", "GREEN")
    assert done.status == 3
    assert "is above TLP:GREEN" in done.err
    assert "zebra" not in done.out + done.err
    assert "zebra" in run("changes", "watch", "-L", repository, "--rev", "HEAD").out


def test_two_that_are_nothing_to_each_other_are_not_called_an_older_and_a_newer_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: Alpha\nid: a\njudgments: [{text: It will rain.}]\nbody: |\n  # Same\n\n  One.\n")
    (tmp_path / "b.yaml").write_text("title: Beta\nid: b\nterms: [{term: Rain, meaning: Water}]\nbody: |\n  # Same\n\n  Two.\n")
    said = " ".join(run("changes", "a", "b", "-L", tmp_path).out.split())
    assert "Compared: Beta with Alpha" in said
    assert "Only in “Alpha”: 1 • Judgment “It will rain.”" in said
    assert "Only in “Beta”: 1 • Term “Rain”." in said
    assert "since" not in said.casefold()
    assert "” removed" not in said
    lines = [json.loads(line) for line in run("changes", "a", "b", "-L", tmp_path, "--json").out.splitlines()]
    assert [one["said"] for one in lines if one["what"] == "term"] == ["only in “Beta”: term “Rain”"]
    (tmp_path / "b.yaml").write_text("title: Beta\nid: b\nsupersedes: a\nbody: |\n  # Same\n\n  Two.\n")
    assert "Since “Alpha”" in run("changes", "a", "b", "-L", tmp_path).out

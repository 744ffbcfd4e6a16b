"""Libraries of files of other programs: mails, pages, advisories, bundles, Word documents and PDFs, beside one of YAML.

What an index costs is processor time, of the whole command on one core: with the interpreter, its imports and every process
that reads for it. Run for another number of mails with `python -m tests.benchmarks.other_programs 1000`.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.library import FOLDERS_OF, Query, Words, generate, latencies, opening, prose_of, queries
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs, percentile

USUAL = 10_000
"""Mails and briefings of YAML that are opened and searched."""

INDEXED = 2_000
"""Those of which an index is weighed."""

SEARCHED = ("common word", "two words", "phrase", "typed letter by letter")
"""Kinds of queries that are asked of mails."""

DAY = 24 * 60 * 60


def mail(rng: random.Random, words: Words, number: int) -> str:
    """A mail of a list with about as much text as a briefing of `library`; two of three are replies."""
    from email.utils import formatdate

    people = [f"{name.title()} <{name}@example.org>" for name in rng.sample(words.all, 3)]
    head = [f"Received: from mx{hop}.example.org by relay{hop}.example.net with ESMTP id a{number}{hop}" for hop in range(3)]
    head += [f"From: {people[0]}", f"To: {people[1]}, {people[2]}", f"Subject: {' '.join(words.some(rng, 5))}"]
    head += [f"Date: {formatdate(1.6e9 + number * DAY / 24)}", f"Message-ID: <m{number}@lists.example.org>"]
    head += ["List-Id: Analysts <analysts.example.org>", "Content-Type: text/plain; charset=utf-8"]
    if number % 3:
        head.append(f"In-Reply-To: <m{number - 1}@lists.example.org>")
    paragraphs = [textwrap.fill(prose_of(rng, words, rng.randrange(60, 130)), 72) for _ in range(3)]
    return "\n".join([*head, "", *"\n\n".join(paragraphs).split("\n"), "", "-- ", people[0], ""])


def page(rng: random.Random, words: Words, number: int) -> str:
    """A saved web page of about 13 KB: forty links to other pages, six headings with three paragraphs each, a table."""
    links = "".join(f'<li><a href="/pages/{place}">{word}</a></li>' for place, word in enumerate(words.all[:40]))
    parts = "".join(
        f"<h2>{' '.join(words.some(rng, 4))}</h2>"
        + "".join(f'<p>{prose_of(rng, words, 90)} <a href="https://example.org/{number}">more</a></p>\n' for _ in range(3))
        for _ in range(6)
    )
    title = " ".join(words.some(rng, 5))
    return (
        f'<!doctype html><html lang="en"><head><title>{title} {number}</title><script>let a = {{}};</script></head><body>'
        f"<nav><ul>{links}</ul></nav><article><h1>{title}</h1>{parts}"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table></article></body></html>\n"
    )


def advisory(rng: random.Random, words: Words, number: int) -> str:
    """An advisory of CSAF of about 20 KB: eight notes, ten vulnerabilities, each with what to do and where to read on."""
    address = "https://example.org/advisories"

    def note(category: str) -> dict[str, str]:
        return {"category": category, "title": " ".join(words.some(rng, 3)), "text": prose_of(rng, words, 90)}

    def vulnerability(place: int) -> dict[str, Any]:
        product = ["P-1"]
        fix = {"category": "vendor_fix", "details": prose_of(rng, words, 30), "product_ids": product, "url": f"{address}/{place}"}
        return {
            "cve": f"CVE-2024-{number:05}{place}",
            "title": " ".join(words.some(rng, 5)),
            "notes": [note("summary")],
            "product_status": {"known_affected": product},
            "remediations": [fix, {**fix, "category": "mitigation", "details": prose_of(rng, words, 30)}],
            "references": [{"category": "external", "summary": " ".join(words.some(rng, 3)), "url": f"{address}/r{place}"}],
        }

    document = {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": "WHITE"}},
        "title": " ".join(words.some(rng, 6)),
        "publisher": {"category": "vendor", "name": "Example", "namespace": "https://example.org"},
        "notes": [note("summary"), *(note("general") for _ in range(7))],
        "tracking": {
            "id": f"EX-{number}",
            "status": "final",
            "version": "1",
            "initial_release_date": "2024-03-02T07:00:00.000Z",
            "current_release_date": "2024-03-02T07:00:00.000Z",
            "revision_history": [{"date": "2024-03-02T07:00:00.000Z", "number": "1", "summary": "Initial"}],
        },
    }
    tree = {"full_product_names": [{"name": "Example Controller", "product_id": "P-1"}]}
    held = {"document": document, "product_tree": tree, "vulnerabilities": [vulnerability(place) for place in range(10)]}
    return json.dumps(held, indent=2)


def written(folder: Path, count: int, ending: str, make: Callable[[random.Random, Words, int], str]) -> Path:
    """A library of `count` files, the same ones on every machine."""
    words, rng = Words(), random.Random(count)
    for number in range(count):
        path = folder / f"{number // FOLDERS_OF:04}" / f"f{number:06}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(rng, words, number), "utf-8")
    return folder


def mailbox_of(folder: Path, mails: Path) -> Path:
    """A library of one mailbox that holds the same mails."""
    folder.mkdir()
    with (folder / "all.mbox").open("w", encoding="utf-8") as file:
        for path in sorted(mails.rglob("*.eml")):
            file.write(f"From sender@example.org Tue Sep 03 10:00:00 2024\n{path.read_text('utf-8')}\n")
    return folder


def exported(setting: Setting, library: Path, count: int, ending: str) -> Path | None:
    """The first briefings of a library in another format; None where what writes it is not installed."""
    folder = setting.folder / f"exported-{ending}"
    folder.mkdir()
    files = [str(path) for path in sorted(library.rglob("*.yaml"))[:count]]
    command = [*setting.program, "export", "--to", ending, "-o", f"{folder}/", *files]
    done = subprocess.run(command, capture_output=True, env=setting.environment)
    return folder if done.returncode == 0 else None


def index_cost(library: Path) -> float:
    """Seconds of the processor that `briefing index` takes to make a catalog anew, all of its processes together."""
    code = (
        "import os; hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {0});"
        f"from tui.__main__ import main; main(['index', '-L', {str(library)!r}, '--processes', '1', '--rebuild'])"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def size_of(library: Path) -> int:
    """Bytes of its files."""
    return sum(path.stat().st_size for path in library.rglob("*") if path.is_file())


def measure(setting: Setting) -> list[Row]:
    """What an index costs, and 10,000 mails opened and searched."""
    os.environ["XDG_CACHE_HOME"] = str(setting.folder / "cache-of-others")
    return [*indexed(setting), *searched(setting, USUAL)]


def indexed(setting: Setting) -> Iterator[Row]:
    """Bytes or files that a core takes into a catalog each second, those of YAML in turn with them."""
    folder = setting.folder / "others"
    yaml = generate(folder / "yaml", INDEXED)
    mails = written(folder / "mail", INDEXED, ".eml", mail)
    kinds: list[tuple[str, Path | None, Target | None]] = [
        ("mails", mails, Target(1.0, absolute=True, at_least=True)),
        ("a mailbox", mailbox_of(folder / "mbox", mails), Target(1.0, absolute=True, at_least=True)),
        ("web pages", written(folder / "html", INDEXED // 8, ".html", page), Target(1.0, absolute=True, at_least=True)),
        ("CSAF", written(folder / "csaf", INDEXED // 8, ".json", advisory), Target(1.0, at_least=True)),
        ("STIX", exported(setting, yaml, INDEXED // 4, "stix"), Target(1.0, at_least=True)),
    ]
    base = size_of(yaml)
    for what, library, target in kinds:
        if library is None:
            continue
        size = size_of(library)
        costs = [(index_cost(library), index_cost(yaml)) for _ in range(3)]
        ours, theirs = [size / cost for cost, _ in costs], [base / cost for _, cost in costs]
        ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
        yield Row(f"index of {what}, a core", median(ours), "MB/s", median(theirs), "YAML", ratio, target)
    for what, ending in (("Word documents", "docx"), ("PDFs", "pdf")):
        documents = exported(setting, yaml, 20, ending)
        if documents is None:
            continue
        rate = 20 / median(index_cost(documents) for _ in range(3))
        yield Row(f"index of {what}, a core", rate, "/s", target=Target(2.0, absolute=True, at_least=True))


def searched(setting: Setting, count: int) -> Iterator[Row]:
    """A library of mails opened, listed and searched in turn with one of as many briefings of YAML."""
    mails = written(setting.folder / f"mails-{count}", count, ".eml", mail)
    yaml = generate(setting.folder / f"yaml-{count}", count)
    for library in (mails, yaml):
        index_cost(library)
    rounds = 1 + max(5, setting.runs // 2)
    times = [(opening(mails), opening(yaml)) for _ in range(rounds)][1:]
    ours, theirs = ([column[place] for column in times] for place in (0, 1))
    yield pairs(f"open and list, {count:,} mails", "ms", ours, theirs, "YAML", Target(1.2))
    for query in [one for one in queries() if one.name in SEARCHED]:
        yield _search(query, mails, yaml, count, max(2, setting.runs // 8))


def _search(query: Query, mails: Path, yaml: Path, count: int, rounds: int) -> Row:
    """A row of one kind of query, within what is asked of a library of YAML."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        ours += latencies(mails, query, 1)
        theirs += latencies(yaml, query, 1)
    slowest, other = percentile(ours, 99), percentile(theirs, 99)
    limit = Target(query.limit, absolute=True)
    return Row(f"search, {query.name}, {count:,} mails, p99", slowest, "ms", other, "YAML", slowest / other, limit)


def main() -> None:
    """Measure with as many mails as are named."""
    from tests.benchmarks.table import printed

    for argument in sys.argv[1:] or [str(USUAL)]:
        with tempfile.TemporaryDirectory(prefix="briefing-others-", ignore_cleanup_errors=True) as folder:
            setting = Setting(Path(folder), 20)
            os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
            print(printed([*indexed(setting), *searched(setting, int(argument))]), flush=True)


if __name__ == "__main__":
    main()

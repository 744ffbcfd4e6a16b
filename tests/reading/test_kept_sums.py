"""What a catalog keeps for the pages of sources and of command, against a look at every thing, while files come, change and go."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.libraries import in_memory, on_disk, private_cache, write
from tests.reading.asked import NOW
from tui.catalog import source_groups, source_sums
from tui.catalog.catalog import Catalog
from tui.catalog.items import DERIVED, KIND
from tui.catalog.library_items import FoundItem, LibraryItems
from tui.catalog.refresh import refresh, refresh_saved
from tui.catalog.statements import is_believable
from tui.document.plain import plain_text
from tui.model.briefing import Relation, Source
from tui.model.counted import counted
from tui.model.dates import DAY, parse_date
from tui.model.handling import shown_up_to, strictest
from tui.model.names import name_key
from tui.reading.composed import Composition
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import made_page
from tui.reading.library_pages.stated import Statement, believed, statements_of

LABELS = ("CLEAR", "GREEN", "AMBER", "RED")
DATES = ("2023-12-30", "2024-03-01", "2024-03-01", "2024-11-29", "2025-02")


def briefing(rng: random.Random, number: int, also: str = "", many: int = 4) -> str:
    """A briefing of few sources and actors, which come up again and again under several names."""
    lines = [f"title: Briefing {number}", f"id: b{number}", f"tlp: {rng.choice(LABELS)}", also]
    if rng.random() < 0.8:
        lines.append(f"date: {rng.choice(DATES)}")
    lines.append("sources:")
    count = rng.randrange(1, 5)
    for at in range(count):
        said = [f"title: Report {rng.randrange(many)}"] if rng.random() < 0.8 else []
        said += [f"url: 'https://a.example/{rng.randrange(2 * many)}'"] if rng.random() < 0.6 else []
        said += [f"archive: 'https://b.example/{rng.randrange(4)}'"] if rng.random() < 0.1 else []
        said += [f"grade: {rng.choice(('A1', 'B2', 'C'))}"] if rng.random() < 0.7 else []
        said += [f"tlp: {rng.choice(LABELS)}"] if rng.random() < 0.2 else []
        said += [f"marking: Ward {rng.randrange(3)}"] if rng.random() < 0.1 else []
        said += [f"status: {rng.choice(('active', 'corrected', 'recalled'))}"] if rng.random() < 0.1 else []
        said += [f"derived_from: {rng.choice((f's{rng.randrange(count)}', 'elsewhere', 'b1'))}"] if rng.random() < 0.3 else []
        lines.append(f"  s{at}: {{{', '.join(said)}}}")
    lines.append(f"judgments: [{{text: It will rain., sources: [s0, s{count - 1}]}}]")
    lines.append(f"facts: [{{text: It rains., sources: s0}}, {{text: It rained., sources: s{count - 1}}}]")
    lines.append("actors:")
    lines += [f"  a{at}: {{name: {rng.choice(('Unit', 'unit'))} {rng.randrange(5)}}}" for at in range(3)]
    lines.append("relations:")
    for at in range(3):
        kind = rng.choice(("reports to", "commands", "led by", "part of"))
        said = [f"since: {rng.choice(('2024', '2024-06', '2025-06'))}"] if rng.random() < 0.4 else []
        said += [f"until: {rng.choice(('2024-02', '2025-03'))}"] if rng.random() < 0.3 else []
        said += [f"status: {rng.choice(('planned', 'former', 'refused', 'current'))}"] if rng.random() < 0.3 else []
        said += [f"tlp: {rng.choice(LABELS)}"] if rng.random() < 0.2 else []
        said += [f"marking: Ward {rng.randrange(3)}"] if rng.random() < 0.1 else []
        lines.append(f"  - {{{', '.join([f'from: a{at}', f'type: {kind}', f'to: a{(at + 1) % 3}', *said])}}}")
    return "\n".join(lines) + "\n"


def everything(items: LibraryItems, kind: type) -> list[FoundItem]:
    return items.found([one.key for one in items.keys(kind)])


def page(held: Catalog, items: LibraryItems, name: str, options: dict[str, str] | None = None) -> Composition:
    return made_page(name, PageQuestion(items, NOW, "", options or {}, held))


# sources


def told_of_sources(items: LibraryItems, db: sqlite3.Connection) -> tuple[list[Any], str]:
    """What a page says of every source, by a look at each place, and the numbers of sources and origins."""
    found = {one.key: one for one in everything(items, Source)}
    named = [(key, name) for key, name in db.execute("SELECT key, name FROM item_names ORDER BY key") if key in found]
    groups: list[tuple[set[int], list[int]]] = []
    for key in found:
        names = {name for at, name in named if at == key and name & 15 == KIND[Source]}
        own = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        groups.append((names.union(*[group[0] for group in own]), sorted([key, *[at for group in own for at in group[1]]])))
    recalls = items.recalls()
    at = {name: place for place, (names, _) in enumerate(groups) for name in names}
    edges: dict[int, set[int]] = defaultdict(set)
    for place, (_, keys) in enumerate(groups):
        for key, name in named:
            if key in keys and name & 15 == DERIVED:
                origin = name - DERIVED + KIND[Source]
                edges[place] |= {at.get(origin, -1 - origin)} - {place}
    reached = {place: beyond(edges, place) for place in range(len(groups))}
    circular = {place for place, others in reached.items() if place in others}
    closed = {frozenset(reached[place]) for place in circular if all(place in reached.get(one, ()) for one in reached[place])}
    outside = {one for others in edges.values() for one in others if one < 0}
    origins = len(groups) - sum(bool(others) for others in edges.values()) + len(outside) + len(closed)
    told = []
    for place, (names, keys) in enumerate(groups):
        every = [found[key] for key in keys]
        statuses = {one.item.source.status for one in every} - {None, "active"}
        recall = next((recalls[name] for name in recalls if name in names), None)
        grades = {one.item.source.grade for one in every} - {""}
        told.append(
            (
                sorted(((one.row.id, one.row.title, one.item.source.grade or None) for one in every), key=repr),
                ("recalled" if "recalled" in statuses else "corrected") if statuses else recall.status if recall else None,
                grades,
                {name for one in every for name in one.item.source.derived_from},
                place in circular,
                *[sum(getattr(one.item, name) for one in every) for name in ("judgments", "facts", "others")],
                strictest(one.marking for one in every).tlp,
                set(filter(None, strictest(one.marking for one in every).text.split("; "))),
            )
        )
    return sorted(told, key=repr), f"{counted(len(groups), 'source')}, {counted(origins, 'origin')}"


def beyond(edges: dict[int, set[int]], place: int) -> set[int]:
    seen: set[int] = set()
    waiting = list(edges.get(place, ()))
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += edges.get(one, ())
    return seen


def sources_agree(items: LibraryItems, held: Catalog) -> None:
    shown = page(held, items, "sources")
    told, numbers = told_of_sources(items, held._db)
    said = []
    order = []
    for entry in shown.entries:
        fields = entry.fields
        every = [(one["briefing"], one["title"], one["grade"]) for one in fields["briefings"]]  # type: ignore[attr-defined]
        order.append((fields["status"] is None, -len({id for id, *_ in every})))
        texts = {fields[name] for name in ("judgments", "facts", "others")}
        assert all(isinstance(one, int) for one in texts)
        said.append(
            (
                sorted(every, key=repr),
                fields["status"],
                set(fields["grades"]),  # type: ignore[call-overload]
                set(fields["derived_from"]),  # type: ignore[call-overload]
                fields["circular"],
                fields["judgments"],
                fields["facts"],
                fields["others"],
                entry.marking.tlp,
                set(filter(None, entry.marking.text.split("; "))),
            )
        )
    assert sorted(said, key=repr) == told
    assert order == sorted(order)
    for section in shown.sections:
        whole = strictest(entry.marking for entry in section.entries)
        assert (section.marking.tlp, set(section.marking.text.split("; "))) == (whole.tlp, set(whole.text.split("; ")))
    assert shown.summary(shown).text.startswith(numbers) or not told


# command


def command_agrees(items: LibraryItems, held: Catalog, date: str) -> None:
    shown = page(held, items, "command", {"as_of": date})
    moment, today = (parse_date(one).upper for one in (date, "2024-11-29"))
    assert moment is not None
    assert today is not None
    found = {one.key: one for one in everything(items, Relation)}
    statements = statements_of([(key, one.item) for key, one in found.items()], items.dates())
    now, later = believed(statements, moment), believed(statements, today)
    actors = {below for below, _ in now} | {some[0].above_key for (_, leads), some in now.items() if not leads}
    disputed = 0
    records = {name_key(str(entry.fields["actor"])): entry for entry in shown.entries}
    assert len(records) == shown.count
    assert set(records) == actors
    for actor, entry in records.items():
        own, leaders = now.get((actor, False), []), now.get((actor, True), [])
        places = [*each_once(own), *each_once(leaders)]
        said = [(name_key(one["above"]), one["briefing"]) for one in entry.fields["said"]]  # type: ignore[attr-defined]
        assert said == [(one.above_key, found[one.key].row.id) for one in places]
        above = entry.fields["reports_to"], entry.fields["led_by"]
        assert above == tuple(some[0].above if some else None for some in (own, leaders))
        moved = [some[0].above_key if some else None for some in (own, later.get((actor, False), []))]
        assert (entry.fields["today"] is None) == (moved[0] == moved[1])
        agreed = {one.above_key for one in own if one.key >> 20 == own[0].key >> 20}
        disputed += any(one.above_key not in agreed for one in own)
        whole = strictest(found[one.key].marking for one in places)
        if places:
            assert (entry.marking.tlp, set(entry.marking.text.split("; "))) == (whole.tlp, set(whole.text.split("; ")))
    for section in shown.sections:
        whole = strictest(entry.marking for entry in section.entries)
        assert (section.marking.tlp, set(section.marking.text.split("; "))) == (whole.tlp, set(whole.text.split("; ")))
    told = shown.summary(shown).text
    assert (f"briefings disagree about {disputed}" in told) == (disputed > 0)
    sure = [one for one in statements if is_believable(one.relation)]
    turns = {one.start // DAY * DAY for one in sure if one.start is not None}
    turns |= {(one.end + 1) // DAY * DAY for one in sure if one.end is not None}
    first, last = (
        max((one for one in turns if one + DAY - 1 < moment), default=None),
        min((one for one in turns if one > moment), default=None),
    )
    assert [parse_date(one).lower if one else None for one in (shown.earlier, shown.later)] == [first, last]


def each_once(some: list[Statement]) -> list[Statement]:
    found: dict[str, Statement] = {}
    for one in some:
        found.setdefault(one.above_key, one)
    return list(found.values())


# all of it


def agree(held: Catalog, date: str = "2024-11-29", *, parts: bool = False) -> None:
    """Whether the pages say what is there: of all, and of parts of it."""
    items = held.items()
    assert items.are_all
    sources_agree(items, held)
    command_agrees(items, held, date)
    if parts:
        for some in (
            held.items(None, shown_up_to("GREEN")),
            held.items(frozenset(list(held.order())[::2])),
            held.items(frozenset()),
            held.items(frozenset(list(held.order())[::3]), shown_up_to("AMBER")),
            items.with_replaced(),
        ):
            sources_agree(some, held)
            command_agrees(some, held, "2024-02")


@pytest.mark.parametrize("seed", range(3))
def test_pages_of_kept_sums_say_what_a_look_at_everything_says(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(seed)
    place = tmp_path / "library"
    place.mkdir()
    for number in range(12):
        write(place, f"f{number}.yaml", briefing(rng, number))
    agree(on_disk(place), parts=True)
    for step in range(8):
        name = f"f{rng.randrange(12)}.yaml"
        match (step + seed) % 6:
            case 0:
                (place / name).unlink(missing_ok=True)
            case 1:
                write(place, name, briefing(rng, rng.randrange(12), "status: recalled"), age=90 - step)
            case 2:
                write(place, name, briefing(rng, 20 + step, f"supersedes: [b{rng.randrange(12)}]"), age=90 - step)
            case 3:
                shared = [f"sources: {{s3: {{title: Report 1, url: 'https://a.example/{step}'}}}}"]
                shared += ["actors: {same: [[Unit 1, Unit 2]], apart: [Unit 3]}"] if step % 2 else []
                write(place, "library.yaml", f"title: All\n{shared[0]}\n", age=90 - step)
            case 4 if (place / name).exists():
                (place / name).rename(place / f"moved{step}-{name}")
            case _:
                write(place, name, briefing(rng, rng.randrange(12)), age=90 - step)
        agree(on_disk(place), rng.choice(("2024-01", "2024-11-29", "2025-07", "2030")), parts=step % 4 == 3)


def written(folder: Path, count: int, text: Callable[[int], str]) -> Path:
    """A library of so many files in a folder."""
    place = folder / "library"
    place.mkdir()
    for number in range(count):
        write(place, f"f{number}.yaml", text(number))
    return place


def rows_of_sums(db: sqlite3.Connection) -> list[Any]:
    """The sums of a catalog, sources told by their names."""
    names: dict[int, frozenset[int]] = {}
    for source, name in db.execute("SELECT source, name FROM source_names"):
        names[source] = names.get(source, frozenset()) | {name}
    found: list[Any] = db.execute("SELECT name, places FROM source_names").fetchall()
    for table in ("source_sums", "source_origins"):
        found += [(sorted(names[source]), row) for source, *row in db.execute(f"SELECT * FROM {table}")]
    return sorted(found, key=repr)


def test_sums_that_were_mended_are_those_that_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where names join sources and part them again, and nothing but the saved file is looked at."""
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(11)
    place = written(tmp_path, 10, lambda number: briefing(rng, number, many=12))
    on_disk(place)
    made = source_sums.make_sums
    whole: list[int] = []

    def counting(into: sqlite3.Connection, places: Callable[[], Iterator[source_sums.SourcePlace]], first: int = 1) -> int:
        whole.append(sum(1 for _ in places()))
        return made(into, places, first)

    monkeypatch.setattr(source_sums, "make_sums", counting)
    for step in range(25):
        path = write(place, f"f{rng.randrange(10)}.yaml", briefing(rng, step % 12, many=12), age=50 - step)
        assert refresh_saved([place], [str(path)]) is not None
        held = Catalog([place])
        assert held.items().are_all
        remade = len(whole)
        assert rows_of_sums(held._db) == rows_of_sums(in_memory(place)._db)
        del whole[remade:]
    # Some sources were told apart anew, and not all of them with every file that was saved.
    places = held._db.execute("SELECT count(*) FROM items WHERE kind = ?", (KIND[Source],)).fetchone()[0]
    assert 0 < sum(whole) < 25 * places / 2


def test_sums_are_not_trusted_before_a_refresh_has_come_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(5)
    place = written(tmp_path, 6, lambda number: briefing(rng, number))
    on_disk(place)
    write(place, "f1.yaml", briefing(rng, 1), age=50)
    write(place, "f2.yaml", briefing(rng, 2), age=50)
    stops = iter((True,))
    refresh([place], prepare=False, stop=lambda: next(stops, True))
    held = Catalog([place])
    assert not held.items().are_all
    sources_agree(held.items(), held)
    command_agrees(held.items(), held, "2024-11-29")
    agree(on_disk(place))


def test_a_source_with_a_thousand_places_is_told_by_its_newest_briefings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_groups, "LISTED", 3)
    source = "sources: {s: {title: One, url: 'https://a.example'}, t: {url: 'https://a.example'}}"
    for number in range(12):
        write(tmp_path, f"{number}.yaml", f"title: T{number}\nid: t{number}\ndate: 2024-01-{1 + number * 5 % 12:02}\n{source}\n")
    held = in_memory(tmp_path)
    for looked_at in (2_000, 2):
        monkeypatch.setattr(source_groups, "LOOKED_AT", looked_at)
        (entry,) = page(held, held.items(), "sources").entries
        told = list(dict.fromkeys(one["briefing"] for one in entry.fields["briefings"]))  # type: ignore[attr-defined]
        assert told == sorted(told, key=lambda id: -(int(id[1:]) * 5 % 12))
        assert entry.target.briefing == told[0]
        text = "\n".join(plain_text(page(held, held.items(), "sources").document(), 80))
        assert [text.count(f"T{id[1:]}\n") for id in told] == [1] * 5 + [0] * 7
        assert "and 7 more" in text

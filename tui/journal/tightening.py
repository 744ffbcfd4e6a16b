"""Taking out of the journal what may not be kept any longer: a marking became stricter, or the configuration did."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tui.changes.edition import KeptSection
from tui.journal.applying import count_change, number_of
from tui.journal.erasing import erase, note
from tui.journal.forgetting import forget_deeds
from tui.journal.row_making import RowMaking, citation_without_title
from tui.journal.tables import TABLES, UNREADABLE, decoded, encoded
from tui.model.digests import id_digest
from tui.model.handling import Marking
from tui.model.place import Anchor

_DAMAGED: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("kept", "data", None),
    ("bases", "data", None),
    ("readings", "data", None),
    ("visits", "place", None),
    ("entries", "place", {"place": None}),
    ("notes", "anchor", {"anchor": Anchor("", "", digested=True)}),
    ("notes", "marking", {"marking": Marking("RED")}),
)
"""Columns that hold text or say what may be kept of it: table, column, and what takes the place of a damaged one; None where
the row goes."""


class Tightening:
    """Puts digests in the place of texts that are kept already."""

    def __init__(self, db: sqlite3.Connection, rows: RowMaking, folder: Path) -> None:
        """The writing connection, outside a transaction, and the journal's folder, whose copies may go."""
        self._db = db
        self._rows = rows
        self._folder = folder

    def briefing(self, key: str, marking: Marking, sections: Collection[str]) -> bool:
        """Tighten what is kept of one briefing.

        Args:
            key: the briefing's.
            marking: its own now, the strictest inside.
            sections: ids of those whose text may not be kept.

        Returns:
            Whether anything was kept that may not be.
        """
        n = number_of(self._db, key)
        return bool(n) and self._changed([(n, marking)], sections)

    def all(self, setting: str) -> bool:
        """Tighten everything, by the markings that things had when they were kept; `setting` is remembered as done."""
        rows = self._db.execute("SELECT n, marking FROM entries").fetchall()
        changed = self._changed([(n, _marking(marking)) for n, marking in rows], ())
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('keep', ?)", (setting,))
        return changed

    def _changed(self, entries: list[tuple[int, Marking]], sections: Collection[str]) -> bool:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            titles = dict(self._db.execute("SELECT n, title FROM entries").fetchall())
            changed = [n for n, marking in entries if self._entry(n, marking, sections)]
            for n in changed:
                forget_deeds(self._db, n, titles[n])
                self._db.execute("DELETE FROM verdicts WHERE n = ?", (n,))
            if changed:
                note(self._db)
            count_change(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        erase(self._db, self._folder)
        return bool(changed)

    def _entry(self, n: int, marking: Marking, sections: Collection[str]) -> bool:
        changed = self._drop_unreadable(n)
        found = self._kept(n)
        sections = {*sections, *(one.id for one in found if not one.digested and not self._rows.keep.allows(one.marking))}
        hidden = self._rows.hidden(found) | {id_digest(section, self._rows.secret) for section in sections}
        if not self._rows.keep.allows(marking):
            changed |= bool(self._db.execute("UPDATE entries SET title = '' WHERE n = ? AND title <> ''", (n,)).rowcount)
            for table in ("entries", "marks", "visits"):
                changed |= self._each(table, n, "place", lambda place: place and self._rows.place(place, marking))
        changed |= self._each("kept", n, "data", lambda kept: self._rows.section(self._marked(kept, marking, sections), hidden))
        for table in ("bases", "readings"):
            changed |= self._each(
                table,
                n,
                "data",
                lambda base: self._rows.edition(
                    replace(base, sections=tuple(self._marked(section, marking, sections) for section in base.sections))
                ),
            )
        for (section,) in self._db.execute("SELECT section FROM kept WHERE n = ?", (n,)).fetchall():
            if section in sections:
                self._rename("kept", n, section)
        changed |= self._each("kept", n, "after", lambda after: self._rows.hidden_id(after, hidden))
        for table in ("reads", "spent"):
            for (section,) in self._db.execute(f"SELECT section FROM {table} WHERE n = ?", (n,)).fetchall():
                if section in sections:
                    changed |= self._rename(table, n, section)
        if not self._rows.keep.allows(marking):
            for (item,) in self._db.execute("SELECT item FROM closed WHERE n = ?", (n,)).fetchall():
                hidden_item = self._rows.closed_item(item, marking)
                if hidden_item != item:
                    self._db.execute("UPDATE OR REPLACE closed SET item = ? WHERE n = ? AND item = ?", (hidden_item, n, item))
                    changed = True
        return changed | self._notes(n, marking, sections)

    def _drop_unreadable(self, n: int) -> bool:
        """Remove what is damaged: it cannot be told what may be kept of it. Returns whether there was anything."""
        changed = False
        for table, column, instead in _DAMAGED:
            for place, raw in self._db.execute(f"SELECT rowid, {column} FROM {table} WHERE n = ?", (n,)).fetchall():
                try:
                    decoded(table, column, raw)
                except UNREADABLE:
                    changed = True
                    if instead is None:
                        self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (place,))
                    else:
                        self._db.execute(
                            f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (encoded(table, instead)[column], place)
                        )
        return changed

    def _kept(self, n: int) -> list[KeptSection]:
        """All that is kept of the sections of a briefing."""
        kept = [data for (data,) in self._db.execute("SELECT data FROM kept WHERE n = ?", (n,))]
        found: list[KeptSection] = [decoded("kept", "data", data) for data in kept]
        for table in ("bases", "readings"):
            for (data,) in self._db.execute(f"SELECT data FROM {table} WHERE n = ?", (n,)):
                found += decoded(table, "data", data).sections
        return found

    @staticmethod
    def _marked(section: KeptSection, marking: Marking, sections: Collection[str]) -> KeptSection:
        return replace(section, marking=marking) if section.id in sections else section

    def _notes(self, n: int, marking: Marking, sections: Collection[str]) -> bool:
        changed = False
        named = self._rows.keep.allows(marking)
        briefing_id = str(self._db.execute("SELECT id FROM entries WHERE n = ?", (n,)).fetchone()[0])
        columns = "id, anchor, marking, section_title, citation"
        for note_id, anchor, own, title, citation in self._db.execute(f"SELECT {columns} FROM notes WHERE n = ?", (n,)).fetchall():
            held = decoded("notes", "anchor", anchor)
            strict = not self._rows.keep.allows(decoded("notes", "marking", own)) or held.section in sections
            hidden = self._rows.anchor(held) if strict else held
            if strict and (hidden != held or title or citation):
                values = encoded("notes", {"anchor": hidden})
                if held.section in sections:
                    values |= encoded("notes", {"marking": self._rows.marking(marking)})
                names = ", ".join(f"{name} = ?" for name in values)
                self._db.execute(
                    f"UPDATE notes SET {names}, section_title = '', citation = '' WHERE id = ?", (*values.values(), note_id)
                )
                changed = True
            elif not (strict or named) and citation:
                shorter = citation_without_title(title, briefing_id)
                self._db.execute("UPDATE notes SET citation = ? WHERE id = ?", (shorter, note_id))
                changed |= shorter != citation
        return changed

    def _each(self, table: str, n: int, column: str, tightened: Callable[[Any], Any]) -> bool:
        """Tighten a column of all rows of a briefing. Returns whether any row changed."""
        key = "rowid" if table in ("kept", "bases", "readings", "entries", "visits") else TABLES[table].key[0]
        changed = False
        for place, raw in self._db.execute(f"SELECT {key}, {column} FROM {table} WHERE n = ?", (n,)).fetchall():
            try:
                held = decoded(table, column, raw)
            except UNREADABLE:
                changed = True
                self._db.execute(f"DELETE FROM {table} WHERE {key} = ?", (place,))
                continue
            wanted = tightened(held)
            if wanted != held:
                changed = True
                value = encoded(table, {column: wanted})[column]
                self._db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, place))
        return changed

    def _rename(self, table: str, n: int, section: str) -> bool:
        hidden = id_digest(section, self._rows.secret)
        if hidden != section:
            self._db.execute(f"UPDATE OR REPLACE {table} SET section = ? WHERE n = ? AND section = ?", (hidden, n, section))
        return hidden != section


def _marking(data: bytes) -> Marking:
    """A marking; the strictest where it is damaged."""
    try:
        found: Marking = decoded("entries", "marking", data)
    except UNREADABLE:
        return Marking("RED")
    return found

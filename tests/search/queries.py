"""Made-up text, queries and records for the tests of search."""

from __future__ import annotations

from hypothesis import strategies as st

from tui.search.record import Record, RecordSection

WORDS = (
    "japan",
    "Japan’s",
    "deter",
    "deterred",
    "deterrence",
    "policy",
    "policies",
    "plan",
    "planned",
    "F-35B",
    "日本",
    "日本の",
    "本",
    "Ärger",
    "हिन्दी",
    "AUKUS参加",
    "U.S.",
)
GLUE = (" ", " ", " ", "  ", "-", ", ", "\n", "", "· ", "か\u309a")
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=8).map(
    lambda pairs: "".join(map("".join, pairs))
)

PIECES = (
    *WORDS,
    "OR",
    "NOT",
    "AND",
    "|",
    "-",
    "–",
    "(",
    ")",
    '"',
    "“",
    "*",
    " ",
    " ",
    ":",
    "..",
    ">=",
    "<",
    "title:",
    "tag:",
    "date:",
    "tlp:",
    "is:",
    "has:",
    "note:",
    "read:",
    "likelihood:",
    "event:",
    "on:",
    "judgment:(",
    "due:",
    "owner:",
    "status:planned",
    "next week",
    "grade:",
    "kind:",
    "titel:",
    "2024",
    "2024-07",
    "green",
    "likely",
    "B2",
    "draft",
    "unread",
    "\x00",
    "\ud800",
    "①",
    "¶",
)
QUERIES = st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=30))

LABELS = ("CLEAR", "GREEN", "AMBER", "RED")


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A small briefing as search sees it."""
    sections = draw(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3)), max_size=3))
    fields: dict[str, tuple[str, ...]] = {"tag": tuple(draw(st.lists(TEXTS, max_size=2))), "kind": ("note",)}
    label = draw(st.sampled_from(("", *LABELS)))
    if label:
        fields["tlp"] = (label,)
    flags = draw(st.frozensets(st.sampled_from(("draft", "restricted", "broken"))))
    dates = {"date": (draw(st.integers(0, 10**9)), draw(st.integers(10**9, 2 * 10**9)))}
    made = tuple(RecordSection(str(at), title, tuple(texts)) for at, (title, texts) in enumerate(sections))
    return Record(draw(TEXTS), made, fields, dates, flags)

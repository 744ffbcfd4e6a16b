"""Writing for others from the screen: in which format, what, up to which marking, and where."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.journal.records import identity_of
from tui.model.handling import NO_CEILING, TLP_LABELS, Ceiling, Marking, shown_up_to, strictest, strictness
from tui.ui.content import row_text
from tui.ui.destinations import ToQuestions
from tui.ui.screens.questions import Question

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.export.formats import ExportFormat
    from tui.export.printout import PrintedFile, Printout
    from tui.model.briefing import Briefing
    from tui.ui.surface import Surface

Asking = Generator[Question, str, Callable[[], object]]

ALL = "All of it"
OVER, BESIDE = "Write over it", "Keep it, and write beside it"


class Offer(NamedTuple):
    """What can be handed out from a screen."""

    title: str
    make: Callable[[Ceiling], Printout]
    """Called in another thread. Raises OSError with a sentence where there is nothing that may go out."""
    name: str
    """Of its file, without its end."""
    marking: Marking = Marking()
    has_fields: bool = True
    """Whether it can be written as data."""
    has_notes: bool = False
    """Whether the reader's notes go with it, for which a format must have a place."""


class _Chosen(NamedTuple):
    form: ExportFormat
    offer: Offer
    ceiling: Ceiling
    path: Path
    is_over: bool


def hand_out(on: Surface, offers: Sequence[Offer], answered: Callable[[], object], form: str = "") -> None:
    """Ask how something is to be written, and write it.

    Args:
        on: the screen.
        offers: what can be written.
        answered: called in between, as to select nothing any more.
        form: name of the format; "" to ask for it.
    """
    if offers:
        on.ask(ToQuestions(partial(_dialogue, on, offers, answered, form)))


def _dialogue(
    on: Surface, offers: Sequence[Offer], answered: Callable[[], object], wanted: str
) -> Generator[Question, str, Callable[[], object]]:
    from tui.export.files import path_typed
    from tui.export.formats import EXTRA, FORMATS

    said = {f"{one.name}: {one.what}{'' if one.is_at_hand else f', which takes {EXTRA}'}": one for one in FORMATS.values()}
    form = FORMATS[wanted] if wanted else said[(yield Question("Write as", list(said)))]
    able = [one for one in offers if (form.is_page or one.has_fields) and (form.takes_notes or not one.has_notes)]
    if not able or not form.is_at_hand:
        why = "takes what is not installed: " + EXTRA if able else "has no place for a page that was made of others"
        return partial(on.say, f"{form.what[:1].upper()}{form.what[1:]} {why}", problem=True)
    titled = {offer.title: offer for offer in able}
    offer = titled[(yield Question("What", list(titled)))] if len(able) > 1 else able[0]
    ceiling = yield from _ceiling(offer)
    default = f"{offer.name}{form.suffix}"
    place = yield Question("To", text=default, told=partial(_told, default))
    path = path_typed(place, default)
    answer = (yield Question("It is there", (BESIDE, OVER))) if path.exists() else BESIDE
    chosen = _Chosen(form, offer, ceiling, path, answer == OVER)

    def write() -> None:
        answered()
        on.in_thread(partial(_write, on, chosen), "export")

    return write


def share(on: Surface, offers: Sequence[Offer], commands: Mapping[str, Sequence[str]], answered: Callable[[], object]) -> None:
    """Ask which command is to be handed what, and hand it that as plain text, with its marking."""

    def dialogue() -> Asking:
        names = list(commands)
        name = (yield Question("Hand to", names)) if len(names) > 1 else names[0]
        titled = {offer.title: offer for offer in offers}
        offer = titled[(yield Question("What", list(titled)))] if len(titled) > 1 else offers[0]
        ceiling = yield from _ceiling(offer)

        def hand() -> None:
            answered()
            on.say(f"Handing it to “{name}”…")
            on.in_thread(partial(_hand, on, name, commands[name], offer, ceiling), "export")

        return hand

    on.ask(ToQuestions(dialogue))


def _hand(on: Surface, name: str, command: Sequence[str], offer: Offer, ceiling: Ceiling) -> None:
    """In another thread: hand it over, and say what came of it."""
    from tui.export.formats import FORMATS
    from tui.ui.outside import hand_to

    try:
        printout = offer.make(ceiling)
        said, failed = hand_to(name, command, FORMATS["txt"].write(printout).data)
    except Exception as error:
        on.from_thread(partial(on.say, f"It cannot be handed to “{name}”: {row_text(_why(error))}", problem=True))
        return
    told = "" if failed else f" ({str(printout.marking) or 'unmarked'}{_left_out(printout)})"
    on.from_thread(partial(on.say, f"{row_text(said)}{told}", problem=failed))


def _why(error: Exception) -> str:
    """What went wrong in another thread, where nobody else would say so; the libraries of formats have errors of their own."""
    own = getattr(error, "strerror", None) or (str(error) if isinstance(error, OSError) else "")
    return own or f"{type(error).__name__}: {error}"


def _ceiling(offer: Offer) -> Generator[Question, str, Ceiling]:
    levels = _levels(offer.marking)
    return levels[(yield Question("How much", list(levels)))] if len(levels) > 1 else NO_CEILING


def _levels(marking: Marking) -> dict[str, Ceiling]:
    """What can be left out, each in words; without a marking that is known, everything that can be."""
    levels = {f"{ALL} ({marking})" if marking else ALL: NO_CEILING}
    rank = strictness(marking.tlp) if marking.tlp is not None else len(TLP_LABELS) + 1
    for label in TLP_LABELS:
        if strictness(label) < rank or (strictness(label) == rank and marking.text):
            levels[f"Up to TLP:{label}, what is marked"] = shown_up_to(label)
    return levels


def _told(default: str, typed: str) -> Sequence[str]:
    from tui.export.files import path_typed

    if not typed.strip():
        return ()
    path = path_typed(typed.strip(), default)
    if not path.parent.is_dir():
        return (f"There is no folder {path.parent}",)
    there = "It is there already: whether it is written over is asked next" if path.exists() else "Readable by you alone"
    return (str(path.absolute()), there)


def _write(on: Surface, chosen: _Chosen) -> None:
    """In another thread: make the file, and say where it went."""
    try:
        printout = chosen.offer.make(chosen.ceiling)
        template = on.session.preferences.templates.get(chosen.form.name, "")
        made = chosen.form.write(printout._replace(template=template, readers=on.session.preferences.names))
        path = _written(chosen, printout, made)
    except Exception as error:
        on.from_thread(partial(on.say, f"It cannot be written here: {row_text(_why(error))}", problem=True))
        return
    marked = str(printout.marking) or "unmarked"
    told = (f"Written: {row_text(str(_shown(path)))} ({marked}{_left_out(printout)}).", *made.notes)
    on.from_thread(on.say, " ".join(filter(None, told)))


def _left_out(printout: Printout) -> str:
    """How much was left out, in a few words."""
    if not printout.left_out:
        return ""
    if printout.is_book:
        return ", some of it left out"
    return f", {' '.join(printout.left_out[0].split()[:2])} left out"


def _written(chosen: _Chosen, printout: Printout, made: PrintedFile) -> Path:
    from tui.export.files import write_beside, write_over

    path = chosen.path
    if chosen.is_over:
        write_over(path, made.data, printout)
        return path
    suffix = "".join(path.suffixes[-2:]) if path.name.endswith(chosen.form.suffix) else path.suffix
    suffix = chosen.form.suffix if path.name.endswith(chosen.form.suffix) else suffix
    return write_beside(path.parent, path.name.removesuffix(suffix), suffix, made.data)


def _shown(path: Path) -> Path:
    """A path as it is said: below the folder one is in without that."""
    try:
        return path.relative_to(Path.cwd())
    except (OSError, ValueError):
        return path


def book_of(on: Surface, rows: Sequence[Row], title: str) -> Offer:
    """Briefings of a list as a book."""
    from tui.export.files import name_of_book

    marking = strictest([row.marking for row in rows])
    return Offer(title, partial(_book, on, tuple(rows)), name_of_book(_today()), marking)


def may_go_out(on: Surface, briefing: Briefing, ceiling: Ceiling) -> tuple[Document, tuple[str, ...]]:
    """What of a briefing may go out, as `tui.export.choice.for_others` has it; for another thread than that of the screen."""
    from tui.export.choice import for_others
    from tui.reading.for_others import MayBeShown, composed_for_others

    library = on.session.library
    held = library.held_elsewhere() if library is not None else None
    # Under a ceiling that was asked for, what another briefing says of a source may come from where it must not come.
    composed = partial(composed_for_others, held, identity_of(briefing), recalls=ceiling.allows_everything)
    return for_others(briefing, composed, ceiling, MayBeShown(held, ceiling))


def _today() -> str:
    import time

    from tui.model.dates import parse_date

    return parse_date(time.strftime("%Y-%m-%d")).display


def _book(on: Surface, rows: Sequence[Row], ceiling: Ceiling) -> Printout:
    from tui.export.choice import NothingMayGo, left_out_whole
    from tui.export.printout import Printout, printed_marking
    from tui.model.counted import counted

    documents, left_out, above, gone = [], [], 0, 0
    for number, row in enumerate(rows, 1):
        if len(rows) > 1:
            on.from_thread(on.say, f"Reading {number:,} of {len(rows):,}")
        try:
            document, sentences = may_go_out(on, on.session.read_file(row.real_path), ceiling)
        except NothingMayGo:
            above += 1
            continue
        except OSError:
            gone += 1
            continue
        documents.append(document)
        left_out += [f"{document.sections[0].title}: {sentence}" for sentence in sentences]
    left_out += [f"{counted(gone, 'briefing')} cannot be read any more."] if gone else []
    left_out += [left_out_whole(above, ceiling)] if above else []
    if not documents:
        raise OSError(left_out[-1] if left_out else "nothing is listed any more")
    title = f"Briefing book: {counted(len(documents), 'briefing')}"
    return Printout(documents, title, printed_marking(documents), tuple(left_out), as_of=_today())


def one_briefing(on: Surface, row: Row) -> Offer:
    """One briefing of a list."""
    from tui.export.files import id_name

    return Offer(f"“{row_text(row.title)}”", partial(_briefing, on, row), id_name(row.id or row.title), row.marking)


def _briefing(on: Surface, row: Row, ceiling: Ceiling) -> Printout:
    from tui.export.printout import Printout, printed_marking

    document, left_out = may_go_out(on, on.session.read_file(row.real_path), ceiling)
    return Printout([document], document.sections[0].title, printed_marking([document]), left_out)

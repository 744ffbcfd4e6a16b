"""What is sent makes a terminal show the same as painting everything anew, whatever changed and whatever the terminal does."""

from __future__ import annotations

import random

import pytest
from rich.cells import get_character_cell_size

from tests.terminal import scenes
from tests.terminal.emulator import Emulator
from tui.terminal.canvas import Canvas
from tui.terminal.cells import CellText
from tui.terminal.device import Abilities

KINDS = {
    "all": Abilities(erases_to_colour=True, has_margins=True),
    "no margins": Abilities(erases_to_colour=True),
    "tabs": Abilities(erases_to_colour=True, has_tabs=True),
    "tmux": Abilities(erases_to_colour=True, copies_what_is_written=True),
    "plain": Abilities(),
    "still": Abilities(moves_lines=False),
}


def emulator(abilities: Abilities, columns: int, rows: int, **more: object) -> Emulator:
    """A terminal that has some abilities, and shows rubbish."""
    options = {"erases_to_colour": abilities.erases_to_colour, "has_margins": abilities.has_margins, "dirty": "#", **more}
    return Emulator(columns, rows, **options)  # type: ignore[arg-type]


def campaign(seed: int, frames: int, abilities: Abilities, *, odd: bool) -> int:
    """Draw frames at random, and hold every screen against one painted anew. Returns the bytes sent."""
    chance = random.Random(seed)
    columns, rows = chance.choice(((120, 20), (80, 24), (40, 12), (23, 7)))
    canvas = Canvas(columns, rows, abilities)
    shown = emulator(abilities, columns, rows, translates_newlines=chance.random() < 0.5)
    painted = emulator(abilities, columns, rows)
    panes = scenes.panes(chance, columns, rows, odd=odd)
    sent = 0
    for number in range(frames):
        kind = chance.randrange(40) if number else 1
        if kind == 0:
            columns, rows = max(9, columns + chance.randrange(-9, 9)), max(6, rows + chance.randrange(-3, 3))
            canvas.resize(columns, rows)
            canvas.invalidate()
            shown.resize(columns, rows, dirty="#")
            painted.resize(columns, rows, dirty="#")
            panes = scenes.panes(chance, columns, rows, odd=odd)
            changed = panes
        elif kind == 1:
            panes = scenes.panes(chance, columns, rows, odd=odd)
            changed = panes
        elif kind == 2:
            shown.resize(columns, rows, dirty="?")
            canvas.invalidate()
            changed = []
        else:
            changed = [pane for pane in panes if chance.random() < 0.5]
            for pane in changed:
                pane.change()
        for pane in changed:
            for patch in pane.patches():
                scenes.put(canvas, patch)
                painted.feed(scenes.written(patch))
        canvas.cursor = chance.randrange(rows), chance.randrange(columns)
        if chance.random() < 0.3:
            # A frame that the terminal had no time for.
            continue
        text = canvas.difference()
        sent += len(text.encode())
        shown.feed(text)
        anew = emulator(abilities, columns, rows)
        anew.feed(canvas.whole())
        where = f"seed {seed}, frame {number}"
        for y in range(rows):
            assert shown.seen(y) == anew.seen(y), f"{where}, row {y}: {shown.text(y)!r} is not {anew.text(y)!r}"
            if not odd:
                assert shown.seen(y) == painted.seen(y), f"{where}, row {y}: {shown.text(y)!r} is not {painted.text(y)!r}"
            if abilities.copies_what_is_written and shown.cells[y][-1].style.ground and not odd:
                assert shown.written[y] == columns, f"{where}, row {y}: a copy lacks the ground of its end"
        assert (shown.y, shown.x) == canvas.cursor, where
        assert not shown.modes, where
    return sent


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("odd", [False, True], ids=["certain", "disputed"])
def test_the_difference_leads_to_the_screen_that_painting_everything_leads_to(name: str, odd: bool) -> None:
    for seed in range(2):
        campaign(seed, 25, KINDS[name], odd=odd)


GROUND, OTHER = "38;2;224;224;224;48;2;30;30;30", "38;2;224;224;224;48;2;60;60;90"


@pytest.mark.parametrize("name", ["tabs", "tmux", "no margins"])
def test_nothing_that_takes_two_cells_is_erased_by_half(name: str) -> None:
    for start in range(39):
        rest = 38 - start
        for runs in (
            [(" " * (start + 1), GROUND), (f"|{' ' * rest}", OTHER)],
            [(f"x{' ' * start}", GROUND), (f"|{' ' * rest}", OTHER)],
            [(f"{' ' * start}x", GROUND), (" " * rest, OTHER), ("|", GROUND)],
            [(" " * 40, GROUND)],
        ):
            canvas, shown = Canvas(40, 1, KINDS[name]), emulator(KINDS[name], 40, 1, leaves_halves=True)
            for line in ([(f"{'y' * start}日{' ' * rest}", GROUND)], runs):
                scenes.put(canvas, scenes.Patch(0, 0, line))
                shown.feed(canvas.difference())
            anew = emulator(KINDS[name], 40, 1)
            anew.feed(canvas.whole())
            assert shown.seen(0) == anew.seen(0), f"{start}: {runs}"


def test_a_moved_pane_takes_few_bytes_with_margins_and_fewer_than_all_without() -> None:
    sizes = {}
    for name, abilities in KINDS.items():
        chance = random.Random(4)
        canvas = Canvas(80, 24, abilities)
        left, right = (scenes.Pane(chance, 0, 24, start, end, odd=False) for start, end in ((0, 20), (20, 80)))
        for patch in (*left.patches(), *right.patches()):
            scenes.put(canvas, patch)
        canvas.difference()
        right.at += 1
        for patch in right.patches():
            scenes.put(canvas, patch)
        sizes[name] = len(canvas.difference())
    assert sizes["all"] < sizes["no margins"] / 2
    assert sizes["all"] < sizes["still"] / 4
    assert sizes["no margins"] <= sizes["still"]
    assert sizes["no margins"] <= sizes["plain"]


@pytest.mark.parametrize("name", ["all", "no margins"])
def test_lines_of_which_a_mark_stays_where_it_is_move_with_the_others(name: str) -> None:
    canvas = Canvas(80, 24, KINDS[name])
    shown = emulator(KINDS[name], 80, 24)
    lines = ["".join(random.Random(number).choices("abcdefgh ", k=70)) for number in range(30)]
    sent: list[int] = []
    for at in (0, 1, 2):
        for y in range(24):
            text = f"{'▌' if y == 1 else ' '} {lines[at + y]}".ljust(80)
            canvas.put(y, 0, canvas.pieces.cells([CellText(text, canvas.looks.named(""))]))
        drawn = canvas.difference()
        shown.feed(drawn)
        sent.append(len(drawn))
        assert shown.lines == [f"{'▌' if y == 1 else ' '} {lines[at + y]}".ljust(80) for y in range(24)]
    # The line that is new, and little else.
    assert max(sent[1:]) < 70 + 50


def test_spaces_that_only_would_look_otherwise_if_they_were_letters_are_not_sent() -> None:
    canvas = Canvas(40, 1, KINDS["all"])
    dim, bold = canvas.looks.named("2;31"), canvas.looks.named("1;32")
    canvas.put(0, 0, canvas.pieces.cells([CellText("   1 Harbours" + " " * 27, dim)]))
    canvas.difference()
    runs = [("   ", bold), ("2", dim), (" ", bold), ("Harbours", dim)]
    canvas.put(0, 0, canvas.pieces.cells([CellText(text, look) for text, look in runs]))
    assert canvas.difference().count(" ") == 0
    underlined = canvas.looks.named("4")
    canvas.put(0, 0, canvas.pieces.cells([CellText("   ", underlined)]))
    assert canvas.difference().count(" ") == 3


def test_what_is_of_the_colour_that_is_set_is_sent_first() -> None:
    canvas = Canvas(40, 2, KINDS["all"])
    red, green = canvas.looks.named("31"), canvas.looks.named("32")

    def put(first: str, second: str) -> str:
        canvas.put(0, 0, canvas.pieces.cells([CellText(first, red)]))
        canvas.put(1, 0, canvas.pieces.cells([CellText(second, green)]))
        return canvas.difference()

    put("one", "two")
    assert put("eno", "owt").count("m") == 1
    assert put("one", "two").count("m") == 1


def test_a_frame_that_was_kept_and_is_shown_is_not_sent_again() -> None:
    chance = random.Random(2)
    first = Canvas(60, 20, KINDS["all"])
    for pane in scenes.panes(chance, 60, 20, odd=False):
        for patch in pane.patches():
            scenes.put(first, patch)
    shown = emulator(KINDS["all"], 60, 20)
    shown.feed(first.whole())
    later = Canvas(60, 20, KINDS["all"])
    later.seed(first.kept())
    for y, row in enumerate(first.kept()):
        later.put(y, 0, later.pieces.cells([CellText(text, later.looks.named(look)) for text, look in row]))
    assert len(later.difference()) < 8, "no more than the cursor's place"


def test_a_wide_character_over_a_place_where_something_once_began_is_whole() -> None:
    canvas = Canvas(20, 1, KINDS["all"])
    shown = emulator(KINDS["all"], 20, 1)

    def put(x: int, text: str) -> None:
        canvas.put(0, x, canvas.pieces.cells([CellText(text, canvas.looks.named(""))]))

    put(0, "ab ❤️     ")
    put(10, "right     ")
    shown.feed(canvas.difference())
    put(0, "at left  基地は基地 ")
    shown.feed(canvas.difference())
    assert shown.text(0).rstrip() == "at left  基地は基地"


def of_two_minds(character: str) -> int:
    """Widths as another terminal has them: some characters wider, some narrower."""
    width = get_character_cell_size(character)
    if width and ord(character) > 0x1F000:
        return 1
    return 2 if 0x900 <= ord(character) < 0x980 else width


def test_what_a_terminal_takes_for_wider_or_narrower_spoils_nothing_beyond_its_line() -> None:
    chance = random.Random(1)
    abilities = KINDS["all"]
    canvas = Canvas(80, 24, abilities)
    shown = emulator(abilities, 80, 24, width=of_two_minds)
    panes = scenes.panes(chance, 80, 24, odd=True)
    for _ in range(60):
        for pane in panes:
            pane.change()
            for patch in pane.patches():
                scenes.put(canvas, patch)
        shown.feed(canvas.difference())
        anew = emulator(abilities, 80, 24, width=of_two_minds)
        anew.feed(canvas.whole())
        assert [shown.seen(y) for y in range(24)] == [anew.seen(y) for y in range(24)]

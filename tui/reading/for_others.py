"""A briefing composed to be handed out: what it says of other briefings is no more than its own marking allows."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from tui.model.recalls import recalls_for_others

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.document.document import Document
    from tui.journal.records import Identity
    from tui.model.briefing import Briefing
    from tui.model.handling import Ceiling


class MayBeShown(Container[str]):
    """The ids of the briefings of a library that may be shown under a ceiling; none where that cannot be known."""

    def __init__(self, held: Catalog | None, ceiling: Ceiling) -> None:
        """In a catalog; None where there is none."""
        self._held = held
        self._ceiling = ceiling

    def __contains__(self, id: object) -> bool:
        if self._held is None or not isinstance(id, str):
            return False
        from tui.catalog.state import DAMAGE

        try:
            n = self._held.number_of(id)
            if n is None:
                return False
            return self._ceiling.allows(self._held.row(n).marking) or self._ceiling.allows(self._held.briefing(n).handling)
        except (*DAMAGE, OSError, KeyError):
            return False


def composed_for_others(held: Catalog | None, own: Identity, briefing: Briefing, *, recalls: bool = True) -> Document:
    """A briefing with the titles of those that it links to, but for such as are marked more strictly, and its recalls.

    Args:
        held: the catalog of its library; None where there is none, or it is damaged.
        own: what the briefing is known by there.
        briefing: what may go out of it.
        recalls: say which of its sources its library says were recalled.
    """
    from tui.document.compose import compose

    if held is None:
        return compose(briefing)
    from tui.catalog.state import DAMAGE

    try:
        n = held.files.number(own.path, own.id, named=own.named, digest=own.digest) if recalls else None
        found = held.queue_facts.recalls(n) if n is not None else ()
    except (*DAMAGE, OSError, KeyError):
        return compose(briefing)
    titles = held.titles.within(briefing.effective_marking)
    return compose(briefing, library=titles, recalls=recalls_for_others(briefing, found))

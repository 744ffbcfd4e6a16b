"""What no terminal gets is painted, and not put together: the framework does so with each update, and drops it in memory."""

from __future__ import annotations

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._context import active_app
from textual.geometry import Region

from tui.ui.frames import PaintedOnce

_partial = Compositor.render_partial_update
_full = Compositor.render_full_update


def _is_sent() -> bool:
    """Whether somebody looks at the update: a terminal, or who remembers that something has been sent at all."""
    app = active_app.get()
    if app.is_headless and isinstance(app, PaintedOnce) and app.first_paint.has_begun:
        # There is no terminal which the next update would be compared with.
        app.first_paint.end()
        return False
    return True


def _paint(compositor: Compositor, crop: Region) -> None:
    """Have every widget paint what of it is seen there, with whatever goes wrong in it."""
    compositor._dirty_regions.clear()
    for _ in compositor._get_renders(crop):
        pass


def _partial_or_none(compositor: Compositor) -> ChopsUpdate | None:
    if _is_sent():
        return _partial(compositor)
    if compositor._dirty_regions:
        _paint(compositor, Region.from_union(list(compositor._dirty_regions)).intersection(compositor.size.region))
    return None


def _full_or_none(compositor: Compositor, simplify: bool = False) -> LayoutUpdate | None:
    if simplify or _is_sent():
        return _full(compositor, simplify)
    _paint(compositor, compositor.size.region)
    return None


setattr(Compositor, "render_partial_update", _partial_or_none)  # noqa: B010
setattr(Compositor, "render_full_update", _full_or_none)  # noqa: B010

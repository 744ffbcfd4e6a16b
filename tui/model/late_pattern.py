"""Regular expressions that are compiled at their first use: compiling all of them would take a tenth of a start."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


class _Late(Generic[AnyStr]):
    """Stands for an expression, and has its methods once it was asked for one."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._written: tuple[AnyStr, int] = pattern, flags

    def __getattr__(self, name: str) -> object:
        found: object = getattr(re.compile(*self._written), name)
        # From now on it is found as fast as any attribute.
        self.__dict__[name] = found
        return found


def late_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression, as `re.compile` gives it, but not compiled before one of its methods is asked for.

    Functions of `re` do not take it in the place of an expression.

    Args:
        pattern: as `re.compile` takes it.
        flags: the same.
    """
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))

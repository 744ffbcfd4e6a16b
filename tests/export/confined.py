"""Processes that set a PDF are forked by one that has its libraries imported."""

from __future__ import annotations

import os
import sys
import tempfile

from tests.cli.prepared import SETTER
from tests.store.confined import forked
from tui.export import pdf

_begun_by_the_system = pdf._answer
_usual = (pdf.CHILD, pdf.MAPPED, pdf.memory_for_one)
_begun = False


def _answer(data: bytes, memory: int) -> tuple[int, bytes]:
    """As the program has it where the limits are other ones, and for the first file; forked for all others."""
    global _begun
    if not _begun or (pdf.CHILD, pdf.MAPPED, pdf.memory_for_one) != _usual:
        _begun = True
        return _begun_by_the_system(data, memory)
    path = [os.path.abspath(each) for each in sys.path]
    code = pdf.CHILD.format(path=path, memory=memory + pdf.MAPPED, seconds=pdf.SECONDS)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        status = forked(code, data, output.fileno(), folder, SETTER, pdf.SECONDS)
        output.seek(0)
        return status, output.read()


setattr(pdf, "_answer", _answer)  # noqa: B010

"""Decoders of msgspec, of one type for several threads at once."""

from __future__ import annotations

import subprocess
import sys
import threading

import msgspec

from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of, json_decoder_of

AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
from tui.model.briefing import Briefing, Judgment, Source
from tui.model.decoders import decoder_of

data = msgspec.msgpack.encode(Briefing(title="One"))
barrier, titles = threading.Barrier(8), []

def decode(kind):
    barrier.wait()
    decoder = decoder_of(kind)
    if kind is Briefing:
        titles.append(decoder.decode(data).title)

kinds = [Briefing, Judgment, Briefing, Source, Briefing, list[Briefing], Briefing, Judgment | None]
threads = [threading.Thread(target=decode, args=(kind,)) for kind in kinds]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(titles)
"""


def test_threads_that_decode_one_type_at_once_for_the_first_time_do_not_end_the_process() -> None:
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.strip()) == (0, "['One', 'One', 'One', 'One']"), done.stderr


def test_a_decoder_is_made_once_for_all_threads() -> None:
    made: list[object] = []
    threads = [threading.Thread(target=lambda: made.append(decoder_of(tuple[Briefing, int]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, made))) == 1


def test_what_was_kept_is_decoded_by_its_type_from_both_forms() -> None:
    briefing = Briefing(title="One")
    assert decoder_of(Briefing).decode(msgspec.msgpack.encode(briefing)) == briefing
    assert json_decoder_of(tuple[int, str] | None).decode(b'[1, "a"]') == (1, "a")

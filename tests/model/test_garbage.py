"""Memory that is given back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

THREADS = """
import sys, threading
from tui.model.garbage import share_what_is_freed
if "shared" in sys.argv:
    share_what_is_freed()
together = threading.Barrier(8)
def work():
    together.wait()
    held = [bytearray(1000 + 8 * n) for n in range(1000)]
    together.wait()
for thread in (threads := [threading.Thread(target=work) for _ in range(8)]):
    thread.start()
for thread in threads:
    thread.join()
print(sum("heap" not in line and line.split()[1] == "rw-p" and line.split()[-1] == "0" for line in open("/proc/self/maps")))
"""


LARGE = """
import sys
from tui.model.garbage import share_what_is_freed
if "shared" in sys.argv:
    share_what_is_freed()
bytearray(2_000_000)
large = []
kept = []
for n in range(40):
    large.append(bytearray(500_000))
    kept.append(bytearray(5_000))
large.clear()
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("RssAnon")))
"""


BETWEEN = """
import gc, sys
from tui.model.garbage import CollectionAtRest, collect_from_now_on
between = [bytearray(10_000) for n in range(2_000)]
for n in range(2_000):
    if n % 20:
        between[n] = None
held = lambda: int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("RssAnon")))
before = held()
if "start" in sys.argv:
    gc.disable()
    collect_from_now_on()
else:
    CollectionAtRest().collect()
print(before - held())
"""


@pytest.mark.parametrize("when", ["start", "rest"])
@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not tell of the memory of a process")
def test_what_was_freed_between_things_that_live_on_is_given_back(when: str) -> None:
    done = subprocess.run([sys.executable, "-c", BETWEEN, when], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10_000


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not tell of the memory of a process")
def test_threads_share_what_they_free() -> None:
    """A heap of its own for each thread shows as mappings that stay when the thread has ended."""

    def mappings(*how: str) -> int:
        done = subprocess.run([sys.executable, "-c", THREADS, *how], capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert mappings("shared") < mappings()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not tell of the memory of a process")
def test_what_is_large_is_given_back_whatever_lies_behind_it() -> None:
    """What was once needed for it is taken for usual else, and kept below the next small thing."""

    def kilobytes(*how: str) -> int:
        return int(subprocess.run([sys.executable, "-c", LARGE, *how], capture_output=True, text=True, check=True).stdout)

    assert kilobytes("shared") < kilobytes() - 10_000

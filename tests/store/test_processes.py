"""Processes that read for another one: what they hold, and when they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.cli.shell import environment
from tui.store.processes import Worker, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="the system cannot fork")


def echo(connection: Connection) -> None:
    while True:
        connection.send_bytes(connection.recv_bytes())


def is_running(worker: Worker) -> bool:
    """Whether it answers."""
    try:
        worker.connection.send_bytes(b"there?")
        return worker.connection.recv_bytes() == b"there?"
    except OSError:
        return False


def test_a_worker_answers_until_it_is_ended() -> None:
    worker = Worker(echo)
    assert is_running(worker)
    worker.end()
    worker.end()
    assert not is_running(worker)


def test_an_error_in_a_worker_is_the_end_of_its_answers() -> None:
    def broken(connection: Connection) -> None:
        connection.send_bytes(b"begun")
        raise ValueError

    worker = Worker(broken)
    try:
        assert worker.connection.recv_bytes() == b"begun"
        with pytest.raises(EOFError):
            worker.connection.recv_bytes()
    finally:
        worker.end()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell what is open")
def test_a_worker_keeps_nothing_open_of_the_one_that_started_it(tmp_path: Path) -> None:
    def opened(connection: Connection) -> None:
        held = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if int(name) > 2 and _is_open(name)]
        connection.send_bytes("\n".join(held).encode())

    def _is_open(name: str) -> bool:
        return os.path.lexists(f"/proc/self/fd/{name}")

    with open(tmp_path / "lock", "w", encoding="utf-8"):
        sibling, worker = Worker(echo), Worker(opened)
        try:
            held = worker.connection.recv_bytes().decode().split("\n")
        finally:
            worker.end()
            sibling.end()
    assert len(held) == 1
    assert held[0].startswith("socket:")


BUSY = """
import re, sys, time
from tui.store.processes import Worker
def work(connection):
    connection.send(__import__("os").getpid())
    re.match("(a+)+$", "a" * 64 + "b")
worker = Worker(work)
print(worker.connection.recv(), flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only this system tells a process that its parent has ended")
def test_one_that_is_held_by_an_expression_ends_with_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, env=environment()) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not has_ended(child)
        parent.kill()
    for _ in range(500):
        if has_ended(child):
            break
        time.sleep(0.01)
    ended = has_ended(child)
    if not ended:
        os.kill(child, signal.SIGKILL)
    assert ended


def has_ended(process: int) -> bool:
    """Whether a process is gone, or waits only for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True

"""A mail without parts is read straight from its bytes, and is what it would be if it were cut as all others are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.briefing import Briefing
from tui.store.formats import mail
from tui.store.formats.mail_message import plain_mail
from tui.store.read import read_text

HEADERS = (
    *("From: Jane Smith <jane@example.org>", "To: Desk <desk@example.org>,\n ops@example.org", "Cc:\n\tAnn <a@b.org>"),
    *(
        "Subject: Status",
        "subject:  a  b ",
        "Subject: [TLP:AMBER] Status",
        "Subject: =?utf-8?q?H=C3=A4fen?=",
        "Subject:",
        "Subject: \xe4",
    ),
    *("Date: Mon, 2 Sep 2024 10:00:00 +0200", "Message-ID: <m1@example.org>", "In-Reply-To: <m0@example.org>"),
    *("List-Id: The List <l.example.org>", "X-TLP: RED", "Sensitivity: normal", "Importance: high", "Keywords: a,\n b"),
    *(
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: TEXT/HTML; charset=koi8-r",
        "Content-Type: text/plain; format=flowed",
    ),
    *(
        "Content-Type: multipart/mixed; boundary=x",
        "Content-Type: text/plain; name=a.txt",
        "Content-Type: odd",
        "Content-Type: image/png",
    ),
    *("Content-Transfer-Encoding: 8bit", "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable"),
    *("Content-Language: de", "Odd header: x", " goes on", ": none", "--x: y", "No header", "X: a\rb", "MIME-Version: 1.0"),
)
BODIES = (
    *(
        "All is well.\n  1. a\n",
        "TLP:RED\n\nText \n goes on \nhere\n",
        "\n\n\x00 \x1b[1m\r\nx",
        "<p>Eight <b>ships</b></p>\n",
        "caf\xe9\n",
    ),
    *("", "From: nobody\n\nx", "> a\n> b\n", "-- \nJane", "--x\n\ninner\n--x--\n", "UNCLASSIFIED//FOUO\nText"),
)


def cut(data: bytes) -> Briefing:
    """The mail as it is where it is cut into its parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "plain_mail", lambda data, end: None)
        return read_text(data, name="a.eml")


def is_plain(data: bytes) -> bool:
    end = re.search(rb"\r?\n\r?\n", data)
    return end is not None and plain_mail(data, end.start()) is not None


@given(
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=9),
    st.lists(st.sampled_from(BODIES), max_size=3),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_a_plain_mail_is_what_it_would_be_in_parts(headers: list[str], bodies: list[str], ends: str, blank: str) -> None:
    head = "\n".join(headers).replace("\n", ends)
    data = f"{head}{ends}{blank}{''.join(bodies)}".encode("latin-1")
    assert read_text(data, name="a.eml") == cut(data)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("kind", [b"text/plain; charset=utf-8", b"text/html"])
def test_most_mails_are_plain(ends: bytes, kind: bytes) -> None:
    head = [b"From: Jane <jane@example.org>", b"Subject: Status", b" report", b"Content-Type: " + kind, b"", b"All is well."]
    assert is_plain(ends.join(head))
    briefing = read_text(ends.join(head), name="a.eml")
    assert (briefing.title, briefing.producer, briefing.body.text) == ("Status report", "Jane", "All is well.")
    assert briefing == cut(ends.join(head))


@pytest.mark.parametrize(
    "head",
    [
        *("Subject: H\xe4fen", "Content-Type: multipart/mixed; boundary=x", "Content-Transfer-Encoding: base64"),
        *("Content-Type: image/png", "Subject : a", "no header", "Subject: a\rb"),
    ],
)
def test_all_others_are_cut(head: str) -> None:
    assert not is_plain(f"From: a@b.org\n{head}\n\nText".encode("latin-1"))

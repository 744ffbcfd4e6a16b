"""A message with the text and the page in it, to be opened and sent by a mail program; nothing is ever sent from here.

Sources: RFC 5322, RFC 2046 (multipart/alternative), RFC 6532.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from tui.export import html, text
from tui.export.printout import PrintedFile, Printout
from tui.model.text import cleaned


def as_printed(printout: Printout) -> PrintedFile:
    """The message. Its subject begins with the marking; who it is from and to is for whoever sends it."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(cleaned(f"{printout.marking.label} {printout.title}").split())
    # A mail program takes a message that says so for one that is still to be edited.
    message["X-Unsent"] = "1"
    message.set_content("\n".join(text.lines(printout)) + "\n", cte="quoted-printable")
    message.add_alternative(html.as_message(printout), subtype="html", cte="quoted-printable")
    return PrintedFile(message.as_bytes())

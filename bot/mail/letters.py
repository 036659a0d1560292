"""A letter as mail carries it: plain text first, HTML beside it, and headers that nobody can write into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from bot.errors import InvalidInputError

_SUBJECT_MAX = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PART = r"[^@\s<>()\[\],;:\\\"\x00-\x1f\x7f]+"
_ADDRESS = re.compile(rf"(?P<local>{_PART})@(?P<domain>{_PART}\.{_PART})")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one person. `key` names it for all time: written again under it, it is the same letter."""

    key: str
    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters come from, and where answers go."""

    address: str
    name: str
    reply_to: str | None = None


def message_of(letter: Letter, sender: Sender, now: datetime) -> EmailMessage:
    """Return a letter ready to send, dated `now`.

    Raises:
        InvalidInputError: an address is none that mail can be sent to.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = address_of(sender.address, sender.name)
    message["To"] = address_of(letter.to)
    if sender.reply_to is not None:
        message["Reply-To"] = address_of(sender.reply_to)
    message["Subject"] = one_line(letter.subject)[:_SUBJECT_MAX]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(letter, sender)
    # Whoever is away need not tell a machine so.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message


def message_id(letter: Letter, sender: Sender) -> str:
    """Return the id of a letter: the same for the same key and reader, and nothing can be read from it."""
    named = sha256(f"{letter.key}\n{letter.to}\n{sender.address}".encode()).hexdigest()[:32]
    return f"<{named}@{address_of(sender.address).domain}>"


def address_of(written: str, name: str = "") -> Address:
    """Return an address as headers take it.

    Raises:
        InvalidInputError: it is none, or holds what does not belong into a header.
    """
    found = _ADDRESS.fullmatch(written)
    if found is None:
        raise InvalidInputError("That is no e-mail address.")
    try:
        found["local"].encode("ascii")
        domain = found["domain"].encode("idna").decode("ascii")
        return Address(display_name=one_line(name), username=found["local"], domain=domain)
    except (UnicodeError, ValueError) as problem:
        raise InvalidInputError("That is no e-mail address.") from problem


def one_line(text: str) -> str:
    """Return a text as a header may hold it: no line ends, no control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())

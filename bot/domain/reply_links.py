"""Reply links: who may answer for what by following an address, as long as it is signed and fresh.

A link opens one risk of one round, or one action, for one person, until a day. It cannot be made or changed without the
key.
"""

from __future__ import annotations

import binascii
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.errors import ConvenorError

MAILTO = "mailto:"
"""What the place of a message that goes by mail begins with; the address follows."""

KEY_MIN = 32
_VERSION = "v1"
_PURPOSE = b"convenor reply link v1"
_FORM_PURPOSE = b"convenor reply form v1"
_FIELDS = struct.Struct(">QQQQ")
_TOKEN_MAX = 200
# No round has this number: what follows it is an action's.
_NO_ROUND = 0


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What a link lets somebody answer: a risk of a round, by their ids."""

    round_id: int
    risk_id: int


@dataclass(frozen=True, slots=True)
class ReplyToAction:
    """What a link lets somebody answer: an action, by its id."""

    action_id: int


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """A link as it was signed: what it answers, who answers by it, and until when (aware UTC, whole seconds)."""

    to: ReplyTo | ReplyToAction
    person_id: int
    expires_at: datetime


class LinkFault(StrEnum):
    """Why a link opens nothing."""

    NOT_OURS = "not ours"
    EXPIRED = "expired"


class LinkError(ConvenorError):
    """A link that opens nothing; `fault` says whether it was never ours, or is too old."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__(f"This link is {fault}.")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ReplyLinks:
    """Makes links and reads them.

    Attributes:
        address: the public address of the reply door, ending in a slash; a link is it and a token.
        keys: the secrets, the first of which signs; links signed by any of them are read. Each of at least
            `KEY_MIN` characters.
        days: for how many days a link opens.
    """

    address: str
    keys: Sequence[str]
    days: int

    def __post_init__(self) -> None:
        if not self.keys or min(len(key) for key in self.keys) < KEY_MIN:
            raise ValueError(f"a key of at least {KEY_MIN} characters is needed")

    def __repr__(self) -> str:
        """Return it without the secrets."""
        return f"ReplyLinks({self.address!r})"

    def address_for(self, to: ReplyTo | ReplyToAction, person_id: int, now: datetime) -> str:
        """Return the address by which a person answers, good from `now` on for `days` days."""
        return self.address + self.token(ReplyLink(to, person_id, now + timedelta(days=self.days)))

    def token(self, link: ReplyLink) -> str:
        """Return a link as the last part of its address."""
        fields = _FIELDS.pack(*_numbers(link.to), link.person_id, int(link.expires_at.timestamp()))
        return ".".join((_VERSION, _text(fields), _text(_mark(self.keys[0], _PURPOSE, fields))))

    def read(self, token: str, now: datetime) -> ReplyLink:
        """Return the link that `token` stands for.

        Raises:
            LinkError: nobody with one of the keys signed it, or its time is over.
        """
        version, _, rest = token[:_TOKEN_MAX].partition(".")
        written, _, mark = rest.partition(".")
        fields = _bytes(written)
        if version != _VERSION or len(fields) != _FIELDS.size or token != f"{version}.{_text(fields)}.{mark}":
            raise LinkError(LinkFault.NOT_OURS)
        if not self._signed(mark, _PURPOSE, fields):
            raise LinkError(LinkFault.NOT_OURS)
        round_id, number, person_id, expires = _FIELDS.unpack(fields)
        to = ReplyToAction(number) if round_id == _NO_ROUND else ReplyTo(round_id, number)
        link = ReplyLink(to, person_id, datetime.fromtimestamp(expires, UTC))
        if now > link.expires_at:
            raise LinkError(LinkFault.EXPIRED)
        return link

    def form_mark(self, token: str, form: str) -> str:
        """Return what a page puts beside the name of its form, so that only a form of ours is taken for that token."""
        return _text(_mark(self.keys[0], _FORM_PURPOSE, f"{token}\n{form}".encode()))

    def is_our_form(self, token: str, form: str, mark: str) -> bool:
        """Return whether a page of ours for that token made the form of that name."""
        return self._signed(mark, _FORM_PURPOSE, f"{token}\n{form}".encode())

    def _signed(self, mark: str, purpose: bytes, message: bytes) -> bool:
        given = mark.encode("utf-8", "replace")
        # Every key is tried, so that the time taken tells nothing about which one it was.
        fits = [hmac.compare_digest(_text(_mark(key, purpose, message)).encode(), given) for key in self.keys]
        return any(fits)


def _numbers(to: ReplyTo | ReplyToAction) -> tuple[int, int]:
    return (_NO_ROUND, to.action_id) if isinstance(to, ReplyToAction) else (to.round_id, to.risk_id)


def _mark(key: str, purpose: bytes, message: bytes) -> bytes:
    return hmac.digest(key.encode(), purpose + b"\0" + message, sha256)


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _bytes(written: str) -> bytes:
    try:
        return urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        return b""

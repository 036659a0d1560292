"""Outgoing webhooks: who outside Slack is given the digest, and at which address."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from bot.domain.digest import PROGRAMME
from bot.settings.mail import LOOPBACK
from bot.settings.partnership import Frozen, written_as

SECRET_MARK = "whsec_"  # noqa: S105 - the mark that secrets begin with
SECRET_VARIABLE = "CONVENOR_WEBHOOK_SECRET_"  # noqa: S105 - a variable's name
URL_VARIABLE = "CONVENOR_WEBHOOK_URL_"
_SECRET_BYTES = range(24, 65)
_SECRETS_MOST = 2
_URL_MAX = 2000

HookName = Annotated[
    str, written_as(r"[a-z][a-z0-9-]{0,39}", "must begin with a small letter; up to 40 small letters, digits and -")
]
Scope = Annotated[
    str,
    written_as(rf"{PROGRAMME}|workstream:[A-Z]{{1,6}}", 'must be "programme", or "workstream:" and its key'),
]


class WebhookSetting(Frozen):
    """A webhook: its name, what it is given, and in which form.

    An address that holds a secret, as those of Microsoft Teams do, is given by the environment alone.
    """

    name: HookName
    format: Literal["teams", "json"] = "json"
    url: str | None = None
    scopes: tuple[Scope, ...] = Field(default=(PROGRAMME,), min_length=1)
    allow_private: bool = False
    give_up_hours: int = Field(default=4, ge=1, le=72)

    @model_validator(mode="after")
    def _sound(self) -> WebhookSetting:
        if self.url is not None:
            if "?" in self.url:
                raise ValueError(
                    f"`url` holds a question mark, and what follows may be a secret: "
                    f"give the whole address in the environment, as {self.url_variable}"
                )
            if fault := address_fault(self.url, allow_private=self.allow_private):
                raise ValueError(f"`url` {fault}")
        return self

    @property
    def url_variable(self) -> str:
        """The variable that may give the address."""
        return URL_VARIABLE + self._suffix

    @property
    def secret_variable(self) -> str:
        """The variable that gives the secret with which messages are signed."""
        return SECRET_VARIABLE + self._suffix

    @property
    def _suffix(self) -> str:
        return self.name.upper().replace("-", "_")


def address_fault(url: str, *, allow_private: bool) -> str:
    """Return what is wrong with the address of a webhook, empty when nothing is; nothing of it is repeated."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address"
    if not host or len(url) > _URL_MAX or not url.isascii() or not url.isprintable() or set(url) & set(' "<>\\^`{|}'):
        return "must be a plain address such as https://receiver.example/digest"
    if parts.username is not None or parts.fragment:
        return "must hold no user name, password or #"
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK and allow_private):
        return ""
    return "must begin with https://; http:// is for this machine alone, where `allow_private` is true"


def secrets_of(value: SecretStr) -> tuple[bytes, ...]:
    """Return the secrets of a variable, the new one first: one, or two while the receiver changes over.

    Raises:
        ValueError: one of them has not the form, or is too short to keep anybody out.
    """
    found = []
    for written in value.get_secret_value().split():
        try:
            secret = base64.b64decode(written.removeprefix(SECRET_MARK), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not written.startswith(SECRET_MARK) or len(secret) not in _SECRET_BYTES:
            raise ValueError(f"must be {SECRET_MARK} and 24 to 64 bytes in base64; docs/webhooks.md says how")
        found.append(secret)
    if not 0 < len(found) <= _SECRETS_MOST:
        raise ValueError("must hold one secret, or two with a space between while it is being changed")
    return tuple(found)

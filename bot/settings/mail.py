"""How mail leaves: not at all, by a mail server, or into a folder; and where replies to it are taken."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.settings.partnership import Email, Frozen, Name

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Host names of this machine."""


def reply_address(value: str) -> str:
    """Return the address of the reply door, ending in a slash.

    Raises:
        ValueError: links to it could be read on the way, or it is no address.
    """
    parts = urlsplit(value)
    if not parts.hostname or (parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK)):
        raise ValueError("must be an address with https, or one on 127.0.0.1")
    if parts.query or parts.fragment or parts.username is not None or not value.isascii() or " " in value:
        raise ValueError("must be a plain address such as https://convenor.example/reply/")
    return value.rstrip("/") + "/"


ReplyAddress = Annotated[str, AfterValidator(reply_address)]


class MailSetting(Frozen):
    """How people without Slack are written to."""

    way: Literal["off", "smtp", "folder"] = "off"
    host: str | None = Field(default=None, min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(default=587, ge=1, le=65535)
    tls: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = Field(default=None, min_length=1, max_length=200)
    from_address: Email | None = None
    from_name: Name = "Convenor"
    reply_to: Email | None = None
    reply_url: ReplyAddress | None = None
    reply_days: int = Field(default=35, ge=1, le=92)

    @model_validator(mode="after")
    def _whole(self) -> MailSetting:
        if self.way != "off" and self.from_address is None:
            raise ValueError("needs `from_address`, the address that mail comes from")
        if self.way == "smtp" and self.host is None:
            raise ValueError('needs `host`, the mail server, where `way` is "smtp"')
        if self.way == "smtp" and self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError('may have `tls = "none"` only where `host` is 127.0.0.1: mail would be read on the way')
        return self

    @property
    def is_on(self) -> bool:
        """Whether mail leaves at all."""
        return self.way != "off"

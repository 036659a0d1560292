"""The ways a letter leaves, behind one port."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from bot.clock import Clock
from bot.errors import ConfigError, InvalidInputError
from bot.mail.letters import Letter, Sender, address_of, message_of
from bot.mail.outcomes import MailOutcome, NotTaken, Rejected, Taken
from bot.mail.smtp import WHOLE_S, Server, SmtpMailer
from bot.settings.mail import MailSetting
from bot.settings.model import Environment

_NO_ADDRESS = "The address is none that mail can be sent to."


class Mailer(Protocol):
    """A way for letters to leave."""

    def send(self, letter: Letter) -> MailOutcome:
        """Send a letter, once; never raises."""


class NoMailer:
    """Mail is switched off."""

    def send(self, letter: Letter) -> MailOutcome:  # noqa: ARG002 - the port's
        """Send nothing."""
        return Rejected("Mail is switched off in the configuration (mail.way).")


class FolderMailer:
    """Letters become files, for those who look before they let anything out.

    Args:
        folder: where the files go; made when the first one is written.
        sender: who the letters come from.
        clock: what dates them.
    """

    def __init__(self, folder: Path, sender: Sender, clock: Clock) -> None:
        self._folder = folder
        self._sender = sender
        self._clock = clock

    def send(self, letter: Letter) -> MailOutcome:
        """Write a letter into the folder; one written before under its key is written over."""
        try:
            message = message_of(letter, self._sender, self._clock.now())
        except InvalidInputError:
            return Rejected(_NO_ADDRESS)
        named = str(message["Message-ID"])
        file = self._folder / f"{named.strip('<>').partition('@')[0]}.eml"
        unfinished = file.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.unlink(missing_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(bytes(message))
            unfinished.replace(file)
        except OSError as problem:
            return NotTaken(f"the mail folder cannot be written ({problem.strerror})")
        return Taken(named)


def open_mailer(setting: MailSetting, environment: Environment, clock: Clock, whole_s: float = WHOLE_S) -> Mailer:
    """Return the way out that the settings ask for; `whole_s` is how many seconds a letter may take at the most.

    Raises:
        ConfigError: a mail server asks for a password, and none is set; or no mail can be sent from the address.
    """
    if setting.from_address is None or not setting.is_on:
        return NoMailer()
    sender = sender_of(setting)
    for key, address in (("mail.from_address", sender.address), ("mail.reply_to", sender.reply_to)):
        try:
            address_of(address or sender.address)
        except InvalidInputError:
            raise ConfigError(None, key, "is no address that mail can be sent from and to.") from None
    if setting.way == "folder":
        return FolderMailer(environment.data_dir / "mail", sender, clock)
    return SmtpMailer(server_of(setting, environment), sender, clock, whole_s=whole_s)


def sender_of(setting: MailSetting) -> Sender:
    """Return who letters come from."""
    return Sender(setting.from_address or "", setting.from_name, setting.reply_to)


def server_of(setting: MailSetting, environment: Environment) -> Server:
    """Return the mail server of the settings, with what it takes to log in.

    Raises:
        ConfigError: it has a user name, and no password is set.
    """
    password = environment.smtp_password
    if setting.username is not None and password is None:
        raise ConfigError(None, "CONVENOR_SMTP_PASSWORD", "is not set, and mail.username asks for it.")
    return Server(
        host=setting.host or "",
        port=setting.port,
        tls=setting.tls,
        username=setting.username,
        password=password,
    )

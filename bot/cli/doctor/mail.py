"""Checks of the way mail leaves: whether the server takes us, without sending anything unless asked to."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from bot.cli.doctor.findings import Finding, fault, look, unknown, well
from bot.clock import SystemClock
from bot.errors import ConfigError
from bot.mail.letters import Letter
from bot.mail.mailer import open_mailer, server_of
from bot.mail.outcomes import NotTaken, Rejected, Taken, Unclear
from bot.mail.smtp import Server, ServerError, connected
from bot.settings import Config
from bot.settings.model import Environment

_CHECK = "mail"
_LINKS = "reply links"
_SPOKEN = {"tls": "over TLS", "starttls": "over STARTTLS", "none": "on this machine"}


def check_mail(config: Config | None, environment: Environment, send_to: str | None) -> Iterator[Finding]:
    """Say whether mail would leave, and whether links to answer by can be made.

    Args:
        config: the configuration, None where it cannot be read.
        environment: its secrets.
        send_to: an address that a letter is sent to, to try it out; None sends nothing.
    """
    if config is None:
        yield unknown(_CHECK, "Not looked at without a configuration.")
        return
    mail = config.mail
    if not mail.is_on:
        yield well(_CHECK, "Mail is off: who has no Slack is listed for the office.")
        return
    if mail.way == "folder":
        yield well(_CHECK, f"Mail is written into {environment.data_dir / 'mail'}, and sent to nobody.")
    else:
        try:
            yield _server(server_of(mail, environment))
        except ConfigError as missing:
            yield fault(_CHECK, f"{missing.key} {missing.sentence}", "Set it in the environment or in .env.")
            return
    yield _links(config, environment)
    if send_to is not None:
        yield _tried(config, environment, send_to)


def _server(server: Server) -> Finding:
    named = f"{server.host}, port {server.port}"
    try:
        with connected(server):
            login = f"took the login of {server.username}" if server.username else "asked for no login"
            return well(_CHECK, f"{named}, {login} {_SPOKEN[server.tls]}; nothing was sent.")
    except ServerError as problem:
        said = problem.message[0].upper() + problem.message[1:]
        return fault(
            _CHECK, f"{named}: {said}.", "Correct host, port, tls and username under mail, or ask who runs it."
        )


def _links(config: Config, environment: Environment) -> Finding:
    address = environment.reply_url or config.mail.reply_url
    if address is None:
        said = "Letters hold no links to answer by, because mail.reply_url is not set."
        return look(_LINKS, said, "Nothing, if that is meant; docs/mail.md says what links need.")
    if environment.link_key is None:
        return fault(_LINKS, "CONVENOR_LINK_KEY is not set.", "Make one as docs/mail.md says, and set it.")
    return well(_LINKS, f"Links lead to {address}; run Convenor with --replies, or --http, behind that address.")


def _tried(config: Config, environment: Environment, to: str) -> Finding:
    text = f"This is a trial from Convenor, for {config.partnership.name}. Nothing needs to be done.\n"
    letter = Letter(f"trial:{uuid4().hex}", to, "Trial letter from Convenor", text, f"<p>{text}</p>")
    match open_mailer(config.mail, environment, SystemClock()).send(letter):
        case Taken():
            return well("trial letter", f"It is on its way to {to}; look whether it arrives, also among spam.")
        case Rejected(sentence):
            return fault("trial letter", sentence, "Correct the address, or ask who runs the mail server.")
        case NotTaken(reason) | Unclear(reason):
            return fault("trial letter", f"It was not taken: {reason}.", "Ask who runs the mail server.")

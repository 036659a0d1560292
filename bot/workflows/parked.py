"""Tell the administrators of a message that could not be delivered."""

from __future__ import annotations

from hashlib import sha256

from bot.domain.homes import HOME
from bot.domain.reply_links import MAILTO
from bot.domain.webhooks import WEBHOOK, name_of
from bot.views.wording import Mrkdwn, escape, say
from bot.workflows.housekeeping import ADMIN_SUBJECT, tell_admins
from bot.workflows.services import Services

_CHANNELS = ("C", "G", "D")
_DIGEST = "digest:"


def tell_parked(services: Services, subject: str, channel: str, fault: str, *, confidential: bool) -> None:
    """Send the administrators what could not be delivered and why; never about such a message itself.

    They are told once a day of each record and channel, however many messages that holds up.

    Args:
        services: what every use case is handed.
        subject: what the message was about.
        channel: where it was meant to go: a Slack id, `mailto:` and an address, or `webhook:` and a name.
        fault: a sentence that says why.
        confidential: whether the record is not public; then it is not named.
    """
    # A Home that could not be renewed is made anew when its person opens it.
    if not subject.startswith((ADMIN_SUBJECT, HOME)):
        about = "a record that is not public" if confidential else subject.replace(":", " ")
        today = services.today(services.clock.now())
        if channel.startswith(WEBHOOK):
            text = say("errors/parked_webhook", name=name_of(channel), fault=fault)
            tell_admins(services, f"parked:{channel}:{today}", text)
            return
        if channel.startswith(MAILTO):
            # Keys are logged, and addresses are not.
            named = sha256(channel.encode()).hexdigest()[:12]
            address = channel.removeprefix(MAILTO)
            text = (
                _of_digest(Mrkdwn(escape(address)), fault)
                if subject.startswith(_DIGEST)
                else say("errors/parked_mail", address=address, fault=fault, about=about)
            )
            tell_admins(services, f"parked:{subject}:mail-{named}:{today}", text)
            return
        place = Mrkdwn(f"<#{channel}>" if channel.startswith(_CHANNELS) else f"<@{channel}>")
        text = (
            _of_digest(Mrkdwn(f"{place} ({channel})"), fault)
            if subject.startswith(_DIGEST)
            else say("errors/parked", place=place, channel=channel, fault=fault, about=about)
        )
        tell_admins(services, f"parked:{subject}:{channel}:{today}", text)


def _of_digest(place: Mrkdwn, fault: str) -> Mrkdwn:
    return say("errors/parked_digest", place=place, fault=fault)

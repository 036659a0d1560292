"""Tell the administrators of a message that could not be delivered."""

from __future__ import annotations

from hashlib import sha256

from bot.domain.reply_links import MAILTO
from bot.views.wording import Mrkdwn, say
from bot.workflows.housekeeping import ADMIN_SUBJECT, tell_admins
from bot.workflows.services import Services

_CHANNELS = ("C", "G", "D")


def tell_parked(services: Services, subject: str, channel: str, fault: str, *, confidential: bool) -> None:
    """Send the administrators what could not be delivered and why; never about such a message itself.

    They are told once a day of each record and channel, however many messages that holds up.

    Args:
        services: what every use case is handed.
        subject: what the message was about.
        channel: where it was meant to go: a Slack id, or `mailto:` and an address.
        fault: a sentence that says why.
        confidential: whether the record is not public; then it is not named.
    """
    if not subject.startswith(ADMIN_SUBJECT):
        about = "a record that is not public" if confidential else subject.replace(":", " ")
        today = services.today(services.clock.now())
        if channel.startswith(MAILTO):
            # Keys are logged, and addresses are not.
            named = sha256(channel.encode()).hexdigest()[:12]
            text = say("errors/parked_mail", address=channel.removeprefix(MAILTO), fault=fault, about=about)
            tell_admins(services, f"parked:{subject}:mail-{named}:{today}", text)
            return
        place = Mrkdwn(f"<#{channel}>" if channel.startswith(_CHANNELS) else f"<@{channel}>")
        text = say("errors/parked", place=place, channel=channel, fault=fault, about=about)
        tell_admins(services, f"parked:{subject}:{channel}:{today}", text)

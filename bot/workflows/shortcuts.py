"""An action made out of a message: the form, filled with its words and tied to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.actions.records import SUMMARY_MAX
from bot.domain.risks import Visibility
from bot.views.action_fields import ActionFields, AddOrigin
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions.add_forms import add_form
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.services import Services
from bot.workflows.slack_words import plain_words

_CUT = "…"


@dataclass(frozen=True, slots=True)
class MessageMet:
    """A message that somebody used a shortcut on.

    Attributes:
        channel: the Slack id of its conversation.
        ts: names it there.
        thread_ts: the message whose thread it stands in; empty where it stands in none.
        text: as Slack has it.
        domain: of the workspace, which its address begins with.
        is_private: whether the conversation is closed to others.
        is_direct: whether it is one between people, where Convenor says nothing.
    """

    channel: str
    ts: str
    thread_ts: str
    text: str
    domain: str
    is_private: bool
    is_direct: bool

    @property
    def link(self) -> str:
        """Its address, which opens for whoever may read it; empty where the workspace's name is not known."""
        if not self.domain:
            return ""
        place = f"https://{self.domain}.slack.com/archives/{self.channel}/p{self.ts.replace('.', '')}"
        return f"{place}?thread_ts={self.thread_ts}&cid={self.channel}" if self.thread_ts else place


def action_from_message(services: Services, identity: Identity, message: MessageMet) -> dict[str, Any]:
    """Return the form of a new action with a message's words; nothing of them is kept before it is saved.

    Out of a private conversation the action is taken to be not public, and whoever adds it is told who will read it.

    Raises:
        NotAllowedError: they may set no actions; says who may.
    """
    with services.store.view() as view:
        directory = open_desk(view, services, identity).directory
    words = " ".join(plain_words(message.text, directory).split())
    is_cut = len(words) > SUMMARY_MAX
    fields = ActionFields(
        summary=words[: SUMMARY_MAX - 1].rstrip() + _CUT if is_cut else words,
        visibility=Visibility.NON_PUBLIC if message.is_private else Visibility.PUBLIC,
    )
    thread = "" if message.is_direct else message.channel
    return add_form(
        services,
        identity,
        fields,
        origin=AddOrigin(message.link, thread, message.thread_ts or message.ts if thread else ""),
        place=message.channel,
        note=_note(message, is_cut=is_cut, has_words=bool(words)),
    )


def _note(message: MessageMet, *, is_cut: bool, has_words: bool) -> Mrkdwn | None:
    note = say("shortcuts/note", private=message.is_private, cut=is_cut, words=has_words)
    return note or None

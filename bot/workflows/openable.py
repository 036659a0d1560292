"""Which files of papers somebody can open: those shared in a conversation they are in, as Slack says this moment."""

from __future__ import annotations

from bot.errors import ConvenorError
from bot.slack.gateway import SlackGateway
from bot.store.repositories.papers import MadePaper

_LOOKED_AT = 6
_MEMBERS_READ = 1000


class Openable:
    """What one person can open. Each conversation is asked about once, and no more than a few of them are.

    Args:
        gateway: to ask who is in a conversation.
        slack_id: the person.
        here: Slack id of the conversation they stand in, where they can open everything; empty where it is not known.
    """

    def __init__(self, gateway: SlackGateway, slack_id: str, here: str = "") -> None:
        self._gateway = gateway
        self._slack_id = slack_id
        self._known = {slack_id: True} | ({here: True} if here else {})
        self._left = _LOOKED_AT

    def __contains__(self, paper: MadePaper) -> bool:
        if paper.channel not in self._known:
            self._known[paper.channel] = self._is_in(paper.channel)
        return self._known[paper.channel]

    def _is_in(self, channel: str) -> bool:
        if not channel.startswith(("C", "G")) or self._left <= 0:
            return False
        self._left -= 1
        try:
            return self._slack_id in self._gateway.members(channel, _MEMBERS_READ)
        except ConvenorError:
            # Nobody is sent to what they may not find: without an answer the paper is made anew, or not listed.
            return False

"""What Slack says of accounts and channels, as our own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Account

_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A conversation as Slack describes it now. `is_member` says whether Convenor is in it.

    `is_ext_shared` also holds while an invitation to another organisation is open: who accepts it reads what was
    said before.
    """

    id: str
    name: str
    is_private: bool
    is_im: bool
    is_ext_shared: bool
    is_archived: bool
    is_member: bool = True


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """Who the bot token belongs to: the bot's user and bot ids, and its team."""

    user_id: str
    bot_id: str
    team_id: str
    team: str


def account_of(user: Mapping[str, Any]) -> Account:
    """Return a `user` object of Slack as our account."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    return Account(
        slack_id=user["id"],
        team_id=user.get("team_id") or "",
        name=name,
        # An address that nobody has confirmed could be anybody's, so it links nobody.
        email=profile.get("email") or None if user.get("is_email_confirmed", True) else None,
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_bot=bool(user.get("is_bot")) or user["id"] == _SLACKBOT,
        is_deleted=bool(user.get("deleted")),
        timezone=user.get("tz") or None,
    )


def channel_of(channel: Mapping[str, Any]) -> ChannelFacts:
    """Return a `channel` object of Slack as our facts."""
    return ChannelFacts(
        id=channel["id"],
        name=channel.get("name") or "",
        is_private=bool(channel.get("is_private")),
        is_im=bool(channel.get("is_im")),
        is_ext_shared=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        is_archived=bool(channel.get("is_archived")),
        is_member=bool(channel.get("is_member", True)),
    )


def why_not_confidential(facts: ChannelFacts | None) -> str | None:
    """Return why a confidential message must not go to a conversation, in a sentence; None where it may.

    Args:
        facts: the conversation as Slack describes it; None where the bot cannot see it.
    """
    if facts is None:
        return "The message is confidential, and Convenor cannot see the channel to check who reads it."
    if facts.is_archived:
        return "The channel is archived."
    if facts.is_ext_shared:
        return "The message is confidential, and the channel is shared with another organisation."
    if not (facts.is_private or facts.is_im):
        return "The message is confidential, and the channel is open to the whole workspace."
    return None

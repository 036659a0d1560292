"""The accounts of the demonstration's workspace, as Slack would describe them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.people import Account
from tests.support.bot import WORKSPACE
from tests.support.partnership import HOME


def demo_accounts(only: Collection[str] = (), named: str = "name") -> list[Account]:
    """Return them, guests and strangers as they are.

    Args:
        only: their ids; empty for all.
        named: which of Slack's names they go by.
    """
    return [
        Account(
            slack_id=user["id"],
            team_id=user.get("team_id", HOME),
            name=user.get(named, user["name"]),
            email=user.get("email"),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_stranger=bool(user.get("is_stranger")),
            is_bot=False,
            is_deleted=bool(user.get("deleted")),
        )
        for user in WORKSPACE["users"]
        if not only or user["id"] in only
    ]


def ordinary(accounts: Collection[Account], guests: Collection[str] = ()) -> list[Account]:
    """Return accounts as members of the workspace; of these ids, as guests."""
    return [
        replace(one, team_id=HOME, is_guest=one.slack_id in guests, is_stranger=False, is_deleted=False)
        for one in accounts
    ]

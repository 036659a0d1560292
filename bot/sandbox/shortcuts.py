"""Shortcuts: from the menu of the workspace, and from the menu of a message."""

from __future__ import annotations

from typing import Any

from bot.sandbox.acts import interact
from bot.sandbox.delivery.payloads import global_shortcut, message_shortcut
from bot.sandbox.errors import PersonError
from bot.sandbox.manifest import Shortcut
from bot.sandbox.messages import Message
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World

_SCOPE = "commands"


def offered_shortcuts(world: World, user: User) -> list[dict[str, Any]]:
    """Return the shortcuts a person finds in their menus; people of other workspaces find none."""
    if not _may_use(world, user):
        return []
    return [
        {
            "type": shortcut.type,
            "callback_id": shortcut.callback_id,
            "name": shortcut.name,
            "description": shortcut.description,
        }
        for shortcut in world.manifest.shortcuts
    ]


async def use_shortcut(world: World, user: User, callback_id: str, window: str = "") -> None:
    """Use a shortcut of the workspace, in a window of that person.

    Raises:
        PersonError: There is none of that id for this person, or the app did not acknowledge.
    """
    shortcut = _found(world, user, callback_id, "global")
    await interact(world, global_shortcut(world, user, callback_id, window), f"{shortcut.name} by {user.name}")


async def use_message_shortcut(
    world: World, user: User, channel: Channel, message: Message, callback_id: str, window: str = ""
) -> None:
    """Use a shortcut on a message.

    Args:
        world: The workspace.
        user: Who uses it.
        channel: Where the message stands; the app need not be there.
        message: The message, which everybody in the channel sees.
        callback_id: The shortcut.
        window: The window it is used in.

    Raises:
        PersonError: There is none of that id for this person, the message cannot have it, or the app did not
            acknowledge.
    """
    shortcut = _found(world, user, callback_id, "message")
    if message.reader is not None or message.tombstone:
        raise PersonError("That message has no shortcuts.")
    payload = message_shortcut(world, user, channel, message, callback_id, window)
    await interact(world, payload, f"{shortcut.name} by {user.name} in {channel.id}")


def _found(world: World, user: User, callback_id: str, kind: str) -> Shortcut:
    shortcut = world.manifest.shortcut(callback_id, kind) if _may_use(world, user) else None
    if shortcut is None:
        raise PersonError("There is no such shortcut for you.")
    return shortcut


def _may_use(world: World, user: User) -> bool:
    return _SCOPE in world.manifest.scopes and not world.is_outsider(user)

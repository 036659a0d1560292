"""Reactions: emoji that people and the app put below a message."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.sandbox.delivery.events import emit_reaction
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Message
from bot.sandbox.posting import show
from bot.sandbox.world import World

MOST_EMOJI = 50
"""Different emoji on one message."""

MOST_PER_PERSON = 23
"""Emoji of one person on one message."""

_NAME = re.compile(r"[a-z0-9_+'\-]{1,100}(?:::skin-tone-[2-6])?")
_SAME = {"thumbsup": "+1", "thumbsdown": "-1"}


def react(world: World, message: Message, user_id: str, name: str) -> Message:
    """Put a reaction below a message and return the message as it is now.

    Args:
        world: The workspace.
        message: The message.
        user_id: Who reacts.
        name: The emoji's name, without colons; a skin tone may follow after two.

    Raises:
        ApiError: ``invalid_name``, ``already_reacted``, ``too_many_emoji`` or ``too_many_reactions``.
    """
    emoji = known_name(name)
    people = message.reactions.get(emoji, ())
    if user_id in people:
        raise ApiError("already_reacted")
    if not people and len(message.reactions) >= MOST_EMOJI:
        raise ApiError("too_many_emoji")
    if sum(user_id in others for others in message.reactions.values()) >= MOST_PER_PERSON:
        raise ApiError("too_many_reactions")
    after = replace(message, reactions={**message.reactions, emoji: (*people, user_id)})
    return _changed(world, after, user_id, emoji, added=True)


def unreact(world: World, message: Message, user_id: str, name: str) -> Message:
    """Take a person's reaction away and return the message as it is now; the arguments as in `react`.

    Raises:
        ApiError: ``invalid_name``, or ``no_reaction`` when that person has not reacted so.
    """
    emoji = known_name(name)
    people = message.reactions.get(emoji, ())
    if user_id not in people:
        raise ApiError("no_reaction")
    left = tuple(person for person in people if person != user_id)
    reactions = {key: left if key == emoji else value for key, value in message.reactions.items()}
    after = replace(message, reactions={key: value for key, value in reactions.items() if value})
    return _changed(world, after, user_id, emoji, added=False)


def known_name(name: str) -> str:
    """Return the name under which an emoji is kept.

    Raises:
        ApiError: ``invalid_name`` for what cannot be an emoji's name.
    """
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    base, colons, tone = name.partition("::")
    return _SAME.get(base, base) + colons + tone


def _changed(world: World, after: Message, user_id: str, emoji: str, *, added: bool) -> Message:
    world.ledger.put(after)
    world.keeper.put_message(after)
    show(world, "message_changed", after)
    emit_reaction(world, after, user_id, emoji, added=added)
    return after

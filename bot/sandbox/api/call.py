"""One call of the Web API, and what a method is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import ApiError
from bot.sandbox.rates import Rate
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World

BOT = "bot"
APP = "app"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Call:
    """What a method works on: the workspace, the arguments, and the host name the app used to get here."""

    world: World
    args: Arguments
    host: str


Handler = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """An entry of the table of methods.

    Attributes:
        handler: Carries the call out and returns the answer without ``ok``.
        rate: Its tier.
        scopes: The scopes of which it needs at least one; none when empty.
        token: Whose token it takes: "bot", "app" or "nobody".
        accepts_json: Whether it reads JSON bodies.
    """

    handler: Handler
    rate: Rate
    scopes: tuple[str, ...] = ()
    token: str = BOT
    accepts_json: bool = True


_READ = {"channel": "channels:read", "private": "groups:read", "im": "im:read"}
_HISTORY = {"channel": "channels:history", "private": "groups:history", "im": "im:history"}


def require_scope(world: World, *scopes: str) -> None:
    """Refuse the call unless one of the scopes is granted; none asked, none needed.

    Raises:
        ApiError: ``missing_scope`` with ``needed`` and ``provided``.
    """
    if scopes and not set(scopes) & set(world.manifest.scopes):
        provided = ",".join(world.manifest.scopes)
        raise ApiError("missing_scope", fields={"needed": ",".join(scopes), "provided": provided})


def visible_channel(call: Call, name: str = "channel") -> Channel:
    """Return the conversation an argument names, if the app can see it.

    Raises:
        ApiError: ``channel_not_found``.
    """
    channel = call.world.channel(call.args.needed(name))
    if channel is None or (channel.is_private and not channel.app_is_member):
        raise ApiError("channel_not_found")
    return channel


def readable_channel(call: Call, *, history: bool = False) -> Channel:
    """Return the conversation in the argument ``channel``, if the app may read it.

    Args:
        call: The call.
        history: Whether its messages are read too, for which the app must be in it.

    Raises:
        ApiError: ``channel_not_found``, ``missing_scope`` or ``not_in_channel``.
    """
    channel = visible_channel(call)
    require_scope(call.world, (_HISTORY if history else _READ)[channel.kind])
    if history and not channel.app_is_member:
        raise ApiError("not_in_channel")
    return channel


def known_user(call: Call, user_id: str) -> User:
    """Return the person of that id.

    Raises:
        ApiError: ``user_not_found``.
    """
    user = call.world.user(user_id)
    if user is None:
        raise ApiError("user_not_found")
    return user

"""The ``users.*`` methods."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.call import Call, known_user
from bot.sandbox.api.paging import page
from bot.sandbox.errors import ApiError
from bot.sandbox.shapes import api_user
from bot.sandbox.workspace import User

_EMAIL_SCOPE = "users:read.email"
_LOCALE = "en-GB"


def users_info(call: Call) -> dict[str, Any]:
    """``users.info``: describe one person."""
    user = known_user(call, call.args.text("user"))
    return {"user": _described(call, user)}


def users_list(call: Call) -> dict[str, Any]:
    """``users.list``: everybody of the workspace, in pages."""
    people = [user for user in call.world.users.values() if not call.world.is_outsider(user)]
    chosen, metadata, _ = page(call.args, people, default=1000, most=1000)
    members = [_described(call, user) for user in chosen]
    return {"members": members, "cache_ts": 1_500_000_000, **metadata}


def users_lookup_by_email(call: Call) -> dict[str, Any]:
    """``users.lookupByEmail``: find a person of the workspace by address."""
    wanted = call.args.needed("email").lower()
    for user in call.world.users.values():
        if user.email.lower() == wanted and not user.deleted and not call.world.is_outsider(user):
            return {"user": api_user(call.world, user, with_email=True)}
    raise ApiError("users_not_found")


def _described(call: Call, user: User) -> dict[str, Any]:
    answer = api_user(call.world, user, with_email=_EMAIL_SCOPE in call.world.manifest.scopes)
    return answer | {"locale": _LOCALE} if call.args.flag("include_locale") else answer

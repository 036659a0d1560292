"""Methods about the connection itself, the app and the workspace."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.errors import ApiError


def api_test(call: Call) -> dict[str, Any]:
    """``api.test``: answer, or fail with the error asked for."""
    wanted = call.args.text("error")
    if wanted:
        raise ApiError(wanted, fields={"args": {"error": wanted}})
    return {"args": {"foo": call.args.text("foo")} if call.args.has("foo") else {}}


def auth_test(call: Call) -> dict[str, Any]:
    """``auth.test``: say whom the token belongs to."""
    seed = call.world.seed
    bot = call.world.users[seed.app.bot_user_id]
    return {
        "url": f"https://{seed.team.domain}.slack.com/",
        "team": seed.team.name,
        "user": bot.name,
        "team_id": seed.team.id,
        "user_id": bot.id,
        "bot_id": seed.app.bot_id,
        "is_enterprise_install": False,
    }


def apps_connections_open(call: Call) -> dict[str, Any]:
    """``apps.connections.open``: hand out an address for one Socket Mode connection."""
    ticket = call.world.courier.sockets.ticket()
    return {"url": f"ws://{call.host}/link?ticket={ticket}&app_id={call.world.seed.app.id}"}


def bots_info(call: Call) -> dict[str, Any]:
    """``bots.info``: describe the app's bot."""
    app = call.world.seed.app
    if call.args.text("bot", app.bot_id) != app.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 1_500_000_000,
            "app_id": app.id,
            "user_id": app.bot_user_id,
            "icons": {},
        }
    }


def team_info(call: Call) -> dict[str, Any]:
    """``team.info``: describe the workspace, or one that strangers come from."""
    seed = call.world.seed
    wanted = call.args.text("team", seed.team.id)
    for team in (seed.team, *seed.teams):
        if team.id == wanted:
            return {
                "team": {
                    "id": team.id,
                    "name": team.name,
                    "domain": team.domain,
                    "email_domain": "",
                    "icon": {"image_default": True},
                    "url": f"https://{team.domain}.slack.com/",
                    "is_verified": False,
                }
            }
    raise ApiError("team_not_found")

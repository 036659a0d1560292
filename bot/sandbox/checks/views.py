"""Views: checking a modal or Home and building Slack's view object from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.checks import limits
from bot.sandbox.checks.blocks import HOME, MODAL, check_blocks
from bot.sandbox.checks.composition import plain
from bot.sandbox.checks.normal import normalised
from bot.sandbox.checks.pictures import check_slack_files
from bot.sandbox.checks.shape import Check, Report, Shape, anything, flag, text
from bot.sandbox.errors import ApiError
from bot.sandbox.ids import random_id, view_hash
from bot.sandbox.world import World

_COMMON: Mapping[str, Check] = {
    "type": anything,
    "private_metadata": text(limits.PRIVATE_METADATA, 0),
    "callback_id": text(limits.ID, 0),
    "external_id": text(limits.ID, 0),
}

_SHAPES = {
    MODAL: Shape(
        {"title": plain(limits.VIEW_TITLE), "blocks": anything},
        {
            **_COMMON,
            "submit": plain(limits.VIEW_BUTTON),
            "close": plain(limits.VIEW_BUTTON),
            "clear_on_close": flag,
            "notify_on_close": flag,
        },
    ),
    HOME: Shape({"blocks": anything}, _COMMON),
}


def build_view(world: World, body: Any, kind: str, *, replaces: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Check what an app sent and return the view object.

    Args:
        world: The workspace.
        body: What was sent.
        kind: "modal" or "home", whichever is wanted here.
        replaces: The view it takes the place of, which may have the same ``external_id``.

    Raises:
        ApiError: ``invalid_arguments`` with what is wrong, ``view_too_large`` or ``duplicate_external_id``.
    """
    report = Report()
    _check(report, body, kind)
    if isinstance(body, Mapping):
        check_slack_files(world, report, "/view/blocks", body.get("blocks"))
    if report.problems:
        raise ApiError.explained("invalid_arguments", report.problems)
    if len(json.dumps(body, ensure_ascii=False).encode()) > limits.VIEW_BYTES:
        raise ApiError("view_too_large")
    external_id = body.get("external_id") or ""
    taken = world.views.find_external(external_id) if external_id else None
    if taken is not None and (replaces is None or taken[1]["id"] != replaces["id"]):
        raise ApiError("duplicate_external_id")
    return {
        "id": random_id("V0"),
        "team_id": world.seed.team.id,
        "type": kind,
        "blocks": normalised(body["blocks"]),
        "private_metadata": body.get("private_metadata") or "",
        "callback_id": body.get("callback_id") or "",
        "state": {"values": {}},
        "hash": view_hash(),
        "title": _label(body.get("title"), "View Title"),
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "close": _label(body.get("close"), None),
        "submit": _label(body.get("submit"), None),
        "previous_view_id": None,
        "root_view_id": "",
        "app_id": world.seed.app.id,
        "external_id": external_id,
        "app_installed_team_id": world.seed.team.id,
        "bot_id": world.seed.app.bot_id,
    }


def _check(report: Report, body: Any, kind: str) -> None:
    if not isinstance(body, Mapping):
        report.add("/view", "must provide an object")
        return
    if body.get("type") is None:
        report.add("/view", "missing required field: type")
    elif body["type"] != kind:
        report.add("/view/type", "must be a valid enum value")
    _SHAPES[kind](report, "/view", body)
    blocks = body.get("blocks")
    if blocks is None:
        return
    check_blocks(report, "/view/blocks", blocks, kind)
    if kind == MODAL and body.get("submit") is None and isinstance(blocks, list):
        for place, block in enumerate(blocks):
            if isinstance(block, Mapping) and block.get("type") == "input":
                report.add(f"/view/blocks/{place}/input", "must define `submit` to use an `input` block in modals")


def _label(value: Any, default: str | None) -> dict[str, Any] | None:
    if value is None:
        return None if default is None else {"type": "plain_text", "text": default, "emoji": True}
    return {"emoji": True, **value}

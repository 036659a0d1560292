"""The ``views.*`` methods."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.call import Call, known_user
from bot.sandbox.checks.views import build_view
from bot.sandbox.errors import ApiError
from bot.sandbox.viewbook import STACK_LIMIT, View


def views_open(call: Call) -> dict[str, Any]:
    """``views.open``: open a modal for whoever the trigger id belongs to."""
    view = _new_view(call, "modal")
    trigger = call.world.triggers.redeem(_trigger_id(call))
    call.world.views.open(trigger.user, view, trigger.window)
    show_stack(call, trigger.user, trigger.window)
    return {"view": view}


def views_push(call: Call) -> dict[str, Any]:
    """``views.push``: put a modal on top of the one the trigger id came from."""
    view = _new_view(call, "modal")
    trigger_id = _trigger_id(call)
    trigger = call.world.triggers.check(trigger_id)
    stack = call.world.views.stack(trigger.user, trigger.window)
    home = call.world.views.home(trigger.user)
    if home is not None and home["id"] == trigger.view_id:
        problem = "must match the `type` of the root view whose stack we're pushing onto"
        raise ApiError.explained("invalid_arguments", [f"{problem} [json-pointer:/view/type]"])
    if trigger.view_id is None or not stack:
        raise ApiError("invalid_trigger_id")
    if len(stack) >= STACK_LIMIT:
        raise ApiError("push_limit_reached")
    call.world.triggers.redeem(trigger_id)
    call.world.views.push(trigger.user, view, trigger.window)
    show_stack(call, trigger.user, trigger.window)
    return {"view": view}


def views_update(call: Call) -> dict[str, Any]:
    """``views.update``: change an open modal, or a Home."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if not view_id and not external_id:
        raise ApiError.explained("invalid_arguments", ["missing required field: view_id"])
    book = call.world.views
    found = book.find(view_id) if view_id else book.find_external(external_id)
    if found is None:
        raise ApiError("not_found")
    user, old = found
    view = _new_view(call, old["type"], replaces=old)
    _check_hash(call, old)
    book.replace(user, old, view)
    if view["type"] == "home":
        show_home(call, user)
    else:
        show_stack(call, user, book.window_of(view["id"]))
    return {"view": view}


def views_publish(call: Call) -> dict[str, Any]:
    """``views.publish``: set a person's Home."""
    user = known_user(call, call.args.needed("user_id"))
    if not call.world.manifest.home_tab:
        raise ApiError("not_enabled")
    old = call.world.views.home(user.id)
    view = _new_view(call, "home", replaces=old)
    if old is not None:
        _check_hash(call, old)
    call.world.views.publish(user.id, view)
    show_home(call, user.id)
    return {"view": view}


def show_stack(call: Call, user: str, window: str) -> None:
    """Send a person's window its open modals."""
    call.world.live.publish({"type": "views", "stack": call.world.views.stack(user, window)}, {user}, window)


def show_home(call: Call, user: str) -> None:
    """Save a person's Home and send it to their pages."""
    view = call.world.views.home(user)
    if view is not None:
        call.world.keeper.put_home(user, view)
    call.world.live.publish({"type": "home", "view": view}, {user})


def _new_view(call: Call, kind: str, *, replaces: View | None = None) -> View:
    body = call.args.parsed("view", "invalid_arguments")
    if body is None:
        raise ApiError.explained("invalid_arguments", ["missing required field: view"])
    return build_view(call.world, body, kind, replaces=replaces)


def _trigger_id(call: Call) -> str:
    trigger_id = call.args.text("trigger_id")
    if not trigger_id:
        raise ApiError.explained("invalid_arguments", ["missing required field: trigger_id"])
    return trigger_id


def _check_hash(call: Call, old: View) -> None:
    wanted = call.args.text("hash")
    if wanted and wanted != old["hash"]:
        raise ApiError("hash_conflict")

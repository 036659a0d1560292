"""What people do with modals: submit and close them, and what follows from the app's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.checks.views import build_view
from bot.sandbox.delivery.payloads import view_closed, view_submission
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.filing import handed_over
from bot.sandbox.inputs import State, refusals, state_of
from bot.sandbox.suggestions import offered_in
from bot.sandbox.viewbook import View
from bot.sandbox.workspace import User
from bot.sandbox.world import World

_TROUBLE = "We had some trouble connecting. Try again?"


async def submit(world: World, user: User, view_id: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Submit a modal.

    Args:
        world: The workspace.
        user: Who submits.
        view_id: The modal, which must be on top.
        state: What was chosen and typed, in the shape of Slack's ``state.values``.

    Returns:
        ``response_action`` and what belongs to it: ``errors`` or ``view``.

    Raises:
        PersonError: The modal cannot be submitted, or the app answered not at all or with nonsense.
    """
    view = _top_view(world, user, view_id)
    if view["submit"] is None:
        raise PersonError("This has nothing to submit.")
    values = state_of(view["blocks"], state, offered_in(world, user, view["id"]))
    errors = refusals(view["blocks"], values)
    if errors:
        return {"response_action": "errors", "errors": errors}
    _hand_over_files(world, user, values)
    payload = view_submission(world, user, {**view, "state": {"values": values}})
    outcome = await world.courier.deliver(
        "interactive", payload, summary=f"submission of {view['callback_id'] or view_id} by {user.name}"
    )
    if not outcome.ok:
        raise PersonError(_TROUBLE)
    try:
        return _follow(world, user, view, outcome.body)
    except ApiError as error:
        world.traffic.add("call", "response_action", summary=str(error.answer()), status=error.code, ms=0.0)
        raise PersonError(_TROUBLE) from error


def close(world: World, user: User, view_id: str) -> None:
    """Dismiss a modal; the app hears of it where it asked to.

    Raises:
        PersonError: That modal is not open.
    """
    found = [view for view in world.views.stacks(user.id) if view["id"] == view_id]
    if not found:
        raise PersonError("That is not open any more.")
    cleared = found[0]["clear_on_close"]
    window = world.views.window_of(view_id)
    closed = world.views.clear(view_id) if cleared else world.views.close(view_id)
    _show(world, user.id, window)
    for view in closed:
        if view["notify_on_close"]:
            payload = view_closed(world, user, view, cleared=cleared)
            world.courier.spawn(
                world.courier.deliver("interactive", payload, summary=f"{view['callback_id']} closed by {user.name}")
            )


def _show(world: World, user: str, window: str) -> None:
    """Send a person's window its open modals."""
    world.live.publish({"type": "views", "stack": world.views.stack(user, window)}, {user}, window)


def _hand_over_files(world: World, user: User, values: State) -> None:
    for row in (row for rows in values.values() for row in rows.values()):
        if row["type"] == "file_input":
            found = [handed_over(world, user.id, str(file.get("id"))) for file in row["files"]]
            if None in found:
                raise PersonError("That file is not there any more.")
            row["files"] = found


def _top_view(world: World, user: User, view_id: str) -> View:
    stack = world.views.stack(user.id, world.views.window_of(view_id))
    if not stack or stack[-1]["id"] != view_id:
        raise PersonError("That is not open any more.")
    return stack[-1]


def _follow(world: World, user: User, view: View, body: Mapping[str, Any]) -> dict[str, Any]:
    action = body.get("response_action")
    if action == "errors":
        return {"response_action": "errors", "errors": _checked_errors(view, body.get("errors"))}
    answer: dict[str, Any] = {"response_action": action}
    still_open = world.views.find(view["id"])
    window = world.views.window_of(view["id"])
    if action in ("update", "push"):
        new = build_view(world, body.get("view"), "modal", replaces=view if action == "update" else None)
        on_top = world.views.stack(user.id, window)[-1:]
        if still_open is None or (action == "push" and on_top[0]["id"] != view["id"]):
            raise ApiError("not_found")
        if action == "update":
            world.views.replace(user.id, still_open[1], new)
        else:
            world.views.push(user.id, new, window)
        answer["view"] = new
    elif action == "clear":
        world.views.clear(view["id"])
    elif action is None:
        world.views.close(view["id"])
    else:
        raise ApiError("invalid_arguments")
    _show(world, user.id, window)
    return answer


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, Mapping) or not errors or not set(errors) <= inputs:
        raise ApiError("invalid_arguments")
    return {str(block_id): str(text) for block_id, text in errors.items()}

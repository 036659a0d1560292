"""What people do: type, run commands, press, submit, close, open Home."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from bot.sandbox.answers import apply_answer
from bot.sandbox.checks.views import build_view
from bot.sandbox.delivery.events import emit_home_opened
from bot.sandbox.delivery.outcome import Outcome
from bot.sandbox.delivery.payloads import (
    message_actions,
    slash_command,
    view_actions,
    view_closed,
    view_submission,
)
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.inputs import State, chosen, find_element, refusals, state_of, value_field
from bot.sandbox.messages import Message
from bot.sandbox.pings import pings
from bot.sandbox.posting import draft, post, private_line
from bot.sandbox.triggers import ResponseTarget
from bot.sandbox.typed import as_command_text, as_message
from bot.sandbox.viewbook import View
from bot.sandbox.workspace import SLACKBOT, Channel, User
from bot.sandbox.world import World

_TROUBLE = "We had some trouble connecting. Try again?"
_LATE = "The app did not answer in time. Try again in a moment."


async def say(world: World, user: User, channel: Channel, text: str, thread_ts: str | None) -> Message | None:
    """Post what a person typed, or run it when it is a command.

    Returns:
        The app's immediate answer to a command, or None.

    Raises:
        PersonError: They cannot post there, or there is no such command.
    """
    _check_may_write(world, user, channel)
    if not text.strip():
        raise PersonError("There is nothing to send.")
    if text.startswith("/"):
        if thread_ts:
            raise PersonError(f"{text.split(maxsplit=1)[0]} is not supported in threads. Sorry!")
        return await _run_command(world, user, channel, text)
    if thread_ts:
        root = world.ledger.get(channel.id, thread_ts)
        if root is None or root.is_reply:
            raise PersonError("That thread is not there any more.")
    content = as_message(world, text)
    message = draft(
        world,
        channel=channel.id,
        user=user.id,
        text=content,
        thread_ts=thread_ts,
        pings=pings(content),
        client_msg_id=str(uuid.uuid4()),
    )
    post(world, message)
    return None


async def press_in_message(
    world: World, user: User, channel: Channel, message: Message, act: Mapping[str, Any]
) -> None:
    """Use a button, menu or input of a message.

    Args:
        world: The workspace.
        user: Who does it; strangers of a shared channel can.
        channel: Where the message stands.
        message: The message.
        act: ``block_id``, ``action_id``, the value field, and the ``state`` of the other inputs.

    Raises:
        PersonError: The element is gone, or the app did not answer.
    """
    action, values = _action(list(message.blocks), act)
    payload = message_actions(world, user, channel, message, actions=[action], values=values)
    await _interact(world, payload, f"{action['action_id']} by {user.name} in {channel.id}")


async def press_in_view(world: World, user: User, view: View, act: Mapping[str, Any]) -> None:
    """Use a button, menu or input of a modal or Home; `act` as in `press_in_message`.

    Raises:
        PersonError: The element is gone, or the app did not answer.
    """
    action, values = _action(view["blocks"], act)
    payload = view_actions(world, user, {**view, "state": {"values": values}}, [action])
    await _interact(world, payload, f"{action['action_id']} by {user.name} in {view['callback_id'] or view['id']}")


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
    values = state_of(view["blocks"], state)
    errors = refusals(view["blocks"], values)
    if errors:
        return {"response_action": "errors", "errors": errors}
    payload = view_submission(world, user, {**view, "state": {"values": values}})
    outcome = await world.courier.deliver(
        "interactive", payload, summary=f"submission of {view['callback_id'] or view_id} by {user.name}"
    )
    if not outcome.ok:
        raise PersonError(_TROUBLE)
    try:
        return _follow(world, user, view, outcome.body)
    except ApiError as error:
        world.traffic.add("delivery", "response_action", summary=str(error.answer()), status=error.code, ms=0.0)
        raise PersonError(_TROUBLE) from error


def close(world: World, user: User, view_id: str) -> None:
    """Dismiss a modal; the app hears of it where it asked to.

    Raises:
        PersonError: That modal is not open.
    """
    found = [view for view in world.views.stack(user.id) if view["id"] == view_id]
    if not found:
        raise PersonError("That is not open any more.")
    cleared = found[0]["clear_on_close"]
    closed = world.views.clear(user.id) if cleared else world.views.close(user.id, view_id)
    show_views(world, user.id)
    for view in closed:
        if view["notify_on_close"]:
            payload = view_closed(world, user, view, cleared=cleared)
            world.courier.spawn(
                world.courier.deliver("interactive", payload, summary=f"{view['callback_id']} closed by {user.name}")
            )


def open_home(world: World, user: User) -> View | None:
    """Open the app's Home and return it as it is now.

    Raises:
        PersonError: The app has no Home for this person.
    """
    if not world.manifest.home_tab or world.is_outsider(user):
        raise PersonError(f"{world.seed.app.name} has no Home for you.")
    emit_home_opened(world, user.id)
    return world.views.home(user.id)


def show_views(world: World, user: str) -> None:
    """Send a person's pages their open modals."""
    world.live.publish({"type": "views", "stack": world.views.stack(user)}, {user})


def _check_may_write(world: World, user: User, channel: Channel) -> None:
    if channel.is_archived:
        raise PersonError("This channel is archived.")
    if not channel.is_im and user.id not in channel.members:
        raise PersonError(f"You are not a member of #{channel.name}.")
    if not world.sees(user.id, channel):
        raise PersonError("You cannot see that conversation.")


async def _run_command(world: World, user: User, channel: Channel, typed: str) -> Message | None:
    name, _, rest = typed.partition(" ")
    command = world.manifest.command(name)
    if command is None or world.is_outsider(user):
        raise PersonError(f"{name} is not a valid command.")
    text = as_command_text(world, rest.strip(), should_escape=command.should_escape)
    payload = slash_command(world, user, channel, name, text)
    outcome = await world.courier.deliver("slash_commands", payload, summary=f"{typed[:80]} by {user.name}")
    return _command_answer(world, user, channel, name, outcome)


def _command_answer(world: World, user: User, channel: Channel, name: str, outcome: Outcome) -> Message | None:
    word = outcome.word
    if outcome.ok:
        if not outcome.body:
            return None
        try:
            return apply_answer(world, ResponseTarget(user=user.id, channel=channel.id), outcome.body)
        except ApiError as error:
            word = error.code
    line = f'`{name}` failed with the error "{word}"'
    return private_line(world, reader=user.id, channel=channel.id, text=line, user=SLACKBOT)


def _action(blocks: list[dict[str, Any]], act: Mapping[str, Any]) -> tuple[dict[str, Any], State]:
    block, element = find_element(blocks, str(act.get("block_id")), str(act.get("action_id")))
    if block["type"] == "input" and not block["dispatch_action"]:
        raise PersonError("That is sent with the form, not by itself.")
    action: dict[str, Any] = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": f"{time.time():.6f}",
    }
    action |= {name: element[name] for name in ("text", "value", "style", "placeholder") if name in element}
    state = dict(act.get("state") or {})
    name = value_field(element)
    if name is not None:
        value = chosen(element, act)
        action[name] = value
        action |= {key: item for key, item in element.items() if key.startswith("initial_")}
        state[block["block_id"]] = {**state.get(block["block_id"], {}), element["action_id"]: {name: value}}
    return action, state_of(blocks, state)


async def _interact(world: World, payload: dict[str, Any], summary: str) -> None:
    if not world.manifest.interactivity:
        raise PersonError("This app does not take clicks: interactivity is switched off in its manifest.")
    outcome = await world.courier.deliver("interactive", payload, summary=summary)
    if not outcome.ok:
        raise PersonError(_LATE)


def _top_view(world: World, user: User, view_id: str) -> View:
    stack = world.views.stack(user.id)
    if not stack or stack[-1]["id"] != view_id:
        raise PersonError("That is not open any more.")
    return stack[-1]


def _follow(world: World, user: User, view: View, body: Mapping[str, Any]) -> dict[str, Any]:
    action = body.get("response_action")
    if action == "errors":
        return {"response_action": "errors", "errors": _checked_errors(view, body.get("errors"))}
    answer: dict[str, Any] = {"response_action": action}
    still_open = world.views.find(view["id"])
    if action in ("update", "push"):
        new = build_view(world, body.get("view"), "modal", replaces=view if action == "update" else None)
        if still_open is None:
            raise ApiError("not_found")
        if action == "update":
            world.views.replace(user.id, still_open[1], new)
        else:
            world.views.push(user.id, new)
        answer["view"] = new
    elif action == "clear":
        world.views.clear(user.id)
    elif action is None:
        world.views.close(user.id, view["id"])
    else:
        raise ApiError("invalid_arguments")
    show_views(world, user.id)
    return answer


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, Mapping) or not errors or not set(errors) <= inputs:
        raise ApiError("invalid_arguments")
    return {str(block_id): str(text) for block_id, text in errors.items()}

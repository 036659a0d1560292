"""What people do: type, run commands, press, join, open Home."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.answers import apply_answer
from bot.sandbox.delivery.events import emit_home_opened, emit_member_joined
from bot.sandbox.delivery.outcome import Outcome
from bot.sandbox.delivery.payloads import (
    message_actions,
    slash_command,
    view_actions,
)
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.files import COMPLETE
from bot.sandbox.inputs import State, chosen, find_element, state_of, value_field
from bot.sandbox.messages import Message
from bot.sandbox.offers import Offered
from bot.sandbox.pings import pings
from bot.sandbox.posting import draft, post, private_line
from bot.sandbox.suggestions import message_place, offered_in
from bot.sandbox.triggers import ResponseTarget
from bot.sandbox.typed import as_command_text, as_message
from bot.sandbox.viewbook import View
from bot.sandbox.workspace import SLACKBOT, Channel, User
from bot.sandbox.world import World


async def say(
    world: World,
    user: User,
    channel: Channel,
    text: str,
    thread_ts: str | None,
    *,
    files: Sequence[str] = (),
    window: str = "",
) -> Message | None:
    """Post what a person typed, or run it when it is a command.

    Args:
        world: The workspace.
        user: Who writes.
        channel: Where.
        text: What was typed.
        thread_ts: The thread, if it is one.
        files: Ids of files of theirs that the message carries; with files, the text is never a command.
        window: The window they type in.

    Returns:
        The app's immediate answer to a command, or None.

    Raises:
        PersonError: They cannot post there, there is no such command, or a file is not theirs to send.
    """
    check_may_write(world, user, channel)
    if not text.strip() and not files:
        raise PersonError("There is nothing to send.")
    if text.startswith("/") and not files:
        if thread_ts:
            raise PersonError(f"{text.split(maxsplit=1)[0]} is not supported in threads. Sorry!")
        return await _run_command(world, user, channel, text, window)
    if thread_ts:
        root = world.ledger.get(channel.id, thread_ts)
        if root is None or root.is_reply:
            raise PersonError("That thread is not there any more.")
    _check_files(world, user, files)
    content = as_message(world, text)
    message = draft(
        world,
        channel=channel.id,
        user=user.id,
        text=content,
        thread_ts=thread_ts,
        pings=pings(content),
        client_msg_id=str(uuid.uuid4()),
        files=tuple(files),
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
        act: ``block_id``, ``action_id``, the value field, the ``state`` of the other inputs, and the ``window``.

    Raises:
        PersonError: The element is gone, or the app did not answer.
    """
    action, values = _action(list(message.blocks), act, offered_in(world, user, message_place(message)))
    window = str(act.get("window") or "")
    payload = message_actions(world, user, channel, message, actions=[action], values=values, window=window)
    await interact(world, payload, f"{action['action_id']} by {user.name} in {channel.id}")


async def press_in_view(world: World, user: User, view: View, act: Mapping[str, Any]) -> None:
    """Use a button, menu or input of a modal or Home; `act` as in `press_in_message`.

    Raises:
        PersonError: The element is gone, or the app did not answer.
    """
    action, values = _action(view["blocks"], act, offered_in(world, user, view["id"]))
    window = world.views.window_of(view["id"]) or str(act.get("window") or "")
    payload = view_actions(world, user, {**view, "state": {"values": values}}, [action], window)
    await interact(world, payload, f"{action['action_id']} by {user.name} in {view['callback_id'] or view['id']}")


def join(world: World, user: User, channel: Channel) -> None:
    """Put a person into a channel that is open to all; the app hears of it where it asked to.

    Raises:
        PersonError: They are in it already, or it is not for them to join.
    """
    if user.id in channel.members:
        raise PersonError(f"You are in #{channel.name} already.")
    if channel.kind != "channel" or channel.is_archived or world.is_outsider(user):
        raise PersonError("You cannot join that conversation.")
    world.change_channel(channel.id, {"members": [*channel.members, user.id]})
    emit_member_joined(world, user.id, channel)


def open_home(world: World, user: User) -> View | None:
    """Open the app's Home and return it as it is now.

    Raises:
        PersonError: The app has no Home for this person.
    """
    if not world.manifest.home_tab or world.is_outsider(user):
        raise PersonError(f"{world.seed.app.name} has no Home for you.")
    emit_home_opened(world, user.id)
    return world.views.home(user.id)


def check_may_write(world: World, user: User, channel: Channel) -> None:
    """Refuse what a person may not post into.

    Raises:
        PersonError: The channel is archived, or they are not in it.
    """
    if channel.is_archived:
        raise PersonError("This channel is archived.")
    if not channel.is_im and user.id not in channel.members:
        raise PersonError(f"You are not a member of #{channel.name}.")
    if not world.sees(user.id, channel):
        raise PersonError("You cannot see that conversation.")


async def _run_command(world: World, user: User, channel: Channel, typed: str, window: str) -> Message | None:
    name, _, rest = typed.partition(" ")
    command = world.manifest.command(name)
    if command is None or world.is_outsider(user):
        raise PersonError(f"{name} is not a valid command.")
    text = as_command_text(world, rest.strip(), should_escape=command.should_escape)
    payload = slash_command(world, user, channel, name, text, window=window)
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


def _action(blocks: list[dict[str, Any]], act: Mapping[str, Any], offered: Offered) -> tuple[dict[str, Any], State]:
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
        value = chosen(element, act, offered.get((block["block_id"], element["action_id"]), ()))
        action[name] = value
        action |= {key: item for key, item in element.items() if key.startswith("initial_")}
        state[block["block_id"]] = {**state.get(block["block_id"], {}), element["action_id"]: {name: value}}
    return action, state_of(blocks, state, offered)


async def interact(world: World, payload: dict[str, Any], summary: str) -> None:
    """Deliver what a person has done.

    Args:
        world: The workspace.
        payload: The payload of the interaction.
        summary: A few words on it for the traffic list.

    Raises:
        PersonError: The app does not take interactions, or did not acknowledge.
    """
    if not world.manifest.interactivity:
        raise PersonError("This app does not take clicks: interactivity is switched off in its manifest.")
    outcome = await world.courier.deliver("interactive", payload, summary=summary)
    if not outcome.ok:
        raise PersonError(outcome.sentence)


def _check_files(world: World, user: User, files: Sequence[str]) -> None:
    for file_id in files:
        file = world.files.get(file_id)
        if file is None or file.user != user.id or file.status != COMPLETE:
            raise PersonError("A file is not there any more. Attach it again.")

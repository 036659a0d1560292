"""Menus that load their options from the app: asking it, checking its answer as Slack does, remembering the offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.checks import limits
from bot.sandbox.checks.composition import option, option_group
from bot.sandbox.checks.shape import Report, array
from bot.sandbox.delivery.payloads import message_suggestion, view_suggestion
from bot.sandbox.errors import PersonError
from bot.sandbox.inputs import find_element
from bot.sandbox.messages import Message
from bot.sandbox.offers import Offered
from bot.sandbox.viewbook import View
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World

_MENUS = ("external_select", "multi_external_select")
_LEAST_TYPED = 3


async def suggest_in_message(
    world: World, user: User, channel: Channel, message: Message, question: Mapping[str, Any]
) -> dict[str, Any]:
    """Ask the app for the options of a menu in a message.

    Args:
        world: The workspace.
        user: Who looks for an option.
        channel: Where.
        message: The message.
        question: ``block_id``, ``action_id`` and the ``value`` typed so far.

    Returns:
        ``options`` or ``option_groups``.

    Raises:
        PersonError: The menu is gone, too little was typed, or the app answered not at all or with nonsense.
    """
    asked = _checked_question(message.blocks, question)
    payload = message_suggestion(world, user, channel, message, asked)
    return await _ask(world, user, message_place(message), payload)


async def suggest_in_view(world: World, user: User, view: View, question: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the app for the options of a menu in a modal or Home; all else as in `suggest_in_message`."""
    payload = view_suggestion(world, user, view, _checked_question(view["blocks"], question))
    return await _ask(world, user, view["id"], payload)


def message_place(message: Message) -> str:
    """Return the name under which the offers in a message are remembered; of a view it is its id."""
    return f"{message.channel}/{message.ts}"


def offered_in(world: World, user: User, place: str) -> Offered:
    """Return the options that the app has offered this person in a message or view."""
    return world.offers.made(user.id, place)


async def _ask(world: World, user: User, place: str, payload: dict[str, Any]) -> dict[str, Any]:
    summary = f"options of {payload['action_id']} for {payload['value']!r} by {user.name}"
    outcome = await world.courier.deliver("interactive", payload, summary=summary)
    if not outcome.ok:
        raise PersonError(outcome.sentence)
    answer = {name: outcome.body[name] for name in ("options", "option_groups") if outcome.body.get(name) is not None}
    problems = _problems(answer)
    if problems:
        world.traffic.add("delivery", "block_suggestion", summary="; ".join(problems), status="invalid_options", ms=0.0)
        raise PersonError(f"The app's options cannot be shown: {problems[0]}")
    world.offers.make(user.id, place, (payload["block_id"], payload["action_id"]), _flat(answer))
    return answer


def _checked_question(blocks: Sequence[dict[str, Any]], question: Mapping[str, Any]) -> dict[str, str]:
    block_id, action_id = str(question.get("block_id")), str(question.get("action_id"))
    _, element = find_element(blocks, block_id, action_id)
    if element["type"] not in _MENUS:
        raise PersonError("That menu has its options already.")
    value = str(question.get("value") or "")
    least = element.get("min_query_length", _LEAST_TYPED)
    if len(value) < least:
        raise PersonError(f"Type at least {least} {'character' if least == 1 else 'characters'}.")
    return {"block_id": block_id, "action_id": action_id, "value": value}


def _problems(answer: Mapping[str, Any]) -> list[str]:
    if len(answer) != 1:
        return ["the answer needs options or option_groups"]
    report = Report()
    if answer.get("options") == []:
        return []
    if "options" in answer:
        array(option, limits.OPTIONS)(report, "/options", answer["options"])
    else:
        array(option_group, limits.OPTION_GROUPS)(report, "/option_groups", answer["option_groups"])
    return report.problems


def _flat(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups = answer.get("option_groups") or ()
    return [*(answer.get("options") or ()), *(one for group in groups for one in group["options"])]

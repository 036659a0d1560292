"""Running the app's steps as Workflow Builder does: checking what a person fills in, and telling the app."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.sandbox.clock import iso
from bot.sandbox.delivery.events import emit_function_executed
from bot.sandbox.errors import PersonError
from bot.sandbox.manifest import Function, Parameter
from bot.sandbox.steps import Execution
from bot.sandbox.workspace import User
from bot.sandbox.world import World

_RUNNER = "slack#/types/user_context"


def offered_steps(world: World, user: User) -> list[dict[str, Any]]:
    """Return the steps a person can run; guests and people of other workspaces build no workflows.

    What Slack fills in itself is no field of theirs.
    """
    if not _may_run(world, user):
        return []
    return [
        {**asdict(function), "input_parameters": [asdict(parameter) for parameter in _fields_of(function)]}
        for function in world.manifest.functions
    ]


def run_step(world: World, user: User, callback_id: str, inputs: Mapping[str, Any]) -> Execution:
    """Run a step.

    Args:
        world: The workspace.
        user: Who runs it.
        callback_id: The step.
        inputs: Values by the names of its input parameters; empty ones count as absent.

    Returns:
        The execution, which the app completes or fails later.

    Raises:
        PersonError: There is no such step for this person, an input is missing or of the wrong kind, or the app has
            not subscribed to ``function_executed``.
    """
    function = world.manifest.function(callback_id) if _may_run(world, user) else None
    if function is None:
        raise PersonError("There is no such step for you.")
    given = {name: value for name, value in inputs.items() if value not in (None, "")}
    known = {parameter.name: parameter for parameter in _fields_of(function)}
    for name in given:
        if name not in known:
            raise PersonError(f"The step {function.title!r} takes no {name!r}.")
    for parameter in known.values():
        _check(world, parameter, given)
    # Whoever runs a workflow is said by Slack itself; nobody who builds one can say another.
    for parameter in function.input_parameters:
        if parameter.type == _RUNNER:
            given[parameter.name] = {"id": user.id, "secret": secrets.token_hex(16)}
    if not world.manifest.hears("function_executed"):
        raise PersonError("This app is not told of steps: its manifest does not subscribe to function_executed.")
    execution = world.steps.begin(
        callback_id=callback_id,
        title=function.title,
        user=user.id,
        at=iso(world.clock.now()),
        inputs=given,
        output_parameters=[asdict(parameter) for parameter in function.output_parameters],
    )
    emit_function_executed(world, function, execution.id, given, execution.token)
    return execution


def _fields_of(function: Function) -> list[Parameter]:
    return [parameter for parameter in function.input_parameters if parameter.type != _RUNNER]


def _may_run(world: World, user: User) -> bool:
    return not (world.is_outsider(user) or user.is_restricted or user.is_ultra_restricted)


def _check(world: World, parameter: Parameter, given: Mapping[str, Any]) -> None:
    if parameter.name not in given:
        if parameter.is_required:
            raise PersonError(f"{parameter.title} is needed.")
        return
    value = given[parameter.name]
    fits = _KINDS.get(parameter.type.removeprefix("slack#/types/"))
    if fits is not None and not fits(world, value):
        raise PersonError(f"{parameter.title} must be of the type {parameter.type}.")


def _is_date(_: World, value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_user(world: World, value: Any) -> bool:
    return isinstance(value, str) and world.user(value) is not None


def _is_channel(world: World, value: Any) -> bool:
    return isinstance(value, str) and world.channel(value) is not None


_KINDS: Mapping[str, Callable[[World, Any], bool]] = {
    "string": lambda _, value: isinstance(value, str),
    "integer": lambda _, value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda _, value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda _, value: isinstance(value, bool),
    "array": lambda _, value: isinstance(value, list),
    "object": lambda _, value: isinstance(value, Mapping),
    "user_id": _is_user,
    "channel_id": _is_channel,
    "date": _is_date,
}

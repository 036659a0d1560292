"""The ``functions.*`` methods: the app says how a workflow step ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.errors import ApiError
from bot.sandbox.steps import RUNNING, Execution

_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
# Slack's own types: people, channels, rich text and so on. Ids and texts are strings, moments are numbers.
_OWN_KINDS: Mapping[str, str] = {
    "slack#/types/timestamp": "integer",
    "slack#/types/rich_text": "object",
    "slack#/types/expanded_rich_text": "object",
}


def complete_success(call: Call) -> dict[str, Any]:
    """``functions.completeSuccess``: the step is done, with these outputs."""
    execution = _running(call)
    outputs = call.args.parsed("outputs", "invalid_arguments")
    if outputs is None:
        raise ApiError.explained("invalid_arguments", ["missing required field: outputs"])
    if not isinstance(outputs, Mapping):
        raise ApiError.explained("invalid_arguments", ["must provide an object [json-pointer:/outputs]"])
    problems = _problems(execution, outputs)
    if problems:
        raise ApiError.explained("parameter_validation_failed", problems)
    call.world.steps.complete(execution, outputs)
    return {}


def complete_error(call: Call) -> dict[str, Any]:
    """``functions.completeError``: the step could not be done, for this reason."""
    execution = _running(call)
    call.world.steps.fail(execution, call.args.needed("error"))
    return {}


def _running(call: Call) -> Execution:
    execution = call.world.steps.get(call.args.needed("function_execution_id"))
    if execution is None:
        raise ApiError("function_execution_not_found")
    if execution.status != RUNNING:
        raise ApiError("execution_not_in_running_state")
    return execution


def _problems(execution: Execution, outputs: Mapping[str, Any]) -> list[str]:
    known = {str(row["name"]): row for row in execution.output_parameters}
    problems = [
        f"missing required field: {name} [json-pointer:/outputs]"
        for name, row in known.items()
        if row.get("is_required") and outputs.get(name) is None
    ]
    for name, value in outputs.items():
        if name not in known:
            problems.append(f"invalid additional property: {name} [json-pointer:/outputs]")
        elif value is not None:
            kind = _kind(str(known[name].get("type", "string")))
            if not _KINDS[kind](value):
                problems.append(f"must be of the type {kind} [json-pointer:/outputs/{name}]")
    return problems


def _kind(declared: str) -> str:
    return declared if declared in _KINDS else _OWN_KINDS.get(declared, "string")

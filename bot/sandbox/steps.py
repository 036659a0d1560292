"""Workflow steps the app runs: each execution from its start until the app says how it ended."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.sandbox.ids import random_id
from bot.sandbox.live import LiveHub
from bot.sandbox.persistence import Keeper

RUNNING = "running"
COMPLETED = "completed"
FAILED = "failed"

TOKEN_SECONDS = 15 * 60

_KIND = "step"
_TOKEN = "xwfp-"  # noqa: S105 - what such tokens begin with


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of a step.

    Attributes:
        id: Slack's ``function_execution_id``.
        callback_id: Which function of the manifest runs.
        title: The function's name for people.
        user: Who started the workflow.
        at: Business time of the start, ISO 8601.
        inputs: The values given to the step.
        output_parameters: What the manifest says the step returns: ``name``, ``type``, ``is_required`` and more.
        token: The ``bot_access_token`` the event carries; it dies with the execution.
        token_until: When that token ends at the latest, in seconds since 1970.
        status: "running", "completed" or "failed".
        outputs: What the app returned.
        error: Why the app says it failed.
    """

    id: str
    callback_id: str
    title: str
    user: str
    at: str
    inputs: Mapping[str, Any]
    output_parameters: Sequence[Mapping[str, Any]] = ()
    token: str = ""
    token_until: float = 0.0
    status: str = RUNNING
    outputs: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    def shown(self) -> dict[str, Any]:
        """Return the execution as the page reads it."""
        return {
            "id": self.id,
            "callback_id": self.callback_id,
            "title": self.title,
            "status": self.status,
            "inputs": dict(self.inputs),
            "outputs": dict(self.outputs),
            "error": self.error,
            "at": self.at,
        }


class Steps:
    """All executions, kept over a restart and shown to whoever started them.

    Args:
        keeper: What was saved, and where to save.
        live: Who is told of changes.
    """

    def __init__(self, keeper: Keeper, live: LiveHub) -> None:
        self._keeper = keeper
        self._live = live
        self._all = {name: Execution(**body) for name, body in keeper.records(_KIND).items()}

    def begin(
        self,
        *,
        callback_id: str,
        title: str,
        user: str,
        at: str,
        inputs: Mapping[str, Any],
        output_parameters: Sequence[Mapping[str, Any]] = (),
    ) -> Execution:
        """Start an execution and return it, with an id and a token of its own; the arguments as in `Execution`."""
        execution = Execution(
            id=random_id("Fx"),
            callback_id=callback_id,
            title=title,
            user=user,
            at=at,
            inputs=dict(inputs),
            output_parameters=[dict(row) for row in output_parameters],
            token=f"{_TOKEN}sandbox-{secrets.token_hex(12)}",
            token_until=time.time() + TOKEN_SECONDS,
        )
        self._put(execution)
        return execution

    def get(self, execution_id: str) -> Execution | None:
        """Return the execution of that id, or None."""
        return self._all.get(execution_id)

    def complete(self, execution: Execution, outputs: Mapping[str, Any]) -> Execution:
        """Note that the app has done the step, with what it returned; return the execution as it is now."""
        return self._put(replace(execution, status=COMPLETED, outputs=dict(outputs)))

    def fail(self, execution: Execution, error: str) -> Execution:
        """Note that the app could not do the step, and why; return the execution as it is now."""
        return self._put(replace(execution, status=FAILED, error=error))

    def of(self, user: str) -> list[Execution]:
        """Return what the person has started, the newest last."""
        return [execution for execution in self._all.values() if execution.user == user]

    def holder(self, token: str) -> Execution | None:
        """Return the execution whose token this is, be it over or not, or None."""
        if not token.startswith(_TOKEN):
            return None
        return next((execution for execution in self._all.values() if execution.token == token), None)

    def clear(self) -> None:
        """Forget all executions."""
        self._all.clear()

    def _put(self, execution: Execution) -> Execution:
        self._all[execution.id] = execution
        self._keeper.put_record(_KIND, execution.id, asdict(execution))
        self._live.publish({"type": "step", "step": execution.shown()}, {execution.user})
        return execution

"""What the Web API shows and ends beside messages: people's Home, and steps of workflows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.answers import unavailable
from bot.slack.outcomes import Outcome, Posted, RateLimited, Refused
from bot.slack.pacing import Pacing
from bot.slack.transport import Transport

_PUBLISH = "views.publish"
_HOME_INTERVAL_S = 2.0
_HOME_BURST = 2
_STEP_OVER = frozenset({"execution_not_in_running_state", "function_execution_not_found"})


class Surfaces:
    """Shows Homes and ends steps, each with one call. Safe between threads.

    Args:
        calls: makes the calls.
    """

    def __init__(self, calls: Transport) -> None:
        self._calls = calls
        self._home_pacing = Pacing(_HOME_INTERVAL_S, _HOME_BURST)

    def publish_home(self, user_id: str, view: Mapping[str, Any], seen: str = "") -> bool:
        """Show `view` on a person's Home tab; return whether it was shown.

        Args:
            user_id: the person's Slack account.
            view: the Home.
            seen: the hash of the Home it is to take the place of; when another one shows by now, that one stays.

        Raises:
            UnavailableError: Slack did not answer or did not take it.
        """
        body: dict[str, Any] = {"user_id": user_id, "view": dict(view)}
        answer = self._calls.call(_PUBLISH, json={**body, "hash": seen} if seen else body)
        if answer == Refused("hash_conflict"):
            return False
        if not isinstance(answer, Mapping):
            raise unavailable("The Home tab could not be shown", answer)
        return True

    def renew_home(self, user_id: str, view: Mapping[str, Any]) -> Outcome:
        """Show `view` on a person's Home tab, unasked: be told `RateLimited` when it was renewed a moment ago."""
        wait = self._home_pacing.take(_PUBLISH, user_id)
        if wait > 0:
            return RateLimited(wait)
        answer = self._calls.call(_PUBLISH, json={"user_id": user_id, "view": dict(view)})
        if isinstance(answer, RateLimited):
            self._home_pacing.hold(_PUBLISH, answer.retry_after)
        return Posted("home", user_id) if isinstance(answer, Mapping) else answer

    def complete_step(self, execution: str, outputs: Mapping[str, Any]) -> None:
        """Tell Slack that a workflow's step is done; one that is over already stays as it ended.

        Raises:
            UnavailableError: Slack did not answer or did not take it.
        """
        self._end_step("functions.completeSuccess", {"function_execution_id": execution, "outputs": dict(outputs)})

    def fail_step(self, execution: str, why: str) -> None:
        """Tell Slack that a workflow's step cannot be done, with a sentence for people; see `complete_step`."""
        self._end_step("functions.completeError", {"function_execution_id": execution, "error": why})

    def _end_step(self, method: str, body: Mapping[str, Any]) -> None:
        answer = self._calls.call(method, json=body)
        is_over = isinstance(answer, Refused) and answer.error in _STEP_OVER
        if not isinstance(answer, Mapping) and not is_over:
            raise unavailable("The workflow could not be told", answer)

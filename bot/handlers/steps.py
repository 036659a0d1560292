"""Steps of Workflow Builder: taken down at once, done by a job."""

from __future__ import annotations

from collections.abc import Mapping

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk, Handler
from bot.views.ids import Step
from bot.workflows.steps import ask_for


def on_step(step: Step) -> Handler:
    """Return what takes down that a workflow runs a step."""

    def take_down(desk: FrontDesk, ack: Ack, body: Body) -> None:
        event = body["event"]
        team = str(body.get("team_id") or "")
        ask_for(desk.services, step, str(event["function_execution_id"]), team, dict(event.get("inputs") or {}))
        ack()

    return take_down


STEPS: Mapping[Step, Handler] = {step: on_step(step) for step in Step}

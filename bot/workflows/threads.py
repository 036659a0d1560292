"""Threads of messages that people wrote, and what is asked to be said there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.unit_of_work import Unit
from bot.workflows.desk import Desk

KIND = "thread.answer"
"""The kind of job that says something in a thread, once Slack has said who reads it."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an answer goes: the channel, and the message whose thread it goes into."""

    channel: str
    ts: str


def say_in_thread(unit: Unit, desk: Desk, ref: str, thread: Thread) -> None:
    """Have a thread told that an action was made out of its message, if everybody there may read it."""
    by = {"by": desk.actor.name, "by_id": desk.actor.slack_id}
    payload = {"channel": thread.channel, "thread": thread.ts, "refs": [ref], **by}
    unit.jobs.ask(f"made-action:{ref}", KIND, payload)

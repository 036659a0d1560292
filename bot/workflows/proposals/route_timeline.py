"""What happened to a proposal on its route."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.domain.proposals.records import Ask, Outcome, Proposal
from bot.domain.recorded import RecordedEvent
from bot.store.unit_of_work import View
from bot.views.route import outcome_words
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import actor_words, subject_of
from bot.workflows.services import Services

_MOST = 300
_OF_STAGES = "stage."
_SHOWN = tuple(
    f"{_OF_STAGES}{verb}"
    for verb in (
        *("opened", "closed", "returned", "resumed", "deferred", "considers"),
        *("ran_out", "moved_on", "extended", "planned", "called_off"),
        *("taken_back", "held_back", "called_in"),
    )
)


def route_events(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[tuple[datetime, Mrkdwn]]:
    """Return what boards were asked and answered, without their words."""
    del services
    asks = {stage.id: stage.ask for stage in view.stages.of_proposal(proposal.id)}
    return [(event.at, _words(event, asks, desk)) for event in view.events_of(subject_of(proposal), _MOST, _SHOWN)]


def _words(event: RecordedEvent, asks: Mapping[int, Ask], desk: Desk) -> Mrkdwn:
    facts: Mapping[str, Any] = event.detail
    board, ask = str(facts.get("board", "")), asks.get(int(facts.get("stage") or 0), Ask.APPROVE)
    return say(
        "routes/event",
        verb=event.verb.removeprefix(_OF_STAGES),
        board=desk.shown.boards.get(board, board),
        outcome=outcome_words(ask, Outcome(facts.get("outcome") or "")),
        questions=len(facts.get("questions") or ()),
        version=facts.get("considers") or "",
        due=_day(facts.get("due_on"), desk),
        meets=_day(facts.get("meets_on"), desk),
        until=_day(facts.get("deferred_until"), desk),
        why=facts.get("why") or "",
        who=actor_words(desk, event.actor),
    )


def _day(written: object, desk: Desk) -> str:
    return desk.shown.day(date.fromisoformat(str(written))) if written else ""

"""An answer to a round: any review of a risk in it counts, in the same unit of work."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.months import month_name
from bot.domain.people import Person
from bot.domain.risks import REVIEW_KINDS, Risk
from bot.domain.rounds import Item, ItemState, Round, after_answer
from bot.store.repositories.risks import NewReview
from bot.store.unit_of_work import Unit
from bot.views.wording import Mrkdwn, say
from bot.workflows.chasing.planning import settle
from bot.workflows.desk import Desk
from bot.workflows.rounds.asking import ask_one
from bot.workflows.rounds.subjects import risk_subject
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Answer:
    """How a review answers a round: as an update or as “no change”, and whom the office heard it from, and how."""

    state: ItemState = ItemState.ANSWERED
    heard: str = ""
    teller: Person | None = None

    def signed(self, review: NewReview) -> NewReview:
        """Return a review as this answer has it, in the name of whoever told it, saying who entered it."""
        review = replace(review, is_no_change=self.state is ItemState.NO_CHANGE)
        if self.teller is None:
            return review
        name = f"{self.teller.name}, told by {self.heard}, entered by {review.author_name}"
        return replace(review, author_id=self.teller.id, author_name=name)


OWN_UPDATE = Answer()
"""An update by whoever sits at the desk."""


def on_review(
    unit: Unit, services: Services, desk: Desk, risk: Risk, review: NewReview, version: int, answer: Answer
) -> Mrkdwn:
    """Let the open round know of a change of a risk just written; return what the person is told of it, or nothing.

    Args:
        unit: the unit that wrote it.
        services: the configuration and the calendar.
        desk: where it was asked for.
        risk: the risk as it was before.
        review: what was written.
        version: the version it made.
        answer: how it answers the round.
    """
    rounds = unit.rounds.of_risk(risk.id)
    if review.kind not in REVIEW_KINDS:
        for round_ in unit.rounds.open_rounds():
            ask_one(unit, services, round_, risk.id)
        return Mrkdwn("")
    said = Mrkdwn("")
    for round_, item in rounds:
        if round_.is_open:
            given = Item(
                round_id=round_.id,
                risk_id=risk.id,
                state=after_answer(item.state, answer.state),
                version=version,
                answered_at=unit.now,
                author_name=answer.teller.name if answer.teller else review.author_name,
                heard=answer.heard,
            )
            unit.rounds.settle(given, review.author_id)
            settle(unit, [risk_subject(round_.id, risk.id)])
            said = say("rounds/counted", month=month_name(round_.month))
    return said or closed_note(rounds[0][0] if rounds else None, desk)


def closed_note(round_: Round | None, desk: Desk) -> Mrkdwn:
    """Return a sentence for who answers when a month's report is closed and its meeting still to come, or nothing."""
    if round_ is None or round_.closed_at is None or round_.meeting_on is None or round_.meeting_on < desk.actor.day:
        return Mrkdwn("")
    return say("rounds/closed_note", month=month_name(round_.month), on=desk.shown.day(round_.closed_at))


def on_added(unit: Unit, services: Services, risk_id: int) -> None:
    """Let the open round know of a risk just added: its first review is its answer."""
    for round_ in unit.rounds.open_rounds():
        ask_one(unit, services, round_, risk_id)

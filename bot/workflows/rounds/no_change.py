"""“No change”: a lead says that a risk stands as it did, and why."""

from __future__ import annotations

from typing import Any

from bot.domain.risks import UPDATE_MAX, ReviewKind, Risk, draft_from
from bot.domain.rounds import ItemState
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views.risk_fields import FormOrigin
from bot.views.round_forms import no_change_form
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, add_review, once, take
from bot.workflows.risk_lookup import find_answerable
from bot.workflows.risk_queries import meanwhile
from bot.workflows.risk_status import require_open
from bot.workflows.rounds.answering import Answer, closed_note
from bot.workflows.services import Services


def form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form that asks why a risk stands as it did; it says so when the month's report is closed.

    Raises:
        InvalidInputError: the risk is closed.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_answerable(view, desk.actor, written)
        require_open(risk, desk.shown)
        notices = notices_of(view, desk, risk)
    return no_change_form(risk, desk.shown, FormOrigin(str(risk.ref), risk.version), notices=notices)


def stale_form(services: Services, identity: Identity, origin: FormOrigin, reason: str) -> dict[str, Any]:
    """Return the form anew over a newer version: what changed meanwhile on top, the reason that was typed below."""
    risk, desk, notice = meanwhile(services, identity, origin)
    return no_change_form(risk, desk.shown, FormOrigin(str(risk.ref), risk.version), reason, [notice])


def answer_no_change(services: Services, request: Request, reason: str) -> Saved:
    """Record that a risk stands as it did: a review with the same scores and these words.

    Raises:
        InvalidInputError: no reason, too long a one, or the risk is closed.
        StaleRecordError: somebody changed the risk meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        risk = take(unit, desk, request, find_answerable)
        require_open(risk, desk.shown)
        words = reason_of(reason)
        said = say("rounds/said_no_change", ref=risk.ref, residual=desk.shown.score(risk.scores.residual), text=words)
        draft = draft_from(risk.present, update=words)
        answer = Answer(ItemState.NO_CHANGE)
        return add_review(unit, services, desk, risk, ReviewKind.REVIEWED, draft, said, answer=answer)

    return once(services, request, work)


def reason_of(written: str) -> str:
    """Return the words of an answer, cleaned.

    Raises:
        InvalidInputError: none, or too many.
    """
    words = clean(written)
    if not words:
        sentence = "Say it in a sentence: the board reads it as this month's update."
        raise InvalidInputError(sentence, fields={"update": sentence})
    if len(words) > UPDATE_MAX:
        sentence = f"That is {len(words):,} characters; a board paper takes {UPDATE_MAX:,}. Shorten it."
        raise InvalidInputError(sentence, fields={"update": sentence})
    return words


def notices_of(view: View, desk: Desk, risk: Risk) -> list[Mrkdwn]:
    """Return what somebody who is about to answer should know: that the report is closed, or who answered already."""
    rounds = view.rounds.of_risk(risk.id)
    if not rounds:
        return []
    round_, item = rounds[0]
    if not round_.is_open:
        note = closed_note(round_, desk)
        return [note] if note else []
    if item.answered_at is not None:
        return [say("rounds/answered_already", author=item.author_name, on=desk.shown.day(item.answered_at))]
    return []

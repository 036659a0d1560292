"""The office gives a round's panel longer to score, or opens the scoring again after its last day."""

from __future__ import annotations

from datetime import date

from bot.domain.bids import BidRoundState
from bot.domain.leading_days import leading_day
from bot.domain.written_dates import UnreadableDayError
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.wording import say
from bot.workflows.bids.lookup import find_round, look
from bot.workflows.bids.panel_telling import tell_members
from bot.workflows.desk import open_desk, require_office
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_EXAMPLE = "Write it like `/proposal round due R-1 30 Nov`."


def extend_scoring(services: Services, request: Request, rest: str) -> Saved:
    """Give a round's panel until another day to score: `R-1 30 Nov`.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such round.
        InvalidInputError: the round is ranked or over, or the day cannot be.
    """
    written, _, words = rest.strip().partition(" ")

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, "Rounds of bids are run by the governance office.")
        found = find_round(unit, desk, written)
        if found.state_on(unit.today) not in {BidRoundState.OPEN, BidRoundState.SCORING}:
            raise InvalidInputError(f"{found.ref} is not scored any more.", f"See it: `/proposal round {found.ref}`.")
        day = _day_of(words, unit.today)
        if day <= found.closes_on or day < unit.today:
            raise InvalidInputError("The panel scores after the last day for bids: give a later day.", _EXAMPLE)
        unit.bids.change(found.id, scores_due_on=day)
        was = str(found.scores_due_on) if found.scores_due_on else ""
        unit.record(actor_key(desk), "bids.extended", found.subject, was=was, now=str(day))
        if found.state_on(unit.today) is BidRoundState.SCORING:
            tell_members(unit, services, look(unit, services, unit.bids.get(found.id) or found), f"longer:{day}")
        return Saved(found.ref, found.id, say("bids/said_due", ref=found.ref, due=desk.shown.dated(day)))

    return once(services, request, work)


def _day_of(words: str, today: date) -> date:
    try:
        found = leading_day(words.strip(), today, None)
    except UnreadableDayError as refused:
        raise InvalidInputError(refused.sentence, _EXAMPLE) from refused
    if found is None or found[0].day is None:
        raise InvalidInputError("I don't see a day there." if words.strip() else "Until which day?", _EXAMPLE)
    return found[0].day

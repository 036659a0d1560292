"""Record what boards decide of a risk on their reports: that it comes off, or that it comes on by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.escalation import BY_HAND, REASON_MAX, Decision, Escalation, boards_told
from bot.domain.risks import Risk
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.escalations import NewEscalation
from bot.store.unit_of_work import Unit, View
from bot.views import decisions
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity, LinkHolder
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services

MINUTE_MAX = 100


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day on which each board (its key) can have decided, and `what` happened on it, as a clause."""

    days: Mapping[str, date]
    what: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A board's decision as filled in."""

    board: str
    held_on: date
    minute: str
    reason: str

    def checked(self, desk: Desk, earliest: Earliest) -> Decision:
        """Return it as it is recorded.

        Raises:
            InvalidInputError: with a sentence for each field.
        """
        problems: dict[str, str] = {}
        board = desk.directory.boards.get(self.board)
        first = earliest.days.get(self.board)
        if board is None or self.held_on not in board.meetings:
            problems["meeting"] = "There is no such meeting on record. Choose another."
        elif self.held_on > desk.actor.day:
            problems["meeting"] = "That meeting is still to come. Record the decision when it has been taken."
        elif first is not None and self.held_on < first:
            problems["meeting"] = f"{earliest.what} on {desk.shown.day(first)}, after that meeting. Choose a later one."
        minute, reason = clean(self.minute), clean(self.reason)
        if not minute:
            problems["minute"] = "Give the minute, such as ICBNov18-6: it is what the decision can be found by."
        if not reason:
            problems["reason"] = "Say why in a sentence, as the minute has it."
        for name, words, most in (("minute", minute, MINUTE_MAX), ("reason", reason, REASON_MAX)):
            if len(words) > most:
                problems[name] = f"That is {len(words):,} characters; at most {most} fit. Shorten it."
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        return Decision(self.held_on, minute, reason)


def deescalate_form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form that records a board's decision to take a risk off its report.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: no board has it on its report, or none of them has met.
    """
    with services.store.view() as view:
        desk, risk, standing = _standing(view, services, identity, written)
        met = meetings_held(desk, _came_onto(desk, risk, standing))
        if not any(met.values()):
            raise InvalidInputError(
                f"{risk.ref} is on the report of {desk.shown.board_names(met)}, with no meeting on record since it "
                "came there.",
                "Meeting dates stand under the board in convenor.toml.",
            )
        holding = boards_told(risk.scores, services.config.rules) & set(met)
        return decisions.deescalate_form(risk, standing, met, sorted(holding), desk.shown)


def deescalate(services: Services, request: Request, decided: Decided) -> Saved:
    """Take a risk off the report of one board, as that board decided; the others keep it until they decide too.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it is not on that report any more, or a field is wrong.
    """

    def work(unit: Unit) -> Saved:
        desk, risk, standing = _standing(unit, services, request.identity, request.ref)
        decision = decided.checked(desk, _came_onto(desk, risk, standing))
        escalation = next((one for one in standing if one.board == decided.board), None)
        if escalation is None or not unit.escalations.end(escalation, unit.now, desk.actor.name, decision):
            sentence = f"{risk.ref} is not on the report of {desk.shown.board_names([decided.board])} any more."
            raise InvalidInputError(sentence, fields={"meeting": sentence})
        unit.record(
            actor_key(desk),
            "risk.deescalated",
            f"risk:{risk.ref}",
            board=decided.board,
            held_on=decision.held_on.isoformat(),
            minute=decision.minute,
            reason=decision.reason,
        )
        said = say(
            "escalation/said_deescalated",
            ref=risk.ref,
            board=desk.shown.board_names([decided.board]),
            on=desk.shown.day(decision.held_on),
            minute=decision.minute,
            rest=desk.shown.board_names(one.board for one in standing if one is not escalation),
            holds=decided.board in boards_told(risk.scores, services.config.rules),
        )
        return Saved(str(risk.ref), risk.version, said)

    return once(services, request, work)


def escalate_form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form that puts a risk onto a board's report by hand.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: every board has it on its report.
    """
    with services.store.view() as view:
        desk, risk = for_office(view, services, identity, written)
        free = [key for key in desk.directory.boards if key not in risk.boards]
        if not free:
            raise InvalidInputError(f"{risk.ref} is on the report of every board.")
        return decisions.escalate_form(risk, free, desk.shown)


def escalate(services: Services, request: Request, board: str, reason: str) -> Saved:
    """Put a risk onto a board's report by hand: a board asked for it, or it came off by mistake.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it is on that report, or no reason.
    """

    def work(unit: Unit) -> Saved:
        desk, risk = for_office(unit, services, request.identity, request.ref)
        words = clean(reason)
        problems = {}
        if board not in desk.directory.boards:
            problems["board"] = f"There is no board {desk.shown.board_names([board])}. Choose one of those offered."
        elif board in risk.boards:
            problems["board"] = f"{risk.ref} is on the report of {desk.shown.board_names([board])} already."
        if not words or len(words) > REASON_MAX:
            problems["reason"] = f"Say why in a sentence, in at most {REASON_MAX} characters: the board will ask."
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        unit.escalations.begin([NewEscalation(risk.id, board, unit.now, risk.version, f"{BY_HAND}{words}")])
        unit.record(actor_key(desk), "risk.escalated", f"risk:{risk.ref}", board=board, rule=f"{BY_HAND}{words}")
        said = say("escalation/said_escalated", ref=risk.ref, board=desk.shown.board_names([board]))
        return Saved(str(risk.ref), risk.version, said)

    return once(services, request, work)


def for_office(view: View, services: Services, identity: Identity | LinkHolder, written: str) -> tuple[Desk, Risk]:
    """Return the desk of somebody who records boards' decisions, and the risk they mean.

    Raises:
        NotAllowedError: this person does not run the office.
    """
    desk = open_desk(view, services, identity)
    risk = find_readable(view, desk.actor, written)
    if not desk.actor.is_office:
        office = ", ".join(person.name for person in desk.directory.office(desk.actor.day))
        raise NotAllowedError(
            "What a board decides is recorded by the governance office.", f"Tell {office or 'the office'} the minute."
        )
    return desk, risk


def meetings_held(desk: Desk, earliest: Earliest) -> dict[str, list[date]]:
    """Return the meetings that boards have held from the first day each can have decided until today, latest first."""
    known = desk.directory.boards
    return {
        key: sorted((day for day in known[key].meetings if first <= day <= desk.actor.day), reverse=True)
        if key in known
        else []
        for key, first in earliest.days.items()
    }


def _came_onto(desk: Desk, risk: Risk, standing: Iterable[Escalation]) -> Earliest:
    days = {one.board: one.since_at.astimezone(desk.shown.zone).date() for one in standing}
    return Earliest(days, f"{risk.ref} came onto its report")


def _standing(
    view: View, services: Services, identity: Identity | LinkHolder, written: str
) -> tuple[Desk, Risk, list[Escalation]]:
    desk, risk = for_office(view, services, identity, written)
    rows = view.escalations.of_risk(risk.id)
    standing = sorted((row for row in rows if row.stands), key=lambda row: row.board)
    if not standing:
        ended = [row for row in rows if row.decision is not None]
        last = max(ended, key=lambda row: row.ended_at or row.since_at, default=None)
        came_off = decisions.ended_words(last, desk.shown) if last else "It never was on one."
        raise InvalidInputError(
            f"{risk.ref} is on no board's report. {came_off}", f"To put it on one: `/risk escalate {risk.ref}`."
        )
    return desk, risk, standing

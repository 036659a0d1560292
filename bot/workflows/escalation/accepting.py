"""Record that the right board accepts a risk above tolerance, until a day, and tell before that day comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.directory import Directory
from bot.domain.escalation import REASON_MAX
from bot.domain.risks import Risk
from bot.domain.text import clean
from bot.domain.tolerance import Acceptance, Appetite
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.unit_of_work import Unit, View
from bot.views import decisions
from bot.views.wording import say
from bot.workflows.desk import Desk
from bot.workflows.escalation.accepted import plan_reminders, tell_board
from bot.workflows.escalation.deciding import Decided, Earliest, for_office, meetings_held
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_status import require_open
from bot.workflows.services import Services


def appetite(config: Config, directory: Directory) -> Appetite:
    """Return what the partnership bears, and which boards may bear more."""
    ruled = tuple(board for rule in config.rules for board in rule.boards)
    return Appetite(config.tolerances, ruled, directory.boards)


def above_tolerance(view: View, services: Services, desk: Desk) -> Callable[[Risk], bool]:
    """Return whether a risk counts as above tolerance today: it is, and no acceptance holds."""
    by_risk: dict[int, list[Acceptance]] = {}
    for one in view.acceptances.open():
        by_risk.setdefault(one.risk_id, []).append(one)
    bears, day = appetite(services.config, desk.directory), desk.actor.day
    return lambda risk: bears.standing(risk, by_risk.get(risk.id, ()), day).counts_as_above


def accept_form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form that records the acceptance of a risk; of one that is accepted, the form that ends that.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it is closed or within tolerance, or no board that may accept it has met.
    """
    with services.store.view() as view:
        desk, risk = for_office(view, services, identity, written)
        acceptances = view.acceptances.of_risk(risk.id)
        standing = appetite(services.config, desk.directory).standing(risk, acceptances, desk.actor.day)
        if standing.is_accepted:
            return decisions.unaccept_form(risk, standing.accepted, desk.shown)
        waits = _acceptable(services, desk, risk, acceptances)
        met = meetings_held(desk, _scored(view, desk, risk, waits))
        if not any(met.values()):
            raise InvalidInputError(
                f"{desk.shown.board_names(waits)} has no meeting on record since {risk.ref} was given its "
                f"score of {desk.shown.score(risk.scores.residual)}, so it cannot have accepted that.",
                "Meeting dates stand under the board in convenor.toml.",
            )
        limit = services.config.tolerances.limit(risk.category)
        return decisions.accept_form(risk, met, limit, desk.shown)


def accept(services: Services, request: Request, decided: Decided, expires_on: date | None) -> Saved:
    """Record a board's acceptance of a risk through `expires_on`, and plan the reminders before it ends.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it is within tolerance, or a field is wrong.
    """

    def work(unit: Unit) -> Saved:
        desk, risk = for_office(unit, services, request.identity, request.ref)
        waits = _acceptable(services, desk, risk, unit.acceptances.of_risk(risk.id))
        decision = decided.checked(desk, _scored(unit, desk, risk, waits))
        if decided.board not in waits:
            sentence = f"{desk.shown.board_names(waits)} decides on {risk.ref}. Choose its meeting."
            raise InvalidInputError(sentence, fields={"meeting": sentence})
        if expires_on is None or expires_on <= desk.actor.day:
            sentence = "Give a day to come: an acceptance ends, and the board looks at the risk again."
            raise InvalidInputError(sentence, fields={"expires": sentence})
        residual = risk.scores.residual
        made = Acceptance(
            id=0,
            risk_id=risk.id,
            board=decided.board,
            accepted_at=unit.now,
            recorded_by=desk.actor.name,
            held_on=decision.held_on,
            minute=decision.minute,
            reason=decision.reason,
            residual=residual.value if residual else 0,
            expires_on=expires_on,
        )
        acceptance_id = unit.acceptances.add(made)
        unit.record(
            actor_key(desk),
            "risk.accepted",
            f"risk:{risk.ref}",
            acceptance=acceptance_id,
            board=made.board,
            held_on=made.held_on.isoformat(),
            minute=made.minute,
            reason=made.reason,
            residual=made.residual,
            expires_on=expires_on.isoformat(),
        )
        plan_reminders(unit, services, replace(made, id=acceptance_id), risk)
        said = say(
            "escalation/said_accepted",
            ref=risk.ref,
            board=desk.shown.board_names([made.board]),
            residual=desk.shown.score(residual),
            until=desk.shown.day(expires_on),
            rest=desk.shown.board_names(key for key in waits if key != made.board),
        )
        return Saved(str(risk.ref), risk.version, said)

    return once(services, request, work)


def end_acceptance(services: Services, request: Request, board: str, reason: str) -> Saved:
    """End a board's acceptance before its day, because it was recorded by mistake or the board took it back.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: the board does not accept it any more, or no reason.
    """

    def work(unit: Unit) -> Saved:
        desk, risk = for_office(unit, services, request.identity, request.ref)
        words, name = clean(reason), desk.shown.board_names([board])
        open_ones = [one for one in unit.acceptances.of_risk(risk.id) if one.board == board and one.ended_at is None]
        problems = {}
        if not open_ones:
            problems["board"] = f"{name} does not accept {risk.ref} any more." if board else "Choose a board."
        if not words or len(words) > REASON_MAX:
            problems["reason"] = f"Say why in a sentence, in at most {REASON_MAX} characters: it is kept."
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        why = f"Ended by {desk.actor.name}: {words.rstrip('.')}."
        for one in open_ones:
            unit.acceptances.end(one, unit.now, why)
            facts = {"acceptance": one.id, "board": board, "why": words}
            unit.record(actor_key(desk), "risk.acceptance_ended", f"risk:{risk.ref}", **facts)
            tell_board(unit, services, desk.shown, one, risk.ref, "undone", why)
        return Saved(str(risk.ref), risk.version, say("escalation/said_unaccepted", ref=risk.ref, board=name))

    return once(services, request, work)


def _acceptable(services: Services, desk: Desk, risk: Risk, acceptances: Sequence[Acceptance]) -> tuple[str, ...]:
    """Return the boards whose acceptance a risk still waits for."""
    require_open(risk, desk.shown)
    standing = appetite(services.config, desk.directory).standing(risk, acceptances, desk.actor.day)
    if not standing.is_above:
        raise InvalidInputError(
            f"{risk.ref} is within tolerance: {desk.shown.score(risk.scores.residual)}, and up to {standing.limit} "
            "is borne without a board.",
            "There is nothing to accept.",
        )
    if not standing.waits_for:
        until = ", ".join(
            f"{desk.shown.board_names([one.board])} until {desk.shown.day(one.expires_on)}" for one in standing.accepted
        )
        why = f"Accepted by {until}." if until else "No board of the rules is listed."
        raise InvalidInputError(f"No board has to accept {risk.ref} now. {why}")
    return standing.waits_for


def _scored(view: View, desk: Desk, risk: Risk, boards: Iterable[str]) -> Earliest:
    """Return since when boards can have accepted the present residual score: since it was given."""
    residual, since = risk.scores.residual, risk.present.at
    for review in view.risks.history(risk.id):
        given = review.scores.residual
        if given is not None and residual is not None and given.value != residual.value:
            break
        since = review.at if given is not None else since
    day = since.astimezone(desk.shown.zone).date()
    return Earliest(dict.fromkeys(boards, day), f"{risk.ref} was scored {residual.value if residual else 0}")

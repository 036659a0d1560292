"""What the office does with a round: move its due day, close it, reopen it."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.months import month_name
from bot.domain.rounds import Round, together
from bot.errors import InvalidInputError, NotFoundError
from bot.store.repositories.jobs import Job
from bot.store.unit_of_work import Unit, View
from bot.views.round_forms import close_form, due_form
from bot.views.round_words import progress_words
from bot.views.wording import say
from bot.workflows.chasing.planning import cancel
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.rounds.asking import ask_all
from bot.workflows.rounds.freezing import keep
from bot.workflows.rounds.progress import missing_refs, progress_of
from bot.workflows.rounds.subjects import late_subject
from bot.workflows.services import Services

ASK = "round.ask"
"""The kind of job that brings a round up to date after its due day or its end has changed."""

_NAMED = 12


def extend_form(services: Services, identity: Identity, month: str) -> dict[str, Any]:
    """Return the form that moves a round's due day."""
    with services.store.view() as view:
        desk, round_ = managed(view, services, identity, month)
        require_state(round_, desk, is_open=True)
        proposed = services.config.working.shift(max(round_.due_on, desk.actor.day), 1)
        return due_form(round_, desk.shown, proposed)


def reopen_form(services: Services, identity: Identity, month: str) -> dict[str, Any]:
    """Return the form that reopens a round."""
    with services.store.view() as view:
        desk, round_ = managed(view, services, identity, month)
        require_state(round_, desk, is_open=False)
        _require_latest(view, round_)
        proposed = max(round_.due_on, services.config.working.shift(desk.actor.day, 1))
        return due_form(round_, desk.shown, proposed, reopens=True)


def closing_form(services: Services, identity: Identity, month: str) -> dict[str, Any]:
    """Return the form that asks whether a round is to be closed."""
    with services.store.view() as view:
        desk, round_ = managed(view, services, identity, month)
        require_state(round_, desk, is_open=True)
        parts = progress_of(view, round_)
        missing = missing_refs(view, round_, _NAMED)
        return close_form(round_, together(parts.values()), missing)


def extend(services: Services, request: Request, due_on: date | None) -> Saved:
    """Move a round's due day; reminders are planned anew.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: the round is closed, or the day cannot be.
    """

    def work(unit: Unit) -> Saved:
        desk, round_ = _taken(unit, services, request, is_open=True)
        day = _checked_due(services, desk, round_, due_on)
        if day == round_.due_on:
            raise _wrong_day(f"It is due on {desk.shown.day(day)} already.")
        unit.rounds.change(round_.id, due_on=day, plan=round_.plan + 1)
        unit.record(
            actor_key(desk),
            "round.extended",
            f"round:{round_.month}",
            before=round_.due_on.isoformat(),
            after=day.isoformat(),
        )
        _plan_anew(unit, round_)
        missed = _missed(round_, desk, day)
        said = say("rounds/said_due", month=month_name(round_.month), due=desk.shown.day(day), papers=missed)
        return Saved(round_.month, round_.plan + 1, said)

    return once(services, request, work)


def close(services: Services, request: Request) -> Saved:
    """Close a round: the month's report is the register as it stands now.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: it is closed already.
    """

    def work(unit: Unit) -> Saved:
        desk, round_ = _taken(unit, services, request, is_open=True)
        words = close_in(unit, services, round_, desk.actor.name, actor_key(desk))
        said = say("rounds/said_closed", month=month_name(round_.month), words=words)
        return Saved(round_.month, round_.plan, said)

    return once(services, request, work)


def close_in(unit: Unit, services: Services, round_: Round, name: str, actor: str) -> str:
    """Close a round within a unit; return its progress in words.

    Args:
        unit: the unit of work.
        services: the boards that rules name get the report.
        round_: an open round.
        name: who closes it, as people read it.
        actor: the same, as the audit trail names them.
    """
    progress = together(progress_of(unit, round_).values())
    unit.rounds.change(round_.id, closed_at=unit.now, closed_by=name, position_at=unit.now)
    boards = {board for rule in services.config.rules for board in rule.boards}
    made_on = round_.meeting_on or services.today(unit.now)
    unit.rounds.report(boards, unit.now, made_on, instead=round_.position_at)
    keep(unit, services.config, round_.id, round_.position_at)
    unit.record(
        actor,
        "round.closed",
        f"round:{round_.month}",
        position_at=unit.now.isoformat(),
        answered=progress.answered,
        no_change=progress.no_change,
        missing=progress.missing,
    )
    _ask_anew(unit, round_.id, round_.plan, "closed")
    return progress_words(progress)


def reopen(services: Services, request: Request, due_on: date | None) -> Saved:
    """Reopen a closed round until a day. What its paper says stays until it is closed again.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: it is open, a later one has begun, or the day cannot be.
    """

    def work(unit: Unit) -> Saved:
        desk, round_ = _taken(unit, services, request, is_open=False)
        day = _checked_due(services, desk, round_, due_on)
        unit.rounds.change(round_.id, due_on=day, plan=round_.plan + 1, closed_at=None, closed_by="")
        unit.record(actor_key(desk), "round.reopened", f"round:{round_.month}", due_on=day.isoformat())
        _plan_anew(unit, round_)
        missed = _missed(round_, desk, day)
        said = say("rounds/said_reopened", month=month_name(round_.month), due=desk.shown.day(day), papers=missed)
        return Saved(round_.month, round_.plan + 1, said)

    return once(services, request, work)


def perform(services: Services, job: Job) -> None:
    """Bring a round up to date, as its change asked for."""
    ask_all(services, int(job.payload["round"]), services.clock.now())


def leave_to_the_night(job: Job, why: str) -> None:
    """Do nothing more: the nightly look brings every open round up to date."""
    del job, why


def _plan_anew(unit: Unit, round_: Round) -> None:
    """Have people reminded of the round's new due day; what SROs were to hear of the old one is taken back at once."""
    workstreams = sorted({workstream for workstream, _, _ in unit.rounds.states(round_.id)})
    cancel(unit, [late_subject(round_.id, workstream) for workstream in workstreams])
    _ask_anew(unit, round_.id, round_.plan + 1)


def _ask_anew(unit: Unit, round_id: int, plan: int, what: str = "planned") -> None:
    unit.jobs.ask(f"{ASK}:{round_id}:{plan}:{what}", ASK, {"round": round_id})


def managed(view: View, services: Services, identity: Any, month: str) -> tuple[Desk, Round]:
    """Return the office's desk and the round of a month.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: there is no such round.
    """
    desk = open_desk(view, services, identity)
    require_office(desk)
    return desk, _found(view.rounds.find(month), month)


def _found(round_: Round | None, month: str) -> Round:
    if round_ is None:
        raise NotFoundError(f"There is no round for {month_name(month)}.", "See `/risk round`.")
    return round_


def _taken(unit: Unit, services: Services, request: Request, *, is_open: bool) -> tuple[Desk, Round]:
    """Return the round that a form is about, as the form showed it; nobody else changes it until the unit ends."""
    desk = open_desk(unit, services, request.identity)
    require_office(desk)
    round_ = _found(unit.rounds.take(request.ref), request.ref)
    require_state(round_, desk, is_open=is_open)
    if request.version is not None and request.version != round_.plan:
        raise InvalidInputError(
            f"Somebody moved this round meanwhile: it is due {desk.shown.day(round_.due_on)} now.",
            "Look at it again with `/risk round`.",
        )
    if not is_open:
        _require_latest(unit, round_)
    return desk, round_


def _require_latest(view: View, round_: Round) -> None:
    latest = view.rounds.latest()
    if latest is not None and latest.id != round_.id:
        raise InvalidInputError(
            f"The {month_name(latest.month)} round has begun, so {month_name(round_.month)} stays closed.",
            "What comes in now goes into the later report.",
        )


def require_state(round_: Round, desk: Desk, *, is_open: bool) -> None:
    """Make sure that a round is open, or closed.

    Raises:
        InvalidInputError: it is not.
    """
    if round_.is_open is is_open:
        return
    if round_.closed_at is not None:
        raise InvalidInputError(
            f"The {month_name(round_.month)} round is closed: {round_.closed_by} closed it on "
            f"{desk.shown.day(round_.closed_at)}.",
            "You can reopen it from `/risk round`.",
        )
    raise InvalidInputError(f"The {month_name(round_.month)} round is open.", "See it with `/risk round`.")


def _checked_due(services: Services, desk: Desk, round_: Round, due_on: date | None) -> date:
    calendar = services.config.working
    if due_on is None:
        raise _wrong_day("Choose a day.")
    if due_on < desk.actor.day:
        raise _wrong_day(f"{desk.shown.day(due_on)} has passed. Choose today or a day to come.")
    if not calendar.is_working(due_on):
        before, after = calendar.previous_working(due_on), calendar.next_working(due_on)
        raise _wrong_day(
            f"{desk.shown.day(due_on)} is no working day. Choose {desk.shown.day(before)} or {desk.shown.day(after)}."
        )
    if round_.meeting_on is not None and due_on >= round_.meeting_on:
        raise _wrong_day(f"The meeting is on {desk.shown.day(round_.meeting_on)}. Choose a day before it.")
    return due_on


def _missed(round_: Round, desk: Desk, due_on: date) -> str:
    """Return the day on which a round's papers are due when updates come no sooner; empty when they do."""
    is_late = round_.paper_on is not None and due_on >= round_.paper_on
    return desk.shown.day(round_.paper_on) if is_late and round_.paper_on is not None else ""


def _wrong_day(sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, fields={"due": sentence})

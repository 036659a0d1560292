"""What boards answer to an alert: that they know, or what they think of it; and who hears of their silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.access import Actor
from bot.domain.alerts import Alert, AlertBoard, AlertStatus, Comment, speaks_for
from bot.domain.directory import Directory
from bot.domain.people import Role
from bot.domain.risks import UPDATE_MAX, Risk
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views import alerts as shown_alerts
from bot.views.presentation import Presentation
from bot.views.wording import counted, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.escalation import alerting
from bot.workflows.escalation.accepted import lead_people
from bot.workflows.escalation.telling import reader, show_comment, show_to_boards
from bot.workflows.identify import Identity, LinkHolder
from bot.workflows.office import office_places, tell_office
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_lookup import require_readable
from bot.workflows.services import Services


def acknowledge(services: Services, request: Request, alert_id: int, boards: Sequence[str]) -> Saved:
    """Record that these boards know of an alert, each that this person may speak for.

    Its chair, its members and their deputies may, and the office on its behalf.

    Raises:
        NotAllowedError: this person speaks for none of them.
        InvalidInputError: somebody acknowledged for all of them before.
    """

    def work(unit: Unit) -> Saved:
        desk, alert, risk = _readable(unit, services, request.identity, alert_id)
        mine = [one for one in unit.alerts.boards(alert.id) if one.board in boards]
        allowed = [one for one in mine if _may_answer(desk.actor, desk.directory, one.board)]
        if not allowed:
            raise NotAllowedError(
                f"This alert is for {desk.shown.board_names(boards)} to acknowledge.",
                "Its chair, members and deputies can, and the governance office on its behalf. You can comment.",
            )
        waiting = [one for one in allowed if one.acknowledged_at is None]
        if not waiting:
            last = allowed[-1]
            on = desk.shown.moment(last.acknowledged_at) if last.acknowledged_at else ""
            raise InvalidInputError(
                f"{last.acknowledged_by} acknowledged this on {on}.", "There is nothing more to do; you can comment."
            )
        for one in waiting:
            unit.alerts.acknowledge(one, unit.now, _as_whom(desk.actor, desk.directory, one.board))
        keys = sorted(one.board for one in waiting)
        unit.record(actor_key(desk), "alert.acknowledged", f"risk:{risk.ref}", alert=alert.id, boards=keys)
        step = f"2-acknowledged:{','.join(keys)}"
        show_to_boards(unit, desk.shown, alert, risk, keys, step)
        alerting.tell(unit, services, desk.shown, alert, risk, step)
        _show_answered(unit, services, desk.shown, alert, risk, step)
        return Saved(str(risk.ref), risk.version, "")

    return once(services, request, work)


def comment_form(services: Services, identity: Identity, alert_id: int, boards: str) -> dict[str, Any]:
    """Return the form of a comment on the risk of an alert.

    Raises:
        NotFoundError: this person may not read the risk.
    """
    with services.store.view() as view:
        _, _, risk = _readable(view, services, identity, alert_id)
    return shown_alerts.comment_form(risk, ", ".join(lead.name for lead in risk.leads), f"{alert_id}:{boards}")


def comment(services: Services, request: Request, alert_id: int, boards: Sequence[str], written: str) -> Saved:
    """Keep a comment with the risk, send it to the leads, and show it below the alert.

    Raises:
        InvalidInputError: no words, or too many.
        NotFoundError: this person may not read the risk.
    """

    def work(unit: Unit) -> Saved:
        desk, alert, risk = _readable(unit, services, request.identity, alert_id)
        said = Comment(unit.now, desk.actor.name, _words(written))
        unit.alerts.comment(risk.id, said)
        unit.record(actor_key(desk), "risk.commented", f"risk:{risk.ref}", alert=alert.id, words=said.words)
        names = desk.shown.board_names(boards)
        reached, missed = _tell_leads(unit, services, desk, risk, said, names, request.key)
        show_comment(unit, services, alert, risk, boards, said, request.key)
        if missed:
            content = shown_alerts.comment_message(risk, said, f"for {', '.join(missed)}, who can't be reached here")
            tell_office(unit, services, f"alert:{alert.id}:comment:{request.key}", content)
        told = say(
            "escalation/said_commented",
            ref=risk.ref,
            reached=", ".join(reached),
            many=len(reached) > 1,
            missed=", ".join(missed),
        )
        return Saved(str(risk.ref), risk.version, told)

    return once(services, request, work)


def tell_unacknowledged(services: Services, at: datetime) -> str:
    """Tell of boards that have not acknowledged an alert in time, once; return what that came to, in a phrase."""
    with services.store.view(at) as view:
        silent = view.alerts.silent(at)
    alerts = sorted({board.alert_id for board in silent})
    for alert_id in alerts:

        def work(unit: Unit, one: int = alert_id) -> None:
            _tell_silence(unit, services, one)

        services.store.write(work, now=at)
    return f"{counted(len(silent), 'board')} silent" if silent else "no board is silent"


def next_silence(services: Services, after: datetime) -> datetime | None:
    """Return when a board's silence is next to be told, `after` at the earliest; None while none is silent."""
    with services.store.view(after) as view:
        due = view.alerts.next_chase()
    return max(due, after) if due else None


def _tell_silence(unit: Unit, services: Services, alert_id: int) -> None:
    alert, risk = alerting.present(unit, alert_id)
    silent = [board for board in unit.alerts.boards(alert_id) if board.is_silent(unit.now)]
    if not silent:
        return
    for board in silent:
        unit.alerts.told(board, unit.now)
    keys = sorted(board.board for board in silent)
    shown = services.presentation(unit.people.directory(), unit.now)
    step = f"3-silent:{','.join(keys)}"
    _say_silence(unit, services, shown, alert, risk, silent, step)
    unit.record("rules", "alert.silence_told", f"risk:{risk.ref}", alert=alert.id, boards=keys)
    alerting.tell(unit, services, shown, alert, risk, step)


def _say_silence(
    unit: Unit,
    services: Services,
    shown: Presentation,
    alert: Alert,
    risk: Risk,
    silent: Sequence[AlertBoard],
    step: str,
) -> None:
    """Tell, or show anew, how it is with boards that were silent together; `step` names what changed."""
    directory, today = unit.people.directory(), services.today(unit.now)
    anchor = f"alert:{alert.id}:silent:{','.join(sorted(board.board for board in silent))}"
    content = shown_alerts.silence_message(alert, risk, silent, shown)
    told: set[str] = set()
    if "office" in services.config.alerts.tell:
        tell_office(unit, services, f"{anchor}:{step}", content, anchor)
        told.update(office_places(unit, services))
    if "programme_director" in services.config.alerts.tell:
        for person in directory.holders({Role.PROGRAMME_DIRECTOR}, today):
            if person.slack_id and person.slack_id not in told and reader(services, directory, risk, person.id, today):
                name = f"{anchor}:person:{person.id}"
                unit.outbox.put(OutgoingMessage(f"{name}:{step}", name, person.slack_id, name, content))


def _show_answered(unit: Unit, services: Services, shown: Presentation, alert: Alert, risk: Risk, step: str) -> None:
    """Show in what was told of boards' silence how it is with them now."""
    together: dict[datetime, list[AlertBoard]] = {}
    for board in unit.alerts.boards(alert.id):
        if board.told_at is not None:
            together.setdefault(board.told_at, []).append(board)
    for silent in together.values():
        _say_silence(unit, services, shown, alert, risk, silent, step)


def _readable(
    view: View, services: Services, identity: Identity | LinkHolder, alert_id: int
) -> tuple[Desk, Alert, Risk]:
    """Return an alert that went out and its risk, as far as this person may read it."""
    desk = open_desk(view, services, identity)
    alert, risk = alerting.present(view, alert_id)
    require_readable(view, desk.actor, risk.ref, risk)
    if alert.status is not AlertStatus.SENT:
        raise InvalidInputError(f"The alert on {risk.ref} did not go out.", f"See the risk with `/risk {risk.ref}`.")
    return desk, alert, risk


def _may_answer(actor: Actor, directory: Directory, key: str) -> bool:
    board = directory.boards.get(key)
    sits = board is not None and actor.person is not None and speaks_for(board, actor.person.id, actor.day)
    return sits or actor.is_office


def _as_whom(actor: Actor, directory: Directory, key: str) -> str:
    board = directory.boards.get(key)
    if board is not None and actor.person is not None and speaks_for(board, actor.person.id, actor.day):
        return actor.name
    return f"{actor.name} (the office, on its behalf)"


def _tell_leads(
    unit: Unit, services: Services, desk: Desk, risk: Risk, said: Comment, boards: str, key: str
) -> tuple[list[str], list[str]]:
    """Send a comment to the leads; return the names of those it reaches and of those it does not."""
    directory, day = desk.directory, desk.actor.day
    reached, missed = [], []
    for person_id in lead_people(unit, risk, services):
        name = directory.people[person_id].name
        person = reader(services, directory, risk, person_id, day)
        if person is None or person.slack_id is None:
            missed.append(name)
            continue
        anchor = f"comment:{key}:{person_id}"
        content = shown_alerts.comment_message(risk, said, boards)
        unit.outbox.put(OutgoingMessage(anchor, anchor, person.slack_id, anchor, content))
        reached.append(name)
    return reached, missed


def _words(written: str) -> str:
    words = clean(written)
    if not words:
        sentence = "Write a sentence: the leads read it."
        raise InvalidInputError(sentence, fields={"words": sentence})
    if len(words) > UPDATE_MAX:
        sentence = f"That is {len(words):,} characters; at most {UPDATE_MAX:,} fit. Shorten it."
        raise InvalidInputError(sentence, fields={"words": sentence})
    return words

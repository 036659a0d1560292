"""The form of a new action: empty, filled from a message or a record, or from a line that somebody wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.actions.one_line import LineReader, WrittenAction
from bot.domain.actions.owners import mentioned
from bot.domain.directory import Directory
from bot.errors import InvalidInputError, NotAllowedError
from bot.slack.gateway import SlackGateway
from bot.views import action_add_form
from bot.views.action_fields import ActionFields, AddOrigin, owner_ids
from bot.views.action_words import set_by
from bot.views.blocks import Choice, clip
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions.owners import owner_words
from bot.workflows.actions.setting import day_off, meetings_of, require_may_set, settable
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.services import Services
from bot.workflows.slack_words import as_typed

_MET_DAYS = 7
_MENTIONS_MET = 5
_LINE_SHOWN = 400


def add_form(
    services: Services,
    identity: Identity,
    fields: ActionFields | None = None,
    *,
    origin: AddOrigin | None = None,
    place: str = "",
    owners: str = "",
    note: Mrkdwn | None = None,
) -> dict[str, Any]:
    """Return the form of a new action, filled as far as something is known.

    Args:
        services: what every use case is handed.
        identity: who asks.
        fields: what is filled in; nothing by default.
        origin: the message it comes from, kept with it.
        place: the Slack id of the channel they stand in: a board's or a workstream's suggests who sets it.
        owners: owners in words, beside those among the fields; who is not known is left out, and said.
        note: what stands on top.

    Raises:
        NotAllowedError: they may set no actions; says who may.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    notes: tuple[Mrkdwn, ...] = (note,) if note else ()
    filled = fields or ActionFields()
    if owners:
        try:
            read = owner_words(services, desk).read(owners)
        except InvalidInputError as problem:
            notes = (*notes, say("actions/add_question", words=str(problem)))
        else:
            values = [*filled.owners, *(f"person:{owner.person_id}" for owner in read)]
            filled = replace(filled, owners=tuple(dict.fromkeys(values)))
    return _form(services, desk, filled, origin or AddOrigin(), place, notes)


def line_form(services: Services, gateway: SlackGateway, identity: Identity, line: str, place: str) -> dict[str, Any]:
    """Return the form filled from a line, with what was understood and what is doubtful on top. Nothing is saved yet.

    Raises:
        NotAllowedError: they may set no actions; says who may.
        InvalidInputError: the line names no owner, one who may not be asked, or a day that cannot be; it comes back
            with the reason, to be corrected.
    """
    _meet(services, gateway, line)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    allowed = settable(services, desk)
    board = _board_of(services, desk, place, allowed)
    reader = LineReader(
        owner_words(services, desk),
        services.config.bodies,
        lambda name: meetings_of(services, desk, name),
        board,
    )
    try:
        written = reader.read(line)
    except InvalidInputError as problem:
        raise InvalidInputError(problem.message, f"{problem.mend} {_yours(line, desk)}".strip()) from problem
    if written.board and written.board not in allowed:
        try:
            require_may_set(services, desk, written.board)
        except NotAllowedError as refusal:
            raise NotAllowedError(refusal.message, f"{refusal.mend} {_yours(line, desk)}") from refusal
    fields = ActionFields(
        summary=as_typed(written.summary, desk.directory),
        owners=tuple(f"person:{owner.person_id}" for owner in written.owners),
        due_on=written.due.day if written.due else None,
        board=written.board or board,
    )
    return _form(services, desk, fields, AddOrigin(), place, _understood(services, desk, written, fields))


def _yours(line: str, desk: Desk) -> str:
    return f"Your line was: `/action add {clip(as_typed(line, desk.directory).replace('`', ''), _LINE_SHOWN)}`"


def _form(
    services: Services,
    desk: Desk,
    fields: ActionFields,
    origin: AddOrigin,
    place: str,
    notes: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    allowed = settable(services, desk)
    board = fields.board if fields.board in allowed else _board_of(services, desk, place, allowed)
    assigned_on = fields.assigned_on or _met_lately(meetings_of(services, desk, board), desk.actor.day)
    filled = replace(fields, board=board, assigned_on=assigned_on or desk.actor.day)
    return action_add_form.add_form(
        desk.shown, choosable(desk, filled.owners), _setters(services, desk, allowed), filled, origin, notes
    )


def choosable(desk: Desk, chosen: Sequence[str]) -> Directory:
    """Return whom this person may choose from: a guest is shown themselves and those named, not the whole directory."""
    if not desk.actor.is_guest:
        return desk.directory
    own = desk.actor.person.id if desk.actor.person else 0
    named = {own, *owner_ids(chosen)}
    return replace(desk.directory, people={key: one for key, one in desk.directory.people.items() if key in named})


def _understood(services: Services, desk: Desk, written: WrittenAction, fields: ActionFields) -> tuple[Mrkdwn, ...]:
    day = written.due.day if written.due else None
    told = say(
        "actions/add_understood",
        owners=", ".join(owner.name for owner in written.owners),
        due=desk.shown.dated(day) if day else "",
        day_off=day_off(services, desk, day),
        board=set_by(fields.board, desk.shown) if fields.board else "",
        has_words=bool(written.summary),
    )
    doubts = (as_typed(doubt, desk.directory) for doubt in written.doubts)
    return (told, *(say("actions/add_question", words=doubt) for doubt in doubts))


def _board_of(services: Services, desk: Desk, place: str, allowed: Sequence[str]) -> str:
    """Return the name under which an action is most likely set: of the channel, or the only one."""
    bodies, directory = services.config.bodies, desk.directory
    here = [name for name in allowed if place and place in _channels(bodies.boards(name), name, directory)]
    if here:
        return here[0]
    return allowed[0] if len(allowed) == 1 else ""


def _channels(boards: frozenset[str], name: str, directory: Directory) -> set[str | None]:
    found = {directory.boards[key].channel for key in boards if key in directory.boards}
    workstream = directory.workstreams.get(name)
    return found | ({workstream.channel, workstream.private_channel} if workstream else set())


def _met_lately(meetings: Sequence[date], today: date) -> date | None:
    """Return the last meeting of the past days, today's included: what is added now was most likely set there."""
    return max((day for day in meetings if today - timedelta(days=_MET_DAYS) <= day <= today), default=None)


def _setters(services: Services, desk: Desk, allowed: Sequence[str]) -> Mapping[str, Sequence[Choice]]:
    """Return what actions may be set under as options: boards, then workstreams."""
    boards, workstreams = [], []
    for name in allowed:
        keys = sorted(services.config.bodies.boards(name) & desk.directory.boards.keys())
        if not keys:
            workstreams.append(Choice(f"{name}: {desk.shown.workstream(name)}", name))
            continue
        boards.append(Choice(f"{name}: {desk.shown.board_names(keys)}", name))
    return {"Boards": boards, "Workstreams": workstreams}


def _meet(services: Services, gateway: SlackGateway, line: str) -> None:
    """Ask Slack who the accounts are that a line mentions and nobody has met yet."""
    with services.store.view() as view:
        known = view.people.directory().accounts
    strangers = [slack_id for slack_id in mentioned(line) if slack_id not in known][:_MENTIONS_MET]
    met = [account for account in map(gateway.user, strangers) if account is not None]
    if met:
        remember_accounts(services, met)

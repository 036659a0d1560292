"""Forms of an action's details as they come back: read, saved by one use case, answered in the form itself."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.domain.actions.sources import read_source
from bot.domain.risks import Visibility
from bot.handlers.desk import Body, FrontDesk, delivery_key
from bot.handlers.form_fields import all_chosen_in, chosen_in, day_in, typed_in
from bot.handlers.risk_submissions import settle
from bot.views.action_add_form import TELL, chosen_workstream
from bot.views.action_fields import NEVER, ActionFields, AddOrigin, owner_ids, owner_names
from bot.views.risk_fields import FormOrigin
from bot.workflows.actions import adding, editing
from bot.workflows.actions.details import ActionDraft
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.threads import Thread


def on_add_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add an action."""
    origin = AddOrigin.unpack(str(body["view"]["private_metadata"]))
    draft = _draft(_fields(body), origin.message_link)

    is_told = bool(origin.channel) and chosen_in(body, TELL) == "yes"
    tell_in = Thread(origin.channel, origin.thread_ts) if is_told else None

    def save(identity: Identity) -> Saved:
        return adding.add(desk.services, Request(identity, delivery_key(body)), draft, tell_in)

    settle(desk, ack, body, save, None)


def on_edit_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save an action's details; a form over a newer version comes back with what was filled in."""
    origin, fields = FormOrigin.unpack(str(body["view"]["private_metadata"])), _fields(body)
    draft = _draft(fields)

    def save(identity: Identity) -> Saved:
        request = Request(identity, delivery_key(body), origin.ref, origin.version or None)
        return editing.edit(desk.services, request, draft)

    def renew(identity: Identity) -> dict[str, Any]:
        return editing.stale_form(desk.services, identity, origin, fields)

    settle(desk, ack, body, save, renew)


def _fields(body: Body) -> ActionFields:
    return ActionFields(
        summary=typed_in(body, "summary"),
        owners=tuple(all_chosen_in(body, "owners")),
        due_on=day_in(body, "due"),
        board=chosen_in(body, "board"),
        assigned_on=day_in(body, "assigned"),
        workstream=chosen_workstream(chosen_in(body, "workstream")),
        source=typed_in(body, "source"),
        minute=typed_in(body, "minute"),
        visibility=Visibility(chosen_in(body, "visibility") or Visibility.PUBLIC.value),
        recurrence=chosen_in(body, "recurrence") or NEVER,
    )


def _draft(fields: ActionFields, message_link: str = "") -> ActionDraft:
    return ActionDraft(
        summary=fields.summary,
        owners=owner_ids(fields.owners),
        unlisted=owner_names(fields.owners),
        due_on=fields.due_on,
        board=fields.board,
        assigned_on=fields.assigned_on,
        workstream=fields.workstream,
        source=read_source(fields.source),
        minute=fields.minute,
        visibility=fields.visibility,
        recurrence="" if fields.recurrence == NEVER else fields.recurrence,
        message_link=message_link,
    )

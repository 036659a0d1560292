"""Correct what an action is about: its words, its owners, where it belongs and who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.actions.explaining import all_said
from bot.domain.actions.records import Action, EntryKind, Owner, Source, SourceKind
from bot.domain.actions.sources import written_source
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views import action_add_form
from bot.views.action_fields import ActionFields
from bot.views.action_told import with_told
from bot.views.risk_fields import FormOrigin
from bot.views.wording import say
from bot.workflows.actions.add_forms import choosable
from bot.workflows.actions.adding import tie
from bot.workflows.actions.change import entry_of, opened, save, take
from bot.workflows.actions.details import ActionDraft, Details, checked_details
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.actions.rights import Right
from bot.workflows.actions.setting import source_of_day
from bot.workflows.actions.telling import tell_change
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

EDIT = Right("edit", lambda _view, _services, desk, _action: desk.actor.is_office, lambda _services, _desk, _action: ())
"""To correct its details: the governance office alone."""

_UNCHANGED = "Nothing has changed in this form. Change a field, or close the form."


def form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form of an action's details, filled.

    Raises:
        NotAllowedError: not for the governance office.
    """
    return _form(services, identity, written, None)


def stale_form(services: Services, identity: Identity, origin: FormOrigin, fields: ActionFields) -> dict[str, Any]:
    """Return the form anew over what somebody saved meanwhile: that on top, what was filled in below."""
    return _form(services, identity, origin.ref, fields)


def edit(services: Services, request: Request, draft: ActionDraft) -> Saved:
    """Save an action's details, open or closed. When it is due, and how it stands, stay as they are.

    Raises:
        NotAllowedError: not for the governance office.
        InvalidInputError: with a sentence for each field, or nothing has changed.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        found = find_readable_action(unit, services, desk, request.ref)
        action = take(unit, services, desk, request, EDIT, needs_open=found.is_open)
        set_on = draft.assigned_on or action.assigned_on
        kept = replace(draft, assigned_on=set_on)
        if draft.source.kind is SourceKind.NONE:
            kept = replace(kept, source=_own_source(services, desk, action, set_on))
        problems: dict[str, str] = {}
        if set_on is not None and set_on > desk.actor.day:
            problems["assigned"] = f"{desk.shown.dated(set_on)} is still to come. Give the day it was set."
        details = checked_details(unit, services, desk, kept, problems, action.owners)
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        changed = _differences(action, kept, details)
        if not changed:
            raise InvalidInputError(_UNCHANGED, fields={"summary": _UNCHANGED})
        if details.owners != action.owners:
            unit.actions.set_owners(action.id, details.owners)
        if kept.source.kind is SourceKind.RISK and kept.source != action.source:
            tie(unit, desk, action.ref, kept.source.ref)
        words = f"Edited: {', '.join(changed)}."
        after = save(
            unit,
            services,
            desk,
            action,
            entry_of(unit, desk, action, EntryKind.EDITED, words),
            detail={"changed": changed},
            summary=details.summary,
            assigned_on=set_on,
            workstream_key=kept.workstream,
            visibility=kept.visibility.value,
            source_kind=kept.source.kind.value,
            source_ref=kept.source.ref,
            minute=details.minute,
            update=_words_kept(unit, action, kept.visibility),
        )
        told = tell_change(unit, services, desk, after, action.owner_ids | after.owner_ids)
        said = say("actions/said_edited", ref=after.ref, words=words)
        return Saved(after.ref, after.version, with_told(said, told, "Its owners are told."))

    return once(services, request, work)


def _form(services: Services, identity: Identity, written: str, fields: ActionFields | None) -> dict[str, Any]:
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        is_open = find_readable_action(view, services, desk, written).is_open
    with opened(services, identity, written, EDIT, stale=fields is not None, needs_open=is_open) as form_of:
        filled = fields or ActionFields.of(form_of.action)
        people = choosable(form_of.desk, filled.owners)
        frame = form_of.frame
    return action_add_form.edit_form(form_of.action, form_of.desk.shown, people, frame.origin, filled, frame.notes)


def _words_kept(unit: Unit, action: Action, visibility: Visibility) -> str:
    """Return the last words that an edited action goes on with: made public, those of the time when it was public."""
    if action.visibility is visibility or visibility is Visibility.NON_PUBLIC:
        return action.update
    said = all_said(unit.actions.entries(action.id), Visibility.PUBLIC)
    return said[-1].words if said else ""


def _own_source(services: Services, desk: Desk, action: Action, set_on: date | None) -> Source:
    """Return out of what an action came where the form names nothing: its board, or the meeting it was set at."""
    if written_source(action.source) or set_on == action.assigned_on:
        return Source() if written_source(action.source) else action.source
    return source_of_day(services, desk, action.board, set_on)


def _differences(action: Action, draft: ActionDraft, details: Details) -> dict[str, list[str]]:
    """Return what an edit changes: field -> [before, after] in words."""
    pairs = {
        "what is to be done": (action.summary, details.summary),
        "owners": (_names(action.owners), _names(details.owners)),
        "the day it was set": (_iso(action.assigned_on), _iso(draft.assigned_on)),
        "workstream": (action.workstream, draft.workstream),
        "what it came out of": (_words(action.source), _words(draft.source)),
        "minute": (action.minute, details.minute),
        "who may see it": (action.visibility.value, draft.visibility.value),
    }
    return {name: [before, after] for name, (before, after) in pairs.items() if before != after}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _names(owners: Sequence[Owner]) -> str:
    return ", ".join(f"{owner.name} ({owner.person_id})" if owner.person_id else owner.name for owner in owners)


def _words(source: Source) -> str:
    return f"{source.kind.value} {source.ref}".strip()

"""Say how an action stands, and take back what was taken for such words by mistake."""

from __future__ import annotations

from typing import Any

from bot.domain.actions.explaining import all_said
from bot.domain.actions.records import Action, EntryKind
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit
from bot.views import action_forms
from bot.views.wording import say
from bot.workflows.actions.change import entry_of, opened, save, take, words_of
from bot.workflows.actions.rights import ANSWER
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WANTED = "Say how it stands, in a sentence or two."


def update(services: Services, request: Request, words: str) -> Saved:
    """Record how an action stands, in its owner's words.

    Raises:
        NotAllowedError: neither an owner nor anybody else who may answer for it.
        InvalidInputError: no words, or it is closed.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, ANSWER)
        version = record_update(unit, services, desk, action, words)
        said = say("actions/said_updated", ref=action.ref, text=words_of(words, "update", _WANTED))
        return Saved(action.ref, version, said)

    return once(services, request, work)


def record_update(unit: Unit, services: Services, desk: Desk, action: Action, words: str) -> int:
    """Record words as the update of an action that was taken; return the version they made.

    Raises:
        InvalidInputError: no words, or too many.
    """
    said = checked(words)
    return save(unit, services, desk, action, entry_of(unit, desk, action, EntryKind.UPDATED, said)).version


def checked(words: str) -> str:
    """Return the words of an update, made tidy.

    Raises:
        InvalidInputError: none, or too many.
    """
    return words_of(words, "update", _WANTED)


def take_back(unit: Unit, services: Services, desk: Desk, action: Action, version: int) -> Action:
    """Take back an update of an action that was taken: it was none. The words before it stand again.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        desk: of who takes it back.
        action: the action.
        version: of the entry with the update.

    Raises:
        NotAllowedError: somebody else's update.
        InvalidInputError: it is no update, was taken back already, or others came after it.
    """
    entries = unit.actions.entries(action.id)
    mistaken = next((entry for entry in entries if entry.version == version), None)
    if mistaken is None or mistaken.kind is not EntryKind.UPDATED:
        raise InvalidInputError(f"That is no update of {action.ref}.", f"See `/action {action.ref}`.")
    own = desk.actor.person.id if desk.actor.person else None
    if not desk.actor.is_office and (own is None or own != mistaken.author_id):
        raise NotAllowedError("This is somebody else's update.", "They can take it back, or the governance office.")
    said = all_said(entries, action.visibility)
    if not said or (said[-1].at, said[-1].words) != (mistaken.at, mistaken.update):
        raise InvalidInputError(
            f"{action.ref} has other words since.", f"Say how it stands now: `/action update {action.ref} …`."
        )
    before = said[-2].words if said[1:] else ""
    entry = entry_of(unit, desk, action, EntryKind.WITHDRAWN, "")
    return save(unit, services, desk, action, entry, detail={"withdrawn": version}, update=before)


def form(
    services: Services, identity: Identity, written: str, words: str = "", *, stale: bool = False
) -> dict[str, Any]:
    """Return the form of an update, filled with the words given so far.

    Raises:
        NotAllowedError, InvalidInputError: see `update`.
    """
    with opened(services, identity, written, ANSWER, stale=stale) as one:
        return action_forms.update_form(one.action, one.desk.shown, one.frame, words)

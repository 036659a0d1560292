"""Show an action, list and search the tracker, show a history. Nothing is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.actions.access import readable_by
from bot.domain.actions.list_words import ListWords
from bot.domain.actions.listing import ActionQuery, Wanted
from bot.domain.actions.workstreams import belonging_to
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views import action_card, action_list, blocks
from bot.views.wording import escape
from bot.workflows.actions import history, reopening
from bot.workflows.actions.links import readable_refs, risks_of
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.actions.owners import owner_words
from bot.workflows.actions.rights import ANSWER, DROP
from bot.workflows.actions.setting import names_to_set
from bot.workflows.desk import Desk, open_desk
from bot.workflows.following import button_to_follow
from bot.workflows.identify import Identity
from bot.workflows.services import Services

Message = dict[str, Any]
_WORDS_MAX, _WORD_MAX = 12, 40


def show_action(services: Services, identity: Identity, written: str, *, can_share: bool = True) -> Message:
    """Return the card of the action that `written` names."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        action = find_readable_action(view, services, desk, written)
        risks = risks_of(view, desk.actor, action)
        whole = readable_refs(view, services, desk.actor, view.descents.split_from(action.id))
        can_change = ANSWER.allows(view, services, desk, action)
        can_drop = DROP.allows(view, services, desk, action)
        can_reopen = reopening.can_reopen(view, services, desk, action)
        decided = history.who_dropped(view, services, desk, action)
        followed = button_to_follow(view, desk, "action", action.id, action.ref)
    return action_card.action_card(
        action,
        desk.shown,
        can_change=can_change,
        can_drop=can_drop,
        can_reopen=can_reopen,
        can_share=can_share,
        can_edit=desk.actor.is_office,
        risks=risks,
        part_of=next(iter(whole), ""),
        more=[blocks.context(escape(decided))] if decided else (),
        followed=followed,
    )


def my_actions(services: Services, identity: Identity, page: int = 1) -> Message:
    """Return a page of the asker's own open actions, the most urgent first, with how many there are."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        if desk.actor.person is None:
            return action_list.nobodys(desk.actor.name)
        query = ActionQuery(owner_id=desk.actor.person.id, page=page)
        readable = readable_by(desk.actor, services.config.bodies)
        found = view.actions.listed(query, readable, desk.actor.day, action_list.LIST_PAGE)
        counts = view.actions.counted(query, readable, desk.actor.day)
    can_add = bool(names_to_set(services, desk))
    return action_list.my_actions(found, query, counts, desk.shown, can_add=can_add, is_guest=desk.actor.is_guest)


def list_actions(services: Services, identity: Identity, written: str) -> Message:
    """Return the first page of a list as people ask for it.

    Raises:
        InvalidInputError: a word means nothing here; nothing is guessed.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        query = ListWords(owner_words(services, desk), services.config.bodies).read(written)
        return _listed(view, services, desk, query)


def search_actions(services: Services, identity: Identity, written: str) -> Message:
    """Return the first page of the actions, open and closed, that hold all of these words.

    Raises:
        InvalidInputError: there are no words, or too many.
    """
    words = tuple(written.split())
    if not words:
        raise InvalidInputError("What do you want to look for?", "Give some words: `/action search recovery plan`.")
    if len(words) > _WORDS_MAX or any(len(word) > _WORD_MAX for word in words):
        raise InvalidInputError("That is too much to look for.", f"Give up to {_WORDS_MAX} words.")
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        return _listed(view, services, desk, ActionQuery(Wanted.ALL, words=words))


def turn_list(services: Services, identity: Identity, query: ActionQuery) -> Message:
    """Return another page of a list."""
    with services.store.view() as view:
        return _listed(view, services, open_desk(view, services, identity), query)


def show_help(services: Services, identity: Identity) -> Message:
    """Return what `/action` can do, as far as the asker may do it."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    return action_list.help_on_actions(can_add=bool(names_to_set(services, desk)), is_office=desk.actor.is_office)


def _listed(view: View, services: Services, desk: Desk, query: ActionQuery) -> Message:
    day, directory = desk.actor.day, desk.directory
    belonging = belonging_to({query.workstream}, directory, day)
    readable = readable_by(desk.actor, services.config.bodies)
    found = view.actions.listed(query, readable, day, action_list.LIST_PAGE, belonging)
    owner = directory.people.get(query.owner_id or 0)
    return action_list.action_list(found, replace(query, page=found.number), desk.shown, owner.name if owner else "")

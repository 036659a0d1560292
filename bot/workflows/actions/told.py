"""What a message about an action says when it is sent: only what its reader may read by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.actions.access import may_read_action
from bot.domain.actions.asked import Stage
from bot.domain.actions.records import Action
from bot.domain.people import Person
from bot.domain.reply_links import MAILTO
from bot.store.unit_of_work import View
from bot.views import action_asked, action_told
from bot.views.action_card import withdrawn_action
from bot.views.presentation import Presentation
from bot.workflows.actions.subjects import action_subject
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.composing import LinkMaker
from bot.workflows.chasing.reaching import address_of
from bot.workflows.letters import frame_of
from bot.workflows.readers import actor_of
from bot.workflows.services import Services


def compose_told(
    services: Services, kept: Mapping[str, Any], *, channel: str, stands: bool, links: LinkMaker | None = None
) -> Mapping[str, Any] | None:
    """Return what a message about an action says when it is sent; None when its reader may not read it any more.

    One that stands says no more then than that it was withdrawn.

    Args:
        services: what every use case is handed.
        kept: what the row of the outbox kept.
        channel: the Slack account it goes to, or `mailto:` and an address.
        stands: whether its message is on Slack already.
        links: makes reply links, where there are any.
    """
    with services.store.view() as view:
        directory, today = view.people.directory(), services.today(view.now)
        person = directory.people[kept["person"]]
        if address_of(services, directory, person, today) != channel or (kept.get("renews") and not stands):
            return None
        found = _SAID[kept["kind"]](view, services.presentation(directory, view.now), kept, stands=stands)
        if found is None:
            return None
        if not may_read_action(actor_of(directory, person.id, today), found.action, services.config.bodies):
            return withdrawn_action(found.action) if stands else None
        return _letter(view, services, person, found, links) if channel.startswith(MAILTO) else found.content


@dataclass(frozen=True, slots=True)
class _Found:
    """What is said of an action: in Slack, and in a letter's lines; none for what asks by buttons."""

    action: Action
    content: dict[str, Any]
    lines: tuple[str, ...] = ()


def _letter(
    view: View, services: Services, person: Person, found: _Found, links: LinkMaker | None
) -> Mapping[str, Any] | None:
    answers = found.action.is_open and person.id in found.action.owner_ids
    ask = Ask(action_subject(found.action.id), person.id, person.id)
    link = links(ask) if links is not None and answers else None
    return action_told.letter(frame_of(view, services, person), found.lines, link) if found.lines else None


def _say_change(view: View, shown: Presentation, kept: Mapping[str, Any], *, stands: bool) -> _Found | None:
    del stands  # what an entry says stays as it is
    action = view.actions.get(kept["action"])
    if action is None:
        return None
    entry = next((one for one in view.actions.entries(action.id) if one.version == kept["version"]), None)
    if entry is None:
        return None
    content = action_told.change_notice(action, entry, shown)
    return _Found(action, content, action_told.change_lines(action, entry, shown))


def _say_handover(view: View, shown: Presentation, kept: Mapping[str, Any], *, stands: bool) -> _Found | None:
    handover = view.handovers.get(kept["id"])
    action = view.actions.get(handover.action_id) if handover else None
    if handover is None or action is None:
        return None
    if not (handover.is_waiting or stands or kept["stage"] == Stage.ANSWERED):
        return None
    if kept["stage"] == Stage.ASKED:
        return _Found(action, action_asked.handover_message(handover, action, shown))
    name, reader = view.people.directory().people[handover.to_id].name, kept["person"]
    content = action_asked.handover_notice(handover, action, name, reader, shown)
    return _Found(action, content, action_asked.handover_lines(handover, action, name, reader, shown))


def _say_claim(view: View, shown: Presentation, kept: Mapping[str, Any], *, stands: bool) -> _Found | None:
    claim = view.claims.get(kept["id"])
    action = view.actions.get(claim.action_id) if claim else None
    if claim is None or action is None:
        return None
    if not (claim.is_waiting or stands or kept["stage"] == Stage.ANSWERED):
        return None
    make = action_asked.claim_message if kept["stage"] == Stage.ASKED else action_asked.claim_notice
    return _Found(action, make(claim, action, shown))


class _Saying(Protocol):
    def __call__(self, view: View, shown: Presentation, kept: Mapping[str, Any], *, stands: bool) -> _Found | None: ...


_SAID: Mapping[str, _Saying] = {
    "action-told": _say_change,
    "handover": _say_handover,
    "claim": _say_claim,
}
KINDS = tuple(_SAID)
"""The kinds of messages that are composed here."""

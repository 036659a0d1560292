"""What happened to a proposal, and when. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.listing import paginate
from bot.domain.proposals.records import Proposal
from bot.domain.recorded import RecordedEvent
from bot.store.unit_of_work import View
from bot.views.proposal_timeline import TIMELINE_PAGE, Happened, timeline_message
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import actor_words, subject_of
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.origins import named_origin
from bot.workflows.proposals.sections import TIMELINE, withheld_from
from bot.workflows.proposals.showing import withheld_message
from bot.workflows.services import Services

_MOST = 500
_FIELDS = {
    "title": "title",
    "summary": "summary",
    "starts_on": "start",
    "money_of": "whose money it is",
    "answers": "answers",
    "costs": "costs",
    "stated_total_pence": "total",
    "stated_totals": "totals",
    "recommendations": "recommendations",
    "risks": "risks",
    "people": "people it concerns",
    "organisations": "organisations it concerns",
    "fund_key": "fund",
    "kind": "kind",
    "workstream_key": "workstream",
    "organisation_key": "sponsoring organisation",
    "sponsor_id": "sponsor",
    "visibility": "who may see it",
    "exempt_ground": "why it is not public",
    "exempt_reason": "why it is not public",
    "exempt_until_on": "until when it is not public",
}


def show_timeline(services: Services, identity: Identity, written: str, page: int = 1) -> dict[str, Any]:
    """Return a page of what happened to a proposal, the latest first."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        why = withheld_from(view, services, desk, proposal)
        if why is not None:
            return withheld_message(view, proposal, why)
        happened = happenings(view, services, desk, proposal)
    return timeline_message(proposal, paginate(happened, page, TIMELINE_PAGE), desk.shown)


def happenings(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Happened]:
    """Return what happened to a proposal as far as whoever is at the desk may know of it, the latest first."""
    events = _folded(view.events_of(subject_of(proposal), _MOST, _SAID))
    copied = named_origin(view, desk, proposal)
    told = [Happened(event.at, words) for event in events if (words := _words(desk, event, copied))]
    told += [Happened(at, words) for more in TIMELINE for at, words in more(view, services, desk, proposal)]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _folded(newest_first: tuple[RecordedEvent, ...]) -> list[RecordedEvent]:
    """Return events with those of a person who drafts in one go as one."""
    folded: list[RecordedEvent] = []
    for event in newest_first:
        last = folded[-1] if folded else None
        if (
            last is not None
            and event.verb == last.verb == "proposal.drafted"
            and event.actor == last.actor
            and event.at.date() == last.at.date()
        ):
            fields = {*event.detail.get("fields", ()), *last.detail.get("fields", ())}
            folded[-1] = RecordedEvent(last.at, last.actor, last.verb, {**last.detail, "fields": sorted(fields)})
            continue
        folded.append(event)
    return folded


def _words(desk: Desk, event: RecordedEvent, copied: str) -> Mrkdwn | None:
    say_it = _SAID.get(event.verb)
    return say_it(actor_words(desk, event.actor), {**event.detail, "copied_from": copied}) if say_it else None


def _begun(who: str, detail: Mapping[str, Any]) -> Mrkdwn:
    return say("proposals/event_begun", who=who, copied=detail["copied_from"])


def _drafted(who: str, detail: Mapping[str, Any]) -> Mrkdwn:
    fields = dict.fromkeys(_FIELDS.get(name, name) for name in detail.get("fields", ()))
    return say("proposals/event_drafted", who=who, fields=", ".join(fields))


def _papers(who: str, detail: Mapping[str, Any]) -> Mrkdwn:
    return say("proposals/event_papers", who=who, added=detail.get("added", []), removed=detail.get("removed", []))


def _submitted(who: str, detail: Mapping[str, Any]) -> Mrkdwn:
    return say("proposals/event_submitted", who=who, number=detail["number"], why=detail.get("why", ""))


def _withdrawn(who: str, detail: Mapping[str, Any]) -> Mrkdwn:
    return say("proposals/event_withdrawn", who=who, why=detail.get("why", ""))


_SAID: Mapping[str, Callable[[str, Mapping[str, Any]], Mrkdwn]] = {
    "proposal.begun": _begun,
    "proposal.drafted": _drafted,
    "proposal.papers": _papers,
    "proposal.submitted": _submitted,
    "proposal.withdrawn": _withdrawn,
}

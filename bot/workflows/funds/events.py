"""What happened to a proposal's money, for its timeline."""

from __future__ import annotations

from datetime import datetime

from bot.domain.money import format_pence
from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import View
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import subject_of
from bot.workflows.services import Services

_MOST = 200
_VERBS = ("fund.awarded", "fund.award_changed", "fund.overridden")
_STATES = {"in_force": "in force", "conditional": "on conditions", "fallen": "fallen"}


def money_events(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[tuple[datetime, Mrkdwn]]:
    """Return what was given to a proposal, what became of it, and what finance officers allowed."""
    del services
    people = desk.directory.people
    found: list[tuple[datetime, Mrkdwn]] = []
    for event in view.events_of(subject_of(proposal), _MOST, _VERBS):
        facts = event.detail
        state = facts.get("state", "")
        kind, _, number = event.actor.partition(":")
        known = people.get(int(number)) if kind == "person" and number.isdecimal() else None
        words = say(
            "funds/event",
            verb=event.verb.removeprefix("fund."),
            fund=str(facts.get("fund", "")),
            pence=format_pence(int(facts.get("pence") or facts.get("over") or 0)),
            state=_STATES.get(state[-1] if isinstance(state, list) else str(state), ""),
            who=known.name if known else "",
            reason=str(facts.get("reason") or facts.get("why") or ""),
        )
        found.append((event.at, words))
    return found

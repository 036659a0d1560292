"""Finance officers are told of a proposal that would overdraw its fund, before a board that gives its money decides."""

from __future__ import annotations

from bot.domain.people import Role
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.records import Proposal
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import say
from bot.workflows.funds.positions import overdraw
from bot.workflows.proposals.lookup import can_read
from bot.workflows.readers import actor_of
from bot.workflows.services import Services


def tell_officers(unit: Unit, services: Services, proposal: Proposal) -> None:
    """Tell the finance officers who could allow it what a proposal lacks in its fund, once for each version and sum."""
    found = overdraw(unit, services.config, proposal)
    if found is None or found.is_allowed:
        return
    text = say("funds/to_allow", ref=proposal.ref, title=proposal.title, sentence=found.sentence(whole=True))
    allow = blocks.button("Allow it", Act.FUND_OVERRIDE, proposal.ref)
    show = blocks.button(f"Show {proposal.ref}", Act.PROPOSAL_SHOW, proposal.ref)
    content = blocks.message(text, [blocks.section(text), blocks.actions([allow, show])])
    directory, today = unit.people.directory(), unit.today
    for person in directory.holders({Role.FINANCE_OFFICER}, today):
        if not person.slack_id or not directory.serves(person, today) or is_theirs(person.id, proposal):
            continue
        if can_read(unit, actor_of(directory, person.id, today), proposal):
            key = f"overdraw:{proposal.id}:{proposal.submitted}:{found.over}:{person.id}"
            unit.outbox.put(OutgoingMessage(key, key, person.slack_id, key, content))

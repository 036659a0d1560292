"""What a proposal lacks before it can be submitted, and what is odd about its sums."""

from __future__ import annotations

from bot.domain.proposals.content import Content
from bot.domain.proposals.money_named import asked_less, leaves_money_open, with_money_named
from bot.domain.proposals.questions import unanswered
from bot.domain.proposals.records import Ask, Proposal
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.proposals.cost_facts import faults_in
from bot.workflows.proposals.reading import questions_of
from bot.workflows.proposals.route_showing import planned_route
from bot.workflows.services import Services


def lacks_of(services: Services, proposal: Proposal, content: Content) -> tuple[str, ...]:
    """Return what a proposal needs before it can be submitted, in words."""
    lacks = [] if content.title else ["A title"]
    lacks += [] if content.summary else ["A summary"]
    lacks += [question.label for question in unanswered(questions_of(services.config, proposal.fund), content.answers)]
    if proposal.visibility is Visibility.NON_PUBLIC and proposal.exemption is None:
        lacks.append("The ground on which it is not public")
    if leaves_money_open(content):
        lacks.append(f"Which of its recommendations gives the money: `/proposal recommend {proposal.ref} 1`")
    return tuple(lacks)


def fault_words(services: Services, desk: Desk, proposal: Proposal, content: Content) -> tuple[str, ...]:
    """Return what is odd about the sums of a proposal, in sentences."""
    return tuple(fault.words for fault in faults_in(services, desk, proposal, content))


def require_approval_asked(
    view: View, services: Services, desk: Desk, proposal: Proposal, content: Content, field: str = ""
) -> None:
    """Make sure that the boards that approve on the route are asked to, with what gives money: else nobody gives it.

    `field` is of the form in which that can be mended, empty where it has none.

    Raises:
        InvalidInputError: one is asked for less; says which, and where.
    """
    stages = planned_route(view, services, proposal, content).stages
    found = asked_less(with_money_named(content), [one.board for one in stages if one.ask is Ask.APPROVE])
    if found is None:
        return
    number, board = found
    name = desk.shown.board_names([board])
    raise InvalidInputError(
        f"Recommendation {number} gives money and {name} is the one to approve it, but is asked for less: then nobody "
        "would give the money.",
        f"Ask {name} to approve, or leave it to the route: `/proposal recommend {proposal.ref} {number}`.",
        fields={field: f"{name} is to approve this money, and is asked for less below. Leave it out there."}
        if field
        else {},
    )

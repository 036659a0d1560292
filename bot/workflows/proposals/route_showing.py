"""Show where a proposal is on its route, since when, on whom it waits, what comes next, and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.people import DecidesIn
from bot.domain.proposals import course
from bot.domain.proposals.content import Content
from bot.domain.proposals.expecting import Expected, Start, expect, start_of
from bot.domain.proposals.records import Ask, Proposal, ProposalState, Stage, StageState
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.route import RouteFacts, route_blocks, route_foot, stage_lines, start_words
from bot.views.wording import Mrkdwn, say, unescape
from bot.workflows.bids.rules import round_of
from bot.workflows.desk import Desk
from bot.workflows.funds.positions import overdraw
from bot.workflows.proposals.change import content_of, draft_of
from bot.workflows.proposals.route_planning import as_stages, plan_route, times_of
from bot.workflows.proposals.voting.polls import polls_of
from bot.workflows.services import Services

_NAMED = 4


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """The route a draft would take as configured now.

    Attributes:
        stages: as they would be; none where there is no route.
        name: of the configured route.
        expected: when it would be decided, were it submitted today.
        fault: why there is no route, in a sentence; empty where there is one.
    """

    stages: tuple[Stage, ...]
    name: str
    expected: Expected
    fault: str = ""


def planned_route(view: View, services: Services, proposal: Proposal, content: Content) -> PlannedRoute:
    """Return the route that a proposal would take with this content, were it submitted today."""
    directory, today = view.people.directory(), services.today(view.now)
    try:
        planned = plan_route(services.config, directory, proposal, content, today)
    except InvalidInputError as refused:
        return PlannedRoute((), "", Expected(None), refused.message)
    stages = as_stages(planned)
    expected = expect(stages, times_of(services.config, directory), today)
    return PlannedRoute(stages, planned.route.name, expected)


def route_section(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[blocks.Block]:
    """Return what a proposal's card shows of its route to whoever is at the desk, who may read it."""
    return blocks_of_route(view, services, desk, proposal)


def route_lines(view: View, services: Services, proposal: Proposal) -> tuple[str, ...]:
    """Return a route in plain sentences, as papers and letters have them."""
    shown = services.presentation(view.people.directory(), view.now)
    facts = _facts(view, services, proposal)
    lines = [*stage_lines(facts, shown), *str(route_foot(facts, shown)).split("\n")]
    return tuple(unescape(str(line)).replace("*", "") for line in lines if line)


def start_warning(view: View, services: Services, proposal: Proposal) -> Mrkdwn:
    """Return the warning that a proposal wants to start before its decision or soon after it; empty for none."""
    shown = services.presentation(view.people.directory(), view.now)
    return start_words(_facts(view, services, proposal).start, shown)


def waits_for(view: View, services: Services, proposal: Proposal, stages: Sequence[Stage]) -> Mapping[int, str]:
    """Return on whom stages of a proposal wait, in words, by their ids; those are left out that wait for nobody.

    A board that decides at its meetings is not asked one by one: it waits for its meeting, and then for the office.
    """
    today, author = services.today(view.now), view.people.directory().people.get(proposal.author_id)
    in_thread = [one for one in stages if one.state is StageState.OPEN and one.decides_in is DecidesIn.THREAD]
    polls = polls_of(view, services, in_thread)
    found = {stage_id: _some([seat.name for seat in poll.tally.waiting]) for stage_id, poll in polls.items()}
    for stage in stages:
        if stage.state is StageState.RETURNED and author is not None:
            found[stage.id] = author.name
        elif stage.id in polls and not found[stage.id] and _lacks_money(view, services, proposal, stage):
            found[stage.id] = "a finance officer, who must allow what its fund lacks"
        elif stage.state is StageState.OPEN and stage.meets_on is not None and stage.meets_on < today:
            found[stage.id] = "the office to record what it decided"
    return {stage_id: words for stage_id, words in found.items() if words}


def _lacks_money(view: View, services: Services, proposal: Proposal, stage: Stage) -> bool:
    over = overdraw(view, services.config, proposal) if stage.ask is Ask.APPROVE else None
    return over is not None and not over.is_allowed


def blocks_of_route(
    view: View, services: Services, desk: Desk, proposal: Proposal, *, is_withheld: bool = False
) -> list[blocks.Block]:
    """Return a proposal's route as blocks, of a draft the one it would take.

    Args:
        view: the store.
        services: what every use case is handed.
        desk: where it was asked for.
        proposal: whose route it is.
        is_withheld: whether what boards said is kept from the reader.
    """
    if _is_draft(view, proposal):
        facts, fault = _planned_facts(view, services, proposal)
        if fault:
            return [blocks.section(say("routes/missing", ref=proposal.ref, why=fault))]
        bids = round_of(view, proposal)
        if bids is not None and proposal.submitted:
            # Nobody knows when its round is over: no day is expected before.
            waits = say(
                "routes/in_round",
                ref=bids.ref,
                closes=desk.shown.dated(bids.closes_on),
                scores=desk.shown.dated(bids.scores_due_on) if bids.scores_due_on else "",
            )
            facts = replace(facts, expected=Expected(None), start=None)
            return [blocks.section(waits), *route_blocks(facts, desk.shown)]
    else:
        facts = _facts(view, services, proposal, is_withheld=is_withheld)
    return route_blocks(facts, desk.shown)


def _facts(view: View, services: Services, proposal: Proposal, *, is_withheld: bool = False) -> RouteFacts:
    stages = course.current(view.stages.of_proposal(proposal.id))
    times, today = times_of(services.config, view.people.directory()), services.today(view.now)
    expected = expect(stages, times, today)
    key = stages[0].route if stages else ""
    return RouteFacts(
        stages=stages,
        name=_name(services, key),
        expected=expected,
        start=_start(services, _starts_on(view, proposal), expected),
        waits=waits_for(view, services, proposal, stages),
        is_over=proposal.is_over,
        is_withheld=is_withheld,
    )


def planned_foot(view: View, services: Services, desk: Desk, proposal: Proposal) -> Mrkdwn:
    """Return when a draft would be decided, were it submitted today, and a warning where it wants to start too soon."""
    return route_foot(_planned_facts(view, services, proposal)[0], desk.shown)


def _planned_facts(view: View, services: Services, proposal: Proposal) -> tuple[RouteFacts, str]:
    content = draft_of(view, proposal)
    planned = planned_route(view, services, proposal, content)
    start = _start(services, content.starts_on, planned.expected)
    facts = RouteFacts(planned.stages, planned.name, planned.expected, start, is_planned=True)
    return facts, planned.fault


def _is_draft(view: View, proposal: Proposal) -> bool:
    """Return whether a proposal has taken no route yet."""
    return proposal.state is ProposalState.DRAFT or not view.stages.of_proposal(proposal.id)


def _starts_on(view: View, proposal: Proposal) -> date | None:
    return proposal.starts_on or content_of(view, proposal).starts_on


def _start(services: Services, starts_on: date | None, expected: Expected) -> Start | None:
    return start_of(starts_on, expected, services.config.routing.tight_start_days)


def _name(services: Services, key: str) -> str:
    return next((route.name for route in services.config.routes if route.key == key), "")


def _some(names: Sequence[str]) -> str:
    """Return some names in a phrase: the first few, and how many more there are."""
    more = len(names) - _NAMED
    named = ", ".join(names[:_NAMED])
    return f"{named} and {more} more" if more > 0 else named

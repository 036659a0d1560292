"""A proposal takes its route: the stages of the configured one are added, with the rules of the day."""

from __future__ import annotations

from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Proposal
from bot.domain.proposals.routes import Planned
from bot.domain.proposals.rules import rules_to_json
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.workflows.proposals.change import subject_of
from bot.workflows.proposals.route_planning import plan_route, same_course
from bot.workflows.proposals.stage_change import By, actor_of
from bot.workflows.services import Services


def route_for(unit: Unit, services: Services, proposal: Proposal, content: Content) -> Planned:
    """Return the route that a proposal takes with this content; see `plan_route`."""
    directory, today = unit.people.directory(), services.today(unit.now)
    return plan_route(services.config, directory, proposal, content, today)


def other_route(
    unit: Unit, services: Services, proposal: Proposal, before: Content, content: Content
) -> Planned | None:
    """Return the route of a new version where it is another than the version before would take; None otherwise.

    Both are reckoned as configured now: a changed configuration alone moves nothing that is under way.
    """
    try:
        earlier = route_for(unit, services, proposal, before)
    except InvalidInputError:
        return None
    now = route_for(unit, services, proposal, content)
    return None if same_course(earlier, now) else now


def take_route(unit: Unit, by: By, proposal: Proposal, planned: Planned) -> None:
    """Let a proposal take a route: its stages come behind those that there are."""
    before = unit.stages.of_proposal(proposal.id)
    run = max((stage.run for stage in before), default=0) + 1
    step = max((stage.step for stage in before), default=0)
    position = max((stage.position for stage in before), default=0)
    unit.stages.add(
        {
            "proposal_id": proposal.id,
            "step": step + turn.step,
            "position": position + place,
            "board_key": turn.board,
            "ask": turn.ask.value,
            "decides_in": turn.decides_in.value,
            "rules": rules_to_json(turn.rules),
            "run": run,
            "route_key": planned.route.key,
        }
        for place, turn in enumerate(planned.turns, 1)
    )
    asked = [[turn.step, turn.board, turn.ask.value] for turn in planned.turns]
    unit.record(actor_of(by), "proposal.routed", subject_of(proposal), route=planned.route.key, run=run, stages=asked)

"""Votes that were counted at a meeting, held against the board's rules and what it decided."""

from __future__ import annotations

from bot.domain.people import Capacity
from bot.domain.proposals.counts import Counted, partners_fault, passes, read_counts
from bot.domain.proposals.decisions import Resolution
from bot.domain.proposals.records import PASSING, Outcome, Stage
from bot.domain.proposals.resolved_lines import LineFaultError
from bot.domain.proposals.rules import Majority
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_HAS_SEAT = frozenset({Capacity.CHAIR, Capacity.VOTING})


def counted_votes(services: Services, desk: Desk, stage: Stage, written: str, faults: dict[str, str]) -> Counted:
    """Return the votes that were counted; what cannot be among them is a fault."""
    partners = _partners(desk, stage)
    names = {one.key: one.name for one in services.config.organisations if one.key in partners}
    by_name = {called.casefold(): key for key, name in names.items() for called in (key, name)}
    try:
        return read_counts(written, lambda name: by_name.get(name.casefold()))
    except LineFaultError as fault:
        faults["count"] = str(fault)
        return Counted()


def _partners(desk: Desk, stage: Stage) -> tuple[str, ...]:
    """Return the keys of the organisations that have a vote at a board, or a seat."""
    if stage.rules.quorum.of_organisation:
        return tuple(stage.rules.quorum.of_organisation)
    seats = [one for one in desk.directory.boards[stage.board].members if one.capacity in _HAS_SEAT]
    people = desk.directory.people
    found = [one.organisation or people[one.person_id].organisation for one in seats if one.person_id in people]
    return tuple(dict.fromkeys(filter(None, found)))


def fault_of_counts(services: Services, desk: Desk, stage: Stage, resolution: Resolution, counted: Counted) -> str:
    """Return why votes that were counted do not come to what was decided, in a sentence; empty where they do."""
    rules = stage.rules
    unknown = counted.items.keys() - {item.number for item in resolution.items}
    if unknown:
        return f"There is no recommendation {min(unknown)}."
    if rules.majority is Majority.PARTNERS and counted.whole is not None and resolution.outcome in PASSING:
        names = {one.key: one.name for one in services.config.organisations}
        return partners_fault(counted, _partners(desk, stage), names)
    for item in resolution.items:
        count = counted.of_item(item.number)
        agreed = None if count is None else passes(count, rules.majority, casting=rules.casting)
        if agreed is False and item.outcome in PASSING:
            which = f"recommendation {item.number}" if item.number in counted.items else "it"
            return f"By those votes {which} did not pass. Correct the votes, or what was decided."
        alone = item.number in counted.items or len(resolution.items) == 1
        if agreed and alone and item.outcome is Outcome.REJECTED:
            return "By those votes it passed. Correct the votes, or what was decided."
    return ""

"""What a digest tells of proposals: which wait, for which board or whom, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.digest import KEPT, Line, Section, divided
from bot.domain.people import DecidesIn
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.risks import Visibility
from bot.views.digest import heading, note
from bot.workflows.digest.sections import Gathering
from bot.workflows.proposals.voting.polls import poll_of

_NAMED = 3
_MORE = "/proposal list"


def waiting(gathering: Gathering) -> Section | None:
    """Return the proposals under way, each with the board or the people it waits for."""
    view, reach = gathering.view, gathering.reach
    under_way = view.proposals.under_way()
    readable = view.digests.readable([("proposal", one.id) for one in under_way], reach.reader)
    mine = [one for one in under_way if ("proposal", one.id) in readable and _is_reached(one, gathering)]
    routes = view.stages.of_proposals([one.id for one in mine]) if mine else {}
    lines = [_line(one, routes.get(one.id, ()), gathering) for one in mine[:KEPT]]
    return divided("proposals", heading("proposals"), lines, len(mine), _MORE)


def decided(gathering: Gathering) -> list[tuple[date, Line]]:
    """Return what boards decided on proposals last week, each with its day."""
    view, week = gathering.view, gathering.week
    decisions = view.decisions.between(week.since, week.until)
    readable = view.digests.readable([("proposal", one.proposal_id) for one in decisions], gathering.reach.reader)
    proposals = view.proposals.of_ids([one.proposal_id for one in decisions])
    shown = [one for one in decisions if ("proposal", one.proposal_id) in readable]
    return [
        (one.decided_on, _decided(one, proposals[one.proposal_id], gathering))
        for one in shown
        if _is_reached(proposals[one.proposal_id], gathering)
    ]


def _decided(decision: Decision, proposal: Proposal, gathering: Gathering) -> Line:
    board = gathering.shown.board_names([decision.board])
    said = note("digest/proposal_decided", board=board, number=decision.number, words=decision.words)
    return Line(proposal.title, proposal.ref, note=said, kind="proposal", id=proposal.id)


def _is_reached(proposal: Proposal, gathering: Gathering) -> bool:
    reach = gathering.reach
    if reach.only_hidden and proposal.visibility is Visibility.PUBLIC:
        return False
    if reach.workstream and proposal.workstream != reach.workstream:
        return False
    own = reach.own
    if own is None:
        return True
    return own.person_id in (proposal.author_id, proposal.sponsor_id) or proposal.workstream in own.workstreams


def _line(proposal: Proposal, stages: tuple[Stage, ...], gathering: Gathering) -> Line:
    before = [stage for stage in stages if stage.is_before_board]
    waits = [_waits(together, gathering) for together in _together(before)]
    said = note("digest/proposal", waits=waits)
    return Line(proposal.title, proposal.ref, note=said, kind="proposal", id=proposal.id)


def _together(stages: Sequence[Stage]) -> list[list[Stage]]:
    """Return stages by what they wait for: boards that meet on one day are named together."""
    groups: dict[object, list[Stage]] = {}
    for stage in stages:
        meets = stage.state is StageState.OPEN and stage.decides_in is DecidesIn.MEETING and stage.meets_on
        groups.setdefault(meets or f"alone {stage.id}", []).append(stage)
    return list(groups.values())


def _waits(together: Sequence[Stage], gathering: Gathering) -> dict[str, object]:
    """Return on what stages wait: their meeting, members who have not voted, the author, or a day."""
    shown, stage = gathering.shown, together[0]
    names: list[str] = []
    more = 0
    if stage.state is StageState.OPEN and stage.decides_in is DecidesIn.THREAD:
        poll = poll_of(gathering.view, gathering.services, stage)
        seats = [seat.name for seat in poll.tally.waiting]
        names, more = seats[:_NAMED], max(0, len(seats) - _NAMED)
    return {
        "board": " and the ".join(shown.board_names([one.board]) for one in together),
        "several": len(together) > 1,
        "state": stage.state.value,
        "since": shown.day(stage.opened_at) if stage.opened_at else "",
        "meets": shown.day(stage.meets_on) if stage.meets_on else "",
        "until": shown.day(stage.deferred_until) if stage.deferred_until else "",
        "names": names,
        "more": more,
    }

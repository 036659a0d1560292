"""What a digest tells of boards: rounds that collect for them, what they decided, when they meet and papers are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.digest import KEPT, Line, Section, divided
from bot.domain.months import month_name
from bot.domain.people import Board
from bot.store.repositories.digest_rows import ToldDecision, ToldRound
from bot.views.digest import heading, note, words
from bot.workflows.digest.of_actions import action_line
from bot.workflows.digest.of_proposals import decided as proposal_decisions
from bot.workflows.digest.of_risks import risk_line
from bot.workflows.digest.sections import Gathering
from bot.workflows.register_paper.choosing import next_meeting, papers_due_on

_MISSING_NAMED = 5


def rounds(gathering: Gathering) -> Section | None:
    """Return the open rounds: how many of the reached risks have answered, and which have not."""
    found = gathering.view.digests.rounds(gathering.reach, _MISSING_NAMED)
    return divided("rounds", heading("rounds"), [_round_line(one, gathering) for one in found], len(found))


def decisions(gathering: Gathering) -> Section | None:
    """Return what boards decided last week: on proposals, risks taken off reports or accepted, actions dropped."""
    reads, reach, week, shown = gathering.view.digests, gathering.reach, gathering.week, gathering.shown
    off, accepted, dropped = (
        reads.taken_off(reach, week.since, week.until),
        reads.accepted(reach, week.since, week.until),
        reads.dropped(reach, week.since, week.until),
    )
    dated: list[tuple[date, Line]] = []
    for kind, some in (("taken_off", off.items), ("accepted", accepted.items)):
        dated += [(one.held_on, _of_risk(kind, one, gathering)) for one in some]
    for action in dropped.items:
        on = action.held_on or (shown.date_of(action.closed_at) if action.closed_at else week.before_on)
        said = _decided("dropped", _body(action.board, gathering), action.held_on, action.minute, None, gathering)
        dated.append((on, action_line(action, said)))
    on_proposals = proposal_decisions(gathering)
    dated += on_proposals
    lines = [line for _, line in sorted(dated, key=lambda pair: (pair[0], pair[1].ref))]
    total = off.total + accepted.total + dropped.total + len(on_proposals)
    return divided("decisions", heading("decisions"), lines[:KEPT], total)


def meetings(gathering: Gathering) -> Section | None:
    """Return when each board meets next, and when its papers are due."""
    lines = [_meeting_line(one, gathering) for one in coming(gathering)]
    return divided("meetings", heading("meetings"), lines, len(lines))


@dataclass(frozen=True, slots=True)
class Coming:
    """The next meeting of a board, or of boards in common."""

    names: str
    on: date
    papers_on: date


def coming(gathering: Gathering) -> list[Coming]:
    """Return the next meetings, the earliest first; boards that set actions as one and meet that day are one."""
    config, boards = gathering.services.config, gathering.directory.boards
    found: dict[tuple[date, date, str], list[Board]] = {}
    for board in boards.values():
        on = next_meeting(board, gathering.today) if board.key in gathering.boards else None
        if on is not None:
            common = config.bodies.name_of(board.key)
            found.setdefault((on, papers_due_on(config, board, on), common), []).append(board)
    return [
        Coming(" and ".join(board.name for board in some), on, papers_on)
        for (on, papers_on, _), some in sorted(found.items(), key=lambda pair: pair[0])
    ]


def is_near(gathering: Gathering) -> bool:
    """Return whether a board meets this week, or papers for one are due."""
    last_on = gathering.week.last_on
    return any(one.on <= last_on or gathering.today <= one.papers_on <= last_on for one in coming(gathering))


def next_words(gathering: Gathering) -> str:
    """Return what comes next in a phrase: papers that are due, or a meeting; empty where none is known."""
    first = next(iter(_steps(coming(gathering), gathering)), None)
    return "" if first is None else first[1]


def _steps(meetings_ahead: Iterable[Coming], gathering: Gathering) -> list[tuple[date, str]]:
    def each() -> Iterator[tuple[date, str]]:
        for one in meetings_ahead:
            if one.papers_on >= gathering.today:
                yield one.papers_on, _step(one, one.papers_on, gathering, is_papers=True)
            yield one.on, _step(one, one.on, gathering, is_papers=False)

    return sorted(each())


def _step(one: Coming, on: date, gathering: Gathering, *, is_papers: bool) -> str:
    return words("digest/step", names=one.names, on=gathering.shown.day(on), is_papers=is_papers)


def _round_line(one: ToldRound, gathering: Gathering) -> Line:
    shown = gathering.shown
    summary = words("digest/round_summary", month=month_name(one.month), answered=one.answered, asked=one.asked)
    missing = [str(ref) for ref in one.missing]
    said = note(
        "digest/round",
        due=shown.day(one.due_on),
        is_past=one.due_on < gathering.today,
        papers=shown.day(one.paper_on) if one.paper_on else "",
        missing=missing,
        more=one.asked - one.answered - len(missing),
    )
    return Line(summary, note=said)


def _of_risk(kind: str, one: ToldDecision, gathering: Gathering) -> Line:
    board = gathering.shown.board_names([one.board])
    said = _decided(kind, board, one.held_on, one.minute, one.expires_on, gathering)
    return risk_line(one.risk, gathering.shown, said)


def _decided(kind: str, board: str, held_on: date | None, minute: str, until: date | None, gathering: Gathering) -> str:
    shown = gathering.shown
    return note(
        "digest/decision",
        kind=kind,
        board=board,
        on=shown.day(held_on) if held_on else "",
        minute=minute,
        until=shown.day(until) if until else "",
    )


def _body(name: str, gathering: Gathering) -> str:
    """Return what a body is called: a board's name, or what boards in common call themselves."""
    boards = gathering.services.config.bodies.boards(name)
    return gathering.shown.board_names(boards) if len(boards) == 1 else gathering.shown.workstream(name)


def _meeting_line(one: Coming, gathering: Gathering) -> Line:
    shown = gathering.shown
    said = note(
        "digest/meeting",
        on=shown.day(one.on),
        papers=shown.day(one.papers_on),
        is_past=one.papers_on < gathering.today,
    )
    return Line(one.names, note=said)

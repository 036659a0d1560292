"""What a board has before it: its next meeting, what is on its report, and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.access import Actor, may_read
from bot.domain.months import month_name
from bot.domain.people import Board
from bot.domain.risks import Risk, RiskStatus
from bot.slack.gateway import SlackGateway
from bot.store.repositories.papers import MadePaper
from bot.store.unit_of_work import View
from bot.views import board as said
from bot.views.board import BoardSaid, LyingLine, PaperLine
from bot.views.stage_card import state_words
from bot.workflows.actions.late_list import late_list_blocks
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.openable import Openable
from bot.workflows.proposals.lookup import readable
from bot.workflows.proposals.sections import withheld_from
from bot.workflows.register_paper.choosing import find_board, next_meeting, papers_due_on
from bot.workflows.services import Services

Message = dict[str, Any]
_PAPERS_LOOKED_AT, _PAPERS_SHOWN = 40, 5


def show_board(services: Services, gateway: SlackGateway, identity: Identity, written: str) -> Message:
    """Return a board as somebody may see it.

    Raises:
        NotFoundError, InvalidInputError: no board of that name, or several.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        board = find_board(desk.directory, written)
        shown = _shown(services, desk, board, view.risks.all())
        kept = view.papers.of_board(board.key, _PAPERS_LOOKED_AT)
        late = late_list_blocks(view, services, desk, board.key)
        lying = _lying(view, services, desk, board)
    papers = _papers(kept, Openable(gateway, identity.slack_id), desk, board)
    return said.board_message(shown, papers, late, lying)


def list_boards(services: Services, identity: Identity) -> Message:
    """Return all boards, those on which the asker sits first."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risks = view.risks.all()
    boards = sorted(
        desk.directory.boards.values(), key=lambda board: (board.key not in desk.actor.boards, -board.level)
    )
    return said.boards_message([_shown(services, desk, board, risks) for board in boards])


def _shown(services: Services, desk: Desk, board: Board, risks: Sequence[Risk]) -> BoardSaid:
    meeting = next_meeting(board, desk.actor.day)
    due = papers_due_on(services.config, board, meeting) if meeting else None
    on_report = [risk for risk in risks if board.key in risk.boards and may_read(desk.actor, risk)]
    return BoardSaid(
        key=board.key,
        name=board.name,
        meeting=desk.shown.day(meeting) if meeting else "",
        papers_due=desk.shown.day(due) if due else "",
        is_late=due is not None and due < desk.actor.day,
        chairs=_chairs(desk, board),
        total=len(on_report),
        by_band=_by_band(desk, on_report),
        is_mine=board.key in desk.actor.boards,
    )


def _lying(view: View, services: Services, desk: Desk, board: Board) -> Sequence[LyingLine]:
    """Return the proposals that lie before a board, those that the reader may know of; of some only that they do."""
    stages = view.stages.before_boards([board.key])
    proposals = view.proposals.of_ids([stage.proposal_id for stage in stages]) if stages else {}
    known = {one.id for one in readable(view, desk.actor, proposals.values())}
    found = []
    for stage in stages:
        proposal = proposals[stage.proposal_id]
        if proposal.id not in known:
            continue
        is_withheld = withheld_from(view, services, desk, proposal) is not None
        found.append(
            LyingLine(proposal.ref, "" if is_withheld else proposal.title, state_words(stage, desk.shown), is_withheld)
        )
    return found


def _chairs(desk: Desk, board: Board) -> Sequence[str]:
    people = desk.directory.people
    return [people[person_id].name for person_id in board.chairs(desk.actor.day) if person_id in people]


def _by_band(desk: Desk, risks: Sequence[Risk]) -> Sequence[tuple[str, int]]:
    bands = desk.shown.bands
    held = [
        "closed"
        if risk.status is RiskStatus.CLOSED
        else bands.band_of(risk.scores.residual).name
        if risk.scores.residual is not None
        else "not scored"
        for risk in risks
    ]
    return [(word, held.count(word)) for word in (*reversed(bands.names), "not scored", "closed") if word in held]


def _papers(papers: Sequence[MadePaper], openable: Openable, desk: Desk, board: Board) -> Sequence[PaperLine]:
    """Return the latest paper of each month that this reader can open, and whether it still counts.

    The public version and the full one count each for itself; a draft only while its month has nothing else.
    """
    lines: list[PaperLine] = []
    told: set[tuple[str, bool]] = set()
    counting: dict[tuple[str, bool], str] = {}
    for paper in sorted(papers, key=lambda paper: (paper.month, not paper.is_draft), reverse=True):
        month = (paper.month, paper.is_public)
        counts = counting.setdefault(month, paper.digest) == paper.digest
        if len(lines) >= _PAPERS_SHOWN or month in told:
            continue
        if not _may_know(paper, desk.actor, board) or paper not in openable:
            continue
        told.add(month)
        lines.append(
            PaperLine(
                month=month_name(paper.month),
                made_on=desk.shown.day(paper.made_at),
                made_by=paper.made_by,
                is_draft=paper.is_draft,
                is_public=paper.is_public,
                is_replaced=not counts,
                links=[(file.name.rsplit(".", 1)[-1].upper(), file.link) for file in paper.files if file.link],
            )
        )
    return lines


def _may_know(paper: MadePaper, actor: Actor, board: Board) -> bool:
    return paper.is_public or actor.is_office or board.key in actor.boards

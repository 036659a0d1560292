"""A board's late actions, told to the board and its chair when the papers of a meeting are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.domain.actions.access import Readable, readable_by
from bot.domain.actions.listing import ActionQuery, Wanted
from bot.domain.actions.records import Action
from bot.domain.chasing import Planned
from bot.domain.people import Board
from bot.store.unit_of_work import Unit, View
from bot.views import blocks
from bot.views.chased import chair_line, no_late_line
from bot.views.chased_lists import LISTED, late_list_lines
from bot.views.nudges import NudgeLine
from bot.views.wording import counted
from bot.workflows.actions.ladder import days_since
from bot.workflows.actions.subjects import list_subject, read_list_subject
from bot.workflows.actions.told_lists import tell_board
from bot.workflows.actions.tried import late_actions
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.planning import plan_nudges
from bot.workflows.desk import Desk
from bot.workflows.readers import Readers
from bot.workflows.register_paper.choosing import papers_due_on
from bot.workflows.services import Services

TICK = "late-lists"
_RULE = "told"
_EVERYTHING = Readable(everything=True, public=True, person_id=None, keys=frozenset())
_PUBLIC = Readable(everything=False, public=True, person_id=None, keys=frozenset())


def late_of(view: View, services: Services, board: str, readable: Readable, most: int) -> tuple[Sequence[Action], int]:
    """Return a board's late actions that may be read: up to `most`, the longest due first, and how many there are.

    Args:
        view: the view to read.
        services: the configuration.
        board: the name under which the board sets actions.
        readable: what may be read.
        most: how many are returned.
    """
    page = view.actions.listed(ActionQuery(Wanted.OVERDUE, board), readable, services.today(view.now), most)
    return page.items, page.total


def late_list_blocks(view: View, services: Services, desk: Desk, board: str) -> list[blocks.Block]:
    """Return what a board's own page shows of its late list to whoever is at the desk; `board` is its key."""
    bodies = services.config.bodies
    late, total = late_of(view, services, bodies.name_of(board), readable_by(desk.actor, bodies), LISTED)
    return late_list_lines(late_actions(view, services, late), total - len(late), desk.shown)


def tell_late_lists(services: Services, at: datetime) -> str:
    """Tell boards and their chairs of their late lists when the papers of a meeting came due since this last ran."""
    with services.store.view(at) as view:
        days, today = frozenset(days_since(services, view.ticks.last(TICK), at)), services.today(at)
        due = [
            (board, meeting)
            for board in view.people.directory().boards.values()
            for meeting in board.meetings
            if meeting >= today and papers_due_on(services.config, board, meeting) in days
        ]

    told = sum(_tell(services, at, board, meeting) for board, meeting in due)
    return f"{counted(told, 'late list')} told" if told else "no late list to tell"


def read_late_lists(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return a line for each late list before a meeting, without what its reader may not read."""
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    readers = Readers(directory, today)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask in asks:
        subject = read_list_subject(ask.subject)
        board = directory.boards.get(subject.board)
        if board is None or today > subject.meeting or ask.person_id not in board.chairs(today):
            continue
        name = services.config.bodies.name_of(board.key)
        mine = readable_by(readers.actor(ask.reader_id), services.config.bodies)
        late, total = late_of(view, services, name, mine, LISTED)
        if total:
            told = late_actions(view, services, late)
            lines[ask] = chair_line(board.key, board.name, subject.meeting, told, total - len(late), shown)
        else:
            lines[ask] = no_late_line(board.name, subject.meeting, shown)
    return lines


def _tell(services: Services, at: datetime, board: Board, meeting: date) -> bool:
    """Tell a board and its chair; return whether there was anything to tell."""
    name = services.config.bodies.name_of(board.key)
    with services.store.view(at) as view:
        _, total = late_of(view, services, name, _EVERYTHING, 1)
        shown, public = late_of(view, services, name, _PUBLIC, LISTED)
    if not total:
        return False

    def work(unit: Unit) -> None:
        today, subject = services.today(unit.now), list_subject(board.key, meeting)
        plan_nudges(unit, services, [(subject, chair) for chair in board.chairs(today)], [Planned(_RULE, today)])
        tell_board(unit, board, meeting, [action.id for action in shown], public)

    services.store.write(work, now=at)
    return True

"""`/board`: a board's next meeting, what is on its report, and its papers."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.text import clean_line
from bot.handlers.areas import BOARD_VERBS
from bot.handlers.desk import Body, FrontDesk, private
from bot.views.wording import unescape
from bot.workflows import board


def on_board(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer a `/board` command: a verb of an area, a board by its name, all of them without one."""
    written = clean_line(unescape(str(body.get("text", ""))))
    verb, *rest = written.split(maxsplit=1) if written else ("",)
    of_an_area = BOARD_VERBS.get(verb.casefold())
    if of_an_area is not None:
        of_an_area(desk, ack, body, "".join(rest))
        return
    if written and written.casefold() != "help":
        answer = desk.run(body, lambda who: board.show_board(desk.services, desk.gateway, who, written))
    else:
        answer = desk.run(body, lambda who: board.list_boards(desk.services, who))
    ack(**private(answer))

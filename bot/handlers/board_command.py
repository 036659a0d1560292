"""`/board`: a board's next meeting, what is on its report, and its papers."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.text import clean_line
from bot.handlers.desk import Body, FrontDesk, private
from bot.views.wording import unescape
from bot.workflows import board


def on_board(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer a `/board` command: a board by its name, all of them without one."""
    written = clean_line(unescape(str(body.get("text", ""))))
    if written:
        answer = desk.run(body, lambda who: board.show_board(desk.services, desk.gateway, who, written))
    else:
        answer = desk.run(body, lambda who: board.list_boards(desk.services, who))
    ack(**private(answer))


def on_board_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a board to whoever clicked."""
    key = str(body["actions"][0]["value"])
    desk.answer_click(body, desk.run(body, lambda who: board.show_board(desk.services, desk.gateway, who, key)))
    ack()

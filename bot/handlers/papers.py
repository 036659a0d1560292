"""Board papers: `/risk paper`, and the buttons of papers and boards."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.months import split_month
from bot.handlers.area import Area
from bot.handlers.as_of import split_as_of
from bot.handlers.desk import Body, FrontDesk, delivery_key, place_of, private
from bot.views.ids import Act
from bot.workflows import board
from bot.workflows.register_paper import delivering
from bot.workflows.register_paper.choosing import Asked

_PUBLIC, _FULL = "public", "full"


def on_paper(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have the register paper made: `[board] [month] [as of DATE] [public|full]`."""
    asked = read_paper_words(rest, desk)
    place, key = place_of(body), delivery_key(body)
    answer = desk.run(body, lambda who: delivering.ask_paper(desk.services, desk.gateway, who, asked, place, key))
    ack(**private(answer))


def on_anew_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Make a paper anew."""
    packed, place = str(body["actions"][0]["value"]), place_of(body)
    answer = desk.run(body, lambda who: delivering.make_anew(desk.services, desk.gateway, who, packed, place))
    desk.answer_click(body, answer)
    ack()


def on_tell_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take a paper to its board."""
    packed = str(body["actions"][0]["value"])
    desk.answer_click(body, desk.run(body, lambda who: delivering.tell_board(desk.services, desk.gateway, who, packed)))
    ack()


def read_paper_words(rest: str, desk: FrontDesk) -> Asked:
    """Return the paper that the words after the verb mean.

    Raises:
        InvalidInputError: a day that cannot be read, or one to come.
    """
    today = desk.services.today(desk.services.clock.now())
    version = [word for word in rest.split() if word.casefold() in {_PUBLIC, _FULL}]
    plain = " ".join(word for word in rest.split() if word.casefold() not in {_PUBLIC, _FULL})
    words, day = split_as_of(plain, today)
    board, month = split_month(words, today)
    return Asked(board, month, day, is_public=_FULL not in [word.casefold() for word in version])


def on_board_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a board to whoever clicked."""
    key = str(body["actions"][0]["value"])
    desk.answer_click(body, desk.run(body, lambda who: board.show_board(desk.services, desk.gateway, who, key)))
    ack()


AREA = Area(
    risk_verbs={"paper": on_paper},
    clicks={
        Act.PAPER_ANEW: on_anew_click,
        Act.PAPER_TELL: on_tell_click,
        Act.BOARD_SHOW: on_board_click,
    },
)

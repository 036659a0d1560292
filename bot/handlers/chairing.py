"""A chair's way out of a vote: `/proposal refer`, `/proposal defer`, and the button on the card."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.leading_days import leading_day
from bot.domain.written_dates import UnreadableDayError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, WordsHandler, delivery_key
from bot.handlers.form_fields import chosen_in, clicked_value, day_in, one_of, typed_in
from bot.handlers.proposal_words import with_reference
from bot.handlers.risk_submissions import settle
from bot.views.ids import Act, Form
from bot.views.vote_values import unpack_stage
from bot.workflows.proposals.deciding import chairing
from bot.workflows.proposals.deciding.chairing import ChairMove, Move
from bot.workflows.proposals.moving import BECAUSE
from bot.workflows.risk_change import Request
from bot.workflows.slack_words import words_typed

_UNTIL = ("until ", "till ", "to ", "by ")


def _verb(verb: str, move: Move) -> WordsHandler:
    def answer(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
        ref, written = with_reference(desk, verb, rest)
        board, words = _leading_board(desk, words_typed(desk.services, written))
        filled = ChairMove(move, questions=words) if move is Move.REFER else _put_off(desk, words)
        desk.open(body, desk.run(body, lambda who: chairing.form(desk.services, who, ref, filled, board=board)))
        ack()

    return answer


def _put_off(desk: FrontDesk, words: str) -> ChairMove:
    """Return what follows `/proposal defer P-7`, a day and a reason; what cannot be read is typed in the form."""
    rest = next((words[len(one) :] for one in _UNTIL if words.casefold().startswith(one)), words)
    with desk.services.store.view() as view:
        today = desk.services.today(view.now)
    try:
        found = leading_day(rest, today, None)
    except UnreadableDayError:
        found = None
    if found is None:
        return ChairMove(Move.DEFER, why=words)
    read, why = found
    return ChairMove(Move.DEFER, why=BECAUSE.sub("", why.strip(), count=1), until=read.day)


def _leading_board(desk: FrontDesk, words: str) -> tuple[str, str]:
    """Return the board's key that words begin with, empty where they begin with none, and what follows it."""
    first, _, behind = words.partition(" ")
    with desk.services.store.view() as view:
        boards = view.people.directory().boards
    key = next((key for key in boards if key.casefold() == first.casefold()), "")
    return (key, behind.strip()) if key else ("", words)


def on_move_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form for the chair of the board, or the office."""
    seen, filled = unpack_stage(clicked_value(body)), ChairMove(Move.REFER)
    desk.open(body, desk.run(body, lambda who: chairing.form(desk.services, who, "", filled, stage_id=seen.stage_id)))
    ack()


def on_move_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Do what stands in the form."""
    seen, key = unpack_stage(str(body["view"]["private_metadata"])), delivery_key(body)
    wanted = ChairMove(
        one_of(Move, chosen_in(body, "move")), typed_in(body, "why"), typed_in(body, "questions"), day_in(body, "until")
    )
    settle(desk, ack, body, lambda who: chairing.move(desk.services, Request(who, key), seen, wanted), None)


AREA = Area(
    proposal_verbs={"refer": _verb("refer", Move.REFER), "defer": _verb("defer", Move.DEFER)},
    clicks={Act.STAGE_MOVE: on_move_click},
    forms={Form.STAGE_MOVE: on_move_form},
)

"""What people say on a stage: `/proposal ask`, `comment`, `advise`, `object` and `answer`, with buttons and forms."""

from __future__ import annotations

import json

from slack_bolt import Ack

from bot.domain.proposals.vote_words import leading_board
from bot.domain.proposals.words import WordKind
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, Message, WordsHandler, delivery_key, private
from bot.handlers.form_fields import chosen_in, clicked_value, id_of, typed_in
from bot.handlers.proposal_words import with_reference
from bot.handlers.risk_submissions import settle
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.turning import outdated_button
from bot.views.vote_values import unpack_stage
from bot.views.wording import Mrkdwn
from bot.workflows.proposals.voting import saying
from bot.workflows.risk_change import Request, Saved
from bot.workflows.slack_words import words_typed


def _verb(verb: str, kind: WordKind) -> WordsHandler:
    def answer(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
        ref, written = with_reference(desk, verb, rest)
        board, written = _named_board(desk, written)
        words = words_typed(desk.services, written)
        if not words:
            form = desk.run(body, lambda who: saying.form_to_say(desk.services, who, ref, kind, board=board))
            desk.open(body, form)
            ack()
            return
        saved = desk.run(
            body,
            lambda who: saying.say_on_stage(
                desk.services, Request(who, delivery_key(body), ref), kind, words, board=board
            ),
        )
        ack(**private(_said(saved)))

    return answer


def on_answer(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of the answer to the first question that waits: `/proposal answer P-7`."""
    ref, _ = with_reference(desk, "answer", rest)
    desk.open(body, desk.run(body, lambda who: saying.form_to_answer(desk.services, who, ref)))
    ack()


def on_say_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form in which somebody asks or says something."""
    seen = unpack_stage(clicked_value(body))
    form = desk.run(
        body,
        lambda who: saying.form_to_say(desk.services, who, "", WordKind.QUESTION, stage_id=seen.stage_id),
    )
    desk.open(body, form)
    ack()


def on_have_read_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Note that somebody has read what lies before their board."""
    seen = unpack_stage(clicked_value(body))
    saved = desk.run(
        body,
        lambda who: saying.say_on_stage(
            desk.services, Request(who, delivery_key(body)), WordKind.READ, "", stage_id=seen.stage_id
        ),
    )
    desk.answer_click(body, _said(saved))
    ack()


def on_answer_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of the answer to a question."""
    word_id = id_of(clicked_value(body))
    desk.open(body, desk.run(body, lambda who: saying.form_to_answer(desk.services, who, "", word_id)))
    ack()


def on_say_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record what somebody asks or says."""
    seen = unpack_stage(str(body["view"]["private_metadata"]))
    kinds = {kind.value: kind for kind in WordKind}
    kind = kinds.get(chosen_in(body, "kind"), WordKind.COMMENT)
    words = typed_in(body, "words")
    settle(
        desk,
        ack,
        body,
        lambda who: saying.say_on_stage(
            desk.services, Request(who, delivery_key(body)), kind, words, stage_id=seen.stage_id
        ),
        None,
    )


def on_answer_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record the answer to a question."""
    try:
        word_id = int(json.loads(str(body["view"]["private_metadata"])))
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem
    words = typed_in(body, "words")
    settle(
        desk,
        ack,
        body,
        lambda who: saying.answer_question(desk.services, Request(who, delivery_key(body)), word_id, words),
        None,
    )


def _named_board(desk: FrontDesk, written: str) -> tuple[str, str]:
    """Return the key of the board that words begin with, empty for none, and what follows it."""
    with desk.services.store.view() as view:
        return leading_board(view.people.directory().boards, written)


def _said(saved: Saved) -> Message:
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said))])


AREA = Area(
    proposal_verbs={
        "ask": _verb("ask", WordKind.QUESTION),
        "comment": _verb("comment", WordKind.COMMENT),
        "advise": _verb("advise", WordKind.ADVICE),
        "object": _verb("object", WordKind.OBJECTION),
        "answer": on_answer,
    },
    clicks={
        Act.STAGE_SAY: on_say_click,
        Act.STAGE_HAVE_READ: on_have_read_click,
        Act.STAGE_ANSWER: on_answer_click,
    },
    forms={Form.STAGE_SAY: on_say_form, Form.STAGE_ANSWER: on_answer_form},
)

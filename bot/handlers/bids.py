"""Rounds of bids: `/proposal round`, its buttons and its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_bolt import Ack

from bot.domain.proposals.refs import leading_reference
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import VIEWED, Body, FrontDesk, Handler, WordsHandler, delivery_key, private
from bot.handlers.form_fields import all_chosen_in, chosen_in, clicked_value, day_in, typed_in
from bot.handlers.proposal_words import with_reference
from bot.views import blocks
from bot.views.bids import YES
from bot.views.ids import VALUE, Act, Form
from bot.views.wording import Mrkdwn
from bot.workflows.bids import extending, opening, paper, ranking, scoring, showing
from bot.workflows.bids.opening import RoundFields
from bot.workflows.risk_change import Request, Saved

_PERSON = "person:"


def on_round(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show the rounds or one: `/proposal round R-1`; or do what the first word says."""
    first, *others = rest.split(maxsplit=1) or [""]
    verb = _VERBS.get(first.casefold())
    if verb is not None:
        verb(desk, ack, body, "".join(others).strip())
    elif not first:
        ack(**private(desk.run(body, lambda who: showing.show_rounds(desk.services, who))))
    else:
        ack(**private(desk.run(body, lambda who: showing.show_round(desk.services, who, rest))))


def on_open(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a new round: `/proposal round open IT-3`."""
    desk.open(body, desk.run(body, lambda who: opening.open_form(desk.services, who, rest)))
    ack()


def on_enter(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Put a proposal into a round: `/proposal round enter R-1 P-7`."""
    written, _, behind = rest.partition(" ")
    found = leading_reference(behind)
    if found is None:
        raise InvalidInputError("A round and a proposal are needed.", "Write both: `/proposal round enter R-1 P-7`.")
    ref = found[0]
    saved = desk.run(body, lambda who: opening.enter(desk.services, Request(who, delivery_key(body), ref), written))
    ack(**private(_told(saved)))


def on_leave(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Take a proposal out of its round: `/proposal round leave P-7`."""
    ref, _ = with_reference(desk, "round leave", rest)
    saved = desk.run(body, lambda who: opening.leave(desk.services, Request(who, delivery_key(body), ref)))
    ack(**private(_told(saved)))


def on_score(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List the bids that the asker has to score: `/proposal round score R-1`."""
    ack(**private(desk.run(body, lambda who: scoring.panel_page(desk.services, who, rest))))


def on_paper(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have the paper for the board made: `/proposal round paper R-1`."""
    key = delivery_key(body)
    ack(**private(desk.run(body, lambda who: paper.ask_paper(desk.services, who, rest, key))))


def on_due(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Give the panel longer to score: `/proposal round due R-1 30 Nov`."""
    key = delivery_key(body)
    saved = desk.run(body, lambda who: extending.extend_scoring(desk.services, Request(who, key), rest))
    ack(**private(_told(saved)))


def _closing(kind: str) -> WordsHandler:
    """Return the handler of a verb that opens the form in which a round goes on or ends."""

    def answer(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
        desk.open(body, desk.run(body, lambda who: ranking.close_form(desk.services, who, kind, rest)))
        ack()

    return answer


_VERBS: Mapping[str, WordsHandler] = {
    "open": on_open,
    "enter": on_enter,
    "leave": on_leave,
    "score": on_score,
    "paper": on_paper,
    "due": on_due,
    "rank": _closing(ranking.RANK),
    "send": _closing(ranking.SEND),
    "off": _closing(ranking.OFF),
}


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a round."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: showing.show_round(desk.services, who, ref)))
    ack()


def on_score_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """List the bids that whoever clicked has to score."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: scoring.panel_page(desk.services, who, ref)))
    ack()


def on_read_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open a bid to read and score."""
    kept = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: scoring.score_form(desk.services, who, kept)))
    ack()


def on_aside_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Ask a panel member what interest they have in the bid whose form is open."""
    kept = clicked_value(body)
    view = desk.run(body, lambda who: scoring.aside_form(desk.services, who, kept))
    desk.gateway.update_view(str(body["view"]["id"]), view)
    ack()


def on_paper_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have the paper for the board made."""
    ref, key = clicked_value(body), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: paper.ask_paper(desk.services, who, ref, key)))
    ack()


def _closing_click(kind: str) -> Handler:
    """Return the handler of a button that opens the form in which a round goes on or ends."""

    def on_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
        ref = clicked_value(body)
        desk.open(body, desk.run(body, lambda who: ranking.close_form(desk.services, who, kind, ref)))
        ack()

    return on_click


def on_open_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open a round."""
    people = [one.removeprefix(_PERSON) for one in all_chosen_in(body, "panel") if one.startswith(_PERSON)]
    filled = RoundFields(
        fund=chosen_in(body, "fund"),
        title=typed_in(body, "title"),
        closes_on=day_in(body, "closes_on"),
        scores_due_on=day_in(body, "scores_due_on"),
        board=chosen_in(body, "board"),
        panel=tuple(int(one) for one in people if one.isdecimal()),
        criteria=typed_in(body, "criteria"),
        is_blind=chosen_in(body, "blind") == YES,
    )
    _save(desk, ack, body, lambda request: opening.open_round(desk.services, request, filled))


def on_score_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Keep what a panel member gives a bid."""
    kept, words = str(body["view"]["private_metadata"]), typed_in(body, "words")
    typed = body["view"]["state"]["values"]
    points = {block: chosen_in(body, block) for block in typed if "selected_option" in typed[block].get(VALUE, {})}
    _save(desk, ack, body, lambda request: scoring.save_scores(desk.services, request, kept, points, words))


def on_aside_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record that a panel member stands aside from a bid."""
    kept, words = str(body["view"]["private_metadata"]), typed_in(body, "words")
    _save(desk, ack, body, lambda request: scoring.stand_aside(desk.services, request, kept, words))


def on_close_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """End the scoring, put the bids before the board, or call the round off."""
    kept, why = str(body["view"]["private_metadata"]), typed_in(body, "words")
    _save(desk, ack, body, lambda request: ranking.close(desk.services, request, kept, why))


def _save(desk: FrontDesk, ack: Ack, body: Body, work: Callable[[Request], Saved]) -> None:
    saved = desk.run(body, lambda who: work(Request(who, delivery_key(body))))
    ack(response_action="update", view=blocks.modal("Saved", VIEWED, [blocks.section(Mrkdwn(saved.said))]))


def _told(saved: Saved) -> dict[str, object]:
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said))])


AREA = Area(
    proposal_verbs={"round": on_round, "rounds": on_round},
    clicks={
        Act.BIDS_SHOW: on_show_click,
        Act.BIDS_SCORE: on_score_click,
        Act.BIDS_READ: on_read_click,
        Act.BIDS_ASIDE: on_aside_click,
        Act.BIDS_PAPER: on_paper_click,
        Act.BIDS_RANK: _closing_click(ranking.RANK),
        Act.BIDS_SEND: _closing_click(ranking.SEND),
    },
    forms={
        Form.BIDS_OPEN: on_open_form,
        Form.BIDS_SCORE: on_score_form,
        Form.BIDS_ASIDE: on_aside_form,
        Form.BIDS_CLOSE: on_close_form,
    },
)

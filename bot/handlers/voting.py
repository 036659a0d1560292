"""Votes: `/proposal vote`, `votes`, `close`, `enter` and `delegate`, the buttons of cards, and the forms."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.proposals.records import Choice
from bot.domain.proposals.vote_words import read_vote
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.delegate_words import read_delegation
from bot.handlers.desk import Body, FrontDesk, Message, delivery_key, private
from bot.handlers.form_fields import chosen_in, clicked_value, element_of, number_of, one_of, typed_in
from bot.handlers.proposal_words import with_reference
from bot.handlers.risk_submissions import settle
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.vote_forms import ITEM, unpack_form
from bot.views.vote_values import SeenStage, unpack_stage
from bot.views.wording import Mrkdwn
from bot.workflows.proposals.voting import casting, closing, delegating, people, showing
from bot.workflows.proposals.voting.casting import Ballot, Heard
from bot.workflows.risk_change import Request, Saved
from bot.workflows.slack_words import words_typed

_EXAMPLE = "`/proposal vote {ref} approve`, `… endorse with conditions: …`, `… against item 2 because …`, `… abstain`"


def on_vote(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Cast a vote in one line, or open its form: `/proposal vote P-7 approve`."""
    ref, words = with_reference(desk, "vote", rest)
    read = read_vote(words_typed(desk.services, words), _boards(desk))
    if read.choice is None and read.odd:
        raise InvalidInputError(
            f"“{blocks.clip(read.odd, 40)}” is no vote. Nothing was saved.", f"Write {_EXAMPLE.format(ref=ref)}."
        )
    is_whole = read.choice is not None and not read.asks_conditions
    if not is_whole or read.choice is None:
        form = desk.run(
            body,
            lambda who: showing.form_of_vote(desk.services, who, ref, board=read.board, choice=read.choice),
        )
        desk.open(body, form)
        ack()
        return
    choices: dict[int | None, Choice] = dict.fromkeys(read.items or (None,), read.choice)
    ballot = Ballot(choices, read.reason, read.conditions, board=read.board)
    saved = desk.run(body, lambda who: casting.cast_vote(desk.services, Request(who, delivery_key(body), ref), ballot))
    ack(**private(_said(saved)))


def on_votes(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show how a vote stands: `/proposal votes P-7`."""
    ref, words = with_reference(desk, "votes", rest)
    board = _board(desk, words)
    ack(**private(desk.run(body, lambda who: showing.show_tally(desk.services, who, ref, board=board))))


def on_close(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Close a vote as the chair or the office: `/proposal close P-7`."""
    ref, words = with_reference(desk, "close", rest)
    board = _board(desk, words)
    saved = desk.run(
        body, lambda who: closing.close_vote(desk.services, Request(who, delivery_key(body), ref), board=board)
    )
    ack(**private(_said(saved)))


def on_enter(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form in which the office writes down a vote it heard: `/proposal enter P-7`."""
    ref, words = with_reference(desk, "enter", rest)
    board = _board(desk, words)
    form = desk.run(body, lambda who: showing.form_of_vote(desk.services, who, ref, board=board, by_office=True))
    desk.open(body, form)
    ack()


def on_delegate(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Let somebody vote for the asker: `/proposal delegate TB @name until 30 Nov`, `/proposal delegate TB off`."""
    board, words = _leading_board(desk, rest)
    today = desk.services.today(desk.services.clock.now())
    read = read_delegation(words, today)
    deputy = people.person_meant(desk.services, read.deputy) if read.deputy else None
    member = people.person_meant(desk.services, read.member) if read.member else None
    saved = desk.run(
        body,
        lambda who: delegating.delegate_vote(
            desk.services, Request(who, delivery_key(body)), board, deputy, read.days, member
        ),
    )
    ack(**private(_said(saved)))


def on_cast_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Cast the vote that a card's button stands for."""
    seen = unpack_stage(clicked_value(body))
    if seen.choice is None:
        desk.open(body, _form(desk, body, seen))
        ack()
        return
    ballot = Ballot({None: seen.choice}, stage_id=seen.stage_id, seen=seen.seen)
    saved = desk.run(body, lambda who: casting.cast_vote(desk.services, Request(who, delivery_key(body)), ballot))
    desk.answer_click(body, _said(saved))
    ack()


def on_form_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a vote."""
    desk.open(body, _form(desk, body, unpack_stage(clicked_value(body))))
    ack()


def on_enter_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form in which the office writes down a vote it heard."""
    seen = unpack_stage(clicked_value(body))
    form = desk.run(
        body, lambda who: showing.form_of_vote(desk.services, who, "", stage_id=seen.stage_id, by_office=True)
    )
    desk.open(body, form)
    ack()


def on_tally_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show how a vote stands to whoever clicked."""
    seen = unpack_stage(clicked_value(body))
    answer = desk.run(body, lambda who: showing.show_tally(desk.services, who, "", seen.stage_id))
    desk.answer_click(body, answer)
    ack()


def on_close_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Close a vote as the chair or the office."""
    seen = unpack_stage(clicked_value(body))
    request = delivery_key(body)
    saved = desk.run(body, lambda who: closing.close_vote(desk.services, Request(who, request), stage_id=seen.stage_id))
    desk.answer_click(body, _said(saved))
    ack()


def on_vote_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Cast the vote of a form."""
    seen = unpack_form(str(body["view"]["private_metadata"]))
    seat = chosen_in(body, "seat")
    ballot = _ballot(body, seen, number_of(seat) if seat else None)
    settle(
        desk,
        ack,
        body,
        lambda who: casting.cast_vote(desk.services, Request(who, delivery_key(body)), ballot),
        None,
    )


def on_enter_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Write down a vote that the office heard."""
    seen = unpack_form(str(body["view"]["private_metadata"]))
    seat, account = chosen_in(body, "seat"), str(element_of(body, "voter").get("selected_user") or "")
    ballot = _ballot(body, seen, number_of(seat) if seat else None)
    voter = people.person_meant(desk.services, f"<@{account}>") if account else None
    heard = Heard(typed_in(body, "how"), voter)
    settle(
        desk,
        ack,
        body,
        lambda who: casting.enter_vote(desk.services, Request(who, delivery_key(body)), ballot, heard),
        None,
    )


def _ballot(body: Body, seen: SeenStage, seat_id: int | None) -> Ballot:
    choices: dict[int | None, Choice] = {}
    for block in body["view"]["state"]["values"]:
        if block.startswith(ITEM) and (chosen := chosen_in(body, block)):
            choices[number_of(block.removeprefix(ITEM))] = one_of(Choice, chosen)
    return Ballot(
        choices,
        typed_in(body, "reason"),
        typed_in(body, "conditions"),
        stage_id=seen.stage_id,
        seen=seen.seen,
        seat_id=seat_id,
    )


def _form(desk: FrontDesk, body: Body, seen: SeenStage) -> Message:
    return desk.run(
        body,
        lambda who: showing.form_of_vote(desk.services, who, "", stage_id=seen.stage_id, choice=seen.choice),
    )


def _said(saved: Saved) -> Message:
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said))])


def _boards(desk: FrontDesk) -> list[str]:
    with desk.services.store.view() as view:
        # The longest first, so that none is taken for another that begins alike.
        return sorted(view.people.directory().boards, key=len, reverse=True)


def _board(desk: FrontDesk, words: str) -> str:
    """Return the board that is named behind a reference, empty for none.

    Raises:
        InvalidInputError: something else stands there.
    """
    written = words.strip(" .:,")
    if not written:
        return ""
    found = next((key for key in _boards(desk) if key.casefold() == written.casefold()), "")
    if not found:
        raise InvalidInputError(
            f"There is no board “{blocks.clip(written, 40)}”.", "Write its short name, such as `TB`."
        )
    return found


def _leading_board(desk: FrontDesk, rest: str) -> tuple[str, str]:
    first, _, behind = rest.strip().partition(" ")
    found = next((key for key in _boards(desk) if key.casefold() == first.casefold()), "")
    if not found:
        raise InvalidInputError(
            f"“{blocks.clip(first, 40)}” is no board." if first else "For which board?",
            "Write `/proposal delegate TB @name until 30 Nov`, or `/proposal delegate TB off`.",
        )
    return found, behind.strip()


AREA = Area(
    proposal_verbs={
        "vote": on_vote,
        "votes": on_votes,
        "close": on_close,
        "enter": on_enter,
        "delegate": on_delegate,
    },
    clicks={
        Act.VOTE_CAST: on_cast_click,
        Act.VOTE_FORM: on_form_click,
        Act.VOTE_TALLY: on_tally_click,
        Act.VOTE_ENTER: on_enter_click,
        Act.VOTE_CLOSE: on_close_click,
    },
    forms={Form.VOTE: on_vote_form, Form.VOTE_ENTER: on_enter_form},
)

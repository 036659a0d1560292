"""Interests: `/board interests`, `/board declare`, `/proposal declare`, `/proposal read`, their buttons and forms."""

from __future__ import annotations

from slack_bolt import Ack

from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key, private
from bot.handlers.form_fields import all_chosen_in, chosen_in, clicked_value, day_in, id_of, origin_of, typed_in
from bot.handlers.proposal_words import with_reference
from bot.handlers.risk_submissions import settle
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.interest_forms import SENSITIVE, EntryFields, ItemFields, RulingFields
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows.proposals.interests import declaring, publishing, reading_modal, register, ruling
from bot.workflows.risk_change import Request
from bot.workflows.slack_words import words_typed


def on_interests(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show the register of interests: `[person|board|P-7]`."""
    ack(**private(desk.run(body, lambda who: register.show(desk.services, who, rest))))


def on_declare(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a new entry of the register."""
    if rest.strip():
        raise InvalidInputError(
            "`/board declare` takes no more words.",
            f"For an interest in one proposal: `/proposal declare {blocks.clip(rest.strip(), 40)}`.",
        )
    desk.open(body, desk.run(body, lambda who: register.form(desk.services, who)))
    ack()


def on_declare_item(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of an interest in a proposal: `P-7 [what it is]`."""
    ref, words = with_reference(desk, "declare", rest)
    typed = words_typed(desk.services, words)
    desk.open(body, desk.run(body, lambda who: declaring.form(desk.services, who, ref, typed)))
    ack()


def on_read(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open a proposal's text for the reader alone."""
    ref, _ = with_reference(desk, "read", rest)
    desk.open(body, desk.run(body, lambda who: reading_modal.read(desk.services, who, ref)))
    ack()


def on_declare_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new entry of the register."""
    desk.open(body, desk.run(body, lambda who: register.form(desk.services, who)))
    ack()


def on_declare_item_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of an interest in the proposal that the button names."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: declaring.form(desk.services, who, ref)))
    ack()


def on_read_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open what lies before a board, for whoever clicked alone."""
    stage_id = id_of(clicked_value(body))
    desk.open(body, desk.run(body, lambda who: reading_modal.read_stage(desk.services, who, stage_id)))
    ack()


def on_rule_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a ruling."""
    conflict_id = id_of(clicked_value(body))
    desk.open(body, desk.run(body, lambda who: ruling.form(desk.services, who, conflict_id)))
    ack()


def on_end_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """End an entry of the register."""
    interest_id, key = id_of(clicked_value(body)), delivery_key(body)
    saved = desk.run(body, lambda who: register.end(desk.services, Request(who, key), interest_id))
    desk.answer_click(body, blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said))]))
    ack()


def on_page_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of the register."""
    words, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: register.show(desk.services, who, words, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_files_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have the register made as it is published."""
    key = delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: publishing.ask(desk.services, who, key)))
    ack()


def on_entry_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add an entry to the register."""
    fields = EntryFields(
        organisation=typed_in(body, "organisation"),
        position=typed_in(body, "position"),
        nature=typed_in(body, "nature"),
        type=chosen_in(body, "type"),
        is_sensitive=SENSITIVE in all_chosen_in(body, "sensitive"),
        until_on=day_in(body, "until"),
        person=chosen_in(body, "person"),
        how=typed_in(body, "how"),
    )
    key = delivery_key(body)
    settle(desk, ack, body, lambda who: register.declare(desk.services, Request(who, key), fields), None)


def on_item_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Declare an interest in a proposal."""
    origin = origin_of(body)
    fields = ItemFields(
        words=typed_in(body, "words"),
        type=chosen_in(body, "type"),
        wish=chosen_in(body, "wish"),
        is_sensitive=SENSITIVE in all_chosen_in(body, "sensitive"),
        person=chosen_in(body, "person"),
        how=typed_in(body, "how"),
    )
    key = delivery_key(body)
    settle(desk, ack, body, lambda who: declaring.declare(desk.services, Request(who, key, origin.ref), fields), None)


def on_ruling_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record a ruling on an interest; the form carries the interest where others carry a version."""
    origin = origin_of(body)
    fields = RulingFields(
        ruling=chosen_in(body, "ruling"),
        reason=typed_in(body, "reason"),
        dispensation=typed_in(body, "dispensation"),
        presided=chosen_in(body, "presided"),
    )
    key = delivery_key(body)
    settle(desk, ack, body, lambda who: ruling.rule(desk.services, Request(who, key), origin.version, fields), None)


AREA = Area(
    proposal_verbs={"declare": on_declare_item, "read": on_read},
    board_verbs={"interests": on_interests, "declare": on_declare},
    clicks={
        Act.INTEREST_DECLARE: on_declare_click,
        Act.INTEREST_DECLARE_ITEM: on_declare_item_click,
        Act.INTEREST_END: on_end_click,
        Act.INTEREST_RULE: on_rule_click,
        Act.INTEREST_PAGE: on_page_click,
        Act.INTEREST_BACK: on_page_click,
        Act.INTEREST_FILES: on_files_click,
        Act.STAGE_READ: on_read_click,
    },
    forms={
        Form.INTEREST_ADD: on_entry_form,
        Form.INTEREST_ITEM: on_item_form,
        Form.INTEREST_RULE: on_ruling_form,
    },
)

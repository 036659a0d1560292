"""The action tracker: add, mine, list, search, history, edit and share."""

from __future__ import annotations

from slack_bolt import Ack

from bot.errors import InvalidInputError
from bot.handlers.action_forms import on_add_form, on_edit_form
from bot.handlers.action_words import with_reference
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key, place_of, private
from bot.handlers.form_fields import clicked_value
from bot.views import blocks
from bot.views.action_list import unpack_action_query
from bot.views.ids import Act, Form
from bot.views.turning import unpack_turn
from bot.views.wording import say
from bot.workflows.actions import add_forms, cards, editing, history, showing


def on_add(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a new action, filled from what follows: `/action add @owner by 16 Nov bring the plan`."""
    place = place_of(body)
    if rest:
        form = desk.run(body, lambda who: add_forms.line_form(desk.services, desk.gateway, who, rest, place))
    else:
        form = desk.run(body, lambda who: add_forms.add_form(desk.services, who, place=place))
    desk.open(body, form)
    ack()


def on_mine(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List the asker's own open actions."""
    if rest:
        raise InvalidInputError(
            "`/action mine` takes no more words.", f"For others' use `/action list`: `/action list {rest[:40]}`."
        )
    ack(**private(desk.run(body, lambda who: showing.my_actions(desk.services, who))))


def on_list(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List the tracker: `/action list [board|workstream|owner|open|overdue|no date|closed|due WEEK]`."""
    ack(**private(desk.run(body, lambda who: showing.list_actions(desk.services, who, rest))))


def on_search(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Find actions by their words."""
    ack(**private(desk.run(body, lambda who: showing.search_actions(desk.services, who, rest))))


def on_history(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show an action's history."""
    ref, _ = with_reference(desk, "history", rest)
    ack(**private(desk.run(body, lambda who: history.show_history(desk.services, who, ref))))


def on_show(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show an action: `/action show ICBOct18-3`."""
    ref, _ = with_reference(desk, "show", rest)
    ack(**private(desk.run(body, lambda who: showing.show_action(desk.services, who, ref))))


def on_edit(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of an action's details."""
    ref, _ = with_reference(desk, "edit", rest)
    desk.open(body, desk.run(body, lambda who: editing.form(desk.services, who, ref)))
    ack()


def on_help(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:  # noqa: ARG001 - the shape of a verb's handler
    """Say what `/action` can do."""
    ack(**private(desk.run(body, lambda who: showing.show_help(desk.services, who))))


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show an action to whoever clicked."""
    ref, inside = clicked_value(body), bool(place_of(body))
    desk.answer_click(body, desk.run(body, lambda who: showing.show_action(desk.services, who, ref, can_share=inside)))
    ack()


def on_history_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show an action's history to whoever clicked."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: history.show_history(desk.services, who, ref)))
    ack()


def on_history_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a history."""
    ref, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: history.show_history(desk.services, who, ref, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_list_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a list."""
    query, is_mine = unpack_action_query(clicked_value(body))
    if is_mine:
        answer = desk.run(body, lambda who: showing.my_actions(desk.services, who, query.page))
    else:
        answer = desk.run(body, lambda who: showing.turn_list(desk.services, who, query))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_edit_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of an action's details."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: editing.form(desk.services, who, ref)))
    ack()


def on_share_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Share an action into the channel it was shown in."""
    ref, channel, key = clicked_value(body), place_of(body), delivery_key(body)
    shared = desk.run(body, lambda who: cards.share_action(desk.services, desk.gateway, who, ref, channel, key))
    said = say("actions/shared", ref=shared)
    desk.answer_click(body, blocks.message(said, [blocks.section(said)]))
    ack()


AREA = Area(
    action_verbs={
        "add": on_add,
        "mine": on_mine,
        "list": on_list,
        "search": on_search,
        "history": on_history,
        "show": on_show,
        "edit": on_edit,
        "help": on_help,
    },
    clicks={
        Act.ACTION_SHOW: on_show_click,
        Act.ACTION_HISTORY: on_history_click,
        Act.ACTION_HISTORY_PAGE: on_history_page,
        Act.ACTION_HISTORY_BACK: on_history_page,
        Act.ACTION_LIST_PAGE: on_list_page,
        Act.ACTION_LIST_BACK: on_list_page,
        Act.ACTION_EDIT: on_edit_click,
        Act.ACTION_SHARE: on_share_click,
    },
    forms={Form.ACTION_ADD: on_add_form, Form.ACTION_EDIT: on_edit_form},
)

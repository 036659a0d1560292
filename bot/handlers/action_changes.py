"""Changes of actions: the verbs of `/action`, and the buttons in messages, on cards and on Home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from bot.handlers import action_change_forms as forms
from bot.handlers.action_words import with_reference
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, Handler, Message, WordsHandler, delivery_key, private
from bot.handlers.form_fields import clicked_value, id_of
from bot.views import blocks
from bot.views.action_forms import DropFields
from bot.views.action_more import MORE
from bot.views.ids import Act, Form
from bot.views.turning import outdated_button
from bot.views.wording import Mrkdwn
from bot.workflows.actions import (
    closing,
    extending,
    handover_answers,
    reassigning,
    recurring,
    reopening,
    splitting,
    updating,
)
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services
from bot.workflows.slack_words import words_typed

_FormOf = Callable[[Services, Identity, str, str], dict[str, Any]]
_ChangeOf = Callable[[Services, Request, str], Saved]


def _drop_form(services: Services, who: Identity, ref: str, rest: str) -> dict[str, Any]:
    return closing.drop_form(services, who, ref, DropFields(reason=rest))


def _split_form(services: Services, who: Identity, ref: str, _rest: str) -> dict[str, Any]:
    return splitting.form(services, who, ref)


def _not_mine_form(services: Services, who: Identity, ref: str, _rest: str) -> dict[str, Any]:
    return reassigning.form(services, who, ref, not_mine=True)


_FORM_OF: Mapping[Act, _FormOf] = {
    Act.ACTION_UPDATE: updating.form,
    Act.ACTION_DONE: closing.done_form,
    Act.ACTION_EXTEND: extending.form,
    Act.ACTION_REASSIGN: reassigning.form,
    Act.ACTION_NOT_MINE: _not_mine_form,
    Act.ACTION_SPLIT: _split_form,
    Act.ACTION_DROP: _drop_form,
    Act.ACTION_REOPEN: reopening.form,
    Act.ACTION_RECUR: recurring.form,
}


def _verb(verb: str, act: Act, at_once: _ChangeOf | None = None) -> WordsHandler:
    """Return the handler of a verb: `at_once` takes words that came in the line, the form is filled with them else."""

    def answer(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
        ref, words = with_reference(desk, verb, rest)
        if act is not Act.ACTION_REASSIGN:
            # Only there a mention names somebody; elsewhere it stands among words that are kept.
            words = words_typed(desk.services, words)
        if words and at_once is not None:
            saved = desk.run(body, lambda who: at_once(desk.services, Request(who, delivery_key(body), ref), words))
            ack(**private(_saved(saved, act)))
            return
        desk.open(body, desk.run(body, lambda who: _FORM_OF[act](desk.services, who, ref, words)))
        ack()

    return answer


def _opens(act: Act) -> Handler:
    """Return the handler of a button that opens the form of a change."""

    def on_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
        ref = clicked_value(body)
        desk.open(body, desk.run(body, lambda who: _FORM_OF[act](desk.services, who, ref, "")))
        ack()

    return on_click


def on_more(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that was chosen in an action's menu."""
    chosen, _, ref = str(body["actions"][0]["selected_option"]["value"]).partition(" ")
    act = next((one for one in MORE if one == chosen), None)
    if act is None:
        raise outdated_button()
    desk.open(body, desk.run(body, lambda who: _FORM_OF[act](desk.services, who, ref, "")))
    ack()


def on_accept(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take over an action that one was asked to."""
    _answer(desk, ack, body, handover_answers.accept)


def on_take_back(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Ask somebody no more to take an action over."""
    _answer(desk, ack, body, handover_answers.take_back)


def on_confirm(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Confirm that an action is done."""
    _answer(desk, ack, body, handover_answers.confirm)


def on_hand_back(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that asks why an action is handed back."""
    number = id_of(clicked_value(body))
    desk.open(body, desk.run(body, lambda who: handover_answers.hand_back_form(desk.services, who, number)))
    ack()


def on_refuse(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that asks what is still to be done."""
    number = id_of(clicked_value(body))
    desk.open(body, desk.run(body, lambda who: handover_answers.refuse_form(desk.services, who, number)))
    ack()


def _answer(desk: FrontDesk, ack: Ack, body: Body, answer: Callable[[Services, Request, int], Saved]) -> None:
    """Record an answer; the message it was asked in shows it in place, and Home in a note."""
    number = id_of(clicked_value(body))
    saved = desk.run(body, lambda who: answer(desk.services, Request(who, delivery_key(body)), number))
    desk.answer_click(body, blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said))]))
    ack()


def _saved(saved: Saved, act: Act) -> Message:
    """Return what somebody is told of a change they made in one line, with the buttons that go on from it."""
    buttons = [blocks.button("Show", Act.ACTION_SHOW, saved.ref)]
    if act is Act.ACTION_UPDATE:
        buttons = [blocks.button("Correct it", Act.ACTION_UPDATE, saved.ref), *buttons]
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said)), blocks.actions(buttons)])


AREA = Area(
    action_verbs={
        "update": _verb("update", Act.ACTION_UPDATE, updating.update),
        "done": _verb("done", Act.ACTION_DONE, closing.done),
        "extend": _verb("extend", Act.ACTION_EXTEND),
        "reassign": _verb("reassign", Act.ACTION_REASSIGN),
        "split": _verb("split", Act.ACTION_SPLIT),
        "drop": _verb("drop", Act.ACTION_DROP),
        "reopen": _verb("reopen", Act.ACTION_REOPEN),
        "recurring": _verb("recurring", Act.ACTION_RECUR, recurring.recur),
    },
    clicks={
        **{act: _opens(act) for act in _FORM_OF},
        Act.ACTION_MORE: on_more,
        Act.HANDOVER_ACCEPT: on_accept,
        Act.HANDOVER_RETURN: on_hand_back,
        Act.HANDOVER_WITHDRAW: on_take_back,
        Act.CLAIM_CONFIRM: on_confirm,
        Act.CLAIM_REFUSE: on_refuse,
    },
    forms={
        Form.ACTION_UPDATE: forms.on_update_form,
        Form.ACTION_DONE: forms.on_done_form,
        Form.ACTION_EXTEND: forms.on_extend_form,
        Form.ACTION_REASSIGN: forms.on_reassign_form,
        Form.ACTION_NOT_MINE: forms.on_reassign_form,
        Form.ACTION_SPLIT: forms.on_split_form,
        Form.ACTION_DROP: forms.on_drop_form,
        Form.ACTION_REOPEN: forms.on_reopen_form,
        Form.ACTION_RECUR: forms.on_recur_form,
        Form.HANDOVER_RETURN: forms.on_hand_back_form,
        Form.CLAIM_REFUSE: forms.on_refuse_form,
    },
)

"""Which handler answers which payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from slack_bolt import Ack, App, BoltResponse

from bot.handlers import (
    action_command,
    board_command,
    convenor_command,
    home,
    mentions,
    messages,
    proposal_command,
    risk_clicks,
    risk_command,
    risk_submissions,
)
from bot.handlers.areas import AREAS
from bot.handlers.desk import VIEWED, Body, FrontDesk, Handler
from bot.handlers.faults import answer_fault
from bot.handlers.shortcuts import SHORTCUTS
from bot.handlers.steps import STEPS
from bot.views.ids import Act, Form

K = TypeVar("K")

_COMMANDS: dict[str, Handler] = {
    "/action": action_command.on_action,
    "/board": board_command.on_board,
    "/proposal": proposal_command.on_proposal,
    "/risk": risk_command.on_risk,
    "/convenor": convenor_command.on_convenor,
}
_CLICKS: dict[Act, Handler] = {
    Act.RISK_UPDATE: risk_clicks.on_update_click,
    Act.RISK_EDIT: risk_clicks.on_edit_click,
    Act.RISK_SHOW: risk_clicks.on_show_click,
    Act.RISK_SHOW_PAST: risk_clicks.on_show_past_click,
    Act.RISK_HISTORY: risk_clicks.on_history_click,
    Act.RISK_HISTORY_PAGE: risk_clicks.on_history_page,
    Act.RISK_HISTORY_BACK: risk_clicks.on_history_page,
    Act.RISK_LIST_PAGE: risk_clicks.on_list_page,
    Act.RISK_LIST_BACK: risk_clicks.on_list_page,
    Act.RISK_SHARE: risk_clicks.on_share_click,
    Act.PERSON_EDIT: convenor_command.on_person_click,
    Act.PERSON_ADD: convenor_command.on_person_click,
    Act.PEOPLE_PAGE: convenor_command.on_people_page,
    Act.PEOPLE_BACK: convenor_command.on_people_page,
    Act.REGISTER_CONFIRM: messages.on_register_confirm,
    Act.REGISTER_OPTIONS: messages.on_register_options,
    Act.REGISTER_LEAVE: messages.on_register_leave,
    Act.REGISTER_PAGE: messages.on_register_page,
    Act.REGISTER_BACK: messages.on_register_page,
}
_FORMS: dict[Form, Handler] = {
    Form.RISK_UPDATE: risk_submissions.on_update_form,
    Form.RISK_ADD: risk_submissions.on_add_form,
    Form.RISK_EDIT: risk_submissions.on_edit_form,
    Form.RISK_CLOSE: risk_submissions.on_reason_form,
    Form.RISK_REOPEN: risk_submissions.on_reason_form,
    Form.PERSON: convenor_command.on_person_form,
    Form.READ_REGISTER: messages.on_register_form,
}


def register(app: App, desk: FrontDesk) -> None:
    """Tie every command, button, form and event to its handler, and every error to an answer."""
    for name, handler in _COMMANDS.items():
        app.command(name)(_listener(desk, handler))
    for act, handler in _joined(_CLICKS, (area.clicks for area in AREAS)).items():
        app.action(re.compile(rf"^{re.escape(act)}(\.\d+)?$"))(_listener(desk, handler))
    for form, handler in _joined(_FORMS, (area.forms for area in AREAS)).items():
        app.view(form.value)(_listener(desk, handler))
    app.view(VIEWED)(_listener(desk, _acknowledge))
    app.event("app_home_opened")(_listener(desk, home.on_home_opened))
    app.event("message")(_listener(desk, messages.on_message))
    app.event("app_mention")(_listener(desk, mentions.on_mention))
    for shortcut, handler in SHORTCUTS.items():
        app.shortcut(shortcut.value)(_listener(desk, handler))
    for step, handler in STEPS.items():
        app.function(step.value, auto_acknowledge=False)(_listener(desk, handler))

    @app.error
    def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return answer_fault(desk, error, body)


def _joined(own: Mapping[K, Handler], more: Iterable[Mapping[K, Handler]]) -> dict[K, Handler]:
    joined = dict(own)
    for handlers in more:
        joined |= handlers
    return joined


def _listener(desk: FrontDesk, handler: Handler) -> Callable[..., None]:
    def listener(ack: Ack, body: dict[str, Any]) -> None:
        handler(desk, ack, body)

    return listener


def _acknowledge(_desk: FrontDesk, ack: Ack, _body: Body) -> None:
    ack()

"""`/risk`: show, list, search, history, add, update, edit, close, reopen."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.handlers.desk import Body, FrontDesk, Message, delivery_key, private
from bot.handlers.risk_words import RiskCommand, Verb, read_risk_command, read_score
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.wording import Mrkdwn, say
from bot.workflows import risk_queries, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request


def on_risk(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer a `/risk` command."""
    command = read_risk_command(str(body.get("text", "")))
    answer = desk.run(body, lambda identity: _answer(desk, identity, command, body))
    if answer is None:
        ack()
    else:
        ack(**private(answer))


def _answer(desk: FrontDesk, identity: Identity, command: RiskCommand, body: Body) -> Message | None:
    services = desk.services
    match command.verb:
        case Verb.SHOW:
            return risk_queries.show_risk(services, identity, command.ref)
        case Verb.LIST | Verb.SEARCH:
            return risk_queries.list_risks(services, identity, command.query)
        case Verb.HISTORY:
            return risk_queries.show_history(services, identity, command.ref)
        case Verb.HELP:
            return _help(desk)
        case Verb.UPDATE if command.rest:
            return _update_in_one_line(desk, identity, command, body)
    desk.open(body, _form(desk, identity, command))
    return None


def _form(desk: FrontDesk, identity: Identity, command: RiskCommand) -> Message:
    services, ref = desk.services, command.ref
    match command.verb:
        case Verb.ADD:
            return risk_queries.add_form(services, identity)
        case Verb.EDIT:
            return risk_queries.edit_form(services, identity, ref)
        case Verb.CLOSE:
            return risk_queries.reason_form(services, identity, ref, Form.RISK_CLOSE, command.rest)
        case Verb.REOPEN:
            return risk_queries.reason_form(services, identity, ref, Form.RISK_REOPEN, command.rest)
        case _:
            return risk_queries.update_form(services, identity, ref)


def _update_in_one_line(desk: FrontDesk, identity: Identity, command: RiskCommand, body: Body) -> Message:
    order = desk.services.config.scoring.order
    read = read_score(command.rest, severity_first=order == "severity_first")
    if read is None:
        raise InvalidInputError(
            f"I don't see a score after {command.ref}.",
            f"Write it with its words, `/risk update {command.ref} 4x3 Activity fell in October`, or `TBC` and why, "
            f"or use the form: `/risk update {command.ref}`.",
        )
    request = Request(identity, delivery_key(body), command.ref)
    saved = risk_reviews.update_in_one_line(desk.services, request, read.score, clean(read.words))
    buttons = [
        blocks.button("Correct it", Act.RISK_UPDATE, saved.ref),
        blocks.button("History", Act.RISK_HISTORY, saved.ref),
    ]
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said)), blocks.actions(buttons)])


def _help(desk: FrontDesk) -> Message:
    first = "severity first" if desk.services.config.scoring.order == "severity_first" else "likelihood first"
    text = say("risk/help", order=first)
    return blocks.message(text, [blocks.section(text)])

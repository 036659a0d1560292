"""`/risk`: show, list, search, history, add, update, edit, close, reopen; other verbs have areas of their own."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.handlers.areas import RISK_VERBS
from bot.handlers.desk import Body, FrontDesk, Message, delivery_key, private
from bot.handlers.risk_words import RiskCommand, Verb, read_risk_command, read_score
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.wording import Mrkdwn, say, unescape
from bot.workflows import past, risk_queries, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request
from bot.workflows.rounds import doubts


def on_risk(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer a `/risk` command."""
    written = clean(unescape(str(body.get("text", ""))))
    verb, *rest = written.split(maxsplit=1)[:2] or [""]
    of_an_area = RISK_VERBS.get(verb.casefold())
    if of_an_area is not None:
        of_an_area(desk, ack, body, "".join(rest))
        return
    services = desk.services
    command = read_risk_command(str(body.get("text", "")), services.today(services.clock.now()), RISK_VERBS)
    answer = desk.run(body, lambda identity: _answer(desk, identity, command, body))
    if answer is None:
        ack()
    else:
        ack(**private(answer))


def _answer(desk: FrontDesk, identity: Identity, command: RiskCommand, body: Body) -> Message | None:
    services = desk.services
    match command.verb:
        case Verb.SHOW:
            return _show(desk, identity, command)
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


def _show(desk: FrontDesk, identity: Identity, command: RiskCommand) -> Message:
    if command.as_of is not None:
        return past.show_past_risk(desk.services, identity, command.ref, command.as_of)
    return risk_queries.show_risk(desk.services, identity, command.ref)


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


def _update_in_one_line(desk: FrontDesk, identity: Identity, command: RiskCommand, body: Body) -> Message | None:
    """Save a review that came in one line; words that raise a question come back in the form, with the question."""
    order = desk.services.config.scoring.order
    read = read_score(command.rest, severity_first=order == "severity_first")
    if read is None:
        raise InvalidInputError(
            f"I don't see a score after {command.ref}.",
            f"Write it with its words, `/risk update {command.ref} 4x3 Activity fell in October`, or `TBC` and why, "
            f"or use the form: `/risk update {command.ref}`.",
        )
    words = clean(read.words)
    request = Request(identity, delivery_key(body), command.ref)
    try:
        saved = risk_reviews.update_in_one_line(desk.services, request, read.score, words, asks=True)
    except doubts.DoubtfulWordsError:
        desk.open(body, doubts.questioned_line(desk.services, identity, command.ref, read.score, words))
        return None
    buttons = [
        blocks.button("Correct it", Act.RISK_UPDATE, saved.ref),
        blocks.button("History", Act.RISK_HISTORY, saved.ref),
    ]
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said)), blocks.actions(buttons)])


def _help(desk: FrontDesk) -> Message:
    first = "severity first" if desk.services.config.scoring.order == "severity_first" else "likelihood first"
    text = say("risk/help", order=first)
    return blocks.message(text, [blocks.section(text)])

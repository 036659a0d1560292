"""The page behind a reply link to an action: how it stands, that it is done, or another date."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from bot.errors import InvalidInputError, StaleRecordError
from bot.handlers.reply_pages import SAVED, Page, UnreadableError
from bot.views.action_reply_page import FILLED, Answer, FilledAction, action_reply_page
from bot.views.reply_page import FormName
from bot.workflows.actions import link_replies
from bot.workflows.services import Services


def answer_for_action(services: Services, token: str, form: Mapping[str, str] | None, *, is_saved: bool) -> Page:
    """Answer a request for an action's page: show it, or save what its form says.

    Args:
        services: the use cases' services.
        token: the link, which was read before.
        form: the fields that were sent; None for a look.
        is_saved: whether its reader has just saved.

    Raises:
        LinkError, ShutError: see `link_replies.open_action`.
        UnreadableError: no form of ours.
    """
    if form is None:
        return _shown(services, HTTPStatus.OK, token, FilledAction(is_saved=is_saved))
    filled = replace(FILLED, words={answer: form.get(answer, "") for answer in Answer}, due=form.get("due", ""))
    name, version = form.get("form", ""), form.get("version", "")
    links = services.links
    is_ours = links is not None and links.is_our_form(token, name, form.get("mark", "")) and version.isdecimal()
    if not is_ours or form.get("answer") not in set(Answer):
        raise UnreadableError(HTTPStatus.BAD_REQUEST)
    answer = Answer(form["answer"])
    try:
        link_replies.save(services, token, name, int(version), answer, filled.words[answer], _day(filled.due, answer))
    except StaleRecordError as stale:
        notice = f"{stale.message} What you typed is kept below: look at it again, then save."
        return _shown(services, HTTPStatus.CONFLICT, token, replace(filled, notice=notice))
    except InvalidInputError as refused:
        said = {("due" if field == "due" else answer.value): why for field, why in refused.fields.items()}
        problems = said or {answer.value: str(refused)}
        return _shown(services, HTTPStatus.UNPROCESSABLE_ENTITY, token, replace(filled, problems=problems))
    return Page(HTTPStatus.SEE_OTHER, location=f"?{SAVED}")


def _shown(services: Services, status: HTTPStatus, token: str, filled: FilledAction) -> Page:
    reply = link_replies.open_action(services, token)
    names = {answer: secrets.token_urlsafe(12) for answer in reply.answers}
    links = services.links
    forms = {
        answer: FormName(name, links.form_mark(token, name) if links else "", reply.action.version)
        for answer, name in names.items()
    }
    return Page(
        status, action_reply_page(reply.partnership, reply.reader, reply.action, reply.desk.shown, filled, forms)
    )


def _day(written: str, answer: Answer) -> date | None:
    if answer is not Answer.EXTEND or not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as problem:
        sentence = "Write the day as in 2018-11-16."
        raise InvalidInputError(sentence, fields={"due": sentence}) from problem

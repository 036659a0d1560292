"""Answer for an action by a signed link: what the page shows, and the three answers it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.actions.access import owns
from bot.domain.actions.records import Action
from bot.domain.reply_links import LinkError, LinkFault, ReplyLink, ReplyToAction
from bot.errors import NotAllowedError, NotFoundError
from bot.store.unit_of_work import View
from bot.views.action_reply_page import Answer
from bot.views.action_words import ended_words
from bot.workflows.actions import closing, extending, updating
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.actions.rights import EXTEND, acting_for
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import LinkHolder
from bot.workflows.replies import Shut, ShutError, check_link, request_key
from bot.workflows.risk_change import Request
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ActionReply:
    """What a link opens: an action, for the person it was signed for, and the answers they may give."""

    link: ReplyLink
    desk: Desk
    action: Action
    partnership: str
    answers: tuple[Answer, ...]

    @property
    def reader(self) -> str:
        """Who reads the page."""
        person = self.desk.actor.person
        return person.name if person else self.desk.actor.name


def open_action(services: Services, token: str) -> ActionReply:
    """Return what a link opens. Nothing is changed, however often it is asked.

    Raises:
        LinkError: the link is not ours, or too old, or opens something else.
        ShutError: the action is closed, or not this person's to answer for any more.
    """
    link = check_link(services, token)
    with services.store.view() as view:
        return _opened(view, services, link)


def save(
    services: Services, token: str, form: str, version: int, answer: Answer, words: str, due_on: date | None
) -> None:
    """Record an answer; the same form counts once.

    Args:
        services: what every use case is handed.
        token: the link.
        form: names the form.
        version: of the action as the page showed it.
        answer: which of the three it is.
        words: how it stands, how it was met, or why it moves.
        due_on: the day it moves to.

    Raises:
        LinkError, ShutError: see `open_action`.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody saved something since the page was shown.
    """
    link = check_link(services, token)
    with services.store.view() as view:
        reply = _opened(view, services, link, needs_open=False)
    request = Request(LinkHolder(link.person_id), request_key(token, form), reply.action.ref, version)
    if answer is Answer.UPDATE:
        updating.update(services, request, words)
    elif answer is Answer.DONE:
        closing.done(services, request, words)
    else:
        extending.extend(services, request, due_on, words)


def _opened(view: View, services: Services, link: ReplyLink, *, needs_open: bool = True) -> ActionReply:
    action = view.actions.get(link.to.action_id) if isinstance(link.to, ReplyToAction) else None
    if action is None:
        raise LinkError(LinkFault.NOT_OURS)
    try:
        desk = open_desk(view, services, LinkHolder(link.person_id))
        action = find_readable_action(view, services, desk, action.ref)
    except (NotAllowedError, NotFoundError) as problem:
        raise _not_theirs(action) from problem
    # Whoever may change an action by an office they hold does so in Slack: a link is an owner's.
    if not owns(desk.actor, action) and not acting_for(view, desk, action):
        raise _not_theirs(action)
    if needs_open and not action.is_open:
        on = f" on {desk.shown.day(action.closed_at)}" if action.closed_at else ""
        raise ShutError(
            Shut.ACTION_CLOSED,
            f"{action.ref} is {ended_words(action)}{on}, so nothing more is needed.",
            "If it should be open, tell the governance office.",
        )
    answers = tuple(one for one in Answer if one is not Answer.EXTEND or EXTEND.allows(view, services, desk, action))
    return ActionReply(link, desk, action, services.config.partnership.name, answers)


def _not_theirs(action: Action) -> ShutError:
    return ShutError(
        Shut.NOT_THEIRS,
        f"{action.ref} is not yours to answer for any more.",
        "If that is wrong, tell the governance office.",
    )

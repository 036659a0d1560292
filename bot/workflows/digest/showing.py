"""This week's digest as it is now, to whoever asks: only what they may read."""

from __future__ import annotations

from typing import Any

from bot.domain.digest import PROGRAMME, Wish, person_scope, to_json, week_of, workstream_scope
from bot.domain.reply_links import MAILTO
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.digest import digest_message
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.digest.gathering import gather, gather_own
from bot.workflows.digest.making import parts_of, put
from bot.workflows.digest.personal import place_of
from bot.workflows.identify import Identity
from bot.workflows.services import Services
from bot.workflows.workstreams import workstream_key


def show_digest(services: Services, identity: Identity, words: str) -> dict[str, Any]:
    """Return this week's digest: one's own, the programme's, or a workstream's.

    Raises:
        InvalidInputError: no workstream of that name.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        week_on = week_of(desk.actor.day)
        if not words and desk.actor.person is not None:
            content = gather_own(view, services, desk.actor, week_on)
        else:
            content = gather(view, services, _scope(desk, words), week_on, desk.actor)
    return digest_message(content, is_own=False, has_thread=False)


def send_now(services: Services, identity: Identity, delivery: str) -> Mrkdwn:
    """Send somebody's own digest to them now; return what is said at once.

    Raises:
        NotAllowedError: the directory does not list them.
        InvalidInputError: there is nowhere to send it.
    """

    def work(unit: Unit) -> Mrkdwn:
        desk = open_desk(unit, services, identity)
        person = require_person(desk)
        channel = place_of(services, desk.directory, person, unit.digests.wish_of(person.id), desk.actor.day)
        if channel is None:
            raise InvalidInputError("I have nowhere to send it.", "`/convenor digest` shows it here.")
        is_mail = channel.startswith(MAILTO)
        if unit.inbox.claim(delivery) is None:
            content = gather_own(unit, services, desk.actor, week_of(desk.actor.day))
            parts = 0 if is_mail else parts_of(content, desk.shown)
            key = f"digest:{person_scope(person.id)}:now:{delivery}"
            put(unit, content, channel, key, {"content": to_json(content)}, parts)
            unit.inbox.keep(delivery, {})
        return say("digest/sent_now", how=Wish.MAIL if is_mail else Wish.SLACK)

    return services.store.write(work)


def _scope(desk: Desk, words: str) -> str:
    if words.casefold() in {"", PROGRAMME, "all"}:
        return PROGRAMME
    return workstream_scope(workstream_key(desk.directory, words, {}))

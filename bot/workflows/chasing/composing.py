"""What a message of reminders says, found when it is sent: only what is still wanted by then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.chasing import Hours, next_instant
from bot.domain.nudges import Key, foresee
from bot.domain.people import same_address
from bot.domain.reply_links import MAILTO
from bot.errors import NotAllowedError
from bot.store.repositories.nudge_messages import NudgeMessage
from bot.store.unit_of_work import View
from bot.views import blocks, nudges
from bot.views.mails import MailLine, nudge_mail
from bot.views.nudges import Ahead, NudgeItem
from bot.views.wording import day as day_words
from bot.views.wording import say
from bot.workflows.chasing.asks import Ask, Kinds, read_lines
from bot.workflows.chasing.hearers import hours_of, situation_of
from bot.workflows.chasing.kinds import KINDS
from bot.workflows.chasing.reaching import address_of, slack_of
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.letters import frame_of
from bot.workflows.services import Services

Content = Mapping[str, Any]
LinkMaker = Callable[[Ask], str]
"""Returns the address at which whoever reads an ask answers it without Slack."""

# A message this old was held up: whoever it is for may be asleep by now.
_HELD_UP = timedelta(minutes=15)
_LISTED = 40
_LOOK_AGAIN = timedelta(hours=1)


def compose(
    services: Services,
    deferred: Mapping[str, Any],
    *,
    channel: str,
    stands: bool,
    waited: timedelta,
    links: LinkMaker | None = None,
    kinds: Kinds = KINDS,
) -> Content | timedelta | None:
    """Return what a row of the outbox says now.

    Args:
        services: what every use case is handed.
        deferred: what the row kept: its kind, and the message or the day; `renews` where it changes a message.
        channel: where the row goes: a Slack account or channel, or `mailto:` and an address.
        stands: whether its message is on Slack already, so that this renews it.
        waited: how long the row has waited, in real time.
        links: makes reply links, where there are any.
        kinds: who reads each kind of subject.

    Returns:
        The content; None when nothing of it is wanted any more; how long to wait when it would disturb.
    """
    with services.store.view() as view:
        if deferred["kind"] == "unreached":
            return _unreached(view, services, date.fromisoformat(deferred["day"]))
        message = view.nudges.message(deferred["id"])
        if message is None:
            return None
        # A renewal disturbs nobody: where there is nothing to be changed any more, it says nothing.
        if not _is_theirs(view, services, message.person_id, channel) or (deferred.get("renews") and not stands):
            return None
        items = items_of(view, services, kinds, message)
        if stands:
            return _slack(view, services, message, items)
        items = [item for item in items if item.is_open]
        late = _too_late(view, services, message.person_id, waited) if items else None
        if not items or late is not None:
            return late
        by_mail = channel.startswith(MAILTO)
        return _mail(view, services, message, items, links) if by_mail else _slack(view, services, message, items)


def turn_page(
    services: Services, identity: Identity, message_id: int, number: int, kinds: Kinds = KINDS
) -> dict[str, Any]:
    """Return another page of a message of reminders to the person it was sent to.

    Raises:
        NotAllowedError: it was sent to somebody else.
    """
    with services.store.view() as view:
        actor = open_desk(view, services, identity).actor
        message = view.nudges.message(message_id)
        if message is None or actor.person is None or actor.person.id != message.person_id:
            raise NotAllowedError("These reminders are somebody else's.")
        return _slack(view, services, message, items_of(view, services, kinds, message), number)


def _is_theirs(view: View, services: Services, person_id: int, channel: str) -> bool:
    """Return whether a row's place is still the person's: the directory may have changed since it was written."""
    directory = view.people.directory()
    person = directory.people[person_id]
    if channel.startswith(MAILTO):
        return person.email is not None and same_address(person.email, channel.removeprefix(MAILTO))
    return slack_of(services, directory, person, services.today(view.now)) == channel


def _too_late(view: View, services: Services, person_id: int, waited: timedelta) -> timedelta | None:
    """Return how long a message that was held up has to wait on, since it would disturb; None: it may go."""
    hours = hours_of(view, services, {person_id})[person_id]
    may_be_said = next_instant(view.now, hours, services.config.working)
    if waited > _HELD_UP and may_be_said > view.now:
        return min(may_be_said - view.now, _LOOK_AGAIN)
    return None


def items_of(view: View, services: Services, kinds: Kinds, message: NudgeMessage) -> list[NudgeItem]:
    """Return what a message is about, as it is now, without what is needless."""
    keys: dict[Key, Ask] = {
        (nudge.subject, nudge.person_id): Ask(nudge.subject, nudge.person_id, message.person_id)
        for nudge in message.nudges
    }
    lines = read_lines(view, services, kinds, list(keys.values()), services.today(view.now))
    snoozes = view.hearing.snoozes(keys.keys())
    hours = hours_of(view, services, {person_id for _, person_id in keys})
    people = view.people.directory().people
    items = []
    for key, ask in keys.items():
        if ask not in lines:
            continue
        until = snoozes.get(key)
        snoozed = until if until is not None and hours[ask.person_id].today(view.now) < until else None
        behalf = "" if ask.person_id == message.person_id else people[ask.person_id].name
        items.append(NudgeItem(ask.subject, ask.person_id, lines[ask], behalf, snoozed))
    return items


def _slack(
    view: View, services: Services, message: NudgeMessage, items: list[NudgeItem], number: int = 1
) -> dict[str, Any]:
    hours = hours_of(view, services, {message.person_id})[message.person_id]
    waiting = {(item.subject, item.person_id) for item in items if item.is_open}
    days = sorted(_days_ahead(view, services, waiting, message.person_id, hours))
    ahead = Ahead(days[0] if days else None, days[-1] if len(days) > 1 else None)
    return nudges.nudge_message(message.id, items, ahead, hours.today(view.now), number)


def _days_ahead(view: View, services: Services, keys: Collection[Key], reader_id: int, hours: Hours) -> set[date]:
    """Return the days on which a reader hears of any of `keys` again, absences and caps counted, as far as planned."""
    situation = situation_of(view, services, keys)
    told = [foresee(key, replace(situation, now=max(at, view.now))) for key, at in view.nudges.planned_for(keys)]
    return {hours.today(one.at) for one in told if one is not None and one.reader_id == reader_id}


def _mail(
    view: View, services: Services, message: NudgeMessage, items: list[NudgeItem], links: LinkMaker | None
) -> Content:
    lines = [
        MailLine(
            plain=item.line.plain,
            group=item.line.group if not item.behalf else f"For {item.behalf}, who is away",
            link=links(Ask(item.subject, item.person_id, message.person_id)) if links and item.line.by_link else None,
            in_round=item.subject.startswith("round:"),
        )
        for item in sorted(items, key=lambda item: (item.behalf, item.line.group, item.line.order))
    ]
    frame = frame_of(view, services, view.people.directory().people[message.person_id])
    afterwards = nudges.what_follows([item.line for item in items], with_commands=False)
    return nudge_mail(replace(frame, afterwards=afterwards), lines)


def _unreached(view: View, services: Services, day: date) -> Content | None:
    """Return the office's list of who could not be written to on a day."""
    directory = view.people.directory()
    unreached = {
        directory.people[person_id].name: number
        for person_id, number in view.nudges.messages_on(day).items()
        if address_of(services, directory, directory.people[person_id], services.today(view.now)) is None
    }
    if not unreached:
        return None
    text = say(
        "nudges/unreached",
        on=day_words(day, services.today(view.now)),
        people=sorted(unreached.items())[:_LISTED],
        more=len(unreached) - _LISTED,
        total=len(unreached),
    )
    return blocks.message(text, [blocks.section(text)])

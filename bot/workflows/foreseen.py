"""Which instants a preview runs through, and what was sent in them, as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.directory import Directory
from bot.domain.people import Person
from bot.domain.registers.naming import Names
from bot.domain.reply_links import MAILTO
from bot.domain.text import clean_line
from bot.domain.webhooks import WEBHOOK, name_of
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import View
from bot.views.preview import Foreseen
from bot.views.wording import unescape
from bot.workflows.services import Services

DAYS_MOST = 92
_SUMMARY_MOST = 160
_PERSON = ("U", "W")


@dataclass(frozen=True, slots=True)
class Span:
    """From when the copy's clock runs, and what of it is shown: both ends included."""

    begins_at: datetime
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the copy sent: when, to which channel (Slack id or address), and its text as Slack has it."""

    at: datetime
    channel: str
    text: str
    in_thread: bool


def span_of(services: Services, from_on: date | None, until_on: date) -> Span:
    """Return which instants a preview runs through.

    Args:
        services: the clock, and the zone that days are told in.
        from_on: the first day shown; None for now.
        until_on: the last day shown.

    Raises:
        InvalidInputError: it ends before it begins, or is longer than `DAYS_MOST` days.
    """
    now, zone = services.clock.now(), services.config.zone
    from_at = now if from_on is None else _midnight(from_on, services)
    if from_on is not None and from_on == services.today(now):
        from_at = now
    begins_at = min(now, from_at)
    until_at = _midnight(until_on + timedelta(days=1), services) - timedelta(microseconds=1)
    if until_at < from_at:
        first = from_at.astimezone(zone).date()
        raise InvalidInputError(
            f"{until_on:%-d %B %Y} is before {first:%-d %B %Y}.", "Give a last day that comes after the first."
        )
    if until_at - begins_at > timedelta(days=DAYS_MOST + 1):
        raise InvalidInputError(f"That is longer than {DAYS_MOST} days.", "Give a last day that is nearer.")
    return Span(begins_at, from_at, until_at)


def named_person(view: View, services: Services, written: str) -> Person:
    """Return the person that somebody means by a name, a key, an address or a Slack account.

    Raises:
        NotFoundError: nobody in the directory, or more than one; says who is near.
    """
    directory = view.people.directory()
    names = Names(directory, services.config.imports.names, services.today(view.now))
    word = written.strip().lstrip("<@").rstrip(">").partition("|")[0]
    found = directory.person_of(word) or names.person(written)
    if found is None:
        near = names.near(written)
        raise NotFoundError(
            f"Nobody in the directory is called “{clean_line(written)[:40]}”.",
            "Use a name as the directory has it, or an e-mail address.",
            (near,) if near else (),
        )
    return found


def told(view: View, services: Services, sent: Iterable[Sent], span: Span, person: Person | None) -> list[Foreseen]:
    """Return what was sent as people read it: whom by name, where by what the channel is for.

    Args:
        view: the directory.
        services: the configuration.
        sent: what the copy sent.
        span: what of it is shown.
        person: whose messages alone; None for everybody's.
    """
    directory = view.people.directory()
    mine = None if person is None else {person.slack_id, f"{MAILTO}{person.email}"}
    return [
        Foreseen(
            at=one.at,
            to=_name_of(one.channel, directory, services),
            channel=one.channel,
            kind=_kind_of(one.channel),
            summary=_summary_of(one.text),
            in_thread=one.in_thread,
        )
        for one in sent
        if span.from_at <= one.at <= span.until_at and (mine is None or one.channel in mine)
    ]


def _midnight(day: date, services: Services) -> datetime:
    return datetime.combine(day, time.min, services.config.zone).astimezone(UTC)


def _kind_of(channel: str) -> str:
    if channel.startswith(MAILTO):
        return "mail"
    if channel.startswith(WEBHOOK):
        return "webhook"
    return "person" if channel.startswith(_PERSON) else "channel"


def _name_of(channel: str, directory: Directory, services: Services) -> str:
    if channel.startswith(MAILTO):
        address = channel.removeprefix(MAILTO)
        person = directory.person_with_email(address)
        return f"{person.name} (by mail)" if person else address
    if channel.startswith(WEBHOOK):
        return f"the webhook {name_of(channel)}"
    if channel.startswith(_PERSON):
        person = directory.person_of(channel)
        account = directory.accounts.get(channel)
        return person.name if person else account.name if account else channel
    known = {services.config.partnership.office_channel: "the governance office's channel"}
    for board in directory.boards.values():
        known.setdefault(board.channel, f"{board.name}'s channel")
    for workstream in directory.workstreams.values():
        known.setdefault(workstream.channel, f"{workstream.name}'s channel")
        known.setdefault(workstream.private_channel, f"{workstream.name}'s private channel")
    return known.get(channel, channel)


def _summary_of(text: str) -> str:
    line = " ".join(unescape(text).replace("*", "").split())
    return line if len(line) <= _SUMMARY_MOST else f"{line[: _SUMMARY_MOST - 1].rstrip()}…"

"""The tick of people's own digests: each in their own hours, as a message or a letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.domain.chasing import Hours, first_instant
from bot.domain.digest import Wish, person_scope, week_of
from bot.domain.directory import Directory
from bot.domain.people import Person
from bot.domain.reply_links import MAILTO
from bot.errors import NotAllowedError
from bot.store.repositories.digests import Wished
from bot.store.unit_of_work import Unit, View
from bot.views.wording import counted
from bot.workflows.chasing.reaching import address_of, slack_of
from bot.workflows.digest.composing import is_silent_when_quiet
from bot.workflows.digest.gathering import gather
from bot.workflows.digest.hours import may_be_said, own_hours
from bot.workflows.digest.making import key_of, parts_of, put
from bot.workflows.services import Services

_WEEK = timedelta(days=7)
_AHEAD = 5


def make_own_digests(services: Services, at: datetime) -> str:
    """Make and send their own digests of the week of `at` to those who wish for one and whose hour has come.

    Who is away that day has none that week, nor has who wished for one later, or whose week is over before it may be
    said. Run twice it does nothing the second time.

    Raises:
        UnavailableError: the database did not answer; those made before stay made.
    """
    week_on = week_of(services.today(at))
    with services.store.view(at) as view:
        wishes, made = view.digests.wishes(), view.digests.made(week_on)
        hours = own_hours(view, services, _known(view, wishes))
        instants = instants_in(services, wishes, hours, week_on)
        absences = view.hearing.absences(week_on, instants)
    away = {one.person_id for one in absences if one.away.covers(hours[one.person_id].today(instants[one.person_id]))}
    wanted = [
        person_id
        for person_id, due in sorted(instants.items())
        if due <= at
        and person_id not in away
        and person_scope(person_id) not in made
        and may_be_said(services, week_on, hours[person_id], at) is not None
    ]
    number = sum(_make(services, person_id, wishes[person_id].how, week_on, at) for person_id in wanted)
    return f"{counted(number, 'own digest')} made" if number else "nobody's own digest is due"


def next_own_digest(services: Services, after: datetime) -> datetime | None:
    """Return the first instant after `after` at which somebody's own digest is made; None when nobody has one."""
    with services.store.view(after) as view:
        wishes = view.digests.wishes()
        if not wishes:
            return None
        hours = own_hours(view, services, _known(view, wishes))
    week_on = week_of(services.today(after))
    for number in range(_AHEAD):
        instants = instants_in(services, wishes, hours, week_on + number * _WEEK).values()
        coming = [due for due in instants if due > after]
        if coming:
            return min(coming)
    return None


def instants_in(
    services: Services, wishes: Mapping[int, Wished], hours: Mapping[int, Hours], week_on: date
) -> Mapping[int, datetime]:
    """Return when each of these people has their own digest of a week, in their own time zone and hours.

    Left out is who did not wish for one yet by then.
    """
    setting, working = services.config.digest, services.config.working
    day = setting.day_in(week_on, working) if setting.on else None
    if day is None:
        return {}
    found = {person_id: first_instant(day, own, working) for person_id, own in hours.items()}
    return {person_id: due for person_id, due in found.items() if due > wishes[person_id].since}


def place_of(services: Services, directory: Directory, person: Person, wish: Wish, today: date) -> str | None:
    """Return where somebody's own digest goes: as they wish, else as they are reached at all; None for nowhere."""
    if wish is Wish.MAIL and person.email and services.config.mail.is_on:
        return f"{MAILTO}{person.email}"
    return slack_of(services, directory, person, today) or address_of(services, directory, person, today)


def _known(view: View, wishes: Mapping[int, Wished]) -> list[int]:
    people = view.people.directory().people
    return [person_id for person_id in wishes if person_id in people]


def _make(services: Services, person_id: int, wish: Wish, week_on: date, at: datetime) -> bool:
    with services.store.view(at) as view:
        directory = view.people.directory()
        channel = place_of(services, directory, directory.people[person_id], wish, services.today(at))
        if channel is None:
            return False
        try:
            content = gather(view, services, person_scope(person_id), week_on)
        except NotAllowedError:
            return False
        parts = parts_of(content, services.presentation(directory, view.now))
    is_silent = content.is_quiet and is_silent_when_quiet(services, content.scope)

    def work(unit: Unit) -> bool:
        digest_id = unit.digests.keep(content)
        if digest_id is None:
            return False
        if not is_silent:
            put(
                unit,
                content,
                channel,
                key_of(content.scope, week_on),
                {"id": digest_id},
                0 if channel.startswith(MAILTO) else parts,
            )
        return True

    return services.store.write(work, now=at)

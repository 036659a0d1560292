"""Being away: said by oneself or by the office, with who acts meanwhile; and being back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.chasing import Away, back_on
from bot.domain.people import Person
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import away as views
from bot.views.away import AwayFields
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.risk_change import actor_key
from bot.workflows.services import Services

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class AwayDraft:
    """An absence as it was asked for. `person_id` is None for oneself; `until_on` None means back now."""

    person_id: int | None
    from_on: date | None = None
    until_on: date | None = None
    deputy_id: int | None = None


def away_form(services: Services, identity: Identity) -> dict[str, Any]:
    """Return the form of an absence of whoever asks, with what is set."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        person, today = require_person(desk), desk.shown.today
        return views.away_form(
            AwayFields(person.id, today),
            [absence.away for absence in view.hearing.absences(today, [person.id])],
            desk.directory.people,
            today,
            may_choose=desk.actor.is_office,
        )


def find_deputy(services: Services, identity: Identity, written: str) -> int:
    """Return the id of the person that a mention or a whole name means.

    Whoever acts for somebody is asked and answers in their place, so a part of a name is a question at most.

    Raises:
        NotFoundError: nobody, or not just one for certain; it says who could be meant.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    if written.startswith("<@"):
        person = desk.directory.person_of(written[2:].partition("|")[0].rstrip(">"))
        called, partly = ([person] if person else []), list[Person]()
    else:
        called, partly = _named(desk, " ".join(written.lstrip("@").casefold().split()))
    if len(called) != 1:
        names = ", ".join(sorted(person.name for person in called or partly)[:5])
        raise NotFoundError(
            f"“{written[:60]}” could be {names}." if names else f"I don't know “{written[:60]}”.",
            "Write the whole name, or choose from the list: `/convenor away`.",
        )
    return called[0].id


def _named(desk: Desk, wanted: str) -> tuple[list[Person], list[Person]]:
    """Return who is called that, in the directory or in Slack, and who has it in their name as whole words."""
    called, partly = list[Person](), list[Person]()
    for person in desk.directory.people.values():
        if not person.term.holds(desk.shown.today):
            continue
        account = desk.directory.accounts.get(person.slack_id or "")
        names = {" ".join(name.casefold().split()) for name in (person.name, account.name if account else "")}
        if wanted in names:
            called.append(person)
        elif wanted and any(f" {name}".startswith(f" {wanted}") or f" {wanted} " in f" {name} " for name in names):
            partly.append(person)
    return called, partly


def save_absence(services: Services, identity: Identity, draft: AwayDraft, delivery: str) -> Mrkdwn:
    """Record an absence, or that somebody is back; return what is said of it.

    Raises:
        InvalidInputError: with a sentence for each field.
        NotAllowedError: it is somebody else's, and the asker is not of the office.
    """

    def work(unit: Unit) -> Mrkdwn:
        desk = open_desk(unit, services, identity)
        person = _whose(desk, draft.person_id)
        before = unit.inbox.claim(delivery)
        if before is not None:
            return Mrkdwn(before["said"])
        said = _back(unit, desk, person) if draft.until_on is None else _leave(unit, services, desk, person, draft)
        unit.nudges.look_again(_touched(unit, desk.shown.today, person.id))
        unit.inbox.keep(delivery, {"said": said})
        return said

    return services.store.write(work)


def _leave(unit: Unit, services: Services, desk: Desk, person: Person, draft: AwayDraft) -> Mrkdwn:
    today, people = desk.shown.today, desk.directory.people
    first, last = draft.from_on or today, draft.until_on or today
    _check(first, last, today, person, people.get(draft.deputy_id or 0), draft)
    away = Away(first, last, draft.deputy_id)
    set_away(unit, person.id, away, today)
    unit.record(
        actor_key(desk),
        "person.away",
        f"person:{person.id}",
        **{"from": first.isoformat(), "until": last.isoformat(), "deputy": draft.deputy_id},
    )
    set_now = [a.away for a in unit.hearing.absences(today, [person.id])]
    back = services.config.working.shift(back_on(set_now, first), 0)
    return say(
        "away/saved",
        name=person.name,
        words=views.away_words(away, people, today),
        waits=draft.deputy_id is None,
        back=desk.shown.day(back),
        others=[views.away_words(one, people, today) for one in set_now if one != away],
    )


def set_away(unit: Unit, person_id: int, away: Away, today: date) -> None:
    """Record an absence. Of others on its days what was said last counts; their other days stay as they are."""
    for other in unit.hearing.absences(away.from_on, [person_id]):
        if other.away.from_on > away.until_on:
            continue
        unit.hearing.end_absence(other.id, away.from_on)
        rest = other.away.rest_after(away, today)
        if rest is not None:
            unit.hearing.leave(person_id, rest, unit.now)
    unit.hearing.leave(person_id, away, unit.now)


def end_away(unit: Unit, person_id: int, today: date) -> tuple[Away, ...]:
    """End what keeps a person away today or, where nothing does, what is to come; return what was ended."""
    lasting = unit.hearing.absences(today, [person_id])
    ended = [absence for absence in lasting if absence.away.covers(today)] or lasting
    for absence in ended:
        unit.hearing.end_absence(absence.id, today)
    return tuple(absence.away for absence in ended)


def _back(unit: Unit, desk: Desk, person: Person) -> Mrkdwn:
    today, people = desk.shown.today, desk.directory.people
    ended = end_away(unit, person.id, today)
    if ended:
        unit.record(actor_key(desk), "person.back", f"person:{person.id}")
    was_away = any(away.covers(today) for away in ended)
    return say(
        "away/back",
        name=person.name,
        was_away=was_away,
        ended=[] if was_away else [views.away_words(away, people, today) for away in ended],
        others=[views.away_words(one.away, people, today) for one in unit.hearing.absences(today, [person.id])],
    )


def _touched(view: View, today: date, person_id: int) -> set[int]:
    """Return the person and whom they may act for: what was held back for any of them is looked at anew."""
    return {person_id, *(a.person_id for a in view.hearing.absences(today) if a.away.deputy_id == person_id)}


def _check(first: date, last: date, today: date, person: Person, deputy: Person | None, draft: AwayDraft) -> None:
    problems: dict[str, str] = {}
    if first < today:
        problems["from"] = "Choose today or a day to come."
    if last < first:
        problems["until"] = "The last day is before the first."
    elif last > today + timedelta(days=LONGEST_DAYS):
        problems["until"] = "That is more than a year away. Somebody who leaves is ended in `/convenor people`."
    if draft.deputy_id is not None and (deputy is None or not deputy.term.holds(first)):
        problems["deputy"] = "They don't serve with the partnership then. Choose somebody else."
    elif draft.deputy_id == person.id:
        problems["deputy"] = "Choose somebody else: nobody acts for themselves."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)


def _whose(desk: Desk, person_id: int | None) -> Person:
    if person_id is None or (desk.actor.person is not None and desk.actor.person.id == person_id):
        return require_person(desk)
    if not desk.actor.is_office:
        raise NotAllowedError("You can say this for yourself only.", "The governance office can do it for others.")
    person = desk.directory.people.get(person_id)
    if person is None:
        raise NotFoundError("That person is no longer in the directory.", "See `/convenor people`.")
    return person

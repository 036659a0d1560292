"""What would be sent to whom and when if nobody answered: asked for by the office, worked out by a job."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.imports.dates import read_day
from bot.domain.imports.grid import Cell
from bot.domain.listing import paginate
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, NotFoundError
from bot.store.outbox import OutgoingMessage
from bot.store.repositories.jobs import Job
from bot.store.unit_of_work import Unit
from bot.views import preview as preview_views
from bot.views.preview import Foreseen
from bot.workflows.desk import open_desk, require_office
from bot.workflows.foreseen import Sent, Span, named_person, span_of, told
from bot.workflows.hands import Performer
from bot.workflows.identify import Identity
from bot.workflows.services import Services

KIND = "preview"
_NOT_YOURS = "You can't look ahead at everybody's messages: the governance office can."
_DAYS = 14
_KEPT_MOST = 1000
_DAY_WORDS_MOST = 4


Foresee = Callable[[Services, Span], Sequence[Sent]]
"""Runs the workflows on a copy, and returns what they sent in the order of time."""


def ask(services: Services, identity: Identity, words: str, key: str) -> dict[str, Any]:
    """Ask for a preview, for the office; return what is said at once. The answer comes as a direct message.

    Args:
        services: the store, the configuration and the clock.
        identity: who asks.
        words: `from DATE`, `until DATE` and a person, all of which may be left out.
        key: names the delivery.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: no such day, or one that is too far away.
        NotFoundError: nobody of that name.
    """

    def work(unit: Unit) -> dict[str, Any]:
        desk = open_desk(unit, services, identity)
        require_office(desk, _NOT_YOURS)
        from_on, until_on, name = _read_words(words, desk.actor.day)
        span = span_of(services, from_on, until_on)
        person = named_person(unit, services, name) if name else None
        until = desk.shown.day(until_on)
        payload = {
            "asker": asdict(identity),
            "from": span.from_at.isoformat(),
            "until": span.until_at.isoformat(),
            "person": person.id if person else None,
        }
        if unit.jobs.ask(_job_key(key), KIND, payload):
            _say(unit, identity, key, "asked", preview_views.working_message(until, person.name if person else ""))
            unit.record(f"slack:{identity.slack_id}", "preview.asked", f"preview:{key}", until=until_on.isoformat())
        return preview_views.asked_message(until)

    return services.store.write(work)


def performer(services: Services, foresee: Foresee) -> Performer:
    """Return what does the job: works it out on a copy, and puts it where the message says it is being done."""

    def perform(job: Job) -> None:
        identity = Identity(**job.payload["asker"])
        key = job.key.removeprefix(f"{KIND}:")
        until_at = datetime.fromisoformat(job.payload["until"])
        now, from_at = services.clock.now(), datetime.fromisoformat(job.payload["from"])
        span = Span(min(now, from_at), from_at, max(now, until_at))
        with services.store.view() as view:
            require_office(open_desk(view, services, identity), _NOT_YOURS)
            directory = view.people.directory()
        person = directory.people.get(job.payload["person"]) if job.payload["person"] is not None else None
        sent = foresee(services, span)

        def work(unit: Unit) -> None:
            desk = open_desk(unit, services, identity)
            shown = told(unit, services, sent, span, person)
            name = person.name if person else ""
            kept = [one.to_json() for one in shown[:_KEPT_MOST]]
            unit.jobs.note(job, foreseen=kept, total=len(shown), name=name)
            page = paginate(shown[:_KEPT_MOST], 1, preview_views.PAGE)
            message = preview_views.preview_page(key, page, desk.shown, until_at, name, total=len(shown))
            _say(unit, identity, key, "done", message)

        services.store.write(work)

    def on_failed(job: Job, why: str) -> None:
        identity, key = Identity(**job.payload["asker"]), job.key.removeprefix(f"{KIND}:")
        services.store.write(lambda unit: _say(unit, identity, key, "failed", preview_views.failed_message(why)))

    return Performer(perform, on_failed)


def turn_page(services: Services, identity: Identity, key: str, number: int) -> dict[str, Any]:
    """Return another page of a preview, as it was worked out, to whoever asked for it.

    Raises:
        NotAllowedError: it was somebody else's, or this person no longer runs the office.
        NotFoundError: it is no longer kept.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk, _NOT_YOURS)
        payload = view.jobs.payload(_job_key(key))
    if payload is None or "foreseen" not in payload:
        raise NotFoundError("That preview is no longer kept.", "Ask for a fresh one with `/convenor preview`.")
    if payload["asker"]["slack_id"] != identity.slack_id:
        raise NotAllowedError("That preview is somebody else's.", "Ask for one of your own: `/convenor preview`.")
    shown = [Foreseen.from_json(row) for row in payload["foreseen"]]
    until_at = datetime.fromisoformat(payload["until"])
    page = paginate(shown, number, preview_views.PAGE)
    return preview_views.preview_page(key, page, desk.shown, until_at, payload["name"], total=payload["total"])


def _read_words(words: str, today: date) -> tuple[date | None, date, str]:
    """Return from when (None: now) and until when, and the person's name; two weeks and nobody if nothing is said.

    `from`, `until` or `to` begin a day; a name may stand before them all or after the last day.
    """
    pieces = re.split(r"(?:^|\s)(from|until|to)\s+", words.strip(), flags=re.IGNORECASE)
    name, days = pieces[0].strip(), {"until": today + timedelta(days=_DAYS)}
    for word, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        day, after = _leading_day(rest, today)
        days["from" if word.casefold() == "from" else "until"] = day
        name = name or after
    return days.get("from"), days["until"], name


def _leading_day(words: str, today: date) -> tuple[date, str]:
    """Return the day that words begin with, the longest beginning that reads as one, and what follows it."""
    pieces = words.split()
    for length in range(min(_DAY_WORDS_MOST, len(pieces)), 0, -1):
        try:
            return read_day_ahead(" ".join(pieces[:length]), today), " ".join(pieces[length:])
        except ConvenorError:
            continue
    return read_day_ahead(words, today), ""


def read_day_ahead(written: str, today: date) -> date:
    """Return the day that somebody wrote, such as `5 December 2018` or `2018-12-05`; without a year the next such day.

    Raises:
        InvalidInputError: it is no date.
    """
    plain = " ".join(written.split()).strip(".?!,")
    day = read_day(Cell(plain)).day
    if day is None:
        years = (read_day(Cell(f"{plain} {today.year + ahead}")).day for ahead in (0, 1))
        day = next((one for one in years if one is not None and one >= today), None)
    if day is None:
        raise InvalidInputError(
            f"I can't read “{plain[:40]}” as a day.", "Write it like `5 December 2018` or `2018-12-05`."
        )
    return day


def _say(unit: Unit, identity: Identity, key: str, step: str, message: Mapping[str, Any]) -> None:
    anchor = f"preview:{key}"
    unit.outbox.put(
        OutgoingMessage(
            dedupe_key=f"{anchor}:{step}",
            subject=anchor,
            channel=identity.slack_id,
            anchor=anchor,
            content=message,
        )
    )


def _job_key(key: str) -> str:
    return f"{KIND}:{key}"

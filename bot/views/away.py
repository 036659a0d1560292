"""Forms in which people say when they are away, who acts for them, and which hours they keep."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.domain.chasing import Away, Hours
from bot.domain.people import Person
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.wording import Mrkdwn, day, say

_PORTION = 100
_HALF_HOURS = tuple(time(*divmod(minutes, 60)) for minutes in range(0, 24 * 60, 30))
_ZONES = (
    *("Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Paris", "Europe/Berlin", "Europe/Madrid"),
    *("Europe/Rome", "Europe/Warsaw", "Europe/Athens", "Europe/Istanbul", "Africa/Lagos", "Africa/Johannesburg"),
    *("Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Singapore", "Asia/Tokyo"),
    *("Australia/Perth", "Australia/Sydney", "Pacific/Auckland", "America/New_York", "America/Chicago"),
    *("America/Los_Angeles", "America/Sao_Paulo", "UTC"),
)
_AS_SLACK = "slack"


@dataclass(frozen=True, slots=True)
class AwayFields:
    """What the form of an absence begins with."""

    person_id: int
    first: date
    last: date | None = None
    deputy_id: int | None = None


def away_form(
    fields: AwayFields,
    set_now: Sequence[Away],
    people: Mapping[int, Person],
    today: date,
    *,
    may_choose: bool,
) -> dict[str, Any]:
    """Return the form of an absence, with what is set already.

    Args:
        fields: what it begins with.
        set_now: the person's absences that are not over.
        people: everybody who may be named.
        today: the reader's day.
        may_choose: whether the absence may be somebody else's: the office's right.
    """
    body: list[blocks.Block] = [blocks.context(say("away/now", lines=[away_words(a, people, today) for a in set_now]))]
    if set_now or may_choose:
        body.append(
            blocks.labelled(
                "What is to be set?",
                "what",
                blocks.radio(
                    VALUE,
                    [Choice("Away on the days below", "away"), Choice("Back now: end what is set", "back")],
                    "away",
                ),
            )
        )
    if may_choose:
        choices = _people(people, today)
        body.append(blocks.labelled("Who", "who", blocks.grouped_select(VALUE, choices, str(fields.person_id))))
    body += [
        blocks.labelled("First day", "from", blocks.date_picker(VALUE, fields.first.isoformat())),
        blocks.labelled(
            "Last day",
            "until",
            blocks.date_picker(VALUE, fields.last.isoformat() if fields.last else None),
            "You hear from me again on the working day after it.",
            optional=bool(set_now) or may_choose,
        ),
        blocks.labelled(
            "Who acts for you",
            "deputy",
            blocks.grouped_select(VALUE, _people(people, today), str(fields.deputy_id or "")),
            "They get what is asked of you, with your name on it. Leave empty, and it waits for you.",
            optional=True,
        ),
    ]
    return blocks.modal("Away", Form.AWAY, body, metadata=json.dumps(fields.person_id), submit="Save")


def away_words(away: Away, people: Mapping[int, Person], today: date) -> str:
    """Return for example `Away from Mon 19 Nov to Fri 23 Nov; Ann acts`."""
    deputy = people.get(away.deputy_id or 0)
    acts = f"{deputy.name} acts" if deputy else "nobody acts"
    if away.from_on == away.until_on:
        return f"Away on {day(away.from_on, today)}; {acts}"
    return f"Away from {day(away.from_on, today)} to {day(away.until_on, today)}; {acts}"


def hours_form(hours: Hours, *, own_zone: str | None, slack_zone: str | None) -> dict[str, Any]:
    """Return the form of a person's hours.

    Args:
        hours: as they are now.
        own_zone: the time zone the person chose, None where they chose none.
        slack_zone: the one that Slack tells, None where it tells none.
    """
    named = dict.fromkeys((*((own_zone,) if own_zone else ()), *_ZONES))
    choices = [
        Choice(f"As in Slack: {slack_zone}" if slack_zone else "The partnership's", _AS_SLACK),
        *(Choice(name.replace("_", " "), name) for name in named),
    ]
    return blocks.modal(
        "Quiet hours",
        Form.HOURS,
        [
            blocks.section(
                say(
                    "away/hours_now",
                    quiet_from=f"{hours.quiet_from:%H:%M}",
                    quiet_until=f"{hours.quiet_until:%H:%M}",
                    zone=hours.zone.key.replace("_", " "),
                )
            ),
            blocks.labelled("Quiet from", "from", _times(hours.quiet_from), "In the evening."),
            blocks.labelled("Quiet until", "until", _times(hours.quiet_until), "On the next morning."),
            blocks.labelled("Time zone", "zone", blocks.select(VALUE, choices, own_zone or _AS_SLACK)),
        ],
        submit="Save",
    )


def chosen_zone(value: str) -> str | None:
    """Return the time zone that a form sent; None for that of the Slack account."""
    return None if value == _AS_SLACK else value


def said(text: Mrkdwn) -> dict[str, Any]:
    """Return a sentence as a message."""
    return blocks.message(text, [blocks.section(text)])


def _times(chosen: time) -> blocks.Element:
    times = sorted({*_HALF_HOURS, chosen})
    return blocks.select(VALUE, [Choice(f"{at:%H:%M}", f"{at:%H:%M}") for at in times], f"{chosen:%H:%M}")


def _people(people: Mapping[int, Person], today: date) -> dict[str, list[Choice]]:
    serving = sorted((p for p in people.values() if p.term.holds(today)), key=lambda person: person.name.casefold())
    choices = [Choice(person.name, str(person.id)) for person in serving]
    portions = [choices[start : start + _PORTION] for start in range(0, len(choices), _PORTION)]
    return {f"{p[0].label[:30]} to {p[-1].label[:30]}": p for p in portions}

"""Chasing: snooze and page reminders, being away, quiet hours."""

from __future__ import annotations

import json
from datetime import time

from slack_bolt import Ack

from bot.domain.chasing import Preference
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.away_words import read_away
from bot.handlers.desk import VIEWED, Body, FrontDesk, delivery_key, private
from bot.handlers.form_fields import chosen_in, day_in
from bot.views import away as views
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.nudges import unpack_snooze
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn, say
from bot.workflows.chasing import absences, composing, own_hours, snoozing
from bot.workflows.chasing.absences import AwayDraft


def on_snooze(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Put a thing off for some days, or ask until when; its message shows it."""
    wish, person_id, subject = unpack_snooze(str(body["actions"][0]["selected_option"]["value"]))
    key, services = (subject, person_id), desk.services
    if wish == "until":
        desk.open(body, desk.run(body, lambda who: snoozing.snooze_form(services, who, key)))
    else:
        days, delivery = int(wish), delivery_key(body)
        desk.run(body, lambda who: snoozing.snooze(services, who, key, days, delivery))
    ack()


def on_snooze_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Put a thing off until a date."""
    _, person_id, subject = unpack_snooze(str(body["view"]["private_metadata"]))
    until, delivery = day_in(body, "until"), delivery_key(body)
    if until is None:
        raise InvalidInputError("Choose a day.", fields={"until": "Choose a day."})
    on = desk.run(body, lambda who: snoozing.snooze(desk.services, who, (subject, person_id), until, delivery))
    _show(ack, say("nudges/snoozed", on=f"{on:%a} {on.day} {on:%b}"))


def on_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show another page of reminders."""
    message_id, page = unpack_turn(str(body["actions"][0]["value"]))
    answer = desk.run(body, lambda who: composing.turn_page(desk.services, who, int(message_id), page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_away(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/convenor away [until DATE] [NAME acts for me]` and `/convenor away back`."""
    services = desk.services
    if not rest:
        desk.open(body, desk.run(body, lambda who: absences.away_form(services, who)))
        ack()
        return
    asked = read_away(rest, services.today(services.clock.now()))
    deputy = desk.run(body, lambda who: absences.find_deputy(services, who, asked.deputy)) if asked.deputy else None
    draft = AwayDraft(None, until_on=asked.until_on, deputy_id=deputy)
    text = desk.run(body, lambda who: absences.save_absence(services, who, draft, delivery_key(body)))
    ack(**private(views.said(text)))


def on_away_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save an absence, or that somebody is back."""
    person_id = int(chosen_in(body, "who") or json.loads(body["view"]["private_metadata"]))
    is_back, until = chosen_in(body, "what") == "back", day_in(body, "until")
    if not is_back and until is None:
        raise InvalidInputError("Give the last day.", fields={"until": "Give the last day."})
    deputy = chosen_in(body, "deputy")
    draft = AwayDraft(person_id, day_in(body, "from"), None if is_back else until, int(deputy) if deputy else None)
    _show(ack, desk.run(body, lambda who: absences.save_absence(desk.services, who, draft, delivery_key(body))))


def on_hours(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/convenor hours`: a form that shows the hours and sets them."""
    if rest:
        raise InvalidInputError("Hours are set in a form.", "Give the command alone: `/convenor hours`.")
    desk.open(body, desk.run(body, lambda who: own_hours.hours_form(desk.services, who)))
    ack()


def on_hours_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a person's hours."""
    wanted = Preference(
        views.chosen_zone(chosen_in(body, "zone")),
        time.fromisoformat(chosen_in(body, "from")),
        time.fromisoformat(chosen_in(body, "until")),
    )
    _show(ack, desk.run(body, lambda who: own_hours.save_hours(desk.services, who, wanted, delivery_key(body))))


def _show(ack: Ack, text: Mrkdwn) -> None:
    ack(response_action="update", view=blocks.modal("Saved", VIEWED, [blocks.section(text)]))


AREA = Area(
    convenor_verbs={"away": on_away, "hours": on_hours},
    clicks={
        Act.NUDGE_SNOOZE: on_snooze,
        Act.NUDGES_PAGE: on_page,
        Act.NUDGES_BACK: on_page,
    },
    forms={
        Form.SNOOZE: on_snooze_form,
        Form.AWAY: on_away_form,
        Form.HOURS: on_hours_form,
    },
)

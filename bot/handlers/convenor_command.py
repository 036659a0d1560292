"""`/convenor`: help, and the directory for administrators."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from slack_bolt import Ack

from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.handlers.areas import CONVENOR_VERBS
from bot.handlers.desk import VIEWED, Body, FrontDesk, delivery_key, private
from bot.handlers.meant import meant
from bot.views import blocks
from bot.views.ids import VALUE
from bot.views.turning import unpack_turn
from bot.views.wording import say, unescape
from bot.workflows import people
from bot.workflows.people import PersonDraft

_SAME = {"quiet": ("hours",), "person": ("people",), "absence": ("away",), "holiday": ("away",)}


def on_convenor(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer a `/convenor` command."""
    words = clean(unescape(str(body.get("text", ""))))
    verb, _, rest = words.partition(" ")
    of_an_area = CONVENOR_VERBS.get(verb.casefold())
    if of_an_area is not None:
        of_an_area(desk, ack, body, rest.strip())
        return
    match verb.casefold():
        case "" | "help":
            text = say("convenor/help", partnership=desk.services.config.partnership.name)
            ack(**private(blocks.message(text, [blocks.section(text)])))
        case "people" if rest.casefold() == "add":
            desk.open(body, desk.run(body, lambda who: people.person_form(desk.services, who, None)))
            ack()
        case "people":
            ack(**private(desk.run(body, lambda who: people.list_people(desk.services, who, rest))))
        case _:
            near = meant("/convenor", verb, ("help", "people", *CONVENOR_VERBS), _SAME)
            raise InvalidInputError(f"I don't understand “{blocks.clip(words, 40)}”.", f"{near}See `/convenor help`.")


def on_people_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of the directory."""
    words, page = unpack_turn(str(body["actions"][0]["value"]))
    answer = desk.run(body, lambda who: people.list_people(desk.services, who, words, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_person_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a person, empty for a new one."""
    value = str(body["actions"][0]["value"])
    person_id = int(value) if value.isdigit() else None
    desk.open(body, desk.run(body, lambda who: people.person_form(desk.services, who, person_id)))
    ack()


def on_person_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a person."""
    values: dict[str, Any] = body["view"]["state"]["values"]

    def element(block: str) -> dict[str, Any]:
        return dict(values.get(block, {}).get(VALUE, {}))

    def day(block: str) -> date | None:
        chosen = element(block).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    person_id, seen = json.loads(body["view"]["private_metadata"])
    draft = PersonDraft(
        person_id=person_id,
        seen=seen,
        name=element("name").get("value") or "",
        email=element("email").get("value") or "",
        slack_id=element("slack").get("selected_user") or None,
        from_on=day("from"),
        until_on=day("until"),
    )
    name = desk.run(body, lambda who: people.save_person(desk.services, who, draft, delivery_key(body)))
    said = say("people/saved", name=name)
    ack(response_action="update", view=blocks.modal("Saved", VIEWED, [blocks.section(said)]))

"""The directory as an administrator sees it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.directory import Directory
from bot.domain.listing import paginate
from bot.domain.people import ROLE_WORDS, Person
from bot.views import blocks
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

PAGE = 10


def people_list(
    people: Sequence[Person], directory: Directory, shown: Presentation, words: str, number: int
) -> dict[str, Any]:
    """Return a page of people, each with how they are linked and an Edit button."""
    page = paginate(people, number, PAGE)
    unlinked = sum(person.slack_id is None for person in people)
    head = say("people/head", total=page.total, unlinked=unlinked, words=words, page=page.number, pages=page.pages)
    lines = [
        blocks.section(_line(person, directory, shown), blocks.button("Edit", Act.PERSON_EDIT, str(person.id)))
        for person in page.items
    ]
    buttons = [
        blocks.button("Add a person", Act.PERSON_ADD, "new"),
        *turn_buttons(page, Act.PEOPLE_BACK, Act.PEOPLE_PAGE, lambda to: pack_turn(words, to)),
    ]
    return blocks.message(head, [blocks.section(head), *lines, blocks.actions(buttons)])


def person_form(person: Person | None, shown: Presentation, stamp: str = "") -> dict[str, Any]:
    """Return the form of a person, empty for a new one; `stamp` comes back with it."""
    term = person.term if person else None
    body = [
        blocks.labelled("Name or role", "name", blocks.text_input(VALUE, person.name if person else "")),
        blocks.labelled(
            "E-mail",
            "email",
            blocks.text_input(VALUE, (person.email or "") if person else ""),
            "I link the Slack account with this address by myself.",
            optional=True,
        ),
        blocks.labelled(
            "Slack account",
            "slack",
            blocks.users_select(VALUE, person.slack_id if person else None),
            "Leave empty for somebody without Slack.",
            optional=True,
        ),
        blocks.labelled(
            "First day", "from", blocks.date_picker(VALUE, _iso(term.from_on if term else None)), optional=True
        ),
        blocks.labelled(
            "Last day",
            "until",
            blocks.date_picker(VALUE, _iso(term.until_on if term else None)),
            "After this day they may read and change nothing.",
            optional=True,
        ),
    ]
    if person:
        body.append(blocks.context(say("people/roles", roles=roles_of(person, shown))))
    title = "Edit a person" if person else "Add a person"
    metadata = json.dumps([person.id if person else None, stamp])
    return blocks.modal(title, Form.PERSON, body, metadata=metadata, submit="Save")


def roles_of(person: Person, shown: Presentation) -> str:
    """Return the roles a person holds today, in words."""
    words = []
    for holding in person.roles_on(shown.today):
        where = f"{shown.workstream(holding.workstream)} " if holding.workstream else ""
        words.append(f"{where}{ROLE_WORDS[holding.role]}{' (interim)' if holding.is_interim else ''}")
    return ", ".join(words)


def _line(person: Person, directory: Directory, shown: Presentation) -> Mrkdwn:
    boards = directory.boards_of(person.id, shown.today)
    return say(
        "people/line",
        name=person.name,
        email=person.email or "no e-mail",
        account=Mrkdwn(f"<@{person.slack_id}>") if person.slack_id else "not linked to Slack",
        roles=roles_of(person, shown),
        boards=", ".join(sorted(boards)),
        left=not person.term.holds(shown.today),
    )


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None

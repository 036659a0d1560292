"""The register of interests as it is published: a page and a table, sent to whoever asks."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from bot.domain.people import Capacity
from bot.domain.proposals.recusals import WITHHELD
from bot.papers.interests.page import (
    PublishedEntry,
    PublishedPerson,
    PublishedRegister,
    write_page,
    write_table,
)
from bot.slack.uploads import Upload
from bot.store.unit_of_work import View
from bot.views.interest_register import Shown
from bot.views.interest_words import type_words
from bot.views.pictures import asked_message
from bot.views.wording import Mrkdwn, say
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests.register import published
from bot.workflows.services import Services

KIND = "interest-register"
_TITLE = "the register of interests"


def ask(services: Services, identity: Identity, key: str) -> dict[str, Any]:
    """Have the published register made for whoever asks, in their own messages; return the answer to them."""
    with services.store.view() as view:
        open_desk(view, services, identity)
    order = FileOrder(KIND, key, identity, identity.slack_id, _TITLE, {})
    services.store.write(lambda unit: ask_for_files(unit, order))
    return asked_message(_TITLE, "", leaves_out=False)


def register_of(view: View, services: Services, desk: Desk) -> PublishedRegister:
    """Return the register as it is published today."""
    entries = published(view, desk)
    people = tuple(
        PublishedPerson(name, _boards(desk, person_id), tuple(_entry(one, desk) for one in group))
        for (name, person_id), group in groupby(entries, key=lambda one: (one.name, one.entry.person_id))
    )
    declared = {one.entry.person_id for one in entries}
    members = {
        seat.person_id
        for board in desk.directory.boards.values()
        for seat in board.members
        if seat.term.holds(desk.actor.day) and seat.capacity is not Capacity.ATTENDEE
    }
    silent = sorted(desk.directory.people[one].name for one in members - declared)
    return PublishedRegister(
        services.config.partnership.name, desk.shown.dated(desk.shown.today), people, tuple(silent)
    )


def _make(hands: Hands, order: FileOrder, _: Tell) -> Product:
    services = hands.services
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        register = register_of(view, services, desk)
    name = f"register-of-interests-{desk.shown.today.isoformat()}"
    files = (
        Upload(name=f"{name}.html", title=f"Register of interests, {register.day}", content=write_page(register)),
        Upload(
            name=f"{name}.csv",
            title=f"Register of interests, {register.day}, as a table",
            content=write_table(register),
        ),
    )
    total = sum(len(person.entries) for person in register.people)
    return Product(files, say("interests/made", total=total, people=len(register.people), day=register.day), Mrkdwn(""))


MAKER = Maker(KIND, _make)


def _entry(one: Shown, desk: Desk) -> PublishedEntry:
    entry, shown = one.entry, desk.shown
    declared = shown.dated(entry.declared_on) if entry.declared_on else ""
    if one.is_withheld:
        return PublishedEntry("", "", "", "", declared, "", WITHHELD)
    return PublishedEntry(
        position=entry.position,
        organisation=entry.organisation,
        nature=entry.nature.rstrip("."),
        kind=type_words(entry.type).capitalize(),
        declared=declared,
        until=shown.dated(entry.until_on) if entry.until_on else "",
    )


def _boards(desk: Desk, person_id: int) -> str:
    return ", ".join(
        board.name
        for board in sorted(desk.directory.boards.values(), key=lambda one: (-one.level, one.key))
        if person_id in board.members_on(desk.actor.day)
    )

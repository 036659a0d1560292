"""The directory in the hands of an administrator: list, link to Slack, edit, add."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.access import Actor
from bot.domain.people import Person
from bot.domain.text import clean_line
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import people as people_views
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity, link_by_email
from bot.workflows.services import Services

_NAME_MAX = 100
_WORDS_MAX = 200


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as filled in. `person_id` is None for a new one; `seen` is the stamp the form was opened with."""

    person_id: int | None
    seen: str
    name: str
    email: str
    slack_id: str | None
    from_on: date | None
    until_on: date | None


def list_people(services: Services, identity: Identity, words: str, page: int = 1) -> dict[str, Any]:
    """Return a page of the directory for an administrator.

    Raises:
        NotAllowedError: not an administrator; says who is.
    """
    with services.store.view() as view:
        desk = _admin_desk(view, services, identity)
    wanted = clean_line(words)[:_WORDS_MAX].casefold().split()
    found = [
        person
        for person in sorted(desk.directory.people.values(), key=lambda p: p.name.casefold())
        if all(word in f"{person.name} {person.email or ''}".casefold() for word in wanted)
    ]
    return people_views.people_list(found, desk.directory, desk.shown, " ".join(wanted), page)


def person_form(services: Services, identity: Identity, person_id: int | None) -> dict[str, Any]:
    """Return the form of a person, empty for a new one."""
    with services.store.view() as view:
        desk = _admin_desk(view, services, identity)
    if person_id is None:
        return people_views.person_form(None, desk.shown)
    person = _person(desk, person_id)
    return people_views.person_form(person, desk.shown, person_stamp(person))


def save_person(services: Services, identity: Identity, draft: PersonDraft, key: str) -> str:
    """Save a person as filled in; return the name.

    Raises:
        InvalidInputError: with a sentence for each field.
        NotAllowedError: not an administrator.
    """

    def work(unit: Unit) -> str:
        desk = _admin_desk(unit, services, identity)
        before = unit.inbox.claim(key)
        if before is not None:
            return str(before["name"])
        name, email = clean_line(draft.name), clean_line(draft.email) or None
        _check(desk, draft, name, email)
        values: dict[str, Any] = {
            "name": name,
            "email": email,
            "slack_id": draft.slack_id,
            "from_on": draft.from_on,
            "until_on": draft.until_on,
        }
        has_new_email = True
        if draft.person_id is None:
            person_id = unit.people.save("person", _fresh_key(unit, name), **values)
            facts: dict[str, object] = {"after": _facts(values)}
        else:
            person = _person(desk, draft.person_id)
            person_id = person.id
            if person_stamp(person) != draft.seen:
                sentence = f"{person.name} was changed while this form was open. Close it and open it again."
                raise InvalidInputError(sentence, fields={"name": sentence})
            old = {name: _value_of(person, name) for name in values}
            unit.people.edit(person.id, **values)
            moved = old["email"] != values["email"]
            facts = {"before": _facts(old), "after": _facts(values), "email_changed": moved}
            has_new_email = email != person.email
        verb = "person.added" if draft.person_id is None else "person.edited"
        actor = desk.actor.person
        unit.record(f"person:{actor.id}" if actor else "slack", verb, f"person:{person_id}", **facts)
        # Not for an address that stays: an administrator who takes a link off wants it off.
        if email and has_new_email:
            known = desk.directory.accounts.values()
            link_by_email(unit, services, [a for a in known if (a.email or "").casefold() == email.casefold()])
        unit.inbox.keep(key, {"name": name})
        return name

    return services.store.write(work)


def person_stamp(person: Person) -> str:
    """Return a short text that differs once anything a form shows of a person has changed."""
    shown = (person.name, person.email, person.slack_id, person.term.from_on, person.term.until_on)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _admin_desk(view: View, services: Services, identity: Identity) -> Desk:
    desk = open_desk(view, services, identity)
    if not desk.actor.is_admin:
        admins = _admins(desk, desk.actor)
        raise NotAllowedError("You can't see or change the directory.", f"Administrators can: {admins}.")
    return desk


def _admins(desk: Desk, actor: Actor) -> str:
    people = desk.directory.people.values()
    names = [p.name for p in people if any(h.role == "admin" for h in p.roles_on(actor.day))]
    return ", ".join(names) or "nobody yet; name one in first_admin of the configuration"


def _person(desk: Desk, person_id: int) -> Person:
    person = desk.directory.people.get(person_id)
    if person is None:
        raise NotFoundError("That person is no longer in the directory.", "List them again with `/convenor people`.")
    return person


def _check(desk: Desk, draft: PersonDraft, name: str, email: str | None) -> None:
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = "Give a name or a role, such as Planned Care director."
    elif len(name) > _NAME_MAX:
        problems["name"] = f"That is {len(name)} characters; at most {_NAME_MAX} fit."
    if email and ("@" not in email or " " in email):
        problems["email"] = "That is not an e-mail address."
    other = desk.directory.person_with_email(email) if email else None
    if other and other.id != draft.person_id:
        problems["email"] = f"{other.name} has this address already."
    account = desk.directory.accounts.get(draft.slack_id or "")
    if account and (account.is_stranger or account.is_bot or account.is_deleted):
        problems["slack"] = "This account is a bot's, a former member's or another organisation's. Choose another."
    linked = desk.directory.person_of(draft.slack_id) if draft.slack_id else None
    if linked and linked.id != draft.person_id:
        problems["slack"] = f"This account is linked to {linked.name} already. Unlink it there first."
    if draft.from_on and draft.until_on and draft.until_on < draft.from_on:
        problems["until"] = "The last day is before the first."
    own = desk.actor.person
    if own and draft.person_id == own.id and (draft.from_on, draft.until_on) != (own.term.from_on, own.term.until_on):
        problems["until"] = "You can't change your own dates. Ask another administrator."
    if own and draft.person_id == own.id and draft.slack_id != own.slack_id:
        problems["slack"] = "You can't unlink your own account. Ask another administrator."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)


def _fresh_key(unit: Unit, name: str) -> str:
    base = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.casefold()).split())[:32]
    base = base if base[:1].isalpha() else f"person-{base}".rstrip("-")
    number, key = 1, base
    while unit.people.row("person", key) is not None:
        number += 1
        key = f"{base}-{number}"
    return key


def _value_of(person: Person, column: str) -> Any:
    return {"from_on": person.term.from_on, "until_on": person.term.until_on}.get(column) or getattr(
        person, column, None
    )


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit trail keeps: of an address only that there is one, for the trail cannot forget."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {**kept, "email": "given" if kept["email"] else "none"}

"""Put the configured partnership into records. What somebody edited in Slack stays until its entry changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from bot.clock import today_in
from bot.domain.people import Person, Role, same_address
from bot.settings import Config
from bot.settings.funds import FundSetting
from bot.settings.partnership import (
    BoardSetting,
    Dated,
    GroupSetting,
    InterestSetting,
    OrganisationSetting,
    PersonSetting,
    WorkstreamSetting,
)
from bot.store.unit_of_work import Store, Unit
from bot.workflows.actions.planning import forget_other_rules
from bot.workflows.escalation.reporting import reconcile

ACTOR = "configuration"

_Keyed: TypeAlias = OrganisationSetting | WorkstreamSetting | PersonSetting | GroupSetting | BoardSetting | FundSetting
_PRIVATE = {"email", "slack_id", "nature"}


@dataclass(frozen=True, slots=True)
class PartnershipLoaded:
    """What loading came to.

    Attributes:
        applied: the entries that were new or changed, such as `board:TB`, in the order of the file.
        unchanged: how many entries were left alone.
        admin_given_to: the key of the person who became the first administrator now.
        has_admin: whether anybody administers Convenor; when not, `first_admin` names nobody who is known yet.
    """

    applied: tuple[str, ...]
    unchanged: int
    admin_given_to: str | None
    has_admin: bool


def load_partnership(store: Store, config: Config) -> PartnershipLoaded:
    """Apply the new and changed entries of the configuration, in one unit of work.

    Each record keeps a digest of the entry last applied to it. An entry with that digest is left alone; any other
    is applied whole and audited. Nobody is deleted for being absent from the configuration. An entry that gives an
    e-mail address only leaves a person linked to the Slack account found earlier, unless it is another address.

    Raises:
        UnavailableError: the database did not answer; nothing was applied.
    """
    return store.write(lambda unit: load_into(unit, config))


def load_into(unit: Unit, config: Config) -> PartnershipLoaded:
    """Apply the new and changed entries of the configuration within a unit of work."""
    loading = _Loading(unit, today_in(config.zone, unit.now), config.partnership.home_team)
    loading.organisations(config.organisations)
    loading.workstreams(config.workstreams)
    loading.people(config.people)
    loading.groups(config.groups)
    loading.boards(config.boards)
    loading.funds(config.funds)
    loading.interests(config.interests)
    given = loading.first_admin(config.partnership.first_admin)
    reconcile(unit, config.rules)
    forget_other_rules(unit, config)
    return PartnershipLoaded(tuple(loading.applied), loading.unchanged, given, loading.has_admin())


class _Loading:
    """One pass over the configuration, within one unit."""

    def __init__(self, unit: Unit, today: date, home_team: str | None) -> None:
        self._unit = unit
        self._today = today
        self._home_team = home_team
        self._accounts = tuple(unit.people.directory().accounts.values())
        self._digests: dict[str, Mapping[str, str]] = {}
        self.applied: list[str] = []
        self.unchanged = 0

    def organisations(self, entries: Iterable[OrganisationSetting]) -> None:
        for entry in entries:
            self._save("organisation", "organisation", entry, name=entry.name, kind=entry.kind)

    def workstreams(self, entries: Iterable[WorkstreamSetting]) -> None:
        for entry in entries:
            channels = {"channel": entry.channel, "private_channel": entry.private_channel}
            self._save("workstream", "workstream", entry, name=entry.name, **channels)

    def people(self, entries: Iterable[PersonSetting]) -> None:
        for entry in entries:
            values = {"email": entry.email, "organisation_key": entry.organisation, **_term(entry)}
            before = self._unit.people.row("person", entry.key) if self._is_due("person", entry) else None
            person_id = self._save("person", "person", entry, name=entry.name, **values)
            if person_id is not None:
                self._link(person_id, entry, before or {})
                self._replace_roles(person_id, entry)

    def groups(self, entries: Iterable[GroupSetting]) -> None:
        ids = self._person_ids()
        for entry in entries:
            group_id = self._save("people_group", "group", entry, name=entry.name)
            if group_id is not None:
                members = [{"person_id": ids[member.person], **_term(member)} for member in entry.members]
                self._unit.people.replace_children("people_group_member", "group_id", group_id, members)

    def boards(self, entries: Iterable[BoardSetting]) -> None:
        ids = self._person_ids()
        for entry in entries:
            values = {"level": entry.level, "channel": entry.channel, "decides_in": entry.decides_in.value}
            board_id = self._save("board", "board", entry, name=entry.name, **values)
            if board_id is None:
                continue
            seats = [
                {
                    "person_id": ids[seat.person],
                    "organisation_key": seat.organisation,
                    "capacity": seat.capacity.value,
                    **_term(seat),
                }
                for seat in entry.members
            ]
            self._unit.people.replace_children("board_member", "board_id", board_id, seats)
            self._unit.boards.plan_meetings(board_id, entry.meetings, self._today)

    def funds(self, entries: Iterable[FundSetting]) -> None:
        for entry in entries:
            self._save("fund", "fund", entry, name=entry.name, envelope_pence=entry.envelope)

    def interests(self, entries: Iterable[InterestSetting]) -> None:
        ids = self._person_ids()
        for entry in entries:
            identity = {
                "person_id": ids[entry.person],
                "declared_on": entry.declared_on,
                "position": entry.position,
                "organisation": entry.organisation,
            }
            details = {"nature": entry.nature, "type": entry.type, "is_sensitive": entry.sensitive}
            if self._unit.boards.save_interest(identity, _digest(entry), **details):
                self._note("interest", f"person:{ids[entry.person]}", f"interest:{entry.person}", entry)
            else:
                self.unchanged += 1

    def first_admin(self, named: str) -> str | None:
        """Give `named` (an e-mail address or Slack id) the administrator's role when nobody holds it."""
        if self.has_admin():
            return None
        directory = self._unit.people.directory()
        person = directory.person_with_email(named) or directory.person_of(named)
        if person is None:
            return None
        self._unit.people.add_role(person.id, Role.ADMIN, self._today)
        self._unit.record(ACTOR, "person.made_admin", f"person:{person.id}", key=person.key)
        return person.key

    def has_admin(self) -> bool:
        return bool(self._unit.people.directory().holders({Role.ADMIN}, self._today))

    def _is_due(self, table: str, entry: _Keyed) -> bool:
        if table not in self._digests:
            self._digests[table] = self._unit.people.digests(table)
        return self._digests[table].get(entry.key) != _digest(entry)

    def _save(self, table: str, word: str, entry: _Keyed, **values: object) -> int | None:
        """Save the row of an entry that is new or changed; return its id, or None when it is left alone."""
        if not self._is_due(table, entry):
            self.unchanged += 1
            return None
        row_id = self._unit.people.save(table, entry.key, **values, loaded_digest=_digest(entry))
        # People are known by number elsewhere in the audit trail: their keys may be reused by a successor.
        subject = f"{word}:{row_id}" if word == "person" else f"{word}:{entry.key}"
        self._note(word, subject, f"{word}:{entry.key}", entry)
        return row_id

    def _note(self, word: str, subject: str, name: str, entry: _Keyed | InterestSetting) -> None:
        # The chain cannot be edited, so addresses and the nature of an interest stay out of it.
        facts = entry.model_dump(mode="json", exclude=_PRIVATE, exclude_defaults=True)
        self._unit.record(ACTOR, f"{word}.loaded", subject, entry=facts)
        self.applied.append(name)

    def _link(self, person_id: int, entry: PersonSetting, before: Mapping[str, Any]) -> None:
        """Link a person to the account the entry names, or to one met earlier under its address.

        A link found earlier stays, unless the address is another than before: then somebody else holds the post.
        """
        linked: str | None = before.get("slack_id")
        moved = bool(before.get("email") and entry.email and not same_address(before["email"], entry.email))
        wanted = entry.slack_id or (linked if linked and not moved else self._account_met(entry.email))
        if wanted == linked:
            return
        holder = self._holder(wanted) if wanted else None
        if holder is not None:
            self._unit.people.edit(holder.id, slack_id=None)
            self._unit.record(ACTOR, "person.unlinked", f"person:{holder.id}", slack_id=wanted)
        self._unit.people.edit(person_id, slack_id=wanted)
        verb, account = ("person.linked", wanted) if wanted else ("person.unlinked", linked)
        self._unit.record(ACTOR, verb, f"person:{person_id}", slack_id=account)

    def _holder(self, slack_id: str) -> Person | None:
        return self._unit.people.directory().person_of(slack_id)

    def _account_met(self, email: str | None) -> str | None:
        """Return the partnership's own, unlinked account with this address, or None."""
        for account in self._accounts:
            outside = account.is_stranger or account.is_bot or account.is_deleted
            at_home = self._home_team in (None, account.team_id) and not outside
            if at_home and email and account.email and same_address(account.email, email):
                return None if self._holder(account.slack_id) else account.slack_id
        return None

    def _replace_roles(self, person_id: int, entry: PersonSetting) -> None:
        roles = [
            {
                "role": role.role.value,
                "workstream_key": role.workstream,
                "is_interim": role.interim,
                "from_config": True,
                **_term(role),
            }
            for role in entry.roles
        ]
        # Roles that were given in Slack are not the file's to take away.
        self._unit.people.replace_children("role", "person_id", person_id, roles, only={"from_config": True})

    def _person_ids(self) -> dict[str, int]:
        return {person.key: person.id for person in self._unit.people.directory().people.values()}


def _term(entry: Dated) -> dict[str, date | None]:
    return {"from_on": entry.from_on, "until_on": entry.until_on}


def _digest(entry: _Keyed | InterestSetting) -> str:
    """Return a digest of what an entry says. Defaults are left out, so that a later setting changes nobody's digest."""
    said: dict[str, Any] = entry.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

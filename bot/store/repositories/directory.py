"""The directory: read whole and kept while its version stands; written row by row."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.domain.directory import Directory
from bot.domain.people import (
    Account,
    Board,
    BoardMember,
    Capacity,
    DecidesIn,
    Group,
    GroupMember,
    Person,
    Role,
    RoleHolding,
    Term,
    Workstream,
)
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_PERSON, _ROLE, _ACCOUNT, _VERSION = _T["person"], _T["role"], _T["slack_account"], _T["directory_version"]
_READ_VERSION = select(_VERSION.c.version).where(_VERSION.c.id == 1)


class DirectoryCache:
    """Keeps the last directory read, for as long as the stored version says it is current."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = -1
        self._directory: Directory | None = None

    def current(self, connection: Connection) -> Directory:
        """Return the directory as the connection's transaction sees it."""
        version = connection.execute(_READ_VERSION).scalar_one()
        with self._lock:
            if self._directory is not None and self._version == version:
                return self._directory
        directory = _read(connection)
        with self._lock:
            if version >= self._version:
                self._version, self._directory = version, directory
        return directory


class AccountChange(Enum):
    """What is new of an account: nothing, some facts, or its address (as for an account not met before)."""

    NONE = "none"
    FACTS = "facts"
    ADDRESS = "address"


class People:
    """People, their roles and accounts within one transaction."""

    def __init__(self, connection: Connection, cache: DirectoryCache) -> None:
        self._connection = connection
        self._cache = cache
        self._changed = False
        self._directory: Directory | None = None

    def directory(self) -> Directory:
        """Return the whole directory, the same one until this unit changes it."""
        if self._directory is None:
            self._directory = _read(self._connection) if self._changed else self._cache.current(self._connection)
        return self._directory

    def row(self, table: str, key: str) -> Mapping[str, Any] | None:
        """Return the row of a keyed table (`person`, `workstream`, ...), or None."""
        found = self._connection.execute(select(_T[table]).where(_T[table].c.key == key)).mappings().first()
        return dict(found) if found else None

    def digests(self, table: str) -> Mapping[str, str]:
        """Return, for each key of a keyed table, the digest of the configuration's entry last applied to its row."""
        columns = _T[table].c
        return {
            row.key: row.loaded_digest for row in self._connection.execute(select(columns.key, columns.loaded_digest))
        }

    def save(self, table: str, key: str, **values: object) -> int:
        """Insert or update the row of a keyed table; return its id."""
        self.touch()
        columns = _T[table]
        known = self.row(table, key)
        if known is None:
            return int(
                self._connection.execute(insert(columns).values(key=key, **values).returning(columns.c.id)).scalar_one()
            )
        self._connection.execute(update(columns).where(columns.c.key == key).values(**values))
        return int(known["id"])

    def replace_children(
        self,
        table: str,
        owner: str,
        owner_id: int,
        rows: Iterable[Mapping[str, Any]],
        only: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Put `rows` in place of the rows of `table` whose `owner` column is `owner_id`.

        Args:
            table: the table of the children.
            owner: its column that names the owner.
            owner_id: the owner.
            rows: what is to stand there.
            only: columns with the values a row must have to be replaced; others stay.
        """
        self.touch()
        columns = _T[table]
        replaced = [columns.c[owner] == owner_id, *(columns.c[name] == value for name, value in only.items())]
        self._connection.execute(delete(columns).where(*replaced))
        fresh = [{owner: owner_id, **row} for row in rows]
        if fresh:
            self._connection.execute(insert(columns), fresh)

    def add_role(self, person_id: int, role: Role, day: date | None, workstream: str | None = None) -> None:
        """Give a role outside the configuration, from `day` on."""
        self.touch()
        self._connection.execute(
            insert(_ROLE).values(
                person_id=person_id,
                role=role.value,
                workstream_key=workstream,
                is_interim=False,
                from_on=day,
                from_config=False,
            )
        )

    def edit(self, person_id: int, **values: object) -> None:
        """Change columns of a person."""
        self.touch()
        self._connection.execute(update(_PERSON).where(_PERSON.c.id == person_id).values(**values))

    def save_account(self, account: Account, seen_at: datetime) -> AccountChange:
        """Record what Slack says of an account; return what is new of it."""
        return self.save_accounts([account], seen_at)[0]

    def save_accounts(self, accounts: Iterable[Account], seen_at: datetime) -> list[AccountChange]:
        """Record what Slack says of accounts, the last word on each; return what is new of each."""
        known, stored = dict(self.directory().accounts), self.directory().accounts
        fresh: dict[str, Account] = {}
        changed: dict[str, Account] = {}
        changes = []
        for account in accounts:
            before = known.get(account.slack_id)
            if before == account:
                changes.append(AccountChange.NONE)
                continue
            same_address = before is not None and before.email == account.email
            changes.append(AccountChange.FACTS if same_address else AccountChange.ADDRESS)
            known[account.slack_id] = account
            (changed if account.slack_id in stored else fresh)[account.slack_id] = account
        if fresh or changed:
            self.touch()
        if fresh:
            rows = [{**asdict(account), "seen_at": seen_at} for account in fresh.values()]
            self._connection.execute(insert(_ACCOUNT), rows)
        for slack_id, account in changed.items():
            values = {**asdict(account), "seen_at": seen_at}
            self._connection.execute(update(_ACCOUNT).where(_ACCOUNT.c.slack_id == slack_id).values(values))
        return changes

    def touch(self) -> None:
        """Raise the directory's version, once in this unit, and have it read afresh."""
        self._directory = None
        if not self._changed:
            self._changed = True
            self._connection.execute(update(_VERSION).where(_VERSION.c.id == 1).values(version=_VERSION.c.version + 1))


def _term(row: Mapping[str, Any]) -> Term:
    return Term(row["from_on"], row["until_on"])


def _read(connection: Connection) -> Directory:
    def rows(table: str) -> list[Mapping[str, Any]]:
        found = connection.execute(select(_T[table]).order_by(_T[table].c.id))
        names = list(found.keys())
        # By far quicker than `mappings`, and every change of the directory has all of it read.
        return [dict(zip(names, row, strict=True)) for row in found]

    def by(table: str, column: str) -> dict[int, list[Mapping[str, Any]]]:
        grouped: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows(table):
            grouped[row[column]].append(row)
        return grouped

    roles, members = by("role", "person_id"), by("people_group_member", "group_id")
    seats, meetings = by("board_member", "board_id"), by("meeting", "board_id")
    return Directory(
        people={row["id"]: _person(row, roles[row["id"]]) for row in rows("person")},
        groups={
            row["id"]: Group(
                row["id"],
                row["key"],
                row["name"],
                tuple(GroupMember(m["person_id"], _term(m)) for m in members[row["id"]]),
            )
            for row in rows("people_group")
        },
        workstreams={
            row["key"]: Workstream(row["key"], row["name"], row["channel"], row["private_channel"])
            for row in rows("workstream")
        },
        boards={row["key"]: _board(row, seats[row["id"]], meetings[row["id"]]) for row in rows("board")},
        accounts={
            row["slack_id"]: Account(
                row["slack_id"],
                row["team_id"],
                row["name"],
                row["email"],
                row["is_guest"],
                row["is_stranger"],
                row["is_bot"],
                row["is_deleted"],
                row["timezone"],
            )
            for row in rows("slack_account")
        },
    )


def _person(row: Mapping[str, Any], roles: list[Mapping[str, Any]]) -> Person:
    return Person(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        email=row["email"],
        slack_id=row["slack_id"],
        organisation=row["organisation_key"],
        term=_term(row),
        roles=tuple(RoleHolding(Role(r["role"]), r["workstream_key"], _term(r), r["is_interim"]) for r in roles),
    )


def _board(row: Mapping[str, Any], seats: list[Mapping[str, Any]], meetings: list[Mapping[str, Any]]) -> Board:
    return Board(
        key=row["key"],
        name=row["name"],
        level=row["level"],
        channel=row["channel"],
        decides_in=DecidesIn(row["decides_in"]),
        members=tuple(
            BoardMember(s["person_id"], s["organisation_key"], Capacity(s["capacity"]), _term(s)) for s in seats
        ),
        meetings=tuple(sorted(m["held_on"] for m in meetings)),
    )

"""Digests as they were made, and who wishes for one of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Text, cast, insert, or_, select, update

from bot.domain.digest import PROGRAMME, DigestContent, Wish, from_json, to_json, workstream_scope
from bot.store.inserting import insert_for
from bot.store.repositories.digest_reads import DigestReads
from bot.store.tables import metadata

_DIGEST, _PREFERENCE = metadata.tables["digest"], metadata.tables["preference"]


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """A digest that was made, under its number."""

    id: int
    content: DigestContent


@dataclass(frozen=True, slots=True)
class Wished:
    """How somebody would have their own digest, and since when."""

    how: Wish
    since: datetime


class Digests(DigestReads):
    """Digests within one transaction: what they tell, those that were made, and who wishes for their own."""

    def keep(self, content: DigestContent) -> int | None:
        """Keep a digest; return its number, None where its scope has one of that week already."""
        statement = (
            insert_for(self._connection, _DIGEST)
            .values(scope=content.scope, week_on=content.week_on, made_at=content.made_at, content=to_json(content))
            .on_conflict_do_nothing(index_elements=["scope", "week_on"])
            .returning(_DIGEST.c.id)
        )
        found: int | None = self._connection.execute(statement).scalar_one_or_none()
        return found

    def get(self, digest_id: int) -> KeptDigest | None:
        """Return a digest by its number."""
        row = self._connection.execute(select(_DIGEST).where(_DIGEST.c.id == digest_id)).mappings().first()
        return None if row is None else KeptDigest(row["id"], from_json(row["content"]))

    def made(self, week_on: date) -> frozenset[str]:
        """Return the scopes that have a digest of a week."""
        return frozenset(
            self._connection.execute(select(_DIGEST.c.scope).where(_DIGEST.c.week_on == week_on)).scalars()
        )

    def telling_channels_of(self, kind: str, record_id: int) -> Sequence[KeptDigest]:
        """Return the digests of channels anybody may read that tell of a record, the latest first."""
        # As a line of it is kept; what is found by its text is made sure of by what it means.
        told = f'"id":{record_id},"kind":"{kind}"'
        of_channels = or_(_DIGEST.c.scope == PROGRAMME, _DIGEST.c.scope.startswith(workstream_scope("")))
        wanted = select(_DIGEST).where(of_channels, cast(_DIGEST.c.content, Text).contains(told, autoescape=True))
        rows = self._connection.execute(wanted.order_by(_DIGEST.c.id.desc())).mappings()
        found = [KeptDigest(row["id"], from_json(row["content"])) for row in rows]
        return [kept for kept in found if (kind, record_id) in kept.content.records]

    def wishes(self) -> Mapping[int, Wished]:
        """Return how each person who wishes for one has their own digest, by their id."""
        columns = (_PREFERENCE.c.person_id, _PREFERENCE.c.digest, _PREFERENCE.c.digest_since_at)
        rows = self._connection.execute(select(*columns).where(_PREFERENCE.c.digest != ""))
        return {
            person_id: Wished(Wish(how), since or datetime.min.replace(tzinfo=UTC)) for person_id, how, since in rows
        }

    def wish_of(self, person_id: int) -> Wish:
        """Return how a person has their own digest, empty for not at all."""
        wanted = select(_PREFERENCE.c.digest).where(_PREFERENCE.c.person_id == person_id)
        found: Any = self._connection.execute(wanted).scalar_one_or_none()
        return Wish(found or "")

    def wish(self, person_id: int, how: Wish, at: datetime) -> None:
        """Record how a person would have their own digest, wished for at an instant."""
        values: dict[str, Any] = {"digest": how}
        if not (how and self.wish_of(person_id)):
            values["digest_since_at"] = at if how else None
        mine = update(_PREFERENCE).where(_PREFERENCE.c.person_id == person_id)
        if not self._connection.execute(mine.values(**values)).rowcount:
            self._connection.execute(insert(_PREFERENCE).values(person_id=person_id, **values))

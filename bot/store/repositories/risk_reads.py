"""The risk register as it is read within a transaction: as it stands, or stood at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, Select, func, select

from bot.clock import today_in
from bot.domain.escalation import EscalationRule
from bot.domain.references import Reference
from bot.domain.risks import LinkedRecord, Review, Risk, Visibility
from bot.domain.scoring import Score
from bot.store.repositories import review_reading as reviews
from bot.store.repositories import risk_past as past
from bot.store.repositories import risk_reading as reading

_LAST_REPORT = select(reading.LAST_REPORT)
_LONGEST_MONTH = 31
# The month that a run began in whole, the month before it, and one in which no board met.
_MONTHS_MORE = 3


class RiskReads:
    """The register as it is read within one transaction.

    Args:
        connection: the transaction.
        rules: which boards hear of a risk.
        now: the instant of the present.
        zone: the partnership's, in which days are told.
        for_change: lock the risk that `find` returns, where the database locks rows.
    """

    def __init__(
        self,
        connection: Connection,
        rules: Sequence[EscalationRule],
        now: datetime,
        zone: ZoneInfo,
        *,
        for_change: bool = False,
    ) -> None:
        self._connection = connection
        self._rules = rules
        self._zone = zone
        self._present = self._moment(now)
        self._for_change = for_change

    def find(self, ref: Reference) -> Risk | None:
        """Return the risk with this reference, whole, or None."""
        key = {"prefix": ref.prefix, "number": ref.number, **self._present}
        if self._for_change:
            self._connection.execute(reading.LOCK_ONE, {"prefix": ref.prefix, "number": ref.number})
        rows = self._connection.execute(reading.BY_REF, key).mappings().all()
        if not rows:
            return None
        row = rows[0]
        mine = {"risk_id": row["id"]}
        links = self._connection.execute(reading.LINKS_OF_ONE, mine).mappings().all()
        readers: frozenset[int] = frozenset()
        if row["visibility"] == Visibility.NON_PUBLIC.value:
            readers = frozenset(self._connection.execute(reading.READERS_OF_ONE, mine).scalars())
        linked = tuple(LinkedRecord(k["kind"], k["ref"], k["summary"] or "", k["status"] or "") for k in links)
        leads = rows if row["lead_name"] is not None else ()
        return reading.read_risk(row, leads, readers, linked, self._rules)

    def all(self, workstream: str | None = None, words: Iterable[str] = ()) -> tuple[Risk, ...]:
        """Return all risks in the order of their references, without linked records.

        Args:
            workstream: only this one's (its key).
            words: each must occur in the reference, one of the risk's texts, the mitigation or the latest update,
                regardless of case.
        """
        return self._read(reading.register(workstream, words), reading.LEADS, self._present)

    def are_more_than(self, most: int) -> bool:
        """Return whether the register has more open risks than so many."""
        query = select(func.count()).select_from(reading.OPEN.limit(most + 1).subquery())
        return int(self._connection.execute(query).scalar_one()) > most

    def of_ids(self, risk_ids: Collection[int]) -> Mapping[int, Risk]:
        """Return risks by their ids, without linked records."""
        key = {"risk_ids": list(risk_ids), **self._present}
        return {risk.id: risk for risk in self._read_some(reading.BY_IDS, key)}

    def ids_led_by(self, person_id: int, groups: Collection[int]) -> frozenset[int]:
        """Return the ids of the risks, closed ones too, that a person or one of `groups` leads now."""
        mine = {"person_id": person_id, "group_ids": sorted(groups)}
        return frozenset(self._connection.execute(reading.LED_BY, mine).scalars())

    def count_undecided(self) -> int:
        """Return how many open risks the escalation rules cannot judge while a score is not known."""
        rows = self._connection.execute(reading.UNSCORED).mappings()
        return sum(reading.is_undecided(row, self._rules) for row in rows)

    def of_refs(self, refs: Collection[Reference]) -> Mapping[Reference, Risk]:
        """Return risks by their references, without linked records and without a lock; those that are not there not."""
        if not refs:
            return {}
        key = {"refs": [(ref.prefix, ref.number) for ref in sorted(refs)], **self._present}
        return {risk.ref: risk for risk in self._read_some(reading.BY_REFS, key)}

    def find_as_of(self, ref: Reference, instant: datetime) -> Risk | None:
        """Return the risk with this reference as it stood at `instant`; None when it was not there yet.

        Linked records are left out: a link has no date. Readers are those of the present.
        """
        moment = self._moment(instant)
        rows = self._connection.execute(past.one(ref.prefix, ref.number), moment).mappings().all()
        if not rows:
            return None
        risk_id = rows[0]["id"]
        leads = self._connection.execute(past.leads_of_one(risk_id), moment).mappings().all()
        readers = self._connection.execute(reading.READERS_OF_ONE, {"risk_id": risk_id}).scalars()
        return reading.read_risk(rows[0], leads, frozenset(readers), (), self._rules)

    def as_of(self, instant: datetime, workstream: str | None = None, words: Iterable[str] = ()) -> tuple[Risk, ...]:
        """Return all risks that were there at `instant`, each as it stood then, in the order of their references.

        Its direction compares with the last report that its board had had by then. Access is judged by the present
        record too: who asks for others compares with `all`.

        Args:
            instant: aware.
            workstream: only those that were this one's (its key).
            words: as for `all`, in the texts of then.
        """
        return self._read(past.register(workstream, words), past.LEADS, self._moment(instant))

    def began_at(self) -> datetime | None:
        """Return the instant of the register's first review; None while it is empty."""
        return self._connection.execute(past.BEGAN).scalar_one_or_none()

    def last_report_at(self, instant: datetime) -> datetime | None:
        """Return the instant whose register the last report showed that boards had had by `instant`."""
        found: datetime | None
        found = self._connection.execute(_LAST_REPORT, self._moment(instant)).scalar_one_or_none()
        return found

    def references(self) -> tuple[str, ...]:
        """Return every reference in use, closed risks included."""
        return tuple(f"{prefix}{number}" for prefix, number in self._connection.execute(reading.REFERENCES))

    def reference_of(self, risk_id: int) -> Reference | None:
        """Return the reference of a risk by its id."""
        row = self._connection.execute(reading.REFERENCE_OF_ONE, {"risk_id": risk_id}).first()
        return None if row is None else Reference(row.prefix, row.number)

    def history(self, risk_id: int) -> tuple[Review, ...]:
        """Return all reviews of a risk, newest first."""
        rows = self._connection.execute(reviews.HISTORY_OF_ONE, {"risk_id": risk_id}).mappings()
        return tuple(reviews.read_review(row) for row in rows)

    def residual_at(self, risk_ids: Collection[int], instant: datetime) -> Mapping[int, Score | None]:
        """Return the residual scores of some risks as they stood at `instant`; without those that were not there."""
        found = self._connection.execute(past.RESIDUAL_OF_SOME, {"risk_ids": sorted(risk_ids), "at": instant})
        return {row.risk_id: Score(row.residual_l, row.residual_s) if row.residual_l else None for row in found}

    def hidden_versions(self, risk_id: int) -> frozenset[int]:
        """Return the versions of a risk that stood while it was not public."""
        return frozenset(self._connection.execute(reviews.HIDDEN_OF_ONE, {"risk_id": risk_id}).scalars())

    def recent(self, risk_id: int, months: int, at: datetime | None = None) -> tuple[Review, ...]:
        """Return the newest reviews of a risk's position, newest first, as far as some months of it need.

        Those are the reviews of the months before `at` and of three more, the one before them, and two at least. Each
        says in which round it was given.

        Args:
            risk_id: the risk.
            months: how many months are looked back on.
            at: the instant up to which; the present by default.
        """
        return self._recent(reviews.RECENT_OF_ONE, months, at, {"risk_id": risk_id}).get(risk_id, ())

    def recent_of(self, risk_ids: Collection[int], months: int) -> Mapping[int, tuple[Review, ...]]:
        """Return what `recent` does of some risks by their id."""
        return self._recent(reviews.RECENT_OF_SOME, months, None, {"risk_ids": sorted(risk_ids)})

    def recent_of_all(self, months: int, at: datetime | None = None) -> Mapping[int, tuple[Review, ...]]:
        """Return what `recent` does of every risk by its id."""
        return self._recent(reviews.RECENT_OF_ALL, months, at, {})

    def _moment(self, instant: datetime) -> dict[str, Any]:
        return {"at": instant, "day": today_in(self._zone, instant)}

    def _recent(
        self, query: Select[Any], months: int, at: datetime | None, key: Mapping[str, Any]
    ) -> Mapping[int, tuple[Review, ...]]:
        last = at or self._present["at"]
        moment = {"since": last - timedelta(days=_LONGEST_MONTH * (months + _MONTHS_MORE)), "at": last, **key}
        found: dict[int, list[Review]] = defaultdict(list)
        for row in self._connection.execute(query, moment).mappings():
            found[row["risk_id"]].append(reviews.read_review(row))
        return {risk_id: tuple(reviews) for risk_id, reviews in found.items()}

    def _read(self, register: Select[Any], leads_then: Select[Any], moment: Mapping[str, Any]) -> tuple[Risk, ...]:
        rows = self._connection.execute(register, moment).mappings().all()
        leads = self._connection.execute(leads_then, moment).mappings().all()
        return self._joined(rows, leads, self._connection.execute(reading.READERS).mappings())

    def _read_some(self, register: Select[Any], key: Mapping[str, Any]) -> tuple[Risk, ...]:
        """Return a few risks: of leads and readers, too, theirs alone are read."""
        rows = self._connection.execute(register, key).mappings().all()
        mine = {"risk_ids": [row["id"] for row in rows]}
        leads = self._connection.execute(reading.LEADS_OF_SOME, mine).mappings().all()
        return self._joined(rows, leads, self._connection.execute(reading.READERS_OF_SOME, mine).mappings())

    def _joined(
        self, rows: Sequence[RowMapping], leads: Sequence[RowMapping], readers: Iterable[RowMapping]
    ) -> tuple[Risk, ...]:
        led: dict[int, list[RowMapping]] = defaultdict(list)
        for lead in leads:
            led[lead["risk_id"]].append(lead)
        read: dict[int, set[int]] = defaultdict(set)
        for reader in readers:
            read[reader["risk_id"]].add(reader["person_id"])
        return tuple(
            reading.read_risk(row, led[row["id"]], frozenset(read[row["id"]]), (), self._rules) for row in rows
        )

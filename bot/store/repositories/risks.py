"""The risk register within a transaction: found, listed, added to. Reviews are only ever added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from bot.domain.escalation import EscalationRule
from bot.domain.references import Reference
from bot.domain.risks import REVIEW_KINDS, Lead, LinkedRecord, Review, ReviewKind, Risk, RiskStatus, Visibility
from bot.domain.scoring import Measure, Scores
from bot.store.repositories import risk_reading as reading
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _READER = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_reader"]
_LINK, _WORKSTREAM = _T["record_link"], _T["workstream"]


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review about to be added; its version follows from the risk."""

    kind: ReviewKind
    at: datetime
    author_id: int | None
    author_name: str
    scores: Scores
    mitigation: str
    update: str
    reported_direction: str | None = None
    is_imported: bool = False


@dataclass(frozen=True, slots=True)
class RiskDetails:
    """What of a risk is not part of a review. Texts of None stay as they are, and are empty in a new risk."""

    workstream: str
    project: str
    summary: str
    category: str
    visibility: Visibility
    response: str | None = None
    organisation: str | None = None
    sits_with: str | None = None


class Risks:
    """The register within one transaction.

    Args:
        connection: the transaction.
        rules: which boards hear of a risk.
        for_change: lock the risk that `find` returns, where the database locks rows.
    """

    def __init__(self, connection: Connection, rules: Sequence[EscalationRule], *, for_change: bool = False) -> None:
        self._connection = connection
        self._rules = rules
        self._for_change = for_change

    def find(self, ref: Reference) -> Risk | None:
        """Return the risk with this reference, whole, or None."""
        key = {"prefix": ref.prefix, "number": ref.number}
        if self._for_change:
            lock = select(_RISK.c.id).where(_RISK.c.prefix == ref.prefix, _RISK.c.number == ref.number)
            self._connection.execute(lock.with_for_update())
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
        rows = self._connection.execute(reading.register(workstream, words)).mappings().all()
        leads: dict[int, list[RowMapping]] = defaultdict(list)
        for lead in self._connection.execute(reading.LEADS).mappings():
            leads[lead["risk_id"]].append(lead)
        readers: dict[int, set[int]] = defaultdict(set)
        for risk_id, person_id in self._connection.execute(reading.READERS):
            readers[risk_id].add(person_id)
        return tuple(
            reading.read_risk(row, leads[row["id"]], frozenset(readers[row["id"]]), (), self._rules) for row in rows
        )

    def references(self) -> tuple[str, ...]:
        """Return every reference in use, closed risks included."""
        return tuple(f"{prefix}{number}" for prefix, number in self._connection.execute(reading.REFERENCES))

    def history(self, risk_id: int) -> tuple[Review, ...]:
        """Return all reviews of a risk, newest first."""
        rows = self._connection.execute(reading.HISTORY_OF_ONE, {"risk_id": risk_id}).mappings()
        return tuple(reading.read_review(row) for row in rows)

    def next_number(self, prefix: str) -> int:
        """Return the next number of a workstream's prefix; numbers are never used twice.

        The workstream is locked, where the database locks rows, so that two who add at once get two numbers.
        """
        self._connection.execute(select(_WORKSTREAM.c.id).where(_WORKSTREAM.c.key == prefix).with_for_update())
        last = self._connection.execute(
            select(func.max(_RISK.c.number)).where(_RISK.c.prefix == prefix)
        ).scalar_one_or_none()
        return (last or 0) + 1

    def add(
        self,
        ref: Reference,
        details: RiskDetails,
        raised_on: date,
        review: NewReview,
        status: RiskStatus = RiskStatus.OPEN,
    ) -> int:
        """Add a risk with its first review; return its id. An imported register may bring closed ones."""
        risk_id = int(
            self._connection.execute(
                insert(_RISK)
                .values(
                    prefix=ref.prefix,
                    number=ref.number,
                    raised_on=raised_on,
                    status=status.value,
                    version=1,
                    **_details(details),
                )
                .returning(_RISK.c.id)
            ).scalar_one()
        )
        self._insert_review(risk_id, 1, 1, review)
        return risk_id

    def add_review(self, risk: Risk, review: NewReview, status: RiskStatus | None = None) -> int:
        """Add a review to a risk, with a new status where one is given; return the new version."""
        version = risk.version + 1
        values: dict[str, object] = {"version": version}
        if status is not None:
            values["status"] = status.value
        self._connection.execute(update(_RISK).where(_RISK.c.id == risk.id).values(**values))
        reviewed = version if review.kind in REVIEW_KINDS else self._last_review_version(risk)
        self._insert_review(risk.id, version, reviewed, review)
        return version

    def edit(self, risk_id: int, details: RiskDetails) -> None:
        """Change what is not part of a review; the audit trail keeps what it was."""
        self._connection.execute(update(_RISK).where(_RISK.c.id == risk_id).values(**_details(details)))

    def set_leads(self, risk_id: int, leads: Sequence[Lead], day: date) -> None:
        """Let these lead from `day` on, in this order; those before end their term then."""
        self.end_leads([(risk_id, day)])
        self.begin_leads([(risk_id, leads, day)])

    def end_leads(self, ended: Sequence[tuple[int, date]]) -> None:
        """Let the leads of these risks end their term on the day beside each."""
        if ended:
            mine = (_LEAD.c.risk_id == bindparam("risk")) & _LEAD.c.until_on.is_(None)
            rows = [{"risk": risk_id, "until_on": day} for risk_id, day in ended]
            self._connection.execute(update(_LEAD).where(mine), rows)

    def begin_leads(self, begun: Sequence[tuple[int, Sequence[Lead], date]]) -> None:
        """Let these lead these risks from the day beside them on, in this order."""
        rows = [
            {
                "risk_id": risk_id,
                "position": position,
                "person_id": lead.person_id,
                "group_id": lead.group_id,
                "from_on": day,
            }
            for risk_id, leads, day in begun
            for position, lead in enumerate(leads)
        ]
        if rows:
            self._connection.execute(insert(_LEAD), rows)

    def set_readers(self, risk_id: int, person_ids: Iterable[int]) -> None:
        """Let these people, and no others, be named readers of a risk."""
        self._connection.execute(delete(_READER).where(_READER.c.risk_id == risk_id))
        rows = [{"risk_id": risk_id, "person_id": person_id} for person_id in sorted(set(person_ids))]
        if rows:
            self._connection.execute(insert(_READER), rows)

    def link(self, risk_id: int, kind: str, ref: str) -> None:
        """Tie another record to a risk."""
        self._connection.execute(insert(_LINK).values(risk_id=risk_id, kind=kind, ref=ref))

    def _last_review_version(self, risk: Risk) -> int:
        return int(
            self._connection.execute(
                select(_REVIEW.c.last_review_version).where(
                    _REVIEW.c.risk_id == risk.id, _REVIEW.c.version == risk.version
                )
            ).scalar_one()
        )

    def _insert_review(self, risk_id: int, version: int, last_review_version: int, review: NewReview) -> None:
        self._connection.execute(
            insert(_REVIEW).values(
                risk_id=risk_id,
                version=version,
                kind=review.kind.value,
                last_review_version=last_review_version,
                reviewed_at=review.at,
                author_id=review.author_id,
                author_name=review.author_name,
                **_steps(review.scores),
                mitigation=review.mitigation,
                update=review.update,
                reported_direction=review.reported_direction,
                is_imported=review.is_imported,
            )
        )


def _steps(scores: Scores) -> dict[str, int | None]:
    """Return both halves of each score by their columns, None where it is to be confirmed."""
    steps: dict[str, int | None] = {}
    for measure in Measure:
        score = scores.of(measure)
        steps[f"{measure}_l"] = score.likelihood if score else None
        steps[f"{measure}_s"] = score.severity if score else None
    return steps


def _details(details: RiskDetails) -> dict[str, str]:
    texts = {"response": details.response, "organisation": details.organisation, "sits_with": details.sits_with}
    return {
        "workstream_key": details.workstream,
        "project": details.project,
        "summary": details.summary,
        "category": details.category,
        "visibility": details.visibility.value,
        **{name: text for name, text in texts.items() if text is not None},
    }

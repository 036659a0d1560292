"""The risk register: the present is read from the last review of each risk; reviews are only ever added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, func, insert, or_, select, update

from bot.domain.direction import derive_direction
from bot.domain.escalation import EscalationRule, boards_told
from bot.domain.references import Reference
from bot.domain.risks import (
    REVIEW_KINDS,
    LastReview,
    Lead,
    LinkedRecord,
    Review,
    ReviewKind,
    Risk,
    RiskStatus,
    Visibility,
)
from bot.domain.scoring import Score, Scores
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _READER = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_reader"]
_REPORT, _LINK, _ACTION = _T["register_report"], _T["record_link"], _T["action"]
_PERSON, _GROUP, _WORKSTREAM = _T["person"], _T["people_group"], _T["workstream"]

_LAST_REPORT = select(func.max(_REPORT.c.position_at)).scalar_subquery()
_EARLIER = _REVIEW.alias("earlier")
_AS_REPORTED = _REVIEW.alias("as_reported")
_LAST = _REVIEW.alias("last_review")
_VERSION_REPORTED = (
    select(func.max(_EARLIER.c.version))
    .where(_EARLIER.c.risk_id == _RISK.c.id, _EARLIER.c.reviewed_at <= _LAST_REPORT)
    .correlate(_RISK)
    .scalar_subquery()
)
_RISKS = (
    select(
        _RISK,
        *(column.label(f"review_{column.name}") for column in _REVIEW.c if column.name != "risk_id"),
        _AS_REPORTED.c.residual_l.label("reported_l"),
        _AS_REPORTED.c.residual_s.label("reported_s"),
        _LAST_REPORT.label("last_report_at"),
        _LAST.c.reviewed_at.label("last_at"),
        _LAST.c.author_name.label("last_author"),
        _LAST.c.update.label("last_update"),
    )
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _RISK.c.version))
    .join(_LAST, and_(_LAST.c.risk_id == _RISK.c.id, _LAST.c.version == _REVIEW.c.last_review_version))
    .outerjoin(_AS_REPORTED, and_(_AS_REPORTED.c.risk_id == _RISK.c.id, _AS_REPORTED.c.version == _VERSION_REPORTED))
)
_LEAD_COLUMNS = (
    _LEAD.c.person_id.label("lead_person_id"),
    _LEAD.c.group_id.label("lead_group_id"),
    func.coalesce(_PERSON.c.name, _GROUP.c.name).label("lead_name"),
)
# One row for each lead, and one for a risk that nobody leads: a read less than asking for the leads apart.
_BY_REF = (
    _RISKS.add_columns(*_LEAD_COLUMNS)
    .outerjoin(_LEAD, and_(_LEAD.c.risk_id == _RISK.c.id, _LEAD.c.until_on.is_(None)))
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_RISK.c.prefix == bindparam("prefix"), _RISK.c.number == bindparam("number"))
    .order_by(_LEAD.c.position)
)
_LEADS = (
    select(_LEAD.c.risk_id, *_LEAD_COLUMNS)
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_LEAD.c.until_on.is_(None))
    .order_by(_LEAD.c.position)
)
_LINKS_OF_ONE = (
    select(_LINK.c.kind, _LINK.c.ref, _ACTION.c.summary, _ACTION.c.status)
    .outerjoin(_ACTION, and_(_LINK.c.kind == "action", _ACTION.c.ref == _LINK.c.ref))
    .where(_LINK.c.risk_id == bindparam("risk_id"))
    .order_by(_LINK.c.ref)
)
_READERS_OF_ONE = select(_READER.c.person_id).where(_READER.c.risk_id == bindparam("risk_id"))


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


@dataclass(frozen=True, slots=True)
class RiskDetails:
    """What of a risk is not part of a review."""

    workstream: str
    project: str
    summary: str
    category: str
    visibility: Visibility


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
        rows = self._connection.execute(_BY_REF, key).mappings().all()
        if not rows:
            return None
        row = rows[0]
        mine = {"risk_id": row["id"]}
        links = self._connection.execute(_LINKS_OF_ONE, mine).mappings().all()
        readers: frozenset[int] = frozenset()
        if row["visibility"] == Visibility.NON_PUBLIC.value:
            readers = frozenset(self._connection.execute(_READERS_OF_ONE, mine).scalars())
        linked = tuple(LinkedRecord(k["kind"], k["ref"], k["summary"] or "", k["status"] or "") for k in links)
        leads = rows if row["lead_name"] is not None else ()
        return self._risk(row, leads, readers, linked)

    def all(self, workstream: str | None = None, words: Iterable[str] = ()) -> tuple[Risk, ...]:
        """Return all risks in the order of their references, without linked records.

        Args:
            workstream: only this one's (its key).
            words: each must occur in the summary, project, mitigation or latest update, regardless of case.
        """
        query = _RISKS.order_by(_RISK.c.prefix, _RISK.c.number)
        if workstream:
            query = query.where(_RISK.c.workstream_key == workstream)
        for word in words:
            pattern = f"%{_escape_like(word)}%"
            fields = (_RISK.c.summary, _RISK.c.project, _RISK.c.category, _REVIEW.c.mitigation, _LAST.c.update)
            ref = _RISK.c.prefix + func.cast(_RISK.c.number, _RISK.c.prefix.type)
            query = query.where(or_(*(field.ilike(pattern, escape="\\") for field in (*fields, ref))))
        rows = self._connection.execute(query).mappings().all()
        leads: dict[int, list[RowMapping]] = defaultdict(list)
        for lead in self._connection.execute(_LEADS).mappings():
            leads[lead["risk_id"]].append(lead)
        readers: dict[int, set[int]] = defaultdict(set)
        for risk_id, person_id in self._connection.execute(select(_READER.c.risk_id, _READER.c.person_id)):
            readers[risk_id].add(person_id)
        return tuple(self._risk(row, leads[row["id"]], frozenset(readers[row["id"]]), ()) for row in rows)

    def references(self) -> tuple[str, ...]:
        """Return every reference in use, closed risks included."""
        rows = self._connection.execute(select(_RISK.c.prefix, _RISK.c.number))
        return tuple(f"{prefix}{number}" for prefix, number in rows)

    def history(self, risk_id: int) -> tuple[Review, ...]:
        """Return all reviews of a risk, newest first."""
        rows = self._connection.execute(
            select(_REVIEW).where(_REVIEW.c.risk_id == risk_id).order_by(_REVIEW.c.version.desc())
        ).mappings()
        return tuple(_review(row, "") for row in rows)

    def next_number(self, prefix: str) -> int:
        """Return the next number of a workstream's prefix; numbers are never used twice.

        The workstream is locked, where the database locks rows, so that two who add at once get two numbers.
        """
        self._connection.execute(select(_WORKSTREAM.c.id).where(_WORKSTREAM.c.key == prefix).with_for_update())
        last = self._connection.execute(
            select(func.max(_RISK.c.number)).where(_RISK.c.prefix == prefix)
        ).scalar_one_or_none()
        return (last or 0) + 1

    def add(self, ref: Reference, details: RiskDetails, raised_on: date, review: NewReview) -> int:
        """Add a risk with its first review; return its id."""
        risk_id = int(
            self._connection.execute(
                insert(_RISK)
                .values(
                    prefix=ref.prefix,
                    number=ref.number,
                    raised_on=raised_on,
                    status=RiskStatus.OPEN.value,
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
        self._connection.execute(
            update(_LEAD).where(_LEAD.c.risk_id == risk_id, _LEAD.c.until_on.is_(None)).values(until_on=day)
        )
        rows = [
            {
                "risk_id": risk_id,
                "position": position,
                "person_id": lead.person_id,
                "group_id": lead.group_id,
                "from_on": day,
            }
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
        scores = review.scores
        self._connection.execute(
            insert(_REVIEW).values(
                risk_id=risk_id,
                version=version,
                kind=review.kind.value,
                last_review_version=last_review_version,
                reviewed_at=review.at,
                author_id=review.author_id,
                author_name=review.author_name,
                inherent_l=scores.inherent.likelihood,
                inherent_s=scores.inherent.severity,
                residual_l=scores.residual.likelihood,
                residual_s=scores.residual.severity,
                target_l=scores.target.likelihood if scores.target else None,
                target_s=scores.target.severity if scores.target else None,
                mitigation=review.mitigation,
                update=review.update,
                reported_direction=review.reported_direction,
            )
        )

    def _risk(
        self,
        row: RowMapping,
        leads: Sequence[RowMapping],
        readers: frozenset[int],
        linked: tuple[LinkedRecord, ...],
    ) -> Risk:
        review = _review(row, "review_")
        at_report = Score(row["reported_l"], row["reported_s"]) if row["reported_l"] else None
        return Risk(
            id=row["id"],
            ref=Reference(row["prefix"], row["number"]),
            workstream=row["workstream_key"],
            project=row["project"],
            summary=row["summary"],
            category=row["category"],
            visibility=Visibility(row["visibility"]),
            status=RiskStatus(row["status"]),
            raised_on=row["raised_on"],
            leads=tuple(Lead(lead["lead_name"], lead["lead_person_id"], lead["lead_group_id"]) for lead in leads),
            readers=readers,
            present=review,
            last_review=LastReview(row["last_at"], row["last_author"], row["last_update"]),
            direction=derive_direction(
                review.scores.residual,
                at_report,
                was_reported=row["last_report_at"] is not None,
                reported=review.reported_direction,
            ),
            boards=boards_told(review.scores, self._rules),
            linked=linked,
        )


def _review(row: RowMapping, prefix: str) -> Review:
    target_l = row[f"{prefix}target_l"]
    return Review(
        version=row[f"{prefix}version"],
        kind=ReviewKind(row[f"{prefix}kind"]),
        at=row[f"{prefix}reviewed_at"],
        author=row[f"{prefix}author_name"],
        scores=Scores(
            Score(row[f"{prefix}inherent_l"], row[f"{prefix}inherent_s"]),
            Score(row[f"{prefix}residual_l"], row[f"{prefix}residual_s"]),
            Score(target_l, row[f"{prefix}target_s"]) if target_l else None,
        ),
        mitigation=row[f"{prefix}mitigation"],
        update=row[f"{prefix}update"],
        reported_direction=row[f"{prefix}reported_direction"],
    )


def _details(details: RiskDetails) -> dict[str, str]:
    return {
        "workstream_key": details.workstream,
        "project": details.project,
        "summary": details.summary,
        "category": details.category,
        "visibility": details.visibility.value,
    }


def _escape_like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

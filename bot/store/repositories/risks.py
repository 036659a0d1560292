"""The risk register within a transaction: what is written of it. Reviews are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.references import Reference
from bot.domain.risks import REVIEW_KINDS, Lead, Risk, RiskStatus
from bot.store.repositories.risk_reads import RiskReads
from bot.store.repositories.risk_rows import KEEP_DETAILS, NewReview, RiskDetails, details_of, steps_of
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _READER = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_reader"]
_LINK, _WORKSTREAM, _DETAIL = _T["record_link"], _T["workstream"], _T["risk_detail"]

__all__ = ["NewReview", "RiskDetails", "Risks"]


class Risks(RiskReads):
    """The register within one transaction, read and written; see `RiskReads` for the arguments."""

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
                    **details_of(details),
                )
                .returning(_RISK.c.id)
            ).scalar_one()
        )
        self._insert_review(risk_id, 1, 1, review)
        self.keep_details([(risk_id, 1)])
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

    def edit(self, risk: Risk, details: RiskDetails) -> None:
        """Change what is not part of a review, from the version on that follows: the review that says so is added next.

        What it was is kept, and the audit trail says who changed it.
        """
        self._connection.execute(update(_RISK).where(_RISK.c.id == risk.id).values(**details_of(details)))
        self.keep_details([(risk.id, risk.version + 1)])

    def keep_details(self, changed: Sequence[tuple[int, int]]) -> None:
        """Keep the present details of these risks as those that hold from the version beside each on.

        Everything that writes a risk's row calls this, so that what it held before can be read as of a day.
        """
        rows = [{"risk": risk_id, "version": version} for risk_id, version in changed]
        if rows:
            same = (_DETAIL.c.risk_id == bindparam("risk")) & (_DETAIL.c.from_version == bindparam("version"))
            self._connection.execute(delete(_DETAIL).where(same), rows)
            self._connection.execute(KEEP_DETAILS, rows)

    def set_leads(self, risk_id: int, leads: Sequence[Lead], day: date, version: int) -> None:
        """Let these lead from `day` and the risk's `version` on, in this order; those before end their term then."""
        self.end_leads([(risk_id, day, version)])
        self.begin_leads([(risk_id, leads, day, version)])

    def end_leads(self, ended: Sequence[tuple[int, date, int]]) -> None:
        """Let the leads of these risks end their term on the day, and with the version, beside each."""
        if ended:
            mine = (_LEAD.c.risk_id == bindparam("risk")) & _LEAD.c.until_on.is_(None)
            rows = [{"risk": risk_id, "until_on": day, "until_version": version} for risk_id, day, version in ended]
            self._connection.execute(update(_LEAD).where(mine), rows)

    def begin_leads(self, begun: Sequence[tuple[int, Sequence[Lead], date, int]]) -> None:
        """Let these lead these risks from the day, and the version, beside them on, in this order."""
        rows = [
            {
                "risk_id": risk_id,
                "position": position,
                "person_id": lead.person_id,
                "group_id": lead.group_id,
                "from_on": day,
                "from_version": version,
            }
            for risk_id, leads, day, version in begun
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

    def unlink(self, risk_id: int, kind: str, ref: str) -> None:
        """Untie another record from a risk; the audit trail says who did."""
        mine = {"risk_id": risk_id, "kind": kind, "ref": ref}
        self._connection.execute(delete(_LINK).filter_by(**mine))

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
                **steps_of(review.scores),
                mitigation=review.mitigation,
                update=review.update,
                reported_direction=review.reported_direction,
                is_imported=review.is_imported,
                is_no_change=review.is_no_change,
            )
        )

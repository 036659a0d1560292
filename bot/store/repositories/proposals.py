"""Proposals within a transaction, with their submitted versions. What was submitted is only ever added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, insert, select, update

from bot.domain.proposals.content import Content, digest_of, from_json, to_json
from bot.domain.proposals.records import Exemption, Proposal, ProposalState
from bot.domain.risks import Visibility
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
PROPOSAL, VERSION = _T["proposal"], _T["proposal_version"]


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it was submitted; `why` is what its author said has changed."""

    number: int
    content: Content
    digest: str
    submitted_at: datetime
    submitted_by_id: int | None
    submitted_by: str
    why: str


class Proposals:
    """Reads and writes proposals.

    Args:
        connection: of the transaction.
        for_change: whether the proposal that is read by itself is locked until the transaction ends.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def find(self, ref: str) -> Proposal | None:
        """Return the proposal of a reference such as `P-7`."""
        return next(iter(self.read(PROPOSAL.c.ref == ref, lock=self._for_change)), None)

    def get(self, proposal_id: int) -> Proposal | None:
        """Return the proposal of an id."""
        return next(iter(self.read(PROPOSAL.c.id == proposal_id, lock=self._for_change)), None)

    def of_ids(self, proposal_ids: Collection[int]) -> Mapping[int, Proposal]:
        """Return the proposals of these ids, those that there are."""
        return {one.id: one for one in self.read(PROPOSAL.c.id.in_(sorted(set(proposal_ids))))}

    def all(self) -> tuple[Proposal, ...]:
        """Return every proposal in the order they came."""
        return self.read()

    def under_way(self) -> tuple[Proposal, ...]:
        """Return the proposals on their routes, in the order they came."""
        return self.read(PROPOSAL.c.state == ProposalState.UNDER_WAY.value)

    def read(self, *conditions: ColumnElement[bool], lock: bool = False) -> tuple[Proposal, ...]:
        """Return the proposals that meet all conditions, in the order they came; locked where asked."""
        wanted = select(PROPOSAL).where(*conditions).order_by(PROPOSAL.c.id)
        rows = self._connection.execute(wanted.with_for_update() if lock else wanted)
        return tuple(_proposal_from(row) for row in rows.mappings())

    def latest_reference(self) -> str:
        """Return the latest reference that was given, empty where there is none."""
        latest = select(PROPOSAL.c.ref).order_by(PROPOSAL.c.number.desc()).limit(1)
        return str(self._connection.execute(latest).scalar() or "")

    def next_number(self) -> int:
        """Return the number after the highest ever given; other writers wait."""
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("proposal"))))
        highest = self._connection.execute(select(func.max(PROPOSAL.c.number))).scalar()
        return int(highest or 0) + 1

    def add(self, number: int, ref: str, draft: Content, **values: object) -> int:
        """Add a draft; return its id. `values` are columns of the proposal."""
        row = {"number": number, "ref": ref, "title": draft.title, "draft": to_json(draft), "version": 1}
        row |= {"state": ProposalState.DRAFT.value, "submitted": 0, **values}
        return int(self._connection.execute(insert(PROPOSAL).values(row).returning(PROPOSAL.c.id)).scalar_one())

    def change(self, proposal: Proposal, **values: object) -> int:
        """Let a proposal stand otherwise; return its new version. `values` are columns; `draft` is JSON or None."""
        version = proposal.version + 1
        changed = update(PROPOSAL).where(PROPOSAL.c.id == proposal.id).values(version=version, **values)
        self._connection.execute(changed)
        return version

    def copied_from(self, proposal_id: int) -> str:
        """Return the reference of what a proposal was copied from, empty where it was not."""
        copied = select(PROPOSAL.c.copied_from).where(PROPOSAL.c.id == proposal_id)
        return str(self._connection.execute(copied).scalar_one_or_none() or "")

    def draft(self, proposal_id: int) -> Content | None:
        """Return what its author saved and has not submitted; None where there is nothing."""
        kept: Mapping[str, Any] | None = self._connection.execute(
            select(PROPOSAL.c.draft).where(PROPOSAL.c.id == proposal_id)
        ).scalar_one_or_none()
        return from_json(kept) if kept is not None else None

    def drafts(self, proposal_ids: Collection[int]) -> Mapping[int, Content]:
        """Return what the authors of these saved and have not submitted, by the proposal's id."""
        wanted = select(PROPOSAL.c.id, PROPOSAL.c.draft).where(PROPOSAL.c.id.in_(sorted(set(proposal_ids))))
        rows = self._connection.execute(wanted) if proposal_ids else ()
        return {row.id: from_json(row.draft) for row in rows if row.draft is not None}

    def draft_row(self, proposal_id: int) -> Mapping[str, Any]:
        """Return the columns of a proposal that stand otherwise in its draft, as JSON; none where none does."""
        kept: Mapping[str, Any] | None = self._connection.execute(
            select(PROPOSAL.c.draft_row).where(PROPOSAL.c.id == proposal_id)
        ).scalar_one_or_none()
        return kept or {}

    def add_version(
        self, proposal_id: int, number: int, content: Content, *, at: datetime, by_id: int | None, by: str, why: str
    ) -> Version:
        """Keep a version as it is submitted."""
        kept = to_json(content)
        digest = digest_of(kept)
        self._connection.execute(
            insert(VERSION).values(
                proposal_id=proposal_id,
                number=number,
                content=kept,
                digest=digest,
                submitted_at=at,
                submitted_by_id=by_id,
                submitted_by=by,
                why=why,
            )
        )
        return Version(number, content, digest, at, by_id, by, why)

    def submitted(self, proposal_id: int, number: int) -> Version | None:
        """Return a submitted version by its number."""
        one = select(VERSION).where(VERSION.c.proposal_id == proposal_id, VERSION.c.number == number)
        row = self._connection.execute(one).mappings().first()
        return _version_from(row) if row else None

    def contents(self, pairs: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Content]:
        """Return what submitted versions say, each by its proposal's id and its number; those that there are."""
        wanted = select(VERSION.c.proposal_id, VERSION.c.number, VERSION.c.content).where(
            VERSION.c.proposal_id.in_(sorted({proposal_id for proposal_id, _ in pairs})),
            VERSION.c.number.in_(sorted({number for _, number in pairs})),
        )
        rows = self._connection.execute(wanted)
        return {(row.proposal_id, row.number): from_json(row.content) for row in rows if (row[0], row[1]) in pairs}

    def submitted_json(self, proposal_id: int, number: int) -> Mapping[str, Any] | None:
        """Return a submitted version's content as it is kept."""
        one = select(VERSION.c.content).where(VERSION.c.proposal_id == proposal_id, VERSION.c.number == number)
        kept: Mapping[str, Any] | None = self._connection.execute(one).scalar_one_or_none()
        return kept

    def kept_content(self, proposal_id: int, number: int) -> dict[str, Any] | None:
        """Return the content of a submitted version as it is kept, to check it against its digest."""
        one = select(VERSION.c.content).where(VERSION.c.proposal_id == proposal_id, VERSION.c.number == number)
        kept: dict[str, Any] | None = self._connection.execute(one).scalar_one_or_none()
        return kept

    def versions(self, proposal_id: int) -> tuple[Version, ...]:
        """Return the submitted versions, the oldest first."""
        mine = select(VERSION).where(VERSION.c.proposal_id == proposal_id).order_by(VERSION.c.number)
        return tuple(_version_from(row) for row in self._connection.execute(mine).mappings())


def _proposal_from(row: RowMapping) -> Proposal:
    exemption = None
    if row["exempt_ground"]:
        exemption = Exemption(row["exempt_ground"], row["exempt_reason"], row["exempt_until_on"])
    return Proposal(
        id=row["id"],
        ref=row["ref"],
        title=row["title"],
        fund=row["fund_key"],
        kind=row["kind"],
        workstream=row["workstream_key"],
        organisation=row["organisation_key"],
        author_id=row["author_id"],
        sponsor_id=row["sponsor_id"],
        visibility=Visibility(row["visibility"]),
        exemption=exemption,
        state=ProposalState(row["state"]),
        version=row["version"],
        submitted=row["submitted"],
        has_draft=row["draft"] is not None,
        asked_pence=row["asked_pence"],
        starts_on=row["starts_on"],
        round_id=row["round_id"],
        made_at=row["made_at"],
        submitted_at=row["submitted_at"],
        ended_at=row["ended_at"],
        former_sponsors=tuple(row["former_sponsors"]),
    )


def _version_from(row: RowMapping) -> Version:
    return Version(
        row["number"],
        from_json(row["content"]),
        row["digest"],
        row["submitted_at"],
        row["submitted_by_id"],
        row["submitted_by"],
        row["why"],
    )

"""Files and links that go with proposals, within a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, delete, insert, or_, select, update

from bot.domain.proposals.papers import FILE, LINK, ProposalPaper
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
PAPER = _T["proposal_paper"]
_SHOWN = [column for column in PAPER.c if column.name != "body"]


class ProposalPapers:
    """Reads and writes the papers of proposals.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, paper_id: int) -> ProposalPaper | None:
        """Return the paper of an id."""
        return next(iter(self._read(PAPER.c.id == paper_id)), None)

    def of_version(self, proposal_id: int, number: int) -> tuple[ProposalPaper, ...]:
        """Return what goes with a submitted version, in the order it was added."""
        begun = and_(PAPER.c.since > 0, PAPER.c.since <= number)
        return self._read(
            PAPER.c.proposal_id == proposal_id, begun, or_(PAPER.c.until.is_(None), PAPER.c.until > number)
        )

    def of_draft(self, proposal_id: int) -> tuple[ProposalPaper, ...]:
        """Return what goes with the draft, in the order it was added."""
        return self._read(PAPER.c.proposal_id == proposal_id, PAPER.c.until.is_(None))

    def body(self, paper_id: int) -> bytes | None:
        """Return a file's content, None for a link and while it is being fetched."""
        found: bytes | None = self._connection.execute(
            select(PAPER.c.body).where(PAPER.c.id == paper_id)
        ).scalar_one_or_none()
        return found

    def add_link(self, proposal_id: int, title: str, address: str, *, by: str, at: datetime) -> int:
        """Add a link to the draft; return its id."""
        digest = hashlib.sha256(address.encode()).hexdigest()
        return self._add(proposal_id=proposal_id, kind=LINK, title=title, address=address, digest=digest, by=by, at=at)

    def add_file(self, proposal_id: int, title: str, file_id: str, *, by: str, at: datetime) -> int:
        """Add a file to the draft that is yet to be fetched; return its id."""
        return self._add(proposal_id=proposal_id, kind=FILE, title=title, address="", file_id=file_id, by=by, at=at)

    def keep(self, paper_id: int, body: bytes) -> str:
        """Keep what a file holds; return its SHA-256."""
        digest = hashlib.sha256(body).hexdigest()
        kept = update(PAPER).where(PAPER.c.id == paper_id).values(body=body, digest=digest, size=len(body))
        self._connection.execute(kept)
        return digest

    def take_off(self, paper: ProposalPaper, from_version: int) -> None:
        """Let a paper go with no version from one on; one that never went with any is forgotten."""
        if paper.since == 0:
            self._connection.execute(delete(PAPER).where(PAPER.c.id == paper.id))
        else:
            self._connection.execute(update(PAPER).where(PAPER.c.id == paper.id).values(until=from_version))

    def submit(self, proposal_id: int, number: int) -> None:
        """Let what goes with the draft go with a version that is submitted."""
        mine = and_(PAPER.c.proposal_id == proposal_id, PAPER.c.since == 0, PAPER.c.until.is_(None))
        self._connection.execute(update(PAPER).where(mine).values(since=number))

    def copy(self, papers: Iterable[ProposalPaper], to_id: int, *, by: str, at: datetime) -> None:
        """Add papers to another proposal's draft, those that were fetched."""
        wanted = [one.id for one in papers]
        rows = self._connection.execute(select(PAPER).where(PAPER.c.id.in_(wanted), PAPER.c.digest != "")).mappings()
        own = {"proposal_id": to_id, "added_by": by, "added_at": at, "since": 0, "until": None}
        copies = [{**{name: value for name, value in row.items() if name != "id"}, **own} for row in rows]
        if copies:
            self._connection.execute(insert(PAPER), copies)

    def _add(self, *, by: str, at: datetime, digest: str = "", **values: object) -> int:
        row = {"file_id": "", "digest": digest, "size": 0, "since": 0, "added_by": by, "added_at": at, **values}
        return int(self._connection.execute(insert(PAPER).values(row).returning(PAPER.c.id)).scalar_one())

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[ProposalPaper, ...]:
        wanted = select(*_SHOWN).where(*conditions).order_by(PAPER.c.id)
        return tuple(_paper_from(row) for row in self._connection.execute(wanted).mappings())


def _paper_from(row: RowMapping) -> ProposalPaper:
    return ProposalPaper(**{name: row[name] for name in ProposalPaper.__slots__})

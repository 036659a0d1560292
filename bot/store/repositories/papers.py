"""Papers that were made for boards, the reports of the register that they compare with, and what closings kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, exists, func, insert, select, update

from bot.domain.rounds import Kept
from bot.store.tables import metadata

_T = metadata.tables
_PAPER, _REPORT, _NAMES = _T["paper"], _T["register_report"], _T["round_names"]
_RISK, _LEAD, _ESCALATION = _T["risk"], _T["risk_lead"], _T["escalation"]
_PERSON, _GROUP = _T["person"], _T["people_group"]
_IS_ON_A_REPORT = exists().where(_ESCALATION.c.risk_id == _RISK.c.id, _ESCALATION.c.ended_at.is_(None))
_LEADS_ON_REPORTS = (
    select(_RISK.c.id, func.coalesce(_PERSON.c.name, _GROUP.c.name).label("name"))
    .outerjoin(_LEAD, and_(_LEAD.c.risk_id == _RISK.c.id, _LEAD.c.until_on.is_(None)))
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_IS_ON_A_REPORT)
    .order_by(_RISK.c.id, _LEAD.c.position)
)


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file of a paper in Slack."""

    id: str
    name: str
    title: str
    link: str


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper as it was made. `channel` is where its files were shared: a channel's id, or a person's."""

    kind: str
    board: str
    month: str
    is_public: bool
    is_draft: bool
    position_at: datetime
    digest: str
    made_at: datetime
    made_by: str
    channel: str
    files: tuple[PaperFile, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the register to a board. It counts from the day the board had it, else from its position."""

    position_at: datetime
    made_on: date | None


class Papers:
    """Papers and reports within one transaction. Their rows stay; a link that came late is filled in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, paper: MadePaper) -> bool:
        """Note a paper; return whether it is new. The same files, noted twice, are one; the later links count."""
        files = [{"id": f.id, "name": f.name, "title": f.title, "link": f.link} for f in paper.files]
        noted = select(_PAPER.c.id, _PAPER.c.files).where(*_same(paper.board, paper.month, paper.digest))
        for row in self._connection.execute(noted):
            if [file["id"] for file in row.files] == [file.id for file in paper.files]:
                links = {file["id"]: file["link"] for file in row.files}
                late = [{**file, "link": file["link"] or links[file["id"]]} for file in files]
                self._connection.execute(update(_PAPER).where(_PAPER.c.id == row.id).values(files=late))
                return False
        values = {
            "kind": paper.kind,
            "board_key": paper.board,
            "month": paper.month,
            "is_public": paper.is_public,
            "is_draft": paper.is_draft,
            "position_at": paper.position_at,
            "digest": paper.digest,
            "made_at": paper.made_at,
            "made_by": paper.made_by,
            "channel": paper.channel,
            "files": files,
        }
        self._connection.execute(insert(_PAPER).values(values))
        return True

    def of_board(self, board: str, most: int) -> tuple[MadePaper, ...]:
        """Return a board's papers, the latest month first and in it the latest made; `most` at most."""
        query = select(_PAPER).where(_PAPER.c.board_key == board)
        return self._read(query.order_by(_PAPER.c.month.desc(), _PAPER.c.id.desc()).limit(most))

    def with_digest(self, board: str, month: str, digest: str) -> tuple[MadePaper, ...]:
        """Return the papers of a board and month whose content is that of `digest`, the latest made first."""
        mine = select(_PAPER).where(*_same(board, month, digest))
        return self._read(mine.order_by(_PAPER.c.id.desc()))

    def reports(self, board: str) -> tuple[Report, ...]:
        """Return the reports of the register that a board has had, the latest position first."""
        query = select(_REPORT.c.position_at, _REPORT.c.made_on).where(_REPORT.c.board_key == board)
        rows = self._connection.execute(query.order_by(_REPORT.c.position_at.desc()))
        return tuple(Report(position_at, made_on) for position_at, made_on in rows)

    def leads_on_reports(self) -> dict[int, tuple[str, ...]]:
        """Return the names of the present leads of every risk that is on a board's report, by the risk's id."""
        named: dict[int, list[str]] = defaultdict(list)
        for row in self._connection.execute(_LEADS_ON_REPORTS):
            named[row.id].extend(() if row.name is None else (row.name,))
        return {risk_id: tuple(names) for risk_id, names in named.items()}

    def freeze(self, round_id: int, kept: Kept) -> None:
        """Keep this of a round that is closed, instead of what an earlier closing kept."""
        values = {
            "boards": dict(kept.boards),
            # Pairs, for their order is the paper's, and an object's keys are kept in no order.
            "workstreams": [[key, name] for key, name in kept.workstreams.items()],
            "leads": {str(risk_id): list(leads) for risk_id, leads in kept.leads.items()},
            "settings": dict(kept.settings),
            "replaces_at": kept.replaces_at,
        }
        again = self._connection.execute(update(_NAMES).where(_NAMES.c.round_id == round_id).values(values))
        if not again.rowcount:
            self._connection.execute(insert(_NAMES).values(round_id=round_id, **values))

    def frozen(self, round_id: int) -> Kept | None:
        """Return what a round's closing kept; None where it was never closed."""
        row = self._connection.execute(select(_NAMES).where(_NAMES.c.round_id == round_id)).first()
        if row is None:
            return None
        leads = {int(risk_id): tuple(names) for risk_id, names in row.leads.items()}
        return Kept(row.boards, dict(row.workstreams), leads, row.settings, row.replaces_at)

    def _read(self, query: Select[Any]) -> tuple[MadePaper, ...]:
        return tuple(_paper(row) for row in self._connection.execute(query).mappings())


def _same(board: str, month: str, digest: str) -> tuple[ColumnElement[bool], ...]:
    return _PAPER.c.board_key == board, _PAPER.c.month == month, _PAPER.c.digest == digest


def _paper(row: RowMapping) -> MadePaper:
    return MadePaper(
        kind=row["kind"],
        board=row["board_key"],
        month=row["month"],
        is_public=row["is_public"],
        is_draft=row["is_draft"],
        position_at=row["position_at"],
        digest=row["digest"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        channel=row["channel"],
        files=tuple(PaperFile(**file) for file in row["files"]),
    )

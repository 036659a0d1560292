"""Awards out of funds, what was drawn and spent of them, and finance officers' overrides, within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, func, insert, or_, select, update

from bot.domain.funds import Award, AwardState, MoneyLine
from bot.domain.proposals.content import Content, from_json
from bot.domain.proposals.records import ProposalState
from bot.domain.risks import Visibility
from bot.domain.spending import Override, Spend
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_FUND, _AWARD, _LINE = _T["fund"], _T["award"], _T["award_line"]
_SPEND, _OVERRIDE = _T["fund_spend"], _T["fund_override"]
_PROPOSAL, _VERSION = _T["proposal"], _T["proposal_version"]


@dataclass(frozen=True, slots=True)
class Asking:
    """A proposal under way that asks a fund for money, with what it asks."""

    proposal_id: int
    ref: str
    workstream: str
    content: Content


class Funds:
    """Reads and writes what is given, spent and allowed of funds.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, fund: str) -> None:
        """Keep others who give money of this fund waiting until the unit ends; lock proposal and stage before it."""
        self._connection.execute(select(_FUND.c.id).where(_FUND.c.key == fund).with_for_update())

    def awards(self, fund: str) -> tuple[Award, ...]:
        """Return what a fund gave and has not fallen, in the order it was given."""
        return self._awards(_AWARD.c.fund_key == fund, _AWARD.c.state != AwardState.FALLEN.value)

    def committed(self, fund: str) -> int:
        """Return the pence a fund gave that have not fallen."""
        mine = (_AWARD.c.fund_key == fund, _AWARD.c.state != AwardState.FALLEN.value)
        of_them = select(func.sum(_LINE.c.pence)).join(_AWARD, _AWARD.c.id == _LINE.c.award_id).where(*mine)
        return int(self._connection.execute(of_them).scalar_one_or_none() or 0)

    def gave_unseen(self, fund: str, but: int) -> bool:
        """Return whether a fund gave money to another proposal that is not public."""
        unseen = (
            select(_AWARD.c.id)
            .join(_PROPOSAL, _PROPOSAL.c.id == _AWARD.c.proposal_id)
            .where(_AWARD.c.fund_key == fund, _AWARD.c.state != AwardState.FALLEN.value)
            .where(_PROPOSAL.c.visibility != Visibility.PUBLIC.value, _PROPOSAL.c.id != but)
        )
        return self._connection.execute(unseen.limit(1)).first() is not None

    def public_in(self, fund: str) -> tuple[int, ...]:
        """Return the ids of the public proposals that ask a fund for money or were given some."""
        among = (_PROPOSAL.c.fund_key == fund, _PROPOSAL.c.visibility == Visibility.PUBLIC.value)
        return tuple(self._connection.execute(select(_PROPOSAL.c.id).where(*among)).scalars())

    def awards_of(self, proposal_id: int) -> tuple[Award, ...]:
        """Return all that was given to a proposal, fallen or not, in the order it was given."""
        return self._awards(_AWARD.c.proposal_id == proposal_id)

    def taking_effect(self, day: date) -> tuple[Award, ...]:
        """Return the awards that are not in force yet and whose decision takes effect by a day."""
        return self._awards(_AWARD.c.state == AwardState.CONDITIONAL.value, _AWARD.c.effective_on <= day)

    def keys_in_use(self) -> Mapping[str, tuple[str, ...]]:
        """Return by its key each fund that proposals under way ask or that gave money, with their references."""
        has_award = select(_AWARD.c.proposal_id).where(_AWARD.c.state != AwardState.FALLEN.value)
        in_use = or_(_PROPOSAL.c.state == ProposalState.UNDER_WAY.value, _PROPOSAL.c.id.in_(has_award))
        wanted = select(_PROPOSAL.c.fund_key, _PROPOSAL.c.ref).where(_PROPOSAL.c.fund_key != "", in_use)
        found: dict[str, tuple[str, ...]] = {}
        for key, ref in self._connection.execute(wanted.order_by(_PROPOSAL.c.id)):
            found[key] = (*found.get(key, ()), ref)
        return found

    def award(self, award_id: int) -> Award | None:
        """Return the award of an id."""
        return next(iter(self._awards(_AWARD.c.id == award_id)), None)

    def add_award(
        self,
        *,
        fund: str,
        proposal_id: int,
        decision_id: int | None,
        title: str,
        state: AwardState,
        at: datetime,
        effective_on: date | None,
        lines: Iterable[MoneyLine],
    ) -> int:
        """Keep that money is given; return the award's id."""
        row = {"fund_key": fund, "proposal_id": proposal_id, "decision_id": decision_id, "title": title}
        row |= {"state": state.value, "made_at": at, "effective_on": effective_on}
        added = self._connection.execute(insert(_AWARD).values(row).returning(_AWARD.c.id))
        award_id = int(added.scalar_one())
        rows = [
            {
                "award_id": award_id,
                "number": line.number,
                "title": line.title,
                "workstream_key": line.workstream,
                "organisation_key": line.organisation,
                "year": line.year,
                "recurrence": line.recurrence,
                "pence": line.pence,
            }
            for line in lines
        ]
        self._connection.execute(insert(_LINE), rows)
        return award_id

    def set_state(self, award_id: int, state: AwardState, at: datetime) -> None:
        """Let an award be worth something else from now on."""
        changed = update(_AWARD).where(_AWARD.c.id == award_id).values(state=state.value, changed_at=at)
        self._connection.execute(changed)

    def asking(self, fund: str) -> tuple[Asking, ...]:
        """Return the proposals under way that ask a fund for money, as they were submitted last."""
        latest = and_(_VERSION.c.proposal_id == _PROPOSAL.c.id, _VERSION.c.number == _PROPOSAL.c.submitted)
        wanted = (
            select(_PROPOSAL.c.id, _PROPOSAL.c.ref, _PROPOSAL.c.workstream_key, _VERSION.c.content)
            .join(_VERSION, latest)
            .where(_PROPOSAL.c.fund_key == fund, _PROPOSAL.c.state == ProposalState.UNDER_WAY.value)
            .order_by(_PROPOSAL.c.id)
        )
        return tuple(
            Asking(row.id, row.ref, row.workstream_key, from_json(row.content))
            for row in self._connection.execute(wanted)
        )

    def add_spend(self, **values: object) -> int:
        """Keep that money was drawn down or spent; return its id. `values` are columns."""
        return int(self._connection.execute(insert(_SPEND).values(values).returning(_SPEND.c.id)).scalar_one())

    def spends(self, fund: str, proposal_ids: Collection[int] | None = None) -> tuple[Spend, ...]:
        """Return what was drawn and spent of a fund, of these proposals only where they are named, oldest first."""
        mine: list[ColumnElement[bool]] = [_SPEND.c.fund_key == fund]
        if proposal_ids is not None:
            mine.append(_SPEND.c.proposal_id.in_(sorted(proposal_ids)))
        rows = self._connection.execute(select(_SPEND).where(*mine).order_by(_SPEND.c.id)).mappings()
        return tuple(
            Spend(
                row["id"],
                row["fund_key"],
                row["proposal_id"],
                row["kind"],
                row["year"],
                row["pence"],
                row["spent_on"],
                row["words"],
                row["entered_by"],
                row["entered_at"],
            )
            for row in rows
        )

    def add_override(self, given: Override) -> None:
        """Keep a finance officer's word."""
        row = {"fund_key": given.fund, "proposal_id": given.proposal_id, "considered": given.considered}
        row |= {"over_pence": given.over_pence, "reason": given.reason, "at": given.at}
        row |= {"officer_id": given.officer_id, "officer": given.officer}
        self._connection.execute(insert(_OVERRIDE).values(row))

    def overrides(self, proposal_id: int) -> tuple[Override, ...]:
        """Return what finance officers allowed for a proposal, the latest first."""
        mine = select(_OVERRIDE).where(_OVERRIDE.c.proposal_id == proposal_id).order_by(_OVERRIDE.c.id.desc())
        return tuple(
            Override(
                row["fund_key"],
                row["proposal_id"],
                row["considered"],
                row["over_pence"],
                row["reason"],
                row["officer_id"],
                row["officer"],
                row["at"],
            )
            for row in self._connection.execute(mine).mappings()
        )

    def _awards(self, *conditions: ColumnElement[bool]) -> tuple[Award, ...]:
        wanted = select(_AWARD).where(*conditions).order_by(_AWARD.c.id)
        rows = self._connection.execute(wanted).mappings().all()
        lines: dict[int, list[MoneyLine]] = {row["id"]: [] for row in rows}
        of_them = select(_LINE).where(_LINE.c.award_id.in_(sorted(lines))).order_by(_LINE.c.id)
        for row in self._connection.execute(of_them).mappings() if lines else ():
            lines[row["award_id"]].append(_line(row))
        return tuple(
            Award(
                id=row["id"],
                fund=row["fund_key"],
                proposal_id=row["proposal_id"],
                decision_id=row["decision_id"],
                title=row["title"],
                state=AwardState(row["state"]),
                effective_on=row["effective_on"],
                lines=tuple(lines[row["id"]]),
            )
            for row in rows
        )


def _line(row: RowMapping) -> MoneyLine:
    return MoneyLine(
        row["number"],
        row["title"],
        row["pence"],
        row["year"],
        row["workstream_key"],
        row["organisation_key"],
        row["recurrence"],
    )

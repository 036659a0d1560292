"""What a round asks for, risk by risk, and what came of it. Nothing here decides; it reads and writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, exists, false, func, or_, select, update

from bot.domain.references import Reference
from bot.domain.risks import REVIEW_KINDS, Lead, RiskStatus
from bot.domain.rounds import Item, ItemState, Round
from bot.store.inserting import insert_for
from bot.store.tables import metadata

_T = metadata.tables
_ITEM, _RISK = _T["round_item"], _T["risk"]
_LEAD, _REVIEW = _T["risk_lead"], _T["risk_review"]
_PERSON, _GROUP = _T["person"], _T["people_group"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A risk as a round looks at it.

    `state` is None for one that is no item yet. `reviewed` is its last review when that was made in the round: version,
    instant, author's id and name; `is_no_change` whether it was given as “no change”.
    """

    risk_id: int
    ref: Reference
    workstream: str
    is_open: bool
    state: ItemState | None
    leads: tuple[Lead, ...]
    reviewed: tuple[int, datetime, int | None, str] | None
    is_no_change: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A risk that nobody answered for, with its present leads."""

    risk_id: int
    ref: Reference
    workstream: str
    leads: tuple[Lead, ...]


class RoundItems:
    """The items of rounds within one transaction.

    Args:
        connection: the transaction.
        for_change: keep rounds that are read from being changed meanwhile, where the database locks rows.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def is_anything_to_ask(self) -> bool:
        """Return whether there is an open risk that somebody leads."""
        query = select(_RISK.c.id).where(_RISK.c.status == RiskStatus.OPEN.value, _HAS_LEAD).limit(1)
        return self._connection.execute(query).first() is not None

    def item(self, round_id: int, risk_id: int) -> Item | None:
        """Return a risk's item in a round."""
        return self.items(round_id, [risk_id]).get(risk_id)

    def items(self, round_id: int, risk_ids: Sequence[int] | None = None) -> dict[int, Item]:
        """Return a round's items by their risk, all of them or those of some risks."""
        query = select(_ITEM).where(_ITEM.c.round_id == round_id)
        if risk_ids is not None:
            query = query.where(_ITEM.c.risk_id.in_(risk_ids))
        return {row["risk_id"]: read_item(row) for row in self._connection.execute(query).mappings()}

    def states(self, round_id: int) -> list[tuple[str, ItemState, int]]:
        """Return how many risks of each workstream are in each state."""
        query = (
            select(_RISK.c.workstream_key, _ITEM.c.state, func.count())
            .join(_RISK, _RISK.c.id == _ITEM.c.risk_id)
            .where(_ITEM.c.round_id == round_id)
            .group_by(_RISK.c.workstream_key, _ITEM.c.state)
            .order_by(_RISK.c.workstream_key)
        )
        return [(key, ItemState(state), number) for key, state, number in self._connection.execute(query)]

    def risks_of(
        self, round_id: int, workstreams: Collection[str], person_id: int | None, groups: Collection[int]
    ) -> tuple[int, ...]:
        """Return the ids of a round's risks that are in some workstreams, or are led by a person or some groups."""
        led = exists().where(_LEAD.c.risk_id == _RISK.c.id, _LEAD.c.until_on.is_(None), _led_by(person_id, groups))
        query = (
            select(_RISK.c.id)
            .join(_ITEM, _ITEM.c.risk_id == _RISK.c.id)
            .where(_ITEM.c.round_id == round_id, or_(_RISK.c.workstream_key.in_(sorted(workstreams)), led))
        )
        return tuple(self._connection.execute(query).scalars())

    def worst(self, round_id: int, most: int) -> tuple[int, ...]:
        """Return the ids of a round's open risks with the highest residual scores, worst first; at most so many."""
        query = (
            select(_RISK.c.id)
            .join(_ITEM, _ITEM.c.risk_id == _RISK.c.id)
            .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _RISK.c.version))
            .where(_ITEM.c.round_id == round_id, _RISK.c.status == RiskStatus.OPEN.value)
            .order_by(
                func.coalesce(_REVIEW.c.residual_l * _REVIEW.c.residual_s, 0).desc(), _RISK.c.prefix, _RISK.c.number
            )
            .limit(most)
        )
        return tuple(self._connection.execute(query).scalars())

    def missing(self, round_id: int) -> tuple[Missing, ...]:
        """Return the risks of a round that nobody answered for, in the order of their references."""
        query = (
            select(_RISK.c.id, _RISK.c.prefix, _RISK.c.number, _RISK.c.workstream_key)
            .join(_ITEM, _ITEM.c.risk_id == _RISK.c.id)
            .where(_ITEM.c.round_id == round_id, _ITEM.c.state == ItemState.MISSING.value)
            .order_by(_RISK.c.prefix, _RISK.c.number)
        )
        rows = self._connection.execute(query).all()
        if not rows:
            return ()
        leads = self._leads_between(min(row.id for row in rows), max(row.id for row in rows))
        return tuple(
            Missing(row.id, Reference(row.prefix, row.number), row.workstream_key, tuple(leads.get(row.id, ())))
            for row in rows
        )

    def waiting_for(self, round_id: int, person_id: int, groups: Collection[int]) -> tuple[Item, ...]:
        """Return the missing items of risks that a person leads, alone or in one of `groups`."""
        mine = exists().where(
            _LEAD.c.risk_id == _ITEM.c.risk_id, _LEAD.c.until_on.is_(None), _led_by(person_id, groups)
        )
        query = select(_ITEM).where(_ITEM.c.round_id == round_id, _ITEM.c.state == ItemState.MISSING.value, mine)
        return tuple(read_item(row) for row in self._connection.execute(query).mappings())

    def add_items(self, round_id: int, risk_ids: Sequence[int]) -> None:
        """Ask for these risks in a round; those that are asked for already stay as they are."""
        if risk_ids:
            statement = insert_for(self._connection, _ITEM).on_conflict_do_nothing(
                index_elements=["round_id", "risk_id"]
            )
            missing = ItemState.MISSING.value
            rows = [{"round_id": round_id, "risk_id": risk_id, "state": missing} for risk_id in sorted(risk_ids)]
            self._connection.execute(statement, rows)

    def move(self, round_id: int, risk_ids: Sequence[int], state: ItemState) -> None:
        """Set the state of items that nobody answered."""
        if risk_ids:
            waiting = _ITEM.c.state.in_([ItemState.MISSING.value, ItemState.WITHDRAWN.value])
            mine = (_ITEM.c.round_id == round_id, _ITEM.c.risk_id.in_(risk_ids), waiting)
            self._connection.execute(update(_ITEM).where(*mine).values(state=state.value))

    def settle(self, item: Item, author_id: int | None = None) -> None:
        """Record an answer."""
        mine = (_ITEM.c.round_id == item.round_id, _ITEM.c.risk_id == item.risk_id)
        values = {
            "state": item.state.value,
            "version": item.version,
            "answered_at": item.answered_at,
            "author_id": author_id,
            "author_name": item.author_name,
            "heard": item.heard,
        }
        self._connection.execute(update(_ITEM).where(*mine).values(values))

    def asked(self, round_: Round, after: int, most: int) -> tuple[Asked, ...]:
        """Return the next risks that a round asks for or may have to, in the order of their ids.

        Args:
            round_: the round.
            after: the id of the risk before them.
            most: how many at most.
        """
        rows = self._connection.execute(_LOOK, {"round": round_.id, "after": after, "most": most}).mappings().all()
        if not rows:
            return ()
        leads = self._leads_between(rows[0]["id"], rows[-1]["id"])
        return tuple(_asked(row, tuple(leads[row["id"]]), round_.opened_at) for row in rows)

    def _leads_between(self, first: int, last: int) -> Mapping[int, list[Lead]]:
        """Return the present leads of the risks with these ids, both included."""
        leads: dict[int, list[Lead]] = defaultdict(list)
        for row in self._connection.execute(_LEADS, {"first": first, "last": last}):
            leads[row.risk_id].append(Lead(row.name, row.person_id, row.group_id))
        return leads


def read_item(row: RowMapping, prefix: str = "") -> Item:
    """Return the item in a row whose columns begin with `prefix`."""
    return Item(
        round_id=row[f"{prefix}round_id"],
        risk_id=row[f"{prefix}risk_id"],
        state=ItemState(row[f"{prefix}state"]),
        version=row[f"{prefix}version"],
        answered_at=row[f"{prefix}answered_at"],
        author_name=row[f"{prefix}author_name"],
        heard=row[f"{prefix}heard"],
    )


_HAS_LEAD = exists().where(_LEAD.c.risk_id == _RISK.c.id, _LEAD.c.until_on.is_(None))
_LAST = _REVIEW.alias("last_review")
_LOOK = (
    select(
        *(_RISK.c.id, _RISK.c.prefix, _RISK.c.number, _RISK.c.workstream_key, _RISK.c.status, _ITEM.c.state),
        *(_LAST.c.version, _LAST.c.kind, _LAST.c.reviewed_at, _LAST.c.author_id, _LAST.c.author_name),
        _LAST.c.is_no_change,
    )
    .outerjoin(_ITEM, and_(_ITEM.c.risk_id == _RISK.c.id, _ITEM.c.round_id == bindparam("round")))
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _RISK.c.version))
    .join(_LAST, and_(_LAST.c.risk_id == _RISK.c.id, _LAST.c.version == _REVIEW.c.last_review_version))
    .where(
        _RISK.c.id > bindparam("after"),
        or_(_ITEM.c.id.is_not(None), and_(_RISK.c.status == RiskStatus.OPEN.value, _HAS_LEAD)),
    )
    .order_by(_RISK.c.id)
    .limit(bindparam("most"))
)
_LEADS = (
    select(
        *(_LEAD.c.risk_id, _LEAD.c.person_id, _LEAD.c.group_id),
        func.coalesce(_PERSON.c.name, _GROUP.c.name).label("name"),
    )
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_LEAD.c.risk_id.between(bindparam("first"), bindparam("last")), _LEAD.c.until_on.is_(None))
    .order_by(_LEAD.c.risk_id, _LEAD.c.position)
)
_REVIEWS = frozenset(kind.value for kind in REVIEW_KINDS)


def _led_by(person_id: int | None, groups: Iterable[int]) -> ColumnElement[bool]:
    own = false() if person_id is None else _LEAD.c.person_id == person_id
    return or_(own, _LEAD.c.group_id.in_(sorted(groups)))


def _asked(row: RowMapping, leads: tuple[Lead, ...], opened_at: datetime) -> Asked:
    in_the_round = row["kind"] in _REVIEWS and row["reviewed_at"] >= opened_at
    return Asked(
        risk_id=row["id"],
        ref=Reference(row["prefix"], row["number"]),
        workstream=row["workstream_key"],
        is_open=row["status"] == RiskStatus.OPEN.value,
        state=ItemState(row["state"]) if row["state"] is not None else None,
        leads=leads,
        reviewed=(row["version"], row["reviewed_at"], row["author_id"], row["author_name"]) if in_the_round else None,
        is_no_change=row["is_no_change"],
    )

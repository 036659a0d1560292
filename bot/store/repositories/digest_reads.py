"""What a digest tells, read by a statement for each section: as many rows as it keeps, and how many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, select

from bot.domain.actions.records import EntryKind, Outcome
from bot.domain.digest import KEPT, Reach, Reader
from bot.domain.references import Reference
from bot.domain.risks import RiskStatus, Visibility
from bot.domain.rounds import SETTLED, ItemState
from bot.domain.staleness import Look
from bot.store.repositories.action_reading import IS_OPEN
from bot.store.repositories.digest_proposals import readable_proposals
from bot.store.repositories.digest_reach import (
    reached_actions,
    reached_risks,
    readable_actions,
    readable_risks,
)
from bot.store.repositories.digest_rows import (
    Found,
    ToldAction,
    ToldDecision,
    ToldRisk,
    ToldRound,
    read_action,
    read_risk,
    read_score,
    total_in,
)
from bot.store.tables import metadata

_T = metadata.tables
_ACTION, _ENTRY, _OWNER = _T["action"], _T["action_entry"], _T["action_owner"]
_RISK, _REVIEW = _T["risk"], _T["risk_review"]
_ESCALATION, _ACCEPTANCE = _T["escalation"], _T["acceptance"]
_ROUND, _ITEM, _FOLLOW = _T["collection_round"], _T["round_item"], _T["follow"]
_BEFORE, _AFTER = _REVIEW.alias("before"), _REVIEW.alias("after")
_TOTAL = func.count().over().label("total")

_RISK_COLUMNS = (
    _RISK.c.id,
    _RISK.c.prefix,
    _RISK.c.number,
    _RISK.c.summary,
    _RISK.c.workstream_key,
)
_NOW = (_REVIEW.c.residual_l, _REVIEW.c.residual_s)
_ACTION_COLUMNS = (
    *(_ACTION.c.id, _ACTION.c.ref, _ACTION.c.summary, _ACTION.c.board_key),
    *(_ACTION.c.due_on, _ACTION.c.original_due_on, _ACTION.c.closed_at),
)
_WITH_RESIDUAL = select(*_RISK_COLUMNS, *_NOW).join(
    _REVIEW, (_REVIEW.c.risk_id == _RISK.c.id) & (_REVIEW.c.version == _RISK.c.version)
)


_LAST, _STEP = _REVIEW.alias("last_review"), _REVIEW.alias("step")
_MEASURES = ("inherent_l", "inherent_s", "residual_l", "residual_s", "target_l", "target_s")
# The row before a risk's last review names the review before it.
_LOOKS = (
    select(
        *(_RISK.c.id, _RISK.c.prefix, _RISK.c.number, _REVIEW.c.residual_l, _REVIEW.c.residual_s),
        *(_LAST.c.reviewed_at, _LAST.c.update, _LAST.c.is_no_change, _BEFORE.c.update.label("words_before")),
        and_(
            _LAST.c.mitigation == _BEFORE.c.mitigation,
            *(_LAST.c[name].is_not_distinct_from(_BEFORE.c[name]) for name in _MEASURES),
        ).label("stood"),
    )
    .join(_REVIEW, (_REVIEW.c.risk_id == _RISK.c.id) & (_REVIEW.c.version == _RISK.c.version))
    .join(_LAST, (_LAST.c.risk_id == _RISK.c.id) & (_LAST.c.version == _REVIEW.c.last_review_version))
    .outerjoin(_STEP, (_STEP.c.risk_id == _RISK.c.id) & (_STEP.c.version == _LAST.c.version - 1))
    .outerjoin(_BEFORE, (_BEFORE.c.risk_id == _RISK.c.id) & (_BEFORE.c.version == _STEP.c.last_review_version))
    .where(_RISK.c.status == RiskStatus.OPEN.value)
)


class DigestReads:
    """What digests tell, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, reach: Reach, first: date, last: date) -> Found[ToldAction]:
        """Return open actions due on these days, the earliest first."""
        return self._actions(reach, IS_OPEN, _ACTION.c.due_on.between(first, last))

    def late(self, reach: Reach, today: date) -> Found[ToldAction]:
        """Return open actions that were due before today, the longest late first."""
        return self._actions(reach, IS_OPEN, _ACTION.c.due_on < today)

    def done(self, reach: Reach, since: datetime, until: datetime) -> Found[ToldAction]:
        """Return actions that were done from `since` to before `until`, in the order they were."""
        return self._actions(
            reach, _closed(since, until), _ACTION.c.outcome == Outcome.DONE.value, order=_ACTION.c.closed_at
        )

    def dropped(self, reach: Reach, since: datetime, until: datetime) -> Found[ToldAction]:
        """Return actions that their boards dropped from `since` to before `until`, with the decision."""
        query = (
            select(*_ACTION_COLUMNS, _ENTRY.c.held_on, _ENTRY.c.minute, _TOTAL)
            .outerjoin(
                _ENTRY,
                (_ENTRY.c.action_id == _ACTION.c.id)
                & (_ENTRY.c.version == _ACTION.c.version)
                & (_ENTRY.c.kind == EntryKind.DROPPED.value),
            )
            .where(reached_actions(reach), _closed(since, until), _ACTION.c.outcome == Outcome.DROPPED.value)
            .order_by(_ACTION.c.closed_at, _ACTION.c.id)
        )
        return self._told_actions(query)

    def new_risks(self, reach: Reach, first: date, last: date) -> Found[ToldRisk]:
        """Return risks that were raised on these days, the highest residual score first."""
        query = _WITH_RESIDUAL.add_columns(_TOTAL).where(reached_risks(reach), _RISK.c.raised_on.between(first, last))
        return self._risks(query.order_by(_score_of(_REVIEW).desc(), _RISK.c.prefix, _RISK.c.number))

    def moved(self, reach: Reach, since: datetime, until: datetime) -> Found[ToldRisk]:
        """Return risks whose residual score differs at `until` from what it was at `since`, the highest now first."""
        touched = (
            select(_REVIEW.c.risk_id, func.max(_REVIEW.c.version).label("version"))
            .where(_REVIEW.c.reviewed_at >= since, _REVIEW.c.reviewed_at < until)
            .group_by(_REVIEW.c.risk_id)
            .subquery()
        )
        earlier = _REVIEW.alias("earlier")
        stood = (
            select(func.max(earlier.c.version))
            .where(earlier.c.risk_id == touched.c.risk_id, earlier.c.reviewed_at < since)
            .correlate(touched)
            .scalar_subquery()
        )
        query = (
            select(
                *_RISK_COLUMNS,
                *(_AFTER.c.residual_l, _AFTER.c.residual_s),
                *(_BEFORE.c.residual_l.label("before_l"), _BEFORE.c.residual_s.label("before_s")),
                _TOTAL,
            )
            .join(touched, touched.c.risk_id == _RISK.c.id)
            .join(_AFTER, (_AFTER.c.risk_id == _RISK.c.id) & (_AFTER.c.version == touched.c.version))
            .join(_BEFORE, (_BEFORE.c.risk_id == _RISK.c.id) & (_BEFORE.c.version == stood))
            .where(reached_risks(reach), _score_of(_AFTER) != _score_of(_BEFORE), *_tellable_then(reach))
            .order_by(_score_of(_AFTER).desc(), _RISK.c.prefix, _RISK.c.number)
        )
        return self._risks(query)

    def looks(self, reach: Reach) -> Iterator[Look]:
        """Yield of each open risk that is reached what tells whether it is stale."""
        for row in self._connection.execute(_LOOKS.where(reached_risks(reach))):
            score = read_score(row.residual_l, row.residual_s)
            place = (-score.value if score else 0, row.prefix, row.number)
            yield Look(
                id=row.id,
                place=place,
                residual=score,
                reviewed_at=row.reviewed_at,
                update=row.update,
                words_before=row.words_before,
                has_stood=bool(row.stood),
                is_no_change=row.is_no_change,
            )

    def taken_off(self, reach: Reach, since: datetime, until: datetime) -> Found[ToldDecision]:
        """Return the boards' decisions to take risks off their reports, recorded from `since` to before `until`."""
        row = _ESCALATION
        query = (
            _WITH_RESIDUAL.add_columns(row.c.board_key, row.c.held_on, row.c.minute, _TOTAL)
            .join(row, row.c.risk_id == _RISK.c.id)
            .where(reached_risks(reach), row.c.held_on.is_not(None), row.c.ended_at >= since, row.c.ended_at < until)
            .order_by(row.c.held_on, row.c.id)
        )
        return self._decisions(query)

    def accepted(self, reach: Reach, since: datetime, until: datetime) -> Found[ToldDecision]:
        """Return risks that boards accepted above tolerance, recorded from `since` to before `until`."""
        row = _ACCEPTANCE
        query = (
            _WITH_RESIDUAL.add_columns(row.c.board_key, row.c.held_on, row.c.minute, row.c.expires_on, _TOTAL)
            .join(row, row.c.risk_id == _RISK.c.id)
            .where(reached_risks(reach), row.c.accepted_at >= since, row.c.accepted_at < until)
            .order_by(row.c.held_on, row.c.id)
        )
        return self._decisions(query)

    def rounds(self, reach: Reach, most: int) -> tuple[ToldRound, ...]:
        """Return the open rounds that ask for any reached risk, each with at most so many that did not answer."""
        reached = reached_risks(reach)
        answered = [state.value for state in SETTLED]
        counted = (
            select(
                *(_ROUND.c.id, _ROUND.c.month, _ROUND.c.due_on, _ROUND.c.paper_on),
                func.count().label("asked"),
                func.count().filter(_ITEM.c.state.in_(answered)).label("answered"),
            )
            .join(_ITEM, _ITEM.c.round_id == _ROUND.c.id)
            .join(_RISK, _RISK.c.id == _ITEM.c.risk_id)
            .where(_ROUND.c.closed_at.is_(None), _ITEM.c.state != ItemState.WITHDRAWN.value, reached)
            .group_by(_ROUND.c.id, _ROUND.c.month, _ROUND.c.due_on, _ROUND.c.paper_on)
            .order_by(_ROUND.c.month)
        )
        told = []
        for row in self._connection.execute(counted).all():
            refs = (
                select(_RISK.c.prefix, _RISK.c.number)
                .join(_ITEM, _ITEM.c.risk_id == _RISK.c.id)
                .where(_ITEM.c.round_id == row.id, _ITEM.c.state == ItemState.MISSING.value, reached)
                .order_by(_RISK.c.prefix, _RISK.c.number)
                .limit(most)
            )
            missing = tuple(Reference(*one) for one in self._connection.execute(refs))
            told.append(ToldRound(row.month, row.due_on, row.paper_on, row.asked, row.answered, missing))
        return tuple(told)

    def followed(self, person_id: int) -> Mapping[str, frozenset[int]]:
        """Return what a person follows: the ids of records by their kind."""
        found: dict[str, set[int]] = {}
        for subject in self._connection.execute(select(_FOLLOW.c.subject).where(_FOLLOW.c.person_id == person_id)):
            kind, _, number = str(subject[0]).partition(":")
            if number.isdigit():
                found.setdefault(kind, set()).add(int(number))
        return {kind: frozenset(ids) for kind, ids in found.items()}

    def readable(self, records: Collection[tuple[str, int]], reader: Reader | None) -> frozenset[tuple[str, int]]:
        """Return those of some records (by kind and id) that somebody may read now."""
        found: set[tuple[str, int]] = set()
        for kind, table, may in (("action", _ACTION, readable_actions), ("risk", _RISK, readable_risks)):
            ids = sorted(number for word, number in records if word == kind)
            if ids:
                rows = self._connection.execute(select(table.c.id).where(table.c.id.in_(ids), may(reader)))
                found |= {(kind, number) for number in rows.scalars()}
        proposals = [number for word, number in records if word == "proposal"]
        found |= {("proposal", number) for number in readable_proposals(self._connection, proposals, reader)}
        return frozenset(found)

    def _actions(self, reach: Reach, *conditions: Any, order: Any = _ACTION.c.due_on) -> Found[ToldAction]:
        query = select(*_ACTION_COLUMNS, _TOTAL).where(reached_actions(reach), *conditions)
        return self._told_actions(query.order_by(order, _ACTION.c.id))

    def _told_actions(self, query: Select[Any]) -> Found[ToldAction]:
        rows = self._connection.execute(query.limit(KEPT)).mappings().all()
        owners = self._owners([row["id"] for row in rows])
        return Found(total_in(rows), tuple(read_action(row, tuple(owners.get(row["id"], ()))) for row in rows))

    def _risks(self, query: Select[Any]) -> Found[ToldRisk]:
        rows = self._connection.execute(query.limit(KEPT)).mappings().all()
        return Found(total_in(rows), tuple(read_risk(row) for row in rows))

    def _decisions(self, query: Select[Any]) -> Found[ToldDecision]:
        rows = self._connection.execute(query.limit(KEPT)).mappings().all()
        return Found(
            total_in(rows),
            tuple(
                ToldDecision(read_risk(row), row["board_key"], row["held_on"], row["minute"], row.get("expires_on"))
                for row in rows
            ),
        )

    def _owners(self, action_ids: Sequence[int]) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = {}
        if action_ids:
            wanted = select(_OWNER).where(_OWNER.c.action_id.in_(action_ids)).order_by(_OWNER.c.position)
            for row in self._connection.execute(wanted):
                found.setdefault(row.action_id, []).append(row.name)
        return found


def _tellable_then(reach: Reach) -> list[Any]:
    """Return what keeps a score from being told that a risk had while it was not public, now that it is."""
    if reach.reader is not None and reach.reader.is_office:
        return []
    detail = _T["risk_detail"]
    earlier = detail.alias("earlier_detail")
    then = (
        select(func.max(earlier.c.from_version))
        .where(earlier.c.risk_id == _RISK.c.id, earlier.c.from_version <= _BEFORE.c.version)
        .correlate(_RISK, _BEFORE)
        .scalar_subquery()
    )
    was_hidden = exists().where(
        detail.c.risk_id == _RISK.c.id,
        detail.c.from_version == then,
        detail.c.visibility == Visibility.NON_PUBLIC.value,
    )
    return [(_RISK.c.visibility == Visibility.NON_PUBLIC.value) | ~was_hidden]


def _closed(since: datetime, until: datetime) -> Any:
    return (_ACTION.c.closed_at >= since) & (_ACTION.c.closed_at < until)


def _score_of(review: Any) -> Any:
    """Return a residual score as a number, nought while it is not known."""
    return func.coalesce(review.c.residual_l * review.c.residual_s, 0)

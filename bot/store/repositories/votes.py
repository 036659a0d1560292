"""Votes within a transaction, and who votes for whom for a period. Votes are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from bot.domain.proposals.records import Choice, Stage
from bot.domain.proposals.rules import OnNewVersion
from bot.domain.proposals.tally import Vote
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_VOTE, _DELEGATE = _T["vote"], _T["vote_delegate"]


@dataclass(frozen=True, slots=True)
class NewVote:
    """A vote that is cast: the same choice on some recommendations.

    Attributes:
        items: numbers of the recommendations.
        seat_id: whose seat votes.
        voter_id: who votes: its holder, or a deputy.
        entered_by_id, entered_by: who wrote it down where the voter did not vote themselves in Slack.
        how: where it was heard then.
    """

    items: Sequence[int]
    seat_id: int
    voter_id: int
    choice: Choice
    reason: str = ""
    conditions: str = ""
    entered_by_id: int | None = None
    entered_by: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Delegation:
    """Somebody votes for a member of a board on the days from `from_on` to `until_on`."""

    id: int
    board: str
    member_id: int
    deputy_id: int
    from_on: date
    until_on: date
    said_by: str


class Votes:
    """Reads and writes votes. Whoever writes them has locked their stage before.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_stage(self, stage: Stage) -> tuple[Vote, ...]:
        """Return the votes of a stage's sitting that have not fallen with an earlier version, in the order cast."""
        return self.of_stages([stage]).get(stage.id, ())

    def of_stages(self, stages: Collection[Stage]) -> Mapping[int, tuple[Vote, ...]]:
        """Return the votes of each stage, see `of_stage`; without those that have none."""
        by_id = {stage.id: stage for stage in stages}
        if not by_id:
            return {}
        found: dict[int, list[Vote]] = {}
        wanted = select(_VOTE).where(_VOTE.c.stage_id.in_(sorted(by_id))).order_by(_VOTE.c.id)
        for row in self._connection.execute(wanted).mappings():
            if _counts(row, by_id[row["stage_id"]]):
                found.setdefault(row["stage_id"], []).append(_vote_from(row))
        return {stage_id: tuple(votes) for stage_id, votes in found.items()}

    def everything(self, stage_id: int) -> tuple[Vote, ...]:
        """Return every vote ever cast on a stage, those that fell and those of earlier sittings too."""
        wanted = select(_VOTE).where(_VOTE.c.stage_id == stage_id).order_by(_VOTE.c.id)
        return tuple(_vote_from(row) for row in self._connection.execute(wanted).mappings())

    def add(self, stage: Stage, new: NewVote, at: datetime) -> None:
        """Add a vote on the version and in the sitting that are before the board."""
        values = {
            "stage_id": stage.id,
            "sitting": stage.sitting,
            "considered": stage.considers,
            "seat_id": new.seat_id,
            "voter_id": new.voter_id,
            "choice": new.choice.value,
            "reason": new.reason,
            "conditions": new.conditions,
            "at": at,
            "entered_by_id": new.entered_by_id,
            "entered_by": new.entered_by,
            "how": new.how,
        }
        self._connection.execute(insert(_VOTE), [{**values, "item": item} for item in new.items])

    def delegates_on(self, board: str, day: date) -> Mapping[int, int]:
        """Return who votes for whom with a board on a day: the member's id -> the delegate's, the latest named."""
        return {one.member_id: one.deputy_id for one in self.delegations([board], day)}

    def delegations(self, boards: Iterable[str], day: date) -> tuple[Delegation, ...]:
        """Return the delegations that hold on a day, the earliest named first."""
        wanted = select(_DELEGATE).where(
            _DELEGATE.c.board_key.in_(sorted(boards)),
            _DELEGATE.c.from_on <= day,
            _DELEGATE.c.until_on >= day,
            _DELEGATE.c.ended_at.is_(None),
        )
        rows = self._connection.execute(wanted.order_by(_DELEGATE.c.id)).mappings()
        return tuple(
            Delegation(
                row["id"],
                row["board_key"],
                row["member_id"],
                row["deputy_id"],
                row["from_on"],
                row["until_on"],
                row["said_by"],
            )
            for row in rows
        )

    def boards_delegated_to(self, deputy_id: int, day: date) -> frozenset[str]:
        """Return the keys of the boards with which somebody votes for a member on a day."""
        wanted = select(_DELEGATE.c.board_key).where(
            _DELEGATE.c.deputy_id == deputy_id,
            _DELEGATE.c.from_on <= day,
            _DELEGATE.c.until_on >= day,
            _DELEGATE.c.ended_at.is_(None),
        )
        return frozenset(self._connection.execute(wanted).scalars())

    def delegate(
        self, board: str, member_id: int, deputy_id: int, days: tuple[date, date], said_by: str, at: datetime
    ) -> None:
        """Record who votes for a member on the days from one to another, in place of what was said of these days.

        What was said of days before them still holds on those.
        """
        mine = (_DELEGATE.c.board_key == board) & (_DELEGATE.c.member_id == member_id) & _DELEGATE.c.ended_at.is_(None)
        meets = mine & (_DELEGATE.c.from_on <= days[1]) & (_DELEGATE.c.until_on >= days[0])
        earlier = update(_DELEGATE).where(meets, _DELEGATE.c.from_on < days[0])
        self._connection.execute(earlier.values(until_on=days[0] - timedelta(days=1)))
        replaced = update(_DELEGATE).where(meets, _DELEGATE.c.from_on >= days[0])
        self._connection.execute(replaced.values(ended_at=at, ended_by=said_by))
        values = {
            "board_key": board,
            "member_id": member_id,
            "deputy_id": deputy_id,
            "from_on": days[0],
            "until_on": days[1],
            "said_by": said_by,
            "said_at": at,
        }
        self._connection.execute(insert(_DELEGATE).values(values))

    def end_delegations(self, board: str, member_id: int, day: date, by: str, at: datetime) -> int:
        """Let nobody vote for a member any more from a day on; return how many delegations that ended."""
        mine = (_DELEGATE.c.board_key == board) & (_DELEGATE.c.member_id == member_id) & _DELEGATE.c.ended_at.is_(None)
        running = update(_DELEGATE).where(mine, _DELEGATE.c.until_on >= day)
        return self._connection.execute(running.values(ended_at=at, ended_by=by)).rowcount


def _counts(row: RowMapping, stage: Stage) -> bool:
    if row["sitting"] != stage.sitting:
        return False
    return stage.rules.on_new_version is OnNewVersion.STAND or bool(row["considered"] == stage.considers)


def _vote_from(row: RowMapping) -> Vote:
    return Vote(
        id=row["id"],
        item=row["item"],
        seat_id=row["seat_id"],
        voter_id=row["voter_id"],
        choice=Choice(row["choice"]),
        at=row["at"],
        reason=row["reason"],
        conditions=row["conditions"],
        entered_by=row["entered_by"],
        how=row["how"],
        sitting=row["sitting"],
        considered=row["considered"],
    )

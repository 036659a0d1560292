"""Decisions without Slack: proposals on their routes, answered at meetings, by votes and by chairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from bot.domain.funds import Award
from bot.domain.proposals.conditions import Condition
from bot.domain.proposals.content import Content, CostLine, Recommendation, YearAmount
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding import meeting, watching
from bot.workflows.proposals.deciding.meeting_draft import MeetingDraft
from bot.workflows.risk_change import Request
from tests.support.routing import HOME, OFFICE, Routed

_KEYS = count()
MET = date(2018, 11, 16)
"""The day on which both ICBs meet."""


def viewer(**more: Any) -> Content:
    """Return a proposal for two lines of money over two years, with two recommendations."""
    lines = (
        CostLine(1, "Viewer", years=(YearAmount(2018, 5_000_000), YearAmount(2019, 4_500_000)), organisation="CCG"),
        CostLine(2, "Training", years=(YearAmount(2018, 1_000_000),), organisation="HACKNEY"),
    )
    asked = (
        Recommendation(1, "Approve the viewer", {}, (1,), is_of_money=True),
        Recommendation(2, "Approve the training", {}, (2,), is_of_money=True),
    )
    return Content(
        "A shared viewer", "What it is", None, ("CCG", "HACKNEY"), costs=lines, recommendations=asked, **more
    )


@dataclass
class Decided:
    """A store with proposals on routes, and what boards decided on them."""

    routed: Routed

    def submits(self, content: Content, **more: Any) -> str:
        """Submit a proposal that asks the Better Care Fund; return its reference."""
        return self.routed.submits(content, fund_key="BCF", **more)

    def at(self, day: date, hour: int = 18) -> None:
        """Let it be an hour of a day."""
        self.routed.clock.move_to(datetime(day.year, day.month, day.day, hour, 0, tzinfo=UTC))

    def draft(self, ref: str, board: str, **more: Any) -> MeetingDraft:
        """Return the form of a meeting, with everybody of the board present and all else as given."""
        stage = self.routed.stages(ref)[board]
        known = {"held_on": MET, "present": self.members(board)}
        return MeetingDraft(stage.id, stage.considers, stage.sitting, **{**known, **more})

    def members(self, board: str) -> tuple[int, ...]:
        with self.routed.services.store.view() as view:
            found = view.people.directory().boards[board]
        return tuple(one.person_id for one in found.members if one.capacity in ("voting", "chair"))

    def records(self, ref: str, board: str, who: str = OFFICE, **more: Any) -> Decision:
        """Have the office record what a board decided at its meeting; return the record."""
        meeting.record_meeting(self.routed.services, self.request(ref, who), self.draft(ref, board, **more))
        return self.decisions(ref)[-1]

    def request(self, ref: str = "", who: str = OFFICE) -> Request:
        return Request(Identity(who, HOME), f"deciding:{next(_KEYS)}", ref)

    def proposal(self, ref: str) -> Proposal:
        return self.routed.proposal(ref)

    def decisions(self, ref: str) -> tuple[Decision, ...]:
        with self.routed.services.store.view() as view:
            return view.decisions.of_proposal(self.proposal(ref).id)

    def conditions(self, ref: str) -> tuple[Condition, ...]:
        with self.routed.services.store.view() as view:
            return view.conditions.of_proposal(self.proposal(ref).id)

    def awards(self, ref: str) -> tuple[Award, ...]:
        with self.routed.services.store.view() as view:
            return view.funds.awards_of(self.proposal(ref).id)

    def coming(self, board: str) -> list[tuple[str, date | None]]:
        with self.routed.services.store.view() as view:
            return [(one.kind.value, one.due_on) for one in view.coming.of_board(board)]

    def watches(self, day: date) -> str:
        """Let the day's tick run."""
        self.at(day, 9)
        return watching.watch_decisions(self.routed.services, self.routed.clock.now())

    def verbs(self, ref: str) -> list[str]:
        with self.routed.services.store.view() as view:
            return [event.verb for event in view.events_of(f"proposal:{ref}", 100)]

"""Desks that people find on Home, put together without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.actions.asked import Claim, ClaimState, Handover, HandoverState
from bot.domain.actions.records import Action, ActionState, Outcome, Owner, Source
from bot.domain.chasing import Hours
from bot.domain.digest import Wish
from bot.domain.risks import Risk, Visibility
from bot.domain.rounds import Round
from bot.views.home import DeskView, NextMeeting, OwnWishes
from bot.views.home_items import Item, Urgency, action_item, claim_item, handover_item, update_item
from tests.support.register import TODAY, presentation

SHOWN = presentation()
NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)
ROUND = Round(1, "2018-12", NOW, TODAY + timedelta(days=8), None, None, 1, None, "", None)
LATE_ROUND = Round(1, "2018-12", NOW, TODAY - timedelta(days=1), None, None, 1, None, "", None)


def action(number: int, due_on: date | None, summary: str, moved: int = 0) -> Action:
    """Return an open action."""
    return Action(
        id=number,
        ref=f"ICBOct18-{number}",
        summary=summary,
        board="ICB",
        owners=(Owner("Planned Care director", 1),),
        assigned_on=date(2018, 10, 10),
        due_on=due_on,
        original_due_on=None,
        times_moved=moved,
        status=ActionState.OPEN,
        status_words="",
        outcome=Outcome.NONE,
        update="",
        updated_at=None,
        updated_by="",
        closed_at=None,
        version=1,
        workstream="",
        visibility=Visibility.PUBLIC,
        source=Source(),
        minute="",
        message_link="",
        recurrence="",
        plan=0,
    )


def waiting_of(risk: Risk) -> list[Item]:
    """Return what can wait about a risk, and about actions in whose words its own stand, the most pressing first."""
    words = risk.summary
    asked = Handover(7, 4, 0, Owner(words, 1), 2, 1, words, words, NOW, HandoverState.WAITING, None, "")
    said = Claim(3, 5, None, words, words, NOW, ClaimState.WAITING, None, "", "")
    due = {1: TODAY - timedelta(days=3), 2: TODAY, 3: TODAY + timedelta(days=2)}
    return [
        update_item(risk, LATE_ROUND, Urgency.LATE, SHOWN, words),
        action_item(action(1, due[1], words, moved=2), Urgency.LATE, SHOWN),
        action_item(action(2, due[2], words), Urgency.SOON, SHOWN, words),
        action_item(action(3, due[3], words), Urgency.SOON, SHOWN),
        handover_item(asked, action(4, TODAY, words), SHOWN, may_read=True),
        handover_item(asked, action(4, TODAY, words), SHOWN, may_read=False),
        claim_item(said, action(5, None, words), SHOWN),
        update_item(risk, ROUND, Urgency.UPDATE, SHOWN),
    ]


def full_desk(name: str, asked: Risk, *led: Risk) -> DeskView:
    """Return a desk with something of everything."""
    hours = Hours(ZoneInfo("Europe/London"), time(9), time(19), time(8))
    rest = action(6, TODAY + timedelta(days=40), asked.summary), action(8, None, asked.summary, moved=1)
    return DeskView(
        name,
        waiting=waiting_of(asked),
        round_due=ROUND.due_on,
        actions=(rest * max(1, len(led) // 2), 9),
        risks=(led, len(led) + 1),
        changeable=frozenset({str(led[0].ref)}) if led else frozenset(),
        meetings=[
            NextMeeting(name, TODAY, TODAY - timedelta(days=7)),
            NextMeeting("Hackney ICB", date(2018, 11, 16), date(2018, 11, 7)),
        ],
        followed=[(f"risk:{asked.ref}", asked), (f"action:{rest[0].ref}", rest[0])] * max(1, len(led) // 2),
        wishes=OwnWishes(hours, Wish.SLACK, (f"Away from {name} to {name}; {name} acts",), has_mail=True),
    )

"""Tell a panel that it has bids to score, and remind those of it who have not."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from bot.domain.bids import BidRoundState
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import counted, say
from bot.workflows.bids.lookup import RoundLooked, look
from bot.workflows.office import tell_office
from bot.workflows.services import Services

TICK = "bids"
_REMIND_DAYS = 2


def tell_panels(services: Services, at: datetime) -> str:
    """Tell the panels of rounds whose last day for bids has passed, and remind them near the last day to score."""
    today = services.today(at)
    with services.store.view(at) as view:
        rounds = view.bids.in_state(BidRoundState.OPEN, BidRoundState.SCORING)
    due = [one for one in rounds if one.state_on(today) is BidRoundState.SCORING]
    for one in due:
        services.store.write(partial(_tell, services=services, round_id=one.id), now=at)
    return f"{counted(len(due), 'round')} scored"


def _tell(unit: Unit, services: Services, round_id: int) -> None:
    found = unit.bids.get(round_id)
    if found is None:
        return
    today = services.today(unit.now)
    if found.state is BidRoundState.OPEN:
        unit.bids.change(found.id, state=BidRoundState.SCORING.value)
        unit.record("convenor", "bids.closed", found.subject)
    looked = look(unit, services, found)
    tell_members(unit, services, looked, "closed")
    soon = services.config.working.shift(found.scores_due_on, -_REMIND_DAYS) if found.scores_due_on else None
    if soon is not None and today >= soon:
        tell_members(unit, services, looked, "due")
    if found.scores_due_on is not None and today > found.scores_due_on and looked.missing:
        tell_office(unit, services, f"bids:{found.ref}:late", _message(looked, 0, "late"))


def tell_members(unit: Unit, services: Services, looked: RoundLooked, why: str) -> None:
    """Tell each member who has bids to score, once for each reason: `closed`, `due`, or `longer:` and a day."""
    directory, today = unit.people.directory(), services.today(unit.now)
    for member, left in looked.missing.items():
        person = directory.people.get(member)
        if person is None or not person.slack_id or not directory.serves(person, today):
            continue
        key = f"bids:{looked.round.ref}:{why}:{member}"
        unit.outbox.put(
            OutgoingMessage(key, key, person.slack_id, key, _message(looked, len(left), why.partition(":")[0]))
        )


def _message(looked: RoundLooked, left: int, why: str) -> dict[str, Any]:
    one = looked.round
    text = say(
        "bids/to_score",
        why=why,
        ref=one.ref,
        title=one.title,
        left=left,
        due=f"{one.scores_due_on.day} {one.scores_due_on:%b %Y}" if one.scores_due_on else "",
        late=len(looked.missing),
    )
    act = Act.BIDS_SHOW if why == "late" else Act.BIDS_SCORE
    label = "See the round" if why == "late" else "Score the bids"
    return blocks.message(text, [blocks.section(text), blocks.actions([blocks.button(label, act, one.ref)])])

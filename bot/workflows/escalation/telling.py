"""Where an alert is said: the boards' channels and their chairs, as far as they may read the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from bot.domain.access import actor_for, may_read
from bot.domain.alerts import Alert, AlertBoard, Comment, Place, speaks_for
from bot.domain.directory import Directory
from bot.domain.people import Board, Person
from bot.domain.risks import Risk, Visibility
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views import alerts as shown_alerts
from bot.views.presentation import Presentation
from bot.views.risk_notices import withdrawn_message
from bot.workflows.services import Services

ACCEPTANCE_STEPS = ("soon", "over", "outgrown", "undone")
"""What is told of an acceptance: that it ends soon, that it ran out, was outgrown, or was recorded by mistake."""


def reader(services: Services, directory: Directory, risk: Risk, person_id: int, day: date) -> Person | None:
    """Return a person who has an account and may read a risk, else None."""
    person = directory.people.get(person_id)
    account = directory.accounts.get(person.slack_id or "") if person else None
    if person is None or account is None:
        return None
    actor = actor_for(account, directory, services.config.home_rules, services.home_team, day)
    return person if actor is not None and may_read(actor, risk) else None


def places_of(
    unit: Unit, services: Services, alert: Alert, risk: Risk, private: AbstractSet[str]
) -> Mapping[str, tuple[Place, ...]]:
    """Return where each board of an alert is told: its channel, and its chairs directly.

    A record that is not public goes into no channel but those in `private`; where that leaves none, everybody who
    speaks for the board is written to directly. Who chairs two of the boards has one message for both.
    """
    directory, day = unit.people.directory(), services.today(unit.now)
    is_public = risk.visibility is Visibility.PUBLIC
    reached: dict[str, tuple[Place, ...]] = {}
    for key in alert.boards:
        board = directory.boards.get(key)
        if board is None:
            continue
        channel = board.channel if is_public or board.channel in private else None
        places = [Place(channel, f"alert:{alert.id}:board:{key}")] if channel else []
        people = board.chairs(day) if is_public or channel else _speakers(board, day)
        for person_id in people:
            person = reader(services, directory, risk, person_id, day)
            if person is not None and person.slack_id:
                places.append(Place(person.slack_id, f"alert:{alert.id}:person:{person_id}", person_id))
        reached[key] = tuple(places)
    return reached


def show_to_boards(
    unit: Unit, shown: Presentation, alert: Alert, risk: Risk, changed: Sequence[str], step: str
) -> None:
    """Put the messages of these boards as the alert stands now; `step` names what changed."""
    by_place: dict[Place, list[AlertBoard]] = {}
    for board in unit.alerts.boards(alert.id):
        for place in board.places:
            by_place.setdefault(place, []).append(board)
    for place, boards in by_place.items():
        if any(board.board in changed for board in boards):
            unit.outbox.put(
                OutgoingMessage(
                    dedupe_key=f"{place.anchor}:{step}",
                    subject=place.anchor if place.person_id else f"risk:{risk.ref}:{place.anchor}",
                    channel=place.channel,
                    anchor=place.anchor,
                    content=shown_alerts.board_message(alert, risk, boards, shown),
                    is_confidential=is_checked(risk, place),
                )
            )


def show_comment(
    unit: Unit, services: Services, alert: Alert, risk: Risk, boards: Sequence[str], said: Comment, key: str
) -> None:
    """Put a comment below the alert wherever these boards have it; `key` names the comment."""
    directory, day = unit.people.directory(), services.today(unit.now)
    for place in dict.fromkeys(p for one in unit.alerts.boards(alert.id) if one.board in boards for p in one.places):
        if place.person_id is not None and reader(services, directory, risk, place.person_id, day) is None:
            continue
        name = f"{place.anchor}:comment:{key}"
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=name,
                subject=place.anchor if place.person_id else f"risk:{risk.ref}:{place.anchor}",
                channel=place.channel,
                anchor=name,
                content=shown_alerts.comment_reply(said),
                under=place.anchor,
                is_confidential=is_checked(risk, place),
            )
        )


def is_checked(risk: Risk, place: Place) -> bool:
    """Return whether Slack has to be asked who reads a place before it is written to.

    Who reads a direct message was decided with the person; a look at it would need a scope more.
    """
    return risk.visibility is Visibility.NON_PUBLIC and place.person_id is None


def withdraw_from_channels(unit: Unit, risk: Risk) -> None:
    """Take what boards were told of a risk that is no longer public out of their channels, as far as that can be done.

    That is its alerts with the comments below them, and what became of acceptances.
    """
    step = f"v{risk.version:06d}:withdrawn"
    content = withdrawn_message(risk)
    for accepted in unit.acceptances.of_risk(risk.id):
        for stage in ACCEPTANCE_STEPS:
            anchor = f"acceptance:{accepted.id}:{stage}:board"
            _withdraw(unit, f"risk:{risk.ref}:{anchor}", {anchor: unit.outbox.channel_of(anchor)}, step, content)
    for alert in unit.alerts.of_risk(risk.id):
        for board in unit.alerts.boards(alert.id):
            for place in board.places:
                if place.person_id is not None:
                    continue
                anchors = {place.anchor: place.channel if unit.outbox.stands(place.anchor) else None}
                comments = unit.outbox.standing_below(f"{place.anchor}:comment")
                _withdraw(unit, f"risk:{risk.ref}:{place.anchor}", {**anchors, **comments}, step, content)
            unit.alerts.move(board, [place for place in board.places if place.person_id is not None])


def _withdraw(
    unit: Unit, subject: str, anchors: Mapping[str, str | None], step: str, content: Mapping[str, Any]
) -> None:
    """Take back what waits about a subject, and put `content` in place of those messages that stand in a channel."""
    unit.outbox.withdraw_public(subject)
    for anchor, channel in anchors.items():
        if channel is not None:
            unit.outbox.put(OutgoingMessage(f"{anchor}:{step}", subject, channel, anchor, content))


def _speakers(board: Board, day: date) -> tuple[int, ...]:
    return tuple(member.person_id for member in board.members if speaks_for(board, member.person_id, day))

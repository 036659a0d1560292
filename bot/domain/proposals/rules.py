"""How a board takes part in a route: who must take part, how it decides, how long it has. Fixed at submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.people import Role


class WhenTimeRunsOut(StrEnum):
    """What happens when a stage is not answered in time; it is never taken for a yes."""

    CHASE = "chase"
    OFFICE = "office"
    NEXT_MEETING = "next_meeting"


class OnNewVersion(StrEnum):
    """What becomes of votes when a new version comes while a board votes."""

    FALL = "fall"
    STAND = "stand"


class Majority(StrEnum):
    """How many votes pass a recommendation.

    Attributes:
        SIMPLE: more for than against.
        TWO_THIRDS: at least two thirds of those for and against.
        UNANIMOUS: somebody for, and nobody against.
        PARTNERS: each partner's members cast one vote between them, and all partners that must take part are for.
    """

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    UNANIMOUS = "unanimous"
    PARTNERS = "partners"


class Closing(StrEnum):
    """When a vote in a thread closes by itself: once all have voted, or not before its last day."""

    ALL_VOTED = "all_voted"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who must take part for a board to decide.

    Attributes:
        members: how many at least.
        of_organisation: how many at least of each organisation's seats, by its key: a partner's committee.
        people: keys of people who must take part; a deputy counts for them where deputies count.
        roles: of each, somebody who holds it must take part, or a deputy for them.
        chair: whether somebody must chair.
        deputies_count: whether deputies count for absent members.
    """

    members: int = 1
    of_organisation: Mapping[str, int] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    chair: bool = False
    deputies_count: bool = True


@dataclass(frozen=True, slots=True)
class StageRules:
    """The rules of one stage.

    Attributes:
        quorum, majority: who must take part, and how many votes pass.
        casting: whether the chair's vote breaks a tie.
        author_votes: whether the proposal's author and sponsor may vote.
        reasons_for: values of the choices that need a reason.
        closing: when a vote in a thread closes.
        working_days: how long the board has.
        runs_out: what happens when time runs out.
        on_new_version: what becomes of votes when a new version comes.
        notice_days: calendar days of public notice before it may be decided.
        call_in_days: working days after which a decision takes effect.
        money_of: keys of the organisations on whose money the board decides; on others' it recommends.
    """

    quorum: Quorum = Quorum()
    majority: Majority = Majority.SIMPLE
    casting: bool = False
    author_votes: bool = False
    reasons_for: tuple[str, ...] = ("against", "with_conditions")
    closing: Closing = Closing.ALL_VOTED
    working_days: int = 10
    runs_out: WhenTimeRunsOut = WhenTimeRunsOut.CHASE
    on_new_version: OnNewVersion = OnNewVersion.FALL
    notice_days: int = 0
    call_in_days: int = 0
    money_of: tuple[str, ...] = ()


def rules_to_json(rules: StageRules) -> dict[str, Any]:
    """Return rules as JSON values."""
    return {
        "quorum": {
            "members": rules.quorum.members,
            "of_organisation": dict(rules.quorum.of_organisation),
            "people": list(rules.quorum.people),
            "roles": [role.value for role in rules.quorum.roles],
            "chair": rules.quorum.chair,
            "deputies_count": rules.quorum.deputies_count,
        },
        "majority": rules.majority.value,
        "casting": rules.casting,
        "author_votes": rules.author_votes,
        "reasons_for": list(rules.reasons_for),
        "closing": rules.closing.value,
        "working_days": rules.working_days,
        "runs_out": rules.runs_out.value,
        "on_new_version": rules.on_new_version.value,
        "notice_days": rules.notice_days,
        "call_in_days": rules.call_in_days,
        "money_of": list(rules.money_of),
    }


def rules_from_json(kept: Mapping[str, Any]) -> StageRules:
    """Return the rules that `rules_to_json` made this of."""
    quorum = kept["quorum"]
    return StageRules(
        quorum=Quorum(
            members=quorum["members"],
            of_organisation=dict(quorum["of_organisation"]),
            people=tuple(quorum["people"]),
            roles=tuple(Role(role) for role in quorum["roles"]),
            chair=quorum["chair"],
            deputies_count=quorum["deputies_count"],
        ),
        majority=Majority(kept["majority"]),
        casting=kept["casting"],
        author_votes=kept["author_votes"],
        reasons_for=tuple(kept["reasons_for"]),
        closing=Closing(kept["closing"]),
        working_days=kept["working_days"],
        runs_out=WhenTimeRunsOut(kept["runs_out"]),
        on_new_version=OnNewVersion(kept["on_new_version"]),
        notice_days=kept["notice_days"],
        call_in_days=kept["call_in_days"],
        money_of=tuple(kept["money_of"]),
    )

"""A small partnership to judge rules by: people, groups, boards and risks as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.access import Actor, HomeRules, actor_for
from bot.domain.direction import Direction
from bot.domain.directory import Directory
from bot.domain.people import (
    Account,
    Board,
    BoardMember,
    Capacity,
    DecidesIn,
    Group,
    GroupMember,
    Person,
    Role,
    RoleHolding,
    Term,
    Workstream,
)
from bot.domain.references import Reference
from bot.domain.risks import LastReview, Lead, Review, ReviewKind, Risk, RiskStatus, Visibility
from bot.domain.scoring import Band, BandScale, Score, Scores, Shape
from bot.domain.staleness import ReviewIntervals
from bot.views.presentation import Presentation

HOME = "T0HOME"
TODAY = date(2018, 11, 1)
NOW = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
DAY = timedelta(days=1)
ALWAYS = Term()
OPEN_HOUSE = HomeRules(workspace_reads_public=True)
LISTED_ONLY = HomeRules(workspace_reads_public=False)

BANDS = BandScale((Band("green", Shape.CIRCLE, 1), Band("amber", Shape.TRIANGLE, 10), Band("red", Shape.SQUARE, 15)))
INTERVALS = ReviewIntervals({"red": 29, "amber": 60, "green": 90})


def role(kind: Role, workstream: str | None = None, term: Term = ALWAYS, *, interim: bool = False) -> RoleHolding:
    return RoleHolding(kind, workstream, term, interim)


def person(number: int, *roles: RoleHolding, term: Term = ALWAYS, name: str = "") -> Person:
    """Person `number`, linked to the account `U{number}`."""
    return Person(
        id=number,
        key=f"p{number}",
        name=name or f"Person {number}",
        email=f"p{number}@partnership.example",
        slack_id=f"U{number}",
        organisation=None,
        term=term,
        roles=roles,
    )


def account(slack_id: str, **facts: Any) -> Account:
    known: dict[str, Any] = {
        "team_id": HOME,
        "name": slack_id,
        "email": None,
        "is_guest": False,
        "is_stranger": False,
        "is_bot": False,
        "is_deleted": False,
    }
    return Account(slack_id=slack_id, **(known | facts))


def group(number: int, *members: tuple[int, Term]) -> Group:
    return Group(number, f"g{number}", f"Group {number}", tuple(GroupMember(who, term) for who, term in members))


def board(key: str, *members: tuple[int, Term]) -> Board:
    seats = tuple(BoardMember(who, None, Capacity.VOTING, term) for who, term in members)
    return Board(key, f"Board {key}", 3, None, DecidesIn.MEETING, seats, ())


def directory(people: Iterable[Person] = (), groups: Iterable[Group] = (), boards: Iterable[Board] = ()) -> Directory:
    return Directory(
        people={one.id: one for one in people},
        groups={one.id: one for one in groups},
        workstreams={
            "PC": Workstream("PC", "Planned Care", "C0PC", "C0PCPRIV"),
            "UC": Workstream("UC", "Unplanned Care", "C0UC", None),
        },
        boards={one.key: one for one in boards},
        accounts={},
    )


def actor(
    number: int, listed: Directory, day: date = TODAY, rules: HomeRules = OPEN_HOUSE, **facts: Any
) -> Actor | None:
    """Who the account `U{number}` is to the partnership on `day`."""
    return actor_for(account(f"U{number}", **facts), listed, rules, HOME, day)


def review(
    version: int = 1,
    residual: tuple[int, int] | None = (4, 3),
    inherent: tuple[int, int] | None = (5, 4),
    target: tuple[int, int] | None = (2, 3),
    **facts: Any,
) -> Review:
    known: dict[str, Any] = {
        "kind": ReviewKind.REVIEWED,
        "at": NOW,
        "author": "Planned Care director",
        "mitigation": "Demand plan agreed with the trust.",
        "update": "Activity fell in October.",
    }
    scores = Scores(*(Score(*steps) if steps else None for steps in (inherent, residual, target)))
    return Review(version=version, scores=scores, **(known | facts))


def risk(ref: str = "PC11", present: Review | None = None, **facts: Any) -> Risk:
    letters = ref.rstrip("0123456789")
    known: dict[str, Any] = {
        "id": 1,
        "workstream": letters,
        "project": "",
        "summary": "Elective activity runs above plan and overspends the budget",
        "category": "demand",
        "visibility": Visibility.PUBLIC,
        "status": RiskStatus.OPEN,
        "raised_on": date(2018, 6, 1),
        "leads": (Lead("Planned Care director", person_id=1),),
        "readers": frozenset(),
        "direction": Direction.SAME,
        "boards": frozenset(),
    }
    shown = present or review()
    known["last_review"] = LastReview(shown.at, shown.author, shown.update)
    return Risk(ref=Reference(letters, int(ref.removeprefix(letters))), present=shown, **(known | facts))


def presentation(today: date = TODAY, **facts: Any) -> Presentation:
    known: dict[str, Any] = {
        "bands": BANDS,
        "intervals": INTERVALS,
        "zone": ZoneInfo("Europe/London"),
        "workstreams": {"PC": "Planned Care", "UC": "Unplanned Care"},
        "boards": {"TB": "Transformation Board", "ICB-H": "Hackney Integrated Commissioning Board"},
        "likelihood_words": ("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
        "severity_words": ("Negligible", "Minor", "Moderate", "Major", "Catastrophic"),
    }
    return Presentation(today=today, **(known | facts))

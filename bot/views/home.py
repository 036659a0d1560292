"""App Home: a person's desk, within the hundred blocks that Slack shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from bot.domain.actions.records import Action
from bot.domain.chasing import Hours
from bot.domain.digest import Wish
from bot.domain.listing import Page, paginate
from bot.domain.risks import Risk
from bot.errors import ConvenorError
from bot.views import blocks
from bot.views.following import follow_button
from bot.views.home_items import Item, Urgency, action_text, open_button
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_list import list_line
from bot.views.turning import outdated_button, pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, counted, say

T = TypeVar("T")

WAITING, ACTIONS, RISKS, FOLLOWED = "waiting", "actions", "risks", "followed"
"""The lists of a Home that have pages."""

_PAGE = {WAITING: 10, ACTIONS: 8, RISKS: 8, FOLLOWED: 6}
_MEETINGS = 20
_NO_DIGEST = "off"
_DIGEST = (
    blocks.Choice("No weekly digest", _NO_DIGEST),
    blocks.Choice("Digest by message", Wish.SLACK),
    blocks.Choice("Digest by mail", Wish.MAIL),
)


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """When a board of the person's meets next, and when its papers are due."""

    board: str
    held_on: date
    papers_on: date


@dataclass(frozen=True, slots=True)
class OwnWishes:
    """What a person set for themselves: `digest` is how they have their own, `away` says their absences in words."""

    hours: Hours
    digest: Wish = Wish.NONE
    away: tuple[str, ...] = ()
    has_mail: bool = False


@dataclass(frozen=True)
class DeskView:
    """What a Home shows.

    Attributes:
        name: whose it is.
        waiting: what waits for them, the most pressing first.
        round_due: by when the open round asks for updates.
        actions: those they own that do not stand above, and how many they own in all.
        risks: those they lead that do not stand above, and how many they lead in all.
        changeable: the references of risks whose Update button may stand here.
        meetings: of their boards.
        followed: what they follow and may read: subject (`risk:PC11`) and record.
        wishes: what they set for themselves; None for somebody the directory does not list.
        office: for somebody the directory does not list: whom to ask.
        undecided: for the office: how many open risks no rule can report while they are not scored.
        pages: which page of each list shows.
    """

    name: str
    waiting: Sequence[Item] = ()
    round_due: date | None = None
    actions: tuple[Sequence[Action], int] = ((), 0)
    risks: tuple[Sequence[Risk], int] = ((), 0)
    changeable: frozenset[str] = frozenset()
    meetings: Sequence[NextMeeting] = ()
    followed: Sequence[tuple[str, Risk | Action]] = ()
    wishes: OwnWishes | None = None
    undecided: int = 0
    office: Sequence[str] = ()
    pages: Mapping[str, int] = field(default_factory=dict)


def home(desk: DeskView, shown: Presentation) -> dict[str, Any]:
    """Return a person's Home."""
    body: list[blocks.Block] = [blocks.section(_head(desk, shown))]
    if desk.office:
        body.append(blocks.section(say("home/unlisted", office=desk.office)))
    if desk.undecided:
        body.append(blocks.section(say("risk/undecided", number=desk.undecided)))
    body += [
        *_waiting(desk, shown),
        *_owned(desk, shown),
        *_led(desk, shown),
        *_boards(desk, shown),
        *_followed(desk, shown),
        *_settings(desk),
        blocks.context(say("home/foot")),
    ]
    return {"type": "home", "blocks": body}


def chosen_digest(value: str) -> Wish:
    """Return which wish for a digest a value of the menu is.

    Raises:
        InvalidInputError: none.
    """
    try:
        return Wish.NONE if value == _NO_DIGEST else Wish(value)
    except ValueError as fault:
        raise outdated_button() from fault


def closed_home(refusal: ConvenorError) -> dict[str, Any]:
    """Return the Home of somebody the partnership does not know."""
    return {
        "type": "home",
        "blocks": [blocks.section(say("errors/problem", message=refusal.message, mend=refusal.mend))],
    }


def _head(desk: DeskView, shown: Presentation) -> Mrkdwn:
    numbers = {urgency: sum(item.urgency is urgency for item in desk.waiting) for urgency in Urgency}
    words = {
        Urgency.ALERT: counted(numbers[Urgency.ALERT], "alert"),
        Urgency.LATE: f"{numbers[Urgency.LATE]:,} late",
        Urgency.SOON: f"{numbers[Urgency.SOON]:,} due this week",
        Urgency.ANSWER: f"{counted(numbers[Urgency.ANSWER], 'question')} only you can answer",
        Urgency.UPDATE: f"{counted(numbers[Urgency.UPDATE], 'update')} asked for",
        Urgency.OFFICE: f"{counted(numbers[Urgency.OFFICE], 'action')} without a date",
    }
    ahead = min(desk.meetings, key=lambda one: (one.papers_on < shown.today, one.papers_on), default=None)
    coming = ""
    if ahead is not None and ahead.papers_on >= shown.today:
        coming = f"{ahead.board} papers due {shown.day(ahead.papers_on)}"
    elif ahead is not None:
        coming = f"{ahead.board} meets {shown.day(ahead.held_on)}"
    return say(
        "home/head",
        name=desk.name,
        today=shown.day(shown.today),
        counts=[words[urgency] for urgency in Urgency if numbers[urgency]],
        next=coming,
        is_empty=desk.undecided == 0,
    )


def _waiting(desk: DeskView, shown: Presentation) -> list[blocks.Block]:
    if not desk.waiting:
        return []
    page = _page(desk, WAITING, desk.waiting)
    body = [blocks.header(f"What waits for you ({page.total:,})")]
    for urgency, items in groupby(page.items, key=lambda item: item.urgency):
        due = shown.day(desk.round_due) if desk.round_due else ""
        body.append(blocks.context(say("home/group", group=urgency.name, due=due)))
        body += [block for item in items for block in item.body()]
    return [*body, *_turns(WAITING, page)]


def _owned(desk: DeskView, shown: Presentation) -> list[blocks.Block]:
    rest, total = desk.actions
    if not total:
        return []
    said = say("home/owned", total=total, above=total - len(rest))
    return [
        blocks.divider(),
        blocks.header("Your actions"),
        *_lines(
            desk,
            ACTIONS,
            rest,
            lambda action: blocks.section(action_text(action, shown), open_button(action)),
            blocks.context(said),
        ),
    ]


def _led(desk: DeskView, shown: Presentation) -> list[blocks.Block]:
    rest, total = desk.risks
    said = blocks.context(say("home/led", total=total, above=total - len(rest)))
    lines = _lines(desk, RISKS, rest, lambda risk: _risk(desk, risk, shown), said)
    return [blocks.divider(), blocks.header("Your risks"), *lines]


def _risk(desk: DeskView, risk: Risk, shown: Presentation) -> blocks.Block:
    ref = str(risk.ref)
    label, act = ("Update", Act.RISK_UPDATE) if ref in desk.changeable else ("Open", Act.RISK_SHOW)
    return blocks.section(list_line(risk, shown), blocks.button(label, f"{act}.{risk.id}", ref))


def _boards(desk: DeskView, shown: Presentation) -> list[blocks.Block]:
    if not desk.meetings:
        return []
    lines = [
        say(
            "home/meeting",
            board=one.board,
            meets=shown.day(one.held_on),
            papers=shown.day(one.papers_on),
            past=one.papers_on < shown.today,
        )
        for one in desk.meetings[:_MEETINGS]
    ]
    return [blocks.divider(), blocks.header("Your boards"), blocks.section(Mrkdwn("\n".join(lines)))]


def _followed(desk: DeskView, shown: Presentation) -> list[blocks.Block]:
    if not desk.followed:
        return []

    def line(one: tuple[str, Risk | Action]) -> list[blocks.Block]:
        subject, record = one
        if isinstance(record, Risk):
            text, act = list_line(record, shown), Act.RISK_SHOW
        else:
            text, act = action_text(record, shown), Act.ACTION_SHOW
        ref = str(record.ref)
        buttons = [
            blocks.button("Open", f"{act}.{record.id}", ref),
            follow_button(subject, is_followed=True, number=record.id),
        ]
        return [blocks.section(text), blocks.actions(buttons)]

    page = _page(desk, FOLLOWED, desk.followed)
    return [
        blocks.divider(),
        blocks.header("What you follow"),
        *(block for one in page.items for block in line(one)),
        *_turns(FOLLOWED, page),
    ]


def _settings(desk: DeskView) -> list[blocks.Block]:
    wishes = desk.wishes
    if wishes is None:
        return []
    text = say(
        "home/settings",
        quiet_from=f"{wishes.hours.quiet_from:%H:%M}",
        quiet_until=f"{wishes.hours.quiet_until:%H:%M}",
        zone=wishes.hours.zone.key.replace("_", " "),
        digest=wishes.digest,
        away=wishes.away,
    )
    offered = [
        choice for choice in _DIGEST if choice.value != Wish.MAIL or wishes.has_mail or wishes.digest is Wish.MAIL
    ]
    buttons = [
        blocks.button("Quiet hours", Act.HOME_HOURS, "hours"),
        blocks.button("Away, and who acts for you", Act.HOME_AWAY, "away"),
        blocks.select(Act.HOME_DIGEST, offered, wishes.digest or _NO_DIGEST, "Weekly digest"),
    ]
    return [blocks.divider(), blocks.header("Your settings"), blocks.section(text), blocks.actions(buttons)]


def _lines(
    desk: DeskView, name: str, records: Sequence[T], line: Callable[[T], blocks.Block], said: blocks.Block
) -> list[blocks.Block]:
    page = _page(desk, name, records)
    return [said, *(line(record) for record in page.items), *_turns(name, page)]


def _page(desk: DeskView, name: str, records: Sequence[T]) -> Page[T]:
    return paginate(records, desk.pages.get(name, 1), _PAGE[name])


def _turns(name: str, page: Page[Any]) -> list[blocks.Block]:
    if page.pages == 1:
        return []
    buttons = turn_buttons(page, Act.HOME_BACK, Act.HOME_PAGE, lambda to: pack_turn(name, to))
    return [blocks.context(say("home/page", number=page.number, pages=page.pages)), *blocks.action_row(buttons)]

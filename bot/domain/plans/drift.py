"""How a board's minutes, the tracker and its forward plan agree: what one has and another lacks or dates apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import Enum

from bot.domain.actions.refs import plain_reference
from bot.domain.imports.words import cut, heading_words
from bot.domain.plans.meetings import Minuted, Planned, Tracked

_ALIKE = 0.72
_SAID_MAX = 120
_WRITTEN_DOWN = timedelta(days=7)


class Drift(Enum):
    """What does not agree, in the words of a count of one and of several."""

    NOT_TRACKED = ("action in the minutes and not in the tracker", "actions in the minutes and not in the tracker")
    NOT_MINUTED = ("action in the tracker and not in the minutes", "actions in the tracker and not in the minutes")
    DATED_APART = ("action dated otherwise in the minutes", "actions dated otherwise in the minutes")
    NOT_PLANNED = (
        "action due at a meeting and not on its forward plan",
        "actions due at a meeting and not on its forward plan",
    )
    PLANNED_APART = (
        "item of the forward plan that the tracker has otherwise",
        "items of the forward plan that the tracker has otherwise",
    )

    @property
    def one(self) -> str:
        """The words of one."""
        return self.value[0]

    @property
    def many(self) -> str:
        """The words of several."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not agree.

    Attributes:
        drift: what kind.
        record: what names it: an action's reference, a paragraph of minutes, an item.
        facts: what stands where, by the names that its wording uses; empty where there is nothing.
        ref: the action of the tracker, empty where there is none.
        minuted: what the minutes have and the tracker has not.
    """

    drift: Drift
    record: str
    facts: Mapping[str, str]
    ref: str = ""
    minuted: Minuted | None = None


@dataclass(frozen=True)
class Compared:
    """What was found, and sentences on what could not be compared."""

    found: tuple[Found, ...]
    notes: tuple[str, ...]
    minuted: int
    tracked: int
    planned: int


@dataclass(frozen=True)
class Sources:
    """What is compared, of one body.

    Args:
        body: the name under which actions are set.
        minuted: what the minutes have.
        tracked: its actions.
        planned: its forward plan.
        meetings: the days on which it meets, as the configuration and the forward plan have them.
        day: says a day.
        elsewhere: actions that others set, which its minutes and its forward plan may name by their references.
    """

    body: str
    minuted: Sequence[Minuted]
    tracked: Sequence[Tracked]
    planned: Sequence[Planned]
    meetings: frozenset[date]
    day: Callable[[date], str]
    elsewhere: Sequence[Tracked] = ()


def compare(sources: Sources, today: date) -> Compared:
    """Compare the minutes, the tracker and the forward plan of a body."""
    comparing = _Comparing(sources, today)
    found = (*comparing.minutes(), *comparing.forward_plan())
    order = list(Drift)
    return Compared(
        tuple(sorted(found, key=lambda one: order.index(one.drift))),
        tuple(comparing.not_compared()),
        len(sources.minuted),
        len(sources.tracked),
        len(sources.planned),
    )


class _Comparing:
    def __init__(self, sources: Sources, today: date) -> None:
        self._s, self._today, self._day = sources, today, sources.day
        self._by_ref: Mapping[str, Tracked] = {
            plain_reference(one.ref): one for one in (*sources.elsewhere, *sources.tracked)
        }
        self._held = {one.held_on for one in sources.minuted}
        self._by_words = 0

    def minutes(self) -> list[Found]:
        """Return what minutes and tracker have apart."""
        found: list[Found] = []
        met: set[str] = set()
        for one in self._s.minuted:
            action = self._tracked(one, met)
            if action is None:
                found.append(self._not_tracked(one))
                continue
            met.add(action.ref)
            found += self._dates(one, action)
        for action in self._s.tracked:
            if action.assigned_on in self._held and action.ref not in met:
                found.append(self._not_minuted(action))
        return found

    def forward_plan(self) -> list[Found]:
        """Return what forward plan and tracker have apart; nothing where there is no forward plan."""
        if not self._s.planned:
            return []
        found = [one for item in self._s.planned for one in self._item(item)]
        planned_to = max((item.held_on for item in self._s.planned if item.held_on), default=self._today)
        for action in self._s.tracked:
            due = action.due_on
            if not action.is_open or due is None or due not in self._s.meetings or not self._today <= due <= planned_to:
                continue
            if not any(item.held_on == due and self._answers(item, action) for item in self._s.planned):
                # One that stands elsewhere on the plan has been told of there.
                if any(plain_reference(item.ref) == plain_reference(action.ref) for item in self._s.planned):
                    continue
                found.append(
                    Found(
                        Drift.NOT_PLANNED,
                        action.ref,
                        {"due": self._day(due), "summary": cut(action.summary, _SAID_MAX)},
                        action.ref,
                    )
                )
        return found

    def not_compared(self) -> list[str]:
        """Return sentences on what could not be compared."""
        notes: list[str] = []
        body = self._s.body
        if not self._s.minuted:
            notes.append(f"No minutes of {body} were brought in, so nothing was compared with minutes.")
        else:
            dates = {one.met_on for one in self._s.tracked if one.met_on is not None}
            missing = sorted(day for day in dates - self._held)
            if missing:
                named = ", ".join(self._day(day) for day in missing[-6:])
                notes.append(f"No minutes of {body} on {named}: the actions set then were compared with nothing.")
        undated = [one.ref for one in self._s.tracked if one.assigned_on is None]
        if undated:
            notes.append(f"Set on a day nobody wrote down, so no minutes can be looked up: {_named(undated)}.")
        if self._by_words:
            noun = "action" if self._by_words == 1 else "actions"
            were = "was" if self._by_words == 1 else "were"
            notes.append(f"{self._by_words} minuted {noun} without a reference {were} found by the words.")
        if not self._s.planned:
            notes.append(f"No forward plan of {body} was brought in, so no meeting's items were compared.")
        elif last := max((item.held_on for item in self._s.planned if item.held_on), default=None):
            beyond = [
                one.ref
                for one in self._s.tracked
                if one.is_open and one.due_on in self._s.meetings and one.due_on is not None and one.due_on > last
            ]
            if beyond:
                notes.append(f"The forward plan ends on {self._day(last)}; due after it: {_named(beyond)}.")
        no_date = [one.ref for one in self._s.tracked if one.is_open and one.due_on is None]
        if no_date:
            notes.append(f"Open without a due day, so no meeting can be compared: {_named(no_date)}.")
        return notes

    def _tracked(self, one: Minuted, met: set[str]) -> Tracked | None:
        if one.ref:
            return self._by_ref.get(plain_reference(one.ref))
        # What a meeting set may be written into the tracker in the days after it.
        same_day = (
            action
            for action in self._s.tracked
            if action.ref not in met
            and action.assigned_on is not None
            and one.held_on <= action.assigned_on <= one.held_on + _WRITTEN_DOWN
        )
        likeness = [(_likeness(one.summary, action.summary), action) for action in same_day]
        best = max(likeness, key=lambda pair: pair[0], default=(0.0, None))
        if best[1] is None or best[0] < _ALIKE:
            return None
        self._by_words += 1
        return best[1]

    def _not_tracked(self, one: Minuted) -> Found:
        paragraph = f", paragraph {one.paragraph}" if one.paragraph else ""
        record = f"{one.body}, {self._day(one.held_on)}{paragraph}"
        facts = {
            "named": one.ref,
            "due": self._said(one.due_on),
            "summary": cut(one.summary, _SAID_MAX),
            "body": one.body,
        }
        return Found(Drift.NOT_TRACKED, record, facts, minuted=one)

    def _not_minuted(self, action: Tracked) -> Found:
        facts = {"set_on": self._said(action.assigned_on), "summary": cut(action.summary, _SAID_MAX)}
        return Found(Drift.NOT_MINUTED, action.ref, facts, action.ref)

    def _dates(self, one: Minuted, action: Tracked) -> list[Found]:
        # A day that was moved since stands beside the first one, and the first is what the minutes have.
        if one.due_on is None or one.due_on in {action.first_due_on, action.due_on}:
            return []
        facts = {
            "held_on": self._day(one.held_on),
            "paragraph": one.paragraph,
            "minuted_due": self._day(one.due_on),
            "due": self._said(action.first_due_on),
        }
        return [Found(Drift.DATED_APART, action.ref, facts, action.ref)]

    def _item(self, item: Planned) -> list[Found]:
        if not item.ref:
            return []
        action = self._by_ref.get(plain_reference(item.ref))
        held_on = item.held_on
        facts = {
            "held_on": self._said(held_on),
            "title": cut(item.title, _SAID_MAX),
            "named": action.ref if action else item.ref,
            "due": self._said(action.due_on) if action else "",
            "state": "unknown" if action is None else "open" if action.is_open else "closed",
        }
        if action is None:
            return [Found(Drift.PLANNED_APART, item.ref, facts)]
        is_past = held_on is not None and held_on < self._today
        if is_past or (held_on == action.due_on if action.is_open else held_on is None):
            return []
        return [Found(Drift.PLANNED_APART, action.ref, facts, action.ref)]

    def _said(self, day: date | None) -> str:
        return self._day(day) if day else ""

    def _answers(self, item: Planned, action: Tracked) -> bool:
        if item.ref:
            return plain_reference(item.ref) == plain_reference(action.ref)
        return _likeness(item.title, action.summary) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, heading_words(one), heading_words(other)).ratio()


def _named(refs: Iterable[str], most: int = 8) -> str:
    listed = list(refs)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")

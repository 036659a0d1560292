"""The weekly digest as a value: what it says, of which week, about which records and for whose eyes.

What is said in a message, its thread, a letter and a card is made of one such value, so that all say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.actions.workstreams import Belonging

PROGRAMME = "programme"
MEETINGS = "meetings"
"""The section of when boards meet: by itself it is no news."""
SHOWN = 5
"""How many lines of a section stand in the message itself."""
KEPT = 25
"""How many lines of a section are kept in all; those beyond are counted."""

_WEEK = timedelta(days=7)


class Wish(StrEnum):
    """How a person has their own digest, if at all."""

    NONE = ""
    SLACK = "slack"
    MAIL = "mail"


def workstream_scope(key: str) -> str:
    """Return the scope of a workstream's digest."""
    return f"workstream:{key}"


def hidden_scope(key: str) -> str:
    """Return the scope of what is not public in a workstream, for its private channel."""
    return f"hidden:{key}"


def person_scope(person_id: int) -> str:
    """Return the scope of a person's own digest."""
    return f"person:{person_id}"


def of_scope(scope: str) -> tuple[str, str]:
    """Return what a scope is of (`programme`, `workstream`, `hidden`, `person`), and its key or id, empty for none."""
    kind, _, rest = scope.partition(":")
    return kind, rest


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section, in plain words: nothing in it is escaped or marked up.

    Attributes:
        summary: what it is.
        ref: the record's reference, empty where the line is of none.
        mark: the risk's residual score as shape, word and number; empty for what has none.
        note: what is said of it this week, such as `due Fri 16 Nov, Planned Care SRO`.
        kind: `risk`, `action` or `proposal`, empty for none.
        id: the record's.
    """

    summary: str
    ref: str = ""
    mark: str = ""
    note: str = ""
    kind: str = ""
    id: int = 0

    @property
    def record(self) -> tuple[str, int]:
        """The record it is of, to look it up."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Section:
    """What is to be said of one subject.

    Attributes:
        key: names the subject, such as `late`.
        title: its heading, in plain words.
        total: how many there are, shown or not.
        lines: the first of them.
        rest: those that follow, for the thread.
        more: where all of them are found, such as `/action list overdue`; empty for nowhere.
    """

    key: str
    title: str
    total: int
    lines: tuple[Line, ...]
    rest: tuple[Line, ...] = ()
    more: str = ""

    @property
    def beyond(self) -> int:
        """How many are only counted."""
        return max(0, self.total - len(self.lines) - len(self.rest))


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a section's subject there are; `words` say it with the number: `3 due this week`."""

    key: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class DigestContent:
    """A digest as it was made.

    Attributes:
        scope: `programme`, `workstream:PC`, `hidden:PC` or `person:12`.
        title: what it is of and which week, in plain words.
        partnership: its name.
        week_on: the Monday its week begins on.
        made_at: the business instant.
        counts: of each section that has anything, in their order.
        sections: those that have anything, in their order.
        head_seq: the number of the last event of the audit chain when it was made.
        head_hash: that event's hash.
        is_quiet: nothing is to be said but perhaps when boards meet next.
        quiet_words: the one line that says so where it is quiet.
        is_near: a board meets that week or papers are due, which is something to say.
    """

    scope: str
    title: str
    partnership: str
    week_on: date
    made_at: datetime
    counts: tuple[Count, ...] = ()
    sections: tuple[Section, ...] = ()
    head_seq: int = 0
    head_hash: str = ""
    is_quiet: bool = False
    quiet_words: str = ""
    is_near: bool = False

    @property
    def records(self) -> frozenset[tuple[str, int]]:
        """Every record that a line is of, by kind and id."""
        lines = (line for section in self.sections for line in (*section.lines, *section.rest))
        return frozenset(line.record for line in lines if line.kind)


def to_json(content: DigestContent) -> dict[str, Any]:
    """Return a digest as JSON has it."""
    return {**asdict(content), "week_on": content.week_on.isoformat(), "made_at": content.made_at.isoformat()}


def from_json(kept: Mapping[str, Any]) -> DigestContent:
    """Return what `to_json` gave."""
    return DigestContent(
        **{
            **kept,
            "week_on": date.fromisoformat(kept["week_on"]),
            "made_at": datetime.fromisoformat(kept["made_at"]),
            "counts": tuple(Count(**count) for count in kept["counts"]),
            "sections": tuple(_section(section) for section in kept["sections"]),
        }
    )


def _section(kept: Mapping[str, Any]) -> Section:
    lines = {name: tuple(Line(**line) for line in kept[name]) for name in ("lines", "rest")}
    return Section(**{**kept, **lines})


def divided(key: str, title: str, lines: Sequence[Line], total: int, more: str = "") -> Section | None:
    """Return a section with its first lines apart from the rest; None where there are none."""
    if not lines:
        return None
    return Section(key, title, max(total, len(lines)), tuple(lines[:SHOWN]), tuple(lines[SHOWN:KEPT]), more)


def without(sections: Sequence[Section], hidden: frozenset[tuple[str, int]]) -> tuple[Section, ...]:
    """Return sections without the lines of some records (by kind and id); those that are left without any go too."""
    return tuple(kept for section in sections if (kept := _without(section, hidden)).lines)


def _without(section: Section, hidden: frozenset[tuple[str, int]]) -> Section:
    before = (*section.lines, *section.rest)
    lines = tuple(line for line in before if line.record not in hidden)
    total = section.total - len(before) + len(lines)
    return section if lines == before else replace(section, total=total, lines=lines[:SHOWN], rest=lines[SHOWN:])


@dataclass(frozen=True, slots=True)
class Week:
    """A week, Monday to Sunday, in the partnership's zone. What was done is told of the week before."""

    week_on: date
    zone: ZoneInfo

    @property
    def last_on(self) -> date:
        """Its Sunday."""
        return self.week_on + _WEEK - timedelta(days=1)

    @property
    def before_on(self) -> date:
        """The Monday of the week before."""
        return self.week_on - _WEEK

    @property
    def since(self) -> datetime:
        """The instant at which the week before began."""
        return self._midnight(self.before_on)

    @property
    def until(self) -> datetime:
        """The instant at which the week before ended."""
        return self._midnight(self.week_on)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a digest is made for, as records judge who may read them.

    `bodies` are the names under which the boards they sit with set actions.
    """

    person_id: int | None
    workstreams: frozenset[str] = frozenset()
    groups: frozenset[int] = frozenset()
    boards: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    is_guest: bool = False
    is_office: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """What of the register is somebody's own: what they own or lead, what they answer for, what they follow.

    `workstreams` are those they are director or SRO of; `actions` and `risks` those they follow, by id.
    """

    person_id: int
    groups: frozenset[int] = frozenset()
    workstreams: frozenset[str] = frozenset()
    actions: frozenset[int] = frozenset()
    risks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """Which records a digest is about, and who reads it.

    Attributes:
        reader: None for a channel, where only public records are told.
        workstream: only this one's records; empty for every one's.
        belonging: which actions belong to this workstream, or to those that somebody answers for.
        own: only what is somebody's own; None for everything.
        only_hidden: only records that are not public.
    """

    reader: Reader | None = None
    workstream: str = ""
    belonging: Belonging = field(default_factory=Belonging)
    own: Own | None = None
    only_hidden: bool = False

"""What stands in the fields of an action's forms, and how it travels: filled in, sent, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.actions.records import Action, Owner
from bot.domain.actions.sources import written_source
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError

NEVER = "never"
_LINK_MAX = 1000
_PERSON, _NAME = "person:", "name:"
_VALUE_MAX = 150


@dataclass(frozen=True, slots=True)
class ActionFields:
    """What stands in the fields of a form.

    `owners` are option values: `person:12`, or `name:` and a name that the directory does not hold. `source` is out of
    what it came as people write it.
    """

    summary: str = ""
    owners: tuple[str, ...] = ()
    due_on: date | None = None
    board: str = ""
    assigned_on: date | None = None
    workstream: str = ""
    source: str = ""
    minute: str = ""
    visibility: Visibility = Visibility.PUBLIC
    recurrence: str = NEVER

    @staticmethod
    def of(action: Action) -> ActionFields:
        """Return the fields filled from an action as it stands."""
        return ActionFields(
            summary=action.summary,
            owners=tuple(_value(owner) for owner in action.owners),
            due_on=action.due_on,
            board=action.board,
            assigned_on=action.assigned_on,
            workstream=action.workstream,
            source=written_source(action.source),
            minute=action.minute,
            visibility=action.visibility,
            recurrence=action.recurrence or NEVER,
        )


@dataclass(frozen=True, slots=True)
class AddOrigin:
    """What the form of a new action carries unseen: the message it came from.

    `message_link` is its address; `channel` and `thread_ts` name its thread, where the form asks whether to say so
    there.
    """

    message_link: str = ""
    channel: str = ""
    thread_ts: str = ""

    def pack(self) -> str:
        """Return it as private metadata."""
        return json.dumps([self.message_link[:_LINK_MAX], self.channel, self.thread_ts])

    @staticmethod
    def unpack(metadata: str) -> AddOrigin:
        """Return what `pack` packed.

        Raises:
            InvalidInputError: it was packed by a version that packed otherwise.
        """
        try:
            message_link, channel, thread_ts = json.loads(metadata)
        except (ValueError, TypeError) as problem:
            raise InvalidInputError("This form is from an older version.", "Close it and open it again.") from problem
        return AddOrigin(str(message_link), str(channel), str(thread_ts))


def owner_ids(values: Iterable[str]) -> tuple[int, ...]:
    """Return the people among the option values of owners."""
    return tuple(int(value.removeprefix(_PERSON)) for value in values if value.startswith(_PERSON))


def owner_names(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names among the option values of owners that the directory does not hold."""
    return tuple(value.removeprefix(_NAME) for value in values if value.startswith(_NAME))


def _value(owner: Owner) -> str:
    return f"{_NAME}{owner.name}"[:_VALUE_MAX] if owner.person_id is None else f"{_PERSON}{owner.person_id}"

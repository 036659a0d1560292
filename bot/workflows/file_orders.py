"""Files as they are asked for and as they are made: what a job carries, and what a maker of files is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.slack.uploads import SentFile, Upload
from bot.store.unit_of_work import Unit
from bot.views.wording import Mrkdwn
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity

_PERSON = ("U", "W")


@dataclass(frozen=True, slots=True)
class FileOrder:
    """Files as asked for.

    Attributes:
        kind: which maker makes them.
        key: names the request, so that a double click asks once; begin it with the delivery's key.
        asker: who asked; the maker judges what they may read when it makes the files.
        place: Slack id of the channel they go to, or of the person for a direct message.
        title: what is made, as it stands after "I'm making", such as `the heat map`.
        wish: JSON values for the maker.
        in_thread: whether they go below the message that says so, or beside it.
        is_confidential: whether a channel they go to must be private and no other organisation's.
    """

    kind: str
    key: str
    asker: Identity
    place: str
    title: str
    wish: Mapping[str, Any]
    in_thread: bool = False
    is_confidential: bool = False

    @property
    def job_key(self) -> str:
        """The key of the job, unique for all time."""
        return f"{self.kind}:{self.key}"

    @property
    def anchor(self) -> str:
        """The name of the message that stands for the files."""
        return f"files:{self.job_key}"

    @property
    def is_direct(self) -> bool:
        """Whether they go to one person alone."""
        return self.place.startswith(_PERSON)

    def payload(self) -> dict[str, Any]:
        """Return the order as a job carries it."""
        return {**asdict(self), "wish": dict(self.wish)}

    @classmethod
    def of(cls, carried: Mapping[str, Any]) -> FileOrder:
        """Return the order that a job carries."""
        said = {name: carried[name] for name in cls.__slots__}
        return cls(**{**said, "asker": Identity(**said["asker"])})


@dataclass(frozen=True, slots=True)
class Product:
    """What a maker has made.

    Attributes:
        files: shared together, in one message.
        said: the sentences that take the place of "I'm making ...".
        comment: the text of the message that holds the files, empty for none; no words of people belong in it.
        facts: JSON values for the maker's `on_shared`.
        buttons: what can be done with it, below `said`.
    """

    files: tuple[Upload, ...]
    said: Mrkdwn
    comment: Mrkdwn
    facts: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[dict[str, Any], ...] = ()


def _nothing_more(_unit: Unit, _order: FileOrder, _sent: Sequence[SentFile], _facts: Mapping[str, Any]) -> None:
    """Record nothing beside the message."""


Tell = Callable[[int, int], None]
"""Says that so many files of so many have been made."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes the files of one kind of order.

    Attributes:
        kind: the kind of its jobs.
        make: makes the files, and tells after each where there are several; may be called again. A `ConvenorError`
            other than `UnavailableError` is its last word and is shown to whoever asked.
        on_shared: records what is to be kept of the files, in the unit that says they were made; may run twice.
    """

    kind: str
    make: Callable[[Hands, FileOrder, Tell], Product]
    on_shared: Callable[[Unit, FileOrder, Sequence[SentFile], Mapping[str, Any]], None] = _nothing_more

"""What is said in a thread of the records that were named there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.actions.records import Action
from bot.domain.risks import Risk, Visibility
from bot.views import blocks
from bot.views.action_card import action_line, spoken
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_list import list_line
from bot.views.wording import Mrkdwn, say


@dataclass(frozen=True, slots=True)
class Named:
    """A record that was named, and how."""

    asked_as: str
    record: Risk | Action

    @property
    def is_hidden(self) -> bool:
        """Whether it is not public."""
        return self.record.visibility is Visibility.NON_PUBLIC


def answer(
    named: Sequence[Named],
    unsaid: Sequence[str],
    shown: Presentation,
    *,
    made_by: str = "",
    is_shared: bool = False,
    more: bool = False,
) -> dict[str, Any]:
    """Return the answer to a message that names records.

    Args:
        named: the records that everybody there may read.
        unsaid: the references of which nothing may be said there, whether there is such a record or not.
        shown: how records are said.
        made_by: who made an action out of the message, where that is what is told.
        is_shared: whether the channel is shared with another organisation.
        more: whether more were named than are answered of.
    """
    head = [blocks.section(say("mentions/made", by=made_by))] if made_by else []
    body = [_line(one, shown) for one in named]
    note = say("mentions/note", unsaid=unsaid, shared=is_shared, more=more, nothing=not named and not unsaid)
    notes = [blocks.section(note)] if note else []
    heard = [*(_spoken(one, shown) for one in named), *([note] if note else [])]
    first = f"{say('mentions/made', by=made_by)} " if made_by else ""
    return blocks.message(Mrkdwn(first + " ".join(heard)), [*head, *body, *notes])


def not_said(ref: str, channel: str) -> dict[str, Any]:
    """Return what whoever made an action out of a message is told, where its thread cannot say so."""
    text = say("mentions/not_said", ref=ref, channel=channel)
    return blocks.message(text, [blocks.section(text), blocks.actions([blocks.button("Open", Act.ACTION_SHOW, ref)])])


def _line(named: Named, shown: Presentation) -> blocks.Block:
    record = named.record
    if isinstance(record, Risk):
        return blocks.section(list_line(record, shown), blocks.button("Open", Act.RISK_SHOW, str(record.ref)))
    return blocks.section(action_line(record, shown), blocks.button("Open", Act.ACTION_SHOW, record.ref))


def _spoken(named: Named, shown: Presentation) -> str:
    record = named.record
    if isinstance(record, Risk):
        return say("mentions/risk", ref=record.ref, mark=shown.heard(record.scores.residual), summary=record.summary)
    return spoken(record, shown)

"""The page behind a reply link to an action: how it is now, and three ways to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.actions.records import UPDATE_MAX, Action
from bot.views.action_words import late_words, moved_words, owners_of, set_by
from bot.views.pages import html_page
from bot.views.presentation import Presentation
from bot.views.reply_page import FormName, style


class Answer(StrEnum):
    """The answers, as forms name them and their fields of words."""

    UPDATE = "update"
    DONE = "done"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class FilledAction:
    """What stands in the fields, and what is wrong with it: field name -> sentence.

    `due` is a day as the form sends it; `notice` stands on top; `is_saved` when the reader has just saved.
    """

    words: Mapping[Answer, str] = field(default_factory=dict)
    due: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    is_saved: bool = False


FILLED = FilledAction()
"""A form that nobody has touched."""


def action_reply_page(
    partnership: str,
    reader: str,
    action: Action,
    shown: Presentation,
    filled: FilledAction,
    forms: Mapping[Answer, FormName],
) -> str:
    """Return the page of an action that is open."""
    return html_page(
        "reply/action",
        partnership=partnership,
        reader=reader,
        ref=action.ref,
        summary=action.summary,
        board=set_by(action.board, shown),
        owners=owners_of(action),
        due=shown.day(action.due_on) if action.due_on else "",
        late=late_words(action, shown),
        moved=moved_words(action, shown),
        update=action.update,
        author=action.updated_by,
        on=shown.day(action.updated_at) if action.updated_at else "",
        first_day=shown.today.isoformat(),
        filled=filled,
        words={answer.value: filled.words.get(answer, "") for answer in Answer},
        forms={answer.value: form for answer, form in forms.items()},
        words_max=UPDATE_MAX,
        style=style(),
    )

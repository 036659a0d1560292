"""What owners read of a change that somebody else made in an action, here and by letter, and whom nothing reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.actions.records import Action, Entry, EntryKind
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.ids import Act
from bot.views.mails import MailFrame
from bot.views.pages import html_page, plain_text
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say, unescape


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a change was told: by their names, those reached in Slack, those by e-mail, and those not at all."""

    here: tuple[str, ...] = ()
    by_mail: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()


def told_words(told: Told, everybody: str = "") -> Mrkdwn:
    """Return whom a change was told, in a sentence or two.

    Args:
        told: whom.
        everybody: the sentence that says so where all were reached in Slack; empty for none.
    """
    return say(
        "actions/told_whom",
        everybody=everybody,
        here=told.here,
        by_mail=told.by_mail,
        unreached=told.unreached,
    )


def with_told(said: Mrkdwn, told: Told, everybody: str = "") -> Mrkdwn:
    """Return what somebody reads who made a change, with whom it was told; see `told_words`."""
    words = told_words(told, everybody)
    return Mrkdwn(f"{said}\n{words}") if words else said


def change_notice(action: Action, entry: Entry, shown: Presentation) -> dict[str, Any]:
    """Return what owners read of a change that somebody else made: as the entry has it."""
    text = _change_text(action, entry, shown, marked=True, told=True)
    buttons = [blocks.button("Show", Act.ACTION_SHOW, action.ref)]
    if action.is_open and entry.kind is not EntryKind.DONE:
        buttons = [blocks.button("Update", Act.ACTION_UPDATE, action.ref), *buttons]
        if entry.kind in {EntryKind.SET, EntryKind.REASSIGNED}:
            buttons.append(blocks.button("Not mine", Act.ACTION_NOT_MINE, action.ref))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def change_lines(action: Action, entry: Entry, shown: Presentation) -> tuple[str, ...]:
    """Return the same as the lines of a letter; of an action that is not public no words."""
    is_public = action.visibility is Visibility.PUBLIC
    return letter_lines(_change_text(action, entry, shown, marked=False, told=is_public), action)


def letter_lines(text: Mrkdwn, action: Action) -> tuple[str, ...]:
    """Return an unmarked text about an action as the lines of a letter."""
    lines = [line.strip() for line in unescape(text).split("\n") if line.strip()]
    if action.visibility is not Visibility.PUBLIC:
        lines.append("It is not public, so what it is about stands in no letter: the governance office can tell you.")
    return tuple(lines)


def letter(frame: MailFrame, lines: Sequence[str], link: str | None) -> dict[str, str]:
    """Return a letter: `subject`, `text` and `html`.

    Args:
        frame: what stands about it.
        lines: the first says what happened.
        link: where its reader can answer, None where they cannot.
    """
    head, *rest = lines
    values = {"frame": frame, "head": head, "lines": rest, "link": link}
    return {
        "subject": f"{frame.partnership}: {head.rstrip('.')}",
        "text": plain_text("mail/told", **values),
        "html": html_page("mail/told", **values),
    }


def untold_message(action: Action, entry: Entry, names: Sequence[str], shown: Presentation) -> dict[str, Any]:
    """Return what the office reads where owners cannot be told of a change: who they are, and what it is."""
    notice = _change_text(action, entry, shown, marked=True, told=True)
    text = say("actions/untold", ref=action.ref, names=list(names), notice=notice)
    buttons = [
        blocks.button("Show", Act.ACTION_SHOW, action.ref),
        *([blocks.button("Reassign", Act.ACTION_REASSIGN, action.ref)] if action.is_open else []),
    ]
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def _change_text(action: Action, entry: Entry, shown: Presentation, *, marked: bool, told: bool) -> Mrkdwn:
    due_on = action.due_on if entry.kind is EntryKind.REOPENED else entry.due_on
    return say(
        "actions/told",
        ref=action.ref,
        summary=action.summary if told else "",
        kind=entry.kind.value,
        author=entry.author,
        update=entry.update if told else "",
        due=shown.day(due_on) if due_on else "",
        held_on=shown.day(entry.held_on) if entry.held_on else "",
        minute=entry.minute if told else "",
        marked=marked,
    )

"""What an action must have, whether it is new or edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.actions.owners import OwnerWords, checked
from bot.domain.actions.records import MINUTE_MAX, SUMMARY_MAX, Owner, Source, SourceKind
from bot.domain.risks import Visibility
from bot.domain.text import clean_line
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """An action as somebody gives it, not checked yet.

    `owners` are people of the directory, `unlisted` names that it does not hold: they can be kept, not added.
    """

    summary: str
    owners: tuple[int, ...]
    due_on: date | None
    board: str
    assigned_on: date | None = None
    workstream: str = ""
    source: Source = field(default_factory=Source)
    minute: str = ""
    visibility: Visibility = Visibility.PUBLIC
    recurrence: str = ""
    message_link: str = ""
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """What both a new action and an edited one must have, tidy."""

    summary: str
    owners: tuple[Owner, ...]
    minute: str


def checked_details(
    view: View,
    services: Services,
    desk: Desk,
    draft: ActionDraft,
    problems: dict[str, str],
    present: Sequence[Owner] = (),
) -> Details:
    """Return the details tidied, and add what is wrong with them to `problems`.

    `present` owners may stay though they left: a correction of something else drops nobody.
    """
    summary, minute = clean_line(draft.summary), clean_line(draft.minute)
    if not summary:
        problems["summary"] = "Say what is to be done."
    elif len(summary) > SUMMARY_MAX:
        problems["summary"] = f"That is {len(summary):,} characters; at most {SUMMARY_MAX} fit. Shorten it."
    if len(minute) > MINUTE_MAX:
        problems["minute"] = f"That is {len(minute)} characters; at most {MINUTE_MAX} fit. Shorten it."
    if draft.workstream and draft.workstream not in desk.directory.workstreams:
        problems["workstream"] = "There is no such workstream any more. Choose again."
    if draft.source.kind is SourceKind.RISK:
        try:
            find_readable(view, desk.actor, draft.source.ref)
        except (InvalidInputError, NotFoundError) as problem:
            problems["source"] = str(problem)
    names = {name.casefold() for name in draft.unlisted}
    unlisted = tuple(one for one in present if one.person_id is None and one.name.casefold() in names)
    return Details(summary, _owners(services, desk, draft.owners, present, unlisted, problems), minute)


def _owners(
    services: Services,
    desk: Desk,
    chosen: Sequence[int],
    present: Sequence[Owner],
    unlisted: Sequence[Owner],
    problems: dict[str, str],
) -> tuple[Owner, ...]:
    words, kept = OwnerWords(desk.directory, desk.actor, services.home_team), {one.person_id: one for one in present}
    owners: list[Owner] = []
    try:
        for person_id in dict.fromkeys(chosen):
            person = desk.directory.people.get(person_id)
            if person_id in kept:
                owners.append(kept[person_id])
            elif person is None:
                problems["owners"] = "One of the owners is no longer in the directory. Choose again."
            else:
                owners.append(words.person(person))
        owners += unlisted
        checked(tuple(owners))
    except InvalidInputError as problem:
        problems["owners"] = problem.fields.get("owners", problem.message)
    if not owners:
        problems.setdefault("owners", "Name at least one owner: somebody has to answer for it.")
    return tuple(owners)

"""What a row of a digest says, found when it is sent: only what its reader may still read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.access import actor_for
from bot.domain.chasing import Hours
from bot.domain.digest import DigestContent, Reader, from_json, of_scope
from bot.domain.people import Person, same_address
from bot.domain.reply_links import MAILTO
from bot.errors import NotAllowedError, UnavailableError
from bot.store.unit_of_work import View
from bot.views.digest import digest_message, emptied, letter, thread_messages
from bot.views.wording import say
from bot.workflows.chasing.reaching import slack_of
from bot.workflows.digest.hours import channel_hours, held_back, own_hours
from bot.workflows.digest.reach import reader_in_private, reader_of
from bot.workflows.digest.reaching import current, for_mail
from bot.workflows.housekeeping import tell_admins
from bot.workflows.identify import LinkHolder, identify
from bot.workflows.letters import frame_of
from bot.workflows.services import Services

Content = Mapping[str, Any]
Members = Callable[[str], Sequence[str] | None]
"""Returns who is in a channel, None for one that is too large to say; may raise `UnavailableError`."""

_ASK_AGAIN = timedelta(minutes=1)
_NOBODY = Reader(None)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is to be sent: where, which part of its digest, and whether it stands there already."""

    channel: str
    part: int
    stands: bool
    is_kept: bool
    waited: timedelta

    @property
    def is_mail(self) -> bool:
        return self.channel.startswith(MAILTO)


def compose_digest(
    services: Services,
    deferred: Mapping[str, Any],
    *,
    channel: str,
    stands: bool,
    waited: timedelta,
    members: Members | None = None,
) -> Content | timedelta | None:
    """Return what a part of a digest says now.

    Args:
        services: what every use case is handed.
        deferred: what the row kept: the digest's number, or itself, and which part of it: 0 is its message.
        channel: where it goes.
        stands: whether it is on Slack already, so that this renews it.
        waited: how long it has waited, in real time.
        members: says who is in a channel; without it the workstream's people are taken to be in its private one.

    Returns:
        The content; None when it is not wanted any more; how long to wait when it would disturb.
    """
    row = _Row(channel, deferred["part"], stands, "id" in deferred, waited)
    with services.store.view() as view:
        kept = view.digests.get(deferred["id"]) if row.is_kept else None
        content = kept.content if kept else from_json(deferred["content"]) if "content" in deferred else None
        if content is None:
            return None
        kind, of = of_scope(content.scope)
        if kind == "person":
            return _own(view, services, content, int(of), row)
        wait = _wait(services, content, channel_hours(services), view, row)
        if wait is None or wait:
            return wait
        if kind != "hidden":
            return _part(view, services, current(view, content), row)
        try:
            shown = _for_all_there(view, services, content, members, channel)
        except UnavailableError:
            return _ASK_AGAIN
        left_out = len(current(view, content, reader_in_private(of)).records - shown.records)
        said = _part(view, services, shown, row)
    if left_out:
        text = say("errors/digest_left_out", number=left_out, channel=channel)
        tell_admins(services, f"digest-left-out:{content.scope}:{content.week_on}", text)
    return said


def _for_all_there(
    view: View, services: Services, content: DigestContent, members: Members | None, channel: str
) -> DigestContent:
    """Return a private channel's digest with no more than everybody in the channel may read.

    Raises:
        UnavailableError: Slack did not say who is there.
    """
    if members is None:
        return current(view, content, reader_in_private(of_scope(content.scope)[1]))
    there = members(channel)
    readers = {_NOBODY} if there is None else {_reader(view, services, slack_id) for slack_id in there}
    if not readers:
        raise UnavailableError("Slack didn't say who is in the channel.")
    shown = content
    for reader in readers:
        shown = current(view, shown, reader) if reader is not None else shown
    return shown


def _reader(view: View, services: Services, slack_id: str) -> Reader | None:
    """Return a member of a channel as records judge who may read them; None for an app, which reads nothing."""
    directory, config = view.people.directory(), services.config
    account = directory.accounts.get(slack_id)
    if account is None:
        return _NOBODY
    if account.is_bot:
        return None
    actor = actor_for(account, directory, config.home_rules, services.home_team, services.today(view.now))
    return reader_of(actor, config.bodies) if actor else _NOBODY


def _own(
    view: View, services: Services, content: DigestContent, person_id: int, row: _Row
) -> Content | timedelta | None:
    person = view.people.directory().people.get(person_id)
    if person is None or not _is_theirs(view, services, person, row.channel):
        return None
    try:
        actor = identify(view, services, LinkHolder(person_id))
    except NotAllowedError:
        return None
    wait = _wait(services, content, own_hours(view, services, {person_id})[person_id], view, row)
    if wait is None or wait:
        return wait
    now = current(view, content, reader_of(actor, services.config.bodies))
    if row.is_mail:
        is_wanted = not (row.is_kept and _is_silent(services, now))
        return letter(for_mail(view, now), frame_of(view, services, person)) if is_wanted else None
    return _part(view, services, now, row, is_own=True)


def _wait(services: Services, content: DigestContent, hours: Hours, view: View, row: _Row) -> timedelta | None:
    """Return how long a row must wait: what is asked for, and what stands already, disturbs nobody."""
    if row.stands or not row.is_kept or row.is_mail:
        return timedelta(0)
    return held_back(services, content, hours, view.now, row.waited)


def _part(view: View, services: Services, content: DigestContent, row: _Row, *, is_own: bool = False) -> Content | None:
    if row.is_kept and not row.stands and _is_silent(services, content):
        return None
    if row.part == 0:
        return digest_message(content, is_own=is_own)
    thread = thread_messages(content, services.presentation(view.people.directory(), view.now))
    if row.part <= len(thread):
        return thread[row.part - 1]
    return emptied() if row.stands else None


def _is_silent(services: Services, content: DigestContent) -> bool:
    """Return whether a digest is not said because it has nothing to say, by now if not when it was made."""
    return content.is_quiet and is_silent_when_quiet(services, content.scope)


def is_silent_when_quiet(services: Services, scope: str) -> bool:
    """Return whether nothing is said where there is nothing to say.

    A private channel is not told that it has nothing to hear of: it is told so of what is public elsewhere.
    """
    kind, of = of_scope(scope)
    workstream = of if kind == "workstream" else ""
    return kind == "hidden" or services.config.digest.rules(workstream).silence == "silent"


def _is_theirs(view: View, services: Services, person: Person, channel: str) -> bool:
    """Return whether a row's place is still the person's: the directory may have changed since it was written."""
    if channel.startswith(MAILTO):
        return person.email is not None and same_address(person.email, channel.removeprefix(MAILTO))
    return slack_of(services, view.people.directory(), person, services.today(view.now)) == channel

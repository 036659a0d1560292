"""The tick of digests: the programme's and each workstream's, once a week, in their channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.digest import PROGRAMME, DigestContent, hidden_scope, of_scope, week_of, workstream_scope
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views.digest import thread_messages
from bot.views.presentation import Presentation
from bot.views.wording import counted
from bot.workflows.digest.composing import is_silent_when_quiet
from bot.workflows.digest.gathering import gather
from bot.workflows.digest.hours import channel_hours, may_be_said
from bot.workflows.digest.to_webhooks import give_to_webhooks
from bot.workflows.services import Services

KIND = "digest"
HIDDEN = "hidden"
_WEEK = timedelta(days=7)
# Weeks ahead that are looked at for one in which a digest is made: a partnership may close for some.
_AHEAD = 5
# More than any thread has: nine sections of twenty lines and a quarter of a thousand characters each, and the head.
_PARTS_MOST = 8


def make_digests(services: Services, at: datetime) -> str:
    """Make the digests of the week of `at` that are due and not made yet; return what that came to.

    Only that week's: one that was missed is not made up for, nor is one whose week is over before it may be said. Run
    twice it does nothing the second time.

    Raises:
        UnavailableError: the database did not answer; those made before stay made.
    """
    week_on = week_of(services.today(at))
    due = instant_of(services, week_on)
    if due is None or at < due:
        return "no digest is due"
    if may_be_said(services, week_on, channel_hours(services), at) is None:
        return "the week is over"
    with services.store.view(at) as view:
        missing = [scope for scope in _scopes(view, services) if scope not in view.digests.made(week_on)]
    made = sum(_make(services, scope, week_on, at) for scope in missing)
    return f"{counted(made, 'digest')} made" if made else "every digest is made"


def next_digests(services: Services, after: datetime) -> datetime | None:
    """Return the first instant after `after` at which digests are made; None when never."""
    week_on = week_of(services.today(after))
    weeks = (week_on + number * _WEEK for number in range(_AHEAD))
    return next((due for week in weeks if (due := instant_of(services, week)) is not None and due > after), None)


def instant_of(services: Services, week_on: date) -> datetime | None:
    """Return when the digests of a week are made, as UTC; None for a week without any."""
    setting, config = services.config.digest, services.config
    day = setting.day_in(week_on, config.working) if setting.on else None
    return None if day is None else datetime.combine(day, setting.at, config.zone).astimezone(UTC)


def parts_of(content: DigestContent, shown: Presentation, *, ends: bool = False) -> int:
    """Return how many messages stand in a digest's thread.

    Args:
        content: the digest.
        shown: how records are said.
        ends: whether the end of the audit chain is worth a thread where there is no rest to tell.
    """
    has_rest = any(section.total > len(section.lines) for section in content.sections) and not content.is_quiet
    return len(thread_messages(content, shown)) if has_rest or ends else 0


def put(unit: Unit, content: DigestContent, channel: str, key: str, kept: Mapping[str, object], parts: int) -> None:
    """Put a digest into the outbox: its message, and what stands in its thread.

    Args:
        unit: the unit of work.
        content: as it was made.
        channel: a Slack channel or account, or `mailto:` and an address.
        key: names this telling for all time.
        kept: what finds its words when it is sent.
        parts: how many messages its thread has.
    """
    for part in range(parts + 1):
        unit.outbox.put(_message(content, channel, key, kept, part))
    unit.record("convenor", "digest.sent", f"digest:{content.scope}", week=content.week_on.isoformat())


def renew_digests(unit: Unit, kind: str, record_id: int, step: str) -> None:
    """Have digests in channels that tell of a record worded anew, since it is not public any more.

    Args:
        unit: the unit of work.
        kind: `risk` or `action`.
        record_id: the record's.
        step: names the change of it.
    """
    for kept in unit.digests.telling_channels_of(kind, record_id):
        key = key_of(kept.content.scope, kept.content.week_on)
        anchors = {_anchor(key, part): part for part in range(_PARTS_MOST)}
        for anchor, channel in unit.outbox.to_be_renewed(anchors).items():
            again = _message(kept.content, channel, key, {"id": kept.id}, anchors[anchor])
            unit.outbox.put(replace(again, dedupe_key=f"{anchor}:{kind}.{record_id}:{step}"))


def key_of(scope: str, week_on: date) -> str:
    """Return what names the digest of a scope and a week among messages."""
    return f"digest:{scope}:{week_on}"


def _anchor(key: str, part: int) -> str:
    return f"{key}:{part}" if part else key


def _message(content: DigestContent, channel: str, key: str, kept: Mapping[str, object], part: int) -> OutgoingMessage:
    anchor = _anchor(key, part)
    return OutgoingMessage(
        dedupe_key=anchor,
        subject=key,
        channel=channel,
        anchor=anchor,
        content={DEFERRED: {"kind": KIND, **kept, "part": part}},
        under=key if part else None,
        is_confidential=of_scope(content.scope)[0] == HIDDEN,
    )


def _make(services: Services, scope: str, week_on: date, at: datetime) -> bool:
    """Make a digest; return whether it was not there already. It is gathered while others may write."""
    with services.store.view(at) as view:
        content = gather(view, services, scope, week_on)
        ends = scope == PROGRAMME or services.config.digest.channel is None
        parts = parts_of(content, services.presentation(view.people.directory(), view.now), ends=ends)
        channel = _channel_of(view, services, scope)
    is_silent = content.is_quiet and is_silent_when_quiet(services, scope)

    def work(unit: Unit) -> bool:
        digest_id = unit.digests.keep(content)
        if digest_id is None:
            return False
        unit.record("convenor", "digest.made", f"digest:{scope}", week=week_on.isoformat(), quiet=content.is_quiet)
        if channel is not None and not is_silent:
            put(unit, content, channel, key_of(scope, week_on), {"id": digest_id}, parts)
        if of_scope(scope)[0] != HIDDEN:
            give_to_webhooks(unit, services, content, digest_id)
        return True

    return services.store.write(work, now=at)


def _scopes(view: View, services: Services) -> Iterator[str]:
    """Yield the scopes that have a digest: those with a channel, or that a webhook is given."""
    setting, directory = services.config.digest, view.people.directory()
    elsewhere = {scope for hook in services.config.webhooks for scope in hook.scopes}
    if setting.on and (setting.channel or PROGRAMME in elsewhere):
        yield PROGRAMME
    for workstream in directory.workstreams.values():
        if setting.rules(workstream.key).is_on and (
            workstream.channel or workstream_scope(workstream.key) in elsewhere
        ):
            yield workstream_scope(workstream.key)
        if setting.rules(workstream.key).is_on and workstream.private_channel:
            yield hidden_scope(workstream.key)


def _channel_of(view: View, services: Services, scope: str) -> str | None:
    kind, key = of_scope(scope)
    if kind == PROGRAMME:
        return services.config.digest.channel
    workstream = view.people.directory().workstreams[key]
    return workstream.private_channel if kind == HIDDEN else workstream.channel

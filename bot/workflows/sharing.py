"""Share a risk into a channel, unless somebody there may not see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.access import Actor, actor_for, may_read
from bot.domain.directory import Directory
from bot.domain.risks import Risk, Visibility
from bot.errors import InvalidInputError, NotAllowedError, UnavailableError
from bot.slack.facts import ChannelFacts
from bot.slack.gateway import SlackGateway
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views.risk_card import shared_card
from bot.workflows.actions.links import with_public_links
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services

MEMBERS_CHECKED = 1000


def share_risk(
    services: Services, gateway: SlackGateway, identity: Identity, written: str, channel_id: str, key: str
) -> str:
    """Post the card of a risk into a channel for all to see; return the channel's name.

    Args:
        services: what every use case is handed.
        gateway: to ask who is in the channel.
        identity: who shares.
        written: the reference.
        channel_id: where the person stands.
        key: names the delivery, so that a double click shares once.

    Raises:
        NotAllowedError: somebody in the channel may not see the record, or that cannot be checked.
        UnavailableError: Slack did not say who is there.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_readable(view, desk.actor, written)
    channel = require_safe(services, gateway, desk.directory, str(risk.ref), [risk], channel_id)

    def work(unit: Unit) -> None:
        if unit.inbox.claim(key) is not None:
            return
        again = open_desk(unit, services, identity)
        present = find_readable(unit, again.actor, written)
        if present.version != risk.version:
            raise InvalidInputError(
                f"{risk.ref} was changed this moment, so it wasn't shared.", "Look at it, then share."
            )
        is_hidden = present.visibility is Visibility.NON_PUBLIC
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=f"share:{key}",
                subject=f"risk:{present.ref}",
                channel=channel_id,
                anchor=f"share:{key}" if is_hidden else f"{public_cards(present)}:{key}",
                content=shared_card(with_public_links(unit, present), again.shown, again.actor.name),
                is_confidential=is_hidden,
            )
        )
        unit.record(f"slack:{identity.slack_id}", "risk.shared", f"risk:{present.ref}", channel=channel_id)

    services.store.write(work)
    return channel.name


def public_cards(risk: Risk) -> str:
    """Return how the anchors of a risk's cards begin that were shared for all to see while it was public."""
    return f"risk-card:{risk.id}"


def require_safe(
    services: Services,
    gateway: SlackGateway,
    directory: Directory,
    what: str,
    risks: Sequence[Risk],
    channel_id: str,
    mend: str = "",
) -> ChannelFacts:
    """Make sure, with what Slack says now, that every person in a channel may read all `risks`; return the channel.

    Args:
        services: what every use case is handed.
        gateway: to ask who is in the channel.
        directory: who is who.
        what: what is to be shared, as it begins a sentence.
        risks: the records in it.
        channel_id: where it is to go.
        mend: what to do where somebody there may not see it; by default what suits a single risk.

    Raises:
        NotAllowedError: Convenor is not there, somebody may not see it, or that cannot be checked.
        UnavailableError: Slack did not say who is there.
    """
    shared = Shareable(
        what,
        any(risk.visibility is Visibility.NON_PUBLIC for risk in risks),
        lambda reader: all(may_read(reader, risk) for risk in risks),
        mend,
    )
    return require_all_may_read(services, gateway, directory, shared, channel_id)


@dataclass(frozen=True, slots=True)
class Shareable:
    """What is to be shared.

    Attributes:
        what: what it is, as it begins a sentence.
        is_hidden: whether any of it is not public.
        may_be_read_by: whether somebody may read all of it.
        mend: what to do where somebody in the channel may not; by default what suits a single record.
    """

    what: str
    is_hidden: bool
    may_be_read_by: Callable[[Actor], bool]
    mend: str = ""


def require_all_may_read(
    services: Services, gateway: SlackGateway, directory: Directory, shared: Shareable, channel_id: str
) -> ChannelFacts:
    """Make sure, with what Slack says now, that every person in a channel may read what is shared; return the channel.

    Raises:
        NotAllowedError, UnavailableError: see `require_safe`.
    """
    channel = gateway.channel(channel_id)
    if channel is None or not channel.is_member:
        raise NotAllowedError(
            "I'm not in that conversation, so I can't share there.", "Invite me with `/invite`, then try again."
        )
    members = gateway.members(channel_id, MEMBERS_CHECKED + 1)
    refuse_if_unsafe(services, directory, shared, channel, members)
    return channel


def refuse_if_unsafe(
    services: Services, directory: Directory, shared: Shareable, channel: ChannelFacts, members: tuple[str, ...]
) -> None:
    """Make sure that everybody in `members` of `channel` may read what is shared; see `require_safe`.

    Raises:
        NotAllowedError, UnavailableError: see `require_safe`.
    """
    what, hidden = shared.what, shared.is_hidden
    if channel.is_archived:
        raise NotAllowedError(
            "This channel is archived, so nothing can be posted here.", "Share it in another channel."
        )
    if channel.is_ext_shared:
        raise NotAllowedError(
            f"{what} wasn't shared: this channel is shared with another organisation.",
            "Share it in a channel of the partnership's own.",
        )
    if hidden and not (channel.is_private or channel.is_im):
        raise NotAllowedError(
            f"{what} wasn't shared: it is not public, and anybody of the workspace can join this channel.",
            "Share it in a private channel whose members may all see it.",
        )
    if len(members) > MEMBERS_CHECKED:
        raise NotAllowedError(
            f"{what} wasn't shared: this channel is too large to check that everybody here may see it.",
            "Share it in the workstream's channel.",
        )
    if not members:
        raise UnavailableError(
            "Slack didn't say who is in this channel, so nothing was shared.", "Try again in a minute."
        )
    barred = 0
    today = services.today(services.clock.now())
    for slack_id in members:
        account = directory.accounts.get(slack_id)
        if account is not None and account.is_bot:
            continue
        reader = (
            actor_for(account, directory, services.config.home_rules, services.home_team, today) if account else None
        )
        barred += reader is None or not shared.may_be_read_by(reader)
    if barred:
        who = "one person" if barred == 1 else f"{barred} people"
        raise NotAllowedError(
            f"{what} wasn't shared: {'it is not public, and ' if hidden else ''}{who} in this channel may not see it.",
            shared.mend
            or f"Share it in its workstream's {'private ' if hidden else ''}channel, or send the people you mean its "
            "reference.",
        )

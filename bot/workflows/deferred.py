"""What a row of the outbox says whose words were left open until it is sent, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.workflows.actions import told, told_lists, unchased
from bot.workflows.chasing.composing import Content, LinkMaker, compose
from bot.workflows.digest.composing import Members, compose_digest
from bot.workflows.digest.to_webhooks import compose_for_webhook
from bot.workflows.home.renewing import compose_home
from bot.workflows.mentions import compose_answer
from bot.workflows.proposals import cards, route_telling
from bot.workflows.proposals.deciding import news
from bot.workflows.proposals.deciding import telling as decisions
from bot.workflows.proposals.interests import telling as interests
from bot.workflows.proposals.voting import falling
from bot.workflows.proposals.voting import telling as votes
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a row when it is to be sent.

    Attributes:
        channel: where it goes.
        stands: whether its message is on Slack already, so that this renews it.
        waited: how long it has waited, in real time.
        links: makes reply links, where there are any.
        members: says who is in a channel; None where Slack is not asked, as ahead of time.
    """

    channel: str
    stands: bool
    waited: timedelta
    links: LinkMaker | None = None
    members: Members | None = None


Composing = Callable[[Services, Mapping[str, Any], Asked], Content | timedelta | None]
"""Returns what a row says, how long it must wait, or None when nothing of it is wanted any more."""


def _nudges(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | timedelta | None:
    return compose(
        services, deferred, channel=asked.channel, stands=asked.stands, waited=asked.waited, links=asked.links
    )


def _home(services: Services, _deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return compose_home(services, asked.channel)


def _digest(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | timedelta | None:
    return compose_digest(
        services,
        deferred,
        channel=asked.channel,
        stands=asked.stands,
        waited=asked.waited,
        members=asked.members,
    )


def _webhook(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | timedelta | None:
    return compose_for_webhook(services, deferred, asked.waited)


def _mention(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content:
    return compose_answer(services, deferred, stands=asked.stands)


def _told(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return told.compose_told(services, deferred, channel=asked.channel, stands=asked.stands, links=asked.links)


def _unchased(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return unchased.compose_unchased(services, deferred["kind"], stands=asked.stands)


def _told_list(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return told_lists.compose_told_list(services, deferred, stands=asked.stands)


def _interests(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return interests.compose_interests(services, deferred, channel=asked.channel, stands=asked.stands)


def _stage(services: Services, deferred: Mapping[str, Any], _asked: Asked) -> Content | None:
    return cards.compose_stage(services, deferred)


def _fallen(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return falling.compose_fallen(services, deferred, channel=asked.channel)


def _needs_you(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return votes.compose_needs_you(services, deferred, channel=asked.channel)


def _entered(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return votes.compose_entered(services, deferred, channel=asked.channel)


def _stage_told(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return route_telling.compose_stage_told(services, deferred, channel=asked.channel, stands=asked.stands)


def _decision(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return decisions.compose(services, deferred, channel=asked.channel)


def _news(services: Services, deferred: Mapping[str, Any], asked: Asked) -> Content | None:
    return news.compose_news(services, deferred, channel=asked.channel)


COMPOSERS: Mapping[str, Composing] = {
    **dict.fromkeys(decisions.KINDS, _decision),
    "digest": _digest,
    "home": _home,
    interests.KIND: _interests,
    "mention": _mention,
    news.KIND: _news,
    "nudges": _nudges,
    route_telling.KIND: _stage_told,
    "unreached": _nudges,
    "webhook": _webhook,
    falling.KIND: _fallen,
    votes.KIND: _needs_you,
    votes.ENTERED: _entered,
    **dict.fromkeys((cards.KIND, cards.NOTE_KIND, cards.WORD_KIND), _stage),
    **dict.fromkeys(told.KINDS, _told),
    **dict.fromkeys(told_lists.KINDS, _told_list),
    **dict.fromkeys(unchased.LISTS, _unchased),
}


def compose_deferred(
    services: Services,
    deferred: Mapping[str, Any],
    *,
    channel: str,
    stands: bool,
    waited: timedelta,
    links: LinkMaker | None = None,
    members: Members | None = None,
) -> Content | timedelta | None:
    """Return what a row of the outbox says now; see `Asked` and `Composing`."""
    return COMPOSERS[deferred["kind"]](services, deferred, Asked(channel, stands, waited, links, members))

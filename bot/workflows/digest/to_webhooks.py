"""Digests for webhooks: put into the outbox where they are made, worded when they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.digest import DigestContent, of_scope
from bot.domain.webhooks import place_of
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views.digest import words
from bot.webhooks.cards import digest_card
from bot.webhooks.plain import digest_body
from bot.workflows.digest.hours import channel_hours, held_back
from bot.workflows.digest.reaching import current
from bot.workflows.services import Services

KIND = "webhook"


def give_to_webhooks(unit: Unit, services: Services, content: DigestContent, digest_id: int) -> None:
    """Put a digest into the outbox for each webhook that is given its scope.

    A program is given a quiet week too, since it may count on one a week; Teams as the digest's `silence` says.
    """
    silence = services.config.digest.rules(of_scope(content.scope)[1]).silence
    for hook in services.config.webhooks:
        is_silent = hook.format == "teams" and content.is_quiet and silence == "silent"
        if content.scope not in hook.scopes or is_silent:
            continue
        place = place_of(hook.name)
        key = f"{place}:{content.scope}:{content.week_on}"
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=key,
                # One after the other: a receiver that hangs is tried with one message at a time.
                subject=place,
                channel=place,
                anchor=key,
                content={DEFERRED: {"kind": KIND, "id": digest_id, "name": hook.name}},
            )
        )


def compose_for_webhook(
    services: Services, deferred: Mapping[str, Any], waited: timedelta
) -> Mapping[str, Any] | timedelta | None:
    """Return what a webhook is given now: what was made, without what is not public any more.

    None where there is no such digest, or the webhook is not given its scope any more. What people read waits for their
    hours, as in a channel of Slack; a program takes it at any.
    """
    with services.store.view() as view:
        kept = view.digests.get(deferred["id"])
        content = current(view, kept.content, None) if kept else None
        now = view.now
    hook = next((hook for hook in services.config.webhooks if hook.name == deferred["name"]), None)
    if content is None or hook is None or content.scope not in hook.scopes:
        return None
    if hook.format != "teams":
        return {"text": content.title, "body": digest_body(content)}
    wait = held_back(services, content, channel_hours(services), now, waited)
    if wait is None or wait:
        return wait
    return {"text": content.title, "body": digest_card(content, _left)}


def _left(number: int, is_all: bool) -> str:  # noqa: FBT001 - as the card asks
    return words("digest/left", number=number, is_all=is_all)

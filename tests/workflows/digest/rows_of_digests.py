"""What tests of digests that are sent do: settings, wishes, and what rows of the outbox say."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.domain.digest import Wish
from bot.workflows.deferred import compose_deferred
from bot.workflows.digest.wishes import set_digest
from bot.workflows.identify import Identity
from bot.workflows.services import Services
from tests.support.partnership import HOME, Partnership
from tests.workflows.digest.conftest import MONDAY

MANAGER, DIRECTOR, ENGAGED = (Identity(slack_id, HOME) for slack_id in ("U0GOVMANAGER", "U0PCDIRECTOR", "U0ENGAGEMENT"))


WEEK = timedelta(days=7)


BACK = MONDAY + timedelta(days=1)


def sent(partnership, key="digest:"):
    """Return where each row that waits goes, by its key."""
    return {row.dedupe_key: row.channel for row in partnership.outbox(key)}


def composed(partnership, key, waited=timedelta(0), *, stands=False, members=None):
    (row,) = [row for row in partnership.outbox("digest:") if row.dedupe_key == key]
    deferred = json.loads(row.content)["deferred"]
    return compose_deferred(
        partnership.services, deferred, channel=row.channel, stands=stands, waited=waited, members=members
    )


def with_settings(partnership, **changes):
    """Return the same partnership with other settings of digests or mail."""
    config = partnership.services.config.model_copy(update=changes)
    services = Services(partnership.services.store, config, partnership.clock, HOME)
    return Partnership(partnership.engines, services, partnership.clock)


def wish(partnership, who, how, name="", key="one"):
    """Have somebody wish for their own digest, as of a month ago."""
    said = wish_now(partnership, who, how, name, key)
    partnership.change("update preference set digest_since_at = '2018-11-01 09:00:00.000000' where digest <> ''")
    return said


def wish_now(partnership, who, how, name="", key="one"):
    return set_digest(partnership.services, who, Wish(how), f"trigger:{key}:{who.slack_id}", name)


def person_scope(partnership, key):
    return f"person:{partnership.person(key)}"


def stand(partnership):
    """Let everything that waits have been posted."""
    partnership.change(
        "insert into posted_message (anchor, address, channel, ts)"
        " select anchor, channel, channel, '1543826000.' || id from outbox where anchor like 'digest:%'"
    )
    partnership.change("update outbox set status = 'sent'")

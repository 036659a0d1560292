"""What jobs are performed with, and what a performer is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.files import Downloads
from bot.slack.gateway import SlackGateway
from bot.slack.uploads import Uploads
from bot.store.repositories.jobs import Job
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Hands:
    """The services behind a job, and the ways to reach Slack out of turn. `pause` waits for some seconds."""

    services: Services
    gateway: SlackGateway
    downloads: Downloads
    uploads: Uploads
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Performer:
    """What does a job, and what tells whoever asked that it was given up, with a sentence that says why.

    Both may be called twice for one job, and must come to the same result.
    """

    perform: Callable[[Job], None]
    on_failed: Callable[[Job, str], None]

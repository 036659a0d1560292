"""Which performer does which kind of job: one line each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store.repositories.jobs import Job
from bot.workflows import dropped_reading, mentions, pictures, steps, threads
from bot.workflows.bids import paper as bids_paper
from bot.workflows.delivering_files import performer
from bot.workflows.file_orders import Maker
from bot.workflows.funds import charts
from bot.workflows.hands import Hands, Performer
from bot.workflows.plans import drawing
from bot.workflows.proposals import attaching, cost_exports, cost_files, sending_papers
from bot.workflows.proposals.cover import delivering as cover
from bot.workflows.proposals.deciding import paper as decision_paper
from bot.workflows.proposals.interests import publishing
from bot.workflows.register_paper import delivering
from bot.workflows.rounds import managing
from bot.workflows.services import Services

MAKERS: tuple[Maker, ...] = (
    pictures.HEAT_MAP,
    pictures.TREND,
    sending_papers.MAKER,
    drawing.CHART,
    drawing.TABLE,
    charts.CHART,
    bids_paper.PAPER,
    delivering.MAKER,
    cost_exports.MAKER,
    cover.MAKER,
    decision_paper.MAKER,
    publishing.MAKER,
)
"""What makes files that are sent to whoever asked for them."""


def deciding(services: Services) -> dict[str, Performer]:
    """Return the performers of jobs that decide what is sent, and ask nothing of Slack."""
    return {managing.ASK: Performer(lambda job: managing.perform(services, job), managing.leave_to_the_night)}


def performers(hands: Hands) -> Mapping[str, Performer]:
    """Return the performer of each kind of job."""
    services = hands.services

    def tell_dropper(job: Job, why: str) -> None:
        dropped_reading.tell_failed(services, job, why)

    dropped = dropped_reading.performers(services, hands.gateway, hands.downloads)
    return (
        {kind: Performer(perform, tell_dropper) for kind, perform in dropped.items()}
        | {threads.KIND: Performer(lambda job: mentions.answer(services, hands.gateway, job), mentions.leave_unsaid)}
        | steps.performers(hands)
        | attaching.performers(hands)
        | cost_files.performer(hands)
        | deciding(services)
        | {maker.kind: performer(hands, maker) for maker in MAKERS}
    )

"""How a vote's quorum stands, in sentences."""

from __future__ import annotations

from bot.domain.directory import Directory
from bot.domain.proposals.quorum import forecast_sentences
from bot.workflows.proposals.voting.polls import Poll
from bot.workflows.services import Services


def forecast_of(poll: Poll, services: Services, directory: Directory) -> tuple[str, ...]:
    """Return how the quorum stands of the recommendation that is furthest from it, in plain sentences."""
    weakest = poll.tally.weakest
    if weakest is None:
        return ()
    organisations = {one.key: one.name for one in services.config.organisations}
    people = {person.key: person.name for person in directory.people.values()}
    return forecast_sentences(weakest.forecast, organisations, people)

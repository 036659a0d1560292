"""How the outbox names outgoing webhooks."""

from __future__ import annotations

WEBHOOK = "webhook:"
"""What the place of a message for a webhook begins with; the webhook's name follows."""


def place_of(name: str) -> str:
    """Return the place of a webhook's messages in the outbox."""
    return f"{WEBHOOK}{name}"


def name_of(place: str) -> str:
    """Return the name of the webhook that a place in the outbox stands for."""
    return place.removeprefix(WEBHOOK)

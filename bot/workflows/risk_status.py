"""Whether a risk is open or closed, as far as a change depends on it."""

from __future__ import annotations

from bot.domain.risks import ReviewKind, Risk, RiskStatus
from bot.errors import InvalidInputError
from bot.views.presentation import Presentation


def require_open(risk: Risk, shown: Presentation) -> None:
    """Make sure a risk may be reviewed and edited.

    Raises:
        InvalidInputError: it is closed; says since when, by whom, and how to reopen it.
    """
    if risk.status is RiskStatus.CLOSED:
        raise InvalidInputError(
            f"{risk.ref} is closed: {_closing(risk, shown)}.", f"Reopen it first with `/risk reopen {risk.ref}`."
        )


def require_other(risk: Risk, wanted: RiskStatus, shown: Presentation) -> None:
    """Make sure a risk does not have the status that somebody wants it to take.

    Raises:
        InvalidInputError: it has; says since when and by whom where it is closed, and what can be done.
    """
    if risk.status is not wanted:
        return
    if wanted is RiskStatus.CLOSED:
        raise InvalidInputError(
            f"{risk.ref} is closed already: {_closing(risk, shown)}.",
            f"To bring it back, use `/risk reopen {risk.ref}`.",
        )
    raise InvalidInputError(
        f"{risk.ref} is open, so there is nothing to reopen.",
        f"See it with `/risk {risk.ref}`.",
    )


def _closing(risk: Risk, shown: Presentation) -> str:
    """Return who closed a risk and when. Nothing follows a closing but a reopening, so it is the present review."""
    present = risk.present
    if present.kind is ReviewKind.CLOSED:
        return f"{present.author} closed it on {shown.day(present.at)}"
    return f"it was closed in the register imported on {shown.day(present.at)}"

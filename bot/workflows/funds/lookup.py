"""Find the fund that somebody means, and what of it they may see and do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.access import Actor
from bot.domain.fund_positions import Position
from bot.domain.funds import Fund
from bot.domain.people import Role
from bot.domain.proposals.access import concerns, readable_by
from bot.domain.proposals.records import Proposal
from bot.errors import NotAllowedError, NotFoundError
from bot.settings.faults import did_you_mean
from bot.store.unit_of_work import View
from bot.views.funds import FundNames
from bot.workflows.bids.rules import kept_while_open
from bot.workflows.desk import Desk
from bot.workflows.funds.positions import position_of
from bot.workflows.services import Services

_SIGNS = re.compile(r"[\s_\-–—]+")
_SHORT = 40
_REFS_MOST = 5


def find_fund(services: Services, written: str) -> Fund:
    """Return the fund of a key, in whatever letters' case and with whatever signs, or of a name.

    Raises:
        NotFoundError: there is none; names those there are.
    """
    wanted = _plain(written)
    for setting in services.config.funds:
        if wanted and wanted in (_plain(setting.key), _plain(setting.name)):
            return setting.fund()
    keys = [setting.key for setting in services.config.funds]
    known = f" There are {', '.join(keys)}." if len(keys) > 1 else f" There is {keys[0]}." if keys else ""
    raise NotFoundError(
        f"There is no fund “{written.strip()[:_SHORT]}”.",
        f"{did_you_mean(written.strip().upper(), keys).strip()}{known} `/proposal fund` shows them.".strip(),
        (),
        "fund",
    )


def gone_funds(view: View, services: Services) -> tuple[str, ...]:
    """Return in a sentence each fund that proposals ask or were given money of, and that is configured no more."""
    known = {one.key for one in services.config.funds}
    return tuple(
        f"{', '.join(refs[:_REFS_MOST])}{' and others' if len(refs) > _REFS_MOST else ''} ask or hold money of the "
        f"fund `{key}`, which is configured no more: nothing can be given of it. Put its `[[funds]]` entry back."
        for key, refs in sorted(view.funds.keys_in_use().items())
        if key not in known
    )


def names_of(services: Services, desk: Desk) -> FundNames:
    """Return what workstreams and organisations are called."""
    organisations: Mapping[str, str] = {one.key: one.name for one in services.config.organisations}
    return FundNames(desk.shown.workstreams, organisations)


def sees_all(actor: Actor) -> bool:
    """Return whether somebody sees a fund's sums whole: the office and finance officers."""
    return actor.is_office or is_finance_officer(actor)


def is_finance_officer(actor: Actor) -> bool:
    """Return whether somebody is a chief finance officer of a partner."""
    return any(holding.role is Role.FINANCE_OFFICER for holding in actor.roles)


def require_reader(desk: Desk) -> None:
    """Make sure that whoever is at the desk may see funds: everybody of the partnership, guests with a seat or role.

    Raises:
        NotAllowedError: they may not.
    """
    actor = desk.actor
    if actor.is_guest and not (actor.boards or actor.roles):
        raise NotAllowedError("Funds are shown to the partnership's own people.", "Ask the governance office.")


def readable_position(view: View, services: Services, desk: Desk, fund: Fund) -> Position:
    """Return how a fund stands by what whoever is at the desk may know of.

    Finance officers see its sums whole. No sum is said to be of a proposal that its reader may not read.
    """
    awards = {award.proposal_id for award in view.funds.awards(fund.key)}
    ids = awards | {one.proposal_id for one in view.funds.asking(fund.key)}
    ids |= {one.proposal_id for one in view.funds.spends(fund.key) if one.proposal_id is not None}
    allowed = readable_by(desk.actor)
    routes = view.stages.of_proposals(ids) if ids else {}
    readable = [
        one
        for one in view.proposals.of_ids(ids).values()
        if allowed.allows(one, (stage.board for stage in routes.get(one.id, ())))
    ]
    found = position_of(view, fund, None if sees_all(desk.actor) else [one.id for one in readable])
    named = {one.ref for one in readable} - _withheld(view, services, desk, readable)
    parts = tuple(part if part.source in named else replace(part, source="") for part in found.parts)
    return replace(found, parts=parts)


def _withheld(view: View, services: Services, desk: Desk, proposals: Iterable[Proposal]) -> frozenset[str]:
    """Return the references of those that whoever is at the desk must not read: they leave, or it is a rival's bid."""
    own = desk.actor.person.id if desk.actor.person else None
    left = view.conflicts.left_by(own) if own is not None else frozenset()
    return frozenset(
        one.ref
        for one in proposals
        if (one.id in left and not concerns(own, one))
        or (one.round_id is not None and kept_while_open(view, services, desk, one) is not None)
    )


def _plain(written: str) -> str:
    return _SIGNS.sub("", written).casefold()

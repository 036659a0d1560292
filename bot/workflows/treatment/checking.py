"""Look over the whole register for what does not fit together: `/risk check`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.access import may_read
from bot.domain.consistency import ROUNDS_FOR_TBC, CheckRules, Finding, Subject, findings
from bot.domain.directory import Directory
from bot.domain.listing import paginate
from bot.domain.risks import Lead, RiskStatus
from bot.domain.scoring import Scores
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views.checks import CHECK_PAGE, check_list
from bot.workflows.actions.links import readable_refs
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.services import Services
from bot.workflows.workstreams import workstream_key

LOOKED_OVER_MOST = 5_000


def check_register(services: Services, identity: Identity, workstream: str = "", page: int = 1) -> dict[str, Any]:
    """Return a page of what is to be mended in the risks that this person may read, grouped, counts first.

    Args:
        services: the store and the rules.
        identity: who asks.
        workstream: only this one's, by key or name; all of them where it is empty.
        page: from 1.

    Raises:
        InvalidInputError: no workstream of that name, or more risks than can be looked over at once.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        key = workstream_key(desk.directory, workstream) if workstream else None
        if key is None and view.risks.are_more_than(LOOKED_OVER_MOST):
            keys = " or ".join(f"`/risk check {one}`" for one in list(desk.directory.workstreams)[:3])
            raise InvalidInputError(
                f"The register has more than {LOOKED_OVER_MOST:,} open risks, too many to look over at once.",
                f"Ask for a workstream's: {keys}.",
            )
        found, looked_at = _found(view, services, desk, key)
    name = desk.shown.workstream(key) if key else ""
    return check_list(found, paginate(found, page, CHECK_PAGE), looked_at, key or "", name)


def _found(view: View, services: Services, desk: Desk, key: str | None) -> tuple[tuple[Finding, ...], int]:
    config, today = services.config, desk.actor.day
    risks = [risk for risk in view.risks.all(key) if risk.status is RiskStatus.OPEN and may_read(desk.actor, risk)]
    recent = view.risks.recent_of_all(config.review.no_change_months)
    controls, actions = view.treatment.all_controls(), view.treatment.linked_actions()
    readable = readable_refs(view, services, desk.actor, {one.ref for tied in actions.values() for one in tied})
    at_rounds = _at_rounds(view)
    subjects = [
        Subject(
            risk=risk,
            reviews=recent.get(risk.id, ()),
            controls=[control for control in controls.get(risk.id, ()) if control.stands],
            actions=[one for one in actions.get(risk.id, ()) if one.ref in readable],
            left=_left(risk.leads, desk.directory, today),
            at_rounds=[scores[risk.id] for scores in at_rounds if risk.id in scores],
        )
        for risk in risks
    ]
    return findings(subjects, CheckRules(config.bands, config.staleness, today, desk.shown.day)), len(risks)


def _at_rounds(view: View) -> list[dict[int, Scores]]:
    """Return the scores of each risk by its id at the positions of the last closed rounds, newest first."""
    positions = view.rounds.positions(ROUNDS_FOR_TBC)
    return [{risk.id: risk.scores for risk in view.risks.as_of(position)} for position in positions]


def _left(leads: Sequence[Lead], directory: Directory, today: date) -> list[str]:
    """Return the names of the leads who are not in post, and of the groups that nobody in post belongs to."""
    return [lead.name for lead in leads if not _serves(lead, directory, today)]


def _serves(lead: Lead, directory: Directory, today: date) -> bool:
    person = directory.people.get(lead.person_id or 0)
    if person is not None:
        return directory.serves(person, today)
    group = directory.groups.get(lead.group_id or 0)
    return group is not None and any(
        member.term.holds(today) and directory.serves(directory.people[member.person_id], today)
        for member in group.members
    )

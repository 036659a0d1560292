"""Add a risk, and edit what of it is not part of a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.access import may_add, who_may_add
from bot.domain.directory import Directory
from bot.domain.references import Reference
from bot.domain.risks import (
    RESPONSE_MAX,
    SHORT_MAX,
    SUMMARY_MAX,
    Lead,
    ReviewDraft,
    ReviewKind,
    Risk,
    Visibility,
    check_review,
    draft_from,
)
from bot.domain.text import clean, clean_line
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.risks import RiskDetails
from bot.store.unit_of_work import Unit
from bot.views.wording import say
from bot.workflows.desk import open_desk
from bot.workflows.escalation.reporting import Changed, report_change
from bot.workflows.risk_change import Request, Saved, actor_key, add_review, as_typed, facts, new_review, once, take
from bot.workflows.risk_notices import announce, withdraw
from bot.workflows.risk_status import require_open
from bot.workflows.rounds.answering import on_added
from bot.workflows.services import Services

_MOST = {
    "summary": SUMMARY_MAX,
    "cause": SUMMARY_MAX,
    "event": SUMMARY_MAX,
    "effect": SUMMARY_MAX,
    "project": SHORT_MAX,
    "category": SHORT_MAX,
    "organisation": SHORT_MAX,
    "sits_with": SHORT_MAX,
    "response": RESPONSE_MAX,
}
_UNCHANGED = "Nothing has changed in this form. Change a field, or close the form."


@dataclass(frozen=True, slots=True)
class LeadId:
    """A lead as chosen: a person's or a group's id."""

    person_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class DetailsDraft:
    """What of a risk is not part of a review, as filled in."""

    summary: str
    project: str
    category: str
    visibility: Visibility
    leads: tuple[LeadId, ...]
    readers: frozenset[int]
    organisation: str = ""
    sits_with: str = ""
    response: str = ""
    cause: str = ""
    event: str = ""
    effect: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """The summary taken apart, as far as somebody has."""
        return {"cause": self.cause, "event": self.event, "effect": self.effect}

    def stored(self, workstream: str) -> RiskDetails:
        """Return them as the register keeps them."""
        return RiskDetails(
            workstream,
            self.project,
            self.summary,
            self.category,
            self.visibility,
            self.response,
            self.organisation,
            self.sits_with,
            self.cause,
            self.event,
            self.effect,
        )


@dataclass(frozen=True, slots=True)
class NewRisk:
    """A new risk as filled in: its details and its first review."""

    details: DetailsDraft
    workstream: str
    draft: ReviewDraft


def add(services: Services, request: Request, new: NewRisk) -> Saved:
    """Add a risk under the next free number of its workstream.

    Raises:
        NotAllowedError: this person may not add to that workstream; says who may.
        InvalidInputError: with a sentence for each field.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        workstream = desk.directory.workstreams.get(new.workstream)
        if workstream is None:
            raise InvalidInputError("There is no such workstream any more.", fields={"workstream": "Choose another."})
        if not may_add(desk.actor, workstream.key):
            who = who_may_add(workstream.key, desk.directory, desk.actor.day)
            raise NotAllowedError(f"You can't add a risk to {workstream.name}.", f"These can: {who}.")
        draft = replace(new.draft, mitigation=clean(new.draft.mitigation))
        details = _checked(new.details, check_review(draft, None, services.config.bands))
        leads = _named(details.leads, desk.directory)
        ref = Reference(workstream.key, unit.risks.next_number(workstream.key))
        review = new_review(unit, desk, ReviewKind.ADDED, draft)
        risk_id = unit.risks.add(ref, details.stored(workstream.key), desk.actor.day, review)
        unit.risks.set_leads(risk_id, leads, desk.actor.day, 1)
        unit.risks.set_readers(risk_id, details.readers)
        unit.record(
            actor_key(desk),
            "risk.added",
            f"risk:{ref}",
            **facts(draft.scores, draft.mitigation),
            summary=details.summary,
            **{name: text for name, text in details.parts.items() if text},
            project=details.project,
            category=details.category,
            visibility=details.visibility.value,
            leads=_lead_words(leads),
            readers=_ids(details.readers),
        )
        on_added(unit, services, risk_id)
        added = Changed(risk_id, ref, 1, ReviewKind.ADDED, None, draft.scores)
        follows = report_change(unit, services, desk, added)
        shown_in = announce(unit, desk, ref, None)
        said = say("risk/said_added", ref=ref, workstream=workstream.name, shown_in=shown_in, follows=follows)
        return Saved(str(ref), 1, said)

    return once(services, request, work)


def edit(services: Services, request: Request, draft: DetailsDraft) -> Saved:
    """Change a risk's wording, leads and readers; the audit trail keeps what they were.

    Raises:
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        risk = take(unit, desk, request)
        require_open(risk, desk.shown)
        details = _checked(draft, present=risk)
        leads = _named(details.leads, desk.directory)
        changed = _differences(risk, details, leads)
        if not changed:
            raise InvalidInputError(_UNCHANGED, fields={"summary": _UNCHANGED})
        if "visibility" in changed and not may_add(desk.actor, risk.workstream):
            who = who_may_add(risk.workstream, desk.directory, desk.actor.day)
            sentence = f"You can't change who may see {risk.ref}. These can: {who}."
            raise InvalidInputError(sentence, fields={"visibility": sentence})
        if "visibility" in changed and details.visibility is Visibility.NON_PUBLIC:
            withdraw(unit, desk, risk)
        unit.risks.edit(risk, details.stored(risk.workstream))
        if "leads" in changed:
            unit.risks.set_leads(risk.id, leads, desk.actor.day, risk.version + 1)
        unit.risks.set_readers(risk.id, details.readers)
        words = f"Edited: {', '.join(sorted(changed))}."
        said = say("risk/said_edited", ref=risk.ref, changed=", ".join(sorted(changed)))
        unit.record(actor_key(desk), "risk.details_edited", f"risk:{risk.ref}", changed=changed)
        return add_review(unit, services, desk, risk, ReviewKind.EDITED, draft_from(risk.present, update=words), said)

    return once(services, request, work)


def _checked(draft: DetailsDraft, others: Mapping[str, str] | None = None, present: Risk | None = None) -> DetailsDraft:
    """Return the details cleaned; refuse them with all that is wrong, `others` (the review's problems) included.

    A text that stands as it does in the `present` risk may be longer than people may write: an import brought it.
    """
    problems = dict(others or {})
    tidied: dict[str, Any] = {
        name: as_typed(getattr(draft, name), getattr(present, name, ""), clean if name == "response" else clean_line)
        for name in _MOST
    }
    details = replace(draft, **tidied)
    if not details.summary:
        problems["summary"] = "Say what the risk is: cause, event, effect."
    for name, most in _MOST.items():
        text: str = getattr(details, name)
        if len(text) > most and text != getattr(present, name, None):
            problems[name] = f"That is {len(text):,} characters; at most {most} fit. Shorten it."
    if not details.leads:
        problems["leads"] = "Name at least one lead: somebody has to answer for the risk."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    # Readers are named for a non-public record; a public one has no use for them.
    return details if details.visibility is Visibility.NON_PUBLIC else replace(details, readers=frozenset())


def _differences(risk: Risk, details: DetailsDraft, leads: tuple[Lead, ...]) -> dict[str, list[str]]:
    """Return what an edit changes: field -> [before, after] in words."""
    pairs = {
        "wording": (risk.summary, details.summary),
        "cause": (risk.cause, details.cause),
        "event": (risk.event, details.event),
        "effect": (risk.effect, details.effect),
        "project": (risk.project, details.project),
        "category": (risk.category, details.category),
        "presented by": (risk.organisation, details.organisation),
        "sits with": (risk.sits_with, details.sits_with),
        "response": (risk.response, details.response),
        "visibility": (risk.visibility.value, details.visibility.value),
        "leads": (_lead_words(risk.leads), _lead_words(leads)),
        "readers": (_ids(risk.readers), _ids(details.readers)),
    }
    return {name: [before, after] for name, (before, after) in pairs.items() if before != after}


def _named(chosen: tuple[LeadId, ...], directory: Directory) -> tuple[Lead, ...]:
    """Return leads with their names.

    Raises:
        InvalidInputError: one of them is not in the directory.
    """
    leads = []
    for lead in chosen:
        holder = directory.groups.get(lead.group_id or 0) or directory.people.get(lead.person_id or 0)
        if holder is None:
            sentence = "One of the leads is no longer in the directory. Choose again."
            raise InvalidInputError(sentence, fields={"leads": sentence})
        leads.append(Lead(holder.name, lead.person_id, lead.group_id))
    return tuple(leads)


def _lead_words(leads: tuple[Lead, ...]) -> str:
    return ", ".join(
        f"{lead.name} ({'group' if lead.group_id else 'person'} {lead.group_id or lead.person_id})" for lead in leads
    )


def _ids(people: frozenset[int]) -> str:
    return ", ".join(str(person_id) for person_id in sorted(people))

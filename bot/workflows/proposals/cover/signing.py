"""Who signs a proposal off before its boards see it, and that they have: recorded for one version."""

from __future__ import annotations

from bot.domain.directory import Directory
from bot.domain.people import Person
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError, NotAllowedError
from bot.papers.cover_sheet.model import Signatory
from bot.settings.papers import PapersSetting, SignOffSetting
from bot.store.unit_of_work import Unit, View
from bot.views.presentation import Presentation
from bot.views.wording import say
from bot.workflows.desk import open_desk
from bot.workflows.proposals.change import save, subject_of, take
from bot.workflows.proposals.cost_facts import SIGNED
from bot.workflows.proposals.rights import READ
from bot.workflows.proposals.sections import withheld_from
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_EVENTS_MOST = 500


def officers(
    directory: Directory, papers: PapersSetting, proposal: Proposal, day: Presentation
) -> tuple[tuple[SignOffSetting, tuple[Person, ...]], ...]:
    """Return whose sign-off a proposal needs, with who could give it today."""
    return tuple(
        (
            one,
            tuple(
                person
                for person in directory.holders((one.role,), day.today)
                if one.organisation is None or person.organisation == one.organisation
            ),
        )
        for one in papers.signed_off_for(proposal.fund)
    )


def signatories(
    view: View,
    papers: PapersSetting,
    directory: Directory,
    proposal: Proposal,
    number: int,
    shown: Presentation,
) -> tuple[Signatory, ...]:
    """Return whose sign-off the cover sheet of a version shows, and whether it was given."""
    needed = officers(directory, papers, proposal, shown)
    if not needed:
        return ()
    given: dict[str, tuple[str, str]] = {}
    for event in view.events_of(subject_of(proposal), _EVENTS_MOST, {SIGNED}):
        if event.detail.get("number") == number:
            for title in event.detail["titles"]:
                given.setdefault(str(title), (str(event.detail["name"]), shown.dated(shown.date_of(event.at))))
    found = []
    for one, people in needed:
        name, on = given.get(one.title, (", ".join(person.name for person in people) or "nobody in post", ""))
        found.append(Signatory(one.title, name, on or "not yet"))
    return tuple(found)


def sign_off(services: Services, request: Request) -> Saved:
    """Record that an officer signs off the latest submitted version of a proposal.

    Raises:
        InvalidInputError: nothing was submitted, or they have signed it off.
        NotAllowedError: their sign-off is not asked for, or they must not read it.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, READ)
        withheld = withheld_from(unit, services, desk, proposal)
        if withheld is not None:
            raise NotAllowedError(f"You can't sign off {proposal.ref}: you must not read it.")
        needed = officers(desk.directory, services.config.papers, proposal, desk.shown)
        person = desk.actor.person
        titles = [one.title for one, people in needed if person in people]
        if person is None or not titles:
            who = "; ".join(f"{one.title} ({', '.join(each.name for each in people)})" for one, people in needed)
            raise NotAllowedError(
                f"Your sign-off is not asked for on {proposal.ref}.",
                f"These are asked: {who}." if who else "No sign-off is set up under `papers.sign_off`.",
            )
        if proposal.submitted == 0:
            raise InvalidInputError(f"{proposal.ref} is a draft.", "It is signed off once it was submitted.")
        before = {one.title for one in signatories_of(unit, services, desk.directory, proposal, desk.shown)}
        if before.issuperset(titles):
            raise InvalidInputError(f"You have signed off version {proposal.submitted} of {proposal.ref}.")
        detail = {"number": proposal.submitted, "titles": titles, "name": person.name}
        after = save(unit, desk, proposal, SIGNED.removeprefix("proposal."), detail=detail)
        said = say("costs/signed", ref=proposal.ref, number=proposal.submitted, titles=" and ".join(titles))
        return Saved(proposal.ref, after.version, said)

    return once(services, request, work)


def signatories_of(
    view: View, services: Services, directory: Directory, proposal: Proposal, shown: Presentation
) -> tuple[Signatory, ...]:
    """Return who has signed off the latest submitted version."""
    every = signatories(view, services.config.papers, directory, proposal, proposal.submitted, shown)
    return tuple(one for one in every if one.signed != "not yet")

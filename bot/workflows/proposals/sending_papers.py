"""The files that go with a proposal, sent to whoever asks for them, in Convenor's messages to them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.proposals.access import may_edit
from bot.domain.proposals.papers import FILE, ProposalPaper
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError
from bot.slack.uploads import SentFile, Upload
from bot.store.unit_of_work import Unit, View
from bot.views.proposal_papers import files_asked, files_sent, listed_papers
from bot.views.wording import Mrkdwn
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.reading import papers_of
from bot.workflows.proposals.sections import require_sight
from bot.workflows.proposals.sights import keep_sight
from bot.workflows.services import Services

KIND = "proposal.files"
_MOST = 10


def ask_for(services: Services, identity: Identity, written: str, key: str) -> dict[str, Any]:
    """Have the files of a proposal sent to whoever asks; return the answer to them, with its links.

    Args:
        services: what every use case is handed.
        identity: who asks.
        written: the reference.
        key: names the delivery.

    Raises:
        NotFoundError: no such proposal that they may read.
        NotAllowedError: they must not read what it says.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = _readable(view, services, desk, written)
        papers = _papers(view, desk, proposal)
    files = [one for one in papers if one.kind == FILE and one.is_fetched]
    if not files:
        return listed_papers(proposal, papers)
    title = f"the files of {proposal.ref}"
    order = FileOrder(
        KIND,
        key,
        identity,
        identity.slack_id,
        title,
        {"ref": proposal.ref, "papers": [one.id for one in files[:_MOST]]},
        is_confidential=True,
    )
    services.store.write(lambda unit: ask_for_files(unit, order))
    return files_asked(proposal, papers, len(files[:_MOST]), len(files) - len(files[:_MOST]))


def _readable(view: View, services: Services, desk: Desk, written: str) -> Proposal:
    proposal = find_readable_proposal(view, services, desk, written)
    require_sight(view, services, desk, proposal, "be sent the papers of")
    return proposal


def _papers(view: View, desk: Desk, proposal: Proposal) -> tuple[ProposalPaper, ...]:
    """Return the papers of the latest version; of the draft for who may edit it, where there is no version yet."""
    if not proposal.submitted and not may_edit(desk.actor, proposal):
        return ()
    return papers_of(view, proposal, proposal.submitted)


def _make(hands: Hands, order: FileOrder, tell: Tell) -> Product:
    services, wanted = hands.services, set(order.wish["papers"])
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        proposal = _readable(view, services, desk, order.wish["ref"])
        found = [one for one in _papers(view, desk, proposal) if one.id in wanted]
        bodies = [(one, view.proposal_papers.body(one.id)) for one in found]
    uploads = [Upload(one.title, f"{one.title}, {proposal.ref}", body) for one, body in bodies if body is not None]
    if not uploads:
        raise InvalidInputError(f"No file goes with {proposal.ref} any more.")
    for place in range(len(uploads)):
        tell(place + 1, len(uploads))
    said = files_sent(proposal, found)
    facts = {"ref": proposal.ref, "papers": [one.id for one in found], "day": desk.actor.day.isoformat()}
    return Product(tuple(uploads), said, Mrkdwn(""), facts)


def _shared(unit: Unit, order: FileOrder, _sent: Sequence[SentFile], facts: Mapping[str, Any]) -> None:
    """Keep that whoever asked has seen them, where a board of theirs has the proposal before it."""
    person = unit.people.directory().person_of(order.asker.slack_id)
    proposal = unit.proposals.find(facts["ref"])
    if person is not None and proposal is not None:
        for paper_id in facts["papers"]:
            keep_sight(unit, proposal, person.id, f"paper:{paper_id}", date.fromisoformat(facts["day"]))


MAKER = Maker(KIND, _make, _shared)

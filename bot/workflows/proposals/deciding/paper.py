"""A decision record asked for as a paper: made by a job, and sent to whoever asked in Convenor's messages to them."""

from __future__ import annotations

from typing import Any

from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal
from bot.domain.risks import Visibility
from bot.errors import NotFoundError
from bot.papers.decision_record.making import FORMS, write
from bot.papers.decision_record.model import DecisionPaper
from bot.settings.papers import PaperForm
from bot.slack.uploads import Upload
from bot.store.unit_of_work import Unit, View
from bot.views import papers as said
from bot.views.wording import say
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding.further import decision_of
from bot.workflows.proposals.deciding.paper_contents import paper_of
from bot.workflows.proposals.deciding.showing import number_meant
from bot.workflows.proposals.interests.recusing import require_part
from bot.workflows.services import Services

KIND = "paper.decision"
_FORM_WORDS = {PaperForm.DOCX: "Word", PaperForm.PDF: "PDF", PaperForm.HTML: "Web page"}


def ask_paper(services: Services, identity: Identity, number: str, key: str) -> dict[str, Any]:
    """Have a decision record made as Word, PDF and web page, and sent to whoever asks.

    Raises:
        NotFoundError: none of this number that they may read.
        NotAllowedError: they leave for its proposal.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        _, proposal = _readable(view, desk, number)
    is_hidden = proposal.visibility is not Visibility.PUBLIC
    title = f"the record of decision {number}"
    order = FileOrder(KIND, key, identity, identity.slack_id, title, {"number": number}, is_confidential=is_hidden)

    def work(unit: Unit) -> None:
        ask_for_files(unit, order)

    services.store.write(work)
    return said.asked_message(order.title, "It goes to you alone.")


def paper_numbered(services: Services, written: str) -> DecisionPaper:
    """Return the paper of a decision for whoever keeps the installation, who may read all of it.

    Raises:
        InvalidInputError: what was written is no number of a decision.
        NotFoundError: there is none of this number.
    """
    number = number_meant(services, written)
    with services.store.view() as view:
        found = view.decisions.find(number)
        proposal = view.proposals.get(found.proposal_id) if found is not None else None
        if found is None or proposal is None:
            raise NotFoundError(f"There is no decision {number}.", "Look it up with `/board decisions`.")
        shown = services.presentation(view.people.directory(), view.now)
        return paper_of(view, services, shown, found, proposal)


def _readable(view: View, desk: Desk, number: str) -> tuple[Decision, Proposal]:
    decision, proposal = decision_of(view, desk, number)
    require_part(view, proposal, desk.actor.person.id if desk.actor.person else None)
    return decision, proposal


def _make(hands: Hands, order: FileOrder, tell: Tell) -> Product:
    services, number = hands.services, str(order.wish["number"])
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        decision, proposal = _readable(view, desk, number)
        paper = paper_of(view, services, desk.shown, decision, proposal)
    uploads = []
    for form in FORMS:
        uploads.append(Upload(paper.file_name(form), f"{_FORM_WORDS[form]}, {number}", write(paper, form)))
        tell(len(uploads), len(FORMS))
    text = say("decisions/paper_made", number=number, title=paper.title, is_public=paper.is_public)
    return Product(tuple(uploads), text, say("decisions/paper_comment", number=number), {"digest": decision.digest})


MAKER = Maker(KIND, _make)

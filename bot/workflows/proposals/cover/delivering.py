"""The cover sheet asked for in Slack: made by a job, and sent to whoever asked, in Convenor's messages to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.domain.proposals import access
from bot.domain.proposals.records import Proposal
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, UnavailableError
from bot.papers.cover_sheet.making import forms_among, write
from bot.papers.cover_sheet.model import CoverSheet
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
from bot.workflows.proposals.cover.choosing import wish_of
from bot.workflows.proposals.cover.contents import CoverWish, cover_of
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.sections import require_sight
from bot.workflows.services import Services

KIND = "paper.proposal"
_FORM_WORDS = {PaperForm.DOCX: "Word", PaperForm.PDF: "PDF", PaperForm.HTML: "Web page"}


def ask_paper(services: Services, identity: Identity, ref: str, words: str, key: str) -> dict[str, Any]:
    """Have the cover sheet of a proposal made and sent to whoever asks.

    Args:
        services: what every use case is handed.
        identity: who asks.
        ref: of the proposal.
        words: what follows it: a board, and `version 2` or `draft`.
        key: names the delivery.

    Raises:
        NotFoundError: no such proposal, board or version.
        NotAllowedError: they may not read its text, or its draft.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = _readable(view, services, desk, ref)
        wish = wish_of(view, desk.directory, proposal, words)
        if wish.number == 0 and not access.may_edit(desk.actor, proposal):
            raise NotAllowedError(f"You can't see the draft of {proposal.ref}.", "Its author and sponsor can.")
        sheet = cover_of(view, services, desk.directory, proposal, wish)
    order = FileOrder(
        KIND, key, identity, identity.slack_id, _title(sheet), asdict(wish), is_confidential=not sheet.is_public
    )

    def work(unit: Unit) -> None:
        ask_for_files(unit, order)

    services.store.write(work)
    return said.asked_message(order.title, "")


def _readable(view: View, services: Services, desk: Desk, ref: str) -> Proposal:
    proposal = find_readable_proposal(view, services, desk, ref)
    require_sight(view, services, desk, proposal, "be sent the paper of")
    return proposal


def _make(hands: Hands, order: FileOrder, tell: Tell) -> Product:
    services, wish = hands.services, CoverWish(**order.wish)
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        proposal = _readable(view, services, desk, wish.ref)
        sheet = cover_of(view, services, desk.directory, proposal, wish)
    settings = services.config.papers
    uploads: list[Upload] = []
    faults: list[str] = []
    forms = forms_among(settings.forms)
    for form in forms:
        try:
            content = write(sheet, form, settings.cover_template)
        except UnavailableError:
            raise
        except ConvenorError as fault:
            faults.append(f"The {_FORM_WORDS[form]} form was not made. {fault}")
            continue
        uploads.append(Upload(sheet.file_name(form), f"{_FORM_WORDS[form]}, {sheet.ref}", content))
        tell(len(uploads), len(forms))
    if not uploads:
        raise InvalidInputError(" ".join(faults))
    text = say(
        "costs/paper_made",
        ref=sheet.ref,
        title=sheet.title,
        board=sheet.board,
        as_at=sheet.as_at,
        draft=sheet.draft,
        is_public=sheet.is_public,
        warning=sheet.warning,
        sums=list(sheet.costs.faults[:3]),
        more=max(0, len(sheet.costs.faults) - 3),
        faults=faults,
    )
    return Product(tuple(uploads), text, say("costs/paper_comment", ref=sheet.ref), {"digest": sheet.digest})


MAKER = Maker(KIND, _make)


def _title(sheet: CoverSheet) -> str:
    board = f" for the {sheet.board}" if sheet.board else ""
    return f"the cover sheet of {sheet.ref}{board}, {sheet.as_at}"
